/* SPDX-License-Identifier: Apache-2.0 */
/* A subject's prints in the repository, when encounters of it come or go otherwise than by enrolment. */
#ifndef TP_PERSON_SUBJECT_PRINTS_H
#define TP_PERSON_SUBJECT_PRINTS_H

#include "person/subject.h"

/* In a transaction: takes the prints of OWNER's blobs out of the repository's SUBJECT, whose other prints stay (with
 * the encounters that SUBJECT's record names now). *LEFT is false when none are left: it is deleted. */
TP_NODISCARD tp_status tp_subject_prints_remove(struct tp_exchange *exchange, const struct tp_subject *subject,
                                                const char *owner, bool *left, struct tp_diag *diag);
/* Enrols the prints of OWNER's blobs under SUBJECT ("" for a new one, whose name is written to it). An owner without
 * templates is no failure, and leaves SUBJECT as it is. */
TP_NODISCARD tp_status tp_subject_prints_enrol(struct tp_exchange *exchange, char subject[TP_EXCHANGE_NAME_BYTES],
                                               const char *owner, struct tp_diag *diag);
/* Gives all prints of FROM to INTO, and deletes FROM. */
TP_NODISCARD tp_status tp_subject_prints_merge(struct tp_exchange *exchange, const char *into, const char *from,
                                               struct tp_diag *diag);

#endif
