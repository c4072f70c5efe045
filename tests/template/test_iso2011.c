/* SPDX-License-Identifier: Apache-2.0 */
/* ISO/IEC 19794-2:2011 records: golden bytes of both minutia lengths, several representations, each violation. */
#include "violations.h"

#include <stdlib.h>

/* Two representations: a rolled right index finger with qualities, certified, of quality 80; a left thumb at 1000 ppi.
 */
static const uint8_t golden[] =
    "FMR\0"
    "030\0\0\0\0\x7a\0\2\1"                                    /* 15: 122 bytes, 2 representations, certified */
    "\0\0\0\x43\x07\xda\x0c\x1f\x17\x3b\x3b\x03\xe7\0\1\2\3\4" /* 15: 67 bytes, when, with which device */
    "\2\x50\0\1\0\2\xff\0\3\0\4"                               /* 33: two quality blocks, the second failed */
    "\1\0\5\1"                                                 /* 44: one certification */
    "\2\0\0\xc5\0\xc5\1\x01\x90\x01\xf4\x60\2"                 /* 48: 400 x 500 at 197, 6 bytes each, 2 minutiae */
    "\x40\x64\0\xc8\x40\x5a"                                   /* 61 */
    "\x81\x2c\x01\x2c\xff\xfe"                                 /* 67: quality not computed */
    "\0\7\1\0\0\7abc"                                          /* 73: a vendor's extended data */
    "\0\0\0\x28\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0\0" /* 82: 40 bytes */
    "\0\0"                                                     /* no quality, no certification */
    "\6\0\1\x8a\1\x8a\x18\1\0\1\0\x51\1"                       /* contactless, 256 x 256, ridge endings, 5 bytes each */
    "\0\xfe\0\x80\x40"
    "\0"; /* extended data, with the final 0 of the literal */

static void reads_the_golden_bytes(void **state)
{
    struct tp_template out;
    unsigned views;
    (void)state;

    assert_int_equal(sizeof golden, 122);
    assert_int_equal(tp_template_decode(golden, sizeof golden, 0, &out, &views, NULL), TP_OK);
    assert_int_equal(views, 2);
    assert_true(out.width_px == 400 && out.height_px == 500 && out.position == 2 && out.quality == 80);
    assert_int_equal(out.impression, TP_IMPRESSION_LIVE_ROLLED);
    assert_int_equal(out.minutia_count, 2);
    assert_memory_equal(&out.minutiae[0], (&(struct tp_minutia){100, 200, 64, TP_MINUTIA_ENDING, 90}),
                        sizeof out.minutiae[0]);
    assert_memory_equal(&out.minutiae[1], (&(struct tp_minutia){300, 300, 255, TP_MINUTIA_BIFURCATION, 0}),
                        sizeof out.minutiae[1]);
    assert_int_equal(tp_template_validate(&out, NULL), TP_OK);

    assert_int_equal(tp_template_decode(golden, sizeof golden, 1, &out, &views, NULL), TP_OK);
    assert_true(out.width_px == 128 && out.height_px == 128 && out.position == 6);
    assert_true(out.quality == TP_QUALITY_UNKNOWN && out.impression == TP_IMPRESSION_CONTACTLESS);
    assert_memory_equal(&out.minutiae[0], (&(struct tp_minutia){127, 64, 64, TP_MINUTIA_OTHER, 0}),
                        sizeof out.minutiae[0]);
    assert_int_equal(tp_template_decode(golden, sizeof golden, 2, &out, &views, NULL), TP_E_NOT_FOUND);
}

static void impression_types_of_the_standard(void **state)
{
    static const struct {
        uint8_t code, impression;
    } rows[] = {{0, 0}, {1, 1}, {2, 2}, {3, 3},  {4, 2},  {5, 2}, {6, 2},
                {7, 2}, {8, 8}, {9, 1}, {24, 9}, {28, 0}, {29, 0}};
    unsigned known = 0;
    uint8_t impression;
    (void)state;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
        assert_true(tp_fmr_impression_of(rows[i].code, &impression));
        assert_int_equal(impression, rows[i].impression);
        assert_true(tp_impression_is_valid(impression));
    }
    for (unsigned code = 0; code < 256; code++)
        known += tp_fmr_impression_of(code, &impression);
    assert_int_equal(known, TP_ARRAY_LENGTH(rows));
}

static void each_violation_is_named(void **state)
{
    static const struct violation rows[] = {
        {0, "", 0, 10, TP_E_TRUNCATED, "general header", 8},
        {0, "", 0, 121, TP_E_TRUNCATED, "length of record", 8},
        {122, "\1", 1, 123, TP_E_FORMAT, "length of record", 8},
        {11, "\x7b", 1, 123, TP_E_FORMAT, "length of record", 122},
        {12, "\0\0", 2, 0, TP_E_FORMAT, "number of representations", 12},
        {12, "\0\3", 2, 0, TP_E_TRUNCATED, "representation 3 length", 122},
        {12, "\0\1", 2, 0, TP_E_FORMAT, "length of record", 82},
        {14, "\2", 1, 0, TP_E_FORMAT, "device certification block flag", 14},
        {18, "\x21", 1, 0, TP_E_FORMAT, "representation 1 length", 15},
        {18, "\x44", 1, 0, TP_E_FORMAT, "representation 1 length", 15},
        {17, "\1", 1, 0, TP_E_TRUNCATED, "representation 1 length", 15},
        {33, "\xff", 1, 0, TP_E_TRUNCATED, "representation 1 number of quality blocks", 33},
        {34, "\x65", 1, 0, TP_E_FORMAT, "representation 1 quality score", 34},
        {39, "\xfe", 1, 0, TP_E_FORMAT, "representation 1 quality score", 39},
        {44, "\xff", 1, 0, TP_E_TRUNCATED, "representation 1 number of certifications", 44},
        {48, "\x0d", 1, 0, TP_E_FORMAT, "representation 1 finger position", 48},
        {49, "\1", 1, 0, TP_E_FORMAT, "representation 1 number", 49},
        {50, "\0\0", 2, 0, TP_E_FORMAT, "representation 1 resolution", 50},
        {51, "\xc4", 1, 0, TP_E_UNSUPPORTED, "representation 1 resolution", 50},
        {54, "\x0a", 1, 0, TP_E_FORMAT, "representation 1 impression type", 54},
        {55, "\0\0", 2, 0, TP_E_FORMAT, "representation 1 size of scanned image", 55},
        {55, "\x20\0", 2, 0, TP_E_LIMIT, "representation 1 size of scanned image", 55},
        {59, "\x40", 1, 0, TP_E_FORMAT, "representation 1 minutia field length", 59},
        {59, "\x62", 1, 0, TP_E_FORMAT, "representation 1 ridge ending type", 59},
        {60, "\xff", 1, 0, TP_E_TRUNCATED, "representation 1 number of minutiae", 60},
        {61, "\xc0", 1, 0, TP_E_FORMAT, "representation 1 minutia 1 type", 61},
        {66, "\xfd", 1, 0, TP_E_FORMAT, "representation 1 minutia 1 quality", 66},
        {78, "\x08", 1, 0, TP_E_FORMAT, "representation 1 extended data area length", 77},
    };
    (void)state;
    check_violations(golden, sizeof golden, rows, TP_ARRAY_LENGTH(rows), NULL);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(reads_the_golden_bytes),
    cmocka_unit_test(impression_types_of_the_standard),
    cmocka_unit_test(each_violation_is_named),
};
TP_TEST_MAIN(tests)
