/* SPDX-License-Identifier: Apache-2.0 */
/* People who look: examiners conclude on candidates, each alone and without score, rank, history or source (G6);
 * releasing officers consider circumstances and decide (G7). What was concluded is told to who asked, by a job; nothing
 * here does anything about it. docs/review.md. */
#ifndef TP_REVIEW_REVIEW_H
#define TP_REVIEW_REVIEW_H

#include "exchange/exchange.h"

extern const struct tp_part tp_review_part;

/* ---- examination (case.c) ---------------------------------------------------------------------------------------- */

/* All strings borrowed. OWNER has the probe's blobs; nobody who booked it, nor who examined anything of it before, is
 * given its tasks. */
struct tp_case_spec {
    const char *owner;        /* "booking/ID", "request/ID" */
    const char *then, *about; /* the job that is added once the case is settled; "" for none */
    const char *agreement;    /* hash of the version that the search is made under; "" for an own search */
    const char *jurisdiction; /* of the booking */
    const char *level;        /* code of the gravest conviction (tp_seriousness), "unknown" */
    unsigned examiners;       /* who must conclude identification: at least 2, as the terms say */
    const struct tp_found *candidates;
    size_t count; /* at most TP_FOUND_MAX */
    const char (
        *encounters)[TP_EXCHANGE_NAME_BYTES]; /* whose prints are shown of each candidate; NULL: of its newest */
    const char *by;                           /* who asked for it, and so examines nothing of it; NULL for nobody */
};
/* In a transaction. A case without candidates is settled at once: not a match. */
TP_NODISCARD tp_status tp_case_open(struct tp_exchange *exchange, const struct tp_case_spec *spec,
                                    char id[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag);

struct tp_case_outcome {
    bool settled;
    bool match;                           /* a candidate was identified, by as many as had to */
    char subject[TP_EXCHANGE_NAME_BYTES]; /* who; "" */
    unsigned examiners;                   /* different people who concluded identification of that subject */
};
TP_NODISCARD tp_status tp_case_outcome(struct tp_exchange *exchange, const char *id, struct tp_case_outcome *out,
                                       struct tp_diag *diag);

/* Adds the list "candidates" {encounter, result} to the object that is open: what each candidate came to, and the flag
 * "settled". A case that is not there any more has none. */
TP_NODISCARD tp_status tp_case_write_results(struct tp_exchange *exchange, const char *id, struct tp_json *out,
                                             struct tp_diag *diag);
/* Whether examiners can be shown prints of OWNER ("booking/ID"): with pictures, or any. */
bool tp_case_has_prints(struct tp_exchange *exchange, const char *owner, bool with_image);
/* Writes into the open tasks of all cases of OWNER who may not have them. In a transaction; after every change of who
 * had to do with OWNER (dealings.c). */
TP_NODISCARD tp_status tp_people_refresh(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag);

/* ---- nobody left (nobody.c) -------------------------------------------------------------------------------------- */

/* Open tasks and discretion reviews for which there are not enough active accounts of people who may still have them:
 * of the oldest 500 of each. None where an identity provider says who works here. Outside of a transaction. */
struct tp_nobody_left {
    uint64_t tasks, discretions;
};
TP_NODISCARD tp_status tp_review_nobody_left(struct tp_exchange *exchange, struct tp_nobody_left *out,
                                             struct tp_diag *diag);

/* ---- discretion (discretion.c) ----------------------------------------------------------------------------------- */

struct tp_discretion_spec {
    const char *owner;           /* whose match information would be released */
    const char *then, *about;    /* the job that is added once somebody has decided */
    const char *agreement;       /* hash of the version */
    const char *recipient;       /* id: who would get it */
    const char *jurisdiction;    /* of the booking */
    const char *level;           /* code of the gravest conviction, "unknown" */
    uint64_t circumstances;      /* that the agreement lists: tp_circumstances */
    const struct tp_json *facts; /* what is known of the case and what would be released, for a person to read; no
                                    score; kept as a blob of OWNER; may be NULL */
};
/* In a transaction. */
TP_NODISCARD tp_status tp_discretion_open(struct tp_exchange *exchange, const struct tp_discretion_spec *spec,
                                          char id[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag);

/* Fits struct tp_request. Until somebody has decided: TP_DISCRETION_NOT_DECIDED, nothing considered. */
struct tp_discretion_outcome {
    bool decided;
    enum tp_discretion decision;
    uint64_t considered; /* circumstances that were answered: tp_circumstances */
    bool reason_written;
};
TP_NODISCARD tp_status tp_discretion_outcome(struct tp_exchange *exchange, const char *id,
                                             struct tp_discretion_outcome *out, struct tp_diag *diag);

/* Whether ACTOR may decide about what is known of OWNER ("request/ID", "leg/ID"): a releasing officer who neither
 * booked nor examined it (officer.c). */
TP_NODISCARD tp_status tp_discretion_may_decide(struct tp_exchange *exchange, const struct tp_actor *actor,
                                                const char *owner, bool *out, struct tp_diag *diag);

#endif
