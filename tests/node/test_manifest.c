/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "folder.h"
#include "node/node.h"

static tp_status parse(const char *text, struct tp_manifest *out, struct tp_diag *diag)
{
    if (diag)
        tp_diag_init(diag);
    return tp_manifest_parse((const uint8_t *)text, strlen(text), NULL, out, diag);
}

static void assert_row(const struct tp_manifest_row *row, const char *subject, unsigned finger, const char *path,
                       uint32_t line)
{
    assert_string_equal(row->subject, subject);
    assert_int_equal(row->finger, finger);
    assert_string_equal(row->path, path);
    assert_int_equal(row->line, line);
}

static void reads_rows_with_and_without_a_header(void **state)
{
    static const char *const texts[] = {
        "subject,finger,path\nada,1,a.png\nada,10,b.png\n", "subject,finger,path,ppi\r\nada,1,a.png,\r\nada,10,b.png",
        "ada,1,a.png\nada,10,b.png\n", "\xEF\xBB\xBFsubject,finger,path\nada,1,a.png\n\n\r\nada,10,b.png\n\n"};
    static const uint32_t lines[][2] = {{2, 3}, {2, 3}, {1, 2}, {2, 5}};

    (void)state;
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(texts); i++) {
        struct tp_manifest manifest;

        assert_int_equal(parse(texts[i], &manifest, NULL), TP_OK);
        assert_int_equal(manifest.count, 2);
        assert_row(&manifest.rows[0], "ada", 1, "a.png", lines[i][0]);
        assert_row(&manifest.rows[1], "ada", 10, "b.png", lines[i][1]);
        assert_true(!(manifest.rows[1].ppi > 0));
        tp_manifest_deinit(&manifest);
    }
}

static void reads_quoted_fields(void **state)
{
    struct tp_manifest manifest;

    (void)state;
    assert_int_equal(parse("\"Lovelace, Ada \"\"AL\"\"\",\"2\",\"a\nb.png\",569\nx,3,y\n", &manifest, NULL), TP_OK);
    assert_int_equal(manifest.count, 2);
    assert_row(&manifest.rows[0], "Lovelace, Ada \"AL\"", 2, "a\nb.png", 1);
    assert_int_equal((int)manifest.rows[0].ppi, 569);
    assert_row(&manifest.rows[1], "x", 3, "y", 3);
    tp_manifest_deinit(&manifest);
}

static void brings_the_rows_of_a_subject_together(void **state)
{
    struct tp_manifest manifest;

    (void)state;
    assert_int_equal(parse("c,,card.an2\n", &manifest, NULL), TP_OK); /* a transaction says its fingers */
    assert_row(&manifest.rows[0], "c", 0, "card.an2", 1);
    tp_manifest_deinit(&manifest);
    assert_int_equal(parse("z,1,z1\na,1,a1\nz,2,z2\nm,1,m1\na,2,a2\nz,1,z3\n", &manifest, NULL), TP_OK);
    assert_int_equal(manifest.count, 6);
    assert_row(&manifest.rows[0], "z", 1, "z1", 1);
    assert_row(&manifest.rows[1], "z", 2, "z2", 3);
    assert_row(&manifest.rows[2], "z", 1, "z3", 6);
    assert_row(&manifest.rows[3], "a", 1, "a1", 2);
    assert_row(&manifest.rows[4], "a", 2, "a2", 5);
    assert_row(&manifest.rows[5], "m", 1, "m1", 4);
    tp_manifest_deinit(&manifest);
}

static void names_line_and_column_of_a_bad_row(void **state)
{
    static const struct {
        const char *text, *field, *words;
    } bad[] = {
        {"", "", "no rows"},
        {"subject,finger,path\n", "", "no rows"},
        {"a,1,x\nb,2\n", "line 2", "fewer than three"},
        {"a,1,x,500,9\n", "line 1", "more than four"},
        {"a,1,x\n,2,y\n", "line 2, subject", "1 to 127 bytes"},
        {"a\tb,2,y\n", "line 1, subject", "control character"},
        {"\xC3\x28,2,y\n", "line 1, subject", "UTF-8"},
        {"a,0,x\n", "line 1, finger", "1 to 10, not '0'"},
        {"a,11,x\n", "line 1, finger", "1 to 10, not '11'"},
        {"a,-1,x\n", "line 1, finger", "not '-1'"},
        {"a, 1,x\n", "line 1, finger", "not ' 1'"},
        {"a,1x,x\n", "line 1, finger", "not '1x'"},
        {"a,99999999999999999999,x\n", "line 1, finger", "not '9999"},
        {"subject,finger,path\n\n\na,1,\n", "line 4, path", "is empty"},
        {"a,1,x,49\n", "line 1, ppi", "50 to 5000"},
        {"a,1,x,5001\n", "line 1, ppi", "50 to 5000"},
        {"a,1,x,5e2\n", "line 1, ppi", "50 to 5000"},
        {"a,1,\"x\n\n", "line 1", "does not end"},
        {"a,1,\"x\"y\n", "line 1", "inside of a field"},
        {"a,1,x\"y\n", "line 1", "inside of a field"},
        {"a,1,x\ry\n", "line 1", "inside of a field"},
        {"path,finger,subject\nx,1,a\n", "line 1, finger", "not 'finger'"},
    };

    (void)state;
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        struct tp_manifest manifest;
        struct tp_diag diag;

        assert_int_equal(parse(bad[i].text, &manifest, &diag), TP_E_FORMAT);
        assert_string_equal(diag.field, bad[i].field);
        if (!strstr(diag.text, bad[i].words))
            fail_msg("'%s' is not in '%s'", bad[i].words, diag.text);
        assert_null(manifest.rows);
    }
}

