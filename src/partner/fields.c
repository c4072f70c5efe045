/* SPDX-License-Identifier: Apache-2.0 */
/* Structured field values: reading (RFC 9651, clause 4.2) and writing (clause 4.1). */
#include "partner/fields.h"

#include <inttypes.h>
#include <string.h>

enum { DIGITS_MAX = 15 };

struct reader {
    struct tp_cursor in;
    const char *field;
    struct tp_diag *diag;
};

static tp_status refuse(const struct reader *reader, tp_status status, const char *words)
{
    return tp_fail(reader->diag, status, reader->field, tp_cursor_offset(&reader->in), "%s", words);
}

/* The next byte without taking it; 0 at the end, which no field has in it. */
static char peek(const struct reader *reader)
{
    struct tp_cursor copy = reader->in;

    return tp_cursor_left(&copy) > 0 ? (char)tp_read_u8(&copy) : '\0';
}

static char take(struct reader *reader)
{
    return (char)tp_read_u8(&reader->in);
}

static bool take_if(struct reader *reader, char byte)
{
    if (peek(reader) != byte || tp_cursor_left(&reader->in) == 0)
        return false;
    (void)take(reader);
    return true;
}

static void skip_blanks(struct reader *reader, bool tabs)
{
    while (peek(reader) == ' ' || (tabs && peek(reader) == '\t'))
        (void)take(reader);
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return is_lower(c) || (c >= 'A' && c <= 'Z');
}

static bool is_key_character(char c)
{
    return c && (is_lower(c) || is_digit(c) || strchr("_-.*", c));
}

static bool is_token_character(char c)
{
    return c && (is_letter(c) || is_digit(c) || strchr("!#$%&'*+-.^_`|~:/", c));
}

static tp_status read_key(struct reader *reader, char out[TP_SF_KEY_MAX + 1])
{
    size_t length = 0;

    if (!is_lower(peek(reader)) && peek(reader) != '*')
        return refuse(reader, TP_E_FORMAT, "a key begins with a lower-case letter or an asterisk");
    while (is_key_character(peek(reader))) {
        if (length == TP_SF_KEY_MAX)
            return refuse(reader, TP_E_LIMIT, "a key is too long");
        out[length++] = take(reader);
    }
    out[length] = '\0';
    return TP_OK;
}

/* ---- bare items ---------------------------------------------------------------------------------------------------
 */

static tp_status read_integer(struct reader *reader, struct tp_sf_value *out)
{
    bool negative = take_if(reader, '-');
    int digits = 0;

    out->kind = TP_SF_INTEGER;
    for (; is_digit(peek(reader)); digits++) {
        if (digits == DIGITS_MAX)
            return refuse(reader, TP_E_FORMAT, "an integer has at most 15 digits");
        out->integer = out->integer * 10 + (take(reader) - '0');
    }
    if (digits == 0 || peek(reader) == '.')
        return refuse(reader, TP_E_FORMAT, "is no integer");
    if (negative)
        out->integer = -out->integer;
    return TP_OK;
}

static tp_status add_byte(struct reader *reader, struct tp_sf_value *out, char byte)
{
    if (out->size_bytes == TP_SF_TEXT_MAX)
        return refuse(reader, TP_E_LIMIT, "a value is too long");
    out->text[out->size_bytes++] = byte;
    return TP_OK;
}

static tp_status read_string(struct reader *reader, struct tp_sf_value *out)
{
    tp_status status = TP_OK;

    out->kind = TP_SF_STRING;
    (void)take(reader);
    while (status == TP_OK) {
        char byte = take(reader);
        if (byte == '"')
            return TP_OK;
        if (byte == '\\') {
            byte = take(reader);
            if (byte != '"' && byte != '\\')
                return refuse(reader, TP_E_FORMAT, "only quotes and backslashes are escaped in a string");
        }
        if (byte < 0x20 || byte > 0x7e)
            return refuse(reader, TP_E_FORMAT, "a string has printable ASCII in it and ends with a quote");
        status = add_byte(reader, out, byte);
    }
    return status;
}

static tp_status read_token(struct reader *reader, struct tp_sf_value *out)
{
    tp_status status = TP_OK;

    out->kind = TP_SF_TOKEN;
    while (status == TP_OK && is_token_character(peek(reader)))
        status = add_byte(reader, out, take(reader));
    return status;
}

