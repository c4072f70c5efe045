/* SPDX-License-Identifier: Apache-2.0 */
/* Examiners conclude from the truth, with errors; officers decide as the scenario's chances have it. */
#include "test.h"

#include "staged.h"

/* Somebody whom the repository knows, booked and examined. LEG is what the bureau hears. */
static void examine(uint32_t wrong, char leg[32])
{
    const struct tp_play_booking *booking;

    scenario->bookings.examiner_wrong = wrong;
    scenario->bookings.examiner_inconclusive = 0;
    booking = staged_book(staged_case("US-CA-037", false, "criminal-ca"));
    staged_leg(booking, "fbi-cjis", leg);
    assert_string_equal(leg, "sent"); /* until examiners have concluded */
    staged_work();
    staged_leg(booking, "fbi-cjis", leg);
}

static void examiners_find_who_it_is(void **state)
{
    char leg[32];

    (void)state;
    examine(0, leg);
    assert_string_equal(leg, "match");
    assert_int_equal(stage->figures.tasks, 2);
    assert_int_equal(stage->figures.conclusions, 2);
    assert_int_equal(stage->figures.wrong, 0);
}

static void examiners_who_err_exclude_who_it_is(void **state)
{
    char leg[32];

    (void)state;
    examine(1000, leg);
    assert_string_equal(leg, "no-match");
    assert_int_equal(stage->figures.conclusions, 2);
    assert_int_equal(stage->figures.wrong, 2);
}

/* A release to who enforces waits for an officer's decision. */
static void decide(uint32_t decline, uint64_t released)
{
    uint64_t before = 0, after = 0;

    scenario->bookings.examiner_wrong = scenario->bookings.examiner_inconclusive = 0;
    scenario->bookings.decline_with = scenario->bookings.decline_without = decline;
    (void)staged_book(staged_case("US-NY-055", true, "immigration-ny"));
    staged_count();
    for (size_t i = 0; i < scenario->period_count; i++)
        before += stage->run->figures[i][TP_SCENARIO_RELEASED];
    staged_work();
    staged_count();
    for (size_t i = 0; i < scenario->period_count; i++)
        after += stage->run->figures[i][TP_SCENARIO_RELEASED];
    assert_int_equal(stage->figures.decisions, 1);
    assert_int_equal(after - before, released);
}

static void an_officer_who_releases_tells_who_enforces(void **state)
{
    (void)state;
    decide(0, 1);
}

static void an_officer_who_declines_tells_nobody(void **state)
{
    (void)state;
    decide(1000, 0);
}

static void nothing_to_do_takes_no_time(void **state)
{
    const int64_t before_s = stage->run->now_s;

    (void)state;
    staged_work();
    assert_int_equal(stage->run->now_s, before_s);
    assert_int_equal(stage->figures.tasks, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(examiners_find_who_it_is, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(examiners_who_err_exclude_who_it_is, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(an_officer_who_releases_tells_who_enforces, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(an_officer_who_declines_tells_nobody, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(nothing_to_do_takes_no_time, staged_agreed, staged_close),
};
TP_TEST_MAIN(tests)
