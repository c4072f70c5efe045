/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ's marker segments: what they say is taken over, and what they must not say is refused by name. */
#include "codec/wsq_decode.h"

#include <string.h>

#include "test.h"

static struct tp_wsq_tables tables;
static struct tp_diag diag;

static tp_status read(unsigned marker, const void *body, size_t size_bytes)
{
    struct tp_wsq_segment segment = {marker, tp_cursor_over(body, size_bytes), 1000, &diag};

    tp_diag_init(&diag);
    return tp_wsq_read_segment(&segment, &tables);
}

static void check_refused(tp_status status, const char *field, int64_t offset_bytes)
{
    assert_int_equal(status, TP_E_FORMAT);
    assert_string_equal(diag.field, field);
    assert_int_equal(diag.offset_bytes, offset_bytes);
}

static void frame(void **state)
{
    static const uint8_t body[] = {0, 255, 1, 2, 3, 4, 2, 0x27, 0x10, 1, 0, 5, 2, 9, 9};

    (void)state;
    memset(&tables, 0, sizeof tables);
    assert_int_equal(read(TP_WSQ_SOF, body, sizeof body), TP_OK);
    assert_true(tables.has_frame && tables.frame.height_px == 0x102 && tables.frame.width_px == 0x304);
    assert_true(tables.frame.shift == 100.0f && tables.frame.scale == 0.5f);
    check_refused(read(TP_WSQ_SOF, body, sizeof body), "WSQ SOF", 1000);
    memset(&tables, 0, sizeof tables);
    check_refused(read(TP_WSQ_SOF, body, sizeof body - 1), "WSQ SOF", 1012);
    assert_false(tables.has_frame);
}

static void filters_of_odd_length(void **state)
{
    static const uint8_t body[] = {3, 1, 0, 1, 0, 0, 0, 15, 7, 2, 0, 0, 0, 25, 0, 0, 0, 0, 0, 2};
    uint8_t damaged[sizeof body];

    (void)state;
    memset(&tables, 0, sizeof tables);
    assert_int_equal(read(TP_WSQ_DTT, body, sizeof body), TP_OK);
    assert_true(tables.has_filters && tables.filters.low_taps == 3 && tables.filters.high_taps == 1);
    assert_true(tables.filters.low[0] == -0.25f && tables.filters.low[1] == 1.5f && tables.filters.low[2] == -0.25f);
    assert_true(tables.filters.high[0] == 2);
    memcpy(damaged, body, sizeof body);
    damaged[16] = 1; /* 65,538 * 256 */
    check_refused(read(TP_WSQ_DTT, damaged, sizeof body), "WSQ DTT high-pass filter", 1014);
    assert_false(tables.has_filters);
}

static void filters_of_even_length(void **state)
{
    static const uint8_t body[] = {4, 2, 0, 0, 0, 0, 0, 3, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 2};

    (void)state;
    assert_int_equal(read(TP_WSQ_DTT, body, sizeof body), TP_OK);
    assert_memory_equal(tables.filters.low, ((float[]){-1, 3, 3, -1}), 4 * sizeof(float));
    assert_memory_equal(tables.filters.high, ((float[]){2, -2}), 2 * sizeof(float));
}

static void exponents_of_any_size(void **state)
{
    static const uint8_t body[] = {1, 1, 0, 255, 255, 255, 255, 255, 0, 9, 0xff, 0xff, 0xff, 0xff};

    (void)state;
    assert_int_equal(read(TP_WSQ_DTT, body, sizeof body), TP_OK);
    assert_true(tables.filters.low[0] == 0 && tables.filters.high[0] == 4.294967295f);
}

static void quantiser(void **state)
{
    uint8_t body[3 + 64 * 6] = {2, 0, 44, 1, 0, 25, 0, 0, 3, 0, 0, 0, 3, 0, 0, 255, 1, 1, 255, 1, 1};

    (void)state;
    memset(&tables, 0, sizeof tables);
    assert_int_equal(read(TP_WSQ_DQT, body, sizeof body), TP_OK);
    assert_true(tables.has_quantiser && tables.quantiser.centre == 0.44f);
    assert_true(tables.quantiser.width[0] == 2.5f && tables.quantiser.zero_width[0] == 3);
    assert_true(tables.quantiser.width[1] == 0);                                       /* left out */
    assert_true(tables.quantiser.width[2] > 0 && tables.quantiser.zero_width[2] == 0); /* small, but coded */
    memset(&tables, 0, sizeof tables);
    check_refused(read(TP_WSQ_DQT, body, sizeof body - 1), "WSQ DQT", 1000 + 3 + 63 * 6 + 4);
    assert_false(tables.has_quantiser);
}