static void refuses_a_zero_byte(void **state)
{
    static const uint8_t data[] = "a\0b,1,x\n";
    struct tp_manifest manifest;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_manifest_parse(data, sizeof data - 1, NULL, &manifest, &diag), TP_E_FORMAT);
    assert_string_equal(diag.text, "a byte 0");
}

static void counts_paths_from_its_folder(void **state)
{
    static const char text[] = "a,1,sub/x.png\na,2,/abs/y.png\n";
    struct test_folder folder;
    struct tp_manifest manifest;
    struct tp_diag diag;
    char expected[256];

    (void)state;
    folder_make(&folder);
    folder_write(&folder, "m.csv", text, sizeof text - 1);
    assert_int_equal(tp_manifest_read(folder_path(&folder, "m.csv"), &manifest, NULL), TP_OK);
    snprintf(expected, sizeof expected, "%s/sub/x.png", folder.path);
    assert_row(&manifest.rows[0], "a", 1, expected, 1);
    assert_row(&manifest.rows[1], "a", 2, "/abs/y.png", 2);
    tp_manifest_deinit(&manifest);
    tp_diag_init(&diag);
    assert_int_equal(tp_manifest_read(folder_path(&folder, "none.csv"), &manifest, &diag), TP_E_NOT_FOUND);
    assert_non_null(strstr(diag.file, "none.csv"));
    folder_remove(&folder);
}

static void survives_random_bytes(void **state)
{
    static const char alphabet[] = "a1,\"\n\r \xC3\xA9,,\n";
    struct tp_rng rng = tp_rng_seed(5, 5);

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        size_t size = tp_rng_below(&rng, 60);
        uint8_t *data = malloc(size + 1); /* exactly as large as said, for the address sanitizer */
        struct tp_manifest manifest;

        for (size_t i = 0; i < size; i++)
            data[i] = (uint8_t)alphabet[tp_rng_below(&rng, sizeof alphabet)];
        if (tp_manifest_parse(data, size, "f", &manifest, NULL) == TP_OK)
            for (size_t i = 0; i < manifest.count; i++) {
                assert_in_range(manifest.rows[i].finger, 0, 1); /* 0: left empty */
                assert_memory_equal(manifest.rows[i].path, "f/", 2);
            }
        tp_manifest_deinit(&manifest);
        free(data);
    }
}

static void checks_subjects(void **state)
{
    static const char *const good[] = {"a", "Ærøskøbing 7/12", "\xF0\x9F\x91\x8D", "\xEF\xBF\xBD", "O'Neil \"x\" %s"};
    static const char *const bad[] = {"",         "a\n",
                                      "\x7F",     "\xFF",
                                      "\xC0\x80", "\xED\xA0\x80",
                                      "\xE2\x82", "\xF4\x90\x80\x80",
                                      "\x80",     "\xF0\x80\x80\x80"};
    char longest[TP_SUBJECT_ID_MAX + 1];

    (void)state;
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(good); i++)
        assert_int_equal(tp_subject_check(good[i], NULL), TP_OK);
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_int_equal(tp_subject_check(bad[i], NULL), TP_E_FORMAT);
    memset(longest, 'x', sizeof longest);
    longest[TP_SUBJECT_ID_MAX] = '\0';
    assert_int_equal(tp_subject_check(longest, NULL), TP_E_FORMAT);
    longest[TP_SUBJECT_ID_MAX - 1] = '\0';
    assert_int_equal(tp_subject_check(longest, NULL), TP_OK);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(reads_rows_with_and_without_a_header),
    cmocka_unit_test(reads_quoted_fields),
    cmocka_unit_test(brings_the_rows_of_a_subject_together),
    cmocka_unit_test(names_line_and_column_of_a_bad_row),
    cmocka_unit_test(refuses_a_zero_byte),
    cmocka_unit_test(counts_paths_from_its_folder),
    cmocka_unit_test(survives_random_bytes),
    cmocka_unit_test(checks_subjects),
};
TP_TEST_MAIN(tests)
