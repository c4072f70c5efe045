/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/captured.h"
#include "cli/commands.h"
#include "cli/listing.h"

static const char *shout(const char *cell)
{
    return cell[0] ? "!" : "nothing";
}

static const struct tp_listing listing = {
    "things",
    (const struct tp_listing_column[]){
        {"id", 4, NULL}, {"flag", 3, NULL}, {"list", 6, NULL}, {"other", 7, shout}, {"last", 9, NULL}, {0}},
    "next", "--after"};

static const char *print(const char *json, bool as_json)
{
    char *words[] = {(char *)"--json"};
    struct tp_remote_answer answer = {.status = 200};
    struct tp_arguments arguments;
    const char *printed;

    assert_int_equal(tp_arguments_parse(&tp_command_audit_operations, as_json, words, &arguments, NULL), TP_OK);
    assert_int_equal(tp_json_parse(json, strlen(json), &answer.document, NULL), TP_OK);
    capture_begin();
    assert_int_equal(tp_listing_print(&arguments, &listing, &answer, NULL), TP_OK);
    printed = capture_end();
    tp_json_document_free(&answer.document);
    tp_arguments_deinit(&arguments);
    return printed;
}

static void values_become_columns(void **state)
{
    (void)state;
    assert_string_equal(print("{\"things\":[{\"id\":\"a\",\"flag\":true,\"list\":[\"x\",2],\"other\":\"y\",\"last\":7},"
                              "{\"id\":\"\\u001b[1m\",\"flag\":false,\"list\":[],\"last\":{\"a\":1}}]}",
                              false),
                        "a     yes  x,2     !        7\n"
                        "?[1m  no   -       nothing  (1)\n");
    assert_string_equal(print("{\"things\":[]}", false), "");
    assert_string_equal(print("{}", false), "");
}

static void the_next_page_is_named(void **state)
{
    (void)state;
    assert_string_equal(print("{\"things\":[],\"next\":12}", false), "further ones: --after 12\n");
    assert_string_equal(print("{\"things\":[],\"next\":0}", false), "");
    assert_string_equal(print("{\"things\":[],\"next\":\"9\"}", false), "further ones: --after 9\n");
}

static void json_stays_json(void **state)
{
    (void)state;
    assert_string_equal(print("{\"things\":[],\"next\":12}", true), "{\n  \"things\": [],\n  \"next\": 12\n}\n");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(values_become_columns),
    cmocka_unit_test(the_next_page_is_named),
    cmocka_unit_test(json_stays_json),
};
TP_TEST_MAIN(tests)
