/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as ECMAScript writes them (ECMA-262, Number::toString), which RFC 8785, clause 3.2.2.3, asks for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/jansson.h"

enum { DIGITS_MAX = 17, TEXT_BYTES = 32 };

/* A number without its sign: 0.DIGITS times ten to the power of POINT. */
struct decimal {
    char digits[DIGITS_MAX + 1];
    int count, point;
};

/* VALUE rounded to COUNT digits, and STEP units of the last of them added. */
static struct decimal round_to(double value, int count, unsigned step)
{
    struct decimal out = {.count = count};
    char text[TEXT_BYTES];
    unsigned long long digits;
    int length;

    snprintf(text, sizeof text, "%.*e", count - 1, value); /* d.ddde+xx */
    out.point = (int)strtol(strchr(text, 'e') + 1, NULL, 10) + 1;
    if (count > 1)
        memmove(text + 1, text + 2, (size_t)count - 1);
    text[count] = '\0';
    digits = strtoull(text, NULL, 10) + step;
    length = snprintf(text, sizeof text, "%llu", digits);
    out.point += length - count; /* 99 + 1 has a digit more */
    memcpy(out.digits, text, (size_t)count);
    return out;
}

static bool reads_as(const struct decimal *decimal, double value)
{
    char text[TEXT_BYTES];

    snprintf(text, sizeof text, "0.%se%d", decimal->digits, decimal->point);
    return strtod(text, NULL) == value;
}

/* The fewest digits that read as VALUE, and of those the nearest. The doubles above a power of two lie twice as far
 * apart as those below it: there the nearest decimal may lie too far below, and the next above it be near enough. */
static struct decimal shortest(double value)
{
    struct decimal decimal;

    for (int count = 1; count < DIGITS_MAX; count++) {
        for (unsigned step = 0; step <= 1; step++) {
            decimal = round_to(value, count, step);
            if (reads_as(&decimal, value))
                return decimal;
        }
    }
    return round_to(value, DIGITS_MAX, 0);
}

static void write_zeros(int count, struct tp_buffer *out)
{
    while (count-- > 0)
        tp_write_u8(out, '0');
}

static void write_plain(const struct decimal *decimal, struct tp_buffer *out)
{
    const char *digits = decimal->digits;
    int whole = TP_CLAMP(decimal->point, 0, decimal->count);

    if (decimal->point <= 0)
        tp_write_text(out, "0.");
    write_zeros(-decimal->point, out);
    tp_write_bytes(out, digits, (size_t)whole);
    write_zeros(decimal->point - decimal->count, out);
    if (whole > 0 && whole < decimal->count)
        tp_write_u8(out, '.');
    tp_write_bytes(out, digits + whole, (size_t)(decimal->count - whole));
}

static void write_scientific(const struct decimal *decimal, struct tp_buffer *out)
{
    tp_write_bytes(out, decimal->digits, 1);
    if (decimal->count > 1)
        tp_write_text(out, ".%s", decimal->digits + 1);
    tp_write_text(out, "e%+d", decimal->point - 1);
}

void tp_json_write_number(double value, struct tp_buffer *out)
{
    struct decimal decimal;

    if (value == 0) { /* -0 too */
        tp_write_u8(out, '0');
        return;
    }
    if (value < 0)
        tp_write_u8(out, '-');
    decimal = shortest(value < 0 ? -value : value);
    while (decimal.count > 1 && decimal.digits[decimal.count - 1] == '0')
        decimal.digits[--decimal.count] = '\0';
    if (decimal.point > -6 && decimal.point <= 21)
        write_plain(&decimal, out);
    else
        write_scientific(&decimal, out);
}
