/* SPDX-License-Identifier: Apache-2.0 */
/* What is lost on the way through a WSQ file: for pictures of every small size, for synthetic prints, and, where there
 * are files of another encoder with the pixels that they were made from, compared with what that lost. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/codec.h"

#include "wsq_reference.h"

#include "test.h"

/* Decibels; 99 for equal images. */
static double psnr(const struct tp_image *a, const struct tp_image *b)
{
    size_t count = (size_t)a->width_px * a->height_px;
    double sum = 0;

    assert_true(a->width_px == b->width_px && a->height_px == b->height_px);
    for (size_t i = 0; i < count; i++)
        sum += (double)(a->pixels[i] - b->pixels[i]) * (a->pixels[i] - b->pixels[i]);
    return sum > 0 ? 10 * log10(65025.0 * (double)count / sum) : 99;
}

static double travel(const struct tp_image *image, const struct tp_codec_options *options, size_t *size_bytes)
{
    struct tp_image back;
    struct tp_diag diag;
    uint8_t *data;
    double quality_db;

    tp_diag_init(&diag);
    if (tp_codec_encode(image, TP_CODEC_WSQ, options, &data, size_bytes, &diag) != TP_OK ||
        tp_codec_decode(data, *size_bytes, NULL, &back, &diag) != TP_OK)
        fail_msg("%u x %u: %s", image->width_px, image->height_px, diag.text);
    assert_true(back.ppi == image->ppi);
    quality_db = psnr(image, &back);
    tp_image_deinit(&back);
    free(data);
    return quality_db;
}

/* Plain waves, or a slope, without what WSQ leaves out. */
static void draw(struct tp_image *out, uint32_t width_px, uint32_t height_px, bool slope)
{
    assert_int_equal(tp_image_init(out, width_px, height_px, slope ? 0 : 500, NULL), TP_OK);
    for (uint32_t y = 0; y < height_px; y++)
        for (uint32_t x = 0; x < width_px; x++) {
            float fx = (float)x, fy = (float)y;
            float value = slope ? 60 + 1.5f * fx + fy : 128 + 100 * tp_sin(0.4f * fx + 0.3f * fy);
            out->pixels[(size_t)y * width_px + x] = (uint8_t)TP_CLAMP(value, 0.0f, 255.0f);
        }
}

static void every_small_size(void **state)
{
    const struct tp_codec_options options = {.rate_bpp = 2.25f};
    double least_db = 99;

    (void)state;
    for (uint32_t height = 1; height <= 50; height++)
        for (uint32_t width = 1; width <= 70; width++)
            for (int slope = 0; slope <= 1; slope++) {
                struct tp_image image;
                size_t size_bytes;
                double quality_db;

                draw(&image, width, height, slope);
                quality_db = travel(&image, &options, &size_bytes);
                if (quality_db < 30)
                    fail_msg("%u x %u: %.2f dB", width, height, quality_db);
                least_db = fmin(least_db, quality_db);
                tp_image_deinit(&image);
            }
    print_message("# at least %.2f dB\n", least_db);
}

static void thin_and_large(void **state)
{
    static const uint32_t sizes[][2] = {{65535, 1}, {1, 65535}, {65535, 2}, {20000, 3}, {3, 20000}, {1999, 2001}};
    const struct tp_codec_limits limits = {.max_side_px = 65535};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++) {
        struct tp_image image, back;
        uint8_t *data;
        size_t size_bytes;

        draw(&image, sizes[i][0], sizes[i][1], false);
        assert_int_equal(tp_codec_encode(&image, TP_CODEC_WSQ, NULL, &data, &size_bytes, NULL), TP_OK);
        assert_int_equal(tp_codec_decode(data, size_bytes, &limits, &back, NULL), TP_OK);
        assert_true(psnr(&image, &back) > 30);
        tp_image_deinit(&back);
        tp_image_deinit(&image);
        free(data);
    }
}

static void flat(void **state)
{
    static const uint32_t sizes[][2] = {{1, 1}, {2, 2}, {1, 900}, {33, 1}, {300, 300}, {5000, 40}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++)
        for (int gray = 0; gray < 256; gray += 51) {
            struct tp_image image;
            size_t size_bytes;

            draw(&image, sizes[i][0], sizes[i][1], false);
            memset(image.pixels, gray, (size_t)image.width_px * image.height_px);
            assert_true(travel(&image, NULL, &size_bytes) == 99);
            tp_image_deinit(&image);
        }
}

