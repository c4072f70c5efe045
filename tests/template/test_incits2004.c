/* SPDX-License-Identifier: Apache-2.0 */
/* INCITS 378-2004 records: golden bytes, directions within a degree, the long length, each violation. */
#include "violations.h"

#include <stdlib.h>

/* As in test_iso2005.c, but a direction of 10 units (14.06 degrees, coded as 7 times 2). */
static const uint8_t golden[] =
    "FMR\0 20\0\0\x26\x01\x03\0\0\0\0\x01\x90\x01\xf4\0\xc5\0\xc5\x01\0" /* 26 bytes: 38 in all */
    "\x02\x01\x50\x01"                                                   /* 26 */
    "\x40\x64\0\xc8\x07\x5a"                                             /* 30 */
    "\0";                                                                /* 36, with the final 0 of the literal */

static void writes_and_reads_the_golden_bytes(void **state)
{
    struct tp_template in, out;
    uint8_t *data;
    size_t size;
    (void)state;

    tp_template_init(&in);
    in.width_px = 400;
    in.height_px = 500;
    in.position = 2;
    in.impression = TP_IMPRESSION_LIVE_ROLLED;
    in.quality = 80;
    in.minutia_count = 1;
    in.minutiae[0] = (struct tp_minutia){100, 200, 10, TP_MINUTIA_ENDING, 90};
    assert_int_equal(tp_template_encode(&in, TP_FORMAT_INCITS_2004, &data, &size, NULL), TP_OK);
    assert_int_equal(size, sizeof golden);
    assert_memory_equal(data, golden, size);
    assert_int_equal(tp_template_decode(data, size, 0, &out, NULL, NULL), TP_OK);
    assert_true(same_template(&in, &out));
    free(data);
}

/* In the written record the direction is off by a degree at most; once read it is again in units of 1.4 degrees. */
static void directions_round_to_two_degrees(void **state)
{
    (void)state;
    for (int theta = 0; theta < 256; theta++) {
        struct tp_template in, out;
        uint8_t *data;
        size_t size;
        int error;

        tp_template_init(&in);
        in.width_px = in.height_px = 1;
        in.minutia_count = 1;
        in.minutiae[0].theta_q8 = (uint8_t)theta;
        assert_int_equal(tp_template_encode(&in, TP_FORMAT_INCITS_2004, &data, &size, NULL), TP_OK);
        error = abs(data[34] * 2 * 256 - theta * 360); /* 1/256 degree */
        assert_true(TP_MIN(error, 360 * 256 - error) <= 256);
        assert_int_equal(tp_template_decode(data, size, 0, &out, NULL, NULL), TP_OK);
        assert_true(abs((int8_t)(uint8_t)(out.minutiae[0].theta_q8 - theta)) <= 1);
        free(data);
    }
}

/* All but the direction survives; the order follows the direction that was read. */
static void round_trips_keep_all_but_directions(void **state)
{
    struct tp_rng rng = tp_rng_seed(3, 0);
    (void)state;

    for (unsigned i = 0; i < 300; i++) {
        struct tp_template in, out;
        uint8_t *data;
        size_t size;

        random_template(&rng, i % 256, TP_TEMPLATE_SIDE_MAX_PX, false, &in);
        for (unsigned j = 0; j < in.minutia_count; j++)
            in.minutiae[j].theta_q8 = (uint8_t)(in.minutiae[j].theta_q8 / 64 * 64); /* right angles are exact */
        tp_template_sort(&in);
        assert_int_equal(tp_template_encode(&in, TP_FORMAT_INCITS_2004, &data, &size, NULL), TP_OK);
        assert_int_equal(tp_template_decode(data, size, 0, &out, NULL, NULL), TP_OK);
        assert_true(same_template(&in, &out));
        free(data);
    }
}

/* A record of more than 65,535 bytes, made long by a vendor's extended data area in each of two views. */
static void a_long_length_is_read(void **state)
{
    enum { AREA = 60000, VIEW = 4 + 2 + AREA, TOTAL = 30 + 2 * VIEW };
    uint8_t *data = calloc(1, TOTAL);
    struct tp_template out;
    unsigned views;
    (void)state;

    assert_non_null(data);
    memcpy(data, "FMR\0 20\0\0\0", 10);
    data[11] = TOTAL >> 16;
    data[12] = TOTAL >> 8 & 255;
    data[13] = TOTAL & 255;
    memcpy(data + 14, golden + 10, 16);
    data[28] = 2;
    for (unsigned view = 0; view < 2; view++) {
        uint8_t *at = data + 30 + view * VIEW;

        at[1] = (uint8_t)(view << 4);
        at[4] = at[8] = AREA >> 8;
        at[5] = at[9] = AREA & 255;
        at[6] = 1; /* type 0x0100 */
    }
    assert_int_equal(tp_template_decode(data, TOTAL, 1, &out, &views, NULL), TP_OK);
    assert_int_equal(views, 2);
    data[13]++;
    assert_int_equal(tp_template_decode(data, TOTAL, 1, &out, &views, NULL), TP_E_TRUNCATED);
    free(data);
}

static void each_violation_is_named(void **state)
{
    static const struct violation rows[] = {
        {0, "", 0, 37, TP_E_TRUNCATED, "length of record", 8},
        {38, "\1", 1, 39, TP_E_FORMAT, "length of record", 8},
        {9, "\x27", 1, 39, TP_E_FORMAT, "length of record", 38},
        {10, "\0\0", 2, 0, TP_E_FORMAT, "CBEFF product identifier owner", 10},
        {14, "\x40", 1, 0, TP_E_FORMAT, "capture equipment", 14},
        {25, "\1", 1, 0, TP_E_FORMAT, "reserved byte", 25},
        {26, "\xff", 1, 0, TP_E_FORMAT, "finger view 1 finger position", 26},
        {34, "\xb4", 1, 0, TP_E_FORMAT, "finger view 1 minutia 1 angle", 34},
    };
    (void)state;
    check_violations(golden, sizeof golden, rows, TP_ARRAY_LENGTH(rows), NULL);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(writes_and_reads_the_golden_bytes),
    cmocka_unit_test(directions_round_to_two_degrees),
    cmocka_unit_test(round_trips_keep_all_but_directions),
    cmocka_unit_test(a_long_length_is_read),
    cmocka_unit_test(each_violation_is_named),
};
TP_TEST_MAIN(tests)
