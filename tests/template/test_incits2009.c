/* SPDX-License-Identifier: Apache-2.0 */
/* INCITS 378-2009 records and those of 2007: golden bytes of both layouts, each violation. */
#include "violations.h"

/* A right index finger, rolled, of quality 80, with an ending and a bifurcation. */
#define VIEW                                                                                                           \
    "\2\0\1\x50\0\1\0\2\x01\x90\x01\xf4\0\xc5\0\xc5\2"                                                                 \
    "\x40\x64\0\xc8\x20\x5a"                                                                                           \
    "\x81\x2c\x01\x2c\xb3\xff" /* quality not computed */                                                              \
    "\0"                       /* extended data, with the final 0 of the literal */

static const uint8_t golden_2009[] = "FMR\0"
                                     "030\0\0\0\0\x34\1\3\0\0\x80\x12\x34\1\0" VIEW; /* 21 + 31 = 52 bytes */
static const uint8_t golden_2007[] = "FMR\0"
                                     "030\0\0\0\0\x33\1\3\0\0\x80\x12\1\0" VIEW;

static void check_golden(const uint8_t *data, size_t size)
{
    struct tp_template out;
    unsigned views;

    assert_int_equal(tp_template_decode(data, size, 0, &out, &views, NULL), TP_OK);
    assert_int_equal(views, 1);
    assert_true(out.width_px == 400 && out.height_px == 500 && out.position == 2 && out.quality == 80);
    assert_int_equal(out.impression, TP_IMPRESSION_LIVE_ROLLED);
    assert_int_equal(out.minutia_count, 2);
    assert_memory_equal(&out.minutiae[0], (&(struct tp_minutia){100, 200, 46, TP_MINUTIA_ENDING, 90}),
                        sizeof out.minutiae[0]);
    assert_memory_equal(&out.minutiae[1], (&(struct tp_minutia){300, 300, 255, TP_MINUTIA_BIFURCATION, 0}),
                        sizeof out.minutiae[1]);
    assert_int_equal(tp_template_decode(data, size, 1, &out, &views, NULL), TP_E_NOT_FOUND);
}

static void reads_the_golden_bytes(void **state)
{
    (void)state;
    assert_int_equal(sizeof golden_2009, 52);
    check_golden(golden_2009, sizeof golden_2009);
    check_golden(golden_2007, sizeof golden_2007);
}

static void an_unknown_quality_stays_unknown(void **state)
{
    uint8_t record[sizeof golden_2009];
    struct tp_template out;
    (void)state;

    memcpy(record, golden_2009, sizeof record);
    for (unsigned code = 254; code <= 255; code++) {
        record[24] = (uint8_t)code;
        assert_int_equal(tp_template_decode(record, sizeof record, 0, &out, NULL, NULL), TP_OK);
        assert_int_equal(out.quality, TP_QUALITY_UNKNOWN);
    }
}

static void each_violation_is_named(void **state)
{
    static const struct violation rows[] = {
        {0, "", 0, 51, TP_E_TRUNCATED, "length of record", 8},
        {52, "\1", 1, 53, TP_E_FORMAT, "length of record", 8},
        {11, "\x35", 1, 53, TP_E_FORMAT, "length of record", 52},
        {12, "\0\0", 2, 0, TP_E_FORMAT, "CBEFF product identifier owner", 12},
        {16, "\x81", 1, 0, TP_E_FORMAT, "capture equipment certification", 16},
        {19, "\2", 1, 0, TP_E_TRUNCATED, "finger view 2 header", 52},
        {21, "\x0b", 1, 0, TP_E_FORMAT, "finger view 1 finger position", 21},
        {22, "\1", 1, 0, TP_E_FORMAT, "finger view 1 view number", 22},
        {23, "\x0a", 1, 0, TP_E_FORMAT, "finger view 1 impression type", 23},
        {24, "\x65", 1, 0, TP_E_FORMAT, "finger view 1 finger quality", 24},
        {29, "\0\0", 2, 0, TP_E_FORMAT, "finger view 1 size of scanned image", 29},
        {33, "\0\0", 2, 0, TP_E_FORMAT, "finger view 1 resolution", 33},
        {37, "\3", 1, 0, TP_E_TRUNCATED, "finger view 1 number of minutiae", 37},
        {42, "\xb4", 1, 0, TP_E_FORMAT, "finger view 1 minutia 1 angle", 42},
        {51, "\1", 1, 0, TP_E_TRUNCATED, "finger view 1 extended data block length", 50},
    };
    static const struct violation rows_2007[] = {
        {16, "\x10", 1, 0, TP_E_FORMAT, "capture equipment", 16},
        {18, "\0", 1, 0, TP_E_FORMAT, "number of finger views", 18},
    };
    (void)state;
    check_violations(golden_2009, sizeof golden_2009, rows, TP_ARRAY_LENGTH(rows), NULL);
    check_violations(golden_2007, sizeof golden_2007, rows_2007, TP_ARRAY_LENGTH(rows_2007), NULL);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(reads_the_golden_bytes),
    cmocka_unit_test(an_unknown_quality_stays_unknown),
    cmocka_unit_test(each_violation_is_named),
};
TP_TEST_MAIN(tests)
