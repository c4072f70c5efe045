/* SPDX-License-Identifier: Apache-2.0 */
/* Minutiae of type-9 records: one cloud written in each of the four blocks reads back as the same cloud. The blocks'
 * conventions were checked on real files too: tests/node/test_tenprint.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"
#include "template/template.h"
#include "test.h"

enum { WIDTH = 800, HEIGHT = 768, COUNT = 40 };

struct point {
    unsigned x_px, y_px, degrees; /* as in struct tp_minutia, the direction in even degrees */
};

static struct point cloud[COUNT];

static void make_cloud(void)
{
    struct tp_rng rng = tp_rng_seed(9, 12);

    for (size_t i = 0; i < COUNT; i++)
        cloud[i] = (struct point){tp_rng_below(&rng, WIDTH), tp_rng_below(&rng, HEIGHT), 2 * tp_rng_below(&rng, 180)};
}

/* A transaction with a type-14 record of finger 8 (IDC 1) and the type-9 record of the same IDC. */
static struct tp_transaction *make_transaction(struct tp_record **minutiae)
{
    struct tp_transaction *transaction;
    struct tp_record *image;

    assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
    assert_int_equal(tp_transaction_append(transaction, 9, 1, minutiae, NULL), TP_OK);
    assert_int_equal(tp_record_set_text(*minutiae, 3, NULL, "3"), TP_OK);
    assert_int_equal(tp_transaction_append(transaction, 14, 1, &image, NULL), TP_OK);
    assert_int_equal(tp_record_set_text(image, 6, NULL, "%d", WIDTH), TP_OK);
    assert_int_equal(tp_record_set_text(image, 7, NULL, "%d", HEIGHT), TP_OK);
    assert_int_equal(tp_record_set_text(image, 8, NULL, "2"), TP_OK);
    assert_int_equal(tp_record_set_text(image, 9, NULL, "197"), TP_OK);
    assert_int_equal(tp_record_set_text(image, 10, NULL, "197"), TP_OK);
    assert_int_equal(tp_record_set_text(image, 13, NULL, "8"), TP_OK);
    assert_int_equal(tp_record_set_text(image, 999, NULL, "x"), TP_OK);
    return transaction;
}

/* Hundredths of a millimetre at 500 ppi. */
static unsigned units(unsigned px)
{
    return (px * 508 + 50) / 100;
}

typedef void write_fn(const struct point *point, size_t place, struct tp_buffer *out);

static void set_points(struct tp_record *record, uint32_t field, write_fn *write)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    for (size_t i = 0; i < COUNT; i++) {
        if (i > 0)
            tp_write_u8(&text, TP_RS);
        write(&cloud[i], i, &text);
    }
    assert_int_equal(tp_record_set(record, field, text.data, text.size_bytes, NULL), TP_OK);
    tp_buffer_deinit(&text);
}

static void write_standard(const struct point *point, size_t place, struct tp_buffer *out)
{
    tp_write_text(out, "%03zu" US "%04u%04u%03u" US "02" US "B" US "1,2", place + 1, units(point->x_px),
                  units(HEIGHT - point->y_px), (point->degrees + 180) % 360);
}

static void write_iafis(const struct point *point, size_t place, struct tp_buffer *out)
{
    tp_write_text(out, "%03zu" US "%04u%04u%03u" US "02" US "B" US "00102", place + 1, units(point->x_px),
                  units(point->y_px), point->degrees);
}

static void write_m1(const struct point *point, size_t place, struct tp_buffer *out)
{
    tp_write_text(out, "%zu" US "%u" US "%u" US "%u" US "2" US "100", place + 1, point->x_px, point->y_px,
                  point->degrees / 2);
}

/* In a region that begins at 100 x 50 pixels. */
static void write_efs(const struct point *point, size_t place, struct tp_buffer *out)
{
    (void)place;
    tp_write_text(out, "%u" US "%u" US "%u" US "B", units(point->x_px + 100) - units(100),
                  units(point->y_px + 50) - units(50), point->degrees);
}

