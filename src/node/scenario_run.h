/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario being played: the clock and its queue, the organisations, the cases, and what was counted. */
#ifndef TP_NODE_SCENARIO_RUN_H
#define TP_NODE_SCENARIO_RUN_H

#include "node/organisation.h"
#include "node/scenario_data.h"

/* ---- the clock (scenario_queue.c) -----------------------------------------------------------------------------------
 */

/* What is due; the number says for which step, case, parcel or probe. In this order within one second. */
enum tp_scenario_due {
    TP_SCENARIO_DUE_CHECKPOINT,
    TP_SCENARIO_DUE_STEP,
    TP_SCENARIO_DUE_PARCEL,  /* an event reaches an organisation */
    TP_SCENARIO_DUE_BOOKING, /* of a case */
    TP_SCENARIO_DUE_PROBE,   /* the next stage of a probe */
    TP_SCENARIO_DUE_AFTERWARDS
};
struct tp_scenario_queue {
    struct tp_scenario_item {
        int64_t at_s;
        enum tp_scenario_due due;
        uint64_t order;
        uint32_t number;
    } * items; /* owned; a heap */
    size_t count, capacity;
    uint64_t next_order;
};
TP_NODISCARD tp_status tp_scenario_queue_add(struct tp_scenario_queue *queue, int64_t at_s, enum tp_scenario_due due,
                                             size_t number, struct tp_diag *diag);
bool tp_scenario_queue_take(struct tp_scenario_queue *queue, struct tp_scenario_item *out);
void tp_scenario_queue_deinit(struct tp_scenario_queue *queue);

/* ---- counting (scenario_tally.c) -----------------------------------------------------------------------------------
 */

enum { TP_SCENARIO_KEY_MAX = 200 };
/* How often each key came. */
struct tp_scenario_tally {
    struct tp_scenario_count {
        char key[TP_SCENARIO_KEY_MAX];
        uint64_t count;
    } * items; /* owned; a hash table, a free place has an empty key */
    size_t used, capacity;
    bool bad; /* memory ran out */
};
void tp_scenario_tally_add(struct tp_scenario_tally *tally, const char *key, int64_t count);
uint64_t tp_scenario_tally_of(const struct tp_scenario_tally *tally, const char *key);
/* The first key whose counts differ, NULL when all are the same; its place in A or in B. */
const char *tp_scenario_tally_difference(const struct tp_scenario_tally *a, const struct tp_scenario_tally *b);
/* Orders the items by key, the free places last; nothing may be added after it. */
void tp_scenario_tally_sort(struct tp_scenario_tally *tally);
void tp_scenario_tally_deinit(struct tp_scenario_tally *tally);

/* ---- people and bookings (scenario_population.c) -------------------------------------------------------------------
 */

enum { TP_SCENARIO_DECISIONS_MAX = 8 };
struct tp_scenario_case {
    int64_t booked_s;
    const char *county;
    char state[TP_JURISDICTION_MAX];
    int offence, conviction; /* enum tp_seriousness, -1 unknown */
    uint64_t categories, circumstances;
    bool categories_known;
    uint64_t known_at;                             /* exchanges whose repository knows the person, as bits */
    struct tp_rng rng;                             /* for all that is drawn about it later */
    size_t bureau;                                 /* that submitted it */
    uint64_t submission;                           /* its leaf there */
    uint64_t decisions[TP_SCENARIO_DECISIONS_MAX]; /* leaves there that say the conviction's level too */
    size_t decision_count;
};
struct tp_scenario_population {
    struct tp_scenario_case *cases; /* owned; in the order of their bookings */
    size_t count;
};
/* Draws who is booked. The same for the same scenario, seed and scale, whatever the timeline holds. */
TP_NODISCARD tp_status tp_scenario_populate(const struct tp_scenario *scenario, uint64_t seed, double scale,
                                            struct tp_scenario_population *out, struct tp_diag *diag);
bool tp_scenario_chance(struct tp_rng *rng, uint32_t of_thousand);
/* Seconds within a range of minutes. */
int64_t tp_scenario_draw_s(struct tp_rng *rng, const struct tp_scenario_range *minutes);

/* ---- the organisations (scenario_nodes.c) --------------------------------------------------------------------------
 */

