/* SPDX-License-Identifier: Apache-2.0 */
/* What the two standards' records share: several views, other resolutions, extended data, real records. */
#include "violations.h"

#include <stdlib.h>

static const uint8_t header[24] = "FMR\0 20\0\0\0\0\0\0\0\x01\x90\x01\xf4\0\xc5\0\xc5\0"; /* 400 x 500, no view yet */

/* An ISO record under construction. */
struct record {
    uint8_t bytes[256];
    size_t size;
};

static void append(struct record *record, const char *bytes, size_t size)
{
    assert_true(record->size + size <= sizeof record->bytes);
    memcpy(record->bytes + record->size, bytes, size);
    record->size += size;
}

static void begin(struct record *record)
{
    record->size = 0;
    append(record, (const char *)header, sizeof header);
}

/* A view with one minutia at (X, Y), of quality 50, and no extended data when EXTENDED is NULL. */
static void add_view(struct record *record, const char *head_3_bytes, unsigned x, unsigned y, const char *extended,
                     size_t extended_size)
{
    const char minutia[] = {'\1', (char)(0x40 | x >> 8), (char)x, (char)(y >> 8), (char)y, '\0', '\x32',
                            '\0', (char)extended_size};

    append(record, head_3_bytes, 3);
    append(record, minutia, sizeof minutia);
    append(record, extended ? extended : "", extended_size);
    record->bytes[22]++;
}

static tp_status decode(struct record *record, unsigned view, struct tp_template *out, unsigned *views,
                        struct tp_diag *diag)
{
    record->bytes[11] = (uint8_t)record->size;
    tp_diag_init(diag);
    return tp_template_decode(record->bytes, record->size, view, out, views, diag);
}

static void views_are_given_one_at_a_time(void **state)
{
    struct record record;
    struct tp_template out;
    struct tp_diag diag;
    unsigned views;
    (void)state;

    begin(&record);
    add_view(&record, "\x02\x00\x0a", 10, 20, NULL, 0);
    add_view(&record, "\x07\x03\x14", 30, 40, NULL, 0);
    add_view(&record, "\x02\x10\x1e", 50, 60, NULL, 0);
    for (unsigned view = 0; view < 3; view++) {
        assert_int_equal(decode(&record, view, &out, &views, &diag), TP_OK);
        assert_int_equal(views, 3);
        assert_int_equal(out.position, view == 1 ? 7 : 2);
        assert_int_equal(out.impression, view == 1 ? TP_IMPRESSION_INK_ROLLED : TP_IMPRESSION_LIVE_PLAIN);
        assert_int_equal(out.quality, 10 * (view + 1));
        assert_int_equal(out.minutiae[0].x_px, 10 + 20 * view);
    }
    assert_int_equal(decode(&record, 3, &out, &views, &diag), TP_E_NOT_FOUND);
    assert_int_equal(views, 3);
    assert_int_equal(out.minutia_count, 0);
}

/* A fault in any view refuses the record, whichever view is wanted. */
static void view_numbers_count_upwards(void **state)
{
    static const char *const third[] = {"\x02\x00\x1e", "\x07\x00\x1e", "\x03\x10\x1e"};
    (void)state;

    for (unsigned i = 0; i < TP_ARRAY_LENGTH(third); i++) {
        struct record record;
        struct tp_template out;
        struct tp_diag diag;

        begin(&record);
        add_view(&record, "\x02\x00\x0a", 10, 20, NULL, 0);
        add_view(&record, "\x07\x03\x14", 30, 40, NULL, 0);
        add_view(&record, third[i], 50, 60, NULL, 0);
        assert_int_equal(decode(&record, 0, &out, NULL, &diag), TP_E_FORMAT);
        assert_string_equal(diag.field, "finger view 3 view number");
    }
}

