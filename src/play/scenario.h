/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario played by processes.
 *
 * Every organisation of the scenario is a folder of a rehearsal and a process `tenprint serve` on loopback. The process
 * that plays (ours) is everybody else: the clock, the witness (it serves /add-checkpoint), the officers who sign, the
 * clerks who book, the examiners, the releasing officers, the public. It knows nothing of a node but what a node says
 * by HTTP to whoever asks, and at the end the ledgers' files.
 *
 * Time: one queue of what is due (steps, bookings, ends of absences), as on paper. To go to the next item all clocks
 * are set; then the nodes are asked until none has a job that is due (getClock): they have settled. Nothing waits by
 * sleeping a fixed time. After a booking the clocks go on by minutes, people work, until nothing is open any more.
 *
 * Events: an organisation's own are taken by its officer (POST .../steps, .../statements, /v1/agreements); those of
 * jurisdictions, which have keys of their own, are signed here and handed in (POST /v1/events) at their bureau; forged
 * ones are handed in at every party. All others hear of an event from the node that took it.
 *
 * People: a booking is an EBTS file with images. Repositories are filled with those whom the scenario's draw says are
 * known there, before they are booked. Who is who is known here by number: the auditor's getCase names the candidate's
 * subject and the probe's owner, listLegs names the booking behind a partner's search. Examiners conclude from that,
 * with the errors of bookings.json; what officers decide is drawn as on paper.
 *
 * Tables: from the leaves that the nodes publish, read after every item; nothing is counted that is in no ledger. The
 * checks and the story are those of the paper form (node/scenario_nodes.h), but for leaves counted beside the ledger.
 *
 * How cheats are played over the wire: see wire.c. */
#ifndef TP_PLAY_SCENARIO_H
#define TP_PLAY_SCENARIO_H

#include "node/scenario_nodes.h"
#include "play/play.h"

enum { TP_PLAY_SEQUENCES_MAX = 1024 };

/* How many events somebody has signed under an agreement. */
struct tp_play_sequence {
    const char *by;
    size_t agreement;
    uint32_t count;
};
/* A person's prints in a repository, or in a bureau's. */
struct tp_play_known {
    size_t node;
    uint32_t person;
    char booking[TP_EXCHANGE_ID_BYTES];
};
/* A booking that was submitted. */
struct tp_play_booking {
    size_t case_number, node;
    uint32_t person;
    char id[TP_EXCHANGE_ID_BYTES];
};
struct tp_play_stage {
    struct tp_scenario_run *run;
    struct tp_play_node nodes[TP_SCENARIO_ORGANISATIONS_MAX];
    struct tp_verifier verifiers[TP_SCENARIO_ORGANISATIONS_MAX];
    char keys[TP_SCENARIO_ORGANISATIONS_MAX][64];
    bool is_away[TP_SCENARIO_ORGANISATIONS_MAX];
    uint64_t read[TP_SCENARIO_ORGANISATIONS_MAX]; /* leaves of each ledger that were counted */
    struct tp_http_server *witness;
    char witness_url[64];
    struct tp_play_sequence sequences[TP_PLAY_SEQUENCES_MAX];
    size_t sequence_count;
    uint64_t
        enrolled[TP_SCENARIO_EXCHANGES_MAX]; /* refusals to send whom a repository was filled with, not counted yet */
    struct tp_play_known *known;             /* owned; of bookings that fill repositories */
    struct tp_play_booking *bookings;        /* owned */
    size_t known_count, booking_count, bookings_wanted;
    bool has_forged[TP_SCENARIO_ORGANISATIONS_MAX]; /* sent past its node */
    struct tp_rng rng;                              /* of examiners and officers */
    struct {
        uint64_t tasks, conclusions, wrong, decisions, receipts, challenges, expungements;
        uint64_t forged, altered, relayed, written; /* of cheats */
    } figures;
};

/* ---- nodes (stage.c) --------------------------------------------------------------------------------------------- */

TP_NODISCARD tp_status tp_play_stage_open(struct tp_play_stage *stage, const char *program, const char *keep,
                                          struct tp_diag *diag);
/* Ends the processes; what is in their folders stays. */
void tp_play_stage_close(struct tp_play_stage *stage);

/* ---- asking and time (settle.c) ---------------------------------------------------------------------------------- */

struct tp_play_at {
    size_t node;
    enum tp_play_account account;
    const char *method, *body; /* JSON; NULL: none */
};
/* PATH is a format. Free OUT even after a failure. */
TP_NODISCARD tp_status tp_play_say(struct tp_play_stage *stage, struct tp_play_at at, struct tp_play_reply *out,
                                   struct tp_diag *diag, const char *path, ...) TP_PRINTF(5, 6);
/* Puts all clocks to the run's and waits until nobody has anything to do. */
TP_NODISCARD tp_status tp_play_settle(struct tp_play_stage *stage, struct tp_diag *diag);
/* Takes all to AT_S, if it is not later already, so that what went wrong between clocks is mended by then. */
TP_NODISCARD tp_status tp_play_go(struct tp_play_stage *stage, int64_t at_s, struct tp_diag *diag);

/* ---- steps (steps.c) --------------------------------------------------------------------------------------------- */

TP_NODISCARD tp_status tp_play_step(struct tp_play_stage *stage, size_t number, struct tp_diag *diag);
/* A node that was away is started again. */
TP_NODISCARD tp_status tp_play_return(struct tp_play_stage *stage, size_t node, struct tp_diag *diag);

/* ---- bookings and people (bookings.c, people.c, person.c) ----------------------------------------------- */

TP_NODISCARD tp_status tp_play_book(struct tp_play_stage *stage, size_t case_number, struct tp_diag *diag);
/* Examiners and officers of all nodes do what waits for them, and time goes on by minutes, until nothing waits. */
TP_NODISCARD tp_status tp_play_work(struct tp_play_stage *stage, struct tp_diag *diag);

/* Afterwards: a receipt is read, a search challenged, a booking expunged, as far as any booking was answered. */
TP_NODISCARD tp_status tp_play_persons(struct tp_play_stage *stage, struct tp_diag *diag);

/* ---- cheats (wire.c) --------------------------------------------------------------------------------------------- */

/* Whoever cheats with this case does (wire.c): mostly by a message, signed with its own key and past its own node,
 * which says nothing of it. A copy altered on its way goes first. */
TP_NODISCARD tp_status tp_play_cheat(struct tp_play_stage *stage, size_t case_number, struct tp_diag *diag);

/* ---- tables (tables.c) ------------------------------------------------------------------------------------------- */

/* Counts the leaves that were published since. */
TP_NODISCARD tp_status tp_play_count(struct tp_play_stage *stage, struct tp_diag *diag);
/* What the nodes say of their statistics against what is computed from their files. */
TP_NODISCARD tp_status tp_play_compare_statistics(struct tp_play_stage *stage, struct tp_diag *diag);

#endif
