/* SPDX-License-Identifier: Apache-2.0 */
/* The organisations of a run (scenario_nodes.c), and what is done in their name. */
#ifndef TP_NODE_SCENARIO_NODES_H
#define TP_NODE_SCENARIO_NODES_H

#include "node/scenario_run.h"

/* A folder for all of a run: KEEP, or a temporary one that goes with the run. */
TP_NODISCARD tp_status tp_scenario_make_folder(struct tp_scenario_run *run, const char *keep, struct tp_diag *diag);
/* The witness' key, known before there are ledgers; and the witness of the ledgers with these keys, one for each
 * organisation. Nothing where nobody oversees. */
TP_NODISCARD tp_status tp_scenario_prepare_witness(struct tp_scenario_run *run, struct tp_diag *diag);
TP_NODISCARD tp_status tp_scenario_open_witness(struct tp_scenario_run *run, const struct tp_verifier *verifiers,
                                                struct tp_diag *diag);
TP_NODISCARD tp_status tp_scenario_nodes_open(struct tp_scenario_run *run, const char *keep, struct tp_diag *diag);
void tp_scenario_nodes_close(struct tp_scenario_run *run);
void tp_scenario_nodes_deinit(struct tp_scenario_run *run);
/* Everybody publishes, and the witness cosigns unless it is away. */
TP_NODISCARD tp_status tp_scenario_checkpoint(struct tp_scenario_run *run, struct tp_diag *diag);
/* The monitor looks at an organisation's published ledger; E_CHECKSUM when it does not go on from the last visit. */
TP_NODISCARD tp_status tp_scenario_monitor(struct tp_scenario_run *run, size_t place,
                                           const struct tp_verifier *verifier, struct tp_diag *diag);
void tp_scenario_ledger_path(const struct tp_scenario_node *node, const char *name, char *out, size_t size);
/* Asks the witness for a cosignature of what FOLDER publishes. */
struct tp_scenario_cosignature {
    uint64_t size;                 /* of the checkpoint that was shown */
    struct tp_witness_reply reply; /* its content ends with NUL */
};
TP_NODISCARD tp_status tp_scenario_ask_witness(struct tp_scenario_run *run, const char *folder,
                                               const struct tp_verifier *verifier, uint64_t old_size,
                                               struct tp_scenario_cosignature *out, struct tp_diag *diag);

/* ---- leaves (scenario_leaves.c): logged, and counted beside the ledger ---------------------------------------------
 */

/* What a leaf says in the open, but for numbers that stand for one message or leaf: what it is counted by. */
void tp_scenario_leaf_key(const struct tp_leaf *leaf, char out[TP_SCENARIO_KEY_MAX]);
TP_NODISCARD tp_status tp_scenario_log(struct tp_scenario_run *run, size_t organisation, struct tp_leaf *leaf,
                                       const struct tp_scenario_case *about, uint64_t *index, struct tp_diag *diag);
/* Decides; the request's version names the version, its agreement follows from it. *INDEX, which may be NULL, is the
 * leaf. */
struct tp_scenario_question {
    size_t organisation, agreement;
    const struct tp_request *request;
};
TP_NODISCARD tp_status tp_scenario_decide(struct tp_scenario_run *run, const struct tp_scenario_question *question,
                                          struct tp_decision *out, uint64_t *index, struct tp_diag *diag);
TP_NODISCARD tp_status tp_scenario_disclose(struct tp_scenario_run *run, size_t organisation, size_t partner,
                                            const struct tp_scenario_message *message, struct tp_diag *diag);
const char *tp_scenario_level_code(int level);

/* ---- steps and probes (scenario_events.c, scenario_steps.c, scenario_probes.c) -------------------------------------
 */

/* The organisation at which BY acts: itself, or for a jurisdiction the bureau of its state; -1 for none. */
int tp_scenario_home(const struct tp_scenario *scenario, const char *by);
/* The same for a step: where the bureau is no party to the agreement, a party above BY. */
int tp_scenario_speaker(const struct tp_scenario *scenario, const struct tp_scenario_step *step, const char *by);
/* Fills and signs what BY says in STEP, with the key that the step names or BY's own; EVENT has its number already. */
TP_NODISCARD tp_status tp_scenario_sign(const struct tp_scenario_run *run, const struct tp_scenario_step *step,
                                        const char *by, struct tp_event *event, struct tp_diag *diag);
