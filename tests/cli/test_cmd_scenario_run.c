/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"
#include "folder.h"

static struct test_folder folder;

static int enter(void **state)
{
    (void)state;
    folder_make(&folder);
    return chdir(folder.path);
}

static int leave(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static void the_history_of_2011_comes_out_as_it_must(void **state)
{
    struct program_run run;

    (void)state;
    run_program(
        "scenario run \"$TP_SOURCE_ROOT/scenarios/2011\" > story.txt; echo $? > rc; tail -c 60000 story.txt; exit "
        "$(cat rc)",
        &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "REFUSED AND WITHHELD, BY CLAUSE"));
    assert_non_null(strstr(run.out, "Checked: every ledger verifies"));
}

static void cheats_are_caught(void **state)
{
    struct program_run run;

    (void)state;
    run_program("scenario run \"$TP_SOURCE_ROOT/scenarios/2011-cheats\"", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "Caught by verification"));
    assert_non_null(strstr(run.out, "Caught by monitor"));
    assert_non_null(strstr(run.out, "Caught by receiver"));
}

static void bad_input_is_told_from_bad_usage(void **state)
{
    struct program_run run;

    (void)state;
    run_program("scenario run nowhere", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "nowhere/scenario.json"));
    run_program("scenario run", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("scenario run x --scale 0", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_history_of_2011_comes_out_as_it_must, enter, leave),
    cmocka_unit_test_setup_teardown(cheats_are_caught, enter, leave),
    cmocka_unit_test_setup_teardown(bad_input_is_told_from_bad_usage, enter, leave),
};

TP_TEST_MAIN(tests)
