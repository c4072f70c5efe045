/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "ebts_person.h"
#include "record/record.h"
#include "samples.h"

static struct tp_transaction *card;
static struct tp_findings findings;

static int set_up(void **state)
{
    struct ebts_card input;

    (void)state;
    ebts_card(&input);
    tp_findings_init(&findings);
    assert_int_equal(tp_ebts_submission(&input.submission, &card, NULL), TP_OK);
    ebts_card_free(&input);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_findings_deinit(&findings);
    tp_transaction_free(&card);
    return 0;
}

static void check(void)
{
    findings.count = 0;
    assert_int_equal(tp_ebts_check(card, &findings, NULL), TP_OK);
}

static const struct tp_finding *find(enum tp_severity severity, uint32_t record, uint32_t field, const char *words)
{
    for (size_t i = 0; i < findings.count; i++) {
        const struct tp_finding *finding = &findings.items[i];
        if (finding->severity == severity && finding->record == record && finding->field == field &&
            strstr(finding->text, words))
            return finding;
    }
    return NULL;
}

/* With FIELD of RECORD set to TEXT (NULL: removed) there is one finding, of these words; it is then put back. */
static void assert_only(uint32_t record, uint32_t field, const char *text, enum tp_severity severity, const char *words)
{
    struct tp_record *at = tp_transaction_at(card, record);
    struct tp_bytes before = tp_record_get(at, field);
    char kept[512];
    size_t size = before.size_bytes;

    assert_true(size < sizeof kept);
    if (before.data)
        memcpy(kept, before.data, size);
    if (text)
        assert_int_equal(tp_record_set_text(at, field, NULL, "%s", text), TP_OK);
    else
        tp_record_unset(at, field);
    check();
    for (size_t i = 0; i < findings.count && findings.count != 1; i++)
        print_message("# %u.%03u %s\n", findings.items[i].type, findings.items[i].field, findings.items[i].text);
    assert_int_equal(findings.count, 1);
    if (!find(severity, record, field, words))
        print_message("# %u.%03u %s\n", findings.items[0].type, findings.items[0].field, findings.items[0].text);
    assert_non_null(find(severity, record, field, words));
    assert_non_null(strstr(findings.items[0].rule, "EBTS 9.1 "));
    if (before.data)
        assert_int_equal(tp_record_set(at, field, kept, size, NULL), TP_OK);
    else
        tp_record_unset(at, field);
}

#define ERROR TP_SEVERITY_ERROR
#define WARNING TP_SEVERITY_WARNING

static void a_clean_card_has_no_findings(void **state)
{
    (void)state;
    check();
    assert_int_equal(findings.count, 0);
}

static void type_1(void **state)
{
    (void)state;
    assert_only(0, 8, "ILTEST", ERROR, "ORI is not an ORI");
    assert_only(0, 7, "1VIAFIS0Z", ERROR, "DAI is not");
    assert_only(0, 9, "SHORT", ERROR, "TCN has 5 characters");
    assert_only(0, 9, "12345678901234567890123456789012345678901", ERROR, "TCN has 41 characters");
    assert_only(0, 10, "ILTEST000-1", ERROR, "TCR is in a submission");
    assert_only(0, 13, NULL, WARNING, "NORAM is assumed");
    assert_only(0, 13, "INT-I" US "4.22", WARNING, "not NORAM");
    assert_only(0, 14, "20110308120000Z", WARNING, "more than a day apart");
    assert_only(0, 2, "0300", WARNING, "1-2007");
    assert_int_equal(tp_record_set_text(tp_transaction_at(card, 0), 4, NULL, "XYZ"), TP_OK);
    check();
    assert_int_equal(findings.count, 1);
    assert_non_null(find(ERROR, 0, 4, "XYZ is no type of transaction of EBTS, as CAR"));
    tp_record_unset(tp_transaction_at(card, 0), 4);
    check();
    assert_non_null(find(ERROR, 0, 4, "none is no type"));
}

