/* SPDX-License-Identifier: Apache-2.0 */
/* Lines, numbers and hashes of the ledger's text formats. */
#include "ledger/text.h"

#include <string.h>

enum { HASH_DIGITS = 44, NUMBER_DIGITS = 19 };

bool tp_line_take(struct tp_cursor *cursor, struct tp_line *out)
{
    size_t left = tp_cursor_left(cursor);
    const uint8_t *end = left > 0 ? memchr(cursor->at, '\n', left) : NULL;

    *out = (struct tp_line){"", 0};
    if (!end) {
        cursor->bad = true;
        return false;
    }
    out->size_bytes = (size_t)(end - cursor->at);
    out->at = (const char *)tp_read_bytes(cursor, out->size_bytes);
    tp_read_u8(cursor);
    return true;
}

bool tp_line_is(struct tp_line line, const char *text)
{
    return line.size_bytes == strlen(text) && memcmp(line.at, text, line.size_bytes) == 0;
}

bool tp_line_drop(struct tp_line *line, const char *prefix)
{
    size_t length = strlen(prefix);

    if (line->size_bytes < length || memcmp(line->at, prefix, length) != 0)
        return false;
    line->at += length;
    line->size_bytes -= length;
    return true;
}

bool tp_line_to_number(struct tp_line line, uint64_t *out)
{
    *out = 0;
    if (line.size_bytes == 0 || line.size_bytes > NUMBER_DIGITS || (line.at[0] == '0' && line.size_bytes > 1))
        return false;
    for (size_t i = 0; i < line.size_bytes; i++) {
        if (line.at[i] < '0' || line.at[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(line.at[i] - '0');
    }
    return *out <= INT64_MAX;
}

bool tp_line_to_hash(struct tp_line line, struct tp_hash *out)
{
    char digits[HASH_DIGITS + 1];

    return tp_line_copy(line, digits, sizeof digits) && tp_base64_decode_exact(digits, out->bytes, sizeof out->bytes);
}

bool tp_line_copy(struct tp_line line, char *out, size_t size_bytes)
{
    if (line.size_bytes >= size_bytes || memchr(line.at, '\0', line.size_bytes))
        return false;
    memcpy(out, line.at, line.size_bytes);
    out[line.size_bytes] = '\0';
    return true;
}

tp_status tp_lines_to_proof(struct tp_cursor *cursor, struct tp_proof *out, struct tp_diag *diag)
{
    struct tp_line line;

    out->count = 0;
    for (int64_t at = tp_cursor_offset(cursor); tp_line_take(cursor, &line); at = tp_cursor_offset(cursor)) {
        if (line.size_bytes == 0)
            return TP_OK;
        if (out->count == TP_PROOF_MAX)
            return tp_fail(diag, TP_E_LIMIT, "proof", at, "there are more than %d hashes", TP_PROOF_MAX);
        if (!tp_line_to_hash(line, &out->hashes[out->count]))
            return tp_fail(diag, TP_E_FORMAT, "proof", at, "hash %zu is not 32 bytes in base64", out->count + 1);
        out->count++;
    }
    return tp_fail(diag, TP_E_TRUNCATED, "proof", tp_cursor_offset(cursor), "no blank line ends the hashes");
}

void tp_lines_write_proof(const struct tp_proof *proof, struct tp_buffer *out)
{
    for (size_t i = 0; i < proof->count; i++) {
        tp_base64_encode(proof->hashes[i].bytes, sizeof proof->hashes[i].bytes, out);
        tp_write_u8(out, '\n');
    }
    tp_write_u8(out, '\n');
}

/* ---- characters -------------------------------------------------------------------------------------------------- */

/* The next character of UTF-8 (RFC 3629), -1 for none: overlong forms, surrogates and what lies beyond U+10FFFF are
 * none. */
static int32_t take_character(struct tp_cursor *cursor)
{
    static const int32_t least[4] = {0, 0x80, 0x800, 0x10000};
    uint8_t first = tp_read_u8(cursor);
    unsigned more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    int32_t code = more == 0 ? first : first & (0x3F >> more);

    if (cursor->bad || (first >= 0x80 && first < 0xC0) || first >= 0xF8)
        return -1;
    for (unsigned i = 0; i < more; i++) {
        uint8_t next = tp_read_u8(cursor);
        if (cursor->bad || (next & 0xC0) != 0x80)
            return -1;
        code = code << 6 | (next & 0x3F);
    }
    return code < least[more] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF) ? -1 : code;
}

/* White_Space of the Unicode Character Database. */
static bool is_blank(int32_t code)
{
    return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F ||
           code == 0x3000;
}

bool tp_note_text_is_valid(const void *text, size_t size_bytes)
{
    struct tp_cursor cursor = tp_cursor_over(text, size_bytes);

    while (tp_cursor_left(&cursor) > 0) {
        int32_t code = take_character(&cursor);
        if (code < 0 || (code < 0x20 && code != '\n'))
            return false;
    }
    return true;
}

bool tp_key_name_is_valid(const char *name)
{
    struct tp_cursor cursor = tp_cursor_over((const uint8_t *)name, strlen(name));

    while (tp_cursor_left(&cursor) > 0) {
        int32_t code = take_character(&cursor);
        if (code < 0x20 || code == '+' || is_blank(code))
            return false;
    }
    return name[0] != '\0';
}