static bool has(const struct tp_template *tmpl, unsigned x_px, unsigned y_px, unsigned degrees)
{
    for (unsigned i = 0; i < tmpl->minutia_count; i++) {
        const struct tp_minutia *minutia = &tmpl->minutiae[i];
        int turn = (int8_t)(minutia->theta_q8 - (uint8_t)(degrees * 256 / 360));

        if (abs(minutia->x_px - (int)x_px) <= 1 && abs(minutia->y_px - (int)y_px) <= 1 && abs(turn) <= 1)
            return true;
    }
    return false;
}

static struct tp_template read_template(const struct tp_transaction *transaction, const struct tp_record *record)
{
    struct tp_template tmpl;
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_record_template(transaction, record, &tmpl, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    assert_int_equal(tp_template_validate(&tmpl, NULL), TP_OK);
    return tmpl;
}

static void expect_cloud(const struct tp_template *tmpl, unsigned left_px, unsigned top_px)
{
    assert_int_equal(tmpl->minutia_count, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        assert_true(has(tmpl, cloud[i].x_px + left_px, cloud[i].y_px + top_px, cloud[i].degrees));
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(tmpl->minutiae[i].type, TP_MINUTIA_BIFURCATION);
}

static void each_block_gives_the_same_cloud(void **state)
{
    static const struct {
        uint32_t field;
        write_fn *write;
        unsigned quality;
    } blocks[] = {{12, write_standard, 100}, {23, write_iafis, 100}, {137, write_m1, 100}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(blocks); i++) {
        struct tp_record *record;
        struct tp_transaction *transaction = make_transaction(&record);
        struct tp_template tmpl;

        set_points(record, blocks[i].field, blocks[i].write);
        tmpl = read_template(transaction, record);
        expect_cloud(&tmpl, 0, 0);
        assert_int_equal(tmpl.minutiae[0].quality, blocks[i].quality);
        assert_int_equal(tmpl.position, 8);
        assert_int_equal(tmpl.impression, TP_IMPRESSION_INK_ROLLED);
        tp_transaction_free(&transaction);
    }
}

static void the_image_gives_the_frame(void **state)
{
    struct tp_record *record;
    struct tp_transaction *transaction = make_transaction(&record);
    struct tp_template tmpl;

    (void)state;
    assert_int_equal(tp_record_set_text(record, 12, NULL, "1" US "10161016000" US "0" US "A"), TP_OK);
    tmpl = read_template(transaction, record);
    assert_int_equal(tmpl.width_px, WIDTH);
    assert_int_equal(tmpl.height_px, HEIGHT);
    assert_true(has(&tmpl, 200, HEIGHT - 200, 180));
    assert_int_equal(tmpl.minutiae[0].type, TP_MINUTIA_ENDING);
    assert_int_equal(tmpl.minutiae[0].quality, 0);
    tmpl = read_template(NULL, record);
    assert_int_equal(tmpl.width_px, 201);
    assert_true(has(&tmpl, 200, 0, 180));
    assert_int_equal(tmpl.position, 0);
    tp_transaction_free(&transaction);
}

static void the_regions_corner_is_added(void **state)
{
    struct tp_record *record;
    struct tp_transaction *transaction = make_transaction(&record);
    struct tp_template tmpl;

    (void)state;
    assert_int_equal(tp_record_set_text(record, 300, NULL, "%u" US "%u" US "%u" US "%u", units(900), units(800),
                                        units(100), units(50)),
                     TP_OK);
    assert_int_equal(tp_record_set_text(record, 302, NULL, "11" US US), TP_OK);
    set_points(record, 331, write_efs);
    tmpl = read_template(transaction, record);
    expect_cloud(&tmpl, 100, 50);
    assert_int_equal(tmpl.width_px, 1000);
    assert_int_equal(tmpl.height_px, 850);
    assert_int_equal(tmpl.position, 1); /* 11: the plain right thumb */
    tp_transaction_free(&transaction);
}

static void the_block_of_incits_378_goes_first_and_is_scaled(void **state)
{
    struct tp_record *record;
    struct tp_transaction *transaction = make_transaction(&record);
    struct tp_template tmpl;

    (void)state;
    set_points(record, 12, write_standard);
    for (uint32_t field = 128; field <= 132; field++)
        assert_int_equal(tp_record_set_text(record, field, NULL, "%d",
                                            field == 128   ? 1000
                                            : field == 129 ? 500
                                            : field == 130 ? 2
                                                           : 394),
                         TP_OK);
    assert_int_equal(tp_record_set_text(record, 134, NULL, "3"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 137, NULL, "1" US "600" US "400" US "45" US "1" US "0"), TP_OK);
    tmpl = read_template(transaction, record);
    assert_int_equal(tmpl.minutia_count, 1);
    assert_int_equal(tmpl.width_px, 500);
    assert_int_equal(tmpl.height_px, 250);
    assert_int_equal(tmpl.position, 3);
    assert_true(has(&tmpl, 300, 200, 90));
    tp_transaction_free(&transaction);
}

static void of_too_many_minutiae_the_best_remain(void **state)
{
    struct tp_record *record;
    struct tp_transaction *transaction = make_transaction(&record);
    struct tp_buffer text;
    struct tp_template tmpl;

    (void)state;
    tp_buffer_init(&text);
    for (unsigned i = 0; i < 300; i++)
        tp_write_text(&text, "%s%u" US "%u" US "%u" US "0" US "1" US "%u", i ? RS : "", i + 1, i, i, i < 100 ? 1 : 50);
    assert_int_equal(tp_record_set(record, 137, text.data, text.size_bytes, NULL), TP_OK);
    tp_buffer_deinit(&text);
    tmpl = read_template(transaction, record);
    assert_int_equal(tmpl.minutia_count, TP_MINUTIAE_MAX);
    assert_int_equal(tmpl.minutiae[199].quality, 50);
    assert_int_equal(tmpl.minutiae[200].quality, 1);
    tp_transaction_free(&transaction);
}

static void damage_is_named_with_its_place(void **state)
{
    static const struct {
        uint32_t field;
        const char *value, *where;
    } cases[] = {
        {12, "1" US "00010001000" US "0" US "A" RS "2" US "0001000100x" US "0" US "A", "9.012, subfield 2"},
        {12, "1" US "00010001361" US "0" US "A", "9.012, subfield 1"},
        {12, "", "9.012, subfield 1"},
        {12, "1" US "0001", "9.012, subfield 1"},
        {23, "1" US "000100010001", "9.023, subfield 1"},
        {137, "1" US "5" US "5" US "180" US "1" US "0", "9.137, subfield 1"},
        {137, "1" US "70000" US "5" US "10" US "1" US "0", "9.137, subfield 1"},
        {331, "5" US "5" US "361" US "E", "9.331, subfield 1"},
        {331, "5" US "-5" US "0" US "E", "9.331, subfield 1"},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_record *record;
        struct tp_transaction *transaction = make_transaction(&record);
        struct tp_template tmpl;
        struct tp_diag diag;

        tp_diag_init(&diag);
        assert_int_equal(tp_record_set_text(record, cases[i].field, NULL, "%s", cases[i].value), TP_OK);
        assert_int_equal(tp_record_template(transaction, record, &tmpl, &diag), TP_E_FORMAT);
        assert_string_equal(diag.field, cases[i].where);
        assert_int_equal(tmpl.minutia_count, 0);
        tp_transaction_free(&transaction);
    }
}

static void the_offset_is_that_of_the_item(void **state)
{
    static const char file[] = "1.001:40" GS "1.002:0500" GS "1.003:1" US "1" RS "9" US "1" FS "9.001:49" GS
                               "9.002:1" GS "9.012:1" US "0001000100A" US "0" US "A" FS;
    struct tp_transaction *transaction;
    struct tp_template tmpl;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_transaction_read((const uint8_t *)file, sizeof file - 1, NULL, NULL, &transaction, &diag),
                     TP_OK);
    assert_int_equal(tp_record_template(transaction, tp_transaction_at(transaction, 1), &tmpl, &diag), TP_E_FORMAT);
    assert_int_equal(diag.offset_bytes, strstr(file, "0001000100A") - file);
    tp_transaction_free(&transaction);
}

static void no_minutiae_are_no_template(void **state)
{
    struct tp_record *record;
    struct tp_transaction *transaction = make_transaction(&record);
    struct tp_template tmpl;

    (void)state;
    assert_int_equal(tp_record_template(transaction, record, &tmpl, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_record_template(transaction, tp_transaction_at(transaction, 2), &tmpl, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_record_set_text(record, 137, NULL, "1" US "9000" US "9000" US "0" US "0" US "0"), TP_OK);
    assert_int_equal(tp_record_template(transaction, record, &tmpl, NULL), TP_E_LIMIT);
    assert_int_equal(tp_record_set_text(record, 130, NULL, "1"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 131, NULL, "20"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 132, NULL, "20"), TP_OK);
    assert_int_equal(tp_record_template(transaction, record, &tmpl, NULL), TP_E_FORMAT);
    assert_int_equal(tp_record_set_text(record, 131, NULL, "500"), TP_OK);
    assert_int_equal(tp_record_template(transaction, record, &tmpl, NULL), TP_E_UNSUPPORTED);
    tp_transaction_free(&transaction);
}

/* Whatever the values are, the answer is a valid template or an error. */
static void damaged_values_never_give_a_bad_template(void **state)
{
    static const char characters[] = "0123456789,.-A" RS US;
    static const uint32_t fields[] = {12, 23, 137, 331};
    write_fn *const writers[] = {write_standard, write_iafis, write_m1, write_efs};
    const char *wanted = getenv("TP_MUTATIONS");
    unsigned count = wanted ? (unsigned)strtoul(wanted, NULL, 10) : 2000;
    struct tp_rng rng = tp_rng_seed(9, 13);
    struct tp_record *record;
    struct tp_transaction *transaction = make_transaction(&record);
    unsigned good = 0;

    (void)state;
    for (unsigned i = 0; i < count; i++) {
        struct tp_template tmpl;
        struct tp_bytes value;
        uint8_t *copy;

        tp_record_unset(record, fields[(i + 3) % 4]);
        set_points(record, fields[i % 4], writers[i % 4]);
        value = tp_record_get(record, fields[i % 4]);
        copy = malloc(value.size_bytes);
        assert_non_null(copy);
        memcpy(copy, value.data, value.size_bytes);
        for (unsigned changes = 1 + tp_rng_below(&rng, 3); changes > 0; changes--)
            copy[tp_rng_below(&rng, (uint32_t)value.size_bytes)] =
                (uint8_t)characters[tp_rng_below(&rng, sizeof characters - 1)];
        assert_int_equal(tp_record_set(record, fields[i % 4], copy, value.size_bytes, NULL), TP_OK);
        free(copy);
        if (tp_record_template(transaction, record, &tmpl, NULL) == TP_OK) {
            assert_int_equal(tp_template_validate(&tmpl, NULL), TP_OK);
            good++;
        }
        tp_template_deinit(&tmpl);
    }
    assert_true(good > count / 20);
    tp_transaction_free(&transaction);
}

static int setup(void **state)
{
    (void)state;
    make_cloud();
    return 0;
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(each_block_gives_the_same_cloud, setup),
    cmocka_unit_test(the_image_gives_the_frame),
    cmocka_unit_test_setup(the_regions_corner_is_added, setup),
    cmocka_unit_test_setup(the_block_of_incits_378_goes_first_and_is_scaled, setup),
    cmocka_unit_test(of_too_many_minutiae_the_best_remain),
    cmocka_unit_test(damage_is_named_with_its_place),
    cmocka_unit_test(the_offset_is_that_of_the_item),
    cmocka_unit_test(no_minutiae_are_no_template),
    cmocka_unit_test_setup(damaged_values_never_give_a_bad_template, setup),
};

TP_TEST_MAIN(tests)
