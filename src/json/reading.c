/* SPDX-License-Identifier: Apache-2.0 */
/* Reading JSON through Jansson, strictly. */
#include <stdlib.h>
#include <string.h>

#include "json/jansson.h"

enum { FILE_MAX_BYTES = 1 << 20 };

struct tp_json_document {
    json_t *root;
};

/* Jansson reads nested values by recursion: deep nesting is refused before it sees any. */
static tp_status check_depth(const char *text, size_t size_bytes, struct tp_diag *diag)
{
    bool in_string = false;
    unsigned depth = 0;
    int line = 1;

    for (size_t i = 0; i < size_bytes; i++) {
        char c = text[i];
        if (c == '\n')
            line++;
        if (c == '"')
            in_string = !in_string;
        else if (in_string)
            i += c == '\\';
        else if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && depth > 0)
            depth--;
        if (depth > TP_JSON_DEPTH_MAX)
            return tp_fail(diag, TP_E_LIMIT, NULL, (int64_t)i, "line %d: it is nested more than %d levels deep", line,
                           TP_JSON_DEPTH_MAX);
    }
    return TP_OK;
}

static tp_status parse(const char *text, size_t size_bytes, json_t **root, struct tp_diag *diag)
{
    tp_status status = check_depth(text, size_bytes, diag);
    json_error_t error;

    *root = status == TP_OK ? json_loadb(text, size_bytes, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (status != TP_OK || json_is_object(*root))
        return status;
    if (*root)
        return tp_fail(diag, TP_E_FORMAT, NULL, 0, "is JSON, but no object");
    if (json_error_code(&error) == json_error_out_of_memory)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the JSON document");
    return tp_fail(diag, TP_E_FORMAT, NULL, -1, "line %d, column %d: %s", error.line, error.column, error.text);
}

tp_status tp_json_parse(const char *text, size_t size_bytes, struct tp_json_document **out, struct tp_diag *diag)
{
    void *memory = NULL;
    json_t *root = NULL;
    tp_status status = parse(text, size_bytes, &root, diag);

    if (status == TP_OK)
        status = tp_alloc_zero(&memory, 1, sizeof **out, diag);
    *out = memory;
    if (status == TP_OK)
        (*out)->root = root;
    else
        json_decref(root);
    return status;
}

tp_status tp_json_read(const char *path, struct tp_json_document **out, struct tp_diag *diag)
{
    size_t size_bytes;
    uint8_t *data = NULL;
    tp_status status = tp_file_read(path, FILE_MAX_BYTES, &data, &size_bytes, diag);

    *out = NULL;
    if (status == TP_OK)
        status = tp_json_parse((const char *)data, size_bytes, out, diag);
    free(data);
    return tp_diag_in_file(diag, status, path);
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
    return tp_json_outer(document->root);
}

enum tp_json_kind tp_json_kind(const struct tp_json_value *value)
{
    switch (json_typeof(tp_json_inner(value))) {
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
    return json_is_object(tp_json_inner(value)) ? json_object_size(tp_json_inner(value))
                                                : json_array_size(tp_json_inner(value));
}

const struct tp_json_value *tp_json_member_at(const struct tp_json_value *object, size_t place, const char **key)
{
    json_t *changeable = tp_json_changeable(tp_json_inner(object));
    void *at = json_object_iter(changeable);

    while (at && place-- > 0)
        at = json_object_iter_next(changeable, at);
    *key = at ? json_object_iter_key(at) : NULL;
    return at ? tp_json_outer(json_object_iter_value(at)) : NULL;
}

const struct tp_json_value *tp_json_member(const struct tp_json_value *object, const char *key)
{
    return tp_json_outer(json_object_get(tp_json_inner(object), key));
}

const struct tp_json_value *tp_json_element(const struct tp_json_value *list, size_t place)
{
    return tp_json_outer(json_array_get(tp_json_inner(list), place));
}

tp_status tp_json_only(const struct tp_json_value *value, const char *names, struct tp_diag *diag)
{
    const char *key;

    if (!value || tp_json_kind(value) != TP_JSON_OBJECT)
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "an object is expected");
    for (size_t i = 0; i < tp_json_count(value); i++) {
        if (tp_json_member_at(value, i, &key) && !tp_text_lists(names, key))
            return tp_fail(diag, TP_E_FORMAT, NULL, -1, "there is no member \"%.40s\" here", key);
    }
    return TP_OK;
}

bool tp_json_lists(const struct tp_json_value *list, const char *text)
{
    for (size_t i = 0; i < tp_json_count(list); i++) {
        const char *element = tp_json_to_text(tp_json_element(list, i));

        if (element && strcmp(element, text) == 0)
            return true;
    }
    return false;
}

const char *tp_json_to_text(const struct tp_json_value *value)
{
    return value ? json_string_value(tp_json_inner(value)) : NULL;
}

bool tp_json_to_number(const struct tp_json_value *value, double *out)
{
    bool number = value && json_is_number(tp_json_inner(value));

    *out = number ? json_number_value(tp_json_inner(value)) : 0;
    return number;
}

bool tp_json_to_integer(const struct tp_json_value *value, int64_t *out)
{
    json_int_t integer = value ? json_integer_value(tp_json_inner(value)) : 0;
    bool fits = value && json_is_integer(tp_json_inner(value)) && integer >= -TP_JSON_INTEGER_MAX &&
                integer <= TP_JSON_INTEGER_MAX;

    *out = fits ? integer : 0;
    return fits;
}

bool tp_json_to_flag(const struct tp_json_value *value, bool *out)
{
    bool flag = value && json_is_boolean(tp_json_inner(value));

    *out = flag && json_is_true(tp_json_inner(value));
    return flag;
}
