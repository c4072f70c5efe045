/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/org_folder.h"

#define KEY "11qYAWM1vaH3gCPvPp4t5bGdFJ1gVkNUyWP+dXgxfK4="
#define ADD "partner add dhs-ident --key " KEY " --url https://node.dhs.example --name 'DHS \"IDENT\"' --org org"

static struct test_folder folder;
static struct program_run run;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    if (chdir(folder.path) != 0)
        return -1;
    make_org(NULL, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static void removed(void **state)
{
    (void)state;
    run_program("partner remove dhs-ident --org org", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    run_program(ADD, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_program("partner remove dhs-ident --org org", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_program("partner list --org org", &run);
    assert_string_equal(run.out, "");
    run_program(ADD, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(removed, set_up, tear_down),
};
LEDGER_TEST_MAIN(tests)
