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
    setenv("TENPRINT_PASSPHRASE", "correct horse", 1);
    setenv("TENPRINT_PASSWORD", "correct horse battery", 1);
    run_program("init node --id ny-dcjs --name DCJS --jurisdiction US-NY --rehearsal", &run);
    return run.exit;
}

static int tear_down(void **state)
{
    static const char *const names[] = {"PASSPHRASE", "PASSWORD", "ORG", "NODE", "TOKEN"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++) {
        char name[64];
        snprintf(name, sizeof name, "TENPRINT_%s", names[i]);
        unsetenv(name);
    }
    folder_remove(&folder);
    return chdir("/");
}

static void says(const char *line, const char *words)
{
    run_program(line, &run);
    if (run.exit != TP_EXIT_OK || !strstr(run.out, words))
        fail_msg("%s\nexit %d, without \"%s\"\n%s%s", line, run.exit, words, run.out, run.err);
}

/* What an administrator does at a node can be done in the folder, so that nobody is ever locked out. */
static void accounts_are_kept_in_the_folder(void **state)
{
    (void)state;
    setenv("TENPRINT_ORG", "node", 1);
    says("user add a --duty administrator", "added a");
    says("user add b --duty examiner", "added b");
    says("user list",
         "b                         active    examiner\na                         active    administrator\n");
    says("user list --limit 1", "further ones: --before");
    says("user change b --duty examiner,contributor --json", "\"contributor\"");
    says("user disable b", "changed b");
    says("user list --org node", "b                         disabled  contributor,examiner\n");
    says("user change a --password", "changed a");
    run_program("user disable c", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    run_program("user change a --state off", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

static void a_token_means_a_node(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL, "{\"accounts\":[]}"}};

    (void)state;
    setenv("TENPRINT_ORG", "node", 1);
    fake_node_start();
    fake_node_answers(answers, 1);
    says("user list", "");
    says("user list --limit 3 --before 7", "");
    assert_int_equal(node.count, 2);
    assert_string_equal(node.requests[1].target, "/v1/accounts?limit=3&before=7");
    says("user list --org node", "");
    unsetenv("TENPRINT_TOKEN");
    says("user list", "");
    assert_int_equal(node.count, 2);
    unsetenv("TENPRINT_ORG");
    says("user list", "");
    assert_int_equal(node.count, 3);
    unsetenv("TENPRINT_NODE");
    run_program("user list", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    fake_node_stop();
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(accounts_are_kept_in_the_folder, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_token_means_a_node, set_up, tear_down),
};
TP_TEST_MAIN(tests)
