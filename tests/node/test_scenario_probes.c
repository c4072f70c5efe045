/* SPDX-License-Identifier: Apache-2.0 */
/* One booking's way, stage by stage. */
#include "scenario_fixture.h"

static uint64_t count(const struct fixture *fixture, size_t node, const char *begin)
{
    const struct tp_scenario_tally *leaves = &fixture->run->nodes[node].leaves;
    uint64_t sum = 0;

    for (size_t i = 0; i < leaves->capacity; i++) {
        if (strncmp(leaves->items[i].key, begin, strlen(begin)) == 0)
            sum += leaves->items[i].count;
    }
    return sum;
}

static uint64_t in_both_months(const struct fixture *fixture, size_t node, const char *kind, const char *rest)
{
    static const char *const months[] = {"2011-02", "2011-03", "2011-04"};
    char begin[128];
    uint64_t sum = 0;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(months); i++) {
        snprintf(begin, sizeof begin, "%s|%s|%s", kind, months[i], rest);
        sum += count(fixture, node, begin);
    }
    return sum;
}

static void every_stage_leaves_its_leaves(void **state)
{
    struct fixture fixture;
    uint64_t searched, reviews, released;

    (void)state;
    fixture_play(&fixture, "");
    fixture_has_no_failure(&fixture);
    assert_int_equal(in_both_months(&fixture, 0, "submission", ""), 140);
    assert_int_equal(in_both_months(&fixture, 0, "decision", "US-NY|send"), 140);
    searched = in_both_months(&fixture, 1, "decision", "US-NY|search|allowed");
    assert_int_equal(in_both_months(&fixture, 1, "match", ""), searched);
    assert_int_equal(in_both_months(&fixture, 1, "decision", "US-NY|answer"), searched);
    reviews = in_both_months(&fixture, 1, "review", "");
    assert_true(reviews >= 2 * in_both_months(&fixture, 1, "match", "US-NY|") / 4);
    released = in_both_months(&fixture, 1, "decision", "US-NY|release|allowed");
    assert_true(released > 0);
    assert_int_equal(in_both_months(&fixture, 1, "discretion", ""),
                     in_both_months(&fixture, 1, "decision", "US-NY|release"));
    assert_int_equal(in_both_months(&fixture, 2, "disclosure", "release"), released);
    fixture_end(&fixture);
}

static void only_the_gravest_are_released(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(&fixture, "");
    for (size_t period = 0; period < 2; period++) {
        const uint64_t *released = fixture.run->levels[period][TP_SCENARIO_RELEASED];
        assert_int_equal(released[TP_SERIOUSNESS_NONE], 0);
        assert_int_equal(released[TP_SCENARIO_LEVELS - 1], 0); /* unknown */
        assert_true(released[TP_SERIOUSNESS_LEVEL_1] > 0);
        assert_true(fixture.run->levels[period][TP_SCENARIO_WITHHELD][TP_SERIOUSNESS_NONE] > 0);
    }
    fixture_end(&fixture);
}

static void a_probe_on_its_way_is_stopped_by_a_suspension(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(
        &fixture,
        ",{\"at\":\"2011-03-01T00:00:00Z\",\"event\":\"suspend\",\"agreement\":\"search\",\"by\":[\"US-NY\"]}");
    fixture_has_no_failure(&fixture);
    assert_int_equal(fixture.run->figures[1][TP_SCENARIO_SENT], 0);
    assert_int_equal(fixture.run->figures[1][TP_SCENARIO_SEARCHED], 0);
    assert_int_equal(fixture.run->figures[1][TP_SCENARIO_RELEASED], 0);
    assert_int_equal(fixture.run->figures[1][TP_SCENARIO_BOOKED], 70);
    assert_true(fixture.run->figures[1][TP_SCENARIO_MATCHED_THEN] > 0);
    fixture_end(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_stage_leaves_its_leaves),
    cmocka_unit_test(only_the_gravest_are_released),
    cmocka_unit_test(a_probe_on_its_way_is_stopped_by_a_suspension),
};

TP_TEST_MAIN(tests)
