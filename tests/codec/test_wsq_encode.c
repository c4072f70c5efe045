/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ files as they are written: their head byte for byte, rates and ratios, extreme images, refusals. What they decode
 * to is check_wsq.py's to say, and that of the tests of the decoder. */
#include <stdlib.h>
#include <string.h>

#include "codec/wsq.h"

#include "wsq_reference.h"

#include "test.h"

static struct tp_buffer encode(const struct tp_image *image, const struct tp_codec_options *options)
{
    static const struct tp_codec_options none;
    struct tp_buffer file;
    struct tp_diag diag;

    tp_diag_init(&diag);
    tp_buffer_init(&file);
    if (tp_codec_encode_wsq(image, options ? options : &none, &file, &diag) != TP_OK)
        fail_msg("%u x %u: %s", image->width_px, image->height_px, diag.text);
    return file;
}

/* The segment of MARKER before the first block; a bad cursor when there is none. */
static struct tp_cursor find(const struct tp_buffer *file, uint16_t marker)
{
    struct tp_cursor cursor = tp_cursor_over(file->data, file->size_bytes), body = cursor;
    uint16_t found = tp_read_u16be(&cursor);

    assert_int_equal(found, TP_WSQ_SOI);
    while (found != marker && found != TP_WSQ_SOB) {
        uint16_t length;
        found = tp_read_u16be(&cursor);
        length = tp_read_u16be(&cursor);
        body = tp_read_sub(&cursor, length - 2u);
    }
    if (found != marker)
        body.bad = true;
    return body;
}

static void head(void **state)
{
    static const char comment[] = "NIST_COM 9\nPIX_WIDTH 70\nPIX_HEIGHT 50\nPIX_DEPTH 8\nPPI 500\nLOSSY 1\n"
                                  "COLORSPACE GRAY\nCOMPRESSION WSQ\nWSQ_BITRATE 0.750000";
    static const uint8_t frame[] = {0, 255, 0, 50, 0, 70};
    struct tp_image image;
    struct tp_buffer file;
    struct tp_cursor body;

    (void)state;
    reference_ridges(&image, 70, 50);
    file = encode(&image, NULL);
    body = find(&file, TP_WSQ_COM);
    assert_int_equal(tp_cursor_left(&body), strlen(comment));
    assert_memory_equal(body.at, comment, strlen(comment));
    body = find(&file, TP_WSQ_SOF);
    assert_int_equal(tp_cursor_left(&body), 15);
    assert_memory_equal(body.at, frame, sizeof frame);
    assert_int_equal(body.at[12], 2); /* encoder */
    body = find(&file, TP_WSQ_DTT);
    assert_int_equal(tp_cursor_left(&body), 56);
    assert_true(tp_read_u8(&body) == 9 && tp_read_u8(&body) == 7);
    assert_true(tp_read_u8(&body) == 0 && tp_read_u8(&body) == 9);
    assert_in_range(tp_read_u32be(&body), 852698650, 852698710);
    body = find(&file, TP_WSQ_DQT);
    assert_int_equal(tp_cursor_left(&body), 3 + 64 * 6);
    assert_true(tp_read_u8(&body) == 5 && tp_read_u16be(&body) == 44000);
    assert_memory_equal(file.data + file.size_bytes - 2, "\xff\xa1", 2);
    tp_buffer_deinit(&file);
    image.ppi = 0;
    file = encode(&image, NULL);
    body = find(&file, TP_WSQ_COM);
    assert_non_null(strstr((const char *)body.at, "PPI -1\n"));
    tp_buffer_deinit(&file);
    tp_image_deinit(&image);
}

/* Files grow with the rate, and the default stands for 15:1, give or take what the picture makes of it. */
static void rates(void **state)
{
    static const float steps_bpp[] = {0.05f, 0.25f, 0.5f, 0.75f, 1, 1.5f, 2.25f, 4, 8};
    struct tp_image image;
    size_t last = 0, fixed, count;

    (void)state;
    reference_print(&image, 2);
    count = (size_t)image.width_px * image.height_px;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(steps_bpp); i++) {
        const struct tp_codec_options options = {.rate_bpp = steps_bpp[i]};
        struct tp_buffer file = encode(&image, &options);

        assert_true(file.size_bytes > last);
        last = file.size_bytes;
        tp_buffer_deinit(&file);
    }
    {
        struct tp_buffer file = encode(&image, NULL);
        fixed = file.size_bytes;
        tp_buffer_deinit(&file);
    }
    print_message("# %u x %u by default: %zu bytes, %.1f:1\n", image.width_px, image.height_px, fixed,
                  (double)count / (double)fixed);
    assert_in_range(count / fixed, 10, 24);
    tp_image_deinit(&image);
}