/* In the alphabet of RFC 4648, clause 4, as written there and in no other way. */
static tp_status decode(struct reader *reader, const char *base64, struct tp_sf_value *out)
{
    struct tp_buffer bytes, again;
    tp_status status;

    tp_buffer_init(&bytes);
    tp_buffer_init(&again);
    status = strpbrk(base64, "-_ \t") ? refuse(reader, TP_E_FORMAT, "bytes are in base64")
                                      : tp_base64_decode(base64, &bytes, reader->diag);
    if (status == TP_OK) {
        tp_base64_encode(bytes.data, bytes.size_bytes, &again);
        if (bytes.bad || again.bad)
            status = refuse(reader, TP_E_MEMORY, "out of memory");
        else if (bytes.size_bytes > TP_SF_TEXT_MAX)
            status = refuse(reader, TP_E_LIMIT, "a value is too long");
        else if (again.size_bytes != strlen(base64) ||
                 (again.size_bytes > 0 && memcmp(again.data, base64, again.size_bytes) != 0))
            status = refuse(reader, TP_E_FORMAT, "bytes are in base64 with padding");
    }
    if (status == TP_OK && bytes.size_bytes > 0)
        memcpy(out->text, bytes.data, bytes.size_bytes);
    out->size_bytes = status == TP_OK ? bytes.size_bytes : 0;
    tp_buffer_deinit(&bytes);
    tp_buffer_deinit(&again);
    return status;
}

static tp_status read_bytes(struct reader *reader, struct tp_sf_value *out)
{
    char base64[TP_SF_TEXT_MAX * 4 / 3 + 8];
    size_t length = 0;

    out->kind = TP_SF_BYTES;
    (void)take(reader);
    while (peek(reader) && peek(reader) != ':') {
        if (length == sizeof base64 - 1)
            return refuse(reader, TP_E_LIMIT, "a value is too long");
        base64[length++] = take(reader);
    }
    base64[length] = '\0';
    if (!take_if(reader, ':'))
        return refuse(reader, TP_E_FORMAT, "bytes end with a colon");
    return decode(reader, base64, out);
}

static tp_status read_flag(struct reader *reader, struct tp_sf_value *out)
{
    char digit;

    out->kind = TP_SF_FLAG;
    (void)take(reader);
    digit = take(reader);
    out->integer = digit == '1';
    return digit == '0' || digit == '1' ? TP_OK : refuse(reader, TP_E_FORMAT, "a flag is ?0 or ?1");
}

static tp_status read_value(struct reader *reader, struct tp_sf_value *out)
{
    char first = peek(reader);

    memset(out, 0, sizeof *out);
    if (first == '"')
        return read_string(reader, out);
    if (first == ':')
        return read_bytes(reader, out);
    if (first == '?')
        return read_flag(reader, out);
    if (first == '-' || is_digit(first))
        return read_integer(reader, out);
    if (is_letter(first) || first == '*')
        return read_token(reader, out);
    return refuse(reader, TP_E_FORMAT, "is no value");
}

/* ---- parameters, lists, dictionaries -------------------------------------------------------------------------------
 */

static tp_status read_parameter(struct reader *reader, struct tp_sf_parameter *out)
{
    tp_status status;

    memset(out, 0, sizeof *out);
    skip_blanks(reader, false);
    status = read_key(reader, out->key);
    if (status == TP_OK && take_if(reader, '='))
        return read_value(reader, &out->value);
    out->value.kind = TP_SF_FLAG;
    out->value.integer = 1;
    return status;
}

static tp_status read_parameters(struct reader *reader, struct tp_sf_parameter *out, size_t most, size_t *count)
{
    tp_status status = TP_OK;

    *count = 0;
    while (status == TP_OK && take_if(reader, ';')) {
        if (*count == most)
            return refuse(reader, TP_E_LIMIT, "there are too many parameters");
        status = read_parameter(reader, &out[*count]);
        for (size_t i = 0; status == TP_OK && i < *count; i++) {
            if (strcmp(out[i].key, out[*count].key) == 0)
                return refuse(reader, TP_E_FORMAT, "a parameter comes twice");
        }
        *count += status == TP_OK;
    }
    return status;
}

static tp_status read_item(struct reader *reader, struct tp_sf_member *member)
{
    struct tp_sf_item *item;
    tp_status status;

    if (member->item_count == TP_SF_ITEMS_MAX)
        return refuse(reader, TP_E_LIMIT, "there are too many items");
    item = &member->items[member->item_count++];
    status = read_value(reader, &item->value);
    if (status == TP_OK)
        status = read_parameters(reader, item->parameters, TP_SF_ITEM_PARAMETERS_MAX, &item->parameter_count);
    return status;
}

static tp_status read_list(struct reader *reader, struct tp_sf_member *member)
{
    tp_status status = TP_OK;

    member->is_list = true;
    skip_blanks(reader, false);
    while (status == TP_OK && !take_if(reader, ')')) {
        status = read_item(reader, member);
        if (status == TP_OK && peek(reader) != ' ' && peek(reader) != ')')
            status = refuse(reader, TP_E_FORMAT, "items of a list are separated by blanks");
        skip_blanks(reader, false);
    }
    if (status == TP_OK)
        status = read_parameters(reader, member->parameters, TP_SF_PARAMETERS_MAX, &member->parameter_count);
    return status;
}

