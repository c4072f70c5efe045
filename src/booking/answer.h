/* SPDX-License-Identifier: Apache-2.0 */
/* What goes back to the agency: findings of a check, a refusal (ERRT), a result (SRE). Pure but for the random part of
 * control numbers. */
#ifndef TP_BOOKING_ANSWER_H
#define TP_BOOKING_ANSWER_H

#include "record/record.h"
#include "json/json.h"

/* Reads and checks an EBTS file: OUT, and all that is wrong in FINDINGS. E_FORMAT and others when it is none. */
TP_NODISCARD tp_status tp_booking_check_file(const void *data, size_t size_bytes, struct tp_findings *findings,
                                             struct tp_transaction **out, struct tp_diag *diag);
size_t tp_booking_error_count(const struct tp_findings *findings);
/* E_FORMAT with the place and the words of the first error, and how many more there are; TP_OK without errors. */
TP_NODISCARD tp_status tp_booking_refusal(const struct tp_findings *findings, const struct tp_transaction *file,
                                          struct tp_diag *diag);
/* The list "findings" [{"severity", "place", "record", "type", "field"?, "rule", "text"}], the first few hundred. FILE
 * may be NULL. */
void tp_booking_findings_write(const struct tp_findings *findings, const struct tp_transaction *file,
                               struct tp_json *out);

/* An error of the whole booking, in FINDINGS. */
void tp_booking_add_error(struct tp_findings *findings, const struct tp_diag *diag);

/* ERRT: FILE is refused because of FINDINGS. */
TP_NODISCARD tp_status tp_booking_errt(const struct tp_transaction *file, const struct tp_findings *findings,
                                       int64_t now_s, struct tp_buffer *out, struct tp_diag *diag);

struct tp_booking_answer {
    bool identified;
    const char *name;    /* of who was identified, without what EBTS cannot carry; NULL: the submitted one */
    const char *message; /* NULL: none; what is no printable ASCII is replaced, and 300 characters are kept */
};
/* SRE: the result of FILE. */
TP_NODISCARD tp_status tp_booking_sre(const struct tp_transaction *file, const struct tp_booking_answer *answer,
                                      int64_t now_s, struct tp_buffer *out, struct tp_diag *diag);

#endif
