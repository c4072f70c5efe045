/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical form of JSON, RFC 8785 (JSON Canonicalization Scheme): what is hashed and signed.
 *
 *   members   sorted by the UTF-16 code units of their names (clause 3.2.3)
 *   text      UTF-8 as it is, but for \" \\ \b \t \n \f \r and \u00xx of other control characters (3.2.2.2)
 *   numbers   as ECMAScript writes them (3.2.2.3); number.c
 *   blanks    none (3.2.1)
 *
 * Narrower than the RFC in one point: integers beyond 2^53 - 1 have no canonical form here, as readers of JSON do not
 * agree which number they are. */
#include <stdlib.h>
#include <string.h>

#include "json/jansson.h"

static tp_status write_value(const json_t *value, unsigned depth, struct tp_buffer *out, struct tp_diag *diag);

static void write_escape(unsigned char c, struct tp_buffer *out)
{
    static const char letters[] = "btn\0fr"; /* of 8 to 13 */

    if (c == '"' || c == '\\')
        tp_write_text(out, "\\%c", c);
    else if (c >= '\b' && c <= '\r' && letters[c - '\b'] != '\0')
        tp_write_text(out, "\\%c", letters[c - '\b']);
    else
        tp_write_text(out, "\\u%04x", c);
}

static bool needs_escape(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\';
}

static void write_string(const char *text, struct tp_buffer *out)
{
    tp_write_u8(out, '"');
    while (*text) {
        size_t plain = 0;
        while (text[plain] && !needs_escape((unsigned char)text[plain]))
            plain++;
        tp_write_bytes(out, text, plain);
        text += plain;
        if (*text)
            write_escape((unsigned char)*text++, out);
    }
    tp_write_u8(out, '"');
}

/* ---- objects ------------------------------------------------------------------------------------------------------
 */

struct member {
    const char *name;
    const json_t *value;
};

/* Puts the bytes of UTF-8 into the order of UTF-16 units: characters beyond U+FFFF, which begin with F0 to F4, are
 * written there as surrogates (D800 to DFFF), which come before U+E000 to U+FFFF (EE and EF). */
static unsigned rank(unsigned char byte)
{
    return byte == 0xEE || byte == 0xEF ? byte + 0x10U : byte;
}

static int compare_members(const void *a, const void *b)
{
    const unsigned char *x = (const unsigned char *)((const struct member *)a)->name;
    const unsigned char *y = (const unsigned char *)((const struct member *)b)->name;

    while (*x && *x == *y) {
        x++;
        y++;
    }
    return (rank(*x) > rank(*y)) - (rank(*x) < rank(*y));
}

static void sort_members(const json_t *object, struct member *members)
{
    json_t *changeable = tp_json_changeable(object);
    size_t count = 0;

    for (void *at = json_object_iter(changeable); at; at = json_object_iter_next(changeable, at))
        members[count++] = (struct member){json_object_iter_key(at), json_object_iter_value(at)};
    if (count > 1)
        qsort(members, count, sizeof *members, compare_members);
}

static tp_status write_object(const json_t *object, unsigned depth, struct tp_buffer *out, struct tp_diag *diag)
{
    size_t count = json_object_size(object);
    struct member *members;
    void *memory;
    tp_status status = tp_alloc(&memory, count + 1, sizeof *members, diag);

    if (status != TP_OK)
        return status;
    members = memory;
    sort_members(object, members);
    tp_write_u8(out, '{');
    for (size_t i = 0; status == TP_OK && i < count; i++) {
        if (i > 0)
            tp_write_u8(out, ',');
        write_string(members[i].name, out);
        tp_write_u8(out, ':');
        status = write_value(members[i].value, depth, out, diag);
    }
    tp_write_u8(out, '}');
    free(members);
    return status;
}

static tp_status write_list(const json_t *list, unsigned depth, struct tp_buffer *out, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    tp_write_u8(out, '[');
    for (size_t i = 0; status == TP_OK && i < json_array_size(list); i++) {
        if (i > 0)
            tp_write_u8(out, ',');
        status = write_value(json_array_get(list, i), depth, out, diag);
    }
    tp_write_u8(out, ']');
    return status;
}

/* ---- values -------------------------------------------------------------------------------------------------------
 */

static tp_status write_number(const json_t *value, struct tp_buffer *out, struct tp_diag *diag)
{
    json_int_t integer = json_integer_value(value);
    double number = json_number_value(value), limit = (double)TP_JSON_INTEGER_MAX;

    /* from 1e21 on it is written with an exponent and read as what it is */
    if ((number > limit && number < 1e21) || (number < -limit && number > -1e21))
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "an integer beyond 2^53 - 1 has no canonical form");
    if (json_is_integer(value))
        tp_write_text(out, "%lld", (long long)integer);
    else
        tp_json_write_number(number, out);
    return TP_OK;
}

static tp_status write_value(const json_t *value, unsigned depth, struct tp_buffer *out, struct tp_diag *diag)
{
    if ((json_is_object(value) || json_is_array(value)) && ++depth > TP_JSON_DEPTH_MAX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "it is nested more than %d levels deep", TP_JSON_DEPTH_MAX);
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return write_object(value, depth, out, diag);
    case JSON_ARRAY:
        return write_list(value, depth, out, diag);
    case JSON_STRING:
        write_string(json_string_value(value), out);
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        return write_number(value, out, diag);
    case JSON_TRUE:
    case JSON_FALSE:
        tp_write_text(out, json_is_true(value) ? "true" : "false");
        break;
    case JSON_NULL:
        tp_write_text(out, "null");
        break;
    }
    return TP_OK;
}

tp_status tp_json_write_value(const json_t *value, struct tp_buffer *out, struct tp_diag *diag)
{
    size_t before = out->size_bytes;
    tp_status status = write_value(value, 0, out, diag);

    if (status == TP_OK && out->bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the canonical form");
    if (status != TP_OK)
        out->size_bytes = before;
    return status;
}

tp_status tp_json_value_canonical(const struct tp_json_value *value, struct tp_buffer *out, struct tp_diag *diag)
{
    return tp_json_write_value(tp_json_inner(value), out, diag);
}
