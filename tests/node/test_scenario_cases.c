/* SPDX-License-Identifier: Apache-2.0 */
/* What begins with a booking, and what comes long after. */
#include "scenario_fixture.h"

static uint64_t kind_count(const struct fixture *fixture, const char *kind)
{
    const struct tp_scenario_tally *leaves = &fixture->run->nodes[0].leaves;
    uint64_t sum = 0;

    for (size_t i = 0; i < leaves->capacity; i++) {
        if (strncmp(leaves->items[i].key, kind, strlen(kind)) == 0)
            sum += leaves->items[i].count;
    }
    return sum;
}

static void some_cases_are_corrected_long_after(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(&fixture, "");
    fixture_has_no_failure(&fixture); /* expunged cases cannot be opened any more */
    assert_true(kind_count(&fixture, "erasure") > 3);
    assert_true(kind_count(&fixture, "reclassification") > 3);
    assert_true(kind_count(&fixture, "challenge") > 3);
    assert_int_equal(kind_count(&fixture, "challenge") % 2, 0);
    fixture_end(&fixture);
}

static void nobody_may_pass_on_what_a_state_no_longer_sends(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(
        &fixture,
        ",{\"at\":\"2011-03-01T00:00:00Z\",\"event\":\"suspend\",\"agreement\":\"search\",\"by\":[\"US-NY\"]}");
    fixture_has_no_failure(&fixture);
    assert_int_equal(fixture.run->relays_refused, 70);
    assert_true(tp_scenario_tally_of(&fixture.run->nodes[3].leaves,
                                     "decision|2011-03|US-NY|send|denied|participation parties|none") > 0);
    fixture_end(&fixture);
}

static void a_county_that_left_is_refused_and_the_other_is_not(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(
        &fixture,
        ",{\"at\":\"2011-03-01T00:00:00Z\",\"event\":\"leave\",\"agreement\":\"search\",\"by\":[\"US-NY-059\"]}");
    fixture_has_no_failure(&fixture);
    assert_true(fixture.run->figures[1][TP_SCENARIO_REFUSED] >= 40);
    assert_true(fixture.run->figures[1][TP_SCENARIO_SENT] > 20);
    fixture_end(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(some_cases_are_corrected_long_after),
    cmocka_unit_test(nobody_may_pass_on_what_a_state_no_longer_sends),
    cmocka_unit_test(a_county_that_left_is_refused_and_the_other_is_not),
};

TP_TEST_MAIN(tests)
