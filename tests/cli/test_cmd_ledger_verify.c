/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/ledger.h"
#include "cli/program.h"

enum { LEAVES = 3 };

static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    if (chdir(folder.path) != 0)
        return -1;
    make_ledger_of_leaves(LEAVES);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static void a_good_ledger_is_said_to_be_good(void **state)
{
    static const char words[] = ORIGIN ": all 5 entries make the signed root ";
    struct program_run run;
    json_t *root;

    (void)state;
    run_program("ledger verify log --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(strncmp(run.out, words, strlen(words)), 0);
    run_program("ledger verify log --key @log.key --json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    root = parse_json(run.out);
    assert_string_equal(json_string_value(json_object_get(root, "origin")), ORIGIN);
    assert_int_equal(json_integer_value(json_object_get(root, "size")), 5);
    assert_true(json_is_true(json_object_get(root, "verified")));
    assert_int_equal(json_string_length(json_object_get(root, "root")), 44);
    json_decref(root);
}

static void a_changed_ledger_is_refused_by_the_name_of_the_file(void **state)
{
    struct program_run run;

    (void)state;
    assert_int_equal(system("sed -i 's/US-NY/US-NJ/' log/tile/entries/000.p/5"), 0);
    run_program("ledger verify log --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_string_equal(run.out, "");
    assert_non_null(strstr(run.err, "log/tile/0/000.p/5: "));
}

static void another_key_or_none_is_refused(void **state)
{
    struct program_run run;

    (void)state;
    run_program("ledger verify log --key PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    run_program("ledger verify log", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "--key"));
    run_program("ledger verify nowhere --key @log.key", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(a_good_ledger_is_said_to_be_good),
    IN_FOLDER(a_changed_ledger_is_refused_by_the_name_of_the_file),
    IN_FOLDER(another_key_or_none_is_refused),
};
LEDGER_TEST_MAIN(tests)
