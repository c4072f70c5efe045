/* SPDX-License-Identifier: Apache-2.0 */
#include "synth_fixture.h"
#include "test.h"

#include "synth/growth.h"

#include <math.h>
#include <string.h>

static void filters_ignore_the_mean(void **state)
{
    (void)state;
    for (int p = 0; p < PERIODS; p++)
        for (int o = 0; o < ORIENTATIONS; o++) {
            int even = 0, odd = 0;
            for (int i = 0; i < TAPS * LANES; i++) {
                even += synth->even[p][o][i];
                odd += synth->odd[p][o][i];
            }
            assert_int_equal(even, 0);
            assert_int_equal(odd, 0);
        }
}

/* Fills the plane with a wave of amplitude 1000. */
static void fill_wave(float period, float theta, float phase)
{
    for (int y = -MARGIN; y < TP_SYNTH_HEIGHT_PX + MARGIN; y++)
        for (int x = -MARGIN; x < TP_SYNTH_WIDTH_PX + MARGIN; x++) {
            float along = -(float)x * tp_sin(theta) - (float)y * tp_cos(theta);
            synth->plane[tp_synth_at(x, y)] = (int16_t)lrintf(1000 * tp_cos(2 * TP_PI * along / period + phase));
        }
}

static void filters_measure_amplitude_and_phase(void **state)
{
    (void)state;
    for (int p = 2; p < PERIODS - 3; p += 3)
        for (int o = 0; o < ORIENTATIONS; o += 13) {
            float period = PERIOD_MIN_PX;
            int32_t even, odd;
            for (int i = 0; i < p; i++)
                period *= PERIOD_STEP;
            fill_wave(period, (float)o * (TP_PI / ORIENTATIONS), 0.7f);
            even = tp_synth_response(synth->plane, 0, 0, synth->even[p][o]) / UNIT_GAIN;
            odd = tp_synth_response(synth->plane, 0, 0, synth->odd[p][o]) / UNIT_GAIN;
            assert_true(fabsf((float)even - 1000 * tp_cos(0.7f)) < 130);
            assert_true(fabsf(tp_atan2((float)-odd, (float)even) - 0.7f) < 0.15f);
        }
}

static void the_area_is_filled_with_ridges(void **state)
{
    (void)state;
    for (unsigned position = 1; position <= 10; position += 3) {
        struct tp_synth_finger finger;
        long inside = 0, strong = 0, ridge = 0;
        tp_synth_finger_init(&finger, 1, 5, position);
        tp_synth_grow(synth, &finger);
        for (int y = 0; y < TP_SYNTH_HEIGHT_PX; y++)
            for (int x = 0; x < TP_SYNTH_WIDTH_PX; x++) {
                int value = synth->plane[tp_synth_at(x, y)];
                if (tp_synth_inside(&finger, (float)x, (float)y) < 0.05f)
                    continue;
                inside++;
                strong += value > 300 || value < -300;
                ridge += value > 0;
            }
        assert_true(strong > inside * 6 / 10);
        assert_in_range(ridge * 100 / inside, 45, 55);
    }
}

/* The pattern's own gradients, averaged over a neighbourhood, lie across the model's flow. */
static void ridges_follow_the_flow(void **state)
{
    struct tp_synth_finger finger;
    float error = 0;
    int count = 0;

    (void)state;
    tp_synth_finger_init(&finger, 1, 6, 2);
    tp_synth_grow(synth, &finger);
    for (int y = 60; y < TP_SYNTH_HEIGHT_PX - 40; y += 16)
        for (int x = 60; x < TP_SYNTH_WIDTH_PX - 60; x += 16) {
            float xx = 0, yy = 0, xy = 0, measured, difference;
            for (int i = 0; i < 19 * 19; i++) {
                size_t at = tp_synth_at(x + i % 19 - 9, y + i / 19 - 9);
                float gx = (float)(synth->plane[at + 1] - synth->plane[at - 1]);
                float gy = (float)(synth->plane[at - STRIDE] - synth->plane[at + STRIDE]);
                xx += gx * gx;
                yy += gy * gy;
                xy += gx * gy;
            }
            if (tp_synth_inside(&finger, (float)x, (float)y) < 0.15f)
                continue;
            measured = tp_atan2(2 * xy, xx - yy) / 2 + TP_PI / 2;
            difference = tp_angle_difference(2 * measured, 2 * tp_synth_orientation(&finger, (float)x, (float)y));
            error += fabsf(difference) / 2;
            count++;
        }
    assert_true(count > 200);
    assert_true(error / (float)count < 0.12f);
}

static void nothing_grows_outside(void **state)
{
    struct tp_synth_finger finger;

    (void)state;
    tp_synth_finger_init(&finger, 1, 7, 5);
    tp_synth_grow(synth, &finger);
    for (int y = 0; y < TP_SYNTH_HEIGHT_PX; y++)
        for (int x = 0; x < TP_SYNTH_WIDTH_PX; x++)
            if (tp_synth_inside(&finger, (float)x, (float)y) < -0.5f)
                assert_int_equal(synth->plane[tp_synth_at(x, y)], 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(filters_ignore_the_mean),        cmocka_unit_test(filters_measure_amplitude_and_phase),
    cmocka_unit_test(the_area_is_filled_with_ridges), cmocka_unit_test(ridges_follow_the_flow),
    cmocka_unit_test(nothing_grows_outside),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
