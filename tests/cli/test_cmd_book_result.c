/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/fake_bookings.h"
#include "cli/fake_node.h"
#include "cli/program.h"
#include "folder.h"

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

static void no_match_is_a_negative_answer(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL, FAKE_COMPLETE("none")},
                                                 {200, NULL, FAKE_COMPLETE("match")}};

    (void)state;
    fake_node_answers(answers, 2);
    run_program("book result " FAKE_ID " --case case-7", &run);
    assert_int_equal(run.exit, TP_EXIT_NEGATIVE);
    assert_string_equal(node.requests[0].target, "/v1/bookings/" FAKE_ID "/result");
    run_program("book result " FAKE_ID " --case case-7 --json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
}

static void a_file_is_saved(void **state)
{
    static const struct fake_answer answers[] = {{200, "application/vnd.tenprint.ebts", "SRE"}};
    struct test_folder folder;
    char line[256];

    (void)state;
    folder_make(&folder);
    fake_node_answers(answers, 1);
    snprintf(line, sizeof line, "book result " FAKE_ID " --case case-7 -o %s/sre.an2", folder.path);
    run_program(line, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].target, "/v1/bookings/" FAKE_ID "/result?form=ebts");
    assert_non_null(strstr(run.out, "3 bytes"));
    folder_remove(&folder);
}

static void what_has_no_result_yet_is_said(void **state)
{
    static const struct fake_answer answers[] = {
        {409, "application/problem+json", "{\"code\":\"conflict\",\"detail\":\"there is no result yet\"}"}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("book result " FAKE_ID " --case case-7", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "there is no result yet"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {TEST(no_match_is_a_negative_answer), TEST(a_file_is_saved),
                                          TEST(what_has_no_result_yet_is_said)};
TP_TEST_MAIN(tests)
