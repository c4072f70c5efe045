/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "synth/synth.h"

#include <math.h>

/* How often the orientation turns by pi, anticlockwise, on one anticlockwise turn around a circle: the Poincare index
 * in units of one half. */
static int half_turns(const struct tp_synth_finger *f, float x, float y, float radius)
{
    enum { STEPS = 720 };
    float before = tp_synth_orientation(f, x + radius, y), sum = 0;

    for (int i = 1; i <= STEPS; i++) {
        float angle = 2 * TP_PI * (float)i / STEPS;
        float here = tp_synth_orientation(f, x + radius * tp_cos(angle), y - radius * tp_sin(angle));
        float turn = here - before;
        turn -= turn > TP_PI / 2 ? TP_PI : turn < -TP_PI / 2 ? -TP_PI : 0;
        sum += turn;
        before = here;
    }
    return (int)lrintf(sum / TP_PI);
}

static void singular_points_are_where_the_class_says(void **state)
{
    (void)state;
    for (uint32_t person = 0; person < 60; person++)
        for (unsigned position = 1; position <= 10; position++) {
            struct tp_synth_finger f;
            tp_synth_finger_init(&f, 1, person, position);
            for (int i = 0; i < f.core_count; i++) {
                assert_int_equal(half_turns(&f, f.cores[i].x_px, f.cores[i].y_px, 3), 1);
                assert_int_equal(half_turns(&f, f.deltas[i].x_px, f.deltas[i].y_px, 3), -1);
            }
        }
}

/* The half turns around each of the squares that cover the pattern add up to those of its singular points. */
static void there_are_no_other_singular_points(void **state)
{
    const float step = 12;

    (void)state;
    for (uint32_t person = 0; person < 8; person++)
        for (unsigned position = 1; position <= 10; position++) {
            struct tp_synth_finger f;
            int cores = 0, deltas = 0, known_deltas = 0;
            tp_synth_finger_init(&f, 1, person, position);
            for (float y = step; y < TP_SYNTH_HEIGHT_PX - step; y += step)
                for (float x = step; x < TP_SYNTH_WIDTH_PX - step; x += step) {
                    float corners[5] = {tp_synth_orientation(&f, x, y), tp_synth_orientation(&f, x, y + step),
                                        tp_synth_orientation(&f, x + step, y + step),
                                        tp_synth_orientation(&f, x + step, y), tp_synth_orientation(&f, x, y)};
                    float sum = 0;
                    for (int i = 0; i < 4; i++) {
                        float turn = corners[i + 1] - corners[i];
                        sum += turn - (turn > TP_PI / 2 ? TP_PI : turn < -TP_PI / 2 ? -TP_PI : 0);
                    }
                    cores += sum > 1;
                    deltas += sum < -1;
                }
            for (int i = 0; i < f.delta_count; i++) {
                const struct tp_synth_singularity *d = &f.deltas[i];
                known_deltas +=
                    d->x_px > step && d->x_px < TP_SYNTH_WIDTH_PX - 2 * step && d->y_px < TP_SYNTH_HEIGHT_PX - 2 * step;
            }
            assert_int_equal(cores, f.core_count);
            assert_in_range(deltas, known_deltas, f.delta_count);
        }
}

static void loops_open_to_their_side(void **state)
{
    int checked = 0;

    (void)state;
    for (uint32_t person = 0; person < 200; person++) {
        struct tp_synth_finger f;
        float theta;
        tp_synth_finger_init(&f, 1, person, 3);
        if (f.class_ != TP_SYNTH_LEFT_LOOP && f.class_ != TP_SYNTH_RIGHT_LOOP)
            continue;
        theta = tp_synth_orientation(&f, f.cores[0].x_px, f.cores[0].y_px + 45);
        if (f.class_ == TP_SYNTH_LEFT_LOOP)
            assert_true(theta > 0.1f && theta < TP_PI / 2 + 0.35f);
        else
            assert_true(theta > TP_PI / 2 - 0.35f && theta < TP_PI - 0.1f);
        checked++;
    }
    assert_true(checked > 100);
}

static void values_lie_in_their_ranges(void **state)
{
    struct tp_rng rng = tp_rng_seed(7, 7);

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct tp_synth_finger f;
        float x = tp_rng_range(&rng, -300, 900), y = tp_rng_range(&rng, -300, 900), theta, period;
        tp_synth_finger_init(&f, 1, (uint32_t)i / 100, 1 + (unsigned)i % 10);
        theta = tp_synth_orientation(&f, x, y);
        period = tp_synth_period(&f, x, y);
        assert_true(theta >= 0 && theta <= TP_PI);
        assert_true(period > 5.0f && period < 15.0f);
    }
}

static void the_outline_is_around_the_middle(void **state)
{
    struct tp_synth_finger f;

    (void)state;
    tp_synth_finger_init(&f, 1, 1, 1);
    assert_true(tp_synth_inside(&f, TP_SYNTH_WIDTH_PX / 2, 260) > 0.5f);
    assert_true(tp_synth_inside(&f, 0, 0) < 0);
    assert_true(tp_synth_inside(&f, -5, 260) < 0);
    assert_true(tp_synth_inside(&f, TP_SYNTH_WIDTH_PX / 2, TP_SYNTH_HEIGHT_PX) < 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(singular_points_are_where_the_class_says),
    cmocka_unit_test(there_are_no_other_singular_points),
    cmocka_unit_test(loops_open_to_their_side),
    cmocka_unit_test(values_lie_in_their_ranges),
    cmocka_unit_test(the_outline_is_around_the_middle),
};
TP_TEST_MAIN(tests)
