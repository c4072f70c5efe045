/* SPDX-License-Identifier: Apache-2.0 */
/* Playing from the first step to the last. */
#include "scenario_fixture.h"

static void the_same_seed_plays_the_same(void **state)
{
    struct fixture a, b;
    struct tp_buffer stories[2];

    (void)state;
    fixture_play(&a, "");
    fixture_play(&b, "");
    tp_buffer_init(&stories[0]);
    tp_buffer_init(&stories[1]);
    tp_scenario_run_story(a.run, &stories[0]);
    tp_scenario_run_story(b.run, &stories[1]);
    assert_int_equal(stories[0].size_bytes, stories[1].size_bytes);
    assert_memory_equal(stories[0].data, stories[1].data, stories[0].size_bytes);
    tp_buffer_deinit(&stories[0]);
    tp_buffer_deinit(&stories[1]);
    fixture_end(&a);
    fixture_end(&b);
}

static void seed_and_scale_can_be_given(void **state)
{
    const struct tp_scenario_options options = {.seed_given = true, .seed = 99, .scale = 0.5};
    struct fixture fixture;

    (void)state;
    folder_make(&fixture.folder);
    fixture_write(&fixture.folder, "");
    assert_int_equal(tp_scenario_load(fixture.folder.path, &fixture.scenario, NULL), TP_OK);
    assert_int_equal(tp_scenario_play(fixture.scenario, &options, &fixture.run, NULL), TP_OK);
    assert_int_equal(fixture.run->seed, 99);
    assert_int_equal(fixture.run->population.count, 70);
    assert_int_equal(tp_scenario_run_failures(fixture.run), 0);
    fixture_end(&fixture);
    assert_null(fixture.run);
    tp_scenario_run_free(&fixture.run);
}

/* City, state, nation, partner: each link decides for itself, on paper as at nodes. */
static void a_chain_is_played_to_its_last_link(void **state)
{
    const struct tp_scenario_options options = {.scale = 0.2};
    const struct tp_scenario_case city = {.county = "US-IL-031", .state = "US-IL"},
                                  other = {.county = "US-IL-043", .state = "US-IL"};
    struct tp_scenario *scenario;
    struct tp_scenario_run *run;
    char path[512];
    int agreement;

    (void)state;
    snprintf(path, sizeof path, "%s/scenarios/chain", getenv("TP_SOURCE_ROOT"));
    assert_int_equal(tp_scenario_load(path, &scenario, NULL), TP_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_true(tp_scenario_concerns(scenario, &scenario->exchanges[i], &city));
        assert_true(tp_scenario_concerns(scenario, &scenario->exchanges[i], &other) ==
                    (i > 0)); /* made at the state's */
    }
    agreement = tp_scenario_find_agreement(scenario, "partner");
    for (size_t i = 0; i < scenario->step_count; i++)
        if (scenario->steps[i].event == TP_EVENT_LEAVE && scenario->steps[i].agreement == (size_t)agreement)
            assert_int_equal(tp_scenario_speaker(scenario, &scenario->steps[i], "US-IL-031"),
                             tp_scenario_find_organisation(scenario, "fbi-cjis")); /* the city's police are no party */
    assert_int_equal(tp_scenario_play(scenario, &options, &run, NULL), TP_OK);
    assert_int_equal(tp_scenario_run_failures(run), 0);
    assert_true(run->figures[0][TP_SCENARIO_SENT] < run->figures[1][TP_SCENARIO_SENT]);
    assert_true(run->figures[3][TP_SCENARIO_REFUSED] >
                run->figures[3][TP_SCENARIO_SENT]); /* the city is the larger part */
    tp_scenario_run_free(&run);
    tp_scenario_free(&scenario);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_same_seed_plays_the_same),
    cmocka_unit_test(seed_and_scale_can_be_given),
    cmocka_unit_test(a_chain_is_played_to_its_last_link),
};

TP_TEST_MAIN(tests)
