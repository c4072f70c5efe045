/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "cli/review.h"

static struct tp_json_document *read_text(const char *text)
{
    struct tp_json_document *document;

    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    return document;
}

static void texts_are_fit_for_a_terminal(void **state)
{
    struct tp_json_document *document = read_text("{\"a\":\"x\\u001b[2Jy\",\"b\":3}");
    const struct tp_json_value *root = tp_json_root(document);

    (void)state;
    assert_string_equal(tp_review_text(root, "a"), "x?[2Jy");
    assert_string_equal(tp_review_text(root, "b"), "");
    assert_string_equal(tp_review_text(root, "c"), "");
    tp_json_document_free(&document);
}

static void only_ids_become_part_of_a_path(void **state)
{
    static const char *const bad[] = {
        "",    "../accounts", "abc?x=1",
        "ABC", "a b",         "0123456789012345678901234567890123456789012345678901234567890123456789"};

    (void)state;
    assert_int_equal(tp_review_check_id("4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5", NULL), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_int_equal(tp_review_check_id(bad[i], NULL), TP_E_ARGUMENT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(texts_are_fit_for_a_terminal),
    cmocka_unit_test(only_ids_become_part_of_a_path),
};
TP_TEST_MAIN(tests)
