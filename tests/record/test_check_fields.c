/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "checked.h"
#include "record/check.h"

static const struct checked_case cases[] = {
    /* which fields there are */
    {"\16", "", 0, NULL, 0},
    {"\16", "200=anything %00 ~ at all", 0, NULL, 0},
    {"\16", "4!", 4, "SRC (source agency) is missing", 0},
    {"\16", "150=x", 150, "there is no such field", 501},
    {"\16", "150=x", 150, "?no field of version 0501", 502},
    {"\16", "26=1", 26, "?version 0400 of the standard has no such field", 400},
    {"\16", "950=ours;904=ours too", 0, NULL, 400},
    {"\16", "950=ours", 950, "there is no such field", 500},
    {"\16", "4=", 4, "the field is empty", 0},
    {"\16", "20=", 20, "?the field is there but empty", 0},
    /* subfields and items */
    {"\16", "4=a^b", 4, "2 subfields, at most 1 are allowed", 0},
    {"\16", "18=1~XX^2~XX^3~UP^4~UP", 0, NULL, 0},
    {"\16", "18=1~XX^2~XX^3~UP^4~UP^5~UP", 18, "5 subfields, at most 4 are allowed", 0},
    {"\16", "18=1", 18, "ABC (amputated or bandaged code) is missing", 0},
    {"\16", "18=~XX", 18, "FRAP (friction ridge amputated or bandaged position) is missing", 0},
    {"\16", "18=1~XX~1", 18, "there are more than the 2 items", 0},
    {"\16", "18=1~XX~", 0, NULL, 0},
    {"\16", "25=1~3~1~1~2~2~3~1", 0, NULL, 0},
    {"\16", "25=1~3~1~1~2~2~3", 25, "VPO (vertical point offset) is missing", 0},
    /* characters */
    {"\16", "31=1a", 31, "1a is none of", 0},
    {"\16", "996=%c3%a9", 996, "character 0xc3 at 1: only hexadecimal digits", 0},
    {"\16", "5=2020022x", 5, "character 0x78 at 8: only digits", 0},
    {"\16", "903=M2345678901%7f3", 903, "character 0x7f at 12: only printable characters", 0},
    {"\16", "20=tab%09and%00nul", 20, "?there is a control character", 0},
    {"\16", "20=caf%c3%a9", 20, "there is a character beyond 7-bit ASCII", 0},
    {"\16", "20=caf%c3%a9", 20, "?there is a character beyond 7-bit ASCII", 400},
    /* lengths, values, forms */
    {"\16", "996=1A2B", 996, "4 characters, at least 64 are needed", 0},
    {"\16", "904=a~b~12345678901234567890123456789012345678901234567890x", 904, "51 characters, at most 50", 0},
    {"\16", "13=016", 13, "3 characters, at most 2 are allowed", 0},
    {"\16", "13=20", 13, "20 is none of 0..19|33|36|40..54", 0},
    {"\16", "5=20190229", 5, "it is not a date", 0},
    {"\16", "13=+1", 13, "only digits are allowed", 0},
    {"\16", "13=01", 0, NULL, 0},
    {"\16", "13=51", 0, NULL, 501},
    {"\16", "13=51", 13, "51 is none of", 500},
    {"\12", "21=-181;20=A", 21, "-181 is none of -180..180", 0},
    {"\12", "21=-180;20=A", 0, NULL, 0},
    {"\12", "23=UNKNOWN PHOTO", 0, NULL, 0},
};

static void fields_are_as_their_tables_say(void **state)
{
    (void)state;
    checked_run(cases, TP_ARRAY_LENGTH(cases));
}

