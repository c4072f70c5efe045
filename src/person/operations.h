/* SPDX-License-Identifier: Apache-2.0 */
/* What can be asked of this part, and reading what is asked. */
#ifndef TP_PERSON_OPERATIONS_H
#define TP_PERSON_OPERATIONS_H

#include "person/person.h"

/* Who may look at what is known of a person. */
#define TP_PERSON_LOOKS (TP_DUTY_BIT(SENIOR_EXAMINER) | TP_DUTY_BIT(RELEASING_OFFICER) | TP_DUTY_BIT(AUDITOR))

enum { TP_PERSON_BODY_MAX = 65536, TP_PERSON_LIST_MAX = 200 };

tp_operation_fn tp_operation_make_receipt, tp_operation_look_receipt, tp_operation_challenge,
    tp_operation_list_challenges, tp_operation_get_challenge, tp_operation_decide_challenge, tp_operation_get_subject,
    tp_operation_update_subject, tp_operation_start_erasure, tp_operation_list_erasures, tp_operation_get_erasure;

/* A text member of the body: E_ARGUMENT unless it is one of 1 to MAX bytes; OPTIONAL ones are "" when absent. */
TP_NODISCARD tp_status tp_person_input_text(const struct tp_call *call, const char *name, size_t max_bytes,
                                            bool optional, const char **out, struct tp_diag *diag);
const char *tp_call_query(const struct tp_call *call, const char *name, const char *otherwise);
/* One of ALLOWED, which NULL ends; NULL when it is absent. E_ARGUMENT. */
TP_NODISCARD tp_status tp_call_query_one_of(const struct tp_call *call, const char *name, const char *const *allowed,
                                            const char **out, struct tp_diag *diag);
/* A subject's facts into the open object, and with WITH_PERSON the person's data. */
TP_NODISCARD tp_status tp_person_put_subject(struct tp_exchange *exchange, const char *id, bool with_person,
                                             struct tp_json *json, struct tp_diag *diag);
TP_NODISCARD tp_status tp_person_note_subject(struct tp_exchange *exchange, struct tp_call *call, const char *id,
                                              const char *what, struct tp_diag *diag);
/* Adds the text that is sealed as NAME of OWNER as member KEY; nothing when there is none, or none any more. */
TP_NODISCARD tp_status tp_person_put_blob(struct tp_exchange *exchange, const char *owner, const char *name,
                                          const char *key, struct tp_json *json, struct tp_diag *diag);
/* Members of a record into the open object: its content but for "then". */
void tp_entry_put_content(const struct tp_entry *entry, struct tp_json *json);

#endif
