/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "api/input.h"

static struct tp_json_document *document;

static const struct tp_json_value *parse(const char *text)
{
    tp_json_document_free(&document);
    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    return tp_json_root(document);
}

static int tear_down(void **state)
{
    (void)state;
    tp_json_document_free(&document);
    return 0;
}

static void texts(void **state)
{
    const char *out;

    (void)state;
    assert_int_equal(tp_input_text(parse("{\"a\":\"12345\"}"), "a", 5, true, &out, NULL), TP_OK);
    assert_string_equal(out, "12345");
    assert_int_equal(tp_input_text(tp_json_root(document), "a", 4, true, &out, NULL), TP_E_FORMAT);
    assert_null(out);
    assert_int_equal(tp_input_text(tp_json_root(document), "b", 4, false, &out, NULL), TP_OK);
    assert_null(out);
    assert_int_equal(tp_input_text(tp_json_root(document), "b", 4, true, &out, NULL), TP_E_FORMAT);
    assert_int_equal(tp_input_text(parse("{\"a\":5}"), "a", 5, false, &out, NULL), TP_E_FORMAT);
    assert_int_equal(tp_input_text(parse("{\"a\":null}"), "a", 5, false, &out, NULL), TP_E_FORMAT);
}

static void numbers(void **state)
{
    static const char *const wrong[] = {"", "-1", "101", "1.0", "1e1", " 1", "0x1", "9999999999999999999999"};
    int64_t out;

    (void)state;
    assert_int_equal(tp_input_number(NULL, "n", 100, 7, &out, NULL), TP_OK);
    assert_int_equal(out, 7);
    assert_int_equal(tp_input_number("100", "n", 100, 7, &out, NULL), TP_OK);
    assert_int_equal(out, 100);
    assert_int_equal(tp_input_number("0", "n", 100, 7, &out, NULL), TP_OK);
    assert_int_equal(out, 0);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(wrong); i++)
        assert_int_equal(tp_input_number(wrong[i], "n", 100, 7, &out, NULL), TP_E_ARGUMENT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(texts, tear_down),
    cmocka_unit_test(numbers),
};
TP_TEST_MAIN(tests)
