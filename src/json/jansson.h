/* SPDX-License-Identifier: Apache-2.0 */
/* Private to json: the one place that includes Jansson, and what the files of this module share. */
#ifndef TP_JSON_JANSSON_H
#define TP_JSON_JANSSON_H

#include <jansson.h>

#include "base/base.h"
#include "json/json.h"

/* Levels of nesting that are read and that have a canonical form. */
enum { TP_JSON_DEPTH_MAX = 16 };
/* The largest integer that every reader of JSON tells from its neighbours: 2^53 - 1. */
#define TP_JSON_INTEGER_MAX INT64_C(9007199254740991)

/* A struct tp_json_value is Jansson's own. */
static inline const json_t *tp_json_inner(const struct tp_json_value *value)
{
    return (const json_t *)value;
}

static inline const struct tp_json_value *tp_json_outer(const json_t *value)
{
    return (const struct tp_json_value *)value;
}

/* The same value where Jansson asks for one that it could change. */
static inline json_t *tp_json_changeable(const json_t *value)
{
    return (json_t *)(uintptr_t)value;
}

/* Appends VALUE, which is finite, as ECMAScript's Number::toString writes it. */
void tp_json_write_number(double value, struct tp_buffer *out);
/* Appends the canonical form; OUT is as it was on failure. */
TP_NODISCARD tp_status tp_json_write_value(const json_t *value, struct tp_buffer *out, struct tp_diag *diag);

#endif
