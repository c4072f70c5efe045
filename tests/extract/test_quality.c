/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

static struct bench bench;

static float middle_quality(float noise)
{
    const struct pattern pattern = {.width_px = 200,
                                    .height_px = 200,
                                    .angle_rad = 0.5f,
                                    .period_px = 9,
                                    .mean = 128,
                                    .amplitude = 50,
                                    .noise = noise};

    run_pattern(&bench, &pattern, UP_TO_GRADE);
    return bench.work.quality[25 * bench.work.columns + 25];
}

static void noise_lowers_the_quality_of_ridges(void **state)
{
    float clean = middle_quality(0), some = middle_quality(25), much = middle_quality(60);

    (void)state;
    assert_true(clean > 0.75f && clean <= 1);
    assert_true(clean > some && some > much && much > 0);
}

static void endings_take_the_quality_of_their_place(void **state)
{
    (void)state;
    (void)middle_quality(0);
    bench.work.ending_count = 2;
    bench.work.endings[0] = (struct tp_ending){.x_px = 100, .y_px = 100};
    bench.work.endings[1] = (struct tp_ending){.x_px = 4, .y_px = 100};
    tp_grade_endings(&bench.work);
    assert_in_range(bench.work.endings[0].quality, 70, 100);
    assert_in_range(bench.work.endings[1].quality, 1, bench.work.endings[0].quality - 1);
}

static void an_impression_is_better_with_more_ridges_and_minutiae(void **state)
{
    struct tp_template few = {.minutia_count = 5}, many = {.minutia_count = 40};
    uint8_t poor, rich;

    (void)state;
    for (int i = 0; i < 40; i++)
        few.minutiae[i].quality = many.minutiae[i].quality = 70;
    (void)middle_quality(60);
    poor = tp_grade_impression(&bench.work, &few);
    assert_true(tp_grade_impression(&bench.work, &many) > poor);
    (void)middle_quality(0);
    rich = tp_grade_impression(&bench.work, &many);
    assert_true(tp_grade_impression(&bench.work, &few) < rich && rich > poor && rich <= 100);
}

static void no_ridges_have_no_quality(void **state)
{
    const struct pattern pattern = {.width_px = 90, .height_px = 90, .period_px = 9, .mean = 128};
    struct tp_template none = {0};

    (void)state;
    run_pattern(&bench, &pattern, UP_TO_GRADE);
    assert_true(bench.work.quality[5] == 0);
    assert_int_equal(tp_grade_impression(&bench.work, &none), 0);
    clear_bench(&bench);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(noise_lowers_the_quality_of_ridges),
    cmocka_unit_test(endings_take_the_quality_of_their_place),
    cmocka_unit_test(an_impression_is_better_with_more_ridges_and_minutiae),
    cmocka_unit_test(no_ridges_have_no_quality),
};
TP_TEST_MAIN(tests)
