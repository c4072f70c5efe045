/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/fake_node.h"
#include "cli/program.h"
#include "folder.h"

static struct test_folder folder;
static struct program_run run;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    if (chdir(folder.path) != 0)
        return -1;
    folder_write(&folder, "secret", "correct horse\n", 14);
    folder_write(&folder, "password", "correct horse battery\n", 22);
    folder_write(&folder, "short", "correct horse\n", 14);
    run_program("init node --id ny-dcjs --name DCJS --jurisdiction US-NY --rehearsal --passphrase-file secret", &run);
    return run.exit;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static int add(const char *rest)
{
    char line[256];

    snprintf(line, sizeof line, "user add %s --org node --passphrase-file secret", rest);
    run_program(line, &run);
    return run.exit;
}

static void an_account_is_made_once(void **state)
{
    (void)state;
    assert_int_equal(add("a.admin --duty administrator --password-file password"), TP_EXIT_OK);
    assert_string_equal(run.out, "added a.admin\n");
    assert_int_equal(add("a.admin --duty administrator --password-file password"), TP_EXIT_INPUT);
    assert_int_equal(add("b --duty contributor,examiner --password-file password --json"), TP_EXIT_OK);
    assert_non_null(strstr(run.out, "\"account\": \"b\""));
    assert_non_null(strstr(run.out, "\"examiner\""));
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    assert_int_equal(add("a --password-file password"), TP_EXIT_USAGE);
    assert_int_equal(add("a --duty king --password-file password"), TP_EXIT_USAGE);
    assert_int_equal(add("a --duty auditor,examiner --password-file password"), TP_EXIT_USAGE);
    assert_int_equal(add("a --duty examiner --password-file short"), TP_EXIT_USAGE);
    assert_int_equal(add("'A a' --duty examiner --password-file password"), TP_EXIT_USAGE);
    assert_int_equal(add("a --duty examiner --password-file nothing"), TP_EXIT_INPUT);
}

static void a_running_node_makes_it_too(void **state)
{
    static const struct fake_answer answers[] = {{201, NULL, "{\"account\":\"b\",\"duties\":[\"examiner\"]}"}};

    (void)state;
    fake_node_start();
    fake_node_answers(answers, 1);
    run_program("user add b --duty examiner --password-file password", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "added b\n");
    assert_string_equal(node.requests[0].method, "POST");
    assert_string_equal(node.requests[0].target, "/v1/accounts");
    assert_string_equal(node.requests[0].body,
                        "{\"account\":\"b\",\"duties\":[\"examiner\"],\"password\":\"correct horse battery\"}");
    run_program("user add b --duty examiner --password-file password --org node --token password", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    fake_node_stop();
    unsetenv("TENPRINT_TOKEN");
    unsetenv("TENPRINT_NODE");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_running_node_makes_it_too, set_up, tear_down),
    cmocka_unit_test_setup_teardown(an_account_is_made_once, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_cannot_be_is_refused, set_up, tear_down),
};
TP_TEST_MAIN(tests)
