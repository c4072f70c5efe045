/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"
#include "folder.h"

static struct test_folder folder;
static struct program_run made, run;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    setenv("TENPRINT_PASSPHRASE", "right", 1);
    if (chdir(folder.path) != 0)
        return -1;
    run_program("key make clerk.pem", &made);
    return made.exit;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static void it_is_the_key_that_was_made(void **state)
{
    json_t *root;

    (void)state;
    run_program("key show clerk.pem", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, made.out);
    run_program("key show --json clerk.pem", &run);
    root = json_loads(run.out, 0, NULL);
    assert_int_equal(strncmp(made.out + 12, json_string_value(json_object_get(root, "key")), 44), 0);
    json_decref(root);
}

static void a_wrong_passphrase_shows_nothing(void **state)
{
    (void)state;
    setenv("TENPRINT_PASSPHRASE", "wrong", 1);
    run_program("key show clerk.pem", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_string_equal(run.out, "");
    assert_non_null(strstr(run.err, "clerk.pem"));
    assert_non_null(strstr(run.err, "wrong"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(it_is_the_key_that_was_made, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_wrong_passphrase_shows_nothing, set_up, tear_down),
};
TP_TEST_MAIN(tests)
