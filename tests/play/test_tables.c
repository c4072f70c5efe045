/* SPDX-License-Identifier: Apache-2.0 */
/* Tables are counted from published leaves, each once, and what nodes say of themselves is compared with those. */
#include "test.h"

#include "staged.h"

static size_t period_of(const char *name)
{
    for (size_t i = 0; i < scenario->period_count; i++)
        if (strcmp(scenario->periods[i].name, name) == 0)
            return i;
    fail_msg("no period %s", name);
    return 0;
}

static void a_match_is_counted_once_by_its_conviction(void **state)
{
    const size_t period = period_of("New York, before");
    const uint64_t *figures = stage->run->figures[period];
    uint64_t leaves;

    (void)state;
    scenario->bookings.examiner_wrong = scenario->bookings.examiner_inconclusive = 0;
    scenario->bookings.decline_with = scenario->bookings.decline_without = 0;
    (void)staged_book(staged_case("US-NY-055", true, "immigration-ny"));
    staged_work();
    staged_count();
    leaves = stage->run->leaves;
    staged_count();
    assert_int_equal(stage->run->leaves, leaves);
    assert_int_equal(figures[TP_SCENARIO_BOOKED], 1);
    assert_int_equal(figures[TP_SCENARIO_SENT], 1);
    assert_int_equal(figures[TP_SCENARIO_SEARCHED], 1);
    assert_int_equal(figures[TP_SCENARIO_MATCHED], 1);
    assert_int_equal(figures[TP_SCENARIO_RELEASED], 1);
    assert_int_equal(figures[TP_SCENARIO_REFUSED], 0);
    assert_int_equal(stage->run->levels[period][TP_SCENARIO_RELEASED][TP_SERIOUSNESS_LEVEL_1], 1);
}

static void who_may_not_be_sent_is_counted_with_the_clause(void **state)
{
    const size_t period = period_of("New York, before");
    const uint64_t *figures = stage->run->figures[period];

    (void)state;
    (void)staged_book(staged_case("US-NY-047", false, NULL)); /* never joined */
    staged_count();
    assert_int_equal(figures[TP_SCENARIO_SENT], 0);
    assert_int_equal(figures[TP_SCENARIO_REFUSED], 1);
    assert_int_equal(tp_scenario_tally_of(&stage->run->clauses[period], "send|denied|participation"), 1);
}

static void statistics_that_are_not_of_the_ledger_are_noticed(void **state)
{
    const size_t node = staged_node("ny-dcjs");
    char line[1400], old[600];
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    staged_time(stage->run->now_s + PUBLISHED_S);
    must(tp_play_compare_statistics(stage, &diag), &diag);
    assert_int_equal(stage->run->failure_count, 0);
    snprintf(old, sizeof old, "%s/old", stage->run->folder);
    snprintf(line, sizeof line, "cp -r '%s' '%s'", stage->nodes[node].folder, old);
    assert_int_equal(system(line), 0);
    (void)staged_book(staged_case("US-NY-055", false, NULL));
    staged_time(stage->run->now_s + PUBLISHED_S);
    must(tp_play_compare_statistics(stage, &diag), &diag);
    assert_int_equal(stage->run->failure_count, 0);
    snprintf(stage->run->nodes[node].folder, sizeof stage->run->nodes[node].folder, "%s", old);
    must(tp_play_compare_statistics(stage, &diag), &diag);
    assert_int_equal(stage->run->failure_count, 1);
    assert_non_null(strstr(stage->run->failures[0], "ny-dcjs"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_match_is_counted_once_by_its_conviction, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(who_may_not_be_sent_is_counted_with_the_clause, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(statistics_that_are_not_of_the_ledger_are_noticed, staged_agreed, staged_close),
};
TP_TEST_MAIN(tests)
