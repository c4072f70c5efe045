/* SPDX-License-Identifier: Apache-2.0 */
/* Private to policy: what a clause is asked about, and the table of clauses. */
#ifndef TP_POLICY_CLAUSES_H
#define TP_POLICY_CLAUSES_H

#include "policy/policy.h"

/* A request, and what it is measured by. */
struct situation {
    const struct tp_history *history; /* may be NULL */
    const struct tp_request *request;
    int64_t clock_s;
    const struct tp_terms *in_force; /* NULL: no version is */
    const struct tp_terms *terms;    /* in force, or else what the request names; NULL: neither is known */
};

struct situation tp_policy_situation(const struct tp_history *history, const struct tp_request *request,
                                     int64_t clock_s);

/* Never called without terms, nor at a stage to which the clause does not apply. */
typedef enum tp_effect clause_fn(const struct situation *situation);
extern clause_fn *const tp_policy_clauses[TP_CLAUSES];

/* For the words: what a clause looked at. NULL for none. */
const struct tp_party *tp_policy_party(const struct situation *situation, const char *id);
const struct tp_recipient *tp_policy_recipient(const struct situation *situation, const char *id);
/* Whether JURISDICTION has sources below it in the agreement. */
bool tp_policy_has_parts(const struct tp_terms *terms, const char *jurisdiction);
/* Whether the request tells of a match, or asks to. */
bool tp_policy_is_about_match(const struct tp_request *request);

#endif
