/* SPDX-License-Identifier: Apache-2.0 */
#include "desk.h"

#include "office/parts.h"

static tp_status read_one(const char *json, const struct tp_office_text *wanted, char out[64])
{
    struct tp_json_document *input;
    struct tp_call call = {.session = NULL};
    const char *text = "";
    tp_status status;

    assert_int_equal(tp_json_parse(json, strlen(json), &input, NULL), TP_OK);
    call.input = tp_json_root(input);
    status = tp_office_input_text(&call, wanted, &text, NULL);
    snprintf(out, 64, "%s", text);
    tp_json_document_free(&input);
    return status;
}

static void a_text_is_of_its_size_and_says_something(void **state)
{
    static const struct tp_office_text title = {"title", 8, .one_line = true}, text = {"text", 8, .optional = true};
    char out[64];

    (void)state;
    assert_int_equal(read_one("{\"title\":\"12345678\"}", &title, out), TP_OK);
    assert_string_equal(out, "12345678");
    assert_int_equal(read_one("{\"title\":\"123456789\"}", &title, out), TP_E_ARGUMENT);
    assert_int_equal(read_one("{\"title\":\"\"}", &title, out), TP_E_ARGUMENT);
    assert_int_equal(read_one("{\"title\":\" \\t\"}", &title, out), TP_E_ARGUMENT);
    assert_int_equal(read_one("{\"title\":\"a\\nb\"}", &title, out), TP_E_ARGUMENT);
    assert_int_equal(read_one("{\"title\":7}", &title, out), TP_E_ARGUMENT);
    assert_int_equal(read_one("{}", &title, out), TP_E_ARGUMENT);
    assert_int_equal(read_one("{\"text\":\"a\\nb\"}", &text, out), TP_OK);
    assert_int_equal(read_one("{\"text\":\"a\\u0007b\"}", &text, out), TP_E_ARGUMENT);
    assert_int_equal(read_one("{}", &text, out), TP_OK);
    assert_string_equal(out, "");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_text_is_of_its_size_and_says_something),
};
TP_TEST_MAIN(tests)
