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
    folder_write(&folder, "password", "correct \"horse\" battery\n", 24);
    fake_node_start();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fake_node_stop();
    folder_remove(&folder);
    return chdir("/");
}

static const struct fake_answer started[] = {
    {201, NULL, "{\"account\":\"c.lerk\",\"expires\":\"2011-03-05T12:00:00Z\",\"token\":\"f00d\"}"}};

static void a_token_is_for_its_owner_only(void **state)
{
    struct stat info;
    char text[128], expected[128];

    (void)state;
    fake_node_answers(started, 1);
    run_program("user login c.lerk --password-file password --to token --json", &run);
    assert_null(strstr(run.out, "f00d"));
    assert_non_null(strstr(run.out, "\"file\": \"token\""));
    fake_node_answers(started, 1);
    run_program("user login c.lerk --password-file password --to token", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "logged in as c.lerk until 2011-03-05T12:00:00Z: token\n");
    assert_string_equal(node.requests[0].body,
                        "{\"account\":\"c.lerk\",\"password\":\"correct \\\"horse\\\" battery\"}");
    assert_string_equal(node.requests[0].token, "");
    assert_int_equal(stat("token", &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    read_text("token", text, sizeof text);
    snprintf(expected, sizeof expected, "f00d\n%s\n", getenv("TENPRINT_NODE"));
    assert_string_equal(text, expected);
}

/* It is shown to nobody else, whatever the environment says. */
static void a_token_knows_its_node(void **state)
{
    char url[128];

    (void)state;
    snprintf(url, sizeof url, "%s", getenv("TENPRINT_NODE"));
    fake_node_answers(started, 1);
    run_program("user login c.lerk --password-file password --to token", &run);
    setenv("TENPRINT_NODE", "http://127.0.0.1:1", 1);
    run_program("user logout --token token", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[1].token, "Bearer f00d");
    run_program("user logout --token token --node http://127.0.0.1:1", &run);
    assert_int_equal(run.exit, TP_EXIT_ENVIRONMENT);
    setenv("TENPRINT_NODE", url, 1);
}

static void without_a_file_it_is_printed(void **state)
{
    (void)state;
    fake_node_answers(started, 1);
    run_program("user login c.lerk --password-file password", &run);
    assert_string_equal(run.out, "f00d\n");
    run_program("user login c.lerk --password-file password --json", &run);
    assert_non_null(strstr(run.out, "\"token\": \"f00d\""));
}

static void a_wrong_password_is_refused(void **state)
{
    static const struct fake_answer answers[] = {
        {401, "application/problem+json", "{\"code\":\"denied\",\"detail\":\"no such account or password\"}"}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("user login c.lerk --password-file password --to token", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_int_not_equal(access("token", F_OK), 0);
}

static void a_session_ends(void **state)
{
    static const struct fake_answer answers[] = {{204, NULL, ""}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("user logout", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].method, "DELETE");
    assert_string_equal(node.requests[0].token, "Bearer feed");
    unsetenv("TENPRINT_TOKEN");
    run_program("user logout", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {TEST(a_token_is_for_its_owner_only), TEST(a_token_knows_its_node),
                                          TEST(without_a_file_it_is_printed), TEST(a_wrong_password_is_refused),
                                          TEST(a_session_ends)};
TP_TEST_MAIN(tests)