static void what_the_transaction_needs(void **state)
{
    static const uint32_t required[] = {5, 18, 20, 22, 24, 25, 27, 29, 31, 32, 45, 47, 73};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(required); i++)
        assert_only(1, required[i], NULL, ERROR, "is missing: CAR needs it");
    assert_only(1, 37, "NO APPLICANT", WARNING, "is not a field of CAR");
    assert_only(1, 15, "IL1" RS "IL2", ERROR, "2 of SID, at most 1 in CAR");
    assert_only(1, 75, "RAP SHEET", WARNING, "ERS, electronic rap sheet, is not a field of CAR");
}

static void states_and_later_versions_have_fields_of_their_own(void **state)
{
    (void)state;
    assert_int_equal(tp_record_set_text(tp_transaction_at(card, 1), 286, NULL, "ANYTHING"), TP_OK);
    assert_int_equal(tp_record_set_text(tp_transaction_at(card, 1), 98, NULL, "1"), TP_OK);
    assert_int_equal(tp_record_set_text(tp_transaction_at(card, 1), 2021, NULL, "Y"), TP_OK);
    check();
    assert_int_equal(findings.count, 0);
}

static void dates(void **state)
{
    (void)state;
    assert_only(1, 22, "20110307", ERROR, "20110307 is after the date of the transaction");
    assert_only(1, 45, "20120101", ERROR, "after the date");
    assert_only(1, 47, "20120101" US "THEFT", ERROR, "after the date");
    assert_only(1, 51, "20120101" US "THEFT" US "CONVICTED", ERROR, "after the date");
    assert_only(1, 22, "00000000", WARNING, "unknown DOB with RET Y");
    assert_int_equal(tp_record_set_text(tp_transaction_at(card, 1), 45, NULL, "20110306"),
                     TP_OK); /* another time zone */
    assert_int_equal(tp_record_set_text(tp_transaction_at(card, 1), 47, NULL, US "THEFT"), TP_OK);
    check();
    assert_int_equal(findings.count, 0);
}

static void values_that_belong_together(void **state)
{
    struct tp_record *person = tp_transaction_at(card, 1);

    (void)state;
    assert_int_equal(tp_record_set_text(person, 54, NULL, "20110301"), TP_OK);
    check();
    assert_int_equal(findings.count, 3);
    assert_non_null(find(ERROR, 1, 54, "SSD is given without 2.009 OCA"));
    assert_non_null(find(ERROR, 1, 54, "SSD is given without 2.055 SLE"));
    assert_non_null(find(ERROR, 1, 54, "before the arrest"));
    assert_int_equal(tp_record_set_text(person, 54, NULL, "20110305"), TP_OK);
    assert_int_equal(tp_record_set_text(person, 9, NULL, "CASE 1"), TP_OK);
    assert_int_equal(tp_record_set_text(person, 55, NULL, "COUNTY JAIL"), TP_OK);
    check();
    assert_int_equal(findings.count, 0);
    assert_only(1, 27, "300", WARNING, "outside 400 to 711");
    assert_only(1, 29, "020", WARNING, "outside 050 to 499");
    assert_only(1, 73, "ILTEST", ERROR, "CRI is not an ORI");
    assert_only(1, 18, "EXAMPLE,A NAME OF MORE THAN THIRTY LETTERS", WARNING, "above 30 characters");
    assert_int_equal(tp_record_set_text(person, 73, NULL, "ILTEST000" RS "ANYTHING"), TP_OK);
    check();
    assert_int_equal(findings.count, 0);
}

static void values_have_their_forms(void **state)
{
    (void)state;
    assert_only(1, 18, "NO COMMA", ERROR, "a name LAST,FIRST");
    assert_only(1, 24, "W", ERROR, "");
    assert_only(1, 27, "512", ERROR, "a height");
    assert_only(1, 31, "RED", ERROR, "");
    assert_only(1, 16, "12345678", ERROR, "");
    assert_only(1, 14, "1234567890", ERROR, "");
    assert_only(1, 47, "20110230" US "THEFT", ERROR, "a date");
    assert_only(1, 47, "20110303" US, ERROR, "AOL");
}

/* Removes the record of a finger position. */
static void remove_position(unsigned position)
{
    for (size_t place = 2; place < tp_transaction_count(card); place++) {
        struct tp_bytes value = tp_record_get(tp_transaction_at(card, place), 4);
        int64_t number;
        if (tp_value_number(tp_value_item(value, 1, 1), &number) && number == position) {
            assert_int_equal(tp_transaction_remove(card, place, NULL), TP_OK);
            return;
        }
    }
    fail();
}