static tp_status read_member(struct reader *reader, struct tp_sf_dictionary *dictionary)
{
    struct tp_sf_member *member;
    tp_status status;

    if (dictionary->count == TP_SF_MEMBERS_MAX)
        return refuse(reader, TP_E_LIMIT, "there are too many members");
    member = &dictionary->members[dictionary->count];
    status = read_key(reader, member->key);
    if (status == TP_OK && tp_sf_find(dictionary, member->key))
        return refuse(reader, TP_E_FORMAT, "a key comes twice");
    dictionary->count += status == TP_OK;
    if (status != TP_OK)
        return status;
    if (!take_if(reader, '='))
        return refuse(reader, TP_E_FORMAT, "a member without a value is not used here");
    return take_if(reader, '(') ? read_list(reader, member) : read_item(reader, member);
}

static tp_status read_all(struct reader *reader, struct tp_sf_dictionary *out)
{
    tp_status status;

    skip_blanks(reader, false);
    do {
        skip_blanks(reader, true);
        status = read_member(reader, out);
        skip_blanks(reader, true);
    } while (status == TP_OK && take_if(reader, ','));
    if (status == TP_OK && tp_cursor_left(&reader->in) > 0)
        status = refuse(reader, TP_E_FORMAT, "members are separated by commas");
    return status;
}

tp_status tp_sf_parse(const char *field, const char *text, struct tp_sf_dictionary *out, struct tp_diag *diag)
{
    size_t length = strlen(text);
    struct reader reader = {tp_cursor_over((const uint8_t *)text, length), field, diag};
    tp_status status;

    memset(out, 0, sizeof *out);
    if (length > TP_SF_INPUT_MAX)
        return refuse(&reader, TP_E_LIMIT, "is too long");
    status = read_all(&reader, out);
    if (status != TP_OK)
        memset(out, 0, sizeof *out);
    return status;
}

/* ---- writing -------------------------------------------------------------------------------------------------------
 */

static void write_string(const char *text, struct tp_buffer *out)
{
    tp_write_u8(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            tp_write_u8(out, '\\');
        tp_write_u8(out, (uint8_t)*text);
    }
    tp_write_u8(out, '"');
}

static void write_value(const struct tp_sf_value *value, struct tp_buffer *out)
{
    switch (value->kind) {
    case TP_SF_INTEGER:
        tp_write_text(out, "%" PRId64, value->integer);
        break;
    case TP_SF_STRING:
        write_string(value->text, out);
        break;
    case TP_SF_TOKEN:
        tp_write_text(out, "%s", value->text);
        break;
    case TP_SF_BYTES:
        tp_write_u8(out, ':');
        tp_base64_encode((const uint8_t *)value->text, value->size_bytes, out);
        tp_write_u8(out, ':');
        break;
    case TP_SF_FLAG:
        tp_write_text(out, "?%d", value->integer != 0);
        break;
    }
}

static void write_parameters(const struct tp_sf_parameter *parameters, size_t count, struct tp_buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        tp_write_text(out, ";%s", parameters[i].key);
        if (parameters[i].value.kind == TP_SF_FLAG && parameters[i].value.integer)
            continue;
        tp_write_u8(out, '=');
        write_value(&parameters[i].value, out);
    }
}

void tp_sf_write_item(const struct tp_sf_item *item, struct tp_buffer *out)
{
    write_value(&item->value, out);
    write_parameters(item->parameters, item->parameter_count, out);
}

void tp_sf_write_list(const struct tp_sf_member *member, struct tp_buffer *out)
{
    tp_write_u8(out, '(');
    for (size_t i = 0; i < member->item_count; i++) {
        if (i > 0)
            tp_write_u8(out, ' ');
        tp_sf_write_item(&member->items[i], out);
    }
    tp_write_u8(out, ')');
    write_parameters(member->parameters, member->parameter_count, out);
}

void tp_sf_write(const struct tp_sf_dictionary *dictionary, struct tp_buffer *out)
{
    for (size_t i = 0; i < dictionary->count; i++) {
        const struct tp_sf_member *member = &dictionary->members[i];
        tp_write_text(out, "%s%s=", i > 0 ? ", " : "", member->key);
        if (member->is_list)
            tp_sf_write_list(member, out);
        else
            tp_sf_write_item(&member->items[0], out);
    }
}

/* ---- looking up ----------------------------------------------------------------------------------------------------
 */

const struct tp_sf_member *tp_sf_find(const struct tp_sf_dictionary *dictionary, const char *key)
{
    for (size_t i = 0; i < dictionary->count; i++) {
        if (strcmp(dictionary->members[i].key, key) == 0)
            return &dictionary->members[i];
    }
    return NULL;
}

const struct tp_sf_value *tp_sf_parameter(const struct tp_sf_member *member, const char *key)
{
    for (size_t i = 0; i < member->parameter_count; i++) {
        if (strcmp(member->parameters[i].key, key) == 0)
            return &member->parameters[i].value;
    }
    return NULL;
}
