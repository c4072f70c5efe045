/* SPDX-License-Identifier: Apache-2.0 */
/* Texts and codes of what people send. */
#include "bureau.h"

static struct tp_json_document *read_text(const char *text)
{
    struct tp_json_document *document;

    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    return document;
}

static void words_have_a_measure(void **state)
{
    struct tp_json_document *document = read_text("{\"a\":\"three good words\",\"b\":7}");
    char *big = malloc(9000);
    const char *out;

    (void)state;
    assert_int_equal(tp_input_words(tp_json_root(document), "a", 3, &out, NULL), TP_OK);
    assert_string_equal(out, "three good words");
    assert_int_equal(tp_input_words(tp_json_root(document), "a", 4, &out, NULL), TP_E_FORMAT);
    assert_int_equal(tp_input_words(tp_json_root(document), "b", 1, &out, NULL), TP_E_FORMAT);
    assert_int_equal(tp_input_words(tp_json_root(document), "c", 1, &out, NULL), TP_E_FORMAT);
    tp_json_document_free(&document);
    assert_non_null(big);
    memset(big, 'x', 9000);
    memcpy(big, "{\"a\":\"", 6);
    memcpy(big + 8990, "\"}", 3);
    document = read_text(big);
    assert_int_equal(tp_input_words(tp_json_root(document), "a", 1, &out, NULL), TP_E_FORMAT);
    tp_json_document_free(&document);
    free(big);
}

static void codes_are_found(void **state)
{
    struct tp_json_document *document = read_text("{\"a\":\"exclusion\",\"b\":\"none\",\"c\":[]}");
    int out;

    (void)state;
    assert_int_equal(tp_input_code(tp_json_root(document), "a", tp_conclusion_find, &out, NULL), TP_OK);
    assert_int_equal(out, TP_EXCLUSION);
    assert_int_equal(tp_input_code(tp_json_root(document), "b", tp_conclusion_find, &out, NULL), TP_E_FORMAT);
    assert_int_equal(tp_input_code(tp_json_root(document), "c", tp_conclusion_find, &out, NULL), TP_E_FORMAT);
    assert_int_equal(tp_input_code(tp_json_root(document), "d", tp_conclusion_find, &out, NULL), TP_E_FORMAT);
    tp_json_document_free(&document);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(words_have_a_measure),
    cmocka_unit_test(codes_are_found),
};
TP_TEST_MAIN(tests)