static void fingers_are_accounted_for(void **state)
{
    struct tp_record *person = tp_transaction_at(card, 1);

    (void)state;
    remove_position(3);
    check();
    assert_int_equal(findings.count, 1);
    assert_non_null(find(ERROR, 1, 84, "finger 3 has no image and is not in AMP"));
    assert_int_equal(tp_record_set_text(person, 84, NULL, "03" US "XX"), TP_OK);
    check();
    assert_int_equal(findings.count, 0);
    tp_record_unset(person, 84);
    remove_position(10);
    check();
    assert_non_null(find(ERROR, 1, 84, "fingers 3, 10 have no image and are not in AMP"));
    assert_int_equal(tp_record_set_text(person, 84, NULL, "10" US "UP" RS "03" US "XX"), TP_OK);
    check();
    assert_int_equal(findings.count, 0);
    assert_int_equal(tp_record_set_text(person, 84, NULL, "03" US "XX" RS "04" US "UP" RS "03" US "UP" RS "10" US "UP"),
                     TP_OK);
    check();
    assert_int_equal(findings.count, 2);
    assert_non_null(find(WARNING, 1, 84, "finger 4 is unable to print, and has an image"));
    assert_non_null(find(WARNING, 1, 84, "finger 3 is named twice"));
    tp_record_unset(person, 84);
    for (unsigned finger = 1; finger <= 10; finger++)
        if (finger != 3 && finger != 10)
            remove_position(finger);
    check(); /* flat impressions alone */
    assert_int_equal(findings.count, 0);
    remove_position(13);
    check();
    assert_int_equal(findings.count, 1);
    assert_non_null(find(ERROR, 1, 84, "no plain impression 13"));
    assert_int_equal(tp_record_set_text(person, 84, NULL, "02" US "UP" RS "03" US "UP" RS "04" US "UP" RS "05" US "UP"),
                     TP_OK);
    check();
    assert_int_equal(findings.count, 0);
    while (tp_transaction_count(card) > 2)
        assert_int_equal(tp_transaction_remove(card, 2, NULL), TP_OK);
    check();
    assert_int_equal(findings.count, 1);
    assert_non_null(find(ERROR, 0, 0, "there is no fingerprint image"));
    assert_int_equal(tp_transaction_remove(card, 1, NULL), TP_OK);
    check();
    assert_non_null(find(ERROR, 0, 0, "no record of type 2"));
}

static void images(void **state)
{
    struct tp_record *record;

    (void)state;
    assert_only(2, 8, "0", WARNING, "compressed by WSQ");
    remove_position(14);
    check();
    assert_non_null(find(WARNING, 1, 84, "no plain impression 14"));
    assert_int_equal(tp_transaction_append(card, 14, 14, &record, NULL), TP_OK);
    assert_int_equal(tp_record_set_text(record, 8, NULL, "1"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 9, NULL, "1000"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 11, NULL, "WSQ20"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 13, NULL, "13"), TP_OK);
    check();
    assert_int_equal(findings.count, 3);
    assert_non_null(find(WARNING, 15, 11, "JPEG 2000"));
    assert_non_null(find(WARNING, 15, 13, "finger position 13 comes a second time, as in record 15"));
    assert_int_equal(tp_record_set_text(record, 13, NULL, "25"), TP_OK);
    check();
    assert_non_null(find(WARNING, 15, 13, "no finger position"));
    assert_int_equal(tp_transaction_append(card, 14, 15, &record, NULL), TP_OK);
    check();
    assert_non_null(find(ERROR, 0, 0, "15 records of type 4 and 14, at most 14 in CAR"));
    for (size_t i = 1; i < findings.count; i++) /* in the order of the file */
        assert_true(findings.items[i].record >= findings.items[i - 1].record);
}

