/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "node/node.h"
#include "prints.h"
#include "record/record.h"

static struct test_folder folder;

static void load(const char *name, const struct tp_extract_options *options, struct tp_template *out,
                 struct tp_impression_source *source)
{
    struct tp_extractor *extractor;

    assert_int_equal(tp_extractor_new(&extractor, NULL), TP_OK);
    assert_int_equal(tp_impression_load(extractor, folder_path(&folder, name), options, out, source, NULL), TP_OK);
    tp_extractor_free(&extractor);
}

static void tells_images_from_templates(void **state)
{
    struct tp_template extracted, read;
    struct tp_impression_source source;
    static const enum tp_template_format formats[] = {TP_FORMAT_NATIVE, TP_FORMAT_ISO_2005, TP_FORMAT_INCITS_2004};

    (void)state;
    folder_make(&folder);
    print_write(&folder, "image", 1, 1);
    load("image", NULL, &extracted, &source);
    assert_false(source.is_template);
    assert_int_equal(source.image.width_px, PRINT_SIDE);
    tp_impression_source_deinit(&source);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(formats); i++) {
        uint8_t *data;
        size_t size_bytes;
        assert_int_equal(tp_template_encode(&extracted, formats[i], &data, &size_bytes, NULL), TP_OK);
        folder_write(&folder, "template", data, size_bytes);
        load("template", NULL, &read, &source);
        assert_true(source.is_template);
        assert_null(source.image.pixels);
        assert_int_equal(read.minutia_count, extracted.minutia_count);
        tp_impression_source_deinit(&source);
        tp_template_deinit(&read);
        free(data);
    }
    tp_template_deinit(&extracted);
    folder_remove(&folder);
}

static void says_where_the_resolution_came_from(void **state)
{
    const struct tp_extract_options options = {.ppi = 400};
    struct tp_impression_source source;
    struct tp_template tmpl;
    struct tp_image image;

    (void)state;
    folder_make(&folder);
    print_write(&folder, "none", 1, 1);
    load("none", NULL, &tmpl, &source);
    assert_true(source.ppi_assumed && source.ppi == 500);
    tp_impression_source_deinit(&source);
    tp_template_deinit(&tmpl);
    load("none", &options, &tmpl, &source);
    assert_true(!source.ppi_assumed && source.ppi == 400);
    tp_impression_source_deinit(&source);
    tp_template_deinit(&tmpl);
    assert_int_equal(tp_image_init(&image, 64, 64, 1000, NULL), TP_OK);
    assert_int_equal(tp_codec_save(&image, folder_path(&folder, "own.png"), NULL), TP_OK);
    load("own.png", NULL, &tmpl, &source);
    assert_true(!source.ppi_assumed && source.ppi == 1000);
    tp_impression_source_deinit(&source);
    tp_template_deinit(&tmpl);
    tp_image_deinit(&image);
    folder_remove(&folder);
}

/* A finger image record of the 2005 form around raw pixels: left index, live and rolled (21), 500 ppi. */
static void make_finger_record(struct tp_buffer *file)
{
    tp_buffer_init(file);
    tp_write_bytes(file, "FIR\0", 4);
    tp_write_bytes(file, "010\0\0\0\0\0\x10\x2e\0\0\0\x1f\1\1", 16);
    tp_write_bytes(file, "\1\xf4\1\xf4\1\xf4\1\xf4\x08\0\0\0", 12);
    tp_write_bytes(file, "\0\0\x10\x0e\7\1\1\x50\x15\0\x40\0\x40\0", 14);
    for (int i = 0; i < 64 * 64; i++)
        tp_write_u8(file, (uint8_t)(i % 8 * 30));
}

static void check_found(const char *name, float ppi, uint8_t position, uint8_t impression)
{
    struct tp_impression_source source;
    struct tp_template tmpl;

    load(name, NULL, &tmpl, &source);
    assert_true(!source.is_template && !source.ppi_assumed && source.ppi == ppi && source.image.width_px == 64);
    assert_int_equal(tmpl.position, position);
    assert_int_equal(tmpl.impression, impression);
    tp_impression_source_deinit(&source);
    tp_template_deinit(&tmpl);
}

