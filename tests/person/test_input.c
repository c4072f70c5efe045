/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/operations.h"

static struct tp_json_document *document;
static struct tp_call call;

static void read_body(const char *text)
{
    tp_json_document_free(&document);
    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    call.input = tp_json_root(document);
}

static void texts_have_their_limits(void **state)
{
    const char *text;

    (void)state;
    read_body("{\"a\":\"12345\",\"b\":\"\",\"c\":5}");
    assert_int_equal(tp_person_input_text(&call, "a", 5, false, &text, NULL), TP_OK);
    assert_string_equal(text, "12345");
    assert_int_equal(tp_person_input_text(&call, "a", 4, false, &text, NULL), TP_E_ARGUMENT);
    assert_string_equal(text, "");
    assert_int_equal(tp_person_input_text(&call, "b", 4, false, &text, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_person_input_text(&call, "b", 4, true, &text, NULL), TP_OK);
    assert_int_equal(tp_person_input_text(&call, "c", 4, true, &text, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_person_input_text(&call, "d", 4, true, &text, NULL), TP_OK);
    assert_int_equal(tp_person_input_text(&call, "d", 4, false, &text, NULL), TP_E_ARGUMENT);
    tp_json_document_free(&document);
}

static const char *always_b(const struct tp_call *asked, const char *name)
{
    (void)asked;
    (void)name;
    return "b";
}

static void a_query_may_be_absent(void **state)
{
    static const char *const allowed[] = {"a", "b", NULL, NULL};
    struct tp_call none = {.query = NULL}, some = {.query = always_b};
    const char *out;

    (void)state;
    assert_string_equal(tp_call_query(&none, "x", "otherwise"), "otherwise");
    assert_int_equal(tp_call_query_one_of(&none, "x", allowed, &out, NULL), TP_OK);
    assert_null(out);
    assert_int_equal(tp_call_query_one_of(&some, "x", allowed, &out, NULL), TP_OK);
    assert_string_equal(out, "b");
    assert_int_equal(tp_call_query_one_of(&some, "x", allowed + 2, &out, NULL), TP_E_ARGUMENT);
}

static void what_comes_afterwards_is_not_told(void **state)
{
    struct tp_entry entry;
    struct tp_json *json = new_json();

    (void)state;
    fixture_begin(&fixture);
    add_record(&fixture, "erasure", "e", "", "", "{\"reason\":\"x\",\"then\":[]}");
    fixture_end(&fixture);
    assert_int_equal(tp_entry_get(fixture.exchange, "erasure", "e", &entry, NULL), TP_OK);
    tp_entry_put_content(&entry, json);
    tp_entry_deinit(&entry);
    assert_string_equal(json_text(json), "{\"reason\":\"x\"}");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(texts_have_their_limits),
    TEST(a_query_may_be_absent),
    TEST(what_comes_afterwards_is_not_told),
};
TP_TEST_MAIN(tests)
