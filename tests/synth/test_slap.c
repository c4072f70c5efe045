/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <string.h>

#include "synth_fixture.h"

static struct tp_synth_slap_style plain_style(uint8_t position)
{
    return (struct tp_synth_slap_style){
        .people = 1, .seed = 5, .position = position, .gap_mm = 4, .joints = 1, .background = 250, .size = 1};
}

/* The mean gray of the finger's rectangle, SHRUNK. */
static float mean_of(const struct tp_image *image, const struct tp_synth_slap_finger *f, float shrunk)
{
    float c = tp_cos(f->rotation_rad), s = tp_sin(f->rotation_rad), sum = 0;
    int count = 0;

    for (float v = -0.5f * shrunk; v < 0.5f * shrunk; v += 0.02f)
        for (float u = -0.5f * shrunk; u < 0.5f * shrunk; u += 0.02f, count++) {
            float x = f->x_px + u * f->width_px * c + v * f->height_px * s;
            float y = f->y_px - u * f->width_px * s + v * f->height_px * c;
            assert_true(x >= 0 && y >= 0 && x < (float)image->width_px && y < (float)image->height_px);
            sum += image->pixels[(size_t)(uint32_t)y * image->width_px + (uint32_t)x];
        }
    return sum / (float)count;
}

static void puts_fingers_where_it_says(void **state)
{
    static const uint8_t expected[3][4] = {{2, 3, 4, 5}, {10, 9, 8, 7}, {6, 1, 0, 0}};

    (void)state;
    for (uint8_t position = 13; position <= 15; position++) {
        struct tp_synth_slap_style style = plain_style(position);
        struct tp_synth_slap_truth truth;
        struct tp_image image;
        assert_int_equal(tp_synth_slap(synth, &style, &image, &truth, NULL), TP_OK);
        assert_int_equal(truth.count, position == 15 ? 2 : 4);
        for (uint32_t i = 0; i < truth.count; i++) {
            const struct tp_synth_slap_finger *f = &truth.fingers[i];
            float mm = 25.4f / 500;
            assert_int_equal(f->position, expected[position - 13][i]);
            assert_true(f->width_px * mm > 8 && f->width_px * mm < 24);
            assert_true(f->height_px * mm > 12 && f->height_px * mm < 30);
            assert_true(mean_of(&image, f, 0.6f) < 200);
            assert_true(i == 0 || f->x_px - truth.fingers[i - 1].x_px > f->width_px / 2);
        }
        tp_image_deinit(&image);
    }
}

static void leaves_missing_fingers_out(void **state)
{
    struct tp_synth_slap_style style = plain_style(14);
    struct tp_synth_slap_truth truth;
    struct tp_image image;

    (void)state;
    style.missing = 1u << 9 | 1u << 7;
    assert_int_equal(tp_synth_slap(synth, &style, &image, &truth, NULL), TP_OK);
    assert_int_equal(truth.count, 2);
    assert_int_equal(truth.fingers[0].position, 10);
    assert_int_equal(truth.fingers[1].position, 8);
    tp_image_deinit(&image);
}

static void repeats_itself(void **state)
{
    struct tp_synth_slap_style style;
    struct tp_synth_slap_truth truth;
    struct tp_image a, b;

    (void)state;
    tp_synth_slap_style_draw(9, 15, &style);
    assert_int_equal(style.position, 15);
    style.ink = true;
    assert_int_equal(tp_synth_slap(synth, &style, &a, &truth, NULL), TP_OK);
    assert_int_equal(tp_synth_slap(synth, &style, &b, &truth, NULL), TP_OK);
    assert_int_equal(a.width_px, b.width_px);
    assert_memory_equal(a.pixels, b.pixels, (size_t)a.width_px * a.height_px);
    tp_image_deinit(&a);
    tp_image_deinit(&b);
}

static void refuses_other_positions(void **state)
{
    struct tp_synth_slap_style style = plain_style(2);
    struct tp_synth_slap_truth truth;
    struct tp_image image;

    (void)state;
    assert_int_equal(tp_synth_slap(synth, &style, &image, &truth, NULL), TP_E_ARGUMENT);
    assert_null(image.pixels);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(puts_fingers_where_it_says),
                                          cmocka_unit_test(leaves_missing_fingers_out),
                                          cmocka_unit_test(repeats_itself), cmocka_unit_test(refuses_other_positions)};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
