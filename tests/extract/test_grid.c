/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

enum { COLUMNS = 40, ROWS = 30 };
static float line[COLUMNS + 400], scratch[COLUMNS * ROWS], plane[COLUMNS * ROWS];
static const struct tp_grid grid = {COLUMNS, ROWS, line, scratch};

static void smoothing_spreads_a_point_evenly(void **state)
{
    float sum = 0;

    (void)state;
    memset(plane, 0, sizeof plane);
    plane[15 * COLUMNS + 20] = 1;
    tp_grid_smooth(&grid, plane, 2.0f);
    for (int i = 0; i < COLUMNS * ROWS; i++)
        sum += plane[i];
    assert_true(fabsf(sum - 1) < 1e-5f);
    for (int k = 1; k < 6; k++) {
        assert_true(plane[15 * COLUMNS + 20 + k] == plane[15 * COLUMNS + 20 - k]);
        assert_true(plane[(15 + k) * COLUMNS + 20] == plane[(15 - k) * COLUMNS + 20]);
        assert_true(plane[15 * COLUMNS + 20 + k] < plane[15 * COLUMNS + 19 + k]);
    }
    assert_true(fabsf(plane[15 * COLUMNS + 22] / plane[15 * COLUMNS + 20] - tp_exp(-0.5f)) < 1e-5f);
}

static void smoothing_keeps_the_middle_of_a_constant(void **state)
{
    (void)state;
    for (int i = 0; i < COLUMNS * ROWS; i++)
        plane[i] = 3;
    tp_grid_smooth(&grid, plane, 1.5f);
    assert_true(fabsf(plane[15 * COLUMNS + 20] - 3) < 1e-5f);
    assert_true(plane[0] < 2);
}

static void interpolation_follows_a_ramp(void **state)
{
    (void)state;
    for (int y = 0; y < ROWS; y++)
        for (int x = 0; x < COLUMNS; x++)
            plane[y * COLUMNS + x] = (float)(10 * x + y);
    for (uint32_t y = 2; y + 2 < ROWS * TP_CELL_PX; y++) {
        tp_grid_row(plane, COLUMNS, ROWS, y, line);
        for (uint32_t x = 2; x + 2 < COLUMNS * TP_CELL_PX; x++) {
            float expected = 10 * ((float)x - 1.5f) / TP_CELL_PX + ((float)y - 1.5f) / TP_CELL_PX;
            assert_true(fabsf(tp_grid_at(line, x) - expected) < 1e-3f);
        }
    }
    tp_grid_row(plane, COLUMNS, ROWS, 0, line);
    assert_true(tp_grid_at(line, 0) == 0);
    tp_grid_row(plane, COLUMNS, ROWS, ROWS * TP_CELL_PX - 1, line);
    assert_true(tp_grid_at(line, COLUMNS * TP_CELL_PX - 1) == 10 * (COLUMNS - 1) + ROWS - 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(smoothing_spreads_a_point_evenly),
    cmocka_unit_test(smoothing_keeps_the_middle_of_a_constant),
    cmocka_unit_test(interpolation_follows_a_ramp),
};
TP_TEST_MAIN(tests)
