/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static void assert_buffer_is(struct tp_buffer *buffer, const char *expected)
{
    tp_write_u8(buffer, '\0');
    assert_false(buffer->bad);
    assert_string_equal((char *)buffer->data, expected);
    buffer->size_bytes = 0;
}

static void writes_into_memory_too(void **state)
{
    struct tp_json *json;
    struct tp_buffer out;

    (void)state;
    tp_buffer_init(&out);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_integer(json, "b", 1);
    tp_json_number(json, "a", 0.1);
    assert_int_equal(tp_json_write_canonical(json, &out, NULL), TP_OK);
    assert_buffer_is(&out, "{\"a\":0.1,\"b\":1}");
    assert_int_equal(tp_json_write_pretty(json, &out, NULL), TP_OK);
    assert_buffer_is(&out, "{\n  \"b\": 1,\n  \"a\": 0.1\n}\n");
    tp_buffer_deinit(&out);
    tp_json_free(&json);
}

static void copies_what_was_read(void **state)
{
    static const char text[] = "{\"a\": {\"b\": [1, {\"c\": null}]}}";
    struct tp_json_document *document;
    struct tp_json *json;

    (void)state;
    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_copy(json, "whole", tp_json_root(document));
    tp_json_list(json, "list");
    tp_json_copy(json, NULL, tp_json_member(tp_json_root(document), "a"));
    tp_json_document_free(&document);
    assert_prints(json, "{\"whole\":{\"a\":{\"b\":[1,{\"c\":null}]}},\"list\":[{\"b\":[1,{\"c\":null}]}]}\n");
    tp_json_free(&json);
}

static void goes_on_from_what_was_read(void **state)
{
    static const char text[] = "{\"a\":1,\"b\":{\"c\":[true]},\"d\":\"x\"}";
    struct tp_json_document *document;
    struct tp_json *json;

    (void)state;
    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    assert_int_equal(tp_json_new_from(tp_json_root(document), &json, NULL), TP_OK);
    tp_json_document_free(&document);
    tp_json_integer(json, "a", 2); /* in its place */
    tp_json_remove(json, "d");
    tp_json_remove(json, "nothing");
    tp_json_text(json, "e", "y");
    assert_prints(json, "{\"a\":2,\"b\":{\"c\":[true]},\"e\":\"y\"}\n");
    tp_json_free(&json);
    assert_int_equal(tp_json_new_from(NULL, &json, NULL), TP_OK);
    assert_prints(json, "{}\n");
    tp_json_free(&json);
}

static void a_list_goes_on_from_another(void **state)
{
    struct tp_json_document *document;
    struct tp_json *json;

    (void)state;
    assert_int_equal(tp_json_parse("{\"l\":[1,{\"a\":2}]}", 17, &document, NULL), TP_OK);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_list_from(json, "more", tp_json_member(tp_json_root(document), "l"));
    tp_json_text(json, NULL, "x");
    tp_json_close(json);
    tp_json_list_from(json, "new", NULL);
    tp_json_close(json);
    assert_prints(json, "{\"more\":[1,{\"a\":2},\"x\"],\"new\":[]}\n");
    tp_json_free(&json);
    tp_json_document_free(&document);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_list_goes_on_from_another), cmocka_unit_test(nests_objects_and_lists_in_order),
    cmocka_unit_test(stays_valid_with_odd_values), cmocka_unit_test(says_when_nothing_can_be_written),
    cmocka_unit_test(writes_into_memory_too),      cmocka_unit_test(copies_what_was_read),
    cmocka_unit_test(goes_on_from_what_was_read),
};
TP_TEST_MAIN(tests)
