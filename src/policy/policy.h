/* SPDX-License-Identifier: Apache-2.0 */
/* The evaluator: (agreement and its events, request, clock) -> decision. Pure and total: no time, file, allocation or
 * failure in it; whatever is missing or unknown is denied. Sender and receiver run the same code. */
#ifndef TP_POLICY_POLICY_H
#define TP_POLICY_POLICY_H

#include "agreement/agreement.h"

/* What is asked for. X(name, code, words) */
#define TP_STAGE_LIST(X)                                                                                               \
    X(SEND, "send", "sending a probe to the partner's repository")                                                     \
    X(SEARCH, "search", "searching a probe that a partner sent")                                                       \
    X(ANSWER, "answer", "answering the partner")                                                                       \
    X(RELEASE, "release", "releasing match information to a recipient")                                                \
    X(ONWARD, "onward", "passing received information on")
enum tp_stage {
#define TP_STAGE_ENUM(name, code, words) TP_STAGE_##name,
    TP_STAGE_LIST(TP_STAGE_ENUM)
#undef TP_STAGE_ENUM
        TP_STAGES
};

enum tp_discretion { TP_DISCRETION_NOT_DECIDED, TP_DISCRETION_RELEASE, TP_DISCRETION_DECLINE };

/* All strings may be NULL or anything: what does not fit is denied. Sets are bits by the vocabularies. */
struct tp_request {
    enum tp_stage stage;
    const char *version;      /* hash of the version it is made under */
    const char *sender;       /* id of the party whose booking it is, or that sent the probe */
    const char *repository;   /* id of the party whose repository is searched */
    const char *recipient;    /* RELEASE, ONWARD: who is to get it */
    const char *from;         /* ONWARD: the recipient that wants to pass it on */
    const char *jurisdiction; /* of the booking: the smallest that the agreement lists */
    int purpose;              /* place in tp_purposes, -1 unknown */
    int material;             /* place in tp_materials, -1 unknown */
    int offence, conviction;  /* enum tp_seriousness, -1 unknown: not as serious as anything asks for, unless none is */
    uint64_t categories;      /* what is known of the person: tp_categories */
    bool categories_known;    /* somebody has looked; otherwise denied where the agreement excludes anyone */
    bool match;               /* ANSWER: the answer is a match */
    unsigned examiners;       /* ANSWER with a match, RELEASE: different examiners who concluded identification */
    uint64_t considered;      /* RELEASE, ONWARD: circumstances considered, tp_circumstances */
    bool reason_written;
    enum tp_discretion discretion;
    uint64_t fields;                /* ANSWER with a match, RELEASE, ONWARD: asked for, tp_fields */
    int64_t retention_days;         /* RELEASE, ONWARD: how long the recipient keeps it; -1 unknown */
    int64_t checkpoint_age_minutes; /* of the newest cosigned checkpoint of who decides; -1 there is none */
};

/* X(name, code, stages, words). A clause that does not apply to a stage is not in its decision. Stages: S send, E
 * search, A answer, R release, O onward. */
#define TP_CLAUSE_LIST(X)                                                                                              \
    X(IN_FORCE, "in-force", "SEARO", "the agreement is in force")                                                      \
    X(VERSION, "version", "SEARO", "the request is made under the version in force")                                   \
    X(PARTIES, "parties", "SEARO", "both sides are parties in their roles, and the booking is the sender's")           \
    X(PARTICIPATION, "participation", "SEARO", "the jurisdiction takes part, and so do those above it")                \
    X(PURPOSE, "purpose", "SEARO", "the purpose is one of those agreed")                                               \
    X(MATERIAL, "material", "SE", "what is sent is of a kind agreed")                                                  \
    X(SEARCH_THRESHOLD, "search-threshold", "SE", "the offence and conviction allow a search")                         \
    X(EXCLUSION, "exclusion", "SEARO", "the person is not of an excluded category")                                    \
    X(WITNESS, "witness", "SEARO", "the ledger was cosigned recently enough")                                          \
    X(EXAMINATION, "examination", "AR", "enough examiners concluded identification")                                   \
    X(RELEASE_THRESHOLD, "release-threshold", "ARO", "the offence and conviction allow a release")                     \
    X(FIELDS, "fields", "ARO", "only agreed fields are released")                                                      \
    X(RECIPIENT, "recipient", "RO", "the recipient is named in the agreement")                                         \
    X(DISCRETION, "discretion", "RO", "a person considered every circumstance and decided")                            \
    X(RETENTION, "retention", "RO", "it is kept no longer than agreed")                                                \
    X(ONWARD, "onward", "O", "passing on to this recipient is agreed")
enum tp_clause {
#define TP_CLAUSE_ENUM(name, code, stages, words) TP_CLAUSE_##name,
    TP_CLAUSE_LIST(TP_CLAUSE_ENUM)
#undef TP_CLAUSE_ENUM
        TP_CLAUSES
};

/* The worst of a decision's clauses is its effect. WITHHELD is for a match that exists and is not told: EXCLUSION at
 * ANSWER (with a match) and RELEASE, RELEASE_THRESHOLD, and DISCRETION that was decided against; all else that fails is
 * DENIED. An ANSWER without a match passes EXAMINATION, RELEASE_THRESHOLD and FIELDS.
 *
 * The clauses are measured against the version in force; when none is, against the one that the request names, so that
 * a person sees what else would have stood in the way; when that is unknown too, every clause is denied.
 *
 * What is easily got round, and closed:
 * PARTIES: one party is not both sides, and a booking is of the sender's own jurisdiction or one below it.
 * PARTICIPATION: a jurisdiction with sources below it in the agreement is not exact enough. A booking said to be New
 * York's could otherwise be of a county that has left.
 * FIELDS: asking for nothing is not asking for little: an empty set is denied where a match is told.
 * DISCRETION: whoever the recipient, what a person declined stays withheld. It holds for ONWARD too, and whom the
 * agreement does not name as a recipient cannot be the next one either: otherwise a recipient that does not enforce
 * could hand on without review to one that does. */
enum tp_effect { TP_EFFECT_ALLOWED, TP_EFFECT_WITHHELD, TP_EFFECT_DENIED };

struct tp_decision {
    enum tp_effect effect;
    size_t count;
    struct {
        enum tp_clause clause;
        enum tp_effect effect;
    } clauses[TP_CLAUSES]; /* all that apply to the stage, in the order of the list */
};

/* HISTORY may be NULL: nothing was agreed. */
void tp_decide(const struct tp_history *history, const struct tp_request *request, int64_t clock_s,
               struct tp_decision *out);

const char *tp_stage_code(enum tp_stage stage);
const char *tp_effect_code(enum tp_effect effect); /* "allowed", "withheld", "denied" */
const char *tp_clause_code(enum tp_clause clause);
/* One sentence for a person: what the clause says in this agreement, and how the request stands to it. */
void tp_clause_words(const struct tp_history *history, const struct tp_request *request, int64_t clock_s,
                     const struct tp_decision *decision, size_t place, struct tp_buffer *out);

#endif
