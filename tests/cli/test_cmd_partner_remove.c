/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/org_folder.h"

#define KEY "11qYAWM1vaH3gCPvPp4t5bGdFJ1gVkNUyWP+dXgxfK4="
#define ADD "partner add dhs-ident --key " KEY " --url https://node.dhs.example --name 'DHS \"IDENT\"' --org org"

static struct program_run run;

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
    cmocka_unit_test_setup_teardown(removed, set_up_org, tear_down_org),
};
LEDGER_TEST_MAIN(tests)
