/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario as it was read. Texts are borrowed from its documents. */
#ifndef TP_NODE_SCENARIO_DATA_H
#define TP_NODE_SCENARIO_DATA_H

#include "agreement/agreement.h"
#include "node/scenario.h"
#include "policy/policy.h"

enum {
    TP_SCENARIO_ORGANISATIONS_MAX = 32,
    TP_SCENARIO_PLACES_MAX = 4096,
    TP_SCENARIO_AGREEMENTS_MAX = 64,
    TP_SCENARIO_VERSIONS_MAX = 4,
    TP_SCENARIO_EXCHANGES_MAX = 64,
    TP_SCENARIO_STEPS_MAX = 4096,
    TP_SCENARIO_MONTHS_MAX = 120,
    TP_SCENARIO_LEVELS = 5 /* none .. level-1, unknown */
};

/* ---- reading (scenario_read.c): sticky, like the cursor of base ---------------------------------------------------
 */

struct tp_scenario_reader {
    const char *path;
    struct tp_diag *diag;
    tp_status status; /* of the first mistake */
    char where[96];   /* "steps[3]", for diagnostics */
};
/* Each fails the reader when the member is missing, of another kind or out of range, and gives "", MIN or NULL then. */
const char *tp_scenario_text(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *key);
int64_t tp_scenario_integer(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *key,
                            int64_t min, int64_t max);
int64_t tp_scenario_time(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *key);
/* A list of 1..MAX elements. */
const struct tp_json_value *tp_scenario_list(struct tp_scenario_reader *reader, const struct tp_json_value *object,
                                             const char *key, size_t max);
const struct tp_json_value *tp_scenario_object(struct tp_scenario_reader *reader, const struct tp_json_value *object,
                                               const char *key);
/* The same, "" and false when it is not there. */
const char *tp_scenario_text_or(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *key,
                                const char *otherwise);
int64_t tp_scenario_integer_or(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *key,
                               int64_t max, int64_t otherwise);
/* Fails for a member whose name is not among KEYS, separated by blanks. */
void tp_scenario_only(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *keys);
void tp_scenario_fail(struct tp_scenario_reader *reader, const char *key, const char *text);

/* ---- the world (scenario.c) ----------------------------------------------------------------------------------------
 */

enum tp_scenario_part {
    TP_SCENARIO_BUREAU,
    TP_SCENARIO_REPOSITORY,
    TP_SCENARIO_RECIPIENT,
    TP_SCENARIO_OVERSIGHT /* keeps the witness and the monitor; one at most */
};
struct tp_scenario_organisation {
    const char *id, *name, *jurisdiction;
    enum tp_scenario_part part;
};
struct tp_scenario_place {
    const char *code, *name;
};
struct tp_scenario_agreement {
    const char *name;
    size_t version_count;
    struct tp_terms *versions[TP_SCENARIO_VERSIONS_MAX]; /* owned */
};
/* Shares of a thousand: none, level-3, level-2, level-1, unknown. */
struct tp_scenario_levels {
    uint32_t of_thousand[TP_SCENARIO_LEVELS];
};
/* Every booking of STATE is meant for the repository of AGREEMENT. */
struct tp_scenario_exchange {
    const char *state;
    size_t agreement, sender, repository; /* places in the lists; organisations */
    int recipient;                        /* organisation to whom matches are to be released; -1 for none */
    uint32_t matches;                     /* of a thousand people, known there */
    bool has_levels;
    struct tp_scenario_levels levels; /* convictions of those known there, when they differ */
};
/* From FROM on, ORGANISATION tries to pass on bookings that the sender may no longer send. */
struct tp_scenario_relay {
    size_t organisation, agreement;
    int64_t from_s;
    uint32_t of_thousand;
};
enum tp_scenario_expectation { TP_SCENARIO_ANY, TP_SCENARIO_NONE, TP_SCENARIO_SOME };
/* What a period is counted and checked by; X(name, code). */
#define TP_SCENARIO_FIGURE_LIST(X)                                                                                     \
    X(BOOKED, "booked")                                                                                                \
    X(MATCHED_THEN, "would-have-matched") /* everybody was sent: the arrangement of the record */                      \
    X(SENT, "sent")                                                                                                    \
    X(REFUSED, "refused")                                                                                              \
    X(SEARCHED, "searched")                                                                                            \
    X(MATCHED, "matched")                                                                                              \
    X(WITHHELD, "withheld")                                                                                            \
    X(RELEASED, "released")
