/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "http/http.h"
#include "http/target.h"

static void assert_unescaped(const char *text, bool query, const char *wanted)
{
    char out[16];

    assert_int_equal(tp_http_unescape(text, strlen(text), query, out, sizeof out), wanted != NULL);
    assert_string_equal(out, wanted ? wanted : "");
}

static void escapes_are_decoded(void **state)
{
    (void)state;
    assert_unescaped("a%20b+c", false, "a b+c");
    assert_unescaped("a%20b+c", true, "a b c");
    assert_unescaped("%c3%A9", false, "\xC3\xA9");
    assert_unescaped("%2F%3f??", false, "/???");
    assert_unescaped("", false, "");
    assert_unescaped("123456789012345", false, "123456789012345");
}

static void what_is_no_text_is_not_decoded(void **state)
{
    (void)state;
    assert_unescaped("1234567890123456", false, NULL);
    assert_unescaped("%", false, NULL);
    assert_unescaped("%4", false, NULL);
    assert_unescaped("%4g", false, NULL);
    assert_unescaped("%g4", false, NULL);
    assert_unescaped("a%00b", false, NULL);
    assert_unescaped("a%0Ab", false, NULL);
    assert_unescaped("%7f", false, NULL);
    assert_unescaped("%c3", false, NULL);
    assert_unescaped("%c3?", false, NULL);
    assert_unescaped("%ed%a0%80", false, NULL);
    assert_false(tp_http_unescape("", 0, false, NULL, 0));
}

static void a_target_is_split(void **state)
{
    struct tp_target target;

    (void)state;
    assert_int_equal(tp_target_parse("/v1/a%2Fb?from=3&to=&&word=a%26b%3D+c&from=4&flag", &target, NULL), TP_OK);
    assert_string_equal(target.path, "/v1/a%2Fb");
    assert_string_equal(target.full, "/v1/a%2Fb?from=3&to=&&word=a%26b%3D+c&from=4&flag");
    assert_null(target.authority);
    assert_int_equal(target.count, 5);
    assert_string_equal(tp_target_parameter(&target, "from"), "3");
    assert_string_equal(tp_target_parameter(&target, "to"), "");
    assert_string_equal(tp_target_parameter(&target, "word"), "a&b= c");
    assert_string_equal(tp_target_parameter(&target, "flag"), "");
    assert_null(tp_target_parameter(&target, "From"));
    tp_target_deinit(&target);
    assert_null(tp_target_parameter(&target, "from"));
}

static void the_other_forms_of_a_target_are_known(void **state)
{
    struct tp_target target;

    (void)state;
    assert_int_equal(tp_target_parse("http://node.example:80/a?b=c", &target, NULL), TP_OK);
    assert_string_equal(target.path, "/a");
    assert_string_equal(target.full, "/a?b=c");
    assert_string_equal(target.authority, "node.example:80");
    tp_target_deinit(&target);
    assert_int_equal(tp_target_parse("*", &target, NULL), TP_OK);
    assert_string_equal(target.path, "*");
    tp_target_deinit(&target);
}

static void other_targets_are_refused(void **state)
{
    static const char *const wrong[] = {"",        "a",       "**",   "node.example:80", "https://node", "/a b",
                                        "/a\x7f",  "/a\tb",   "/a#b", "/a?b=%",          "/a?%ff=1",     "ftp://a/b",
                                        "/a?b%00", "/a?b=%0A"};
    struct tp_target target;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(wrong); i++) {
        assert_int_equal(tp_target_parse(wrong[i], &target, NULL), TP_E_FORMAT);
        assert_null(target.memory);
    }
}

static void parameters_are_counted(void **state)
{
    char text[8 * (TP_PARAMETERS_MAX + 1)] = "/?";
    struct tp_target target;

    (void)state;
    for (size_t i = 0; i < TP_PARAMETERS_MAX; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "a%zu&", i);
    assert_int_equal(tp_target_parse(text, &target, NULL), TP_OK);
    assert_int_equal(target.count, TP_PARAMETERS_MAX);
    tp_target_deinit(&target);
    snprintf(text + strlen(text), sizeof text - strlen(text), "b");
    assert_int_equal(tp_target_parse(text, &target, NULL), TP_E_LIMIT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(escapes_are_decoded),       cmocka_unit_test(what_is_no_text_is_not_decoded),
    cmocka_unit_test(a_target_is_split),         cmocka_unit_test(the_other_forms_of_a_target_are_known),
    cmocka_unit_test(other_targets_are_refused), cmocka_unit_test(parameters_are_counted),
};
TP_TEST_MAIN(tests)
