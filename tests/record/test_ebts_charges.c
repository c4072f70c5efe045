/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "record/record.h"
#include "samples.h"

static struct tp_transaction *transaction;
static struct tp_record *person;

static int set_up(void **state)
{
    (void)state;
    assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
    assert_int_equal(tp_transaction_append(transaction, 2, 0, &person, NULL), TP_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_transaction_free(&transaction);
    return 0;
}

static void assert_field(uint32_t field, const char *text)
{
    struct tp_bytes value = tp_record_get(person, field);

    assert_int_equal(value.size_bytes, strlen(text));
    assert_memory_equal(value.data, text, strlen(text));
}

static void charges_come_back_as_they_went(void **state)
{
    static const struct tp_ebts_charge charges[] = {
        {.date = "20110304",
         .literal = "BURGLARY - RESIDENTIAL",
         .statute = "720 ILCS 5/19-3",
         .ncic = "2202",
         .level = TP_OFFENSE_FELONY,
         .disposition_date = "20110901",
         .disposition = "CONVICTED 2 YEARS PROBATION"},
        {.literal = "DRIVING WITHOUT A LICENSE", .level = TP_OFFENSE_INFRACTION},
        {.date = "20110305", .literal = "THEFT"},
        {.date = "20110306", .literal = "THEFT", .disposition = "DISMISSED"},
        {.date = "20110307", .literal = "THEFT", .disposition = "CONVICTED"},
        {.literal = "ROBBERY", .ncic = "1299", .disposition_date = "20000101", .disposition = "X", .court_only = true},
    };
    struct tp_ebts_charge *read;
    size_t count;

    (void)state;
    assert_int_equal(tp_ebts_set_charges(person, charges, TP_ARRAY_LENGTH(charges), NULL), TP_OK);
    assert_field(47, "20110304" US "BURGLARY - RESIDENTIAL [STATUTE 720 ILCS 5/19-3] [NCIC 2202] [FELONY]" RS US
                     "DRIVING WITHOUT A LICENSE [INFRACTION]" RS "20110305" US "THEFT" RS "20110306" US
                     "THEFT [COUNT 2]" RS "20110307" US "THEFT [COUNT 3]");
    assert_int_equal(tp_ebts_charges(person, &read, &count, NULL), TP_OK);
    assert_int_equal(count, TP_ARRAY_LENGTH(charges));
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(read[i].date, charges[i].date);
        assert_string_equal(read[i].literal, charges[i].literal);
        assert_string_equal(read[i].statute, charges[i].statute);
        assert_string_equal(read[i].ncic, charges[i].ncic);
        assert_int_equal(read[i].level, charges[i].level);
        assert_string_equal(read[i].disposition_date, charges[i].disposition_date);
        assert_string_equal(read[i].disposition, charges[i].disposition);
        assert_int_equal(read[i].court_only, charges[i].court_only);
    }
    free(read);
    assert_int_equal(tp_ebts_set_charges(person, charges, 0, NULL), TP_OK);
    assert_null(tp_record_get(person, 47).data);
    assert_null(tp_record_get(person, 51).data);
}

/* Charges as others write them: everything is literal. */
static void foreign_texts_stay_whole(void **state)
{
    static const char *const texts[] = {"POSSESSION [MARIJUANA]", "[FELONY]", "X [FELONY", "A [NCIC 12] [FELONY]",
                                        "ASSAULT[FELONY]",        "]",        "X [] []",   "X [COUNT ]"};
    struct tp_ebts_charge *read;
    size_t count;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(texts); i++) {
        bool level = strstr(texts[i], "[NCIC 12] [FELONY]");
        assert_int_equal(tp_record_set_text(person, 47, NULL, "%s" US "%s", "20000101", texts[i]), TP_OK);
        assert_int_equal(tp_ebts_charges(person, &read, &count, NULL), TP_OK);
        assert_int_equal(count, 1);
        assert_string_equal(read->literal, level ? "A [NCIC 12]" : texts[i]);
        assert_int_equal(read->level, level ? TP_OFFENSE_FELONY : TP_OFFENSE_UNKNOWN);
        free(read);
    }
    assert_int_equal(tp_record_set_text(person, 47, NULL, "no item separator"), TP_OK);
    assert_int_equal(tp_ebts_charges(person, &read, &count, NULL), TP_OK);
    assert_int_equal(count, 1);
    assert_string_equal(read->literal, "");
    free(read);
}

