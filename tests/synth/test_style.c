/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "synth/skin.h"

#include <math.h>
#include <string.h>

static void drawn_styles_are_within_their_ranges(void **state)
{
    (void)state;
    for (uint32_t person = 0; person < 100; person++)
        for (unsigned impression = 1; impression <= 8; impression++) {
            struct tp_synth_finger finger;
            struct tp_synth_style style, again;
            tp_synth_finger_init(&finger, 1, person, 2);
            tp_synth_style_draw(&finger, (enum tp_synth_sensor)(person % TP_SYNTH_SENSOR_COUNT), impression, &style);
            again = style;
            tp_synth_style_clamp(&again);
            assert_memory_equal(&style, &again, sizeof style);
            tp_synth_style_draw(&finger, (enum tp_synth_sensor)(person % TP_SYNTH_SENSOR_COUNT), impression, &again);
            assert_true(style.seed == again.seed && style.rotation_rad == again.rotation_rad);
            tp_synth_style_draw(&finger, TP_SYNTH_OPTICAL, impression + 1, &again);
            assert_true(style.seed != again.seed);
        }
}

static void senseless_values_are_clamped(void **state)
{
    struct tp_synth_style style = {.sensor = (enum tp_synth_sensor)77, .width_px = 5, .height_px = 65535};

    (void)state;
    style.rotation_rad = nanf("");
    style.dx_px = INFINITY;
    style.moisture = -INFINITY;
    style.contact_x = -3;
    tp_synth_style_clamp(&style);
    assert_int_equal(style.sensor, TP_SYNTH_OPTICAL);
    assert_int_equal(style.width_px, 16);
    assert_int_equal(style.height_px, 1024);
    assert_true(isfinite(style.rotation_rad) && style.dx_px == 1000 && style.moisture == -1.5f);
    assert_true(style.contact_x == 0.2f);
}

static void sensors_have_names_and_sizes(void **state)
{
    struct tp_synth_style style = {.sensor = TP_SYNTH_CAPACITIVE};

    (void)state;
    for (int sensor = 0; sensor < TP_SYNTH_SENSOR_COUNT; sensor++)
        assert_non_null(tp_synth_sensor_name((enum tp_synth_sensor)sensor));
    assert_null(tp_synth_sensor_name(TP_SYNTH_SENSOR_COUNT));
    tp_synth_style_clamp(&style);
    assert_int_equal(style.width_px, 300);
    assert_int_equal(style.height_px, 300);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(drawn_styles_are_within_their_ranges),
    cmocka_unit_test(senseless_values_are_clamped),
    cmocka_unit_test(sensors_have_names_and_sizes),
};
TP_TEST_MAIN(tests)
