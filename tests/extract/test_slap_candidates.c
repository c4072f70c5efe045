/* SPDX-License-Identifier: Apache-2.0 */
#include "slap_map.h"

/* The tip found within 3 mm of (X, Y); NULL when there is none. */
static const struct tp_slap_tip *tip_near(const struct tp_slap_tip *tips, uint32_t count, float x_mm, float y_mm)
{
    for (uint32_t i = 0; i < count; i++) {
        float dx = tips[i].x * TP_SLAP_CELL_MM - x_mm, dy = tips[i].y * TP_SLAP_CELL_MM - y_mm;
        if (dx * dx + dy * dy < 9)
            return &tips[i];
    }
    return NULL;
}

static void finds_tilted_fingers(void **state)
{
    static const float angles[] = {-0.55f, -0.2f, 0, 0.1f, 0.5f};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(angles); i++) {
        struct tp_slap_map map = map_new(60, 50);
        struct tp_slap_tip tips[TP_SLAP_TIPS_MAX];
        const struct tp_slap_tip *tip;
        uint32_t count;
        map_draw(&map, &(struct drawn_finger){30, 10, angles[i], 16, 25, 0});
        assert_int_equal(tp_slap_find_tips(&map, 16, tips, &count, NULL), TP_OK);
        assert_true(count >= 1);
        tip = tip_near(tips, count, 30, 10);
        assert_ptr_equal(tip, &tips[0]);
        assert_true(fabsf(tip->angle_rad - angles[i]) < 0.2f);
        assert_true(fabsf(tip->width * TP_SLAP_CELL_MM - 16) < 3);
        assert_true(tip->score > 0.7f && tip->above < 0.1f);
        tp_slap_map_deinit(&map);
    }
}

static void tells_fingers_that_touch(void **state)
{
    struct tp_slap_map map = map_new(60, 50);
    struct tp_slap_tip tips[TP_SLAP_TIPS_MAX];
    uint32_t count;

    (void)state;
    /* a gap of 0.8 mm */
    map_draw(&map, &(struct drawn_finger){20, 10, 0, 16, 25, 0});
    map_draw(&map, &(struct drawn_finger){36.8f, 15, 0, 16, 25, 0});
    assert_int_equal(tp_slap_find_tips(&map, 16, tips, &count, NULL), TP_OK);
    assert_non_null(tip_near(tips, TP_MIN(count, 2u), 20, 10));
    assert_non_null(tip_near(tips, TP_MIN(count, 2u), 36.8f, 15));
    tp_slap_map_deinit(&map);
}

static void knows_the_joint_below(void **state)
{
    struct tp_slap_map map = map_new(40, 60);
    struct tp_slap_tip tips[TP_SLAP_TIPS_MAX];
    const struct tp_slap_tip *lower;
    uint32_t count;

    (void)state;
    map_draw(&map, &(struct drawn_finger){20, 5, 0, 16, 22, 25});
    assert_int_equal(tp_slap_find_tips(&map, 16, tips, &count, NULL), TP_OK);
    assert_ptr_equal(tip_near(tips, count, 20, 5), &tips[0]);
    assert_true(tips[0].above < 0.1f);
    lower = tip_near(tips, count, 20, 28.5f);
    assert_true(!lower || lower->above > 0.8f);
    tp_slap_map_deinit(&map);
}

static void finds_nothing_where_nothing_is(void **state)
{
    struct tp_slap_map map = map_new(70, 40), thin = map_new(0.5f, 0.5f);
    struct tp_slap_tip tips[TP_SLAP_TIPS_MAX];
    uint32_t count;

    (void)state;
    assert_int_equal(tp_slap_find_tips(&map, 16, tips, &count, NULL), TP_OK);
    assert_int_equal(count, 0);
    memset(map.ridges, 255, (size_t)map.columns * map.rows); /* no tip in the midst of ridges */
    assert_int_equal(tp_slap_find_tips(&map, 16, tips, &count, NULL), TP_OK);
    assert_int_equal(tp_slap_find_tips(&thin, 16, tips, &count, NULL), TP_OK);
    assert_int_equal(count, 0);
    tp_slap_map_deinit(&map);
    tp_slap_map_deinit(&thin);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(finds_tilted_fingers), cmocka_unit_test(tells_fingers_that_touch),
    cmocka_unit_test(knows_the_joint_below), cmocka_unit_test(finds_nothing_where_nothing_is)};
TP_TEST_MAIN(tests)
