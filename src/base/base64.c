/* SPDX-License-Identifier: Apache-2.0 */
/* Base64, RFC 4648 clauses 4 and 5. */
#include <string.h>

#include "base/base.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void tp_base64_encode(const uint8_t *data, size_t size_bytes, struct tp_buffer *out)
{
    for (size_t i = 0; i < size_bytes; i += 3) {
        size_t count = TP_MIN(size_bytes - i, (size_t)3);
        uint32_t word = (uint32_t)data[i] << 16;
        char digits[4];

        word |= count > 1 ? (uint32_t)data[i + 1] << 8 : 0;
        word |= count > 2 ? data[i + 2] : 0;
        for (unsigned d = 0; d < 4; d++)
            digits[d] = d <= count ? alphabet[word >> (18 - 6 * d) & 63] : '=';
        tp_write_bytes(out, digits, sizeof digits);
    }
}

/* 0..63, or -1. */
static int value_of(char digit)
{
    if (digit >= 'A' && digit <= 'Z')
        return digit - 'A';
    if (digit >= 'a' && digit <= 'z')
        return digit - 'a' + 26;
    if (digit >= '0' && digit <= '9')
        return digit - '0' + 52;
    return digit == '+' || digit == '-' ? 62 : digit == '/' || digit == '_' ? 63 : -1;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

tp_status tp_base64_decode(const char *text, struct tp_buffer *out, struct tp_diag *diag)
{
    uint32_t word = 0;
    unsigned digits = 0;
    const char *at = text;

    for (; *at && *at != '='; at++) {
        int value = value_of(*at);
        if (value < 0 && is_blank(*at))
            continue;
        if (value < 0)
            return tp_fail(diag, TP_E_FORMAT, "base64", at - text, "byte 0x%02x is no digit of base64",
                           (unsigned)(unsigned char)*at);
        word = word << 6 | (uint32_t)value;
        if (++digits % 4 == 0)
            tp_write_bytes(out, (const uint8_t[]){(uint8_t)(word >> 16), (uint8_t)(word >> 8), (uint8_t)word}, 3);
    }
    for (const char *rest = at; *rest; rest++)
        if (*rest != '=' && !is_blank(*rest))
            return tp_fail(diag, TP_E_FORMAT, "base64", rest - text, "data follows the padding");
    if (digits % 4 == 1)
        return tp_fail(diag, TP_E_TRUNCATED, "base64", at - text, "a single digit is left over");
    if (digits % 4 >= 2)
        tp_write_u8(out, (uint8_t)(word >> (digits % 4 == 2 ? 4 : 10)));
    if (digits % 4 == 3)
        tp_write_u8(out, (uint8_t)(word >> 2));
    return out->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory") : TP_OK;
}

bool tp_base64_decode_exact(const char *text, uint8_t *out, size_t size_bytes)
{
    size_t length = (size_bytes + 2) / 3 * 4, padding = (3 - size_bytes % 3) % 3, written = 0;
    uint32_t word = 0;

    if (strlen(text) != length)
        return false;
    for (size_t i = 0; i < length; i++) {
        bool is_padding = i >= length - padding;
        int digit = is_padding ? 0 : value_of(text[i]);

        if (is_padding ? text[i] != '=' : digit < 0 || text[i] == '-' || text[i] == '_')
            return false;
        word = word << 6 | (uint32_t)digit;
        if (i % 4 != 3)
            continue;
        for (unsigned shift = 24; shift > 0 && written < size_bytes; written++) {
            shift -= 8;
            out[written] = (uint8_t)(word >> shift);
            word &= (1U << shift) - 1;
        }
        if (word != 0)
            return false;
    }
    return true;
}
