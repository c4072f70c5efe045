/* SPDX-License-Identifier: Apache-2.0 */
/* JSON out and in through Jansson. */
#include "json/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

enum { DEPTH_MAX = 8, DIGITS = 10, FILE_MAX_BYTES = 1 << 20 };

struct tp_json {
    json_t *open[DEPTH_MAX]; /* the root (owned), and what is open inside it (borrowed) */
    unsigned depth;          /* of the innermost open one */
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
    TP_ASSERT(json->depth + 1 < DEPTH_MAX);
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

void tp_json_close(struct tp_json *json)
{
    TP_ASSERT(json->depth > 0);
    json->depth--;
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

/* ---- reading ---------------------------------------------------------------------------------------------------- */

struct tp_json_document {
    json_t *root;
};

/* A struct tp_json_value is Jansson's own. */
static const json_t *inner(const struct tp_json_value *value)
{
    return (const json_t *)value;
}

static const struct tp_json_value *outer(const json_t *value)
{
    return (const struct tp_json_value *)value;
}

static tp_status parse(const char *text, size_t size_bytes, json_t **root, struct tp_diag *diag)
{
    json_error_t error;

    *root = json_loadb(text, size_bytes, JSON_REJECT_DUPLICATES, &error);
    if (*root && json_is_object(*root))
        return TP_OK;
    if (*root)
        return tp_fail(diag, TP_E_FORMAT, NULL, 0, "is JSON, but no object");
    if (json_error_code(&error) == json_error_out_of_memory)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the JSON document");
    return tp_fail(diag, TP_E_FORMAT, NULL, -1, "line %d, column %d: %s", error.line, error.column, error.text);
}

tp_status tp_json_read(const char *path, struct tp_json_document **out, struct tp_diag *diag)
{
    size_t size_bytes;
    uint8_t *data = NULL;
    void *memory;
    json_t *root = NULL;
    tp_status status = tp_file_read(path, FILE_MAX_BYTES, &data, &size_bytes, diag);

    *out = NULL;
    if (status == TP_OK)
        status = parse((const char *)data, size_bytes, &root, diag);
    if (status == TP_OK)
        status = tp_alloc_zero(&memory, 1, sizeof **out, diag);
    free(data);
    if (status != TP_OK) {
        json_decref(root);
        return tp_diag_in_file(diag, status, path);
    }
    *out = memory;
    (*out)->root = root;
    return TP_OK;
}

void tp_json_document_free(struct tp_json_document **document)
{
    if (!*document)
        return;
    json_decref((*document)->root);
    free(*document);
    *document = NULL;
}

const struct tp_json_value *tp_json_root(const struct tp_json_document *document)
{
    return outer(document->root);
}

enum tp_json_kind tp_json_kind(const struct tp_json_value *value)
{
    switch (json_typeof(inner(value))) {
    case JSON_OBJECT:
        return TP_JSON_OBJECT;
    case JSON_ARRAY:
        return TP_JSON_LIST;
    case JSON_STRING:
        return TP_JSON_TEXT;
    case JSON_INTEGER:
    case JSON_REAL:
        return TP_JSON_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE:
        return TP_JSON_FLAG;
    case JSON_NULL:
        break;
    }
    return TP_JSON_NULL;
}

size_t tp_json_count(const struct tp_json_value *value)
{
    return json_is_object(inner(value)) ? json_object_size(inner(value)) : json_array_size(inner(value));
}

const struct tp_json_value *tp_json_member_at(const struct tp_json_value *object, size_t place, const char **key)
{
    json_t *changeable = (json_t *)(uintptr_t)object;
    void *at = json_object_iter(changeable);

    while (at && place-- > 0)
        at = json_object_iter_next(changeable, at);
    *key = at ? json_object_iter_key(at) : NULL;
    return at ? outer(json_object_iter_value(at)) : NULL;
}

const struct tp_json_value *tp_json_member(const struct tp_json_value *object, const char *key)
{
    return outer(json_object_get(inner(object), key));
}

const struct tp_json_value *tp_json_element(const struct tp_json_value *list, size_t place)
{
    return outer(json_array_get(inner(list), place));
}

const char *tp_json_to_text(const struct tp_json_value *value)
{
    return value ? json_string_value(inner(value)) : NULL;
}

bool tp_json_to_number(const struct tp_json_value *value, double *out)
{
    bool number = value && json_is_number(inner(value));

    *out = number ? json_number_value(inner(value)) : 0;
    return number;
}

bool tp_json_to_flag(const struct tp_json_value *value, bool *out)
{
    bool flag = value && json_is_boolean(inner(value));

    *out = flag && json_is_true(inner(value));
    return flag;
}