/* Noise, or a few dots, of any size at any rate: whatever it is becomes a file that reads. */
static void anything(void **state)
{
    struct tp_rng rng = tp_rng_seed(6, 6);

    (void)state;
    for (int round = 0; round < 600; round++) {
        uint32_t width = 1 + tp_rng_below(&rng, round % 2 ? 12 : 150);
        uint32_t height = 1 + tp_rng_below(&rng, round % 3 ? 12 : 150);
        const struct tp_codec_options by_rate = {.rate_bpp = tp_rng_range(&rng, 0.05f, 8)};
        const struct tp_codec_options by_ratio = {.ratio = tp_rng_range(&rng, 1, 40)};
        uint32_t rarity = 1 + tp_rng_below(&rng, 300);
        struct tp_image image;
        size_t size_bytes;

        draw(&image, width, height, false);
        for (size_t i = 0; i < (size_t)width * height; i++)
            image.pixels[i] = tp_rng_below(&rng, rarity) == 0 ? (uint8_t)tp_rng_below(&rng, 256) : 7;
        travel(&image, round % 5 ? &by_rate : &by_ratio, &size_bytes);
        tp_image_deinit(&image);
    }
}

/* As much as on real prints: docs/formats.md has the table. */
static void synthetic_prints(void **state)
{
    static const struct {
        float rate_bpp;
        double least_db;
    } steps[] = {{0.5f, 27}, {0.75f, 29.5}, {1, 31}, {1.5f, 34}, {2.25f, 37}};

    (void)state;
    for (unsigned position = 2; position <= 8; position += 3) {
        struct tp_image image;
        double last_db = 0;

        reference_print(&image, position);
        for (size_t i = 0; i < TP_ARRAY_LENGTH(steps); i++) {
            const struct tp_codec_options options = {.rate_bpp = steps[i].rate_bpp};
            size_t size_bytes;
            double quality_db = travel(&image, &options, &size_bytes);

            print_message("# %.2f bits per pixel given, %.3f in the file: %.2f dB\n", (double)steps[i].rate_bpp,
                          8.0 * (double)size_bytes / ((double)image.width_px * image.height_px), quality_db);
            assert_true(quality_db > steps[i].least_db && quality_db > last_db);
            last_db = quality_db;
        }
        tp_image_deinit(&image);
    }
}

/* The other encoder was given PGM files and took their heads for pixels. */
static bool load_source(const char *data, const char *name, struct tp_image *out)
{
    static const char head[] = "P5\n300 300\n255\n";
    enum { HEAD_BYTES = sizeof head - 1 };
    char path[4096];

    snprintf(path, sizeof path, "%s/fingerprints/fvc2000_db1/%s.png", data, name);
    if (tp_codec_load(path, NULL, out, NULL) != TP_OK)
        return false;
    memmove(out->pixels + HEAD_BYTES, out->pixels, (size_t)out->width_px * out->height_px - HEAD_BYTES);
    memcpy(out->pixels, head, HEAD_BYTES);
    return true;
}

/* At the rate that its file names ours may not lose more, but for rounding, nor be larger by more than a thousandth. */
static void another_encoder(void **state)
{
    const char *data = getenv("TP_DATA");
    const struct tp_codec_options options = {.rate_bpp = 2.25f};
    size_t files = 0, theirs_bytes = 0, ours_bytes = 0;
    double theirs_sum_db = 0, ours_sum_db = 0;

    (void)state;
    for (int finger = 101; finger <= 110 && data; finger++)
        for (int impression = 1; impression <= 7; impression += 2) {
            struct tp_image theirs, source;
            char name[32], path[4096];
            double theirs_db, ours_db;
            size_t size_bytes;
            uint8_t *file;

            snprintf(name, sizeof name, "%d_%d", finger, impression);
            snprintf(path, sizeof path, "%s/records/wsq/%s.wsq", data, name);
            if (!load_source(data, name, &source) || tp_file_read(path, 1 << 20, &file, &size_bytes, NULL) != TP_OK)
                continue;
            assert_int_equal(tp_codec_decode(file, size_bytes, NULL, &theirs, NULL), TP_OK);
            theirs_db = psnr(&theirs, &source);
            theirs_bytes += size_bytes;
            source.ppi = 0;
            ours_db = travel(&source, &options, &size_bytes);
            ours_bytes += size_bytes;
            if (ours_db < theirs_db - 0.005)
                fail_msg("%s: %.3f dB, the other encoder has %.3f", name, ours_db, theirs_db);
            theirs_sum_db += theirs_db;
            ours_sum_db += ours_db;
            files++;
            tp_image_deinit(&theirs);
            tp_image_deinit(&source);
            free(file);
        }
    if (files == 0) {
        print_message("# no files of another encoder here\n");
        return;
    }
    print_message("# %zu files: %.3f dB in %zu bytes; the other encoder %.3f dB in %zu\n", files,
                  ours_sum_db / (double)files, ours_bytes, theirs_sum_db / (double)files, theirs_bytes);
    assert_true(ours_bytes <= theirs_bytes);
    assert_true(ours_sum_db / (double)files >= theirs_sum_db / (double)files - 5e-4);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_small_size), cmocka_unit_test(thin_and_large),   cmocka_unit_test(flat),
    cmocka_unit_test(anything),         cmocka_unit_test(synthetic_prints), cmocka_unit_test(another_encoder),
};
TP_TEST_MAIN(tests)