enum tp_scenario_figure {
#define TP_SCENARIO_FIGURE_ENUM(name, code) TP_SCENARIO_##name,
    TP_SCENARIO_FIGURE_LIST(TP_SCENARIO_FIGURE_ENUM)
#undef TP_SCENARIO_FIGURE_ENUM
        TP_SCENARIO_FIGURES
};
const char *tp_scenario_figure_code(enum tp_scenario_figure figure);
struct tp_scenario_period {
    const char *name, *state;
    size_t agreement;
    int64_t from_s, until_s;
    enum tp_scenario_expectation expect[TP_SCENARIO_FIGURES];
};

/* ---- the timeline (scenario_timeline.c) ---------------------------------------------------------------------------
 */

enum tp_scenario_step_kind {
    TP_SCENARIO_NOTE,         /* something that was only said */
    TP_SCENARIO_EVENT,        /* an event of an agreement is signed and sent to all whom it concerns */
    TP_SCENARIO_ATTEMPT,      /* one decision is asked for */
    TP_SCENARIO_PARTICIPANTS, /* who takes part is compared with a list */
    TP_SCENARIO_WITNESS,      /* the witness goes away or comes back */
    TP_SCENARIO_CHEAT         /* somebody does not do as the program says */
};
/* X(name, code, words): what a party can do that runs another program than ours. */
#define TP_SCENARIO_CHEAT_LIST(X)                                                                                      \
    X(ACTIVATE_ANYWAY, "activate-anyway", "treats the agreement as active and sends, with no notice given")            \
    X(SEND_ANYWAY, "send-anyway", "sends in spite of its own refusal, and says so nowhere")                            \
    X(SEARCH_ANYWAY, "search-anyway", "searches old probes again after the suspension, and logs that as if sent")      \
    X(RELEASE_SILENTLY, "release-silently", "tells the recipient of matches that its ledger says were withheld")       \
    X(DROP_LEAVES, "drop-leaves", "leaves disclosures out of its ledger")                                              \
    X(REWRITE_ENTRY, "rewrite-entry", "changes a published entry on its disk")                                         \
    X(REWRITE_LEDGER, "rewrite-ledger", "builds its whole ledger anew with an entry changed, and signs that")          \
    X(ROLL_BACK, "roll-back", "publishes a ledger from which the last entries are gone")
enum tp_scenario_cheat {
#define TP_SCENARIO_CHEAT_ENUM(name, code, words) TP_SCENARIO_CHEAT_##name,
    TP_SCENARIO_CHEAT_LIST(TP_SCENARIO_CHEAT_ENUM)
#undef TP_SCENARIO_CHEAT_ENUM
        TP_SCENARIO_CHEATS
};
const char *tp_scenario_cheat_code(enum tp_scenario_cheat cheat);
const char *tp_scenario_cheat_words(enum tp_scenario_cheat cheat);
/* X(name, code, words): what finds a cheat. */
#define TP_SCENARIO_CHECK_LIST(X)                                                                                      \
    X(RECEIVER, "receiver", "the receiver's own decision refused it")                                                  \
    X(PAIRING, "pairing", "a disclosure in one ledger has no twin in the other's")                                     \
    X(VERIFICATION, "verification", "the published files do not fit their checkpoint")                                 \
    X(MONITOR, "monitor", "the ledger does not continue the one that the monitor saw before")                          \
    X(WITNESS, "witness", "the witness refused to cosign it")
enum tp_scenario_check {
#define TP_SCENARIO_CHECK_ENUM(name, code, words) TP_SCENARIO_CHECK_##name,
    TP_SCENARIO_CHECK_LIST(TP_SCENARIO_CHECK_ENUM)
#undef TP_SCENARIO_CHECK_ENUM
        TP_SCENARIO_CHECKS
};
const char *tp_scenario_check_code(enum tp_scenario_check check);
const char *tp_scenario_check_words(enum tp_scenario_check check);

struct tp_scenario_step {
    enum tp_scenario_step_kind kind;
    int64_t at_s;
    const char *then; /* what happened, from the record; "" when there is nothing to tell */
    size_t agreement;
    uint32_t version; /* from 1 */
    const char *county, *expect;
    /* EVENT */
    enum tp_event_kind event;
    const struct tp_json_value *by;    /* a list of texts */
    const struct tp_json_value *delay; /* {"organisation": minutes}, or NULL */
    const char *reason, *title, *attached, *key;
    uint32_t sign_ons;
    /* ATTEMPT, CHEAT */
    size_t organisation;
    enum tp_stage stage;
    const struct tp_json_value *list; /* clauses of an attempt; participants */
    enum tp_scenario_cheat cheat;
    uint32_t count;  /* how many bookings it is done to */
    uint64_t checks; /* which must find it, as bits */
    bool witness_away;
};