static void other_resolutions_are_converted(void **state)
{
    static const struct {
        uint16_t per_cm, width_px, height_px, x_px, y_px;
    } rows[] = {
        {197, 400, 500, 300, 499}, {196, 400, 500, 300, 499}, /* both mean 500 ppi */
        {394, 200, 250, 150, 249},                            /* 1000 ppi */
        {99, 795, 994, 597, 992},                             /* 250 ppi */
        {65535, 1, 2, 0, 1},                                  /* at least a pixel, and minutiae inside */
    };
    (void)state;

    for (unsigned i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
        struct record record;
        struct tp_template out;
        struct tp_diag diag;

        begin(&record);
        add_view(&record, "\x02\x00\x0a", 300, 499, NULL, 0);
        record.bytes[18] = record.bytes[20] = (uint8_t)(rows[i].per_cm >> 8);
        record.bytes[19] = record.bytes[21] = (uint8_t)rows[i].per_cm;
        assert_int_equal(decode(&record, 0, &out, NULL, &diag), TP_OK);
        assert_int_equal(out.width_px, rows[i].width_px);
        assert_int_equal(out.height_px, rows[i].height_px);
        assert_int_equal(out.minutiae[0].x_px, rows[i].x_px);
        assert_int_equal(out.minutiae[0].y_px, rows[i].y_px);
        assert_int_equal(tp_template_validate(&out, NULL), TP_OK);
    }
}

static void minutiae_come_out_in_order(void **state)
{
    static const uint8_t record[] = "FMR\0 20\0\0\0\0\x2a\0\0\x01\x90\x01\xf4\0\xc5\0\xc5\x01\0\x02\x01\x50\x02"
                                    "\x40\x64\0\xc8\x40\x20\x81\x2c\x01\x2c\xff\x28\0";
    struct tp_template out;
    (void)state;

    assert_int_equal(tp_template_decode(record, sizeof record, 0, &out, NULL, NULL), TP_OK);
    assert_int_equal(out.minutiae[0].quality, 0x28);
    assert_int_equal(out.minutiae[1].quality, 0x20);
}

static void extended_data_is_skipped_but_checked(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        tp_status status;
        int64_t offset; /* after the block length */
    } rows[] = {
        {"\0\1\0\4", 4, TP_OK, 0},         {"\0\1\0\x08\0\1\2\3\0\2\0\5\0\1\0\0\5z", 18, TP_OK, 0},
        {"\0\3", 2, TP_E_FORMAT, 2},       {"\0\1\0\3", 4, TP_E_FORMAT, 2},
        {"\0\1\0\5", 4, TP_E_FORMAT, 2},   {"\0\1\0\4\0\2\0\6z", 9, TP_E_FORMAT, 6},
        {"\0\0\0\4", 4, TP_E_FORMAT, 0},   {"\0\4\0\4", 4, TP_E_FORMAT, 0},
        {"\0\xff\0\4", 4, TP_E_FORMAT, 0},
    };
    (void)state;

    for (unsigned i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
        struct record record;
        struct tp_template out;
        struct tp_diag diag;

        begin(&record);
        add_view(&record, "\x02\x00\x0a", 10, 20, rows[i].bytes, rows[i].size);
        assert_int_equal(decode(&record, 0, &out, NULL, &diag), rows[i].status);
        if (rows[i].status != TP_OK)
            assert_int_equal(diag.offset_bytes, 36 + rows[i].offset);
    }
}

/* A block of SIZE bytes whose length is wrong by SLIP; the view is followed by another unless it is the LAST. */
static tp_status decode_slip(int slip, bool last)
{
    struct record record;
    struct tp_template out;
    struct tp_diag diag;

    begin(&record);
    add_view(&record, "\x02\x00\x0a", 10, 20, "\0\1\0\x08\0\1\2\3", 8);
    record.bytes[record.size - 9] = (uint8_t)(8 + slip);
    if (!last)
        add_view(&record, "\x07\x00\x0a", 10, 20, NULL, 0);
    return decode(&record, 0, &out, NULL, &diag);
}

static void the_last_block_may_be_miscounted_a_little(void **state)
{
    (void)state;
    for (int slip = -2; slip <= 2; slip++)
        assert_int_equal(decode_slip(slip, true), TP_OK);
    assert_int_equal(decode_slip(3, true), TP_E_TRUNCATED);
    assert_int_not_equal(decode_slip(-3, true), TP_OK);
    for (int slip = -2; slip <= 2; slip++)
        assert_int_equal(decode_slip(slip, false) == TP_OK, slip == 0);
}

