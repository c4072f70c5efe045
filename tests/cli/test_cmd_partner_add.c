/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/org_folder.h"

#define KEY "11qYAWM1vaH3gCPvPp4t5bGdFJ1gVkNUyWP+dXgxfK4="
#define ADD "partner add dhs-ident --key " KEY " --url https://node.dhs.example --name 'DHS \"IDENT\"' --org org"

static struct program_run run;

static void added_and_only_once(void **state)
{
    (void)state;
    run_program(ADD, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_program(ADD, &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "already"));
    run_program("partner add other --key " KEY " --org org", &run); /* another id, the same key */
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    run_program("partner list --org org", &run);
    assert_non_null(strstr(run.out, "dhs-ident"));
    assert_null(strstr(run.out, "other"));
    run_program("agreement list --org org --passphrase-file secret", &run); /* the folder still opens */
    assert_int_equal(run.exit, TP_EXIT_OK);
}

static void what_is_wrong_is_refused(void **state)
{
    (void)state;
    run_program("partner add dhs-ident --org org", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("partner add dhs-ident --key AAAA --org org", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    run_program("partner add DHS --key " KEY " --org org", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    run_program("partner add dhs-ident --key " KEY " --url node --org org", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    /* nobody would see it without an authority of clients */
    run_program("partner add dhs-ident --key " KEY " --certificate "
                "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff --org org",
                &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "clients"));
    run_program("partner list --org org", &run);
    assert_string_equal(run.out, "");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(added_and_only_once, set_up_org, tear_down_org),
    cmocka_unit_test_setup_teardown(what_is_wrong_is_refused, set_up_org, tear_down_org),
};
LEDGER_TEST_MAIN(tests)
