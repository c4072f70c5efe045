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

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_same_seed_plays_the_same),
    cmocka_unit_test(seed_and_scale_can_be_given),
};

TP_TEST_MAIN(tests)