/* ---- bookings (scenario_bookings.c) ---------------------------------------------------------------------------------
 */

/* {"code": of a thousand} over a vocabulary. */
struct tp_scenario_shares {
    uint32_t of_thousand[64];
};
struct tp_scenario_range {
    uint32_t low, high;
};
struct tp_scenario_volume {
    const char *county;
    uint32_t by_month[TP_SCENARIO_MONTHS_MAX];
};
struct tp_scenario_bookings {
    size_t month_count;
    int64_t month_from_s[TP_SCENARIO_MONTHS_MAX + 1]; /* and the end of the last */
    size_t volume_count;
    struct tp_scenario_volume *volumes; /* owned */
    struct tp_scenario_levels offence, conviction;
    struct tp_scenario_shares categories, circumstances;
    uint32_t categories_unknown;
    uint32_t examiner_wrong, examiner_inconclusive, false_candidates, seeded; /* of a thousand */
    uint32_t decline_with, decline_without;
    uint32_t reclassified, expunged, challenged, upheld;
    struct tp_scenario_range transit, search, review, discretion, afterwards; /* minutes */
};

struct tp_scenario {
    struct tp_json_document *document, *timeline_document, *bookings_document;
    const char *title;
    const struct tp_json_value *about;
    int64_t from_s, until_s;
    uint64_t seed;
    uint32_t checkpoint_hours;
    size_t organisation_count;
    struct tp_scenario_organisation organisations[TP_SCENARIO_ORGANISATIONS_MAX];
    size_t place_count;
    struct tp_scenario_place *places; /* owned */
    size_t agreement_count;
    struct tp_scenario_agreement agreements[TP_SCENARIO_AGREEMENTS_MAX];
    size_t exchange_count;
    struct tp_scenario_exchange exchanges[TP_SCENARIO_EXCHANGES_MAX];
    size_t relay_count;
    struct tp_scenario_relay relays[TP_SCENARIO_EXCHANGES_MAX];
    size_t period_count;
    struct tp_scenario_period periods[TP_SCENARIO_EXCHANGES_MAX];
    size_t step_count;
    struct tp_scenario_step *steps; /* owned; in order of time */
    struct tp_scenario_bookings bookings;
};

/* Places in the lists, -1 for none. */
int tp_scenario_find_organisation(const struct tp_scenario *scenario, const char *id);
int tp_scenario_find_agreement(const struct tp_scenario *scenario, const char *name);
/* The name of a jurisdiction, or its code where the scenario gives none. */
const char *tp_scenario_place_name(const struct tp_scenario *scenario, const char *code);
/* The same, of an organisation or a jurisdiction. */
const char *tp_scenario_who(const struct tp_scenario *scenario, const char *id);
void tp_scenario_read_levels(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *key,
                             struct tp_scenario_levels *out);
/* An agreement's or an organisation's name in member KEY. */
size_t tp_scenario_agreement_of(struct tp_scenario_reader *reader, const struct tp_scenario *scenario,
                                const struct tp_json_value *object, const char *key);
size_t tp_scenario_organisation_of(struct tp_scenario_reader *reader, const struct tp_scenario *scenario,
                                   const struct tp_json_value *object, const char *key);
void tp_scenario_read_timeline(struct tp_scenario_reader *reader, struct tp_scenario *scenario);
void tp_scenario_read_bookings(struct tp_scenario_reader *reader, struct tp_scenario *scenario);

/* ---- keys from names (scenario_keys.c) -----------------------------------------------------------------------------
 */

/* The seed of NAME's key: SHA-256 of "tenprint-scenario-key/1\n" and NAME. Everybody can make these keys: they are good
 * for rehearsals only. */
TP_NODISCARD tp_status tp_scenario_seed(const char *name, uint8_t out[TP_SEED_BYTES], struct tp_diag *diag);
TP_NODISCARD tp_status tp_scenario_signer(const char *name, struct tp_signer **out, struct tp_diag *diag);
/* Reads an agreement in which "seed:NAME" stands for NAME's public key and "version:NAME/N" for the hash of a version
 * of an agreement that was read before. */
TP_NODISCARD tp_status tp_scenario_read_agreement(const struct tp_scenario *scenario, const char *path,
                                                  struct tp_terms **out, struct tp_diag *diag);

#endif
