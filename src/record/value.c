/* SPDX-License-Identifier: Apache-2.0 */
/* What a field's value consists of: subfields between record separators, items between unit separators. */
#include "record/record.h"

#include <string.h>

bool tp_value_next(struct tp_bytes *rest, uint8_t separator, struct tp_bytes *piece)
{
    const uint8_t *found;

    *piece = *rest;
    if (!rest->data)
        return false;
    found = rest->size_bytes > 0 ? memchr(rest->data, separator, rest->size_bytes) : NULL;
    if (!found) {
        *rest = (struct tp_bytes){NULL, 0};
        return true;
    }
    piece->size_bytes = (size_t)(found - rest->data);
    rest->data = found + 1;
    rest->size_bytes -= piece->size_bytes + 1;
    return true;
}

/* Piece PLACE, from 1. */
static struct tp_bytes piece_at(struct tp_bytes value, uint8_t separator, size_t place)
{
    struct tp_bytes piece;

    for (; tp_value_next(&value, separator, &piece); place--)
        if (place == 1)
            return piece;
    return (struct tp_bytes){NULL, 0};
}

static size_t count(struct tp_bytes value, uint8_t separator)
{
    struct tp_bytes piece;
    size_t pieces = 0;

    while (tp_value_next(&value, separator, &piece))
        pieces++;
    return pieces;
}

size_t tp_value_subfields(struct tp_bytes value)
{
    return count(value, TP_RS);
}

size_t tp_value_items(struct tp_bytes value, size_t subfield)
{
    return count(piece_at(value, TP_RS, subfield), TP_US);
}

struct tp_bytes tp_value_item(struct tp_bytes value, size_t subfield, size_t item)
{
    struct tp_bytes whole = piece_at(value, TP_RS, subfield);
    return item == 0 ? whole : piece_at(whole, TP_US, item);
}

bool tp_value_number(struct tp_bytes value, int64_t *out)
{
    const bool negative = value.size_bytes > 0 && value.data[0] == '-';
    size_t at = negative || (value.size_bytes > 0 && value.data[0] == '+') ? 1 : 0;
    int64_t number = 0;

    *out = 0;
    if (at == value.size_bytes)
        return false;
    for (; at < value.size_bytes; at++) {
        const int digit = value.data[at] - '0';
        if (digit < 0 || digit > 9 || number > (INT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    *out = negative ? -number : number;
    return true;
}

bool tp_value_equals(struct tp_bytes value, const char *text)
{
    return value.data && value.size_bytes == strlen(text) && memcmp(value.data, text, value.size_bytes) == 0;
}
