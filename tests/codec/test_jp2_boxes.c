/* SPDX-License-Identifier: Apache-2.0 */
/* The boxes of JP2 files: found, damaged, and written with right lengths. */
#include <stdlib.h>
#include <string.h>

#include "codec/jp2.h"
#include "test.h"

static const char signature[] = "\0\0\0\x0cjP  \r\n\x87\n";

/* Reads a file of the signature and what follows. */
static tp_status read(const char *rest, size_t rest_bytes, struct tp_jp2_boxes *out, struct tp_diag *diag)
{
    struct tp_buffer file;
    tp_status status;

    tp_buffer_init(&file);
    tp_write_bytes(&file, signature, sizeof signature - 1);
    tp_write_bytes(&file, rest, rest_bytes);
    tp_diag_init(diag);
    status = tp_jp2_read_boxes(file.data, file.size_bytes, out, diag);
    assert_true(diag->status == status);
    tp_buffer_deinit(&file);
    return status;
}
#define READ(text) read(text, sizeof(text) - 1, &boxes, &diag)

static void damage_has_words_and_a_place(void **state)
{
    struct tp_jp2_boxes boxes;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(READ(""), TP_E_TRUNCATED);
    assert_int_equal(READ("\0\0"), TP_E_TRUNCATED);
    assert_int_equal(diag.offset_bytes, 12);
    assert_int_equal(READ("\0\0\0\x07jp2h"), TP_E_FORMAT);
    assert_int_equal(READ("\0\0\0\x40jp2h"), TP_E_TRUNCATED);
    assert_int_equal(READ("\0\0\0\1jp2h\0\0\0\0"), TP_E_TRUNCATED);
    assert_int_equal(READ("\0\0\0\1jp2h\0\0\0\0\0\0\0\xf"), TP_E_FORMAT);
    assert_int_equal(READ("\0\0\0\1jp2h\xff\xff\xff\xff\xff\xff\xff\xff"), TP_E_TRUNCATED);
    assert_int_equal(READ("\0\0\0\x08jp2c"), TP_E_FORMAT); /* no header before it */
    assert_int_equal(READ("\0\0\0\x18jp2h\0\0\0\x10res \0\0\0\x08resc"), TP_E_TRUNCATED);
    assert_int_equal(READ("\0\0\0\x10jp2h\0\0\0\x09res "), TP_E_TRUNCATED); /* a box within leaves its own */
}

static void resolution_that_divides_by_zero_is_unknown(void **state)
{
    struct tp_jp2_boxes boxes;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(READ("\0\0\0\x22jp2h\0\0\0\x1ares \0\0\0\x12resc\1\0\0\0\1\0\0\0\0\0\0\0\0\x08jp2c"), TP_OK);
    assert_true(boxes.ppi == 0);
    assert_int_equal(tp_cursor_left(&boxes.codestream), 0);
    assert_int_equal(boxes.codestream_offset, 12 + 34 + 8);
}

static void too_many_boxes(void **state)
{
    static char many[1001 * 8];
    struct tp_jp2_boxes boxes;
    struct tp_diag diag;

    (void)state;
    for (size_t i = 0; i < sizeof many; i += 8)
        memcpy(many + i,
               "\0\0\0\x08"
               "free",
               8);
    assert_int_equal(read(many, sizeof many, &boxes, &diag), TP_E_LIMIT);
}

/* Every resolution that a file can say comes back. */
static void written_resolution_is_read(void **state)
{
    struct tp_image image = {.width_px = 3, .height_px = 2};
    struct tp_buffer codestream = {(uint8_t *)"abc", 3, 3, false};

    (void)state;
    for (int ppi = 0; ppi <= 10000; ppi += ppi < 20 ? 1 : 7) {
        struct tp_jp2_boxes boxes;
        struct tp_buffer file;

        image.ppi = (float)ppi;
        tp_buffer_init(&file);
        tp_jp2_write_boxes(&image, &codestream, &file);
        assert_int_equal(tp_jp2_read_boxes(file.data, file.size_bytes, &boxes, NULL), TP_OK);
        assert_true(boxes.ppi == (ppi < 10 ? 0 : image.ppi));
        assert_int_equal(boxes.colour, TP_JP2_GRAY);
        assert_int_equal(tp_cursor_left(&boxes.codestream), 3);
        assert_memory_equal(boxes.codestream.at, "abc", 3);
        tp_buffer_deinit(&file);
    }
}

/* The bytes that I.5 asks for, at 1000 ppi. */
static void written_bytes(void **state)
{
    static const char expected[] = "\0\0\0\x0cjP  \r\n\x87\n"
                                   "\0\0\0\x14"
                                   "ftypjp2 \0\0\0\0jp2 "
                                   "\0\0\0\x47jp2h"
                                   "\0\0\0\x16ihdr\0\0\0\2\0\0\0\3\0\1\7\7\0\0"
                                   "\0\0\0\x0f"
                                   "colr\1\0\0\0\0\0\x11"
                                   "\0\0\0\x1ares \0\0\0\x12resc\x99\xca\0\1\x99\xca\0\1\0\0"
                                   "\0\0\0\x0bjp2cabc";
    const struct tp_image image = {.width_px = 3, .height_px = 2, .ppi = 1000};
    const struct tp_buffer codestream = {(uint8_t *)"abc", 3, 3, false};
    struct tp_buffer file;

    (void)state;
    tp_buffer_init(&file);
    tp_jp2_write_boxes(&image, &codestream, &file);
    assert_int_equal(file.size_bytes, sizeof expected - 1);
    assert_memory_equal(file.data, expected, sizeof expected - 1);
    tp_buffer_deinit(&file);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(damage_has_words_and_a_place),
    cmocka_unit_test(resolution_that_divides_by_zero_is_unknown),
    cmocka_unit_test(too_many_boxes),
    cmocka_unit_test(written_resolution_is_read),
    cmocka_unit_test(written_bytes),
};
TP_TEST_MAIN(tests)
