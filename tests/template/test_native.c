/* SPDX-License-Identifier: Apache-2.0 */
/* The native encoding: golden bytes, exact round trips, size, each violation. */
#include "violations.h"

#include <stdlib.h>

/* A right index finger, rolled, of 400 x 20 pixels (25 x 2 cells) and quality 80, with one minutia. */
static const uint8_t golden[36] = "TENP\1\1\0\0\0\x24\1\x90\0\x14\2\1\x50\1" /* 18 bytes: 36 in all */
                                  "\x41\x2c\0\x0a\xff\x5a"                   /* 18: the minutia */
                                  "\3\0\5\1"                                 /* 24: a box of 5 cells */
                                  "\x0f\0\3\x16"                             /* 28: a cell, 3 empty ones, a cell */
                                  "\x1c\x0b\x34\x9e";                        /* 32: checksum */

static void golden_template(struct tp_template *out)
{
    tp_template_init(out);
    out->width_px = 400;
    out->height_px = 20;
    out->position = 2;
    out->impression = TP_IMPRESSION_LIVE_ROLLED;
    out->quality = 80;
    out->minutia_count = 1;
    out->minutiae[0] = (struct tp_minutia){300, 10, 255, TP_MINUTIA_ENDING, 90};
    assert_int_equal(tp_template_make_field(out, NULL), TP_OK);
    out->field[3] = TP_FIELD_CELL(1, 7);
    out->field[7] = TP_FIELD_CELL(2, 6);
}

static void reseal(uint8_t *record, size_t size_bytes)
{
    const uint32_t crc = tp_crc32(record, size_bytes - 4);

    for (unsigned i = 0; size_bytes >= 22 && i < 4; i++)
        record[size_bytes - 4 + i] = (uint8_t)(crc >> (24 - 8 * i));
}

static void writes_and_reads_the_golden_bytes(void **state)
{
    struct tp_template in, out;
    uint8_t *data;
    size_t size;
    (void)state;

    golden_template(&in);
    assert_int_equal(tp_template_encode(&in, TP_FORMAT_NATIVE, &data, &size, NULL), TP_OK);
    assert_int_equal(size, sizeof golden);
    assert_memory_equal(data, golden, size);
    assert_int_equal(tp_template_decode(data, size, 0, &out, NULL, NULL), TP_OK);
    assert_true(same_template(&in, &out));
    tp_template_deinit(&out);
    assert_int_equal(tp_template_decode(data, size, 1, &out, NULL, NULL), TP_E_NOT_FOUND);
    tp_template_deinit(&in);
    free(data);
}

static void round_trips_are_exact(void **state)
{
    struct tp_rng rng = tp_rng_seed(1, 0);
    (void)state;

    for (unsigned i = 0; i < 500; i++) {
        struct tp_template in, out;
        uint8_t *data;
        size_t size;
        unsigned views;

        random_template(&rng, i % 256, i % 2 ? 500 : TP_TEMPLATE_SIDE_MAX_PX, i % 3 != 0, &in);
        assert_int_equal(tp_template_encode(&in, TP_FORMAT_NATIVE, &data, &size, NULL), TP_OK);
        assert_int_equal(tp_template_decode(data, size, 0, &out, &views, NULL), TP_OK);
        assert_int_equal(views, 1);
        assert_true(same_template(&in, &out));
        tp_template_deinit(&out);
        tp_template_deinit(&in);
        free(data);
    }
}

/* Two opposite corners of 255 x 255 cells: 65,023 empty ones in runs of 255 at most. */
static void a_sparse_field_takes_few_bytes(void **state)
{
    struct tp_template in, out;
    uint8_t *data;
    size_t size;
    (void)state;

    tp_template_init(&in);
    in.width_px = in.height_px = TP_TEMPLATE_SIDE_MAX_PX;
    assert_int_equal(tp_template_make_field(&in, NULL), TP_OK);
    in.field[0] = in.field[255 * 255 - 1] = 1;
    assert_int_equal(tp_template_encode(&in, TP_FORMAT_NATIVE, &data, &size, NULL), TP_OK);
    assert_int_equal(size, 22 + 4 + 2 + 2 * 255);
    assert_int_equal(tp_template_decode(data, size, 0, &out, NULL, NULL), TP_OK);
    assert_true(same_template(&in, &out));
    tp_template_deinit(&out);
    tp_template_deinit(&in);
    free(data);
}

