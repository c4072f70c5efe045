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

static void bookings_are_listed(void **state)
{
    static const struct fake_answer answers[] = {
        {200, NULL, "{\"bookings\":[" FAKE_COMPLETE("none") "],\"next\":\"12\"}"}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("book list --case case-7 --state complete --mine --before 99 --limit 1", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].target, "/v1/bookings?state=complete&mine=true&limit=1&before=99");
    assert_string_equal(run.out, FAKE_ID "  2011-03-05T12:00:00Z  complete    US-NY-027  no match\n"
                                         "further ones: --before 12\n");
    run_program("book list --case case-7 --json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[1].target, "/v1/bookings");
    assert_non_null(strstr(run.out, "\"next\": \"12\""));
}

static void a_limit_has_its_range(void **state)
{
    (void)state;
    run_program("book list --case case-7 --limit 501", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {TEST(bookings_are_listed), TEST(a_limit_has_its_range)};
TP_TEST_MAIN(tests)
