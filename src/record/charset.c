/* SPDX-License-Identifier: Apache-2.0 */
/* Text of values as UTF-8, for people. Which character encoding a transaction uses is said by 1.015 DCS (ANSI/NIST-ITL
 * 1-2011, 5.6 and table 4; 001 in 1-2007 only); numbers and codes stay ASCII in all of them, so that in a transaction
 * of UTF-16 or UTF-32 a value is taken for ASCII unless it holds bytes that ASCII text does not. */
#include "record/record.h"

enum { REPLACEMENT = 0xfffd, BYTE_ORDER_MARK = 0xfeff, CODE_POINT_MAX = 0x10ffff };

/* ---- code points ------------------------------------------------------------------------------------------------- */

static void put(struct tp_buffer *out, uint32_t code)
{
    if (code > CODE_POINT_MAX || (code >= 0xd800 && code <= 0xdfff))
        code = REPLACEMENT;
    if (code < 0x80) {
        tp_write_u8(out, (uint8_t)code);
        return;
    }
    if (code < 0x800) {
        tp_write_u8(out, (uint8_t)(0xc0 | code >> 6));
    } else if (code < 0x10000) {
        tp_write_u8(out, (uint8_t)(0xe0 | code >> 12));
        tp_write_u8(out, (uint8_t)(0x80 | (code >> 6 & 63)));
    } else {
        tp_write_u8(out, (uint8_t)(0xf0 | code >> 18));
        tp_write_u8(out, (uint8_t)(0x80 | (code >> 12 & 63)));
        tp_write_u8(out, (uint8_t)(0x80 | (code >> 6 & 63)));
    }
    tp_write_u8(out, (uint8_t)(0x80 | (code & 63)));
}

/* The next code point of UTF-8; false, and one byte passed, when there is none. */
static bool next_utf8(struct tp_cursor *in, uint32_t *code)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    const uint8_t first = tp_read_u8(in);
    const unsigned more = first < 0x80   ? 0
                          : first < 0xc2 ? 4
                          : first < 0xe0 ? 1
                          : first < 0xf0 ? 2
                          : first < 0xf5 ? 3
                                         : 4;
    struct tp_cursor ahead = *in;

    *code = more == 0 ? first : first & (0x3fu >> more);
    if (more == 4)
        return false;
    for (unsigned i = 0; i < more; i++) {
        const uint8_t byte = tp_read_u8(&ahead);
        if ((byte & 0xc0) != 0x80)
            return false;
        *code = *code << 6 | (byte & 0x3fu);
    }
    if (*code < least[more] || *code > CODE_POINT_MAX || (*code >= 0xd800 && *code <= 0xdfff))
        return false;
    *in = ahead;
    return true;
}

/* ---- encodings --------------------------------------------------------------------------------------------------- */

static bool is_utf8(struct tp_bytes value)
{
    struct tp_cursor in = tp_cursor_over(value.data, value.size_bytes);
    uint32_t code;

    while (tp_cursor_left(&in) > 0)
        if (!next_utf8(&in, &code))
            return false;
    return true;
}

static void put_utf8(struct tp_bytes value, struct tp_buffer *out)
{
    struct tp_cursor in = tp_cursor_over(value.data, value.size_bytes);
    uint32_t code;

    while (tp_cursor_left(&in) > 0)
        put(out, next_utf8(&in, &code) ? code : REPLACEMENT);
}

/* Windows-1252, which is Latin-1 with characters in the place of 32 control codes. */
static void put_latin(struct tp_bytes value, struct tp_buffer *out)
{
    static const uint16_t upper[32] = {
        0x20ac, REPLACEMENT, 0x201a,      0x0192, 0x201e,      0x2026,      0x2020, 0x2021,      0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152,      REPLACEMENT, 0x017d, REPLACEMENT, REPLACEMENT, 0x2018, 0x2019,      0x201c, 0x201d, 0x2022,
        0x2013, 0x2014,      0x02dc,      0x2122, 0x0161,      0x203a,      0x0153, REPLACEMENT, 0x017e, 0x0178};

    for (size_t i = 0; i < value.size_bytes; i++)
        put(out, value.data[i] >= 0x80 && value.data[i] < 0xa0 ? upper[value.data[i] - 0x80] : value.data[i]);
}

/* Whether VALUE can be units of UNIT_BYTES each and is no ASCII text. */
static bool is_wide(struct tp_bytes value, size_t unit_bytes)
{
    if (value.size_bytes % unit_bytes != 0)
        return false;
    for (size_t i = 0; i < value.size_bytes; i++)
        if (value.data[i] >= 0x80 || value.data[i] < TP_FS)
            return true;
    return false;
}

/* Whether the lowest byte of units comes first: the byte order mark tells, else that most units end with a zero. */
static bool is_little_endian(struct tp_bytes value, size_t unit_bytes)
{
    size_t first = 0, last = 0;

    if (value.data[0] == 0xff && value.data[1] == 0xfe)
        return true;
    for (size_t i = 0; i < value.size_bytes; i += unit_bytes) {
        first += value.data[i] == 0;
        last += value.data[i + unit_bytes - 1] == 0;
    }
    return last > first && 2 * last > value.size_bytes / unit_bytes;
}

static uint32_t next_unit(struct tp_cursor *in, size_t unit_bytes, bool little)
{
    if (unit_bytes == 4)
        return little ? tp_read_u32le(in) : tp_read_u32be(in);
    return little ? tp_read_u16le(in) : tp_read_u16be(in);
}

static void put_wide(struct tp_bytes value, size_t unit_bytes, struct tp_buffer *out)
{
    const bool little = is_little_endian(value, unit_bytes);
    struct tp_cursor in = tp_cursor_over(value.data, value.size_bytes);

    while (tp_cursor_left(&in) > 0) {
        uint32_t code = next_unit(&in, unit_bytes, little);

        if (unit_bytes == 2 && code >= 0xd800 && code < 0xdc00) { /* the first half of a pair */
            struct tp_cursor ahead = in;
            const uint32_t low = next_unit(&ahead, unit_bytes, little);
            if (low >= 0xdc00 && low < 0xe000) {
                code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                in = ahead;
            }
        }
        if (code != BYTE_ORDER_MARK)
            put(out, code);
    }
}

/* ---- transactions ------------------------------------------------------------------------------------------------ */

enum tp_charset tp_transaction_charset(const struct tp_transaction *transaction)
{
    struct tp_bytes rest = tp_record_get(tp_transaction_at(transaction, 0), 15), subfield, index;
    int64_t number;

    while (tp_value_next(&rest, TP_RS, &subfield)) {
        tp_value_next(&subfield, TP_US, &index);
        if (tp_value_number(index, &number) && number >= TP_CHARSET_LATIN_1 && number <= TP_CHARSET_UTF_32)
            return (enum tp_charset)number;
    }
    return TP_CHARSET_ASCII;
}

void tp_value_utf8(enum tp_charset charset, struct tp_bytes value, struct tp_buffer *out)
{
    const size_t unit_bytes = charset == TP_CHARSET_UTF_32 ? 4 : 2;

    if ((charset == TP_CHARSET_UTF_16 || charset == TP_CHARSET_UTF_32) && is_wide(value, unit_bytes))
        put_wide(value, unit_bytes, out);
    else if (charset == TP_CHARSET_LATIN_1 || (charset != TP_CHARSET_UTF_8 && !is_utf8(value)))
        put_latin(value, out);
    else
        put_utf8(value, out);
}
