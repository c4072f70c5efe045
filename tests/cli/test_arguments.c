/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "base/base.h"
#include "cli/command.h"

static const struct tp_option options[] = {
    TP_OPTION_PPI,
    {"output", 'o', TP_OPTION_TEXT, "FILE", "where to", 0, 0},
    {"top", 0, TP_OPTION_INTEGER, "K", "how many", 1, 100},
    TP_OPTION_JSON,
    {0},
};
static const struct tp_command command = {.name = "try", .options = options, .positional_min = 1, .positional_max = 2};

static tp_status parse(struct tp_arguments *out, struct tp_diag *diag, int count, char *const *words)
{
    tp_diag_init(diag);
    return tp_arguments_parse(&command, count, words, out, diag);
}

#define PARSE(...)                                                                                                     \
    parse(&arguments, &diag, (int)TP_ARRAY_LENGTH(((const char *[]){__VA_ARGS__})), (char *[]){__VA_ARGS__})

static void takes_options_in_every_spelling(void **state)
{
    struct tp_arguments arguments;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(PARSE("a", "--ppi", "569.5", "-o", "-", "--top=7", "--json", "--", "--b"), TP_OK);
    assert_true(tp_option_number(&arguments, "ppi", 0) == 569.5);
    assert_string_equal(tp_option_text(&arguments, "output"), "-");
    assert_int_equal(tp_option_integer(&arguments, "top", 3), 7);
    assert_true(tp_option_given(&arguments, "json"));
    assert_int_equal(arguments.positional_count, 2);
    assert_string_equal(arguments.positional[1], "--b");
    tp_arguments_deinit(&arguments);
}

static void gives_defaults(void **state)
{
    struct tp_arguments arguments;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(PARSE("-"), TP_OK);
    assert_true(tp_option_number(&arguments, "ppi", 1.5) == 1.5);
    assert_int_equal(tp_option_integer(&arguments, "top", 3), 3);
    assert_null(tp_option_text(&arguments, "output"));
    assert_false(tp_option_given(&arguments, "json"));
    tp_arguments_deinit(&arguments);
}

static void refuses(char *const *words, int count, const char *part)
{
    struct tp_arguments arguments;
    struct tp_diag diag;
    char line[512];

    assert_int_equal(parse(&arguments, &diag, count, words), TP_E_ARGUMENT);
    assert_null(arguments.positional);
    tp_diag_format(&diag, line, sizeof line);
    if (!strstr(line, part))
        fail_msg("'%s' is not in '%s'", part, line);
}

#define REFUSES(part, ...)                                                                                             \
    refuses((char *[]){__VA_ARGS__}, (int)TP_ARRAY_LENGTH(((const char *[]){__VA_ARGS__})), (part))

static void refuses_what_the_table_does_not_allow(void **state)
{
    (void)state;
    REFUSES("--nothing: unknown option", "a", "--nothing");
    REFUSES("--pp: unknown option", "a", "--pp", "500");
    REFUSES("-x: unknown option", "a", "-x");
    REFUSES("-oo: unknown option", "a", "-oo");
    REFUSES("--ppi: needs a value (N)", "a", "--ppi");
    REFUSES("--output: the value is empty", "a", "--output=");
    REFUSES("--json: takes no value", "a", "--json=yes");
    REFUSES("--json: is given twice", "a", "--json", "--json");
    REFUSES("--output: is given twice", "a", "-o", "x", "--output", "y");
    REFUSES("arguments are missing", "--json");
    REFUSES("'c' is one argument too many", "a", "b", "c");
}

static void refuses_numbers_that_are_none(void **state)
{
    static const char *const bad[] = {"abc", "5x", "nan", "inf", "0x200", "1e999", "49", "5001", "--json", " 500"};
    char *words[] = {(char[]){"a"}, (char[]){"--ppi"}, NULL};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        char value[16];
        snprintf(value, sizeof value, "%s", bad[i]);
        words[2] = value;
        refuses(words, 3, "is not a number from 50 to 5000");
    }
    REFUSES("'1.5' is not a whole number from 1 to 100", "a", "--top", "1.5");
    REFUSES("'0' is not a whole number", "a", "--top", "0");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(takes_options_in_every_spelling),
    cmocka_unit_test(gives_defaults),
    cmocka_unit_test(refuses_what_the_table_does_not_allow),
    cmocka_unit_test(refuses_numbers_that_are_none),
};
TP_TEST_MAIN(tests)
