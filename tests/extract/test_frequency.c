/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

static struct bench bench;

static size_t middle(void)
{
    return (size_t)(bench.work.rows / 2) * bench.work.columns + bench.work.columns / 2;
}

static void periods_are_measured(void **state)
{
    (void)state;
    for (float period = 5; period < 15; period += 0.7f) {
        const struct pattern pattern = {.width_px = 160,
                                        .height_px = 160,
                                        .angle_rad = period,
                                        .period_px = period,
                                        .mean = 128,
                                        .amplitude = 60,
                                        .noise = 15};
        run_pattern(&bench, &pattern, UP_TO_FREQUENCY);
        assert_true(fabsf(tp_period_px(bench.work.period[middle()]) / period - 1) < 0.05f);
        assert_true(bench.work.ridgeness[middle()] > 0.4f);
    }
}

static void period_indices_span_the_range(void **state)
{
    (void)state;
    assert_true(fabsf(tp_period_px(0) - TP_PERIOD_MIN_PX) < 1e-3f);
    assert_true(fabsf(tp_period_px(TP_GABOR_PERIODS - 1) - TP_PERIOD_MAX_PX) < 1e-3f);
}

static float largest_ridgeness(const uint8_t *pixels, uint32_t side)
{
    float largest = 0;

    run_up_to(&bench, pixels, side, side, UP_TO_FREQUENCY);
    for (uint32_t i = 0; i < bench.work.columns * bench.work.rows; i++)
        largest = TP_MAX(largest, bench.work.ridgeness[i]);
    return largest;
}

/* One dark stripe, one edge, and strokes as of letters: strong gradients, no rhythm. */
static void lines_and_edges_are_no_ridges(void **state)
{
    static uint8_t pixels[160 * 160];

    (void)state;
    for (int i = 0; i < 160 * 160; i++)
        pixels[i] = i / 160 > 77 && i / 160 < 83 ? 20 : 240;
    assert_true(largest_ridgeness(pixels, 160) < 0.2f);
    for (int i = 0; i < 160 * 160; i++)
        pixels[i] = i % 160 > 80 ? 20 : 240;
    assert_true(largest_ridgeness(pixels, 160) < 0.2f);
}

static void noise_is_no_ridges(void **state)
{
    const struct pattern pattern = {.width_px = 160, .height_px = 160, .period_px = 9, .mean = 128, .noise = 40};
    struct tp_image image = draw_pattern(&pattern);

    (void)state;
    assert_true(largest_ridgeness(image.pixels, 160) < 0.2f);
    free(image.pixels);
    clear_bench(&bench);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(periods_are_measured),
    cmocka_unit_test(period_indices_span_the_range),
    cmocka_unit_test(lines_and_edges_are_no_ridges),
    cmocka_unit_test(noise_is_no_ridges),
};
TP_TEST_MAIN(tests)
