/* SPDX-License-Identifier: Apache-2.0 */
/* What a run checks of itself. */
#include "scenario_fixture.h"

static void an_unexpected_outcome_is_a_failure(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(&fixture,
                 ",{\"at\":\"2011-02-11T00:00:00Z\",\"event\":\"leave\",\"agreement\":\"search\",\"by\":[\"US-NY\"],"
                 "\"expect\":\"ended\"}");
    assert_int_equal(fixture.run->failure_count, 1);
    assert_non_null(strstr(fixture.run->failures[0], "expected ended, got accepted"));
    assert_false(fixture.run->outcomes[5].is_expected);
    fixture_end(&fixture);
}

static void disclosures_pair_up(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(&fixture, "");
    fixture_has_no_failure(&fixture);
    assert_true(fixture.run->pairs > 200);
    fixture_end(&fixture);
}

static void periods_are_held_to_what_they_expect(void **state)
{
    const char *changed =
        fixture_change(fixture_world, "\"expect\":{}", "\"expect\":{\"sent\":\"none\",\"booked\":\"some\"}");
    const struct tp_scenario_options options = {.scale = 0.3};
    struct fixture fixture;

    (void)state;
    folder_make(&fixture.folder);
    fixture_write(&fixture.folder, "");
    folder_write(&fixture.folder, "scenario.json", changed, strlen(changed));
    assert_int_equal(tp_scenario_load(fixture.folder.path, &fixture.scenario, NULL), TP_OK);
    assert_int_equal(tp_scenario_play(fixture.scenario, &options, &fixture.run, NULL), TP_OK);
    assert_int_equal(fixture.run->failure_count, 1);
    assert_non_null(strstr(fixture.run->failures[0], "before: "));
    fixture_end(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_unexpected_outcome_is_a_failure),
    cmocka_unit_test(disclosures_pair_up),
    cmocka_unit_test(periods_are_held_to_what_they_expect),
};

TP_TEST_MAIN(tests)
