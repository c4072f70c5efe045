/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG: every variation decodes to the picture it was made from, what is not supported is refused in words; what is
 * written is baseline, keeps its resolution and the rate. */
#include <stdlib.h>
#include <string.h>

#include "samples.h"
#include "test.h"

static void every_variation(void **state)
{
    static struct samples samples;

    (void)state;
    samples_make_jpeg(&samples);
    samples_check(&samples);
    samples_free(&samples);
}

static size_t find(const uint8_t *data, size_t size, uint8_t marker)
{
    for (size_t i = 0; i + 1 < size; i++)
        if (data[i] == 0xff && data[i + 1] == marker)
            return i;
    return SIZE_MAX;
}

/* Old records hold lossless JPEG (JPEGL), which libjpeg does not decode. */
static void lossless_is_named(void **state)
{
    static struct samples samples;
    struct tp_buffer *file = &samples.items[0].file;
    struct tp_image image;
    struct tp_diag diag;

    (void)state;
    samples_make_jpeg(&samples);
    file->data[find(file->data, file->size_bytes, 0xc0) + 1] = 0xc3;
    tp_diag_init(&diag);
    assert_int_equal(tp_codec_decode(file->data, file->size_bytes, NULL, &image, &diag), TP_E_UNSUPPORTED);
    assert_non_null(strstr(diag.text, "lossless JPEG (JPEGL"));
    samples_free(&samples);
}

static void make_image(struct tp_image *image, float ppi)
{
    struct tp_rng rng = tp_rng_seed(5, 6);

    assert_int_equal(tp_image_init(image, 200, 150, ppi, NULL), TP_OK);
    for (uint32_t i = 0; i < 200 * 150; i++)
        image->pixels[i] = (uint8_t)(128 + 80 * tp_sin((float)(i % 200 + i / 400) * 0.6f) + 6 * tp_rng_normal(&rng));
}

static void writes_baseline(void **state)
{
    static const float ppi[] = {0, 500, 1000, 19.6f};
    struct tp_image image, again;
    uint8_t *data;
    size_t size;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(ppi); i++) {
        make_image(&image, ppi[i]);
        assert_int_equal(tp_codec_encode(&image, TP_CODEC_JPEG, NULL, &data, &size, NULL), TP_OK);
        assert_memory_equal(data, "\xff\xd8\xff\xe0\0\x10JFIF\0", 11);
        assert_int_equal(data[13], ppi[i] > 0);
        assert_true(find(data, size, 0xc0) != SIZE_MAX);
        assert_int_equal(tp_codec_decode(data, size, NULL, &again, NULL), TP_OK);
        assert_true(again.ppi == (float)(int)(ppi[i] + 0.5f));
        for (size_t j = 0; j < 200 * 150; j++)
            assert_in_range(again.pixels[j] - image.pixels[j] + 20, 0, 40);
        tp_image_deinit(&again);
        tp_image_deinit(&image);
        free(data);
    }
}

/* The largest file that the rate allows: a little less than it, never more. */
static void keeps_the_rate(void **state)
{
    struct tp_image image;
    uint8_t *data;
    size_t size;

    (void)state;
    make_image(&image, 500);
    for (float rate_bpp = 0.6f; rate_bpp < 4; rate_bpp += 0.4f) {
        double most = (double)rate_bpp * 200 * 150 / 8;

        assert_int_equal(tp_codec_encode(&image, TP_CODEC_JPEG, &(struct tp_codec_options){.rate_bpp = rate_bpp}, &data,
                                         &size, NULL),
                         TP_OK);
        assert_true((double)size <= most && (double)size > 0.8 * most);
        free(data);
    }
    assert_int_equal(
        tp_codec_encode(&image, TP_CODEC_JPEG, &(struct tp_codec_options){.ratio = 10}, &data, &size, NULL), TP_OK);
    assert_true(size <= 3000 && size > 2500);
    free(data);
    tp_image_deinit(&image);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_variation),
    cmocka_unit_test(lossless_is_named),
    cmocka_unit_test(writes_baseline),
    cmocka_unit_test(keeps_the_rate),
};
TP_TEST_MAIN(tests)