static void ratios(void **state)
{
    static const float wanted[] = {2, 5, 10, 15, 20, 40};
    struct tp_image image;
    double count;

    (void)state;
    reference_print(&image, 2);
    count = (double)image.width_px * image.height_px;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(wanted); i++) {
        const struct tp_codec_options options = {.ratio = wanted[i]};
        struct tp_buffer file = encode(&image, &options);
        double ratio = count / (double)file.size_bytes;

        if (!(ratio >= (double)wanted[i] && ratio < 1.01 * (double)wanted[i]))
            fail_msg("%g:1 instead of %g:1", ratio, (double)wanted[i]);
        tp_buffer_deinit(&file);
    }
    tp_image_deinit(&image);
}

/* Empty, flat, tiny and thin pictures have files too. */
static void every_picture(void **state)
{
    static const uint32_t sizes[][2] = {{1, 1},   {1, 2},   {2, 1},   {3, 3},     {1, 500},
                                        {500, 1}, {17, 16}, {31, 33}, {65535, 1}, {1, 65535}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++)
        for (int gray = 0; gray <= 256; gray += 128) {
            struct tp_image image;
            struct tp_buffer file;

            reference_ridges(&image, sizes[i][0], sizes[i][1]);
            if (gray < 256)
                memset(image.pixels, gray, (size_t)image.width_px * image.height_px);
            file = encode(&image, NULL);
            assert_true(file.size_bytes < 700 + (size_t)image.width_px * image.height_px);
            tp_buffer_deinit(&file);
            tp_image_deinit(&image);
        }
}

static void refusals(void **state)
{
    static const struct {
        struct tp_codec_options options;
        const char *words;
    } cases[] = {
        {{.rate_bpp = 0.01f}, "0.01 bits per pixel"},
        {{.rate_bpp = 8.1f}, "WSQ takes 0.05 to 8"},
        {{.rate_bpp = -1}, "-1 bits"},
        {{.ratio = 0.5f}, "0.5 to 1"},
        {{.ratio = 1e6f}, "1e+06 to 1"},
        {{.rate_bpp = 1, .ratio = 15}, "either a rate or a ratio"},
        {{.lossless = true}, "never lossless"},
    };
    struct tp_image image, wide;
    struct tp_diag diag;
    uint8_t *data;
    size_t size_bytes;

    (void)state;
    reference_ridges(&image, 20, 20);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        tp_diag_init(&diag);
        assert_int_equal(tp_codec_encode(&image, TP_CODEC_WSQ, &cases[i].options, &data, &size_bytes, &diag),
                         TP_E_ARGUMENT);
        if (!strstr(diag.text, cases[i].words))
            fail_msg("%s", diag.text);
        assert_true(!data && size_bytes == 0);
    }
    wide = image;
    wide.width_px = 65536;
    wide.height_px = 0;
    tp_diag_init(&diag);
    assert_int_equal(tp_codec_encode(&wide, TP_CODEC_WSQ, NULL, &data, &size_bytes, &diag), TP_E_LIMIT);
    tp_image_deinit(&image);
}

/* The same bytes on every machine. */
static void golden(void **state)
{
    struct tp_image image;
    struct tp_buffer file;

    (void)state;
    reference_ridges(&image, 200, 150);
    file = encode(&image, NULL);
    print_message("# %zu bytes, %#llx\n", file.size_bytes,
                  (unsigned long long)tp_hash64(file.data, file.size_bytes, 0));
    assert_int_equal(tp_hash64(file.data, file.size_bytes, 0), 0x67e91b2a89d9f3eb);
    tp_buffer_deinit(&file);
    tp_image_deinit(&image);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(head),          cmocka_unit_test(rates),    cmocka_unit_test(ratios),
    cmocka_unit_test(every_picture), cmocka_unit_test(refusals), cmocka_unit_test(golden),
};
TP_TEST_MAIN(tests)
