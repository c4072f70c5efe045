/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

#include "kernel/kernel.h"

static struct bench bench;

static void filters_have_no_dc_and_unit_norm(void **state)
{
    struct tp_tables tables;

    (void)state;
    assert_int_equal(tp_tables_init(&tables, NULL), TP_OK);
    for (int f = 0; f < TP_GABOR_PERIODS * TP_GABOR_ORIENTATIONS; f++) {
        const int16_t *taps = tables.gabor + f * TP_GABOR_FILTER_TAPS;
        double sum = 0, square = 0;
        for (int i = 0; i < TP_GABOR_FILTER_TAPS; i++) {
            assert_true(i % TP_GABOR_ROW_TAPS < TP_GABOR_ROWS || taps[i] == 0);
            sum += taps[i];
            square += (double)taps[i] * taps[i];
        }
        assert_true(fabs(sum) < 60);
        assert_true(fabs(sqrt(square) / 8192 - 1) < 0.01);
    }
    tp_tables_deinit(&tables);
}

/* Share of the pixels (away from the edge) whose enhanced sign is the clean pattern's. */
static float agreement(const struct pattern *pattern)
{
    uint32_t right = 0, count = 0;

    run_pattern(&bench, pattern, UP_TO_ENHANCE);
    for (uint32_t y = 24; y + 24 < pattern->height_px; y++)
        for (uint32_t x = 24; x + 24 < pattern->width_px; x++, count++)
            right += (bench.work.response[(ptrdiff_t)y * bench.work.stride_px + x] > 0) ==
                     (tp_cos(pattern_phase(pattern, (float)x, (float)y)) > 0);
    return (float)right / (float)count;
}

static void ridges_keep_their_place(void **state)
{
    (void)state;
    for (int step = 0; step < 8; step++) {
        const struct pattern pattern = {.width_px = 130,
                                        .height_px = 130,
                                        .angle_rad = (float)step * 0.37f,
                                        .period_px = 6.0f + (float)step,
                                        .mean = 128,
                                        .amplitude = 60};
        assert_true(agreement(&pattern) > 0.95f);
    }
}

static void noise_is_suppressed(void **state)
{
    const struct pattern pattern = {
        .width_px = 200, .height_px = 200, .angle_rad = 1, .period_px = 9, .mean = 128, .amplitude = 40, .noise = 40};

    (void)state;
    assert_true(agreement(&pattern) > 0.9f);
}

static void outside_the_mask_is_zero(void **state)
{
    const struct pattern pattern = {.width_px = 77, .height_px = 51, .period_px = 9, .mean = 128};

    (void)state;
    run_pattern(&bench, &pattern, UP_TO_ENHANCE);
    for (int y = 0; y < 51; y++)
        for (int x = 0; x < 77; x++)
            assert_int_equal(bench.work.response[y * bench.work.stride_px + x], 0);
    clear_bench(&bench);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(filters_have_no_dc_and_unit_norm),
    cmocka_unit_test(ridges_keep_their_place),
    cmocka_unit_test(noise_is_suppressed),
    cmocka_unit_test(outside_the_mask_is_zero),
};
TP_TEST_MAIN(tests)
