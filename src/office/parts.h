/* SPDX-License-Identifier: Apache-2.0 */
/* Private to office: its operations, by file, and what they share. */
#ifndef TP_OFFICE_PARTS_H
#define TP_OFFICE_PARTS_H

#include "office/office.h"

enum { TP_OFFICE_ATTACHMENT_MAX = 16 << 20, TP_OFFICE_EVENT_MAX = TP_AGREEMENT_DOCUMENT_MAX + (1 << 16) };

/* ---- office.c */
/* Text of the query's member NAME, NULL without it. */
const char *tp_office_query(const struct tp_call *call, const char *name);
/* The time that the query's member NAME says, OTHERWISE without it. */
TP_NODISCARD tp_status tp_office_time(const struct tp_call *call, const char *name, int64_t otherwise, int64_t *out,
                                      struct tp_diag *diag);
/* The number, in its range, that the query's member NAME says; OTHERWISE without it. */
struct tp_office_range {
    uint64_t min, max, otherwise;
};
TP_NODISCARD tp_status tp_office_number(const struct tp_call *call, const char *name,
                                        const struct tp_office_range *range, uint64_t *out, struct tp_diag *diag);
/* The agreement that the path names, inside the lock or a transaction. */
TP_NODISCARD tp_status tp_office_history(struct tp_exchange *exchange, const struct tp_call *call,
                                         const struct tp_history **out, struct tp_diag *diag);

/* ---- input.c */
/* A text that says something; "" where it may be missing and is. */
struct tp_office_text {
    const char *name;
    size_t max_bytes;
    bool one_line, optional;
};
TP_NODISCARD tp_status tp_office_input_text(const struct tp_call *call, const struct tp_office_text *wanted,
                                            const char **out, struct tp_diag *diag);

/* ---- agreements.c */
tp_operation_fn tp_office_list_agreements, tp_office_get_agreement, tp_office_get_document, tp_office_get_words,
    tp_office_list_events, tp_office_get_event, tp_office_get_attachment, tp_office_get_participation,
    tp_office_preview;
/* ---- steps.c */
tp_operation_fn tp_office_propose, tp_office_take_step, tp_office_register_statement, tp_office_accept_event;
/* What the public handed in, to be put on record by the organisation's key; in a transaction. EVENT names the event
 * that was taken; with *REFUSAL it was not, and the refusal is a leaf. */
struct tp_office_statement {
    const char *account; /* of the officer */
    enum tp_event_kind kind;
    const char *agreement, *version; /* version: NULL for the newest */
    const char *title;
    const void *data;
    size_t size_bytes;
    uint32_t sign_ons;
};
TP_NODISCARD tp_status tp_office_put_statement(struct tp_exchange *exchange,
                                               const struct tp_office_statement *statement,
                                               char event[TP_HASH_TEXT_BYTES], enum tp_refusal *refusal,
                                               struct tp_diag *diag);
/* ---- leaves.c */
tp_operation_fn tp_office_get_ledger, tp_office_get_checkpoint, tp_office_list_leaves, tp_office_get_leaf,
    tp_office_get_consistency, tp_office_open_leaf;
/* ---- tables.c */
tp_operation_fn tp_office_list_definitions, tp_office_get_definitions, tp_office_get_statistics;
/* ---- audit.c */
tp_operation_fn tp_office_list_operations, tp_office_get_pairing;
/* ---- cosign.c */
tp_job_fn tp_office_cosign;

/* The published files of the organisation. */
TP_NODISCARD tp_status tp_office_published(struct tp_exchange *exchange, struct tp_published *out,
                                           struct tp_diag *diag);
/* How many leaves they have. */
TP_NODISCARD tp_status tp_office_published_size(struct tp_exchange *exchange, uint64_t *out, struct tp_diag *diag);

#endif
