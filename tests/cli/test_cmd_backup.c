/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint backup. */
#include "test.h"

#include "cli/command.h"
#include "cli/org_folder.h"

static void a_backup_is_whole_and_new(void **state)
{
    struct program_run run;

    (void)state;
    run_program("backup org --to kept", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "kept has the folder as it is now; its ledger has 3 published leaves\n");
    assert_int_equal(system("cd kept && sha256sum --quiet -c SHA256SUMS"), 0);
    run_program("backup org --to kept", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    run_program("backup org", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("backup nothing --to other", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_int_not_equal(access("other", F_OK), 0);
    assert_int_not_equal(access("other.partial", F_OK), 0);
}

static void json_says_how_many_leaves(void **state)
{
    struct program_run run;
    json_t *root;

    (void)state;
    run_program("backup org --to kept --json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    root = parse_json(run.out);
    assert_int_equal(json_integer_value(json_object_get(root, "leaves")), 3);
    json_decref(root);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_backup_is_whole_and_new, set_up_org, tear_down_org),
    cmocka_unit_test_setup_teardown(json_says_how_many_leaves, set_up_org, tear_down_org),
};
LEDGER_TEST_MAIN(tests)
