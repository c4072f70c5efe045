/* SPDX-License-Identifier: Apache-2.0 */
/* What people wrote: kept under the owner, each in its place, gone with it. */
#include "bureau.h"

static const char *show(struct bureau *bureau, const struct tp_text_place *at)
{
    static char text[1024];
    struct tp_buffer out;
    struct tp_json *json;

    tp_buffer_init(&out);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    assert_int_equal(tp_text_show(bureau->exchange, at, "said", json, NULL), TP_OK);
    assert_int_equal(tp_json_write_canonical(json, &out, NULL), TP_OK);
    snprintf(text, sizeof text, "%.*s", (int)out.size_bytes, (const char *)out.data);
    tp_json_free(&json);
    tp_buffer_deinit(&out);
    return text;
}

static void each_text_has_its_place(void **state)
{
    struct tp_text_place at = {"booking/b-1", "t-1", 1, 0, TP_TEXT_REASON}, other = at;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    fixture_begin(&bureau.fixture);
    assert_int_equal(tp_text_put(bureau.exchange, &at, "a whorl", 7, NULL), TP_OK);
    other.kind = TP_TEXT_ANALYSIS;
    assert_int_equal(tp_text_put(bureau.exchange, &other, "{\"value\":true}", 14, NULL), TP_OK);
    fixture_end(&bureau.fixture);
    assert_string_equal(show(&bureau, &at), "{\"said\":\"a whorl\"}");
    assert_string_equal(show(&bureau, &other), "{\"said\":{\"value\":true}}");
    at.attempt = 2; /* another examiner */
    assert_string_equal(show(&bureau, &at), "{\"said\":null}");
    at.attempt = 1;
    at.kind = TP_TEXT_CORRECTION;
    assert_string_equal(show(&bureau, &at), "{\"said\":null}");
    at.kind = TP_TEXT_REASON;
    at.place = 1;
    assert_string_equal(show(&bureau, &at), "{\"said\":null}");
    bureau_close(&bureau);
}

static void they_go_with_the_owner(void **state)
{
    const struct tp_text_place at = {"booking/b-1", "t-1", 1, 0, TP_TEXT_REASON};
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    fixture_begin(&bureau.fixture);
    assert_int_equal(tp_text_put(bureau.exchange, &at, "a whorl", 7, NULL), TP_OK);
    assert_int_equal(tp_blob_forget(bureau.exchange, at.owner, NULL), TP_OK);
    fixture_end(&bureau.fixture);
    assert_string_equal(show(&bureau, &at), "{\"said\":null}");
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_text_has_its_place),
    cmocka_unit_test(they_go_with_the_owner),
};
TP_TEST_MAIN(tests)
