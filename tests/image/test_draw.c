/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing: the pixels that must be set, and that nothing outside the canvas is touched. */
#include <stdlib.h>
#include <string.h>

#include "image/image.h"
#include "test.h"

static const struct tp_colour red = {255, 0, 0};

/* Counts the pixels that are not white. */
static int drawn(const struct tp_canvas *canvas)
{
    int count = 0;

    for (size_t i = 0; i < (size_t)canvas->width_px * canvas->height_px; i++)
        count += memcmp(canvas->pixels + 3 * i, "\xff\xff\xff", 3) != 0;
    return count;
}

static bool is_red(const struct tp_canvas *canvas, uint32_t x, uint32_t y)
{
    return memcmp(canvas->pixels + 3 * ((size_t)y * canvas->width_px + x), "\xff\0\0", 3) == 0;
}

static struct tp_canvas make(uint32_t width_px, uint32_t height_px)
{
    struct tp_canvas canvas;

    assert_int_equal(tp_canvas_init(&canvas, width_px, height_px, NULL), TP_OK);
    assert_int_equal(drawn(&canvas), 0);
    return canvas;
}

static void lines(void **state)
{
    static const struct tp_segment all[] = {{1, 1, 8, 1}, {8, 1, 1, 1}, {1, 1, 1, 8}, {1, 8, 1, 1},
                                            {1, 1, 8, 8}, {8, 8, 1, 1}, {1, 8, 8, 1}, {1, 1, 8, 3}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(all); i++) {
        struct tp_canvas canvas = make(10, 10);

        tp_canvas_draw_line(&canvas, &all[i], red);
        assert_int_equal(drawn(&canvas), 8);
        assert_true(is_red(&canvas, (uint32_t)all[i].x0_px, (uint32_t)all[i].y0_px));
        assert_true(is_red(&canvas, (uint32_t)all[i].x1_px, (uint32_t)all[i].y1_px));
        tp_canvas_deinit(&canvas);
    }
}

static void circles(void **state)
{
    struct tp_canvas canvas = make(21, 21);

    (void)state;
    tp_canvas_draw_circle(&canvas, 10, 10, 6, red);
    assert_true(is_red(&canvas, 16, 10) && is_red(&canvas, 4, 10) && is_red(&canvas, 10, 16) && is_red(&canvas, 10, 4));
    for (uint32_t y = 0; y < 21; y++)
        for (uint32_t x = 0; x < 21; x++) {
            int dx = (int)x - 10, dy = (int)y - 10, square = dx * dx + dy * dy;
            if (is_red(&canvas, x, y))
                assert_true(square >= 28 && square <= 45);
        }
    tp_canvas_deinit(&canvas);
}

/* The line of a mark goes where its direction points, y being upward. */
static void marks(void **state)
{
    struct tp_canvas canvas = make(41, 41);

    (void)state;
    tp_canvas_draw_mark(&canvas, &(struct tp_mark){20, 20, 64, false}, red); /* up */
    assert_true(is_red(&canvas, 20, 10) && is_red(&canvas, 20, 14));
    assert_false(is_red(&canvas, 20, 30));
    assert_true(is_red(&canvas, 17, 20) && is_red(&canvas, 23, 20));
    assert_false(is_red(&canvas, 17, 17));
    tp_canvas_draw_mark(&canvas, &(struct tp_mark){20, 20, 0, true}, red); /* right, square */
    assert_true(is_red(&canvas, 30, 20) && is_red(&canvas, 17, 17) && is_red(&canvas, 23, 23));
    tp_canvas_deinit(&canvas);
}

static void images(void **state)
{
    struct tp_canvas canvas = make(10, 10);
    struct tp_image image;

    (void)state;
    assert_int_equal(tp_image_init(&image, 4, 4, 0, NULL), TP_OK);
    memset(image.pixels, 7, 16);
    tp_canvas_draw_image(&canvas, &image, 8, -2);
    assert_int_equal(drawn(&canvas), 4);
    assert_memory_equal(canvas.pixels + 3 * 8, "\x07\x07\x07", 3);
    tp_canvas_draw_image(&canvas, &image, INT32_MAX, INT32_MIN);
    assert_int_equal(drawn(&canvas), 4);
    tp_image_deinit(&image);
    tp_canvas_deinit(&canvas);
}

static void nothing_outside(void **state)
{
    float nan = strtof("nan", NULL), infinity = strtof("inf", NULL);
    struct tp_canvas canvas = make(5, 5);

    (void)state;
    tp_canvas_draw_point(&canvas, -1, 0, red);
    tp_canvas_draw_point(&canvas, 5, 0, red);
    tp_canvas_draw_point(&canvas, 0, INT64_MAX, red);
    tp_canvas_draw_circle(&canvas, 100, 100, 10, red);
    tp_canvas_draw_circle(&canvas, nan, infinity, nan, red);
    tp_canvas_draw_circle(&canvas, 2, 2, infinity, red);
    tp_canvas_draw_line(&canvas, &(struct tp_segment){nan, nan, nan, nan}, red);
    tp_canvas_draw_line(&canvas, &(struct tp_segment){-1e30f, -5, 1e30f, -5}, red);
    assert_int_equal(drawn(&canvas), 0);
    tp_canvas_draw_line(&canvas, &(struct tp_segment){-infinity, 2, infinity, 2}, red);
    assert_int_equal(drawn(&canvas), 5);
    tp_canvas_deinit(&canvas);
    assert_int_equal(tp_canvas_init(&canvas, 0, 5, NULL), TP_E_LIMIT);
    assert_int_equal(tp_canvas_init(&canvas, 5, 65536, NULL), TP_E_LIMIT);
    assert_null(canvas.pixels);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(lines),  cmocka_unit_test(circles),         cmocka_unit_test(marks),
    cmocka_unit_test(images), cmocka_unit_test(nothing_outside),
};
TP_TEST_MAIN(tests)
