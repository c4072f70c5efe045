/* SPDX-License-Identifier: Apache-2.0 */
/* The forms that values of fields may have to have: dates, numbers (ANSI/NIST-ITL 1-2011, clauses 5.5, 7.7, B.1). */
#include "record/record.h"

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool are_digits(struct tp_bytes value, size_t from, size_t count)
{
    for (size_t i = from; i < from + count; i++) {
        if (i >= value.size_bytes || !is_digit(value.data[i]))
            return false;
    }
    return true;
}

/* The number that COUNT digits make. */
static unsigned number_at(struct tp_bytes value, size_t from, size_t count)
{
    unsigned number = 0;

    for (size_t i = from; i < from + count; i++)
        number = number * 10 + (unsigned)(value.data[i] - '0');
    return number;
}

static unsigned days_of(unsigned year, unsigned month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month - 1];
}

/* YYYYMMDD at the front of VALUE. */
static bool starts_with_date(struct tp_bytes value)
{
    unsigned year, month, day;

    if (!are_digits(value, 0, 8))
        return false;
    year = number_at(value, 0, 4);
    month = number_at(value, 4, 2);
    day = number_at(value, 6, 2);
    return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days_of(year, month);
}

static bool date(struct tp_bytes value)
{
    return value.size_bytes == 8 && starts_with_date(value);
}

static bool gmt(struct tp_bytes value)
{
    return value.size_bytes == 15 && starts_with_date(value) && are_digits(value, 8, 6) &&
           number_at(value, 8, 2) <= 23 && number_at(value, 10, 2) <= 59 && number_at(value, 12, 2) <= 59 &&
           value.data[14] == 'Z';
}

static bool date_or_gmt(struct tp_bytes value)
{
    return date(value) || gmt(value);
}

/* Both forms that the editions give: HHMMSSmmm and HH:MM:SS.mmm. */
static bool time_index(struct tp_bytes value)
{
    if (value.size_bytes == 9)
        return are_digits(value, 0, 9) && number_at(value, 2, 2) <= 59 && number_at(value, 4, 2) <= 59;
    return value.size_bytes == 12 && are_digits(value, 0, 2) && value.data[2] == ':' && are_digits(value, 3, 2) &&
           value.data[5] == ':' && are_digits(value, 6, 2) && value.data[8] == '.' && are_digits(value, 9, 3) &&
           number_at(value, 3, 2) <= 59 && number_at(value, 6, 2) <= 59;
}

static size_t sign_of(struct tp_bytes value)
{
    return value.size_bytes > 0 && (value.data[0] == '-' || value.data[0] == '+') ? 1 : 0;
}

static bool whole(struct tp_bytes value)
{
    return value.size_bytes > 0 && are_digits(value, 0, value.size_bytes);
}

static bool integer(struct tp_bytes value)
{
    size_t sign = sign_of(value);

    return value.size_bytes > sign && are_digits(value, sign, value.size_bytes - sign);
}

static bool decimal(struct tp_bytes value)
{
    size_t digits = 0, points = 0;

    for (size_t i = sign_of(value); i < value.size_bytes; i++) {
        digits += is_digit(value.data[i]);
        points += value.data[i] == '.';
        if (!is_digit(value.data[i]) && value.data[i] != '.')
            return false;
    }
    return digits > 0 && points <= 1;
}

static bool no_zeros(struct tp_bytes value)
{
    return whole(value) && (value.size_bytes == 1 || value.data[0] != '0');
}

static bool resolution(struct tp_bytes value)
{
    return value.size_bytes == 5 && are_digits(value, 0, 2) && value.data[2] == '.' && are_digits(value, 3, 2);
}

static bool device(struct tp_bytes value)
{
    return value.size_bytes > 0 && (value.data[0] == 'M' || value.data[0] == 'P');
}

const struct tp_form tp_form_date = {"a date YYYYMMDD", date};
const struct tp_form tp_form_gmt = {"a universal time YYYYMMDDHHMMSSZ", gmt};
const struct tp_form tp_form_date_or_gmt = {"a date YYYYMMDD or a universal time YYYYMMDDHHMMSSZ", date_or_gmt};
const struct tp_form tp_form_time_index = {"a time HH:MM:SS.mmm", time_index};
const struct tp_form tp_form_integer = {"a whole number", integer};
const struct tp_form tp_form_decimal = {"a number", decimal};
const struct tp_form tp_form_whole = {"a number of digits only", whole};
const struct tp_form tp_form_no_zeros = {"a number without zeros in front", no_zeros};
const struct tp_form tp_form_resolution = {"a resolution dd.dd in pixels per millimeter", resolution};
const struct tp_form tp_form_device = {"a device identifier, which begins with M or P", device};
