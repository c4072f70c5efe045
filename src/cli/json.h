/* SPDX-License-Identifier: Apache-2.0 */
/* Writing one JSON object: members are added in order, objects and lists are opened and closed. */
#ifndef TP_CLI_JSON_H
#define TP_CLI_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <tenprint/status.h>

struct tp_json;

/* A document whose root object is open. Sticky: once memory ran out, printing fails. */
TP_NODISCARD tp_status tp_json_new(struct tp_json **out, struct tp_diag *diag);
void tp_json_free(struct tp_json **json);

/* Add a member to what is open now; KEY is NULL in a list. Bytes of TEXT that are no UTF-8 become '?', TEXT NULL and
 * numbers that are not finite become null. */
void tp_json_text(struct tp_json *json, const char *key, const char *text);
void tp_json_integer(struct tp_json *json, const char *key, int64_t value);
void tp_json_number(struct tp_json *json, const char *key, double value);
void tp_json_flag(struct tp_json *json, const char *key, bool value);

/* Open an object or a list in what is open now, and close it again. */
void tp_json_object(struct tp_json *json, const char *key);
void tp_json_list(struct tp_json *json, const char *key);
void tp_json_close(struct tp_json *json);

/* Prints the document with a newline at its end: over several lines, or on one line. */
TP_NODISCARD tp_status tp_json_print(const struct tp_json *json, bool one_line, FILE *out, struct tp_diag *diag);

#endif
