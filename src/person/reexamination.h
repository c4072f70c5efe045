/* SPDX-License-Identifier: Apache-2.0 */
/* The prints of a booking are examined again because the person says that they are somebody else's. */
#ifndef TP_PERSON_REEXAMINATION_H
#define TP_PERSON_REEXAMINATION_H

#include "exchange/exchange.h"

/* In a transaction: a case of the prints of BOOKING and of those that they were taken to be of one person with, by
 * examiners who had no part and are told nothing; CASE_ID is that of another open challenge when it has one under way,
 * and "" when there is nothing to compare. */
TP_NODISCARD tp_status tp_reexamination_open(struct tp_exchange *exchange, const char *booking,
                                             char case_id[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag);
/* Whether there is something to compare. */
TP_NODISCARD tp_status tp_reexamination_possible(struct tp_exchange *exchange, const char *booking, bool *out,
                                                 struct tp_diag *diag);
/* Whether the challenge ENTRY waits for examiners. */
TP_NODISCARD tp_status tp_reexamination_waits(struct tp_exchange *exchange, const struct tp_entry *entry, bool *out,
                                              struct tp_diag *diag);
/* In a transaction: ACCOUNT is given what the person wrote, and what the examiners found unless they are at it; so it
 * may decide, and examines nothing of the booking. E_DENIED for who is examining it. */
TP_NODISCARD tp_status tp_challenge_note_reader(struct tp_exchange *exchange, struct tp_entry *entry,
                                                const char *account, struct tp_diag *diag);
bool tp_challenge_was_shown_to(const struct tp_entry *entry, const char *account);
/* Adds the member "examination", null without one. */
TP_NODISCARD tp_status tp_challenge_put_examination(struct tp_exchange *exchange, const struct tp_entry *entry,
                                                    struct tp_json *out, struct tp_diag *diag);
tp_operation_fn tp_operation_examine_challenge;

#endif
