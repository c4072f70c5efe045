/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ's entropy-coded data: codes of every length, restart markers, and the end of the data. */
#include "codec/wsq_decode.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

/* Lengths 1, 2, .. 15, 16: symbols 1, 2, .. in that order; all ones remains free. */
static void one_code_of_each_length(struct tp_wsq_codes *out)
{
    memset(out, 0, sizeof *out);
    memset(out->counts, 1, sizeof out->counts);
    for (unsigned i = 0; i < 16; i++)
        out->symbols[i] = (uint8_t)(181 + i); /* coefficients 1, 2, .. 16 */
    out->symbol_count = 16;
    out->defined = true;
}

static void lookup_finds_short_codes(void **state)
{
    struct tp_wsq_codes codes;
    struct tp_wsq_lookup lookup;

    (void)state;
    one_code_of_each_length(&codes);
    assert_true(tp_wsq_lookup_init(&lookup, &codes));
    for (unsigned bits = 1; bits <= TP_WSQ_LOOKUP_BITS; bits++) { /* 0, 10, 110, .. */
        unsigned code = (1u << bits) - 2;

        assert_int_equal(lookup.entries[code << (TP_WSQ_LOOKUP_BITS - bits)], bits << 8 | (180 + bits));
        assert_int_equal(lookup.entries[((code + 1) << (TP_WSQ_LOOKUP_BITS - bits)) - 1], bits << 8 | (180 + bits));
    }
    assert_int_equal(lookup.entries[(1 << TP_WSQ_LOOKUP_BITS) - 1], 0);
    codes.counts[0] = 2; /* 0 and 1: nothing is left for the others */
    assert_false(tp_wsq_lookup_init(&lookup, &codes));
}

/* ---- data -------------------------------------------------------------------------------------------------------- */

/* 8 x 8 pixels. */
struct fixture {
    struct tp_wsq_tree tree;
    struct tp_wsq_quantiser quantiser;
    struct tp_wsq_codes codes;
    struct tp_wsq_lookup lookup;
    float plane[64];
    bool filled[TP_WSQ_BANDS];
    struct tp_diag diag;
    struct tp_cursor cursor;
};

static void fixture_init(struct fixture *out)
{
    memset(out, 0, sizeof *out);
    tp_wsq_tree_init(&out->tree, 8, 8);
    out->quantiser.centre = 0.5f;
    for (unsigned i = 0; i < TP_WSQ_BANDS; i++) {
        out->quantiser.width[i] = 2;
        out->quantiser.zero_width[i] = 3;
    }
    one_code_of_each_length(&out->codes);
    assert_true(tp_wsq_lookup_init(&out->lookup, &out->codes));
    tp_diag_init(&out->diag);
}

/* Reads subbands 51..54: 16 coefficients of 4 subbands of 2 x 2. */
static tp_status read(struct fixture *f, const char *data, size_t size_bytes, bool restarts)
{
    struct tp_wsq_data in = {&f->cursor, restarts, &f->diag};
    struct tp_wsq_block block = {&f->tree, &f->quantiser, 51, 55, f->plane, 8, f->filled};

    memset(f->plane, 0, sizeof f->plane);
    tp_diag_init(&f->diag);
    f->cursor = tp_cursor_over((const uint8_t *)data, size_bytes);
    return tp_wsq_read_block(&in, &f->lookup, &block);
}

static float value_of(unsigned bin)
{
    return 2 * ((float)bin - 0.5f) + 1.5f;
}

static void check_value(const struct fixture *f, unsigned band, unsigned index, float expected)
{
    const struct tp_wsq_band *b = &f->tree.bands[band];

    assert_true(f->plane[(b->y + index / b->width) * 8 + b->x + index % b->width] == expected);
}

static void codes_of_every_length_decode(void **state)
{
    /* 0 10 110 1110 ..: 136 bits, 17 bytes, of which FF is followed by 00. */
    static const char data[] = "\x5b\xbd\xf7\xef\xef\xf7\xfd\xff\0\xbf\xfb\xff\0\xdf\xff\0\x7f\xfe\xff\0\xfe\xff\xa3";
    struct fixture f;
    unsigned bin = 1;

    (void)state;
    fixture_init(&f);
    assert_int_equal(read(&f, data, sizeof data - 1, false), TP_OK);
    for (unsigned band = 51; band < 55; band++)
        for (unsigned i = 0; i < 4; i++, bin++)
            check_value(&f, band, i, value_of(bin));
    assert_int_equal(tp_cursor_left(&f.cursor), 2); /* at the marker */
    assert_true(f.filled[51] && f.filled[54] && !f.filled[50] && !f.filled[55]);
}

