/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "checked.h"

/* A change to the type-1 record of a transaction of TYPES. */
static const struct first_case {
    const char *types, *changes;
    uint32_t field;
    const char *words; /* as in struct checked_case */
    unsigned version;
} cases[] = {
    /* version, words, dates */
    {"\2", "2=0700", 2, "0700 is none of", 0},
    {"\2", "2=0600", 2, "?rules are known up to version 0502", 0},
    {"\2", "2=500", 2, "3 characters, at least 4", 0},
    {"\2", "4=C4R", 4, "only letters", 0},
    {"\2", "4=CAR-Y", 0, NULL, 400},
    {"\2", "5=07262012", 5, "it is not a date", 0},
    {"\2", "6=0", 6, "0 is none of 1..9", 0},
    {"\2", "6=9", 0, NULL, 0},
    {"\2", "9!", 9, "TCN", 0},
    {"\2", "14=20120726111545z", 14, "universal time", 0},
    {"\2", "14=20120726111545Z", 0, NULL, 0},
    {"\2", "13=NORAM~", 0, NULL, 0},
    {"\2", "13=~1", 13, "DNM", 0},
    {"\2", "16=a~b~c^d~e~f;17=a~b;18=GENC", 0, NULL, 0},
    {"\2", "16=a~b", 16, "APV", 0},
    {"\2", "18=NSA", 18, "NSA is none of", 0},
    {"\2", "18=ISO", 18, "?version 0500 of the standard has no such field", 500},
    /* character sets */
    {"\2", "15=0~ASCII~1", 0, NULL, 0},
    {"\2", "15=128~OURS", 0, NULL, 0},
    {"\2", "15=5~ASCII", 15, "5 is none of", 0},
    {"\2", "15=3~ASCII", 15, "?the name of character set 3", 0},
    /* content */
    {"\2", "3=0~1^2~0", 3, "the first record must be of type 1", 0},
    {"\2", "3=1~2^2~0", 3, "the count is not that of the 1 records listed", 0},
    {"\2", "3=1~2^2~0^4~1", 3, "2 records are listed, 1 follow", 0},
    {"\2\16", "3=1~2^2~0^13~1", 3, "record 3 is of type 14", 0},
    {"\2\16", "3=1~2^2~0^14~2", 3, "record 3 has IDC 1", 0},
    {"", "", 3, "there is no record but that of type 1", 0},
    {"", "", 3, "?there is no record but that of type 1", 400},
    /* resolutions */
    {"\2", "11=19.69", 11, "it must be 00.00", 0},
    {"\2", "12=19.69", 12, "it must be 00.00", 0},
    {"\2", "12=19.69", 12, "?it must be 00.00", 400},
    {"\2", "11=0.000", 11, "dd.dd", 0},
    {"\4", "12=19.30;11=39.37", 0, NULL, 0},
    {"\4", "12=20.08", 0, NULL, 0},
    {"\4", "12=00.00", 12, "00.00 although", 0},
    {"\4", "12=19.29", 12, "out of range", 0},
    {"\4", "12=20.09", 12, "out of range", 0},
    {"\4", "12=09.84", 0, NULL, 400},
    {"\4", "12=00.00", 12, "?00.00 although", 400},
};

static void the_first_record_is_as_its_clause_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        const struct first_case *at = &cases[i];
        bool warning = at->words && at->words[0] == '?';
        struct tp_transaction *transaction = checked_transaction(at->version ? at->version : 502, at->types);
        checked_apply(tp_transaction_at(transaction, 0), at->changes);
        checked_expect(transaction, warning ? TP_SEVERITY_WARNING : TP_SEVERITY_ERROR, at->field,
                       at->words ? at->words + warning : NULL, at->changes);
    }
}

/* IDCs of records of these types, in order; the CNT follows. */
static const struct {
    const char *types, *idcs, *words;
    uint32_t field;
    unsigned version;
} sequences[] = {
    {"\2\16\16", "\0\1\2", NULL, 0, 502},
    {"\16\16", "\1\2", NULL, 0, 502},
    {"\2\11\16\11\16", "\0\1\1\2\2", NULL, 0, 502},
    {"\2\16\11\16", "\0\2\1\1", "?do not ascend", 0, 502},
    {"\2\16\16", "\0\1\3", "do not count up by one: there is 3, but no 2", 0, 502},
    {"\2\16\16", "\0\1\3", "?do not count up by one", 0, 400},
    {"\16\16", "\2\3", "do not count up by one: there is 3, but no 1", 0, 502},
    {"\2\16\16", "\0\1\1", "another record of type 14 has IDC 1 already", 2, 502},
    {"\2\24\24", "\0\1\1", NULL, 0, 502},
};

static void idcs_count_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sequences); i++) {
        struct tp_transaction *transaction = checked_transaction(sequences[i].version, "");
        bool warning = sequences[i].words && sequences[i].words[0] == '?';
        for (size_t k = 0; sequences[i].types[k]; k++) {
            struct tp_record *record;
            assert_int_equal(tp_transaction_append(transaction, (uint8_t)sequences[i].types[k],
                                                   (unsigned)sequences[i].idcs[k], &record, NULL),
                             TP_OK);
            checked_apply(record, checked_record((uint8_t)sequences[i].types[k]));
        }
        checked_expect(transaction, warning ? TP_SEVERITY_WARNING : TP_SEVERITY_ERROR, sequences[i].field,
                       sequences[i].words ? sequences[i].words + warning : NULL, "IDCs");
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_first_record_is_as_its_clause_says),
    cmocka_unit_test(idcs_count_up),
};
TP_TEST_MAIN(tests)
