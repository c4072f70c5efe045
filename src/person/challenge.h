/* SPDX-License-Identifier: Apache-2.0 */
/* Challenges: a person says that something is wrong, people who had no part in the case decide. In a transaction. */
#ifndef TP_PERSON_CHALLENGE_H
#define TP_PERSON_CHALLENGE_H

#include "person/person.h"

enum { TP_CHALLENGE_TEXT_MAX = 16384, TP_CHALLENGES_OPEN_MAX = 3 };

/* E_CONFLICT for a booking that was erased, or that has too many open ones. IDENTIFICATION: the person says that the
 * prints are of somebody else; others are given them at once (reexamination.h). */
TP_NODISCARD tp_status tp_challenge_make(struct tp_exchange *exchange, const char *booking, const char *text,
                                         bool identification, char id[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag);

struct tp_challenge_decision {
    const char *account; /* who decides */
    bool upheld;
    const char *reason;                     /* in words that the person is told */
    const struct tp_json_value *correction; /* as of tp_correction_send; NULL when dismissed */
};
/* E_DENIED for an account that had part in the case; E_CONFLICT for one that was decided, that the account has not
 * read, or whose prints others are examining or have yet to examine. */
TP_NODISCARD tp_status tp_challenge_decide(struct tp_exchange *exchange, const char *id,
                                           const struct tp_challenge_decision *decision, struct tp_diag *diag);
/* Whether ACCOUNT booked, examined or released anything of OWNER. */
TP_NODISCARD tp_status tp_account_had_part(struct tp_exchange *exchange, const char *owner, const char *account,
                                           bool *out, struct tp_diag *diag);

#endif
