/* SPDX-License-Identifier: Apache-2.0 */
/* A discretion review as a record: "discretion", state "open" or "decided", link: the owner. Inside of review. */
#ifndef TP_REVIEW_DISCRETION_H
#define TP_REVIEW_DISCRETION_H

#include "review/records.h"

/* Blobs of the owner: what is to be considered, and what was answered. */
enum { TP_DISCRETION_BLOB_BYTES = 80 };
void tp_discretion_blob(const char *id, const char *what, char out[TP_DISCRETION_BLOB_BYTES]);

/* The circumstances that the record lists: tp_circumstances. */
uint64_t tp_discretion_listed(const struct tp_entry *entry);
/* A decision as it was sent. Borrowed from the input. */
struct tp_discretion_input {
    const struct tp_json_value *circumstances;
    const char *reason;
    bool release;
};
/* Whether INPUT answers each of LISTED, and no other, has a reason and a decision. */
TP_NODISCARD tp_status tp_discretion_check(const struct tp_json_value *input, uint64_t listed,
                                           struct tp_discretion_input *out, struct tp_diag *diag);
/* In a transaction: the decision of ACCOUNT is on record, as a leaf and as a job for who asked. */
TP_NODISCARD tp_status tp_discretion_decide(struct tp_exchange *exchange, struct tp_entry *entry, const char *account,
                                            const struct tp_json_value *input, struct tp_diag *diag);

/* All of it, into the object that is open: for who decides, and for auditors (officer.c). */
TP_NODISCARD tp_status tp_discretion_show(struct tp_exchange *exchange, const struct tp_entry *entry,
                                          struct tp_json *out, struct tp_diag *diag);

#endif
