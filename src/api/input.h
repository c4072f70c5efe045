/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the JSON body of a request, strictly: what is not expected is refused. */
#ifndef TP_API_INPUT_H
#define TP_API_INPUT_H

#include "json/json.h"

/* A text of at most MAX bytes. One that is not there: *OUT is NULL, and E_FORMAT when it is NEEDED. */
TP_NODISCARD tp_status tp_input_text(const struct tp_json_value *input, const char *name, size_t max_bytes, bool needed,
                                     const char **out, struct tp_diag *diag);
/* A whole number in decimal digits up to HIGH, or what it is OTHERWISE when TEXT is NULL. FIELD names it. */
TP_NODISCARD tp_status tp_input_number(const char *text, const char *field, int64_t high, int64_t otherwise,
                                       int64_t *out, struct tp_diag *diag);

#endif
