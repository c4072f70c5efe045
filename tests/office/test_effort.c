/* SPDX-License-Identifier: Apache-2.0 */
#include "public.h"

static const char comment[] = "\"kind\":\"comment\",\"title\":\"No\",\"text\":\"Nuestra voz.\"";

static tp_status check(const char *json, const char *target, int64_t now_s, struct tp_diag *diag)
{
    struct tp_json_document *input;
    tp_status status;

    assert_int_equal(tp_json_parse(json, strlen(json), &input, NULL), TP_OK);
    tp_diag_init(diag);
    status = tp_effort_check(tp_json_root(input), target, TP_EFFORT_BITS, now_s, diag);
    tp_json_document_free(&input);
    return status;
}

static void it_is_for_these_words_once(void **state)
{
    const struct square square = {.now_s = SAMPLE_FROM_S};
    char json[PUBLIC_JSON], other[PUBLIC_JSON];
    struct tp_diag diag;

    (void)state;
    square_work(&square, "target", comment, TP_EFFORT_BITS, json);
    assert_int_equal(check(json, "another", square.now_s, &diag), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "work");
    snprintf(other, sizeof other, "%s", json);
    sample_replace(other, sizeof other, "voz", "vez");
    assert_int_equal(check(other, "target", square.now_s, &diag), TP_E_ARGUMENT);
    assert_int_equal(check(json, "target", square.now_s, &diag), TP_OK);
    assert_int_equal(check(json, "target", square.now_s, &diag), TP_E_ARGUMENT);
    assert_string_equal(diag.text, "this was handed in already");
}

static void it_is_for_now(void **state)
{
    struct square square = {.now_s = SAMPLE_FROM_S + 7};
    char json[PUBLIC_JSON];
    struct tp_diag diag;

    (void)state;
    square_work(&square, "target", comment, TP_EFFORT_BITS, json);
    assert_int_equal(check(json, "target", square.now_s + TP_EFFORT_AGE_S + 1, &diag), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "time");
    assert_int_equal(check(json, "target", square.now_s - TP_EFFORT_AGE_S - 1, &diag), TP_E_ARGUMENT);
    assert_int_equal(check(json, "target", square.now_s + TP_EFFORT_AGE_S, &diag), TP_OK);
}

static void what_is_no_work_is_refused(void **state)
{
    static const struct {
        const char *json, *field;
    } bad[] = {
        {"{\"work\":\"1\"}", "time"},
        {"{\"time\":\"soon\",\"work\":\"1\"}", "time"},
        {"{\"time\":\"2011-01-11T00:00:00Z\"}", "work"},
        {"{\"time\":\"2011-01-11T00:00:00Z\",\"work\":1}", "work"},
        {"{\"time\":\"2011-01-11T00:00:00Z\",\"work\":\"\"}", "work"},
        {"{\"time\":\"2011-01-11T00:00:00Z\",\"work\":\"-1\"}", "work"},
        {"{\"time\":\"2011-01-11T00:00:00Z\",\"work\":\"1234567890123\"}", "work"},
    };
    struct tp_diag diag;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        assert_int_equal(check(bad[i].json, "target", SAMPLE_FROM_S, &diag), TP_E_ARGUMENT);
        assert_string_equal(diag.field, bad[i].field);
    }
}

static void more_is_asked_when_places_become_few(void **state)
{
    unsigned before = 0;

    (void)state;
    assert_int_equal(tp_effort_bits(0, 200), TP_EFFORT_BITS);
    assert_int_equal(tp_effort_bits(200, 200), TP_EFFORT_BITS_MAX);
    assert_int_equal(tp_effort_bits(UINT64_MAX / 8, 1), TP_EFFORT_BITS_MAX);
    for (uint64_t used = 0; used <= 200; used++) {
        assert_true(tp_effort_bits(used, 200) >= before);
        before = tp_effort_bits(used, 200);
    }
}

/* The same bytes as in the browser (web/src/lib/work.test.ts). */
static void the_salt_is_that_of_the_browser(void **state)
{
    static const char json[] = "{\"work\":\"9\",\"time\":\"2011-01-11T00:00:00Z\",\"kind\":\"comment\","
                               "\"title\":\"Ni\\u00f1os\",\"text\":\"a\\nb\"}";
    uint8_t salt[TP_SHA256_BYTES];
    char text[2 * TP_SHA256_BYTES + 1];
    struct tp_json_document *input;

    (void)state;
    assert_int_equal(tp_json_parse(json, strlen(json), &input, NULL), TP_OK);
    assert_int_equal(tp_effort_salt(tp_json_root(input), "abc", salt, NULL), TP_OK);
    tp_json_document_free(&input);
    tp_hex_encode(salt, sizeof salt, text);
    assert_string_equal(text, "dadc8d42cf289bc4c913859bfa25dbc0c347226a397de92e83941ef4a2825898");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_is_for_these_words_once),      cmocka_unit_test(it_is_for_now),
    cmocka_unit_test(what_is_no_work_is_refused),      cmocka_unit_test(more_is_asked_when_places_become_few),
    cmocka_unit_test(the_salt_is_that_of_the_browser),
};
TP_TEST_MAIN(tests)
