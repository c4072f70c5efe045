/* SPDX-License-Identifier: Apache-2.0 */
/* Resampling: sizes, flat areas, ramps, waves, area means, refusals, and the same bytes everywhere. */
#include <stdlib.h>
#include <string.h>

#include <tenprint/image.h>

#include "base/base.h"
#include "test.h"

static struct tp_image make(uint32_t width_px, uint32_t height_px, float ppi)
{
    struct tp_image image;

    assert_int_equal(tp_image_init(&image, width_px, height_px, ppi, NULL), TP_OK);
    return image;
}

static struct tp_image resample(const struct tp_image *image, float to_ppi)
{
    struct tp_image out;

    assert_int_equal(tp_image_resample(image, to_ppi, &out, NULL), TP_OK);
    assert_true(out.ppi == to_ppi);
    return out;
}

static void same_resolution_copies(void **state)
{
    struct tp_image in = make(7, 5, 0), out;

    (void)state;
    for (uint8_t i = 0; i < 35; i++)
        in.pixels[i] = (uint8_t)(i * 7);
    out = resample(&in, 500); /* unknown counts as 500 */
    assert_int_equal(out.width_px, 7);
    assert_memory_equal(in.pixels, out.pixels, 35);
    tp_image_deinit(&in);
    tp_image_deinit(&out);
}

/* Sizes round; no side vanishes; flat stays flat, at every gray and ratio. */
static void flat_stays_flat(void **state)
{
    static const float ratios[] = {500, 569, 512, 1000, 300, 250, 72, 5000, 501, 499};
    static const uint32_t sides[] = {1, 2, 3, 5, 17, 64};

    (void)state;
    for (size_t r = 0; r < TP_ARRAY_LENGTH(ratios); r++)
        for (size_t s = 0; s < TP_ARRAY_LENGTH(sides); s++) {
            struct tp_image in = make(sides[s], 9, ratios[r]), out;
            uint8_t gray = (uint8_t)(r * 25 + s);

            memset(in.pixels, gray, (size_t)sides[s] * 9);
            out = resample(&in, 500);
            assert_int_equal(out.width_px, TP_MAX(1, (int)(sides[s] * 500.0 / (double)ratios[r] + 0.5)));
            for (size_t i = 0; i < (size_t)out.width_px * out.height_px; i++)
                assert_int_equal(out.pixels[i], gray);
            tp_image_deinit(&in);
            tp_image_deinit(&out);
        }
}

/* Halving takes means of four, whatever their order. */
static void shrinking_takes_area_means(void **state)
{
    struct tp_image in = make(8, 8, 1000), out;
    struct tp_rng rng = tp_rng_seed(1, 1);

    (void)state;
    for (int i = 0; i < 64; i++)
        in.pixels[i] = (uint8_t)tp_rng_below(&rng, 256);
    out = resample(&in, 500);
    assert_int_equal(out.width_px, 4);
    for (size_t y = 0; y < 4; y++)
        for (size_t x = 0; x < 4; x++) {
            const uint8_t *from = in.pixels + 16 * y + 2 * x;
            int mean_x4 = from[0] + from[1] + from[8] + from[9];
            assert_true(abs(4 * out.pixels[4 * y + x] - mean_x4) <= 2);
        }
    tp_image_deinit(&in);
    tp_image_deinit(&out);
}

/* A slope keeps its place and steepness: value = 4 * x_in + 2 at x_in = (x + 0.5) * step - 0.5. */
static void slopes_keep_their_place(void **state)
{
    static const float ratios[] = {250, 400, 569, 640, 1000};

    (void)state;
    for (size_t r = 0; r < TP_ARRAY_LENGTH(ratios); r++) {
        struct tp_image in = make(60, 60, ratios[r]), out;

        for (uint32_t y = 0; y < 60; y++)
            for (uint32_t x = 0; x < 60; x++)
                in.pixels[60 * y + x] = (uint8_t)(4 * x + 2);
        out = resample(&in, 500);
        for (uint32_t x = 8; x + 8 < out.width_px; x++) {
            double expected = 4 * ((x + 0.5) * (double)ratios[r] / 500 - 0.5) + 2;
            double got = out.pixels[out.width_px * (out.height_px / 2) + x];
            assert_true(got > expected - 1.1 && got < expected + 1.1);
        }
        tp_image_deinit(&in);
        tp_image_deinit(&out);
    }
}

/* A ridge pattern of nine pixels survives 500 -> 569 -> 500. */
static void ridges_survive(void **state)
{
    struct tp_image in = make(90, 90, 500), there, back;
    int worst = 0;

    (void)state;
    for (uint32_t y = 0; y < 90; y++)
        for (uint32_t x = 0; x < 90; x++)
            in.pixels[90 * y + x] = (uint8_t)(128 + 100 * tp_sin((float)(x + y) * 2 * TP_PI / 9 * 0.7f));
    there = resample(&in, 569);
    back = resample(&there, 500);
    assert_int_equal(there.width_px, 102);
    assert_int_equal(back.width_px, 90);
    for (uint32_t y = 5; y < 85; y++)
        for (uint32_t x = 5; x < 85; x++)
            worst = TP_MAX(worst, abs(in.pixels[90 * y + x] - back.pixels[90 * y + x]));
    assert_true(worst <= 20); /* area weighting softens a little */
    tp_image_deinit(&in);
    tp_image_deinit(&there);
    tp_image_deinit(&back);
}

/* The golden value: noise through both filters, on every compiler and machine. */
static void same_bytes_everywhere(void **state)
{
    struct tp_image in = make(61, 47, 500), large, small;
    struct tp_rng rng = tp_rng_seed(7, 7);
    uint64_t hash;

    (void)state;
    for (int i = 0; i < 61 * 47; i++)
        in.pixels[i] = (uint8_t)tp_rng_below(&rng, 256);
    large = resample(&in, 733);
    small = resample(&in, 311);
    hash = tp_hash64(large.pixels, (size_t)large.width_px * large.height_px, 0);
    hash = tp_hash64(small.pixels, (size_t)small.width_px * small.height_px, hash);
    assert_true(hash == 0xa88d9e546ee32eae);
    tp_image_deinit(&in);
    tp_image_deinit(&large);
    tp_image_deinit(&small);
}

static void refusals(void **state)
{
    static const float senseless[] = {-1, 0.5f, 1e9f, 0x1p-149f};
    struct tp_image in = make(100, 100, 500), out;
    float nan = strtof("nan", NULL);

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(senseless); i++)
        assert_int_equal(tp_image_resample(&in, senseless[i], &out, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_image_resample(&in, nan, &out, NULL), TP_E_ARGUMENT);
    assert_null(out.pixels);
    assert_int_equal(tp_image_resample(&in, 100000, &out, NULL), TP_E_LIMIT);
    in.ppi = 1;
    assert_int_equal(tp_image_resample(&in, 50000, &out, NULL), TP_E_LIMIT);
    in.ppi = nan;
    assert_int_equal(tp_image_resample(&in, 500, &out, NULL), TP_E_ARGUMENT);
    tp_image_deinit(&in);
    assert_int_equal(tp_image_resample(&in, 500, &out, NULL), TP_E_ARGUMENT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(same_resolution_copies),
    cmocka_unit_test(flat_stays_flat),
    cmocka_unit_test(shrinking_takes_area_means),
    cmocka_unit_test(slopes_keep_their_place),
    cmocka_unit_test(ridges_survive),
    cmocka_unit_test(same_bytes_everywhere),
    cmocka_unit_test(refusals),
};
TP_TEST_MAIN(tests)
