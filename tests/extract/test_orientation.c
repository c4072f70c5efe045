/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

static struct bench bench;

/* Degrees between the flow at a cell and the angle, modulo 180. */
static float error_deg(const struct tp_work *work, size_t cell, float angle_rad)
{
    float found = tp_atan2(work->flow_y[cell], work->flow_x[cell]);
    return fabsf(tp_angle_difference(found, 2 * angle_rad)) * (90.0f / TP_PI);
}

/* The largest error further than MARGIN cells from the image's edge. */
static float worst_error(const struct pattern *pattern, uint32_t margin)
{
    const struct tp_work *work = &bench.work;
    float worst = 0;

    run_pattern(&bench, pattern, UP_TO_ORIENT);
    for (uint32_t y = margin; y + margin < work->rows; y++)
        for (uint32_t x = margin; x + margin < work->columns; x++)
            worst = TP_MAX(worst, error_deg(work, (size_t)y * work->columns + x, pattern->angle_rad));
    return worst;
}

static void waves_of_every_angle_and_period_are_exact(void **state)
{
    static const float periods[] = {5, 7, 9, 12, 15};

    (void)state;
    for (size_t p = 0; p < TP_ARRAY_LENGTH(periods); p++)
        for (int step = 0; step < 16; step++) {
            const struct pattern pattern = {.width_px = 128,
                                            .height_px = 128,
                                            .angle_rad = (float)step * TP_PI / 16,
                                            .period_px = periods[p],
                                            .mean = 128,
                                            .amplitude = 80};
            assert_true(worst_error(&pattern, 8) < 1.5f);
        }
}

static void noise_moves_it_little(void **state)
{
    (void)state;
    for (int step = 0; step < 8; step++) {
        const struct pattern pattern = {.width_px = 200,
                                        .height_px = 200,
                                        .angle_rad = (float)step * TP_PI / 8,
                                        .period_px = 9,
                                        .mean = 128,
                                        .amplitude = 40,
                                        .noise = 50};
        assert_true(worst_error(&pattern, 10) < 12);
    }
}

static void rings_are_followed(void **state)
{
    const struct pattern pattern = {
        .width_px = 240, .height_px = 240, .period_px = 9, .mean = 128, .amplitude = 80, .concentric = true};
    const struct tp_work *work = &bench.work;

    (void)state;
    run_pattern(&bench, &pattern, UP_TO_ORIENT);
    for (uint32_t y = 4; y < work->rows - 4; y++)
        for (uint32_t x = 4; x < work->columns - 4; x++) {
            float dx = (float)(x * TP_CELL_PX + 2) - 120, dy = (float)(y * TP_CELL_PX + 2) - 120;
            if (dx * dx + dy * dy > 30 * 30 && dx * dx + dy * dy < 100 * 100)
                assert_true(error_deg(work, (size_t)y * work->columns + x, tp_atan2(dy, dx) + TP_PI / 2) < 6);
        }
}

static void coherence_tells_ridges_from_noise(void **state)
{
    struct pattern pattern = {.width_px = 128, .height_px = 128, .period_px = 9, .mean = 128, .amplitude = 80};
    float ridges, noise;

    (void)state;
    run_pattern(&bench, &pattern, UP_TO_ORIENT);
    ridges = bench.work.coherence[16 * 32 + 16];
    pattern.amplitude = 0;
    pattern.noise = 30;
    run_pattern(&bench, &pattern, UP_TO_ORIENT);
    noise = bench.work.coherence[16 * 32 + 16];
    assert_true(ridges > 0.95f);
    assert_true(noise < 0.5f);
    clear_bench(&bench);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(waves_of_every_angle_and_period_are_exact),
    cmocka_unit_test(noise_moves_it_little),
    cmocka_unit_test(rings_are_followed),
    cmocka_unit_test(coherence_tells_ridges_from_noise),
};
TP_TEST_MAIN(tests)