static void results(void **state)
{
    const struct tp_ebts_header header = {.tcn = "WVIAFIS0Z-20110306-9", .date = "20110306"};
    const struct tp_ebts_result result = {.identified = true, .fbi = "123456AA1"};
    struct tp_transaction *answer;

    (void)state;
    assert_int_equal(tp_ebts_result(&header, card, &result, &answer, NULL), TP_OK);
    tp_transaction_free(&card);
    card = answer;
    check();
    assert_int_equal(findings.count, 0);
    assert_only(0, 10, NULL, ERROR, "TCR is missing");
    assert_only(1, 59, NULL, ERROR, "SRF, search results findings, is missing: SRE needs it");
    assert_only(1, 59, "P", ERROR, "I (identification) or N");
    assert_only(1, 14, "1" RS "2", ERROR, "2 of FBI, at most 1");
    assert_only(1, 85, "C12345678", ERROR, "CRN is given beside 2.014");
    tp_record_unset(tp_transaction_at(card, 1), 14);
    check();
    assert_non_null(find(WARNING, 1, 59, "an identification without"));
}

/* Types known by name get the rules of type 1, of forms and of dates. */
static void others_are_known_by_name(void **state)
{
    struct tp_record *first = tp_transaction_at(card, 0);

    (void)state;
    assert_int_equal(tp_record_set_text(first, 4, NULL, "TPIS"), TP_OK);
    check();
    assert_int_equal(findings.count, 0);
    assert_int_equal(tp_record_set_text(first, 4, NULL, "SRT"), TP_OK);
    check();
    assert_int_equal(findings.count, 1);
    assert_non_null(find(ERROR, 0, 10, "TCR is missing"));
}

/* A damaged card is read or refused; what is read is checked, its charges too, and refused by an ERRT. */
static void use(const uint8_t *data, size_t size_bytes)
{
    const struct tp_ebts_header header = {.tcn = "WVIAFIS0Z-20110306-9", .date = "20110306"};
    struct tp_transaction *read, *refusal;
    struct tp_ebts_charge *charges;
    size_t count;

    if (tp_transaction_read(data, size_bytes, NULL, NULL, &read, NULL) != TP_OK)
        return;
    findings.count = 0;
    assert_int_equal(tp_ebts_check(read, &findings, NULL), TP_OK);
    for (size_t i = 1; i < tp_transaction_count(read); i++)
        if (tp_record_type(tp_transaction_at(read, i)) == 2 &&
            tp_ebts_charges(tp_transaction_at(read, i), &charges, &count, NULL) == TP_OK)
            free(charges);
    if (findings.count > 0 && tp_ebts_error(&header, read, &findings, &refusal, NULL) == TP_OK) {
        assert_int_equal(tp_ebts_check(refusal, &findings, NULL), TP_OK);
        tp_transaction_free(&refusal);
    }
    tp_transaction_free(&read);
}

static void damaged_cards_do_no_harm(void **state)
{
    const char *wanted = getenv("TP_MUTATIONS");
    unsigned long mutations = wanted ? strtoul(wanted, NULL, 10) : 2000;
    static const uint8_t extremes[] = {0x1c, 0x1d, 0x1e, 0x1f, ':', '0', '9', 'X', ' ', 0xff};
    struct tp_rng rng = tp_rng_seed(47, 0);
    size_t size_bytes;
    uint8_t *file, *copy;

    (void)state;
    assert_int_equal(tp_transaction_write(card, &file, &size_bytes, NULL), TP_OK);
    copy = malloc(size_bytes);
    assert_non_null(copy);
    for (unsigned long i = 0; i < mutations; i++) {
        memcpy(copy, file, size_bytes);
        for (uint32_t changes = 1 + tp_rng_below(&rng, 3); changes > 0; changes--) {
            size_t at = tp_rng_below(&rng, (uint32_t)TP_MIN(size_bytes, (size_t)700));
            copy[at] = extremes[tp_rng_below(&rng, TP_ARRAY_LENGTH(extremes))];
        }
        use(copy, size_bytes);
    }
    free(copy);
    free(file);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    TEST(a_clean_card_has_no_findings),
    TEST(type_1),
    TEST(what_the_transaction_needs),
    TEST(states_and_later_versions_have_fields_of_their_own),
    TEST(dates),
    TEST(values_that_belong_together),
    TEST(values_have_their_forms),
    TEST(fingers_are_accounted_for),
    TEST(images),
    TEST(results),
    TEST(others_are_known_by_name),
    TEST(damaged_cards_do_no_harm),
};
TP_TEST_MAIN(tests)
