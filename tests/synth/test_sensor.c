/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "synth/sensor.h"

#include <string.h>

/* Senses an area that is covered in its right half. */
static struct tp_image sense_half(const struct tp_synth_style *style)
{
    struct tp_image image;
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_image_init(&image, 200, 160, 500, &diag), TP_OK);
    for (size_t i = 0; i < 200 * 160; i++)
        image.pixels[i] = i % 200 < 100 ? 0 : 255;
    tp_synth_sense(&image, style);
    return image;
}

static double mean_of(const struct tp_image *image, uint32_t left, uint32_t right)
{
    double sum = 0;

    for (uint32_t y = 40; y < 120; y++)
        for (uint32_t x = left; x < right; x++)
            sum += image->pixels[y * image->width_px + x];
    return sum / (80.0 * (right - left));
}

static void covered_is_darker_than_bare_on_every_sensor(void **state)
{
    (void)state;
    for (int sensor = 0; sensor < TP_SYNTH_SENSOR_COUNT; sensor++)
        for (uint64_t seed = 0; seed < 5; seed++) {
            struct tp_synth_style style = {.sensor = (enum tp_synth_sensor)sensor, .seed = seed, .noise = 0.5f};
            struct tp_image image = sense_half(&style);
            assert_true(mean_of(&image, 30, 90) > mean_of(&image, 110, 170) + 40);
            tp_image_deinit(&image);
        }
}

static void the_seed_decides_the_noise(void **state)
{
    struct tp_synth_style style = {.sensor = TP_SYNTH_THERMAL, .seed = 1, .noise = 1, .scratches = 1};
    struct tp_image a = sense_half(&style), b = sense_half(&style), c;

    (void)state;
    style.seed = 2;
    c = sense_half(&style);
    assert_memory_equal(a.pixels, b.pixels, 200 * 160);
    assert_true(memcmp(a.pixels, c.pixels, 200 * 160) != 0);
    tp_image_deinit(&a);
    tp_image_deinit(&b);
    tp_image_deinit(&c);
}

static void the_smallest_image_is_no_trouble(void **state)
{
    (void)state;
    for (int sensor = 0; sensor < TP_SYNTH_SENSOR_COUNT; sensor++)
        for (uint32_t side = 1; side < 20; side += 6) {
            struct tp_synth_style style = {
                .sensor = (enum tp_synth_sensor)sensor, .seed = side, .noise = 1, .scratches = 1};
            struct tp_image image;
            struct tp_diag diag;
            tp_diag_init(&diag);
            assert_int_equal(tp_image_init(&image, side, 20 - side, 500, &diag), TP_OK);
            tp_synth_sense(&image, &style);
            tp_image_deinit(&image);
        }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(covered_is_darker_than_bare_on_every_sensor),
    cmocka_unit_test(the_seed_decides_the_noise),
    cmocka_unit_test(the_smallest_image_is_no_trouble),
};
TP_TEST_MAIN(tests)
