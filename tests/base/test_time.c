/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>
#include <time.h>

#include "base/base.h"

static void known_instants(void **state)
{
    static const struct {
        int64_t time_s;
        const char *text;
    } known[] = {{0, "1970-01-01T00:00:00Z"},           {951782400, "2000-02-29T00:00:00Z"},
                 {1306886399, "2011-05-31T23:59:59Z"},  {1306886400, "2011-06-01T00:00:00Z"},
                 {4107542399, "2100-02-28T23:59:59Z"},  {4107542400, "2100-03-01T00:00:00Z"},
                 {253402300799, "9999-12-31T23:59:59Z"}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(known); i++) {
        char text[TP_TIME_TEXT_BYTES];
        int64_t time_s;

        tp_time_format(known[i].time_s, text);
        assert_string_equal(text, known[i].text);
        assert_true(tp_time_parse(text, &time_s));
        assert_int_equal(time_s, known[i].time_s);
    }
}

/* The C library knows the calendar too. */
static void agrees_with_the_c_library(void **state)
{
    struct tp_rng rng = tp_rng_seed(1, 1);

    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        time_t time_s = (time_t)(tp_rng_u64(&rng) % 253402300800);
        char expected[64], text[TP_TIME_TEXT_BYTES];
        struct tm parts;
        int64_t back;

        gmtime_r(&time_s, &parts);
        strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%SZ", &parts);
        tp_time_format(time_s, text);
        assert_string_equal(text, expected);
        assert_true(tp_time_parse(text, &back));
        assert_int_equal(back, time_s);
    }
}

static void other_texts_are_refused(void **state)
{
    static const char *const others[] = {
        "",
        "2011-06-01",
        "2011-06-01T00:00:00",
        "2011-06-01T00:00:00z",
        "2011-06-01 00:00:00Z",
        "2011-06-01T00:00:00+00:00",
        "2011-06-01T00:00:00.0Z",
        "2011-6-01T00:00:00ZZ",
        "2011-02-29T00:00:00Z",
        "2011-00-01T00:00:00Z",
        "2011-13-01T00:00:00Z",
        "2011-06-00T00:00:00Z",
        "2011-06-31T00:00:00Z",
        "2011-06-01T24:00:00Z",
        "2011-06-01T00:60:00Z",
        "2011-06-01T00:00:60Z",
        "1969-12-31T23:59:59Z",
        "-011-06-01T00:00:00Z",
        "2011-06-01T00:00:00ZZ",
    };
    int64_t time_s;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(others); i++)
        assert_false(tp_time_parse(others[i], &time_s));
}

static void times_outside_are_clamped(void **state)
{
    char text[TP_TIME_TEXT_BYTES];

    (void)state;
    tp_time_format(-1, text);
    assert_string_equal(text, "1970-01-01T00:00:00Z");
    tp_time_format(INT64_MAX, text);
    assert_string_equal(text, "9999-12-31T23:59:59Z");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(known_instants),
    cmocka_unit_test(agrees_with_the_c_library),
    cmocka_unit_test(other_texts_are_refused),
    cmocka_unit_test(times_outside_are_clamped),
};
TP_TEST_MAIN(tests)
