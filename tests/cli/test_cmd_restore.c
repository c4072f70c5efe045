/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint restore. */
#include "test.h"

#include "cli/command.h"
#include "cli/org_folder.h"

static void a_folder_comes_back_from_its_backup(void **state)
{
    struct program_run run;

    (void)state;
    run_program("backup org --to kept", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_program("restore kept --to again", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "--published"));
    run_program("restore kept --to again --nothing-published-since", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "two ledgers"));
    run_program("ledger open 2 --org again --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_program("restore kept --to again --nothing-published-since", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
}

static void the_newest_ledger_is_gone_on_from(void **state)
{
    struct program_run run;
    json_t *root;

    (void)state;
    run_program("backup org --to kept", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_program("ledger forget 1 --org org --passphrase-file secret --reason expungement", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_program("restore kept --to again --published org/ledger --json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    root = parse_json(run.out);
    assert_int_equal(json_integer_value(json_object_get(root, "backup_leaves")), 3);
    assert_int_equal(json_integer_value(json_object_get(root, "leaves")), 4);
    json_decref(root);
    run_program("ledger forget 0 --org again --passphrase-file secret --reason retention", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "the key of entry 0 is destroyed; entry 4 says that something was erased\n");
    run_program("ledger verify again", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
}

static void the_list_of_who_was_erased_comes_along(void **state)
{
    struct program_run run;

    (void)state;
    run_program("backup org --to kept", &run);
    assert_int_equal(system("echo '2011-06-01T00:00:00Z booking/b1' > erased; echo other > other"), 0);
    run_program("restore kept --to again --nothing-published-since --erased other", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_int_not_equal(access("again", F_OK), 0);
    run_program("restore kept --to again --nothing-published-since --erased erased", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "erased again when the node starts"));
    assert_int_equal(system("cmp -s erased again/erased"), 0);
}

static void a_damaged_backup_is_refused(void **state)
{
    struct program_run run;

    (void)state;
    run_program("backup org --to kept", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(system("printf x >> kept/verifier"), 0);
    run_program("restore kept --to again --nothing-published-since", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "kept/verifier"));
    assert_int_not_equal(access("again", F_OK), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_folder_comes_back_from_its_backup, set_up_org, tear_down_org),
    cmocka_unit_test_setup_teardown(the_newest_ledger_is_gone_on_from, set_up_org, tear_down_org),
    cmocka_unit_test_setup_teardown(the_list_of_who_was_erased_comes_along, set_up_org, tear_down_org),
    cmocka_unit_test_setup_teardown(a_damaged_backup_is_refused, set_up_org, tear_down_org),
};
LEDGER_TEST_MAIN(tests)
