/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json/json.h"

static void assert_prints(struct tp_json *json, const char *expected)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_int_equal(tp_json_print(json, true, out, NULL), TP_OK);
    fclose(out);
    assert_string_equal(text, expected);
    free(text);
}

static void nests_objects_and_lists_in_order(void **state)
{
    struct tp_json *json;

    (void)state;
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_text(json, "set", "db1");
    tp_json_list(json, "rows");
    tp_json_integer(json, NULL, -3);
    tp_json_object(json, NULL);
    tp_json_flag(json, "ok", true);
    tp_json_close(json);
    tp_json_close(json);
    tp_json_number(json, "eer", 0.1);
    assert_prints(json, "{\"set\":\"db1\",\"rows\":[-3,{\"ok\":true}],\"eer\":0.1}\n");
    tp_json_free(&json);
    assert_null(json);
}

static void stays_valid_with_odd_values(void **state)
{
    struct tp_json *json;

    (void)state;
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_number(json, "nan", (double)NAN);
    tp_json_text(json, "none", NULL);
    tp_json_text(json, "latin", "caf\xe9 \"x\"\n");
    tp_json_text(json, "utf8", "caf\xc3\xa9");
    assert_prints(json, "{\"nan\":null,\"none\":null,\"latin\":\"caf? \\\"x\\\"\\n\",\"utf8\":\"caf\xc3\xa9\"}\n");
    tp_json_free(&json);
}

static void says_when_nothing_can_be_written(void **state)
{
    struct tp_json *json;
    FILE *full = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(full);
    setbuf(full, NULL);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    assert_int_equal(tp_json_print(json, false, full, NULL), TP_E_IO);
    tp_json_free(&json);
    fclose(full);
}

/* Reads TEXT as a file. */
static tp_status read_text_as_json(const char *text, struct tp_json_document **document, struct tp_diag *diag)
{
    char path[] = "/tmp/tenprint_json_XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    tp_status status;

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    tp_diag_init(diag);
    status = tp_json_read(path, document, diag);
    unlink(path);
    return status;
}

static void reads_every_kind_of_value(void **state)
{
    const struct tp_json_value *root, *list;
    struct tp_json_document *document;
    struct tp_diag diag;
    const char *key;
    double number;
    bool flag;

    (void)state;
    assert_int_equal(
        read_text_as_json("{\"a\": \"b\", \"n\": [1, 2.5, null], \"f\": true, \"o\": {}}", &document, &diag), 0);
    root = tp_json_root(document);
    assert_int_equal(tp_json_kind(root), TP_JSON_OBJECT);
    assert_int_equal(tp_json_count(root), 4);
    assert_string_equal(tp_json_to_text(tp_json_member_at(root, 0, &key)), "b");
    assert_string_equal(key, "a");
    assert_null(tp_json_member_at(root, 4, &key));
    assert_null(key);
    assert_null(tp_json_member(root, "x"));
    list = tp_json_member(root, "n");
    assert_int_equal(tp_json_kind(list), TP_JSON_LIST);
    assert_int_equal(tp_json_count(list), 3);
    assert_true(tp_json_to_number(tp_json_element(list, 1), &number) && number == 2.5);
    assert_int_equal(tp_json_kind(tp_json_element(list, 2)), TP_JSON_NULL);
    assert_null(tp_json_element(list, 3));
    assert_true(tp_json_to_flag(tp_json_member(root, "f"), &flag) && flag);
    assert_false(tp_json_to_flag(list, &flag) || tp_json_to_number(NULL, &number) || tp_json_to_text(list));
    assert_int_equal(tp_json_kind(tp_json_member(root, "o")), TP_JSON_OBJECT);
    tp_json_document_free(&document);
    assert_null(document);
}

static void mistakes_are_named_with_their_line(void **state)
{
    static const char *const texts[] = {"", "{", "{\"a\": 1,\n\"a\": 2}", "[1]", "{\"a\": \"\\u0000\"}", "{} x"};
    struct tp_json_document *document;
    struct tp_diag diag;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(read_text_as_json(texts[i], &document, &diag), TP_E_FORMAT);
        assert_null(document);
        assert_int_equal(strncmp(diag.file, "/tmp/tenprint_json_", 19), 0);
    }
    assert_int_equal(read_text_as_json(texts[2], &document, &diag), TP_E_FORMAT);
    assert_non_null(strstr(diag.text, "line 2, column "));
    assert_int_equal(tp_json_read("/nonexistent.json", &document, &diag), TP_E_NOT_FOUND);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nests_objects_and_lists_in_order),   cmocka_unit_test(stays_valid_with_odd_values),
    cmocka_unit_test(says_when_nothing_can_be_written),   cmocka_unit_test(reads_every_kind_of_value),
    cmocka_unit_test(mistakes_are_named_with_their_line),
};
TP_TEST_MAIN(tests)