static void assert_refused(const struct tp_ebts_charge *charge, const char *member)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_ebts_set_charges(person, charge, 1, &diag), TP_E_ARGUMENT);
    assert_string_equal(diag.field, member);
}

static void what_cannot_come_back_is_refused(void **state)
{
    struct tp_ebts_charge long_one = {.literal = "A"};

    (void)state;
    assert_refused(&(struct tp_ebts_charge){0}, "charges[0].literal");
    assert_refused(&(struct tp_ebts_charge){.literal = "A [B]"}, "charges[0].literal");
    assert_refused(&(struct tp_ebts_charge){.literal = " A"}, "charges[0].literal");
    assert_refused(&(struct tp_ebts_charge){.literal = "A\x1e"
                                                       "B"},
                   "charges[0].literal");
    assert_refused(&(struct tp_ebts_charge){.literal = "A", .statute = "B]"}, "charges[0].statute");
    assert_refused(&(struct tp_ebts_charge){.literal = "A", .ncic = "12"}, "charges[0].ncic");
    assert_refused(&(struct tp_ebts_charge){.literal = "A", .date = "20110230"}, "charges[0].date");
    assert_refused(&(struct tp_ebts_charge){.literal = "A", .disposition_date = "20110201"}, "charges[0].disposition");
    memset(long_one.literal, 'A', TP_EBTS_LITERAL_MAX);
    assert_int_equal(tp_ebts_set_charges(person, &long_one, 1, NULL), TP_OK);
    long_one.level = TP_OFFENSE_FELONY;
    assert_refused(&long_one, "charges[0].literal");
}

static void too_many_are_refused(void **state)
{
    struct tp_ebts_charge many[TP_EBTS_CHARGES_MAX + 1], *read;
    struct tp_buffer text;
    size_t count;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(many); i++)
        many[i] = (struct tp_ebts_charge){.literal = "A"};
    assert_int_equal(tp_ebts_set_charges(person, many, TP_EBTS_CHARGES_MAX, NULL), TP_OK);
    assert_int_equal(tp_ebts_set_charges(person, many, TP_EBTS_CHARGES_MAX + 1, NULL), TP_E_ARGUMENT);
    tp_buffer_init(&text);
    for (int i = 0; i < 101; i++)
        tp_write_text(&text, "%s" US "A", i ? RS : "");
    assert_int_equal(tp_record_set(person, 47, text.data, text.size_bytes, NULL), TP_OK);
    assert_int_equal(tp_ebts_charges(person, &read, &count, NULL), TP_E_LIMIT);
    assert_null(read);
    tp_buffer_deinit(&text);
}

static void outcomes(void **state)
{
    static const struct {
        const char *text;
        enum tp_outcome outcome;
    } cases[] = {
        {"", TP_OUTCOME_NONE},
        {"CONVICTED", TP_OUTCOME_CONVICTED},
        {"CONVICTED, 30 DAYS", TP_OUTCOME_CONVICTED},
        {"PLED GUILTY", TP_OUTCOME_CONVICTED},
        {"NOT GUILTY", TP_OUTCOME_NOT_CONVICTED},
        {"DISMISSED", TP_OUTCOME_NOT_CONVICTED},
        {"CONVICTEDX", TP_OUTCOME_OTHER},
        {"SENTENCE SUSPENDED", TP_OUTCOME_OTHER},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_ebts_charge charge = {0};
        memcpy(charge.disposition, cases[i].text, strlen(cases[i].text));
        assert_int_equal(tp_ebts_outcome(&charge), cases[i].outcome);
    }
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    TEST(charges_come_back_as_they_went),
    TEST(foreign_texts_stay_whole),
    TEST(what_cannot_come_back_is_refused),
    TEST(too_many_are_refused),
    TEST(outcomes),
};
TP_TEST_MAIN(tests)
