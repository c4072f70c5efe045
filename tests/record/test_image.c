/* SPDX-License-Identifier: Apache-2.0 */
/* What records say of their images, and decoding them. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/codec.h"
#include "samples.h"
#include "test.h"

static struct tp_transaction *make(uint8_t type, struct tp_record **record)
{
    struct tp_transaction *transaction;

    assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
    assert_int_equal(tp_transaction_append(transaction, type, 1, record, NULL), TP_OK);
    return transaction;
}

static void set(struct tp_record *record, uint32_t field, const char *value)
{
    assert_int_equal(tp_record_set(record, field, value, strlen(value), NULL), TP_OK);
}

static void set_image(struct tp_record *record, const void *data, size_t size_bytes)
{
    uint8_t type = tp_record_type(record);

    assert_int_equal(tp_record_set(record,
                                   type >= 9   ? 999
                                   : type == 8 ? 8
                                   : type == 7 ? 3
                                               : 9,
                                   data, size_bytes, NULL),
                     TP_OK);
}

/* A type-14 record of WIDTH x HEIGHT at 500 ppi. */
static struct tp_transaction *make_tagged(const char *width, const char *height, const char *compression,
                                          struct tp_record **record)
{
    struct tp_transaction *transaction = make(14, record);

    set(*record, 3, "1");
    set(*record, 6, width);
    set(*record, 7, height);
    set(*record, 8, "1");
    set(*record, 9, "500");
    set(*record, 10, "500");
    set(*record, 11, compression);
    set(*record, 12, "8");
    set(*record, 13, "2");
    return transaction;
}

