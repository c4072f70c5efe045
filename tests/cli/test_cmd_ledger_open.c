/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/org_folder.h"

static void a_leaf_is_opened_for_an_auditor(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger open 1 --org org --passphrase-file secret -o opening", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(system("test $(wc -l <opening) = 1"), 0);
    run_program("ledger open org --check opening", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "US-NY-027"));
    assert_non_null(strstr(run.out, "case 17"));
    run_program("ledger open org/ledger --check opening --key @org/verifier", &run); /* as an auditor has it */
    assert_int_equal(run.exit, TP_EXIT_OK);
}

static void an_opening_of_another_leaf_does_not_fit(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger open 1 --org org --passphrase-file secret -o opening", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(system("sed -i 's/\"index\": *1/\"index\":2/' opening"), 0);
    run_program("ledger open org --check opening", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_string_equal(run.out, "");
}

static void what_cannot_be_opened_is_refused(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger open 99 --org org --passphrase-file secret", &run);
    assert_int_not_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "");
    run_program("ledger open x --org org --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger open 1 --org nowhere --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    run_program("version >wrong; \"$TP_PROGRAM\" ledger open 1 --org org --passphrase-file wrong", &run);
    assert_int_not_equal(run.exit, TP_EXIT_OK);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up_org, tear_down_org)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(a_leaf_is_opened_for_an_auditor),
    IN_FOLDER(an_opening_of_another_leaf_does_not_fit),
    IN_FOLDER(what_cannot_be_opened_is_refused),
};
LEDGER_TEST_MAIN(tests)
