/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/org_folder.h"

static void a_forgotten_leaf_cannot_be_opened_and_stays(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger forget 1 --org org --passphrase-file secret --reason expungement", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "the key of entry 1 is destroyed; entry 3 says that something was erased\n");
    run_program("ledger open 1 --org org --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    run_program("ledger open 2 --org org --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_program("ledger verify org", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_program("ledger show org --from 3", &run);
    assert_string_equal(strchr(run.out, ' ') + 9, "erasure state=US-NY reason=expungement\n");
    run_program("ledger forget 1 --org org --passphrase-file secret --reason expungement", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
}

static void json_names_the_new_leaf(void **state)
{
    struct program_run run;
    json_t *root;

    (void)state;
    run_program("ledger forget 0 --org org --passphrase-file secret --reason retention --json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    root = parse_json(run.out);
    assert_int_equal(json_integer_value(json_object_get(root, "index")), 0);
    assert_int_equal(json_integer_value(json_object_get(root, "erasure")), 3);
    json_decref(root);
}

static void nothing_is_destroyed_without_a_reason(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger forget 1 --org org --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger forget 1 --org org --passphrase-file secret --reason whim", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("ledger open 1 --org org --passphrase-file secret", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up_org, tear_down_org)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(a_forgotten_leaf_cannot_be_opened_and_stays),
    IN_FOLDER(json_names_the_new_leaf),
    IN_FOLDER(nothing_is_destroyed_without_a_reason),
};
LEDGER_TEST_MAIN(tests)
