/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"
#include "cli/format.h"

static void knows_the_formats(void **state)
{
    enum tp_template_format format;

    (void)state;
    assert_int_equal(tp_format_by_name("incits", &format, NULL), TP_OK);
    assert_int_equal(format, TP_FORMAT_INCITS_2004);
    assert_int_equal(tp_format_by_name("ISO", &format, NULL), TP_E_ARGUMENT);
}

static void rates_are_said_with_two_digits(void **state)
{
    static const struct {
        double rate;
        const char *words;
    } cases[] = {{1, "1 in 1"},
                 {0.5, "1 in 2"},
                 {0.01, "1 in 100"},
                 {1 / 25000.0, "1 in 25,000"},
                 {1 / 25499.0, "1 in 25,000"},
                 {1e-6, "1 in 1,000,000"},
                 {0, "fewer than 1 in 1,000,000,000"}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        char words[64];
        tp_format_rate(cases[i].rate, words, sizeof words);
        assert_string_equal(words, cases[i].words);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(knows_the_formats),
    cmocka_unit_test(rates_are_said_with_two_digits),
};
TP_TEST_MAIN(tests)
