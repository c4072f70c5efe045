/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

static struct bench bench;

static void contrast_and_brightness_cancel(void **state)
{
    struct pattern pattern = {
        .width_px = 120, .height_px = 100, .angle_rad = 0.4f, .period_px = 9, .mean = 128, .amplitude = 100};
    int16_t strong[120];

    (void)state;
    run_pattern(&bench, &pattern, UP_TO_NORMALISE);
    memcpy(strong, bench.work.normal + 50 * bench.work.stride_px, sizeof strong);
    pattern.mean = 70;
    pattern.amplitude = 50;
    run_pattern(&bench, &pattern, UP_TO_NORMALISE);
    for (int x = 20; x < 100; x++)
        assert_true(abs(strong[x] - bench.work.normal[50 * bench.work.stride_px + x]) < 40);
}

static void ridges_come_out_positive(void **state)
{
    const struct pattern pattern = {.width_px = 100, .height_px = 100, .period_px = 10, .mean = 128, .amplitude = 90};
    uint32_t right = 0, count = 0;

    (void)state;
    run_pattern(&bench, &pattern, UP_TO_NORMALISE);
    for (int y = 20; y < 80; y++)
        for (int x = 20; x < 80; x++, count++)
            right += (bench.work.normal[y * bench.work.stride_px + x] > 0) ==
                     (tp_cos(pattern_phase(&pattern, (float)x, (float)y)) > 0);
    assert_true(right > count * 9 / 10);
}

static void a_uniform_image_is_zero(void **state)
{
    const struct pattern pattern = {.width_px = 33, .height_px = 17, .period_px = 9, .mean = 200};

    (void)state;
    run_pattern(&bench, &pattern, UP_TO_NORMALISE);
    for (int y = 0; y < 17; y++)
        for (int x = 0; x < 33; x++)
            assert_int_equal(bench.work.normal[y * bench.work.stride_px + x], 0);
}

static void extremes_are_clamped(void **state)
{
    uint8_t pixels[64 * 64];

    (void)state;
    memset(pixels, 255, sizeof pixels);
    pixels[32 * 64 + 32] = 0;
    run_up_to(&bench, pixels, 64, 64, UP_TO_NORMALISE);
    assert_int_equal(bench.work.normal[32 * bench.work.stride_px + 32], TP_NORMAL_LIMIT);
    clear_bench(&bench);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(contrast_and_brightness_cancel),
    cmocka_unit_test(ridges_come_out_positive),
    cmocka_unit_test(a_uniform_image_is_zero),
    cmocka_unit_test(extremes_are_clamped),
};
TP_TEST_MAIN(tests)
