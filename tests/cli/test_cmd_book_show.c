/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/fake_bookings.h"
#include "cli/fake_node.h"
#include "cli/program.h"

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

static void a_booking_is_shown(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL, FAKE_COMPLETE("match")}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("book show " FAKE_ID " --case case-7", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].target, "/v1/bookings/" FAKE_ID);
    assert_non_null(strstr(run.out, "booking " FAKE_ID ", complete, submitted 2011-03-05T12:00:00Z"));
    assert_non_null(strstr(run.out, "own repository: identified by examiners"));
    run_program("book show " FAKE_ID " --case case-7 --json", &run);
    assert_non_null(strstr(run.out, "\"own\": \"match\""));
}

static void what_is_no_id_is_not_asked_for(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL, FAKE_COMPLETE("match")}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("book show ../accounts --case case-7", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_int_equal(node.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {TEST(a_booking_is_shown), TEST(what_is_no_id_is_not_asked_for)};
TP_TEST_MAIN(tests)
