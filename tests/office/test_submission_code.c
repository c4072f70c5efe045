/* SPDX-License-Identifier: Apache-2.0 */
#include "public.h"

static void a_code_leads_to_its_record_however_it_is_typed(void **state)
{
    char code[TP_SUBMISSION_CODE_BYTES], id[TP_EXCHANGE_ID_BYTES], again[TP_EXCHANGE_ID_BYTES];
    char typed[64] = "";

    (void)state;
    assert_int_equal(tp_submission_code_new(code, NULL), TP_OK);
    assert_int_equal(strlen(code), 19);
    assert_int_equal(tp_submission_code_id(code, id, NULL), TP_OK);
    assert_int_equal(strlen(id), 32);
    for (size_t i = 0, to = 0; code[i]; i++) {
        const char c = code[i];

        if (c == '-')
            continue;
        typed[to++] = c == '0' ? 'o' : c == '1' ? 'l' : (char)(c >= 'A' ? c - 'A' + 'a' : c);
        typed[to++] = i % 2 ? ' ' : '-';
        typed[to] = '\0';
    }
    assert_int_equal(tp_submission_code_id(typed, again, NULL), TP_OK);
    assert_string_equal(again, id);
}

static void two_codes_differ_and_what_is_none_leads_nowhere(void **state)
{
    static const char *const none[] = {
        "", "x", "0000-0000-0000-000", "0000-0000-0000-00000", "0000-0000-0000-000U", "0000-0000-0000-000\xc3"};
    char a[TP_SUBMISSION_CODE_BYTES], b[TP_SUBMISSION_CODE_BYTES], id[TP_EXCHANGE_ID_BYTES];

    (void)state;
    assert_int_equal(tp_submission_code_new(a, NULL), TP_OK);
    assert_int_equal(tp_submission_code_new(b, NULL), TP_OK);
    assert_string_not_equal(a, b);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(none); i++) {
        assert_int_equal(tp_submission_code_id(none[i], id, NULL), TP_E_NOT_FOUND);
        assert_string_equal(id, "");
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_code_leads_to_its_record_however_it_is_typed),
    cmocka_unit_test(two_codes_differ_and_what_is_none_leads_nowhere),
};
TP_TEST_MAIN(tests)
