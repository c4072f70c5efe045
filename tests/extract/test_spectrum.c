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

/* Turned by half a circle about its centre, a window has the same even parts and the opposite odd ones; so has one that
 * is all on one side of the centre, where half the filter alone would do. */
static void a_window_turned_by_half_a_circle_changes_signs_only(void **state)
{
    enum { SAMPLES = 2 * TP_SPECTRUM_SAMPLES };
    static struct tp_tables tables;
    static struct tp_spectrum_sums one, turned;
    static int16_t windows[2][TP_SPECTRUM_BATCH][SAMPLES];
    struct tp_rng rng = tp_rng_seed(3, 1);
    struct tp_diag diag;
    int64_t loudness = 0;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_tables_init(&tables, &diag), TP_OK);
    for (int w = 0; w < TP_SPECTRUM_BATCH; w++)
        for (int i = 0; i < (w ? SAMPLES : SAMPLES / 2); i++) {
            windows[0][w][i] = (int16_t)((int)tp_rng_below(&rng, 1001) - 500);
            windows[1][w][SAMPLES - 1 - i] = windows[0][w][i];
        }
    tp_spectrum_measure(tables.spectrum, windows[0][0], &one);
    tp_spectrum_measure(tables.spectrum, windows[1][0], &turned);
    for (int w = 0; w < TP_SPECTRUM_BATCH; w++)
        for (int f = 0; f < TP_SPECTRUM_FILTERS; f++) {
            assert_int_equal(one.even[w][f], turned.even[w][f]);
            assert_int_equal(one.odd[w][f], -turned.odd[w][f]);
            loudness += abs(one.even[w][f]) + abs(one.odd[w][f]);
        }
    assert_true(loudness > 0);
    tp_tables_deinit(&tables);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_window_turned_by_half_a_circle_changes_signs_only),
    cmocka_unit_test(waves_name_their_angle),
    cmocka_unit_test(noise_has_no_direction),
};
TP_TEST_MAIN(tests)