static void text_is_in_the_declared_character_set(void **state)
{
    static const struct {
        const char *text, *words;
    } texts[] = {{"20=caf%c3%a9 %e8%8f%af", NULL},
                 {"20=caf%e9", "not UTF-8"},
                 {"20=%e8%8f", "not UTF-8"},
                 {"20=%f5%80%80%80", "not UTF-8"}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(texts); i++) {
        struct tp_transaction *transaction = checked_transaction(502, "\16");
        checked_apply(tp_transaction_at(transaction, 0), "15=3~UTF-8");
        checked_apply(tp_transaction_at(transaction, 1), texts[i].text);
        checked_expect(transaction, TP_SEVERITY_ERROR, 20, texts[i].words, texts[i].text);
    }
}

/* Characters count, not bytes: 126 of them are allowed. */
static void lengths_count_characters(void **state)
{
    (void)state;
    for (unsigned count = 126; count <= 127; count++) {
        struct tp_transaction *transaction = checked_transaction(502, "\16");
        uint8_t text[254];
        for (unsigned i = 0; i < 2 * count; i++)
            text[i] = i % 2 ? 0xa9 : 0xc3;
        checked_apply(tp_transaction_at(transaction, 0), "15=3~UTF-8");
        assert_int_equal(tp_record_set(tp_transaction_at(transaction, 1), 20, text, 2 * count, NULL), TP_OK);
        checked_expect(transaction, TP_SEVERITY_ERROR, 20, count == 126 ? NULL : "127 characters, at most 126", "text");
    }
}

/* 1.015 may name several character sets, of which ASCII goes without saying. */
static void the_character_set_is_one_of_those_declared(void **state)
{
    struct tp_transaction *transaction = checked_transaction(502, "\16");

    (void)state;
    checked_apply(tp_transaction_at(transaction, 0), "15=0~ASCII^3~UTF-8");
    checked_apply(tp_transaction_at(transaction, 1), "20=caf%c3%a9");
    checked_expect(transaction, TP_SEVERITY_ERROR, 0, NULL, "two sets");
    transaction = checked_transaction(502, "\2");
    checked_apply(tp_transaction_at(transaction, 0), "15=3~UTF-8;17=caf%c3%a9~B");
    checked_expect(transaction, TP_SEVERITY_WARNING, 17, "is 7-bit ASCII", "the first record");
}

static void a_field_is_reported_only_so_often(void **state)
{
    struct tp_transaction *transaction = checked_transaction(502, "\11");
    struct tp_findings findings;
    char bad[2001];

    (void)state;
    for (size_t i = 0; i < 2000; i += 2)
        memcpy(bad + i, "x\x1e", 3);
    assert_int_equal(tp_record_set(tp_transaction_at(transaction, 1), 12, bad, 2000, NULL), TP_OK);
    tp_findings_init(&findings);
    assert_int_equal(tp_transaction_check(transaction, TP_PROFILE_ITL, &findings, NULL), TP_OK);
    assert_in_range(findings.count, 5, 30);
    tp_findings_deinit(&findings);
    tp_transaction_free(&transaction);
}

static void values_are_codes_or_ranges(void **state)
{
    static const struct {
        const char *value, *values;
        bool allowed;
    } rows[] = {{"5", "0..5", true},
                {"6", "0..5", false},
                {"-3", "-5..-2", true},
                {"A", "A|B C|D", true},
                {"B C", "A|B C", true},
                {"B", "A|B C", false},
                {"007", "7", true},
                {"", "A", false},
                {"NONE", "0|NONE", true},
                {"none", "NONE", false},
                {"9999999999999999999", "0..5", false}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
        struct tp_bytes value = {(const uint8_t *)rows[i].value, strlen(rows[i].value)};
        assert_int_equal(tp_check_allowed(value, rows[i].values), rows[i].allowed);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(fields_are_as_their_tables_say), cmocka_unit_test(text_is_in_the_declared_character_set),
    cmocka_unit_test(lengths_count_characters),       cmocka_unit_test(a_field_is_reported_only_so_often),
    cmocka_unit_test(values_are_codes_or_ranges),     cmocka_unit_test(the_character_set_is_one_of_those_declared),
};
TP_TEST_MAIN(tests)
