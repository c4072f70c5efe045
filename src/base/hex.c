/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as hexadecimal digits. */
#include "base/base.h"

static const char digits[] = "0123456789abcdef";

void tp_hex_encode(const uint8_t *data, size_t size_bytes, char *out)
{
    for (size_t i = 0; i < size_bytes; i++) {
        out[2 * i] = digits[data[i] >> 4];
        out[2 * i + 1] = digits[data[i] & 15];
    }
    out[2 * size_bytes] = '\0';
}

/* 0..15, or -1. */
static int value_of(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool tp_hex_decode(const char *text, uint8_t *out, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++) {
        int high = value_of(text[2 * i]);
        int low = high < 0 ? -1 : value_of(text[2 * i + 1]);

        if (low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return text[2 * size_bytes] == '\0';
}
