/* SPDX-License-Identifier: Apache-2.0 */
#include "synth_fixture.h"
#include "test.h"

#include "synth/growth.h"

#include <math.h>
#include <string.h>

/* A made-up pattern: horizontal ridges, and a dislocation at (200, 240) where one more begins to the right: the phase
 * of the wave plus or minus the polar angle. */
static void make_dislocation(struct tp_synth_master *master, int sense, float phase)
{
    const float period = 9;
    int filter = 0;
    float best = PERIOD_MIN_PX;

    memset(master, 0, sizeof *master);
    tp_synth_finger_init(&master->finger, 1, 0, 7);
    while (best * 1.03f < period) {
        best *= PERIOD_STEP;
        filter++;
    }
    memset(synth->period, filter, sizeof synth->period);
    memset(synth->orientation, 0, sizeof synth->orientation);
    for (int y = -MARGIN; y < TP_SYNTH_HEIGHT_PX + MARGIN; y++)
        for (int x = -MARGIN; x < TP_SYNTH_WIDTH_PX + MARGIN; x++) {
            float up = 240.0f - (float)y, polar = tp_atan2(up, (float)x - 200.0f);
            float value = tp_cos(2 * TP_PI * up / period + (float)sense * polar + phase);
            synth->plane[tp_synth_at(x, y)] = (int16_t)(1000 * value + (value < 0 ? -1 : 1));
        }
    tp_synth_find_minutiae(synth, master);
}

/* Upward on the right (polar angles -90 .. 90 degrees) sense +1 adds half a turn to the phase and on the left it takes
 * half a turn away: one more ridge, or valley, on the right. */
static void a_dislocation_is_found_where_it_is(void **state)
{
    static struct tp_synth_master master;

    (void)state;
    for (int sense = -1; sense <= 1; sense += 2) {
        make_dislocation(&master, sense, 0.4f);
        assert_int_equal(master.minutia_count, 1);
        assert_true(fabsf(master.minutiae[0].x_px - 200) < 2 && fabsf(master.minutiae[0].y_px - 240) < 2);
    }
}

static bool points_right(const struct tp_synth_minutia *m)
{
    return tp_cos(m->theta_rad) > 0.5f;
}

/* The direction counts from the flow of the finger, whose flow at that place may differ from the made-up ridges: only
 * its side is checked, by counting ridges on both sides. */
static void direction_and_type_follow_the_ridges(void **state)
{
    static struct tp_synth_master master;

    (void)state;
    for (int i = 0; i < 16; i++) {
        int sense = i & 1 ? 1 : -1, left = 0, right = 0;
        const struct tp_synth_minutia *m = &master.minutiae[0];
        bool ridge;
        make_dislocation(&master, sense, (float)(i / 2) * (TP_PI / 4) + 0.2f);
        assert_int_equal(master.minutia_count, 1);
        for (int y = 200; y < 280; y++) {
            left += synth->plane[tp_synth_at(150, y)] > 0 && synth->plane[tp_synth_at(150, y + 1)] <= 0;
            right += synth->plane[tp_synth_at(250, y)] > 0 && synth->plane[tp_synth_at(250, y + 1)] <= 0;
        }
        if (left != right)
            assert_int_equal(points_right(m), right > left);
        /* just ahead of where it begins, on the side with one more, there is a ridge or a valley */
        ridge = synth->plane[tp_synth_at(points_right(m) ? 206 : 194, 240)] >
                synth->plane[tp_synth_at(points_right(m) ? 194 : 206, 240)];
        assert_int_equal(m->type, ridge ? TP_MINUTIA_ENDING : TP_MINUTIA_BIFURCATION);
    }
}

static void plain_ridges_have_no_minutiae(void **state)
{
    static struct tp_synth_master master;

    (void)state;
    make_dislocation(&master, 0, 0.3f);
    assert_int_equal(master.minutia_count, 0);
}

/* Natural numbers, natural spacing, and each on a ridge event: ahead of an ending there is a ridge, behind it none. */
static void grown_patterns_have_natural_minutiae(void **state)
{
    struct tp_diag diag;
    int total = 0, endings = 0, good = 0;

    (void)state;
    tp_diag_init(&diag);
    for (unsigned position = 1; position <= 10; position++) {
        struct tp_synth_master *master;
        assert_int_equal(tp_synth_master_new(synth, 3, 3, position, &master, &diag), TP_OK);
        assert_in_range(master->minutia_count, 30, 130);
        for (uint32_t i = 0; i < master->minutia_count; i++) {
            const struct tp_synth_minutia *m = &master->minutiae[i];
            float dx = 5 * tp_cos(m->theta_rad), dy = -5 * tp_sin(m->theta_rad);
            int ahead = master->pattern[(int)(m->y_px + dy + 0.5f) * TP_SYNTH_WIDTH_PX + (int)(m->x_px + dx + 0.5f)];
            int behind = master->pattern[(int)(m->y_px - dy + 0.5f) * TP_SYNTH_WIDTH_PX + (int)(m->x_px - dx + 0.5f)];
            assert_true(tp_synth_inside(&master->finger, m->x_px, m->y_px) > 0);
            good += m->type == TP_MINUTIA_ENDING ? ahead > 0 && behind < 0 : ahead < 0 && behind > 0;
            endings += m->type == TP_MINUTIA_ENDING;
            total++;
        }
        tp_synth_master_free(&master);
    }
    assert_in_range(endings * 100 / total, 35, 70);
    assert_true(good > total * 8 / 10);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_dislocation_is_found_where_it_is),
    cmocka_unit_test(direction_and_type_follow_the_ridges),
    cmocka_unit_test(plain_ridges_have_no_minutiae),
    cmocka_unit_test(grown_patterns_have_natural_minutiae),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
