/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON file that describes a person for a transaction of EBTS (docs/formats-ebts.md lists its members). */
#ifndef TP_CLI_SUBJECT_H
#define TP_CLI_SUBJECT_H

#include "record/record.h"

enum { TP_SUBJECT_VALUES_MAX = 40 };

struct tp_cli_subject {
    struct tp_ebts_value values[TP_SUBJECT_VALUES_MAX]; /* the texts are owned */
    size_t value_count;
    struct tp_ebts_charge *charges; /* owned */
    size_t charge_count;
};

/* Reads PATH. Unknown members are refused, and values of the wrong kind: E_FORMAT naming file and member. */
TP_NODISCARD tp_status tp_cli_subject_read(const char *path, struct tp_cli_subject *out, struct tp_diag *diag);
void tp_cli_subject_deinit(struct tp_cli_subject *subject);
/* The text of a field of type 2, NULL when the subject has none. */
const char *tp_cli_subject_text(const struct tp_cli_subject *subject, uint32_t field);
/* The member that a field of type 2 comes from, "date_of_birth"; NULL for others. */
const char *tp_cli_subject_member(uint32_t field);

#endif
