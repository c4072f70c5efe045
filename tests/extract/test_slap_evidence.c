/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

#include "extract/slap.h"

/* The mean evidence in a square of cells around the middle. */
static float evidence_of(const struct tp_image *image, int reach)
{
    struct tp_slap_map map;
    float sum = 0;

    assert_int_equal(tp_slap_map_init(&map, image, NULL), TP_OK);
    assert_int_equal(map.columns, (image->width_px + 3) / 4);
    assert_int_equal(map.rows, (image->height_px + 3) / 4);
    for (int y = -reach; y <= reach; y++)
        for (int x = -reach; x <= reach; x++)
            sum += (float)map.ridges[(map.rows / 2 + (uint32_t)y) * map.columns + map.columns / 2 + (uint32_t)x];
    tp_slap_map_deinit(&map);
    return sum / (255.0f * (float)((2 * reach + 1) * (2 * reach + 1)));
}

static void sees_ridges_of_any_direction(void **state)
{
    (void)state;
    for (int i = 0; i < 16; i++)
        for (float period = 3; period < 6.5f; period += 0.7f) {
            const struct pattern pattern = {.width_px = 200,
                                            .height_px = 161,
                                            .angle_rad = 0.2f * (float)i,
                                            .period_px = period,
                                            .amplitude = 60,
                                            .mean = 150,
                                            .noise = 8,
                                            .radius_px = 60};
            struct tp_image image = draw_pattern(&pattern);
            assert_true(evidence_of(&image, 8) > 0.9f);
            free(image.pixels);
        }
}

static void sees_faint_ridges_on_gray(void **state)
{
    const struct pattern pattern = {.width_px = 200,
                                    .height_px = 160,
                                    .period_px = 4.5f,
                                    .amplitude = 12,
                                    .mean = 200,
                                    .noise = 4,
                                    .radius_px = 60,
                                    .concentric = true};
    struct tp_image image = draw_pattern(&pattern);

    (void)state;
    assert_true(evidence_of(&image, 8) > 0.8f);
    free(image.pixels);
}

static void sees_nothing_in_noise_and_strokes(void **state)
{
    struct tp_rng rng = tp_rng_seed(7, 1);
    struct tp_image image;

    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        struct pattern pattern = {.width_px = 240,
                                  .height_px = 200,
                                  .period_px = 4.5f,
                                  .amplitude = 60,
                                  .mean = 150,
                                  .noise = 5,
                                  .radius_px = 40};
        image = draw_pattern(&pattern);
        for (uint32_t y = 0; y < 200; y++) /* ridges stay on the left, for comparison */
            for (uint32_t x = 0; x < 240; x++) {
                uint8_t *pixel = &image.pixels[y * 240 + x];
                if (x < 100)
                    *pixel = image.pixels[y * 240 + 80 + x / 3];
                else if (kind == 0)
                    *pixel = (uint8_t)(200 + tp_rng_below(&rng, 53));
                else if (kind == 1)
                    *pixel = x % 60 < 4 ? 30 : 240;
                else
                    *pixel = y < 100 ? 60 : 240;
            }
        assert_true(evidence_of(&image, 3) < 0.35f);
        free(image.pixels);
    }
}

static void bears_any_size(void **state)
{
    static const uint32_t sides[] = {1, 2, 3, 4, 5, 7, 16, 33, 1250};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sides); i++) {
        struct tp_image image;
        struct tp_slap_map map;
        assert_int_equal(tp_image_init(&image, sides[i], sides[TP_ARRAY_LENGTH(sides) - 1 - i], 250, NULL), TP_OK);
        for (size_t k = 0; k < (size_t)image.width_px * image.height_px; k += 3)
            image.pixels[k] = 0;
        assert_int_equal(tp_slap_map_init(&map, &image, NULL), TP_OK);
        tp_slap_map_deinit(&map);
        assert_null(map.ridges);
        tp_image_deinit(&image);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(sees_ridges_of_any_direction), cmocka_unit_test(sees_faint_ridges_on_gray),
    cmocka_unit_test(sees_nothing_in_noise_and_strokes), cmocka_unit_test(bears_any_size)};
TP_TEST_MAIN(tests)
