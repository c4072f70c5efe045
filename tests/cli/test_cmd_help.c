/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"

static void the_list_names_every_command(void **state)
{
    struct program_run run, again;

    (void)state;
    run_program("help", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    for (const struct tp_command *const *command = tp_commands; *command; command++)
        assert_non_null(strstr(run.out, (*command)->summary));
    run_program("--help", &again);
    assert_string_equal(run.out, again.out);
}

static void refuses_an_unknown_name(void **state)
{
    struct program_run run;

    (void)state;
    run_program("help frobnicate", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_string_equal(run.out, "");
    assert_non_null(strstr(run.err, "frobnicate: unknown command\nusage: tenprint help"));
}

static void a_first_word_lists_its_commands(void **state)
{
    struct program_run run, again;

    (void)state;
    run_program("help record", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "  record show   "));
    assert_non_null(strstr(run.out, "  record check  "));
    assert_null(strstr(run.out, "extract"));
    run_program("record", &again);
    assert_int_equal(again.exit, TP_EXIT_USAGE);
    assert_string_equal(again.err, run.out);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_list_names_every_command),
    cmocka_unit_test(a_first_word_lists_its_commands),
    cmocka_unit_test(refuses_an_unknown_name),
};
TP_TEST_MAIN(tests)
