/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of transactions in words: names, readable values, and what binary ones are. */
#include <stdlib.h>
#include <string.h>

#include "cli/record_show.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* ---- what a field is --------------------------------------------------------------------------------------------- */

static bool contains(struct tp_bytes outer, struct tp_bytes inner)
{
    return outer.data && inner.data && outer.data <= inner.data &&
           inner.data + inner.size_bytes <= outer.data + outer.size_bytes;
}

/* The field that the standard makes binary: the last one of records without tags, 999 of the others. */
static bool is_data_field(uint8_t type, uint32_t number)
{
    if (type >= 3 && type <= 8)
        return number == (type == 7 ? 3u : type == 8 ? 8u : 9u);
    return number == 999;
}

static bool has_zero(struct tp_bytes value)
{
    return value.size_bytes > 0 && memchr(value.data, 0, value.size_bytes);
}

static bool zeros_are_text(const struct tp_transaction *transaction)
{
    enum tp_charset charset = tp_transaction_charset(transaction);

    return charset == TP_CHARSET_UTF_16 || charset == TP_CHARSET_UTF_32;
}

void tp_show_field(const struct tp_transaction *transaction, const struct tp_record *record, size_t place,
                   struct tp_shown_field *out)
{
    struct tp_field field = tp_record_field_at(record, place);
    uint8_t type = tp_record_type(record);

    memset(out, 0, sizeof *out);
    snprintf(out->tag, sizeof out->tag, "%u.%03u", type, (unsigned)field.number);
    out->rule = tp_dictionary_name(type, field.number, tp_transaction_version(transaction));
    out->mnemonic = out->rule && out->rule->mnemonic ? out->rule->mnemonic : "";
    out->name = out->rule && out->rule->name ? out->rule->name : "";
    out->is_image = is_data_field(type, field.number) &&
                    tp_record_image_info(transaction, record, &out->image, NULL) == TP_OK &&
                    contains(field.value, out->image.data);
    out->binary = is_data_field(type, field.number) || (has_zero(field.value) && !zeros_are_text(transaction));
}

/* Digits in groups of three. */
static void group(size_t number, char *out, size_t size)
{
    char digits[32];
    size_t count = (size_t)snprintf(digits, sizeof digits, "%zu", number), at = 0;

    for (size_t i = 0; i < count && at + 2 < size; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
}

void tp_show_binary(const struct tp_shown_field *field, size_t size_bytes, char *out, size_t size)
{
    char bytes[40], ppi[32] = "";

    group(size_bytes, bytes, sizeof bytes);
    if (field->is_image && field->image.ppi > 0)
        snprintf(ppi, sizeof ppi, " at %.0f ppi", (double)field->image.ppi);
    if (field->is_image)
        snprintf(out, size, "%s bytes, %s, %u x %u pixels%s", bytes, field->image.compression, field->image.width_px,
                 field->image.height_px, ppi);
    else
        snprintf(out, size, "%s bytes", bytes);
}

const char *tp_show_item(const struct tp_field_rule *rule, size_t place)
{
    size_t fixed;

    if (!rule || !rule->items || rule->item_count < 2)
        return NULL;
    fixed = (size_t)(rule->item_count - rule->repeated);
    if (place >= rule->item_count && rule->repeated > 0)
        place = fixed + (place - fixed) % rule->repeated;
    return place < rule->item_count ? rule->items[place].mnemonic : NULL;
}

/* ---- readable text ----------------------------------------------------------------------------------------------- */

/* Reads one character of well-formed UTF-8. */
static uint32_t read_character(struct tp_cursor *in)
{
    uint8_t first = tp_read_u8(in);
    unsigned more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    uint32_t code = more == 0 ? first : first & (0x3Fu >> more);

    for (; more > 0; more--)
        code = code << 6 | (tp_read_u8(in) & 0x3F);
    return code;
}

/* Control characters, and those that turn the direction of what follows. */
static bool is_unsafe(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x200E || code == 0x200F || code == 0x2028 ||
           code == 0x2029 || (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

void tp_show_text(const struct tp_transaction *transaction, struct tp_bytes value, enum tp_show_controls controls,
                  struct tp_buffer *out)
{
    struct tp_buffer utf8;
    struct tp_cursor in;

    tp_buffer_init(&utf8);
    tp_value_utf8(transaction ? tp_transaction_charset(transaction) : TP_CHARSET_ASCII, value, &utf8);
    in = tp_cursor_over(utf8.data, utf8.size_bytes);
    while (tp_cursor_left(&in) > 0) {
        const uint8_t *start = in.at;
        uint32_t code = read_character(&in);

        if (code == 0 || (controls == TP_SHOW_SAFE && is_unsafe(code)))
            tp_write_bytes(out, REPLACEMENT, 3);
        else
            tp_write_bytes(out, start, (size_t)(in.at - start));
    }
    out->bad = out->bad || utf8.bad;
    tp_buffer_deinit(&utf8);
}

char *tp_show_string(const struct tp_transaction *transaction, struct tp_bytes value, enum tp_show_controls controls)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    tp_show_text(transaction, value, controls, &text);
    tp_write_u8(&text, 0);
    if (text.bad) {
        tp_buffer_deinit(&text);
        return NULL;
    }
    return (char *)text.data;
}
