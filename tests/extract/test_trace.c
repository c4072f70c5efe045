/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

static const char *const fork[] = {
    "......................", ".########.............", ".........#............", "..........#########...",
    ".........#............", "........#.............", ".......#..............", "......................",
};
static struct tp_work work;

static uint32_t offset_of(uint32_t x, uint32_t y)
{
    return y * (uint32_t)work.skeleton.stride_px + x;
}

static void every_pixel_is_listed(void **state)
{
    (void)state;
    draw_skeleton(&work, fork, 8);
    assert_int_equal(work.skeleton.pixel_count, 8 + 1 + 9 + 3);
    assert_true(on_line(&work, 1, 1));
    assert_false(on_line(&work, 0, 1));
}

static void walks_stop_at_junctions_ends_and_limits(void **state)
{
    uint32_t path[40], count;

    (void)state;
    draw_skeleton(&work, fork, 8);
    assert_int_equal(tp_walk(&work.skeleton, offset_of(1, 1), 30, path, &count), TP_WALK_JUNCTION);
    assert_int_equal(count, 9);
    assert_int_equal(path[8], offset_of(9, 2));
    assert_int_equal(tp_walk(&work.skeleton, offset_of(1, 1), 5, path, &count), TP_WALK_LIMIT);
    assert_int_equal(count, 6);
    work.skeleton.at[offset_of(10, 3)] = 0;
    work.skeleton.at[offset_of(9, 4)] = 0;
    assert_int_equal(tp_walk(&work.skeleton, offset_of(1, 1), 30, path, &count), TP_WALK_ENDING);
    assert_int_equal(count, 9);
    assert_int_equal(path[8], offset_of(9, 2));
}

static void a_lone_pixel_is_an_end(void **state)
{
    static const char *const dot[] = {"...", ".#.", "..."};
    uint32_t path[4], count;

    (void)state;
    draw_skeleton(&work, dot, 3);
    assert_int_equal(tp_neighbours(&work.skeleton, offset_of(1, 1)), 0);
    assert_int_equal(tp_walk(&work.skeleton, offset_of(1, 1), 3, path, &count), TP_WALK_ENDING);
    assert_int_equal(count, 1);
}

static void corners_are_cleaned(void **state)
{
    static const char *const corner[] = {"......", ".####.", "....#.", "....#.", "......"};

    (void)state;
    draw_skeleton(&work, corner, 5);
    assert_int_equal(work.skeleton.pixel_count, 5);
    assert_false(on_line(&work, 4, 1));
}

static void neighbours_are_named_anticlockwise(void **state)
{
    static const char *const star[] = {"#..", ".##", "..."};

    (void)state;
    draw_skeleton(&work, star, 3);
    assert_int_equal(tp_neighbours(&work.skeleton, offset_of(1, 1)), 1u << 0 | 1u << 3);
    assert_int_equal(tp_neighbours(&work.skeleton, offset_of(0, 0)), 1u << 7);
    tp_work_deinit(&work);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_pixel_is_listed),
    cmocka_unit_test(walks_stop_at_junctions_ends_and_limits),
    cmocka_unit_test(a_lone_pixel_is_an_end),
    cmocka_unit_test(corners_are_cleaned),
    cmocka_unit_test(neighbours_are_named_anticlockwise),
};
TP_TEST_MAIN(tests)
