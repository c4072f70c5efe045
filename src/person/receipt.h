/* SPDX-License-Identifier: Apache-2.0 */
/* Receipts and what they show, within the module. */
#ifndef TP_PERSON_RECEIPT_H
#define TP_PERSON_RECEIPT_H

#include "person/person.h"
#include "person/words.h"

/* The booking of the receipt with the code that TEXT is. E_ARGUMENT for what is no code, E_NOT_FOUND. */
TP_NODISCARD tp_status tp_receipt_find(struct tp_exchange *exchange, const char *text,
                                       char booking[TP_EXCHANGE_NAME_BYTES], struct tp_diag *diag);

/* Calls VISIT with the terms in force under which prints of JURISDICTION may be sent now. Under the lock. */
typedef void tp_rule_fn(void *context, const struct tp_terms *terms);
void tp_receipt_each_rule(struct tp_exchange *exchange, const char *jurisdiction, tp_rule_fn *visit, void *context);

/* Everything that is known here about BOOKING, for the person, into the open object (statement.c). */
TP_NODISCARD tp_status tp_statement_write(struct tp_exchange *exchange, const char *booking,
                                          const struct tp_words *words, struct tp_json *json, struct tp_diag *diag);
/* Member "ledger": the leaves of BOOKING with their entries and proofs (statement_ledger.c). */
TP_NODISCARD tp_status tp_statement_ledger(struct tp_exchange *exchange, const char *booking,
                                           const struct tp_words *words, struct tp_json *json, struct tp_diag *diag);

#endif