static void takes_finger_image_records(void **state)
{
    const struct tp_extract_options options = {.ppi = 450, .position = 9};
    struct tp_impression_source source;
    struct tp_template tmpl;
    struct tp_buffer file;

    (void)state;
    folder_make(&folder);
    make_finger_record(&file);
    folder_write(&folder, "a.fir", file.data, file.size_bytes);
    check_found("a.fir", 500, 7, TP_IMPRESSION_LIVE_ROLLED);
    load("a.fir", &options, &tmpl, &source);
    assert_true(source.ppi == 450 && tmpl.position == 9);
    tp_impression_source_deinit(&source);
    tp_template_deinit(&tmpl);
    tp_buffer_deinit(&file);
    folder_remove(&folder);
}

/* The finger's record is taken, and what it says itself goes before what it holds. */
static void takes_cbeff_files(void **state)
{
    struct tp_bir records[2] = {
        {.type = "Iris", .subtype = "Left", .quality = -1, .data = (uint8_t *)"x", .size_bytes = 1},
        {.type = "Finger", .subtype = "Right IndexFinger", .quality = -1}};
    struct tp_buffer file, text;
    struct tp_diag diag;
    struct tp_extractor *extractor;
    struct tp_template tmpl;

    (void)state;
    folder_make(&folder);
    make_finger_record(&file);
    records[1].data = file.data;
    records[1].size_bytes = file.size_bytes;
    for (size_t count = 2; count > 0; count--) {
        tp_buffer_init(&text);
        assert_int_equal(tp_bir_write(records, count, &text, NULL), TP_OK);
        folder_write(&folder, "a.xml", text.data, text.size_bytes);
        tp_buffer_deinit(&text);
        if (count == 2)
            check_found("a.xml", 500, 2, TP_IMPRESSION_LIVE_ROLLED);
    }
    tp_diag_init(&diag);
    assert_int_equal(tp_extractor_new(&extractor, NULL), TP_OK);
    assert_int_equal(tp_impression_load(extractor, folder_path(&folder, "a.xml"), NULL, &tmpl, NULL, &diag),
                     TP_E_NOT_FOUND);
    assert_non_null(strstr(diag.text, "no record holds an image of a finger"));
    tp_extractor_free(&extractor);
    tp_buffer_deinit(&file);
    folder_remove(&folder);
}

static void names_the_file_that_is_neither(void **state)
{
    static const struct {
        const char *data;
        size_t size_bytes;
    } bad[] = {{"", 0}, {"FMR", 4}, {"FMR\0 20\0\0\0", 10}, {"hello", 5}, {"P5\n9 9\n255\n", 11}};
    struct tp_extractor *extractor;

    (void)state;
    folder_make(&folder);
    assert_int_equal(tp_extractor_new(&extractor, NULL), TP_OK);
    for (size_t i = 0; i <= TP_ARRAY_LENGTH(bad); i++) {
        const char *path = folder_path(&folder, i < TP_ARRAY_LENGTH(bad) ? "bad" : "missing");
        struct tp_impression_source source;
        struct tp_template tmpl;
        struct tp_diag diag;
        if (i < TP_ARRAY_LENGTH(bad))
            folder_write(&folder, "bad", bad[i].data, bad[i].size_bytes);
        tp_diag_init(&diag);
        assert_int_not_equal(tp_impression_load(extractor, path, NULL, &tmpl, &source, &diag), TP_OK);
        assert_string_equal(diag.file, path);
        assert_true(diag.text[0] != '\0');
        assert_null(source.data);
        assert_int_equal(tmpl.minutia_count, 0);
    }
    tp_extractor_free(&extractor);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(tells_images_from_templates),    cmocka_unit_test(says_where_the_resolution_came_from),
    cmocka_unit_test(takes_finger_image_records),     cmocka_unit_test(takes_cbeff_files),
    cmocka_unit_test(names_the_file_that_is_neither),
};
TP_TEST_MAIN(tests)
