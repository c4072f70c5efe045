/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "synth/noise.h"

#include <math.h>

static void grain_is_about_normal(void **state)
{
    double sum = 0, squares = 0;
    int beyond = 0;

    (void)state;
    for (int y = 0; y < 300; y++)
        for (int x = 0; x < 300; x++) {
            double value = (double)tp_synth_grain(5, x, y);
            sum += value;
            squares += value * value;
            beyond += fabs(value) > 2;
        }
    assert_true(fabs(sum / 90000) < 0.02);
    assert_true(fabs(squares / 90000 - 1) < 0.03);
    assert_in_range(beyond, 90000 * 3 / 100, 90000 * 6 / 100);
}

static void neighbours_and_keys_are_independent(void **state)
{
    double across = 0, down = 0, keys = 0;

    (void)state;
    for (int y = 0; y < 300; y++)
        for (int x = 0; x < 300; x++) {
            double value = (double)tp_synth_grain(5, x, y);
            across += value * (double)tp_synth_grain(5, x + 1, y);
            down += value * (double)tp_synth_grain(5, x, y + 1);
            keys += value * (double)tp_synth_grain(6, x, y);
        }
    assert_true(fabs(across / 90000) < 0.02 && fabs(down / 90000) < 0.02 && fabs(keys / 90000) < 0.02);
}

static void noise_is_smooth_and_bounded(void **state)
{
    float low = 1, high = -1;

    (void)state;
    for (int y = -200; y < 200; y++) {
        float before = tp_synth_noise(9, -20, (float)y * 0.1f);
        for (int x = -199; x < 200; x++) {
            float here = tp_synth_noise(9, (float)x * 0.1f, (float)y * 0.1f);
            assert_true(fabsf(here - before) < 0.45f);
            low = TP_MIN(low, here);
            high = TP_MAX(high, here);
            before = here;
        }
    }
    assert_true(low >= -1 && low < -0.9f);
    assert_true(high <= 1 && high > 0.9f);
}

static void steps_rise_from_0_to_1(void **state)
{
    (void)state;
    assert_true(tp_synth_step(2, 4, 1) == 0);
    assert_true(tp_synth_step(2, 4, 3) == 0.5f);
    assert_true(tp_synth_step(2, 4, 9) == 1);
}

/* Person, finger, impression and purpose each give another stream. */
static void streams_differ(void **state)
{
    struct tp_rng streams[] = {
        tp_synth_stream(1, 2, 3, 4, TP_SYNTH_FOR_GROWTH), tp_synth_stream(2, 2, 3, 4, TP_SYNTH_FOR_GROWTH),
        tp_synth_stream(1, 3, 3, 4, TP_SYNTH_FOR_GROWTH), tp_synth_stream(1, 2, 4, 4, TP_SYNTH_FOR_GROWTH),
        tp_synth_stream(1, 2, 3, 5, TP_SYNTH_FOR_GROWTH), tp_synth_stream(1, 2, 3, 4, TP_SYNTH_FOR_STYLE),
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(streams); i++)
        for (size_t j = 0; j < i; j++)
            assert_true(streams[i].state[0] != streams[j].state[0]);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(grain_is_about_normal),
    cmocka_unit_test(neighbours_and_keys_are_independent),
    cmocka_unit_test(noise_is_smooth_and_bounded),
    cmocka_unit_test(steps_rise_from_0_to_1),
    cmocka_unit_test(streams_differ),
};
TP_TEST_MAIN(tests)
