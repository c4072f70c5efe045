/* SPDX-License-Identifier: Apache-2.0 */
/* ISO/IEC 19794-2:2005 records: golden bytes, exact round trips at 500 ppi, each violation. */
#include "violations.h"

#include <stdlib.h>

/* A right index finger, rolled, of quality 80, with an ending and a bifurcation. */
static const uint8_t golden[] =
    "FMR\0 20\0\0\0\0\x2a\0\0\x01\x90\x01\xf4\0\xc5\0\xc5\x01\0" /* 24 bytes: 42 in all, 400 x 500, 197 px/cm */
    "\x02\x01\x50\x02"                                           /* 24 */
    "\x40\x64\0\xc8\x40\x5a"                                     /* 28 */
    "\x81\x2c\x01\x2c\xff\x28"                                   /* 34 */
    "\0";                                                        /* 40, with the final 0 of the literal */

static void golden_template(struct tp_template *out)
{
    tp_template_init(out);
    out->width_px = 400;
    out->height_px = 500;
    out->position = 2;
    out->impression = TP_IMPRESSION_LIVE_ROLLED;
    out->quality = 80;
    out->minutia_count = 2;
    out->minutiae[0] = (struct tp_minutia){100, 200, 64, TP_MINUTIA_ENDING, 90};
    out->minutiae[1] = (struct tp_minutia){300, 300, 255, TP_MINUTIA_BIFURCATION, 40};
}

static void writes_and_reads_the_golden_bytes(void **state)
{
    struct tp_template in, out;
    uint8_t *data;
    size_t size;
    unsigned views;
    (void)state;

    golden_template(&in);
    assert_int_equal(sizeof golden, 42);
    assert_int_equal(tp_template_encode(&in, TP_FORMAT_ISO_2005, &data, &size, NULL), TP_OK);
    assert_int_equal(size, sizeof golden);
    assert_memory_equal(data, golden, size);
    assert_int_equal(tp_template_decode(data, size, 0, &out, &views, NULL), TP_OK);
    assert_int_equal(views, 1);
    assert_true(same_template(&in, &out));
    free(data);
}

static void round_trips_are_exact_but_for_the_field(void **state)
{
    struct tp_rng rng = tp_rng_seed(2, 0);
    (void)state;

    for (unsigned i = 0; i < 500; i++) {
        struct tp_template in, out;
        uint8_t *data;
        size_t size;

        random_template(&rng, i % 256, i % 2 ? 500 : TP_TEMPLATE_SIDE_MAX_PX, false, &in);
        assert_int_equal(tp_template_encode(&in, TP_FORMAT_ISO_2005, &data, &size, NULL), TP_OK);
        assert_int_equal(tp_template_decode(data, size, 0, &out, NULL, NULL), TP_OK);
        assert_true(same_template(&in, &out));
        free(data);
    }
}

static void an_unknown_quality_becomes_zero_and_the_field_is_left_out(void **state)
{
    struct tp_template in, out;
    uint8_t *data;
    size_t size;
    (void)state;

    golden_template(&in);
    in.quality = TP_QUALITY_UNKNOWN;
    assert_int_equal(tp_template_make_field(&in, NULL), TP_OK);
    assert_int_equal(tp_template_encode(&in, TP_FORMAT_ISO_2005, &data, &size, NULL), TP_OK);
    assert_int_equal(size, sizeof golden);
    assert_int_equal(tp_template_decode(data, size, 0, &out, NULL, NULL), TP_OK);
    assert_int_equal(out.quality, 0);
    assert_null(out.field);
    tp_template_deinit(&in);
    free(data);
}

static void each_violation_is_named(void **state)
{
    static const struct violation rows[] = {
        {4, "040", 4, 0, TP_E_VERSION, "version number", 4},
        {0, "", 0, 6, TP_E_TRUNCATED, "record header", 0},
        {0, "", 0, 23, TP_E_TRUNCATED, "record header", 0},
        {0, "", 0, 41, TP_E_TRUNCATED, "length of record", 8},
        {42, "\1", 1, 43, TP_E_FORMAT, "length of record", 8},
        {11, "\x2b", 1, 43, TP_E_FORMAT, "length of record", 42},
        {12, "\x10", 1, 0, TP_E_FORMAT, "capture equipment", 12},
        {14, "\0\0", 2, 0, TP_E_FORMAT, "size of scanned image", 14},
        {16, "\0\0", 2, 0, TP_E_FORMAT, "size of scanned image", 14},
        {14, "\x10\0", 2, 0, TP_E_LIMIT, "size of scanned image", 14},
        {18, "\0\0\0\0", 4, 0, TP_E_FORMAT, "resolution", 18},
        {20, "\0\xc6", 2, 0, TP_E_UNSUPPORTED, "resolution", 18},
        {22, "\0", 1, 0, TP_E_FORMAT, "number of finger views", 22},
        {22, "\2", 1, 0, TP_E_TRUNCATED, "finger view 2 header", 42},
        {23, "\1", 1, 0, TP_E_FORMAT, "reserved byte", 23},
        {24, "\x0b", 1, 0, TP_E_FORMAT, "finger view 1 finger position", 24},
        {25, "\x11", 1, 0, TP_E_FORMAT, "finger view 1 view number", 25},
        {25, "\x04", 1, 0, TP_E_FORMAT, "finger view 1 impression type", 25},
        {26, "\x65", 1, 0, TP_E_FORMAT, "finger view 1 finger quality", 26},
        {27, "\x03", 1, 0, TP_E_TRUNCATED, "finger view 1 number of minutiae", 27},
        {27, "\x01", 1, 0, TP_E_TRUNCATED, "finger view 1 extended data block length", 34},
        {28, "\xc0", 1, 0, TP_E_FORMAT, "finger view 1 minutia 1 type", 28},
        {28, "\x41\x90", 2, 0, TP_E_FORMAT, "finger view 1 minutia 1 x coordinate", 28},
        {36, "\x41", 1, 0, TP_E_FORMAT, "finger view 1 minutia 2 reserved bits", 36},
        {36, "\x01\xf4", 2, 0, TP_E_FORMAT, "finger view 1 minutia 2 y coordinate", 36},
        {39, "\x65", 1, 0, TP_E_FORMAT, "finger view 1 minutia 2 quality", 39},
        {41, "\1", 1, 0, TP_E_TRUNCATED, "finger view 1 extended data block length", 40},
    };
    (void)state;
    check_violations(golden, sizeof golden, rows, TP_ARRAY_LENGTH(rows), NULL);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(writes_and_reads_the_golden_bytes),
    cmocka_unit_test(round_trips_are_exact_but_for_the_field),
    cmocka_unit_test(an_unknown_quality_becomes_zero_and_the_field_is_left_out),
    cmocka_unit_test(each_violation_is_named),
};
TP_TEST_MAIN(tests)
