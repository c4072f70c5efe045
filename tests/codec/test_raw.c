/* SPDX-License-Identifier: Apache-2.0 */
/* Pixels without a header. */
#include <stdlib.h>

#include "codec/codec.h"
#include "test.h"

static void reads_what_was_declared(void **state)
{
    static const uint8_t pixels[] = {1, 2, 3, 4, 5, 6};
    struct tp_image image;

    (void)state;
    assert_int_equal(tp_codec_decode_raw(pixels, 6, 3, 2, &image, NULL), TP_OK);
    assert_memory_equal(image.pixels, pixels, 6);
    assert_int_equal(image.width_px, 3);
    assert_int_equal(image.height_px, 2);
    assert_true(image.ppi == 0);
    tp_image_deinit(&image);
}

static void sizes_must_agree(void **state)
{
    static const uint8_t pixels[6] = {0};
    static const struct {
        size_t size;
        uint32_t width_px, height_px;
    } wrong[] = {{5, 3, 2}, {6, 2, 2}, {6, 0, 2}, {6, 3, 0}, {0, 0, 0}, {0, 1, 1}, {6, UINT32_MAX, UINT32_MAX}};
    struct tp_image image;
    struct tp_diag diag;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(wrong); i++) {
        tp_diag_init(&diag);
        assert_int_equal(
            tp_codec_decode_raw(pixels, wrong[i].size, wrong[i].width_px, wrong[i].height_px, &image, &diag),
            TP_E_FORMAT);
        assert_null(image.pixels);
        assert_true(diag.text[0] != '\0');
    }
}

static void writes_the_pixels(void **state)
{
    struct tp_image image;
    uint8_t *data;
    size_t size;

    (void)state;
    assert_int_equal(tp_image_init(&image, 3, 2, 500, NULL), TP_OK);
    image.pixels[5] = 7;
    assert_int_equal(tp_codec_encode(&image, TP_CODEC_RAW, NULL, &data, &size, NULL), TP_OK);
    assert_int_equal(size, 6);
    assert_memory_equal(data, image.pixels, 6);
    free(data);
    tp_image_deinit(&image);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(reads_what_was_declared),
    cmocka_unit_test(sizes_must_agree),
    cmocka_unit_test(writes_the_pixels),
};
TP_TEST_MAIN(tests)
