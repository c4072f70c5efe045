/* SPDX-License-Identifier: Apache-2.0 */
/* What all formats share: sniffing, limits, resolution, conversion to gray, files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "samples.h"
#include "test.h"

static tp_status decode(const void *data, size_t size_bytes, const struct tp_codec_limits *limits, struct tp_diag *diag)
{
    struct tp_image image;
    tp_status status;

    tp_diag_init(diag);
    status = tp_codec_decode(data, size_bytes, limits, &image, diag);
    assert_true((status == TP_OK) == (image.pixels != NULL));
    assert_true((status == TP_OK) == (diag->text[0] == '\0'));
    tp_image_deinit(&image);
    return status;
}

static void not_an_image(void **state)
{
    static const char *const inputs[] = {"hello, world", "P6\n1 1\n255\nabc", "GIF89a", "\x89PNG", "%PDF-1.4",
                                         "II",           "\xff\xd8"};
    struct tp_diag diag;

    (void)state;
    assert_int_equal(decode("", 0, NULL, &diag), TP_E_TRUNCATED);
    assert_int_equal(decode(NULL, 0, NULL, &diag), TP_E_TRUNCATED);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(inputs); i++)
        assert_int_equal(decode(inputs[i], strlen(inputs[i]), NULL, &diag), TP_E_UNSUPPORTED);
}

/* Every format stops at each limit. */
static void limits_hold(void **state)
{
    static struct samples samples;
    struct tp_diag diag;

    (void)state;
    samples_make_all(&samples);
    for (size_t i = 0; i < samples.count; i++) {
        const struct tp_buffer *file = &samples.items[i].file;

        if (samples.items[i].status != TP_OK)
            continue;
        assert_int_equal(decode(file->data, file->size_bytes, &(struct tp_codec_limits){.max_side_px = 36}, &diag),
                         TP_E_LIMIT);
        assert_int_equal(
            decode(file->data, file->size_bytes, &(struct tp_codec_limits){.max_pixels = 37 * 29 - 1}, &diag),
            TP_E_LIMIT);
        assert_int_equal(decode(file->data, file->size_bytes,
                                &(struct tp_codec_limits){.max_file_bytes = file->size_bytes - 1}, &diag),
                         TP_E_LIMIT);
        assert_int_equal(
            decode(file->data, file->size_bytes, &(struct tp_codec_limits){64, 64 * 64, file->size_bytes}, &diag),
            TP_OK);
    }
    samples_free(&samples);
}

static float ppi_of(double x, double y, double unit_m)
{
    float ppi = -1;

    assert_int_equal(tp_codec_set_ppi(x, y, unit_m, &ppi, NULL), TP_OK);
    return ppi;
}

static void resolutions(void **state)
{
    float ppi;

    (void)state;
    for (uint32_t whole = 10; whole <= 10000; whole++)
        assert_true(ppi_of(tp_codec_per_metre((float)whole), tp_codec_per_metre((float)whole), 1.0) == (float)whole);
    assert_true(ppi_of(500, 500, 0.0254) == 500);
    assert_true(ppi_of(196.85, 196.85, 0.01) == 500);
    assert_true(ppi_of(197, 197, 0.01) == 500);
    assert_true(ppi_of(196, 196, 0.01) == 500);
    assert_true(ppi_of(195, 195, 0.01) == 495);
    assert_true(ppi_of(500, 500.3, 0.0254) == 500); /* square within a thousandth */
    assert_true(ppi_of(500, 500, 0) == 0);          /* unit not known */
    assert_true(ppi_of(0, 0, 1) == 0);
    assert_true(ppi_of(500, 0, 0.0254) == 0);
    assert_true(ppi_of(1, 1, 0.0254) == 0);
    assert_true(ppi_of(1e9, 1e9, 0.0254) == 0);
    assert_true(ppi_of((double)strtof("nan", NULL), 500, 0.0254) == 0);
    assert_true(ppi_of((double)strtof("inf", NULL), (double)strtof("inf", NULL), 0.0254) == 0);
    assert_int_equal(tp_codec_set_ppi(500, 501, 0.0254, &ppi, NULL), TP_E_UNSUPPORTED);
    assert_int_equal(tp_codec_set_ppi(2, 1, 0, &ppi, NULL), TP_E_UNSUPPORTED);
    assert_int_equal(tp_codec_per_metre(0), 0);
    assert_int_equal(tp_codec_per_metre(-1), 0);
    assert_int_equal(tp_codec_per_metre(strtof("nan", NULL)), 0);
}

