/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/fake_node.h"
#include "cli/program.h"
#include "folder.h"

#define REVIEW "4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5"

static struct program_run run;

static int set_up(void **state)
{
    (void)state;
    fake_node_start();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fake_node_stop();
    return 0;
}

static void what_waits_is_listed(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL,
                                                  "{\"discretions\":[{\"discretion\":\"" REVIEW
                                                  "\",\"state\":\"open\",\"recipient\":\"ice\",\"opened\":"
                                                  "\"2011-06-01T00:00:00Z\",\"due\":\"due\"}]}"}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("discretion list --case c-7", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].target, "/v1/discretions");
    assert_non_null(strstr(run.out, REVIEW "  due  since 2011-06-01T00:00:00Z, to ice"));
}

static void what_is_to_be_considered_is_shown(void **state)
{
    static const struct fake_answer answers[] = {
        {200, NULL,
         "{\"discretion\":\"" REVIEW "\",\"state\":\"open\",\"recipient\":\"ice\",\"agreement\":\"aa\",\"facts\":"
         "{\"offence\":\"level-3\"},\"decision\":null,\"circumstances\":[{\"circumstance\":\"veteran\",\"words\":"
         "\"whether the person serves\"}]}"}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("discretion show " REVIEW " --case c-7", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].target, "/v1/discretions/" REVIEW);
    assert_non_null(strstr(run.out, "facts: {\"offence\":\"level-3\"}"));
    assert_non_null(strstr(run.out, "  veteran: whether the person serves"));
    run_program("discretion show ../x --case c-7", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

static void a_decision_is_sent_as_it_was_written(void **state)
{
    static const struct fake_answer answers[] = {
        {204, NULL, ""}, {409, "application/problem+json", "{\"code\":\"E_CONFLICT\",\"detail\":\"read it first\"}"}};
    struct test_folder folder;
    char line[256];

    (void)state;
    folder_make(&folder);
    folder_write(&folder, "decision.json", "{\"decision\":\"decline\"}", 22);
    fake_node_answers(answers, 2);
    snprintf(line, sizeof line, "discretion decide " REVIEW " %s/decision.json --case c-7", folder.path);
    run_program(line, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].target, "/v1/discretions/" REVIEW "/decision");
    assert_string_equal(node.requests[0].body, "{\"decision\":\"decline\"}");
    run_program(line, &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "read it first"));
    run_program("discretion decide " REVIEW " /nowhere/decision.json --case c-7", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    folder_remove(&folder);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(what_waits_is_listed),
    TEST(what_is_to_be_considered_is_shown),
    TEST(a_decision_is_sent_as_it_was_written),
};
TP_TEST_MAIN(tests)
