/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "synth/skin.h"

#include <math.h>

static struct tp_synth_finger finger;

/* A style with strong distortion, by number. */
static struct tp_synth_style style_of(unsigned number)
{
    struct tp_rng rng = tp_rng_seed(number, 1);
    struct tp_synth_style style = {.sensor = TP_SYNTH_LARGE, .seed = number, .contact_x = 1, .contact_y = 1};

    style.rotation_rad = tp_rng_range(&rng, -3, 3);
    style.dx_px = tp_rng_range(&rng, -50, 50);
    style.dy_px = tp_rng_range(&rng, -50, 50);
    style.slip_x_px = tp_rng_range(&rng, -18, 18);
    style.slip_y_px = tp_rng_range(&rng, -18, 18);
    style.torsion_rad = tp_rng_range(&rng, -0.2f, 0.2f);
    tp_synth_style_clamp(&style);
    return style;
}

static void placement_can_be_undone(void **state)
{
    (void)state;
    tp_synth_finger_init(&finger, 1, 2, 3);
    for (unsigned number = 0; number < 50; number++) {
        struct tp_synth_style style = style_of(number);
        struct tp_synth_skin skin;
        tp_synth_skin_init(&skin, &finger, &style);
        for (float y = 20; y < 480; y += 37)
            for (float x = 20; x < 390; x += 37) {
                struct tp_synth_point pattern = {x, y}, image = tp_synth_skin_to_image(&skin, pattern);
                struct tp_synth_point back = tp_synth_skin_from_image(&skin, image);
                assert_true(fabsf(back.x - x) < 0.3f && fabsf(back.y - y) < 0.3f);
            }
    }
}

static void directions_turn_with_the_skin(void **state)
{
    (void)state;
    tp_synth_finger_init(&finger, 1, 2, 3);
    for (unsigned number = 0; number < 50; number++) {
        struct tp_synth_style style = style_of(number);
        struct tp_synth_skin skin;
        tp_synth_skin_init(&skin, &finger, &style);
        for (int i = 0; i < 40; i++) {
            float theta = (float)i * 0.157f, x = 120.0f + (float)i * 4, y = 150.0f + (float)i * 5;
            float dx = 2 * tp_cos(theta), dy = -2 * tp_sin(theta);
            struct tp_synth_point ahead = {x + dx, y + dy}, behind = {x - dx, y - dy}, here = {x, y};
            float expected, given = tp_synth_skin_direction(&skin, tp_synth_skin_to_image(&skin, here), theta);
            ahead = tp_synth_skin_to_image(&skin, ahead);
            behind = tp_synth_skin_to_image(&skin, behind);
            expected = tp_atan2(behind.y - ahead.y, ahead.x - behind.x);
            assert_true(fabsf(tp_angle_difference(given, expected)) < 0.06f);
        }
    }
}

static void an_undistorted_print_is_moved_rigidly(void **state)
{
    struct tp_synth_style style = {.rotation_rad = TP_PI / 2, .dx_px = 10, .contact_x = 1, .contact_y = 1};
    struct tp_synth_skin skin;
    struct tp_synth_point right = {TP_SYNTH_WIDTH_PX / 2.0f + 20, 0}, image;

    (void)state;
    tp_synth_finger_init(&finger, 1, 2, 3);
    tp_synth_style_clamp(&style);
    tp_synth_skin_init(&skin, &finger, &style);
    right.y = skin.middle.y;
    image = tp_synth_skin_to_image(&skin, right);
    /* a quarter turn anticlockwise: right becomes up */
    assert_true(fabsf(image.x - (style.width_px / 2.0f + 10)) < 0.01f);
    assert_true(fabsf(image.y - (style.height_px / 2.0f - 20)) < 0.01f);
    assert_true(fabsf(tp_synth_skin_direction(&skin, image, 0) - TP_PI / 2) < 0.01f);
}

static void the_middle_sticks_and_the_rest_slips(void **state)
{
    struct tp_synth_style style = {.slip_x_px = 12, .contact_x = 1, .contact_y = 1};
    struct tp_synth_skin skin;
    struct tp_synth_point middle, edge, drawn;

    (void)state;
    tp_synth_finger_init(&finger, 1, 2, 3);
    tp_synth_style_clamp(&style);
    tp_synth_skin_init(&skin, &finger, &style);
    middle = (struct tp_synth_point){style.width_px / 2.0f, style.height_px / 2.0f};
    drawn = tp_synth_skin_from_image(&skin, middle);
    assert_true(fabsf(drawn.x - skin.middle.x) < 0.01f);
    edge = (struct tp_synth_point){middle.x + 250, middle.y};
    drawn = tp_synth_skin_from_image(&skin, edge);
    assert_true(fabsf(drawn.x - (skin.middle.x + 250 + 12)) < 0.01f);
}

static void contact_ends_at_a_ragged_edge(void **state)
{
    struct tp_synth_style style = {.contact_x = 0.8f, .contact_y = 0.8f, .seed = 5};
    struct tp_synth_skin skin;
    struct tp_template tmpl;
    struct tp_diag diag;
    unsigned covered = 0;

    (void)state;
    tp_diag_init(&diag);
    tp_synth_finger_init(&finger, 1, 2, 3);
    tp_synth_style_clamp(&style);
    tp_synth_skin_init(&skin, &finger, &style);
    assert_true(tp_synth_skin_visible(&skin, skin.image_middle));
    assert_false(tp_synth_skin_visible(&skin, (struct tp_synth_point){1, 180}));
    assert_false(tp_synth_skin_visible(&skin, (struct tp_synth_point){30, 30}));
    assert_int_equal(tp_synth_skin_template(&skin, &style, &tmpl, &diag), TP_OK);
    assert_int_equal(tp_template_validate(&tmpl, &diag), TP_OK);
    for (unsigned i = 0; i < (unsigned)tmpl.columns * tmpl.rows; i++)
        covered += TP_FIELD_COHERENCE(tmpl.field[i]) > 0;
    assert_in_range(covered * 100 / (unsigned)(tmpl.columns * tmpl.rows), 20, 70);
    tp_template_deinit(&tmpl);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(placement_can_be_undone),
    cmocka_unit_test(directions_turn_with_the_skin),
    cmocka_unit_test(an_undistorted_print_is_moved_rigidly),
    cmocka_unit_test(the_middle_sticks_and_the_rest_slips),
    cmocka_unit_test(contact_ends_at_a_ragged_edge),
};
TP_TEST_MAIN(tests)
