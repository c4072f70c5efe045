/* SPDX-License-Identifier: Apache-2.0 */
/* Writing one JSON object: members are added in order, objects and lists are opened and closed. Reading documents. */
#ifndef TP_JSON_H
#define TP_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <tenprint/status.h>

#include "base/base.h"

struct tp_json;
struct tp_json_value; /* borrowed from its document */

/* A document whose root object is open. Sticky: once memory ran out, printing fails. */
TP_NODISCARD tp_status tp_json_new(struct tp_json **out, struct tp_diag *diag);
/* The same with the members of OBJECT (none when it is NULL), deep copies of them. */
TP_NODISCARD tp_status tp_json_new_from(const struct tp_json_value *object, struct tp_json **out, struct tp_diag *diag);
void tp_json_free(struct tp_json **json);

/* Add a member to what is open now, in the place of one of that name; KEY is NULL in a list. Bytes of TEXT that are no
 * UTF-8 become '?', TEXT NULL and numbers that are not finite become null. */
void tp_json_text(struct tp_json *json, const char *key, const char *text);
void tp_json_integer(struct tp_json *json, const char *key, int64_t value);
void tp_json_number(struct tp_json *json, const char *key, double value);
void tp_json_flag(struct tp_json *json, const char *key, bool value);

/* Open an object or a list in what is open now, and close it again. */
void tp_json_object(struct tp_json *json, const char *key);
void tp_json_list(struct tp_json *json, const char *key);
/* One that begins with the elements of LIST, which may be NULL. */
void tp_json_list_from(struct tp_json *json, const char *key, const struct tp_json_value *list);
void tp_json_close(struct tp_json *json);
/* Takes a member out of the object that is open; nothing when it is not there. */
void tp_json_remove(struct tp_json *json, const char *key);

/* Prints the document with a newline at its end: over several lines, or on one line. */
TP_NODISCARD tp_status tp_json_print(const struct tp_json *json, bool one_line, FILE *out, struct tp_diag *diag);

/* Appends the document in its canonical form (RFC 8785: members by the UTF-16 units of their names, the shortest
 * numbers, no blanks), or pretty with INDENT 2 and a newline at the end. E_MEMORY; canonical also E_FORMAT for an
 * integer beyond 2^53 - 1, E_LIMIT for more than 16 levels. OUT is as it was then. */
TP_NODISCARD tp_status tp_json_write_canonical(const struct tp_json *json, struct tp_buffer *out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_json_write_pretty(const struct tp_json *json, struct tp_buffer *out, struct tp_diag *diag);
/* Adds a copy of VALUE, which may belong to a document. */
void tp_json_copy(struct tp_json *json, const char *key, const struct tp_json_value *value);

/* ---- reading ---------------------------------------------------------------------------------------------------- */

struct tp_json_document;
enum tp_json_kind { TP_JSON_OBJECT, TP_JSON_LIST, TP_JSON_TEXT, TP_JSON_NUMBER, TP_JSON_FLAG, TP_JSON_NULL };

/* Reads a file whose root is an object; at most 1 MiB. E_FORMAT with line and column of the mistake (also for a member
 * that comes twice), E_LIMIT, E_MEMORY, and what tp_file_read says; the diagnostic names PATH. */
TP_NODISCARD tp_status tp_json_read(const char *path, struct tp_json_document **out, struct tp_diag *diag);
/* The same from memory, of any size. Strict: UTF-8 without U+0000, no member twice, nothing behind the object; E_LIMIT
 * for more than 16 levels. */
TP_NODISCARD tp_status tp_json_parse(const char *text, size_t size_bytes, struct tp_json_document **out,
                                     struct tp_diag *diag);
/* The line, from 1, on which the member at PATH ("release.recipients[2].id") stands in a text that was read; of what is
 * around it when it is not there. */
size_t tp_json_line(const char *text, size_t size_bytes, const char *path);
void tp_json_document_free(struct tp_json_document **document);
const struct tp_json_value *tp_json_root(const struct tp_json_document *document);

enum tp_json_kind tp_json_kind(const struct tp_json_value *value);
/* How many members or elements an object or a list has, 0 for others; a member by place, with its KEY, or by key; an
 * element of a list. NULL for one that is not there. */
size_t tp_json_count(const struct tp_json_value *value);
const struct tp_json_value *tp_json_member_at(const struct tp_json_value *object, size_t place, const char **key);
const struct tp_json_value *tp_json_member(const struct tp_json_value *object, const char *key);
const struct tp_json_value *tp_json_element(const struct tp_json_value *list, size_t place);
/* E_FORMAT unless VALUE, which may be NULL, is an object without members but those of NAMES (words with blanks). */
TP_NODISCARD tp_status tp_json_only(const struct tp_json_value *value, const char *names, struct tp_diag *diag);
/* Whether TEXT is an element of the list; nothing is one of what is no list. */
bool tp_json_lists(const struct tp_json_value *list, const char *text);
/* NULL, false, unless the value is of that kind. */
const char *tp_json_to_text(const struct tp_json_value *value);
bool tp_json_to_number(const struct tp_json_value *value, double *out);
/* An integer as JSON and JavaScript agree on: within 2^53 - 1 on either side, written without point or exponent. */
bool tp_json_to_integer(const struct tp_json_value *value, int64_t *out);
/* Appends the canonical form of a value that was read; errors as for tp_json_write_canonical. */
TP_NODISCARD tp_status tp_json_value_canonical(const struct tp_json_value *value, struct tp_buffer *out,
                                               struct tp_diag *diag);
bool tp_json_to_flag(const struct tp_json_value *value, bool *out);

#endif
