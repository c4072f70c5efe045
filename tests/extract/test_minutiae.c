/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

static struct tp_work work;

/* A horizontal line from X0 to X1 on a 60 x 40 picture, with a flow of the doubled angle (FLOW_X, FLOW_Y). */
static void draw_line(uint32_t x0, uint32_t x1, float flow_x, float flow_y)
{
    static char rows[40][61];
    const char *pointers[40];

    for (uint32_t y = 0; y < 40; y++) {
        memset(rows[y], '.', 60);
        pointers[y] = rows[y];
    }
    memset(&rows[20][x0], '#', x1 - x0);
    draw_skeleton(&work, pointers, 40);
    for (uint32_t i = 0; i < work.columns * work.rows; i++) {
        work.flow_x[i] = flow_x;
        work.flow_y[i] = flow_y;
    }
    work.ending_count = 0;
}

static void both_ends_point_into_the_line(void **state)
{
    (void)state;
    draw_line(10, 50, 1, 0);
    tp_collect_endings(&work, TP_MINUTIA_BIFURCATION);
    assert_int_equal(work.ending_count, 2);
    assert_int_equal(work.endings[0].x_px, 10);
    assert_int_equal(work.endings[1].x_px, 49);
    assert_true(fabsf(work.endings[0].dx - 1) < 1e-6f);
    assert_true(fabsf(work.endings[1].dx + 1) < 1e-6f);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(work.endings[i].y_px, 20);
        assert_int_equal(work.endings[i].type, TP_MINUTIA_BIFURCATION);
    }
}

/* The mean with a flow at 40 degrees: 20 degrees, in the sense of the line. */
static void directions_are_averaged_with_the_flow(void **state)
{
    const float angle = 40 * TP_PI / 180;

    (void)state;
    draw_line(10, 50, tp_cos(2 * angle), tp_sin(2 * angle));
    tp_collect_endings(&work, TP_MINUTIA_ENDING);
    assert_true(fabsf(tp_atan2(work.endings[0].dy, work.endings[0].dx) - angle / 2) < 1e-3f);
    assert_true(fabsf(tp_atan2(-work.endings[1].dy, -work.endings[1].dx) - angle / 2) < 1e-3f);
}

static void room_bounds_the_ends(void **state)
{
    struct tp_ending one[1];

    (void)state;
    draw_line(10, 50, 1, 0);
    assert_int_equal(tp_find_ends(&work, one, 1), 1);
    assert_int_equal(tp_find_ends(&work, one, 0), 0);
    tp_work_deinit(&work);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(both_ends_point_into_the_line),
    cmocka_unit_test(directions_are_averaged_with_the_flow),
    cmocka_unit_test(room_bounds_the_ends),
};
TP_TEST_MAIN(tests)
