/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

static struct bench bench;

/* The mean wave vector of the lattice's inner windows. */
static void mean_wave(const struct pattern *pattern, float *x, float *y)
{
    const struct tp_work *work = &bench.work;
    float count = 0;
    struct tp_image image = draw_pattern(pattern);

    run_up_to(&bench, image.pixels, image.width_px, image.height_px, UP_TO_NORMALISE);
    free(image.pixels);
    tp_measure_spectrum(&bench.work, &bench.tables);
    *x = *y = 0;
    for (uint32_t v = 2; v + 2 < work->lattice_rows; v++)
        for (uint32_t u = 2; u + 2 < work->lattice_columns; u++, count++) {
            *x += work->wave_x[v * work->lattice_columns + u];
            *y += work->wave_y[v * work->lattice_columns + u];
        }
    *x /= count;
    *y /= count;
}

static void waves_name_their_angle(void **state)
{
    (void)state;
    for (int step = 0; step < 24; step++) {
        const struct pattern pattern = {.width_px = 132,
                                        .height_px = 132,
                                        .angle_rad = (float)step * TP_PI / 24,
                                        .period_px = 9,
                                        .mean = 128,
                                        .amplitude = 60,
                                        .noise = 30};
        float x, y;
        mean_wave(&pattern, &x, &y);
        assert_true(sqrtf(x * x + y * y) > 0.7f);
        assert_true(fabsf(tp_angle_difference(tp_atan2(y, x), 2 * pattern.angle_rad)) < 0.1f);
    }
}

static void noise_has_no_direction(void **state)
{
    const struct pattern pattern = {.width_px = 240, .height_px = 240, .period_px = 9, .mean = 128, .noise = 40};
    float x, y;

    (void)state;
    mean_wave(&pattern, &x, &y);
    assert_true(sqrtf(x * x + y * y) < 0.15f);
    clear_bench(&bench);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(waves_name_their_angle),
    cmocka_unit_test(noise_has_no_direction),
};
TP_TEST_MAIN(tests)
