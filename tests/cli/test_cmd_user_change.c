/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/fake_node.h"
#include "cli/program.h"

static struct program_run run;

static int set_up(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL, "{\"account\":\"a\",\"state\":\"active\",\"duties\":[]}"}};

    (void)state;
    fake_node_start();
    fake_node_answers(answers, 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fake_node_stop();
    return 0;
}

static void what_is_given_changes(void **state)
{
    (void)state;
    run_program("user change a --duty examiner,contributor --state active", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "changed a\n");
    assert_string_equal(node.requests[0].method, "PATCH");
    assert_string_equal(node.requests[0].target, "/v1/accounts/a");
    assert_string_equal(node.requests[0].body, "{\"duties\":[\"contributor\",\"examiner\"],\"state\":\"active\"}");
    run_program("user disable a --json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[1].body, "{\"state\":\"disabled\"}");
}

static void nothing_to_change_is_a_mistake(void **state)
{
    (void)state;
    run_program("user change a", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("user change a --duty king", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("user disable ../b", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_int_equal(node.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {TEST(what_is_given_changes), TEST(nothing_to_change_is_a_mistake)};
TP_TEST_MAIN(tests)