static void gray(void **state)
{
    uint8_t pixels[6] = {255, 0, 0, 0, 255, 0};

    (void)state;
    for (unsigned v = 0; v <= 255; v++) {
        assert_int_equal(tp_codec_luma((uint8_t)v, (uint8_t)v, (uint8_t)v), v);
        assert_int_equal(tp_codec_scale(v, 255), v);
        assert_int_equal(tp_codec_scale(v * 257, 65535), v);
    }
    for (uint32_t v = 0; v <= 65535; v++) /* nearest, as floating point has it */
        assert_int_equal(tp_codec_scale(v, 65535), (int)(v * 255.0 / 65535.0 + 0.5));
    tp_codec_gray_from_rgb(pixels, 2, pixels);
    assert_int_equal(pixels[0], 76);
    assert_int_equal(pixels[1], 150);
}

static void files(void **state)
{
    char folder[] = "/tmp/tenprint-codec-XXXXXX", path[64];
    struct tp_image image, again;
    struct tp_canvas canvas;
    struct tp_diag diag;

    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(tp_image_init(&image, 20, 10, 569, NULL), TP_OK);
    image.pixels[7] = 42;
    for (int png = 0; png <= 1; png++) {
        snprintf(path, sizeof path, "%s/a.%s", folder, png ? "PNG" : "pgm");
        assert_int_equal(tp_codec_save(&image, path, NULL), TP_OK);
        assert_int_equal(tp_codec_load(path, NULL, &again, NULL), TP_OK);
        assert_memory_equal(again.pixels, image.pixels, 200);
        assert_true(again.ppi == 569);
        tp_image_deinit(&again);
        tp_diag_init(&diag);
        assert_int_equal(tp_codec_load(path, &(struct tp_codec_limits){.max_side_px = 19}, &again, &diag), TP_E_LIMIT);
        assert_string_equal(diag.file, path);
        unlink(path);
    }
    tp_diag_init(&diag);
    assert_int_equal(tp_codec_load(path, NULL, &again, &diag), TP_E_NOT_FOUND);
    assert_int_equal(tp_codec_save(&image, "a.gif", NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_codec_save(&image, ".png", NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_codec_save(&(struct tp_image){0}, "a.png", NULL), TP_E_ARGUMENT);

    assert_int_equal(tp_canvas_init(&canvas, 3, 2, NULL), TP_OK);
    tp_canvas_draw_point(&canvas, 0, 0, (struct tp_colour){255, 0, 0});
    assert_int_equal(tp_codec_save_canvas(&canvas, path, NULL), TP_OK);
    assert_int_equal(tp_codec_load(path, NULL, &again, NULL), TP_OK);
    assert_int_equal(again.pixels[0], 76);
    assert_int_equal(again.pixels[1], 255);
    unlink(path);
    rmdir(folder);
    tp_image_deinit(&again);
    tp_image_deinit(&image);
    tp_canvas_deinit(&canvas);
}

/* What every writer makes is read again; OPTIONS that make no sense for a format are refused. */
static void every_writer(void **state)
{
    static const struct {
        const char *extension;
        enum tp_codec_format format;
        bool lossless, keeps_ppi;
    } table[] = {{".png", TP_CODEC_PNG, true, true},
                 {"a.PGM", TP_CODEC_PGM, true, true},
                 {"b/c.jp2", TP_CODEC_JP2, true, true},
                 {".jpg", TP_CODEC_JPEG, false, true},
                 {"x.jpeg", TP_CODEC_JPEG, false, true}};
    enum tp_codec_format format;
    struct tp_image image, again;
    uint8_t *data;
    size_t size;

    (void)state;
    assert_int_equal(tp_image_init(&image, 70, 50, 508, NULL), TP_OK);
    for (size_t i = 0; i < 3500; i++)
        image.pixels[i] = (uint8_t)(i * i / 50);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(table); i++) {
        assert_true(tp_codec_format_of(table[i].extension, &format));
        assert_int_equal(format, table[i].format);
        assert_int_equal(tp_codec_encode(&image, format, NULL, &data, &size, NULL), TP_OK);
        assert_int_equal(tp_codec_decode(data, size, NULL, &again, NULL), TP_OK);
        assert_true(again.width_px == 70 && again.height_px == 50 && again.ppi == (table[i].keeps_ppi ? 508 : 0));
        assert_true(!table[i].lossless || memcmp(again.pixels, image.pixels, 3500) == 0);
        tp_image_deinit(&again);
        free(data);
    }
    assert_false(tp_codec_format_of("a.tif", &format));
    assert_false(tp_codec_format_of("", &format));
    assert_true(tp_codec_format_of(".wsq", &format) && format == TP_CODEC_WSQ);
    assert_true(tp_codec_format_of(".raw", &format) && format == TP_CODEC_RAW);
    tp_image_deinit(&image);
}

static void senseless_options(void **state)
{
    static const struct {
        enum tp_codec_format format;
        struct tp_codec_options options;
    } wrong[] = {{TP_CODEC_PNG, {.rate_bpp = 1}},
                 {TP_CODEC_PGM, {.rate_bpp = 1}},
                 {TP_CODEC_RAW, {.rate_bpp = 1}},
                 {TP_CODEC_JPEG, {.lossless = true}},
                 {TP_CODEC_WSQ, {.lossless = true}},
                 {TP_CODEC_JP2, {.rate_bpp = 1, .lossless = true}},
                 {TP_CODEC_PNG, {.ratio = 2}},
                 {TP_CODEC_JP2, {.ratio = 0.5f}},
                 {TP_CODEC_JP2, {.ratio = 501}},
                 {TP_CODEC_JP2, {.ratio = 1}},
                 {TP_CODEC_JPEG, {.ratio = 2, .rate_bpp = 1}},
                 {TP_CODEC_JP2, {.ratio = 2, .lossless = true}},
                 {TP_CODEC_JP2, {.rate_bpp = -1}},
                 {TP_CODEC_JP2, {.rate_bpp = 8}},
                 {TP_CODEC_JPEG, {.rate_bpp = 1e-4f}},
                 {(enum tp_codec_format)6, {.rate_bpp = 0}}};
    struct tp_image image;
    struct tp_diag diag;
    uint8_t *data;
    size_t size;

    (void)state;
    assert_int_equal(tp_image_init(&image, 70, 50, 508, NULL), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(wrong); i++) {
        tp_diag_init(&diag);
        assert_int_equal(tp_codec_encode(&image, wrong[i].format, &wrong[i].options, &data, &size, &diag),
                         TP_E_ARGUMENT);
        assert_true(diag.text[0] != '\0' && !data && size == 0);
    }
    tp_image_deinit(&image);
    assert_int_equal(tp_codec_encode(&image, TP_CODEC_PNG, NULL, &data, &size, NULL), TP_E_ARGUMENT);
}

/* A header that promises what its file cannot hold costs nothing. */
static void promises_cost_nothing(void **state)
{
    static struct samples samples;
    struct tp_diag diag;

    (void)state;
    samples_make_png(&samples);
    for (int i = 0; i < 8; i++) /* IHDR's width and height, 0x2000 each, with a matching checksum */
        samples.items[0].file.data[16 + i] = i % 4 == 2 ? 0x20 : 0;
    for (int i = 0; i < 4; i++)
        samples.items[0].file.data[29 + i] = (uint8_t)(tp_crc32(samples.items[0].file.data + 12, 17) >> (24 - 8 * i));
    assert_int_equal(decode(samples.items[0].file.data, samples.items[0].file.size_bytes, NULL, &diag), TP_E_TRUNCATED);
    assert_non_null(strstr(diag.text, "cannot hold"));
    samples_free(&samples);
    assert_int_equal(decode("P5 9999 9999 255 x", 18, NULL, &diag), TP_E_TRUNCATED);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(not_an_image), cmocka_unit_test(limits_hold),
    cmocka_unit_test(resolutions),  cmocka_unit_test(gray),
    cmocka_unit_test(files),        cmocka_unit_test(promises_cost_nothing),
    cmocka_unit_test(every_writer), cmocka_unit_test(senseless_options),
};
TP_TEST_MAIN(tests)
