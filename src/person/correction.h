/* SPDX-License-Identifier: Apache-2.0 */
/* Corrections, within the module. All in a transaction. */
#ifndef TP_PERSON_CORRECTION_H
#define TP_PERSON_CORRECTION_H

#include "person/subject.h"

/* A correction that was read; borrowed. */
struct tp_correction {
    bool is_wrong_person;
    const char *conviction;                 /* code; NULL: says nothing of it */
    const struct tp_json_value *categories; /* NULL: says nothing of them */
    bool categories_known;
};
TP_NODISCARD tp_status tp_correction_read(const struct tp_json_value *payload, struct tp_correction *out,
                                          struct tp_diag *diag);
/* The record of OWNER says so from now on, and leaves that said otherwise are reclassified. */
TP_NODISCARD tp_status tp_correction_apply(struct tp_exchange *exchange, const char *owner,
                                           const struct tp_correction *correction, struct tp_diag *diag);
/* Notices to all who received data of OWNER, but the partner EXCEPT. */
TP_NODISCARD tp_status tp_correction_tell(struct tp_exchange *exchange, const char *owner, const char *except,
                                          const struct tp_json_value *payload, struct tp_diag *diag);

#endif
