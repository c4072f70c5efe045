/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"
#include "folder.h"

static struct test_folder folder;
static struct program_run run;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    folder_write(&folder, "secret.txt", "correct horse\n", 14);
    unsetenv("TENPRINT_PASSPHRASE");
    return chdir(folder.path);
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static void a_key_is_made_once(void **state)
{
    struct stat info;

    (void)state;
    run_program("key make --passphrase-file secret.txt clerk.pem", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(strncmp(run.out, "public key  ", 12), 0);
    assert_int_equal(strlen(run.out), 12 + 44 + 1);
    assert_int_equal(stat("clerk.pem", &info), 0);
    assert_int_equal(info.st_mode & 07777, 0600);
    run_program("key make --passphrase-file secret.txt clerk.pem", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "left alone"));
}

static void json_has_the_key(void **state)
{
    json_t *root;

    (void)state;
    setenv("TENPRINT_PASSPHRASE", "p", 1);
    run_program("key make clerk.pem --json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    root = json_loads(run.out, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(root, "file")), "clerk.pem");
    assert_int_equal(json_string_length(json_object_get(root, "key")), 44);
    json_decref(root);
}

static void no_passphrase_no_key(void **state)
{
    (void)state;
    setenv("TENPRINT_PASSPHRASE", "", 1);
    run_program("key make clerk.pem", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "passphrase"));
    assert_int_not_equal(access("clerk.pem", F_OK), 0);
    run_program("key make --passphrase-file missing.txt clerk.pem", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_key_is_made_once, set_up, tear_down),
    cmocka_unit_test_setup_teardown(json_has_the_key, set_up, tear_down),
    cmocka_unit_test_setup_teardown(no_passphrase_no_key, set_up, tear_down),
};
TP_TEST_MAIN(tests)