static void zeros_may_follow_the_record(void **state)
{
    struct record record;
    struct tp_template out;
    struct tp_diag diag;

    (void)state;
    begin(&record);
    add_view(&record, "\x02\x00\x0a", 10, 20, NULL, 0);
    assert_int_equal(decode(&record, 0, &out, NULL, &diag), TP_OK);
    append(&record, "\0\0\0", 3);
    assert_int_equal(tp_template_decode(record.bytes, record.size, 0, &out, NULL, &diag), TP_OK);
    assert_int_equal(out.minutia_count, 1);
    append(&record, "\1", 1);
    assert_int_equal(tp_template_decode(record.bytes, record.size, 0, &out, NULL, &diag), TP_E_FORMAT);
    assert_string_equal(diag.field, "length of record");
}

static void records_over_the_limit_are_refused(void **state)
{
    uint8_t *data = calloc(1, TP_FMR_LIMIT_BYTES + 1);
    struct tp_template out;
    (void)state;

    assert_non_null(data);
    memcpy(data, header, sizeof header);
    assert_int_equal(tp_template_decode(data, TP_FMR_LIMIT_BYTES + 1, 0, &out, NULL, NULL), TP_E_LIMIT);
    free(data);
}

/* ---- real records ------------------------------------------------------------------------------------------------ */

/* NULL, with a message, when the data is not there. */
static uint8_t *real_record(const char *name, size_t *size_bytes)
{
    const char *root = getenv("TP_DATA");
    char path[512];
    uint8_t *data;

    snprintf(path, sizeof path, "%s/records/templates/%s", root ? root : "", name);
    if (!root || tp_file_read(path, TP_FMR_LIMIT_BYTES, &data, size_bytes, NULL) != TP_OK) {
        print_message("skipped: no real record %s\n", name);
        return NULL;
    }
    return data;
}

static void expect_view(const uint8_t *data, size_t size, unsigned view, unsigned position, unsigned minutiae)
{
    struct tp_template out;

    assert_int_equal(tp_template_decode(data, size, view, &out, NULL, NULL), TP_OK);
    assert_int_equal(out.width_px, 512);
    assert_int_equal(out.position, position);
    assert_int_equal(out.minutia_count, minutiae);
    assert_int_equal(tp_template_validate(&out, NULL), TP_OK);
}

/* The core and delta area, the last thing in the file, says 42 bytes and has 41. */
static void a_real_iso_record(void **state)
{
    size_t size;
    uint8_t *data = real_record("fmr.iso2005", &size);
    (void)state;

    if (!data)
        return;
    expect_view(data, size, 0, 7, 27);
    expect_view(data, size, 1, 2, 22);
    free(data);
}

/* Here the core and delta area of the last view says 42 bytes and has 44. */
static void a_real_incits_record(void **state)
{
    size_t size;
    uint8_t *data = real_record("fmr.ansi2004", &size);
    (void)state;

    if (!data)
        return;
    expect_view(data, size, 0, 7, 27);
    expect_view(data, size, 1, 2, 22);
    expect_view(data, size, 2, 3, 28);
    free(data);
}

static void a_real_record_of_a_later_version(void **state)
{
    size_t size;
    uint8_t *data = real_record("fmr.ansi2007", &size);
    (void)state;

    if (!data)
        return;
    expect_view(data, size, 0, 7, 27);
    expect_view(data, size, 1, 2, 22);
    free(data);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(views_are_given_one_at_a_time),
    cmocka_unit_test(view_numbers_count_upwards),
    cmocka_unit_test(other_resolutions_are_converted),
    cmocka_unit_test(minutiae_come_out_in_order),
    cmocka_unit_test(extended_data_is_skipped_but_checked),
    cmocka_unit_test(the_last_block_may_be_miscounted_a_little),
    cmocka_unit_test(zeros_may_follow_the_record),
    cmocka_unit_test(records_over_the_limit_are_refused),
    cmocka_unit_test(a_real_iso_record),
    cmocka_unit_test(a_real_incits_record),
    cmocka_unit_test(a_real_record_of_a_later_version),
};
TP_TEST_MAIN(tests)
