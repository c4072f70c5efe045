/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "api/media.h"

static void content_types(void **state)
{
    (void)state;
    assert_true(tp_media_is("application/json", "application/json"));
    assert_true(tp_media_is(" Application/JSON ; charset=utf-8", "application/json"));
    assert_false(tp_media_is("", "application/json"));
    assert_false(tp_media_is("application/jsonx", "application/json"));
    assert_false(tp_media_is("text/plain;application/json", "application/json"));
}

static void ranges(void **state)
{
    static const char type[] = "application/json";

    (void)state;
    assert_true(tp_media_accepts(NULL, type));
    assert_true(tp_media_accepts("", type));
    assert_true(tp_media_accepts("*/*", type));
    assert_true(tp_media_accepts("application/*", type));
    assert_true(tp_media_accepts("APPLICATION/JSON", type));
    assert_true(tp_media_accepts("text/html, application/json;q=0.9", type));
    assert_true(tp_media_accepts("text/html,*/*; q=0.01", type));
    assert_true(tp_media_accepts(", ,application/json;version=1", type));
    assert_false(tp_media_accepts("text/html", type));
    assert_false(tp_media_accepts("text/*", type));
    assert_false(tp_media_accepts("app/*", type));
    assert_false(tp_media_accepts("application/json; q=0", type));
    assert_false(tp_media_accepts("application/json;v=1;q=0.000 ", type));
    assert_false(tp_media_accepts("*/*;q=0,text/html", type));
    assert_false(tp_media_accepts(",", type));
    assert_false(tp_media_accepts(";q=1", type));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(content_types),
    cmocka_unit_test(ranges),
};
TP_TEST_MAIN(tests)