/* 70 minutiae and 24 x 25 cells without a gap; a rolled print of 800 x 750 with 150 and an oval field. */
static void typical_prints_take_less_than_two_kib(void **state)
{
    static const struct {
        uint16_t width_px, height_px;
        uint8_t minutiae;
        bool oval;
    } rows[] = {{384, 400, 70, false}, {640, 480, 80, false}, {800, 750, 150, true}};
    (void)state;

    for (unsigned i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
        struct tp_template in;
        uint8_t *data;
        size_t size;

        tp_template_init(&in);
        in.width_px = rows[i].width_px;
        in.height_px = rows[i].height_px;
        in.minutia_count = rows[i].minutiae;
        assert_int_equal(tp_template_make_field(&in, NULL), TP_OK);
        for (int cell = 0; cell < in.columns * in.rows; cell++) {
            const int x = 2 * (cell % in.columns) - in.columns, y = 2 * (cell / in.columns) - in.rows;
            const bool inside = 8 * x * x + 8 * y * y < 5 * in.columns * in.columns;

            in.field[cell] = rows[i].oval && !inside ? 0 : 7;
        }
        assert_int_equal(tp_template_encode(&in, TP_FORMAT_NATIVE, &data, &size, NULL), TP_OK);
        print_message("# %u x %u, %u minutiae: %zu bytes\n", in.width_px, in.height_px, in.minutia_count, size);
        assert_true(size <= (rows[i].oval ? 2560 : 2048));
        tp_template_deinit(&in);
        free(data);
    }
}

static void each_violation_is_named(void **state)
{
    static const struct violation rows[] = {
        {4, "\2", 1, 0, TP_E_VERSION, "version", 4},
        {0, "", 0, 4, TP_E_TRUNCATED, "header", 0},
        {0, "", 0, 21, TP_E_TRUNCATED, "header", 0},
        {0, "", 0, 35, TP_E_TRUNCATED, "length", 6},
        {0, "", 0, 37, TP_E_FORMAT, "length", 6},
        {9, "\x25", 1, 37, TP_E_FORMAT, "length", 6},
        {5, "\2", 1, 0, TP_E_FORMAT, "flags", 5},
        {5, "\0", 1, 0, TP_E_FORMAT, "length", 6},
        {10, "\0\0", 2, 0, TP_E_FORMAT, "width_px", -1},
        {12, "\xff\xff", 2, 0, TP_E_FORMAT, "height_px", -1},
        {14, "\x0b", 1, 0, TP_E_FORMAT, "position", -1},
        {15, "\4", 1, 0, TP_E_FORMAT, "impression", -1},
        {16, "\x65", 1, 0, TP_E_FORMAT, "quality", -1},
        {17, "\x03", 1, 0, TP_E_FORMAT, "length", 6},
        {18, "\xc1", 1, 0, TP_E_FORMAT, "minutiae[0].type", -1},
        {18, "\x41\x90", 2, 0, TP_E_FORMAT, "minutiae[0].x_px", -1},
        {20, "\0\x14", 2, 0, TP_E_FORMAT, "minutiae[0].y_px", -1},
        {23, "\x65", 1, 0, TP_E_FORMAT, "minutiae[0].quality", -1},
        {24, "\x15", 1, 0, TP_E_FORMAT, "ridge field box", 24},
        {25, "\2", 1, 0, TP_E_FORMAT, "ridge field box", 24},
        {26, "\6", 1, 0, TP_E_FORMAT, "length", 6},
        {26, "\4", 1, 0, TP_E_FORMAT, "length", 6},
        {30, "\0", 1, 0, TP_E_FORMAT, "ridge field", 29},
        {30, "\5", 1, 0, TP_E_FORMAT, "ridge field", 29},
    };
    static const struct violation broken = {20, "\1", 1, 0, TP_E_CHECKSUM, "checksum", 32};
    (void)state;

    check_violations(golden, sizeof golden, rows, TP_ARRAY_LENGTH(rows), reseal);
    check_violations(golden, sizeof golden, &broken, 1, NULL);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(writes_and_reads_the_golden_bytes), cmocka_unit_test(round_trips_are_exact),
    cmocka_unit_test(a_sparse_field_takes_few_bytes),    cmocka_unit_test(typical_prints_take_less_than_two_kib),
    cmocka_unit_test(each_violation_is_named),
};
TP_TEST_MAIN(tests)
