/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

enum { WIDTH = 100, HEIGHT = 60 };
static struct tp_work work;
static char canvas[HEIGHT][WIDTH + 1];

static void clear_canvas(void)
{
    for (int y = 0; y < HEIGHT; y++)
        memset(canvas[y], '.', WIDTH);
}

static void draw_bar(int x0, int x1, int y)
{
    memset(&canvas[y][x0], '#', (size_t)(x1 - x0));
}

static uint32_t ends_after_repair(void)
{
    const char *rows[HEIGHT];
    struct tp_ending ends[64];

    for (int y = 0; y < HEIGHT; y++)
        rows[y] = canvas[y];
    draw_skeleton(&work, rows, HEIGHT);
    work.ending_count = 0;
    tp_repair_skeleton(&work);
    return tp_find_ends(&work, ends, 64);
}

static void ends_that_face_each_other_are_joined(void **state)
{
    (void)state;
    clear_canvas();
    draw_bar(5, 45, 30);
    draw_bar(56, 95, 32);
    assert_int_equal(ends_after_repair(), 2);
    clear_canvas();
    draw_bar(5, 45, 30);
    draw_bar(70, 95, 30);
    assert_int_equal(ends_after_repair(), 4);
}

static void ends_side_by_side_are_not_joined(void **state)
{
    (void)state;
    clear_canvas();
    draw_bar(5, 45, 30);
    draw_bar(45, 95, 39);
    assert_int_equal(ends_after_repair(), 4);
}

static void a_gap_is_not_joined_across_a_line(void **state)
{
    (void)state;
    clear_canvas();
    draw_bar(5, 45, 30);
    draw_bar(57, 95, 30);
    for (int y = 5; y < 55; y++)
        canvas[y][51] = '#';
    assert_int_equal(ends_after_repair(), 6);
}

static void tails_are_cut_and_branches_kept(void **state)
{
    (void)state;
    clear_canvas();
    draw_bar(5, 95, 30);
    for (int y = 20; y < 30; y++)
        canvas[y][50] = '#';
    assert_int_equal(ends_after_repair(), 2);
    assert_true(on_line(&work, 50, 30) || on_line(&work, 50, 29));
    for (int y = 5; y < 30; y++)
        canvas[y][50] = '#';
    assert_int_equal(ends_after_repair(), 3);
}

static void fragments_are_erased(void **state)
{
    (void)state;
    clear_canvas();
    draw_bar(20, 34, 10);
    draw_bar(20, 60, 40);
    canvas[50][90] = '#';
    assert_int_equal(ends_after_repair(), 2);
    assert_false(on_line(&work, 25, 10));
    assert_false(on_line(&work, 90, 50));
}

static void add_ending(int32_t x, int32_t y, float dx, float dy)
{
    work.endings[work.ending_count++] = (struct tp_ending){.x_px = x, .y_px = y, .dx = dx, .dy = dy};
}

/* Distances in a mask that is ridges all over: 60 px of room everywhere. */
static void open_mask(void)
{
    assert_int_equal(tp_work_fit(&work, 400, 400, NULL), TP_OK);
    for (uint32_t i = 0; i < work.columns * work.rows; i++) {
        uint32_t x = i % work.columns, y = i / work.columns;
        uint32_t room = TP_MIN(TP_MIN(x, work.columns - 1 - x), TP_MIN(y, work.rows - 1 - y)) + 1;
        work.distance[i] = (uint16_t)(3 * room);
    }
    work.ending_count = 0;
}

static void endings_at_the_border_are_dropped(void **state)
{
    (void)state;
    open_mask();
    add_ending(200, 200, 1, 0);
    add_ending(2, 200, 1, 0);
    add_ending(8, 100, 1, 0);  /* its line leads inward, beyond its end lies the border */
    add_ending(8, 300, 0, -1); /* runs along the border */
    tp_filter_endings(&work);
    assert_int_equal(work.ending_count, 2);
    assert_int_equal(work.endings[0].x_px, 200);
    assert_int_equal(work.endings[1].y_px, 300);
    assert_true(tp_border_distance_px(&work, -1, 5) == 0);
}

static void crowds_are_dropped(void **state)
{
    (void)state;
    open_mask();
    for (int i = 0; i < 8; i++)
        add_ending(200 + 2 * i, 200, 0, 1);
    for (int i = 0; i < 7; i++)
        add_ending(300 + 2 * i, 200, 0, 1);
    tp_filter_endings(&work);
    assert_int_equal(work.ending_count, 7);
    assert_int_equal(work.endings[0].x_px, 300);
    tp_work_deinit(&work);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(ends_that_face_each_other_are_joined),
    cmocka_unit_test(ends_side_by_side_are_not_joined),
    cmocka_unit_test(a_gap_is_not_joined_across_a_line),
    cmocka_unit_test(tails_are_cut_and_branches_kept),
    cmocka_unit_test(fragments_are_erased),
    cmocka_unit_test(endings_at_the_border_are_dropped),
    cmocka_unit_test(crowds_are_dropped),
};
TP_TEST_MAIN(tests)
