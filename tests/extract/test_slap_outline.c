/* SPDX-License-Identifier: Apache-2.0 */
#include "slap_map.h"

static struct tp_slap_outline trace(const struct tp_slap_map *map, const struct drawn_finger *finger, float off_rad)
{
    const struct tp_slap_tip tip = {.x = TP_SLAP_CELLS(finger->tip_x + 0.8f),
                                    .y = TP_SLAP_CELLS(finger->tip_y + 1.2f),
                                    .angle_rad = finger->angle_rad + off_rad,
                                    .width = TP_SLAP_CELLS(finger->width)};
    struct tp_slap_outline outline;

    tp_slap_trace_outline(map, &tip, &outline);
    return outline;
}

static void draws_the_last_joint(void **state)
{
    static const struct drawn_finger fingers[] = {
        {30, 10, 0, 16, 25, 20}, {30, 10, 0.5f, 14, 20, 15}, {30, 10, -0.5f, 18, 26, 18}, {30, 10, 0.2f, 12, 16, 0}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fingers); i++)
        for (int off = -1; off <= 1; off++) {
            const struct drawn_finger *f = &fingers[i];
            struct tp_slap_map map = map_new(60, 60);
            struct tp_slap_outline outline;
            float x = f->tip_x + f->height / 2 * tp_sin(f->angle_rad);
            float y = f->tip_y + f->height / 2 * tp_cos(f->angle_rad);
            map_draw(&map, f);
            outline = trace(&map, f, 0.08f * (float)off);
            assert_true(fabsf(outline.angle_rad - f->angle_rad) < 0.09f);
            assert_true(fabsf(outline.width * TP_SLAP_CELL_MM - f->width) < 2);
            assert_true(fabsf(outline.height * TP_SLAP_CELL_MM - f->height) < 3);
            assert_true(fabsf(outline.x * TP_SLAP_CELL_MM - x) < 1.5f);
            assert_true(fabsf(outline.y * TP_SLAP_CELL_MM - y) < 1.5f);
            assert_true(outline.ridges > 0.7f);
            tp_slap_map_deinit(&map);
        }
}

static void stops_at_the_finger_beside(void **state)
{
    const struct drawn_finger left = {20, 10, 0, 16, 25, 0}, right = {36.4f, 12, 0, 16, 25, 0};
    struct tp_slap_map map = map_new(60, 60);
    struct tp_slap_outline outline;

    (void)state;
    map_draw(&map, &left);
    map_draw(&map, &right);
    outline = trace(&map, &left, 0);
    assert_true(fabsf(outline.x * TP_SLAP_CELL_MM - 20) < 1.5f);
    assert_true(fabsf(outline.width * TP_SLAP_CELL_MM - 16) < 2.5f);
    tp_slap_map_deinit(&map);
}

static void bears_any_map(void **state)
{
    struct tp_slap_map map = map_new(20, 20), none = map_new(1, 1);
    const struct tp_slap_tip corner = {.x = 0, .y = 48, .angle_rad = 0.7f, .width = 30}, far = {.x = -1e6f, .y = 1e6f};
    struct tp_slap_outline outline;

    (void)state;
    tp_slap_trace_outline(&map, &corner, &outline);
    assert_true(outline.ridges == 0);
    memset(map.ridges, 255, (size_t)map.columns * map.rows * 2);
    tp_slap_trace_outline(&map, &corner, &outline);
    assert_true(outline.width > 0 && outline.height > 0);
    tp_slap_trace_outline(&none, &far, &outline);
    tp_slap_map_deinit(&map);
    tp_slap_map_deinit(&none);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(draws_the_last_joint),
                                          cmocka_unit_test(stops_at_the_finger_beside),
                                          cmocka_unit_test(bears_any_map)};
TP_TEST_MAIN(tests)
