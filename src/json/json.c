/* SPDX-License-Identifier: Apache-2.0 */
/* Writing JSON through Jansson. */
#include <stdlib.h>
#include <string.h>

#include "json/jansson.h"

enum { DIGITS = 10 };

struct tp_json {
    json_t *open[TP_JSON_DEPTH_MAX]; /* the root (owned), and what is open inside it (borrowed) */
    unsigned depth;                  /* of the innermost open one */
    bool bad;
};

tp_status tp_json_new(struct tp_json **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    (*out)->open[0] = json_object();
    return TP_OK;
}

tp_status tp_json_new_from(const struct tp_json_value *object, struct tp_json **out, struct tp_diag *diag)
{
    tp_status status = tp_json_new(out, diag);
    json_t *copy;

    if (status != TP_OK || !object || !json_is_object(tp_json_inner(object)))
        return status;
    copy = json_deep_copy(tp_json_inner(object));
    if (!copy || !(*out)->open[0] || json_object_update((*out)->open[0], copy) != 0)
        (*out)->bad = true;
    json_decref(copy);
    return TP_OK;
}

void tp_json_free(struct tp_json **json)
{
    if (!*json)
        return;
    json_decref((*json)->open[0]);
    free(*json);
    *json = NULL;
}

/* Takes VALUE over. */
static void add(struct tp_json *json, const char *key, json_t *value)
{
    json_t *parent = json->open[json->depth];
    int failed = key ? json_object_set_new(parent, key, value) : json_array_append_new(parent, value);

    if (failed)
        json->bad = true;
}

static json_t *text_or_ascii(const char *text)
{
    json_t *value = json_string(text);
    char *copy;

    if (value || !(copy = strdup(text)))
        return value;
    for (char *at = copy; *at; at++)
        if ((unsigned char)*at >= 0x80)
            *at = '?';
    value = json_string(copy);
    free(copy);
    return value;
}

void tp_json_text(struct tp_json *json, const char *key, const char *text)
{
    add(json, key, text ? text_or_ascii(text) : json_null());
}

void tp_json_integer(struct tp_json *json, const char *key, int64_t value)
{
    add(json, key, json_integer(value));
}

void tp_json_number(struct tp_json *json, const char *key, double value)
{
    json_t *number = json_real(value); /* NULL unless finite */

    add(json, key, number ? number : json_null());
}

void tp_json_flag(struct tp_json *json, const char *key, bool value)
{
    add(json, key, json_boolean(value));
}

static void open_value(struct tp_json *json, const char *key, json_t *value)
{
    TP_ASSERT(json->depth + 1 < TP_JSON_DEPTH_MAX);
    add(json, key, value);
    json->open[++json->depth] = value;
}

void tp_json_object(struct tp_json *json, const char *key)
{
    open_value(json, key, json_object());
}

void tp_json_list(struct tp_json *json, const char *key)
{
    open_value(json, key, json_array());
}

void tp_json_list_from(struct tp_json *json, const char *key, const struct tp_json_value *list)
{
    tp_json_list(json, key);
    for (size_t i = 0; i < tp_json_count(list); i++)
        tp_json_copy(json, NULL, tp_json_element(list, i));
}

void tp_json_close(struct tp_json *json)
{
    TP_ASSERT(json->depth > 0);
    json->depth--;
}

void tp_json_remove(struct tp_json *json, const char *key)
{
    (void)json_object_del(json->open[json->depth], key);
}

tp_status tp_json_print(const struct tp_json *json, bool one_line, FILE *out, struct tp_diag *diag)
{
    size_t layout = one_line ? JSON_COMPACT : JSON_INDENT(2);

    if (json->bad || !json->open[0])
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the JSON output");
    if (json_dumpf(json->open[0], out, layout | JSON_REAL_PRECISION(DIGITS)) != 0 || fputc('\n', out) == EOF)
        return tp_fail(diag, TP_E_IO, NULL, -1, "the output cannot be written");
    return TP_OK;
}

tp_status tp_json_write_canonical(const struct tp_json *json, struct tp_buffer *out, struct tp_diag *diag)
{
    if (json->bad || !json->open[0])
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the JSON output");
    return tp_json_write_value(json->open[0], out, diag);
}

static int append(const char *data, size_t size_bytes, void *buffer)
{
    tp_write_bytes(buffer, data, size_bytes);
    return ((struct tp_buffer *)buffer)->bad ? -1 : 0;
}

tp_status tp_json_write_pretty(const struct tp_json *json, struct tp_buffer *out, struct tp_diag *diag)
{
    const size_t layout = JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS), before = out->size_bytes;
    bool done = !json->bad && json->open[0] && json_dump_callback(json->open[0], append, out, layout) == 0;

    tp_write_u8(out, '\n');
    if (done && !out->bad)
        return TP_OK;
    out->size_bytes = before;
    return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the JSON output");
}

void tp_json_copy(struct tp_json *json, const char *key, const struct tp_json_value *value)
{
    add(json, key, json_deep_copy(tp_json_inner(value)));
}
