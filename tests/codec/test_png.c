/* SPDX-License-Identifier: Apache-2.0 */
/* PNG: what is written is read back. */
#include "codec/codec.h"
#include "test.h"

static void round_trip(void **state)
{
    struct tp_image in, out;
    struct tp_buffer png, pgm;

    (void)state;
    tp_buffer_init(&png);
    tp_buffer_init(&pgm);
    assert_int_equal(tp_image_init(&in, 7, 5, 500, NULL), TP_OK);
    for (uint8_t i = 0; i < 35; i++)
        in.pixels[i] = (uint8_t)(i * 7);
    assert_int_equal(tp_codec_encode_png(&in, &png, NULL), TP_OK);
    assert_int_equal(tp_codec_decode(png.data, png.size_bytes, NULL, &out, NULL), TP_OK);
    assert_memory_equal(in.pixels, out.pixels, 35);
    assert_true(out.ppi == 500);
    tp_image_deinit(&out);
    assert_int_equal(tp_codec_encode_pgm(&in, &pgm, NULL), TP_OK);
    assert_int_equal(tp_codec_decode(pgm.data, pgm.size_bytes, NULL, &out, NULL), TP_OK);
    assert_memory_equal(in.pixels, out.pixels, 35);
    assert_true(out.ppi == 500);
    tp_image_deinit(&out);
    tp_image_deinit(&in);
    tp_buffer_deinit(&png);
    tp_buffer_deinit(&pgm);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(round_trip),
};
TP_TEST_MAIN(tests)
