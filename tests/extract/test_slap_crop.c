/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include <tenprint/slap.h>

#include "base/base.h"

static struct tp_image draw(void)
{
    struct tp_image image;

    assert_int_equal(tp_image_init(&image, 300, 200, 500, NULL), TP_OK);
    for (uint32_t i = 0; i < 300 * 200; i++)
        image.pixels[i] = (uint8_t)(i * 7 % 200);
    return image;
}

static void copies_an_upright_finger(void **state)
{
    struct tp_image image = draw(), out;
    const struct tp_slap_finger finger = {.x_px = 100,
                                          .y_px = 90,
                                          .width_px = 60,
                                          .height_px = 80,
                                          .left_px = 70,
                                          .top_px = 50,
                                          .right_px = 130,
                                          .bottom_px = 130};

    (void)state;
    assert_int_equal(tp_slap_crop(&image, &finger, &out, NULL), TP_OK);
    assert_int_equal(out.width_px, 60);
    assert_int_equal(out.height_px, 80);
    assert_true(out.ppi == 500);
    for (uint32_t y = 0; y < 80; y++)
        assert_memory_equal(out.pixels + 60 * (size_t)y, image.pixels + 300 * (size_t)(50 + y) + 70, 60);
    tp_image_deinit(&out);
    tp_image_deinit(&image);
}

static void paints_around_a_tilted_one(void **state)
{
    struct tp_image image = draw(), out;
    struct tp_slap_finger finger = {.x_px = 150,
                                    .y_px = 100,
                                    .width_px = 60,
                                    .height_px = 120,
                                    .rotation_rad = 0.5f,
                                    .left_px = 80,
                                    .top_px = 20,
                                    .right_px = 220,
                                    .bottom_px = 180};

    (void)state;
    assert_int_equal(tp_slap_crop(&image, &finger, &out, NULL), TP_OK);
    /* anticlockwise: the tip is on the left; the other corners are the background */
    assert_int_equal(out.pixels[80 * 140 + 70], image.pixels[100 * 300 + 150]);
    assert_int_equal(out.pixels[35 * 140 + 46], image.pixels[55 * 300 + 126]);
    assert_int_equal(out.pixels[5 * 140 + 135], out.pixels[155 * 140 + 5]);
    assert_true(out.pixels[5 * 140 + 135] > 150);
    tp_image_deinit(&out);
    tp_image_deinit(&image);
}

static void refuses_a_box_outside(void **state)
{
    struct tp_image image = draw(), out, none = {0};
    struct tp_slap_finger finger = {.right_px = 301, .bottom_px = 10};

    (void)state;
    assert_int_equal(tp_slap_crop(&image, &finger, &out, NULL), TP_E_ARGUMENT);
    finger.right_px = 0;
    assert_int_equal(tp_slap_crop(&image, &finger, &out, NULL), TP_E_ARGUMENT);
    finger.right_px = 10;
    assert_int_equal(tp_slap_crop(&none, &finger, &out, NULL), TP_E_ARGUMENT);
    assert_null(out.pixels);
    tp_image_deinit(&image);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(copies_an_upright_finger),
                                          cmocka_unit_test(paints_around_a_tilted_one),
                                          cmocka_unit_test(refuses_a_box_outside)};
TP_TEST_MAIN(tests)
