/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"
#include "cli/command.h"
#include "cli/program.h"

static void every_status_has_an_exit_code(void **state)
{
    (void)state;
#define CHECK(name, value, text, http)                                                                                 \
    assert_in_range(tp_exit_for(TP_##name), TP_##name == TP_OK ? TP_EXIT_OK : TP_EXIT_USAGE, TP_EXIT_ENVIRONMENT);
    TP_STATUS_LIST(CHECK)
#undef CHECK
    assert_int_equal(tp_exit_for(TP_E_ARGUMENT), TP_EXIT_USAGE);
    assert_int_equal(tp_exit_for(TP_E_TRUNCATED), TP_EXIT_INPUT);
    assert_int_equal(tp_exit_for(TP_E_STORE), TP_EXIT_ENVIRONMENT);
}

static void refuses_unknown_commands(void **state)
{
    struct program_run run;

    (void)state;
    run_program("", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("frobnicate", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_string_equal(run.out, "");
    assert_non_null(strstr(run.err, "tenprint: frobnicate: unknown command\nusage: "));
}

static void finds_commands_of_one_word(void **state)
{
    const char *const words[] = {"help", "compare"};
    int used;

    (void)state;
    assert_ptr_equal(tp_command_find_words(2, words, &used), tp_command_find("help"));
    assert_int_equal(used, 1);
    assert_null(tp_command_find_words(0, words, &used));
    assert_int_equal(used, 0);
}

static void prints_the_version(void **state)
{
    struct program_run run;

    (void)state;
    run_program("--version", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(strncmp(run.out, "tenprint ", 9), 0);
    assert_non_null(strstr(run.out + 9, "."));
}

static void says_when_the_output_cannot_be_written(void **state)
{
    struct program_run run;

    (void)state;
    run_program("help >/dev/full", &run);
    assert_int_equal(run.exit, TP_EXIT_ENVIRONMENT);
    assert_string_equal(run.err, "tenprint: standard output: cannot be written\n");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_status_has_an_exit_code),
    cmocka_unit_test(refuses_unknown_commands),
    cmocka_unit_test(finds_commands_of_one_word),
    cmocka_unit_test(prints_the_version),
    cmocka_unit_test(says_when_the_output_cannot_be_written),
};
TP_TEST_MAIN(tests)
