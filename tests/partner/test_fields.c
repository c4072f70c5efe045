/* SPDX-License-Identifier: Apache-2.0 */
/* Structured fields: what the RFC writes is read and written again; what it does not allow is refused. */
#include "test.h"

#include <string.h>

#include "partner/fields.h"

static void same(const char *text, const char *expected)
{
    static struct tp_sf_dictionary dictionary;
    struct tp_buffer out;

    tp_buffer_init(&out);
    assert_int_equal(tp_sf_parse("field", text, &dictionary, NULL), TP_OK);
    tp_sf_write(&dictionary, &out);
    tp_write_u8(&out, 0);
    assert_string_equal((const char *)out.data, expected);
    tp_buffer_deinit(&out);
}

static void test_round_trips(void **state)
{
    (void)state;
    same("a=1", "a=1");
    same("  a=-15,\t b=\"x\\\"y\\\\\"  ", "a=-15, b=\"x\\\"y\\\\\"");
    same("sig1=( \"@method\"   \"x\";req );created=1;keyid=\"k\";f;g=?0",
         "sig1=(\"@method\" \"x\";req);created=1;keyid=\"k\";f;g=?0");
    same("a=:aGVsbG8=:", "a=:aGVsbG8=:");
    same("a=::, b=(), c=tok/en:*", "a=::, b=(), c=tok/en:*");
    same("a=?1;x=y", "a=?1;x=y");
}

static void test_refusals(void **state)
{
    static const char *const texts[] = {
        "",         "a",           "A=1",        "a=",          "a=1,",
        "a=1 b=2",  "a=1,,b=2",    "a=1, a=2",   "a=1.5",       "a=--1",
        "a=\"x",    "a=\"\\x\"",   "a=\"\x7f\"", "a=:aGVsbG8:", "a=:aGVsbG8=",
        "a=:a-b_:", "a=:QR==:",    "a=?2",       "a=(1",        "a=(1\"x\")",
        "a=(1 2",   "a=1;x=1;x=2", "a=1;;x",     "a=1;X",       "a=1234567890123456",
        "a=@123",   "a=(\"x\")x",  "=1",         "a=1;",        "a=\"\xc3\xa4\"",
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(texts); i++) {
        static struct tp_sf_dictionary dictionary;
        struct tp_diag diag;

        tp_diag_init(&diag);
        if (tp_sf_parse("field", texts[i], &dictionary, &diag) != TP_E_FORMAT)
            fail_msg("\"%s\" was not refused", texts[i]);
        assert_string_equal(diag.field, "field");
        assert_int_equal(dictionary.count, 0);
    }
}

static void test_limits(void **state)
{
    static struct tp_sf_dictionary dictionary;
    char text[TP_SF_INPUT_MAX + 8];

    (void)state;
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_int_equal(tp_sf_parse("field", text, &dictionary, NULL), TP_E_LIMIT); /* too long */
    text[200] = '\0';
    assert_int_equal(tp_sf_parse("field", text, &dictionary, NULL), TP_E_LIMIT); /* the key */
    text[1] = '=';
    assert_int_equal(tp_sf_parse("field", text, &dictionary, NULL), TP_E_LIMIT); /* the token */
    assert_int_equal(tp_sf_parse("field", "a=1,b=1,c=1,d=1,e=1", &dictionary, NULL), TP_E_LIMIT);
    assert_int_equal(tp_sf_parse("field", "a=1;b;c;d", &dictionary, NULL), TP_E_LIMIT);
    assert_int_equal(tp_sf_parse("field", "a=(1 2 3 4 5 6 7 8 9 10 11 12 13)", &dictionary, NULL), TP_E_LIMIT);
    assert_int_equal(tp_sf_parse("field", "a=(1);a;b;c;d;e;f;g", &dictionary, NULL), TP_E_LIMIT);
}

static void test_looking_up(void **state)
{
    static struct tp_sf_dictionary dictionary;
    const struct tp_sf_member *member;

    (void)state;
    assert_int_equal(tp_sf_parse("field", "x=1, sig=(\"a\");n=\"v\";k=7", &dictionary, NULL), TP_OK);
    assert_null(tp_sf_find(&dictionary, "y"));
    member = tp_sf_find(&dictionary, "sig");
    assert_non_null(member);
    assert_true(member->is_list);
    assert_int_equal(tp_sf_parameter(member, "k")->integer, 7);
    assert_string_equal(tp_sf_parameter(member, "n")->text, "v");
    assert_null(tp_sf_parameter(member, "z"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_round_trips),
    cmocka_unit_test(test_refusals),
    cmocka_unit_test(test_limits),
    cmocka_unit_test(test_looking_up),
};
TP_TEST_MAIN(tests)