static void code_tables(void **state)
{
    uint8_t body[2 * (17 + 3)] = {[1] = 1, [2] = 1, [16] = 1, [17] = 7, 8, 9, [20] = 7, [21] = 2, [22] = 1};

    (void)state;
    memset(&tables, 0, sizeof tables);
    check_refused(read(TP_WSQ_DHT, body, sizeof body), "WSQ DHT number of codes", 1021);
    assert_true(tables.codes[0].defined && tables.codes[0].symbol_count == 3 && tables.codes[0].symbols[2] == 9);
    assert_false(tables.codes[7].defined);
    body[21] = 1;
    body[23] = 1;
    assert_int_equal(read(TP_WSQ_DHT, body, sizeof body), TP_OK);
    assert_true(tables.codes[7].defined && tables.codes[7].counts[2] == 1);
    check_refused(read(TP_WSQ_DHT, body, sizeof body - 1), "WSQ DHT", 1037);
    check_refused(read(TP_WSQ_DHT, body, 0), "WSQ DHT", 1000);
    body[0] = 8;
    check_refused(read(TP_WSQ_DHT, body, sizeof body), "WSQ DHT table number", 1000);
}

static void restart_interval(void **state)
{
    (void)state;
    assert_int_equal(read(TP_WSQ_DRI, "\1\2", 2), TP_OK);
    assert_int_equal(tables.restart_interval, 0x102);
    check_refused(read(TP_WSQ_DRI, "\1\2\3", 3), "WSQ DRI", 1002);
}

static float ppi_of(const char *comment)
{
    memset(&tables, 0, sizeof tables);
    assert_int_equal(read(TP_WSQ_COM, comment, strlen(comment)), TP_OK);
    return tables.ppi;
}

static void resolution_in_comments(void **state)
{
    (void)state;
    assert_true(ppi_of("NIST_COM 9\nPIX_WIDTH 300\nPPI 500\nLOSSY 1") == 500);
    assert_true(ppi_of("NIST_COM 9\nPPI  1000") == 1000);
    assert_true(ppi_of("NIST_COM 9\r\nPPI 500\r\n") == 500);
    assert_true(ppi_of("NIST_COM 9\nPPI -1\n") == 0);
    assert_true(ppi_of("NIST_COM 9\nPPI 255\n") == 0);
    assert_true(ppi_of("NIST_COM 9\nPPI\n") == 0);
    assert_true(ppi_of("NIST_COM 9\nPPI 5\n") == 0);
    assert_true(ppi_of("NIST_COM 9\nPPI 99999999999999999999\n") == 0);
    assert_true(ppi_of("NIST_COM 9\nMYPPI 500\n") == 0);
    assert_true(ppi_of("PPI 500\n") == 0);
    assert_true(ppi_of("") == 0);
    assert_int_equal(read(TP_WSQ_COM, "NIST_COM 1\nPPI 500", 18), TP_OK);
    assert_int_equal(read(TP_WSQ_COM, "NIST_COM 1\nPPI 250", 18), TP_OK);
    assert_true(tables.ppi == 500);
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(tp_wsq_marker_name(TP_WSQ_SOI), "WSQ SOI");
    assert_string_equal(tp_wsq_marker_name(TP_WSQ_COM), "WSQ COM");
    assert_string_equal(tp_wsq_marker_name(TP_WSQ_RST + 7), "WSQ RST");
    assert_string_equal(tp_wsq_marker_name(0xffd8), "WSQ");
    check_refused(read(0xffd8, "", 0), "WSQ", 1000);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(frame),
    cmocka_unit_test(filters_of_odd_length),
    cmocka_unit_test(filters_of_even_length),
    cmocka_unit_test(exponents_of_any_size),
    cmocka_unit_test(quantiser),
    cmocka_unit_test(code_tables),
    cmocka_unit_test(restart_interval),
    cmocka_unit_test(resolution_in_comments),
    cmocka_unit_test(names),
};
TP_TEST_MAIN(tests)