struct tp_scenario_node {
    char folder[512];
    struct tp_organisation *organisation;
    char partner[17];   /* as leaves name it */
    int64_t cosigned_s; /* when the witness last cosigned; -1 never */
    uint64_t cosigned_size;
    bool is_caught[TP_SCENARIO_CHECKS];    /* what a check said of this organisation's ledger */
    struct tp_scenario_tally leaves;       /* what was logged, as we know it */
    uint32_t cheating[TP_SCENARIO_CHEATS]; /* how many more bookings each is done to */
    size_t cheating_agreement[TP_SCENARIO_CHEATS];
};

/* ---- events and probes on their way -------------------------------------------------------------------------------
 */

struct tp_scenario_parcel {
    struct tp_event *event; /* borrowed from the run */
    size_t step;
    size_t to; /* organisation */
};

enum tp_scenario_stage {
    TP_SCENARIO_ARRIVES,
    TP_SCENARIO_SEARCHED_STAGE,
    TP_SCENARIO_REVIEWED,
    TP_SCENARIO_ANSWERED,
    TP_SCENARIO_DISCRETION_DUE,
    TP_SCENARIO_RELEASE_ARRIVES
};
/* One case's fingerprints at a partner's. */
struct tp_scenario_probe {
    size_t case_number, exchange;
    const struct tp_terms *version;
    enum tp_scenario_stage next;
    int64_t searched_s;
    bool is_known;      /* the person is in that repository */
    bool candidate;     /* the search found somebody */
    bool is_match;      /* the answer says so */
    bool is_cheat;      /* the sender had been refused */
    unsigned examiners; /* who concluded identification */
    char search_id[33], answer_id[33], release_id[33];
};

/* A disclosure as both sides log it. */
struct tp_scenario_message {
    const char *what, *side, *id; /* "search", "out", 32 digits */
    const struct tp_terms *version;
    const struct tp_scenario_case *about;
};

/* ---- what came of a step -------------------------------------------------------------------------------------------
 */

struct tp_scenario_outcome {
    char result[48];           /* "accepted", a refusal's code, an effect; "" while it is open */
    char clauses[200];         /* of a decision that is not allowed */
    unsigned reached, refused; /* organisations */
    char words[256];
    bool is_expected;
    bool caught[TP_SCENARIO_CHECKS];
};

enum { TP_SCENARIO_FAILURES_MAX = 200, TP_SCENARIO_FAILURE_BYTES = 320 };
struct tp_scenario_run {
    const struct tp_scenario *scenario;
    uint64_t seed;
    double scale;
    char folder[400];
    bool is_temporary;
    bool is_outside; /* the organisations are processes: nothing is counted beside their ledgers */
    int64_t now_s;
    struct tp_rng rng; /* of the steps; ids of messages */
    struct tp_scenario_node nodes[TP_SCENARIO_ORGANISATIONS_MAX];
    struct tp_witness *witness;
    struct tp_signer *witness_signer;
    struct tp_verifier witness_verifier;
    bool witness_away;
    struct tp_scenario_queue queue;
    struct tp_scenario_population population;
    struct tp_scenario_probe *probes; /* owned */
    size_t probe_count, probe_capacity;
    struct tp_event **events; /* owned, each */
    size_t event_count;
    struct tp_scenario_parcel *parcels; /* owned */
    size_t parcel_count, parcel_capacity;
    struct tp_scenario_outcome *outcomes;                                                /* owned; one for each step */
    uint64_t figures[TP_SCENARIO_EXCHANGES_MAX][TP_SCENARIO_FIGURES];                    /* by period */
    uint64_t levels[TP_SCENARIO_EXCHANGES_MAX][TP_SCENARIO_FIGURES][TP_SCENARIO_LEVELS]; /* the same by conviction */
    struct tp_scenario_tally clauses[TP_SCENARIO_EXCHANGES_MAX]; /* by period: who refused, by which */
    uint64_t requests, leaves, pairs, wrong_identifications, relays_refused;
    size_t booked;    /* of processes: how many of the population were */
    char beside[512]; /* of processes: what else was done, for the reader; "" on paper */
    size_t failure_count;
    char failures[TP_SCENARIO_FAILURES_MAX][TP_SCENARIO_FAILURE_BYTES];
};

/* A run in which nothing has happened yet, with its people drawn. */
TP_NODISCARD tp_status tp_scenario_run_new(const struct tp_scenario *scenario,
                                           const struct tp_scenario_options *options, struct tp_scenario_run **out,
                                           struct tp_diag *diag);
/* One sentence or two on what became of a step (scenario_story.c). */
void tp_scenario_tell(const struct tp_scenario_run *run, size_t step, char *line, size_t size);
void tp_scenario_failure(struct tp_scenario_run *run, const char *format, ...) TP_PRINTF(2, 3);

#endif
