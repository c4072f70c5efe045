/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/org_folder.h"

#define KEY "11qYAWM1vaH3gCPvPp4t5bGdFJ1gVkNUyWP+dXgxfK4="
#define ADD "partner add dhs-ident --key " KEY " --url https://node.dhs.example --name 'DHS \"IDENT\"' --org org"

static struct program_run run;

static void listed_and_shown(void **state)
{
    (void)state;
    run_program(ADD, &run);
    run_program("partner list --org org --json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "\"url\": \"https://node.dhs.example\""));
    run_program("partner show dhs-ident --org org", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "DHS \"IDENT\""));
    assert_non_null(strstr(run.out, KEY));
    run_program("partner show dhs-ident --org org --json", &run);
    assert_non_null(strstr(run.out, "\"id\": \"dhs-ident\""));
    run_program("partner show dhs-ident --org org", &run);
    assert_non_null(strstr(run.out, "certificate  any that"));
    run_program("partner show nobody --org org", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(listed_and_shown, set_up_org, tear_down_org),
};
LEDGER_TEST_MAIN(tests)
