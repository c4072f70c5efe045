/* SPDX-License-Identifier: Apache-2.0 */
/* Time as documents write it: RFC 3339 in UTC, to the second. */
#include <stdio.h>
#include <string.h>

#include "base/base.h"

enum { SECONDS_A_DAY = 86400, YEAR_MIN = 1970, YEAR_MAX = 9999 };

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 1970-01-01 to the first day of YEAR. */
static int64_t days_before(int year)
{
    int64_t y = year - 1;

    return 365 * (int64_t)(year - YEAR_MIN) + (y / 4 - 1969 / 4) - (y / 100 - 1969 / 100) + (y / 400 - 1969 / 400);
}

void tp_time_format(int64_t time_s, char out[TP_TIME_TEXT_BYTES])
{
    int64_t last = days_before(YEAR_MAX + 1) * SECONDS_A_DAY - 1, clamped = TP_CLAMP(time_s, 0, last);
    int64_t days = clamped / SECONDS_A_DAY;
    int second = (int)(clamped % SECONDS_A_DAY), year = YEAR_MIN + (int)(days / 366), month = 1;

    while (year < YEAR_MAX && days_before(year + 1) <= days)
        year++;
    days -= days_before(year);
    for (; days >= days_in(year, month); month++)
        days -= days_in(year, month);
    snprintf(out, TP_TIME_TEXT_BYTES, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)year % 10000, (unsigned)month % 100,
             ((unsigned)days + 1) % 100, (unsigned)(second / 3600) % 100, (unsigned)(second / 60 % 60),
             (unsigned)(second % 60));
}

/* The COUNT digits at TEXT, or -1. */
static int number_at(const char *text, int count)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = 10 * value + (text[i] - '0');
    }
    return value;
}

bool tp_time_parse(const char *text, int64_t *out_s)
{
    int year, month, day, hour, minute, second;
    int64_t days;

    *out_s = 0;
    if (strlen(text) != TP_TIME_TEXT_BYTES - 1 || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
        text[13] != ':' || text[16] != ':' || text[19] != 'Z')
        return false;
    year = number_at(text, 4);
    month = number_at(text + 5, 2);
    day = number_at(text + 8, 2);
    hour = number_at(text + 11, 2);
    minute = number_at(text + 14, 2);
    second = number_at(text + 17, 2);
    if (year < YEAR_MIN || month < 1 || month > 12 || day < 1 || day > days_in(year, month) || hour < 0 || hour > 23 ||
        minute < 0 || minute > 59 || second < 0 || second > 59)
        return false;
    days = days_before(year) + day - 1;
    for (int m = 1; m < month; m++)
        days += days_in(year, m);
    *out_s = days * SECONDS_A_DAY + hour * 3600 + minute * 60 + second;
    return true;
}
