/* SPDX-License-Identifier: Apache-2.0 */
/* Who is who, put right after a mistaken identification. All in a transaction. */
#ifndef TP_PERSON_IDENTITY_H
#define TP_PERSON_IDENTITY_H

#include "person/subject.h"

/* The encounter OWNER ("booking/ID") is not of the subject that it was taken for: it becomes one of a subject of its
 * own, whose name is written to SUBJECT. What was answered to the agency is put right, and whoever was told of the
 * subject while it had this encounter is told. E_CONFLICT when it is the only one. */
TP_NODISCARD tp_status tp_subject_split(struct tp_exchange *exchange, const char *owner,
                                        char subject[TP_EXCHANGE_NAME_BYTES], struct tp_diag *diag);
/* FROM is the same person as INTO, and ends. */
TP_NODISCARD tp_status tp_subject_merge(struct tp_exchange *exchange, const char *into, const char *from,
                                        struct tp_diag *diag);

/* What a correction says ({"identification": "wrong"} or facts) is done for a booking of this organisation: its record,
 * its subject and its leaves, and everybody who received its data is told. */
TP_NODISCARD tp_status tp_booking_correct(struct tp_exchange *exchange, const char *owner,
                                          const struct tp_json_value *payload, struct tp_diag *diag);

#endif