static void bands_that_are_left_out_have_no_codes(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    f.quantiser.width[51] = f.quantiser.width[53] = 0;
    assert_int_equal(read(&f, "\x49\x24\x92\xff\xa3", 5, false), TP_E_FORMAT); /* 1 2 1 2 1 2 ..: more than 8 */
    assert_non_null(strstr(f.diag.text, "more data"));
    assert_int_equal(read(&f, "\x49\x2f\xff\xa3", 4, false), TP_OK); /* 0 10 0 10 0 10 0 10, 1111 */
    check_value(&f, 51, 0, 0);
    check_value(&f, 52, 0, value_of(1));
    check_value(&f, 52, 3, value_of(2));
    check_value(&f, 53, 2, 0);
    check_value(&f, 54, 1, value_of(2));
}

/* All kinds of symbols. */
static void symbols_mean_what_they_should(void **state)
{
    /* Codes of 3 bits: 000 -73, 001 74, 010 8-bit positive, 011 8-bit negative, 100 16-bit negative, 101 run of 3,
     * 110 run in 8 bits. */
    static const uint8_t symbols[] = {107, 254, 101, 102, 104, 3, 105};
    /* 000 001 010 11001000 011 11111111 100 1111111111111110 101 110 00000110 110 00000000 001 001 */
    static const char data[] = "\x05\x64\x3f\xf9\xff\0\xfd\x70\x36\x00\x27\xff\xa1";
    struct fixture f;

    (void)state;
    fixture_init(&f);
    memset(&f.codes, 0, sizeof f.codes);
    f.codes.counts[2] = sizeof symbols;
    memcpy(f.codes.symbols, symbols, sizeof symbols);
    assert_true(tp_wsq_lookup_init(&f.lookup, &f.codes));
    assert_int_equal(read(&f, data, sizeof data - 1, false), TP_OK);
    check_value(&f, 51, 0, -value_of(73));
    check_value(&f, 51, 1, value_of(74));
    check_value(&f, 51, 2, value_of(200));
    check_value(&f, 51, 3, -value_of(255));
    check_value(&f, 52, 0, -value_of(65534));
    for (unsigned i = 1; i < 4; i++)
        check_value(&f, 52, i, 0);
    check_value(&f, 54, 0, 0);
    check_value(&f, 54, 1, 0);
    check_value(&f, 54, 2, value_of(74));
    check_value(&f, 54, 3, value_of(74));
}

/* Each coefficient is 1, in one bit, so that data may be cut anywhere. */
static void restart_markers_are_followed(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    assert_int_equal(read(&f, "\0\0\xff\xa3", 4, true), TP_OK);
    assert_int_equal(read(&f, "\0\xff\xb0\x0f\xff\xb1\x0f\xff\xa3", 9, true), TP_OK);
    assert_int_equal(read(&f, "\0\xff\xb7\x0f\xff\xb0\x0f\xff\xa3", 9, true), TP_OK);
    assert_int_equal(read(&f, "\xff\xb2\x0f\xff\xb3\0\xff\xb4\x0f\xff\xa3", 11, true), TP_OK);
    assert_int_equal(tp_cursor_left(&f.cursor), 2);
    assert_int_equal(read(&f, "\0\xff\xb0\0\xff\xa3", 6, false), TP_E_FORMAT);
    assert_non_null(strstr(f.diag.text, "without an interval"));
    assert_int_equal(read(&f, "\0\xff\xb0\x0f\xff\xb2\x0f\xff\xa3", 9, true), TP_E_FORMAT);
    assert_non_null(strstr(f.diag.text, "out of sequence"));
    assert_int_equal(read(&f, "\0\xff\xa3", 3, true), TP_E_FORMAT);
    assert_non_null(strstr(f.diag.text, "ends early, 8 coefficients"));
    assert_int_equal(read(&f, "\0", 1, true), TP_E_TRUNCATED);
    assert_int_equal(f.diag.offset_bytes, 1);
}

static void filling_may_be_longer_than_needed(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    assert_int_equal(read(&f, "\0\0\xff\0\xff\0\xff\xa3", 8, false), TP_OK);
    assert_int_equal(tp_cursor_left(&f.cursor), 2);
    assert_int_equal(read(&f, "\0\0\0\xff\xa3", 5, false), TP_E_FORMAT);
    assert_int_equal(read(&f, "\0\xff\0\xff\0\xff\0\xff\xa3", 9, false), TP_E_FORMAT); /* ones are no code */
}

static void sizes_count_coded_bands(void **state)
{
    struct fixture f;
    struct tp_wsq_block block;

    (void)state;
    fixture_init(&f);
    block = (struct tp_wsq_block){&f.tree, &f.quantiser, 0, TP_WSQ_CODED_BANDS, f.plane, 8, f.filled};
    assert_int_equal(tp_wsq_block_size(&block), 48);
    f.quantiser.width[55] = 0;
    assert_int_equal(tp_wsq_block_size(&block), 44);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(lookup_finds_short_codes),
    cmocka_unit_test(codes_of_every_length_decode),
    cmocka_unit_test(bands_that_are_left_out_have_no_codes),
    cmocka_unit_test(symbols_mean_what_they_should),
    cmocka_unit_test(restart_markers_are_followed),
    cmocka_unit_test(filling_may_be_longer_than_needed),
    cmocka_unit_test(sizes_count_coded_bands),
};
TP_TEST_MAIN(tests)