static struct tp_record_image describe(const struct tp_transaction *transaction, const struct tp_record *record)
{
    struct tp_record_image info;
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_record_image_info(transaction, record, &info, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    return info;
}

/* ---- describing -------------------------------------------------------------------------------------------------- */

static void resolutions_of_tagged_records(void **state)
{
    static const struct {
        const char *unit, *across, *down;
        float ppi;
    } cases[] = {{"1", "500", "500", 500},  {"2", "197", "197", 500}, {"2", "196", "196", 500},
                 {"2", "394", "394", 1001}, {"1", "500", "502", 500}, {"1", "500", "510", 0},
                 {"0", "1", "1", 0},        {"3", "500", "500", 0},   {"1", "0", "0", 0},
                 {"1", "5", "5", 0},        {"1", "", "", 0},         {"1", "99999999999", "1", 0}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_record *record;
        struct tp_transaction *transaction = make_tagged("8", "4", "NONE", &record);
        struct tp_record_image info;

        set(record, 8, cases[i].unit);
        set(record, 9, cases[i].across);
        set(record, 10, cases[i].down);
        set_image(record, "x", 1);
        info = describe(transaction, record);
        if (info.ppi < cases[i].ppi || info.ppi > cases[i].ppi)
            fail_msg("case %zu: %g ppi", i, (double)info.ppi);
        tp_transaction_free(&transaction);
    }
}

static void resolutions_of_binary_records(void **state)
{
    static const struct {
        uint8_t type;
        const char *isr, *native, *transmitted;
        float ppi;
    } cases[] = {{4, "0", "19.69", "19.69", 500}, {4, "1", "19.69", "19.69", 500},  {4, "0", "00.00", "00.00", 500},
                 {4, "1", "19.30", "19.30", 490}, {4, "1", "39.37", "00.00", 1000}, {4, "0", "39.37", "39.37", 1000},
                 {4, "0", "19.69", "09.84", 500}, {3, "0", "19.69", "09.84", 250},  {3, "1", "19.69", "09.84", 250},
                 {3, "0", "19.69", "19.69", 250}, {3, "0", "00.00", "00.00", 250},  {3, "0", "19.69", "10.24", 260},
                 {4, "0", "", "", 500},           {4, "0", "19,69", "x", 500},      {5, "1", "19.69", "09.84", 250},
                 {6, "0", "19.69", "19.69", 500}, {8, "1", "00.00", "00.00", 0}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_record *record;
        struct tp_transaction *transaction = make(cases[i].type, &record);
        struct tp_record_image info;

        set(tp_transaction_at(transaction, 0), 11, cases[i].native);
        set(tp_transaction_at(transaction, 0), 12, cases[i].transmitted);
        set(record, 5, cases[i].isr);
        set(record, 6, "8");
        set(record, 7, "4");
        set_image(record, "x", 1);
        info = describe(transaction, record);
        if (info.ppi < cases[i].ppi || info.ppi > cases[i].ppi)
            fail_msg("case %zu: %g ppi", i, (double)info.ppi);
        tp_transaction_free(&transaction);
    }
}

static void compression_codes_have_one_spelling(void **state)
{
    static const struct {
        uint8_t type;
        const char *code, *name;
    } cases[] = {{14, "NONE", "NONE"},     {14, "none", "NONE"}, {14, "WSQ20", "WSQ20"}, {14, "WSQ", "WSQ20"},
                 {14, "1", "WSQ20"},       {14, "JP2L", "JP2L"}, {14, "0", "NONE"},      {14, "toolongcode", "TOOLONG"},
                 {14, "a\x01\xff", "A??"}, {14, "", ""},         {14, "7", "7"},         {4, "0", "NONE"},
                 {4, "1", "WSQ20"},        {4, "2", "JPEGB"},    {4, "4", "JP2"},        {4, "6", "PNG"},
                 {6, "1", "FAX"}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_record *record;
        struct tp_transaction *transaction = make(cases[i].type, &record);
        struct tp_record_image info;

        set(record, 6, "8");
        set(record, 7, "4");
        set(record, cases[i].type == 14 ? 11 : 8, cases[i].code);
        set_image(record, "x", 1);
        info = describe(transaction, record);
        assert_string_equal(info.compression, cases[i].name);
        tp_transaction_free(&transaction);
    }
}

static void positions_and_impressions_come_through(void **state)
{
    struct tp_record *record;
    struct tp_transaction *transaction = make_tagged("8", "4", "NONE", &record);
    struct tp_record_image info;

    (void)state;
    set(record, 13, "13" RS "x" RS "7" US "9" RS "300");
    set_image(record, "x", 1);
    info = describe(transaction, record);
    assert_memory_equal(info.positions, "\x0d\x07\xff\xff\xff\xff", 6);
    assert_int_equal(info.impression, 1);
    set(record, 13, "1" RS "2" RS "3" RS "4" RS "5" RS "6" RS "7");
    tp_record_unset(record, 3);
    info = describe(transaction, record);
    assert_memory_equal(info.positions, "\1\2\3\4\5\6", 6);
    assert_int_equal(info.impression, 255);
    tp_transaction_free(&transaction);
}

static void records_without_an_image_say_so(void **state)
{
    static const uint8_t types[] = {1, 2, 9, 18, 21, 22, 98, 99, 13, 14, 10, 3, 8};
    struct tp_record *record;
    struct tp_transaction *transaction = make(14, &record);
    struct tp_record_image info;

    (void)state;
    for (size_t i = 1; i < TP_ARRAY_LENGTH(types); i++) {
        assert_int_equal(tp_transaction_append(transaction, types[i], 2, &record, NULL), TP_OK);
        assert_int_equal(tp_record_image_info(transaction, record, &info, NULL), TP_E_NOT_FOUND);
        assert_null(info.data.data);
    }
    assert_int_equal(tp_record_image_info(transaction, tp_transaction_at(transaction, 0), &info, NULL), TP_E_NOT_FOUND);
    set(record, 4, "2"); /* the last record, a signature: of pen strokes */
    set_image(record, "xyz", 3);
    assert_int_equal(tp_record_image_info(transaction, record, &info, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_transaction_append(transaction, 20, 2, &record, NULL), TP_OK);
    set_image(record, "a film, not an image", 20);
    assert_int_equal(tp_record_image_info(transaction, record, &info, NULL), TP_E_NOT_FOUND);
    tp_transaction_free(&transaction);
}

static void fingers_and_impression_types(void **state)
{
    (void)state;
    assert_int_equal(tp_record_finger(0), 0);
    assert_int_equal(tp_record_finger(10), 10);
    assert_int_equal(tp_record_finger(11), 1);
    assert_int_equal(tp_record_finger(12), 6);
    assert_int_equal(tp_record_finger(13), 0);
    assert_int_equal(tp_record_finger(255), 0);
    assert_int_equal(tp_record_impression(3), TP_IMPRESSION_INK_ROLLED);
    assert_int_equal(tp_record_impression(5), TP_IMPRESSION_INK_PLAIN);
    assert_int_equal(tp_record_impression(24), TP_IMPRESSION_CONTACTLESS);
    assert_int_equal(tp_record_impression(255), TP_IMPRESSION_LIVE_PLAIN);
}

/* ---- decoding ---------------------------------------------------------------------------------------------------- */

static const uint8_t gray[32] = {0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128, 136};

static void make_png(struct tp_buffer *png, uint32_t width_px, uint32_t height_px)
{
    struct tp_image image;

    tp_buffer_init(png);
    assert_int_equal(tp_image_init(&image, width_px, height_px, 300, NULL), TP_OK);
    image.pixels[5] = 77;
    assert_int_equal(tp_codec_encode_png(&image, png, NULL), TP_OK);
    tp_image_deinit(&image);
}

static struct tp_image decode(const struct tp_transaction *transaction, const struct tp_record *record,
                              const char *remark)
{
    struct tp_findings remarks;
    struct tp_image image;
    struct tp_diag diag;

    tp_diag_init(&diag);
    tp_findings_init(&remarks);
    if (tp_record_image_decode(transaction, record, NULL, &remarks, &image, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    if (remarks.count != (remark ? 1 : 0))
        fail_msg("%zu remarks", remarks.count);
    if (remark) {
        assert_string_equal(remarks.items[0].text, remark);
        assert_int_equal(remarks.items[0].record, 1);
        assert_int_equal(remarks.items[0].type, tp_record_type(record));
    }
    tp_findings_deinit(&remarks);
    return image;
}

static void raw_pixels(void **state)
{
    static const uint8_t types[] = {3, 4, 14};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(types); i++) {
        struct tp_record *record;
        struct tp_transaction *transaction = make(types[i], &record);
        struct tp_image image;

        set(record, 6, "8");
        set(record, 7, "4");
        if (types[i] == 14)
            set(record, 11, "NONE");
        set_image(record, gray, sizeof gray);
        image = decode(transaction, record, NULL);
        assert_int_equal(image.width_px, 8);
        assert_int_equal(image.height_px, 4);
        assert_memory_equal(image.pixels, gray, sizeof gray);
        tp_image_deinit(&image);
        tp_transaction_free(&transaction);
    }
}

static void the_content_decides_over_the_code(void **state)
{
    static const struct {
        const char *code, *remark;
    } cases[] = {{"PNG", NULL},
                 {"NONE", "compression NONE is declared, the image is PNG"},
                 {"WSQ20", "compression WSQ20 is declared, the image is PNG"},
                 {"", "compression  is declared, the image is PNG"}};
    struct tp_buffer png;

    (void)state;
    make_png(&png, 20, 10);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_record *record;
        struct tp_transaction *transaction = make_tagged("20", "10", cases[i].code, &record);
        struct tp_image image;

        set_image(record, png.data, png.size_bytes);
        image = decode(transaction, record, cases[i].remark);
        assert_int_equal(image.pixels[5], 77);
        assert_int_equal((int)image.ppi, 500); /* the record's, not the image's 300 */
        tp_image_deinit(&image);
        tp_transaction_free(&transaction);
    }
    tp_buffer_deinit(&png);
}

static void raw_pixels_under_another_code(void **state)
{
    struct tp_record *record;
    struct tp_transaction *transaction = make_tagged("8", "4", "WSQ20", &record);
    struct tp_image image;

    (void)state;
    set_image(record, gray, sizeof gray);
    image = decode(transaction, record, "compression WSQ20 is declared, the image is NONE");
    assert_memory_equal(image.pixels, gray, sizeof gray);
    tp_image_deinit(&image);
    tp_transaction_free(&transaction);
}

static void the_images_own_size_counts(void **state)
{
    struct tp_record *record;
    struct tp_transaction *transaction = make_tagged("25", "12", "PNG", &record);
    struct tp_buffer png;
    struct tp_image image;

    (void)state;
    make_png(&png, 20, 10);
    set_image(record, png.data, png.size_bytes);
    image = decode(transaction, record, "25 x 12 pixels are declared, the image has 20 x 10");
    assert_int_equal(image.width_px, 20);
    tp_image_deinit(&image);
    set(record, 6, "20");
    set(record, 7, "10");
    set(record, 8, "0");
    image = decode(transaction, record, NULL);
    assert_int_equal((int)image.ppi, 300); /* the record says none */
    tp_image_deinit(&image);
    tp_buffer_deinit(&png);
    tp_transaction_free(&transaction);
}

static void signatures_have_a_bit_a_pixel(void **state)
{
    static const uint8_t bits[] = {0x80, 0x40, 0x01, 0xc0}; /* 10 x 2 with padded rows */
    static const uint8_t dense[] = {0x80, 0x60, 0x10};      /* without */
    struct tp_record *record;
    struct tp_transaction *transaction = make(8, &record);

    (void)state;
    set(record, 6, "10");
    set(record, 7, "2");
    for (unsigned padded = 0; padded < 2; padded++) {
        struct tp_image image;

        set_image(record, padded ? bits : dense, padded ? sizeof bits : sizeof dense);
        image = decode(transaction, record, NULL);
        for (unsigned i = 0; i < 20; i++) {
            bool black =
                padded ? i == 0 || i == 9 || i == 17 || i == 18 || i == 19 : i == 0 || i == 9 || i == 10 || i == 19;
            assert_int_equal(image.pixels[i], black ? 0 : 255);
        }
        tp_image_deinit(&image);
    }
    tp_transaction_free(&transaction);
}

static void a_user_defined_record_in_the_form_of_type_4(void **state)
{
    uint8_t data[13 + sizeof gray] = {4, 8, 255, 255, 255, 255, 255, 0, 0, 8, 0, 4, 0};
    struct tp_record *record;
    struct tp_transaction *transaction = make(7, &record);
    struct tp_record_image info;
    struct tp_image image;

    (void)state;
    memcpy(data + 13, gray, sizeof gray);
    set_image(record, data, sizeof data);
    info = describe(transaction, record);
    assert_int_equal(info.positions[0], 8);
    assert_int_equal(info.impression, 4);
    image = decode(transaction, record, NULL);
    assert_memory_equal(image.pixels, gray, sizeof gray);
    tp_image_deinit(&image);
    set_image(record, data, sizeof data - 1);
    assert_int_equal(tp_record_image_info(transaction, record, &info, NULL), TP_E_NOT_FOUND);
    set_image(record, data, 3);
    assert_int_equal(tp_record_image_info(transaction, record, &info, NULL), TP_E_NOT_FOUND);
    tp_transaction_free(&transaction);
}

static void refusals_name_the_place(void **state)
{
    static const struct {
        const char *width, *compression, *depth, *data, *words;
        tp_status status;
    } cases[] = {
        {"8", "WSQ20", "8", "no image", "compression WSQ20: the data begin as no known image", TP_E_UNSUPPORTED},
        {"8", "NONE", "16", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
         "pixels of 16 bits without compression are not supported", TP_E_UNSUPPORTED},
        {"4", "NONE", "24", "0123456789abcdef0123456789abcdef0123456789abcdef",
         "pixels of three bytes without compression are not supported", TP_E_UNSUPPORTED},
        {"9", "NONE", "8", "0123456789", NULL, TP_E_FORMAT},
        {"9", "PNG", "8", "\x89PNG\r\n\x1a\nrubbish", NULL, TP_E_TRUNCATED},
        {"0", "NONE", "8", "x", NULL, TP_E_FORMAT},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_record *record;
        struct tp_transaction *transaction = make_tagged(cases[i].width, "4", cases[i].compression, &record);
        struct tp_image image;
        struct tp_diag diag;

        tp_diag_init(&diag);
        set(record, 12, cases[i].depth);
        set_image(record, cases[i].data, strlen(cases[i].data));
        assert_int_equal(tp_record_image_decode(transaction, record, NULL, NULL, &image, &diag), cases[i].status);
        assert_null(image.pixels);
        assert_true(diag.text[0] != '\0');
        if (cases[i].words)
            assert_string_equal(diag.text, cases[i].words);
        if (i < 5)
            assert_memory_equal(diag.field, "record 2 (type 14), 14.999", 26);
        tp_transaction_free(&transaction);
    }
}

static void limits_hold(void **state)
{
    const struct tp_codec_limits limits = {.max_side_px = 100};
    struct tp_record *record;
    struct tp_transaction *transaction = make_tagged("20", "101", "PNG", &record);
    struct tp_buffer png;
    struct tp_image image;

    (void)state;
    make_png(&png, 20, 101);
    set_image(record, png.data, png.size_bytes);
    assert_int_equal(tp_record_image_decode(transaction, record, &limits, NULL, &image, NULL), TP_E_LIMIT);
    tp_buffer_deinit(&png);
    tp_transaction_free(&transaction);
}

/* ---- real files -------------------------------------------------------------------------------------------------- */

/* Counts by compression of all images below ../shared/data/records. */
struct tally {
    const char *compression;
    unsigned images, refused;
};

static void count_images(const char *path, struct tally *tally, size_t kinds)
{
    struct tp_transaction *transaction;

    assert_int_equal(tp_transaction_load(path, NULL, NULL, &transaction, NULL), TP_OK);
    for (size_t i = 0; i < tp_transaction_count(transaction); i++) {
        const struct tp_record *record = tp_transaction_at(transaction, i);
        struct tp_record_image info;
        struct tp_image image;
        tp_status status = tp_record_image_info(transaction, record, &info, NULL);
        size_t kind = 0;

        if (status == TP_E_NOT_FOUND)
            continue;
        assert_int_equal(status, TP_OK);
        while (kind < kinds && strcmp(tally[kind].compression, info.compression) != 0)
            kind++;
        assert_true(kind < kinds);
        tally[kind].images++;
        tally[kind].refused += tp_record_image_decode(transaction, record, NULL, NULL, &image, NULL) != TP_OK;
        tp_image_deinit(&image);
    }
    tp_transaction_free(&transaction);
}

static void every_image_of_real_files_decodes(void **state)
{
    struct tally found[] = {{"NONE", 0, 0}, {"WSQ20", 0, 0}, {"JPEGB", 0, 0}, {"JP2L", 0, 0}, {"PNG", 0, 0}};
    static const unsigned expected[] = {17, 108, 22, 1, 20};
    static const char *const folders[] = {"nist", "conformance"};
    const char *root = getenv("TP_DATA");
    unsigned files = 0;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(folders); i++) {
        char path[4096];
        const struct dirent *entry;
        DIR *directory;

        snprintf(path, sizeof path, "%s/records/%s", root ? root : "", folders[i]);
        directory = opendir(path);
        if (!directory) {
            print_message("no %s: skipped\n", path);
            skip();
        }
        while ((entry = readdir(directory))) {
            if (!strstr(entry->d_name, ".an2"))
                continue;
            snprintf(path, sizeof path, "%s/records/%s/%s", root, folders[i], entry->d_name);
            count_images(path, found, TP_ARRAY_LENGTH(found));
            files++;
        }
        closedir(directory);
    }
    assert_int_equal(files, 64);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(found); i++) {
        assert_int_equal(found[i].images, expected[i]);
        assert_int_equal(found[i].refused, 0);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(resolutions_of_tagged_records),
    cmocka_unit_test(resolutions_of_binary_records),
    cmocka_unit_test(compression_codes_have_one_spelling),
    cmocka_unit_test(positions_and_impressions_come_through),
    cmocka_unit_test(records_without_an_image_say_so),
    cmocka_unit_test(fingers_and_impression_types),
    cmocka_unit_test(raw_pixels),
    cmocka_unit_test(the_content_decides_over_the_code),
    cmocka_unit_test(raw_pixels_under_another_code),
    cmocka_unit_test(the_images_own_size_counts),
    cmocka_unit_test(signatures_have_a_bit_a_pixel),
    cmocka_unit_test(a_user_defined_record_in_the_form_of_type_4),
    cmocka_unit_test(refusals_name_the_place),
    cmocka_unit_test(limits_hold),
    cmocka_unit_test(every_image_of_real_files_decodes),
};

TP_TEST_MAIN(tests)
