/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include <tenprint/codec.h>

#include "record/record.h"

/* Ridges of 9 pixels. */
static void draw(struct tp_image *image, uint32_t side_px, float ppi)
{
    assert_int_equal(tp_image_init(image, side_px, side_px, ppi, NULL), TP_OK);
    for (uint32_t y = 0; y < side_px; y++)
        for (uint32_t x = 0; x < side_px; x++)
            image->pixels[y * side_px + x] = (uint8_t)(128 + 100 * tp_sin((float)(x + y / 3) * 0.7f));
}

static tp_status encode(float file_ppi, enum tp_codec_format format, float ppi, struct tp_ebts_encoded *out)
{
    struct tp_image image;
    size_t size_bytes;
    uint8_t *file;
    tp_status status;

    draw(&image, 200, file_ppi);
    assert_int_equal(tp_codec_encode(&image, format, NULL, &file, &size_bytes, NULL), TP_OK);
    status = tp_ebts_encode_image(file, size_bytes, ppi, out, NULL);
    if (status == TP_OK && format == TP_CODEC_WSQ && out->ppi == 500 && !out->resampled) {
        assert_int_equal(out->size_bytes, size_bytes); /* untouched */
        assert_memory_equal(out->data, file, size_bytes);
    }
    free(file);
    tp_image_deinit(&image);
    return status;
}

static void assert_image(const struct tp_ebts_encoded *encoded)
{
    struct tp_image image;

    assert_int_equal(tp_codec_decode(encoded->data, encoded->size_bytes, NULL, &image, NULL), TP_OK);
    assert_int_equal(image.width_px, encoded->width_px);
    assert_int_equal(image.height_px, encoded->height_px);
    tp_image_deinit(&image);
}

static void each_resolution_has_its_compression(void **state)
{
    static const struct {
        float file_ppi, ppi;
        unsigned becomes;
        uint32_t side_px;
        const char *compression;
        bool resampled;
    } cases[] = {
        {500, 0, 500, 200, "WSQ20", false},   {0, 0, 500, 200, "WSQ20", false},  {503, 0, 500, 200, "WSQ20", false},
        {600, 0, 500, 167, "WSQ20", true},    {490, 0, 500, 204, "WSQ20", true}, {1000, 0, 1000, 200, "JP2", false},
        {500, 1000, 1000, 200, "JP2", false}, {2000, 0, 500, 50, "WSQ20", true},
    };
    struct tp_ebts_encoded encoded;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        assert_int_equal(encode(cases[i].file_ppi, TP_CODEC_PNG, cases[i].ppi, &encoded), TP_OK);
        assert_int_equal(encoded.ppi, cases[i].becomes);
        assert_string_equal(encoded.compression, cases[i].compression);
        assert_int_equal(encoded.resampled, cases[i].resampled);
        assert_int_equal(encoded.width_px, cases[i].side_px);
        assert_image(&encoded);
        free(encoded.data);
    }
}

static void wsq_passes_untouched(void **state)
{
    struct tp_ebts_encoded encoded;

    (void)state;
    assert_int_equal(encode(500, TP_CODEC_WSQ, 0, &encoded), TP_OK);
    assert_string_equal(encoded.compression, "WSQ20");
    assert_false(encoded.resampled);
    free(encoded.data);
    assert_int_equal(encode(500, TP_CODEC_WSQ, 700, &encoded), TP_OK);
    assert_true(encoded.resampled);
    free(encoded.data);
}

static void coarse_and_broken_images_are_refused(void **state)
{
    struct tp_ebts_encoded encoded;

    (void)state;
    assert_int_equal(encode(400, TP_CODEC_PNG, 0, &encoded), TP_E_UNSUPPORTED);
    assert_null(encoded.data);
    assert_int_not_equal(tp_ebts_encode_image((const uint8_t *)"nonsense", 8, 0, &encoded, NULL), TP_OK);
    assert_null(encoded.data);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_resolution_has_its_compression),
    cmocka_unit_test(wsq_passes_untouched),
    cmocka_unit_test(coarse_and_broken_images_are_refused),
};
TP_TEST_MAIN(tests)
