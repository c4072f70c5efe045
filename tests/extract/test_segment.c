/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

static struct bench bench;

static uint32_t mask_cells(void)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < bench.work.columns * bench.work.rows; i++) {
        assert_true(bench.work.mask[i] <= 1);
        count += bench.work.mask[i];
    }
    return count;
}

static const struct pattern disc = {.width_px = 320,
                                    .height_px = 320,
                                    .angle_rad = 0.6f,
                                    .period_px = 9,
                                    .mean = 120,
                                    .amplitude = 70,
                                    .noise = 8,
                                    .radius_px = 100};

/* The share of the cells inside the disc that are ridges, and of those well outside. */
static void disc_shares(float *inside, float *outside)
{
    uint32_t count[2] = {0}, ridges[2] = {0};

    for (uint32_t y = 0; y < bench.work.rows; y++)
        for (uint32_t x = 0; x < bench.work.columns; x++) {
            float dx = (float)(x * TP_CELL_PX + 2) - 160, dy = (float)(y * TP_CELL_PX + 2) - 160;
            float distance = sqrtf(dx * dx + dy * dy);
            if (distance > 90 && distance < 125)
                continue;
            count[distance > 100]++;
            ridges[distance > 100] += bench.work.mask[y * bench.work.columns + x];
        }
    *inside = (float)ridges[0] / (float)count[0];
    *outside = (float)ridges[1] / (float)count[1];
}

static void ridges_are_told_from_their_ground(void **state)
{
    float inside, outside;

    (void)state;
    run_pattern(&bench, &disc, UP_TO_SEGMENT);
    disc_shares(&inside, &outside);
    assert_true(inside > 0.98f);
    assert_true(outside < 0.02f);
}

/* Faint ridges beside a black frame and strokes: the strong gradients of the print change nothing. */
static void print_does_not_mask_faint_ridges(void **state)
{
    struct pattern faint = disc;
    struct tp_image image;
    float inside, outside;

    (void)state;
    faint.amplitude = 20;
    faint.mean = 200;
    faint.noise = 4;
    image = draw_pattern(&faint);
    for (uint32_t y = 0; y < 320; y++)
        for (uint32_t x = 0; x < 320; x++)
            if ((y > 12 && y < 18) || (x > 300 && x < 306) || (y > 24 && y < 50 && x % 37 < 6))
                image.pixels[y * 320 + x] = 0;
    run_up_to(&bench, image.pixels, 320, 320, UP_TO_SEGMENT);
    free(image.pixels);
    disc_shares(&inside, &outside);
    assert_true(inside > 0.95f);
    assert_true(outside < 0.05f);
}

static void nothing_is_found_where_nothing_is(void **state)
{
    struct pattern empty = disc;

    (void)state;
    empty.amplitude = 0;
    empty.noise = 0;
    empty.radius_px = 0;
    run_pattern(&bench, &empty, UP_TO_SEGMENT);
    assert_int_equal(mask_cells(), 0);
    empty.noise = 30;
    run_pattern(&bench, &empty, UP_TO_SEGMENT);
    assert_true(mask_cells() < bench.work.columns * bench.work.rows / 20);
}

static void a_large_hole_stays_and_a_small_one_is_filled(void **state)
{
    struct pattern all = disc;
    struct tp_image image;

    (void)state;
    all.radius_px = 0;
    image = draw_pattern(&all);
    for (int y = -70; y < 70; y++)
        for (int x = -70; x < 70; x++)
            if (x * x + y * y < 70 * 70)
                image.pixels[(160 + y) * 320 + 160 + x] = 10;
    run_up_to(&bench, image.pixels, 320, 320, UP_TO_SEGMENT);
    assert_int_equal(bench.work.mask[40 * bench.work.columns + 40], 0);
    assert_int_equal(bench.work.mask[10 * bench.work.columns + 40], 1);
    free(image.pixels);
    run_pattern(&bench, &all, UP_TO_SEGMENT);
    assert_int_equal(mask_cells(), bench.work.columns * bench.work.rows);
    clear_bench(&bench);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(ridges_are_told_from_their_ground),
    cmocka_unit_test(print_does_not_mask_faint_ridges),
    cmocka_unit_test(nothing_is_found_where_nothing_is),
    cmocka_unit_test(a_large_hole_stays_and_a_small_one_is_filled),
};
TP_TEST_MAIN(tests)
