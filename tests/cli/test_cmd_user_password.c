/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/fake_node.h"
#include "cli/program.h"
#include "folder.h"

static struct program_run run;
static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    folder_write(&folder, "old", "correct horse battery\n", 22);
    folder_write(&folder, "new", "staple for a horse\n", 19);
    fake_node_start();
    return chdir(folder.path);
}

static int tear_down(void **state)
{
    (void)state;
    fake_node_stop();
    folder_remove(&folder);
    return chdir("/");
}

static void both_passwords_are_sent(void **state)
{
    static const struct fake_answer answers[] = {{204, "text/plain", ""}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("user password --current-file old --password-file new", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "the password is changed; all sessions have ended\n");
    assert_string_equal(node.requests[0].method, "PUT");
    assert_string_equal(node.requests[0].target, "/v1/session/password");
    assert_string_equal(node.requests[0].body,
                        "{\"current\":\"correct horse battery\",\"password\":\"staple for a horse\"}");
    setenv("TENPRINT_PASSWORD", "correct horse battery", 1);
    setenv("TENPRINT_NEW_PASSWORD", "staple for a mare", 1);
    run_program("user password --json", &run);
    assert_string_equal(run.out, "{\"changed\":\"password\"}\n");
    assert_non_null(strstr(node.requests[1].body, "mare"));
    unsetenv("TENPRINT_PASSWORD");
    unsetenv("TENPRINT_NEW_PASSWORD");
}

/* Nobody is there to be asked. */
static void both_are_needed(void **state)
{
    (void)state;
    run_program("user password --current-file old", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("user password --password-file new", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_int_equal(node.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {TEST(both_passwords_are_sent), TEST(both_are_needed)};
TP_TEST_MAIN(tests)