TP_NODISCARD tp_status tp_scenario_do_event(struct tp_scenario_run *run, size_t step, struct tp_diag *diag);
TP_NODISCARD tp_status tp_scenario_deliver(struct tp_scenario_run *run, size_t parcel, struct tp_diag *diag);
TP_NODISCARD tp_status tp_scenario_do_step(struct tp_scenario_run *run, size_t step, struct tp_diag *diag);
/* Whether bookings like ABOUT come to EXCHANGE: made at its sender, or brought there by another exchange (a hop). */
bool tp_scenario_concerns(const struct tp_scenario *scenario, const struct tp_scenario_exchange *exchange,
                          const struct tp_scenario_case *about);
/* A case is at the sender of an exchange: decided, and sent as far as that allows. */
TP_NODISCARD tp_status tp_scenario_exchange_case(struct tp_scenario_run *run, size_t number, size_t exchange,
                                                 struct tp_diag *diag);
/* A case is booked: sent to everybody for whom its state has an exchange, as far as the sender's decision allows. */
TP_NODISCARD tp_status tp_scenario_book(struct tp_scenario_run *run, size_t number, struct tp_diag *diag);
TP_NODISCARD tp_status tp_scenario_go_on(struct tp_scenario_run *run, size_t probe, struct tp_diag *diag);
/* What happens to a case long after: reclassified, expunged, challenged. */
TP_NODISCARD tp_status tp_scenario_afterwards(struct tp_scenario_run *run, size_t number, struct tp_diag *diag);
/* The request that a probe makes at STAGE. */
void tp_scenario_ask(const struct tp_scenario_run *run, const struct tp_scenario_exchange *exchange,
                     const struct tp_terms *version, const struct tp_scenario_case *about, struct tp_request *out);
/* The version that ORGANISATION acts under: the one in force there, else the newest that it knows. */
const struct tp_terms *tp_scenario_version(const struct tp_scenario_run *run, size_t organisation, size_t agreement);
/* The codes of the clauses that did not allow it, joined by blanks. */
void tp_scenario_clauses(const struct tp_decision *decision, char *out, size_t size);
/* Whether WORD is one of them: "onward" is not in "onward-transfer". */
bool tp_scenario_has_word(const char *words, const char *word);
/* Counts for every period that it falls into. */
void tp_scenario_count(struct tp_scenario_run *run, const struct tp_scenario_exchange *exchange,
                       enum tp_scenario_figure figure, const struct tp_scenario_case *about);
void tp_scenario_count_clauses(struct tp_scenario_run *run, const struct tp_scenario_exchange *exchange,
                               const char *stage, const char *effect, const char *clauses);
void tp_scenario_count_refusal(struct tp_scenario_run *run, const struct tp_scenario_exchange *exchange,
                               const char *stage, const struct tp_decision *decision);
void tp_scenario_new_id(struct tp_scenario_run *run, char out[33]);

/* ---- cheats and checks (scenario_cheats.c, scenario_checks.c) ------------------------------------------------------
 */

void tp_scenario_begin_cheat(struct tp_scenario_run *run, size_t step);
/* Whether ORGANISATION does CHEAT once more now, under AGREEMENT. */
bool tp_scenario_cheats(struct tp_scenario_run *run, size_t organisation, enum tp_scenario_cheat cheat,
                        size_t agreement);
/* What is done to ledgers behind everybody's back, once all is closed. */
TP_NODISCARD tp_status tp_scenario_tamper(struct tp_scenario_run *run, const struct tp_verifier *verifiers,
                                          struct tp_diag *diag);
/* An organisation's published statistics against the leaves that the run counted (scenario_statistics.c). */
TP_NODISCARD tp_status tp_scenario_check_statistics(struct tp_scenario_run *run, size_t place,
                                                    const struct tp_verifier *verifier, struct tp_diag *diag);
/* The statistics of the ledger published in FOLDER as CSV, nothing suppressed, ended by NUL. */
TP_NODISCARD tp_status tp_scenario_write_statistics(const char *folder, const struct tp_verifier *verifier,
                                                    struct tp_buffer *out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_scenario_check_all(struct tp_scenario_run *run, const struct tp_verifier *verifiers,
                                             struct tp_diag *diag);

#endif
