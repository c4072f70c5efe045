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
    out->binary = is_data_field(type, field.number) ||
                  (field.value.size_bytes > 0 && memchr(field.value.data, 0, field.value.size_bytes));
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

/* Reads one well-formed character (Unicode, table 3-7) and moves on; -1, one byte further, when there is none. */
static int32_t read_character(struct tp_cursor *in)
{
    uint8_t first = tp_read_u8(in);
    unsigned more = first < 0x80 ? 0 : first < 0xC2 ? 4 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : 4;
    int32_t code = more == 0 ? first : first & (0x3F >> more);
    struct tp_cursor ahead = *in;
    static const int32_t least[4] = {0, 0x80, 0x800, 0x10000};

    if (more == 4)
        return -1;
    for (unsigned i = 0; i < more; i++) {
        uint8_t next = tp_read_u8(&ahead);
        if (ahead.bad || (next & 0xC0) != 0x80)
            return -1;
        code = code << 6 | (next & 0x3F);
    }
    if (code < least[more] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        return -1;
    *in = ahead;
    return code;
}

/* Control characters, and those that turn the direction of what follows. */
static bool is_unsafe(int32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x200E || code == 0x200F || code == 0x2028 ||
           code == 0x2029 || (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

static bool is_utf8(struct tp_bytes value)
{
    struct tp_cursor in = tp_cursor_over(value.data, value.size_bytes);

    while (tp_cursor_left(&in) > 0)
        if (read_character(&in) < 0)
            return false;
    return true;
}

/* UTF-8 as it is; what is none is taken for ISO 8859-1. */
static void append_safe(struct tp_bytes value, enum tp_show_controls controls, struct tp_buffer *out)
{
    struct tp_cursor in = tp_cursor_over(value.data, value.size_bytes);
    bool utf8 = is_utf8(value);

    while (tp_cursor_left(&in) > 0) {
        const uint8_t *start = in.at;
        int32_t code = utf8 ? read_character(&in) : tp_read_u8(&in);

        if (code == 0 || (controls == TP_SHOW_SAFE && is_unsafe(code)))
            tp_write_bytes(out, REPLACEMENT, 3);
        else if (utf8)
            tp_write_bytes(out, start, (size_t)(in.at - start));
        else if (code < 0x80)
            tp_write_u8(out, (uint8_t)code);
        else
            tp_write_u16be(out, (uint16_t)(0xC080 | (code & 0xC0) << 2 | (code & 0x3F)));
    }
}

void tp_show_text(const struct tp_transaction *transaction, struct tp_bytes value, enum tp_show_controls controls,
                  struct tp_buffer *out)
{
    (void)transaction;
    append_safe(value, controls, out);
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
