/* SPDX-License-Identifier: Apache-2.0 */
/* Single decisions, who takes part, the witness. */
#include "scenario_fixture.h"

static void an_attempt_says_which_clauses(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(&fixture,
                 ",{\"at\":\"2011-01-11T00:00:00Z\",\"attempt\":\"send\",\"agreement\":\"search\",\"by\":\"ny-dcjs\","
                 "\"county\":\"US-NY-027\",\"expect\":\"allowed\"},"
                 "{\"at\":\"2011-01-11T01:00:00Z\",\"attempt\":\"send\",\"agreement\":\"search\",\"by\":\"oversight\","
                 "\"county\":\"US-NY-027\",\"expect\":\"denied\",\"clauses\":[\"parties\"]},"
                 "{\"at\":\"2011-01-11T02:00:00Z\",\"attempt\":\"send\",\"agreement\":\"search\",\"by\":\"ny-dcjs\","
                 "\"county\":\"US-NY-001\",\"expect\":\"denied\",\"clauses\":[\"in-force\"]}");
    assert_string_equal(fixture.run->outcomes[5].result, "allowed");
    assert_string_equal(fixture.run->outcomes[6].clauses, "parties");
    assert_string_equal(fixture.run->outcomes[7].result, "not by in-force"); /* it is by participation */
    assert_int_equal(fixture.run->failure_count, 1);
    fixture_end(&fixture);
}

static void participants_are_compared(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(
        &fixture,
        ",{\"at\":\"2011-01-11T00:00:00Z\",\"participants\":\"search\",\"expect\":[\"US-NY-027\",\"US-NY-059\"]},"
        "{\"at\":\"2011-01-12T00:00:00Z\",\"participants\":\"search\",\"expect\":[\"US-NY-027\"]}");
    assert_string_equal(fixture.run->outcomes[5].result, "as listed");
    assert_int_equal(fixture.run->outcomes[5].reached, 2);
    assert_string_equal(fixture.run->outcomes[6].result, "others");
    assert_int_equal(fixture.run->failure_count, 1);
    fixture_end(&fixture);
}

static void without_a_witness_nothing_is_sent(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(&fixture,
                 ",{\"at\":\"2011-02-05T00:00:00Z\",\"witness\":\"away\"},"
                 "{\"at\":\"2011-02-09T00:00:00Z\",\"attempt\":\"send\",\"agreement\":\"search\",\"by\":\"ny-dcjs\","
                 "\"county\":\"US-NY-027\",\"expect\":\"denied\",\"clauses\":[\"witness\"]},"
                 "{\"at\":\"2011-02-10T00:00:00Z\",\"witness\":\"back\"},"
                 "{\"at\":\"2011-02-12T00:00:00Z\",\"attempt\":\"send\",\"agreement\":\"search\",\"by\":\"ny-dcjs\","
                 "\"county\":\"US-NY-027\",\"expect\":\"allowed\"}");
    fixture_has_no_failure(&fixture);
    assert_string_equal(fixture.run->outcomes[6].clauses, "witness");
    fixture_end(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_attempt_says_which_clauses),
    cmocka_unit_test(participants_are_compared),
    cmocka_unit_test(without_a_witness_nothing_is_sent),
};

TP_TEST_MAIN(tests)
