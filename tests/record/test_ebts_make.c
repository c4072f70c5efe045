/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "ebts_person.h"
#include "record/record.h"
#include "samples.h"

static void assert_field(const struct tp_record *record, uint32_t field, const char *text)
{
    struct tp_bytes value = tp_record_get(record, field);

    if (!text) {
        assert_null(value.data);
        return;
    }
    assert_non_null(value.data);
    assert_int_equal(value.size_bytes, strlen(text));
    assert_memory_equal(value.data, text, strlen(text));
}

/* Written, read back without a remark, and checked without a finding. */
static void assert_clean(const struct tp_transaction *transaction)
{
    struct tp_transaction *read;
    struct tp_findings findings;
    size_t size_bytes;
    uint8_t *data;

    tp_findings_init(&findings);
    assert_int_equal(tp_transaction_write(transaction, &data, &size_bytes, NULL), TP_OK);
    assert_int_equal(tp_transaction_read(data, size_bytes, NULL, &findings, &read, NULL), TP_OK);
    assert_int_equal(tp_transaction_check(read, TP_PROFILE_EBTS, &findings, NULL), TP_OK);
    for (size_t i = 0; i < findings.count; i++)
        print_message("# %u %u.%03u %s (%s)\n", findings.items[i].record, findings.items[i].type,
                      findings.items[i].field, findings.items[i].text, findings.items[i].rule);
    assert_int_equal(findings.count, 0);
    tp_findings_deinit(&findings);
    tp_transaction_free(&read);
    free(data);
}

static struct tp_transaction *make_card(void)
{
    struct tp_transaction *card;
    struct ebts_card input;

    ebts_card(&input);
    assert_int_equal(tp_ebts_submission(&input.submission, &card, NULL), TP_OK);
    ebts_card_free(&input);
    return card;
}

static void a_submission_is_clean_and_complete(void **state)
{
    struct tp_transaction *card = make_card();
    const struct tp_record *first = tp_transaction_at(card, 0), *person = tp_transaction_at(card, 1);

    (void)state;
    assert_int_equal(tp_transaction_count(card), 16);
    assert_field(first, 2, "0500");
    assert_field(first, 3,
                 "1" US "15" RS "2" US "00" RS "4" US "01" RS "4" US "02" RS "4" US "03" RS "4" US "04" RS "4" US
                 "05" RS "4" US "06" RS "4" US "07" RS "4" US "08" RS "4" US "09" RS "4" US "10" RS "4" US "11" RS
                 "4" US "12" RS "4" US "13" RS "4" US "14");
    assert_field(first, 4, "CAR");
    assert_field(first, 6, "4");
    assert_field(first, 11, "19.69");
    assert_field(first, 13, "NORAM" US "10.0");
    assert_field(first, 10, NULL);
    assert_field(person, 18, "EXAMPLE,PAT");
    assert_field(person, 47, "20110303" US "THEFT [NCIC 2399] [MISDEMEANOR]");
    assert_field(person, 84, NULL);
    assert_clean(card);
    tp_transaction_free(&card);
}

static void missing_fingers_are_accounted_for(void **state)
{
    struct tp_transaction *card;
    struct ebts_card input;

    (void)state;
    ebts_card(&input);
    for (unsigned i = 0; i < 14; i++)
        input.images[i].record = 14;
    input.images[2] = input.images[13]; /* finger 3 has no image */
    input.submission.image_count = 13;
    input.submission.missing[3] = "XX";
    input.submission.missing[9] = "UP";
    memmove(&input.images[8], &input.images[9], 4 * sizeof *input.images); /* nor has finger 9 */
    input.submission.image_count = 12;
    assert_int_equal(tp_ebts_submission(&input.submission, &card, NULL), TP_OK);
    assert_field(tp_transaction_at(card, 0), 11, "00.00");
    assert_field(tp_transaction_at(card, 1), 84, "03" US "XX" RS "09" US "UP");
    assert_field(tp_transaction_at(card, 4), 13, "14");
    assert_field(tp_transaction_at(card, 4), 18, "9" US "UP");
    assert_field(tp_transaction_at(card, 13), 13, "13");
    assert_field(tp_transaction_at(card, 13), 18, "3" US "XX");
    assert_field(tp_transaction_at(card, 13), 9, "500");
    assert_clean(card);
    ebts_card_free(&input);
    tp_transaction_free(&card);
}

static void every_type_of_submission_can_be_made(void **state)
{
    static const struct {
        const char *type;
        struct tp_ebts_value more[3];
    } cases[] = {
        {"CNA", {{45, "20110304"}}},
        {"CPDR", {{45, "20110304"}, {43, "C"}}},
        {"FANC", {{37, "MILITARY"}, {38, "20110304"}}},
        {"FAUF", {{37, "EMPLOYMENT"}, {38, "20110304"}}},
        {"NFUF", {{37, "EMPLOYMENT"}, {38, "20110304"}}},
        {"MAP", {{37, "CRIMINAL JUSTICE EMPLOYMENT"}, {38, "20110304"}}},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_ebts_value values[20];
        struct tp_transaction *card;
        struct ebts_card input;
        size_t count = 0;
        ebts_card(&input);
        for (size_t k = 0; k < TP_ARRAY_LENGTH(ebts_person); k++)
            if (ebts_person[k].field != 45)
                values[count++] = ebts_person[k];
        for (size_t k = 0; k < 3 && cases[i].more[k].field; k++)
            values[count++] = cases[i].more[k];
        input.submission.type = cases[i].type;
        input.submission.values = values;
        input.submission.value_count = count;
        if (cases[i].more[0].field != 45)
            input.submission.charge_count = 0;
        assert_int_equal(tp_ebts_submission(&input.submission, &card, NULL), TP_OK);
        assert_clean(card);
        ebts_card_free(&input);
        tp_transaction_free(&card);
    }
}

static void assert_refused(const struct ebts_card *input, const char *field)
{
    struct tp_transaction *card;
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_ebts_submission(&input->submission, &card, &diag), TP_E_ARGUMENT);
    assert_null(card);
    assert_string_equal(diag.field, field);
}

/* The card as it is for another try. */
static void renew(struct ebts_card *input)
{
    ebts_card_free(input);
    ebts_card(input);
}

static void what_no_record_can_hold_is_refused(void **state)
{
    struct ebts_card input;

    (void)state;
    ebts_card(&input);
    input.submission.type = "SRE";
    assert_refused(&input, "TOT");
    input.submission.type = "XYZ";
    assert_refused(&input, "TOT");
    renew(&input);
    input.submission.header.tcn = NULL;
    assert_refused(&input, "TCN");
    renew(&input);
    input.images[4].position = 15;
    assert_refused(&input, "finger 15");
    input.images[4].position = 16;
    assert_refused(&input, "finger 16");
    renew(&input);
    input.images[4].ppi = 1000;
    assert_refused(&input, "finger 5");
    renew(&input);
    input.images[0].record = 13;
    assert_refused(&input, "finger 1");
    renew(&input);
    input.images[0].width_px = 70000;
    assert_refused(&input, "finger 1");
    ebts_card_free(&input);
}

static const struct tp_ebts_header answer_header = {.tcn = "WVIAFIS0Z-20110306-9", .date = "20110306"};

static void a_result_answers_its_submission(void **state)
{
    const struct tp_ebts_result hit = {.identified = true,
                                       .fbi = "123456AA1",
                                       .sid = "IL12345678",
                                       .name = "OTHER,NAME",
                                       .message = "SEE THE RECORD"},
                                withheld = {.identified = false};
    struct tp_transaction *card = make_card(), *result;

    (void)state;
    assert_int_equal(tp_ebts_result(&answer_header, card, &hit, &result, NULL), TP_OK);
    assert_field(tp_transaction_at(result, 0), 4, "SRE");
    assert_field(tp_transaction_at(result, 0), 7, "ILTEST000");
    assert_field(tp_transaction_at(result, 0), 8, "WVIAFIS0Z");
    assert_field(tp_transaction_at(result, 0), 9, "WVIAFIS0Z-20110306-9");
    assert_field(tp_transaction_at(result, 0), 10, "ILTEST000-20110305-1");
    assert_field(tp_transaction_at(result, 1), 14, "123456AA1");
    assert_field(tp_transaction_at(result, 1), 18, "OTHER,NAME");
    assert_field(tp_transaction_at(result, 1), 59, "I");
    assert_field(tp_transaction_at(result, 1), 60, "SEE THE RECORD");
    assert_field(tp_transaction_at(result, 1), 73, "ILTEST000");
    assert_clean(result);
    tp_transaction_free(&result);
    assert_int_equal(tp_ebts_result(&answer_header, card, &withheld, &result, NULL), TP_OK);
    assert_field(tp_transaction_at(result, 1), 14, NULL);
    assert_field(tp_transaction_at(result, 1), 15, NULL);
    assert_field(tp_transaction_at(result, 1), 18, "EXAMPLE,PAT");
    assert_field(tp_transaction_at(result, 1), 59, "N");
    assert_clean(result);
    tp_transaction_free(&result);
    tp_record_unset(tp_transaction_at(card, 1), 18);
    assert_int_equal(tp_ebts_result(&answer_header, card, &withheld, &result, NULL), TP_E_FORMAT);
    tp_record_unset(tp_transaction_at(card, 0), 9);
    assert_int_equal(tp_ebts_result(&answer_header, card, &hit, &result, NULL), TP_E_FORMAT);
    assert_null(result);
    tp_transaction_free(&card);
}

static void a_refusal_lists_the_errors(void **state)
{
    struct tp_transaction *card = make_card(), *refusal;
    struct tp_findings findings;
    struct tp_finding finding = {.severity = TP_SEVERITY_ERROR, .type = 2, .record = 1, .field = 22, .rule = "R"};

    (void)state;
    tp_findings_init(&findings);
    assert_int_equal(tp_ebts_error(&answer_header, card, &findings, &refusal, NULL), TP_E_ARGUMENT);
    assert_null(refusal);
    for (int i = 0; i < 13; i++)
        tp_findings_add(&findings, &finding, "is wrong\036%d", i);
    finding.severity = TP_SEVERITY_WARNING;
    tp_findings_add(&findings, &finding, "only a warning");
    assert_int_equal(tp_ebts_error(&answer_header, card, &findings, &refusal, NULL), TP_OK);
    assert_field(tp_transaction_at(refusal, 0), 4, "ERRT");
    assert_int_equal(tp_value_subfields(tp_record_get(tp_transaction_at(refusal, 1), 60)), 11);
    assert_true(tp_value_equals(tp_value_item(tp_record_get(tp_transaction_at(refusal, 1), 60), 1, 0),
                                "RECORD 2, 2.022, is wrong?0 (R)"));
    assert_true(tp_value_equals(tp_value_item(tp_record_get(tp_transaction_at(refusal, 1), 60), 11, 0), "AND 3 MORE"));
    assert_clean(refusal);
    tp_findings_deinit(&findings);
    tp_transaction_free(&refusal);
    tp_transaction_free(&card);
}

static void control_numbers_tell_sender_and_time(void **state)
{
    char out[TP_EBTS_TCN_MAX + 1];

    (void)state;
    tp_ebts_control_number("ILTEST000", 1299326400, 0xbeef, out);
    assert_string_equal(out, "ILTEST000-20110305120000-0000BEEF");
    tp_ebts_control_number("TOO LONG AN ORI", 0, UINT32_MAX, out);
    assert_string_equal(out, "TOO LONG -19700101000000-FFFFFFFF");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_submission_is_clean_and_complete),   cmocka_unit_test(missing_fingers_are_accounted_for),
    cmocka_unit_test(every_type_of_submission_can_be_made), cmocka_unit_test(what_no_record_can_hold_is_refused),
    cmocka_unit_test(a_result_answers_its_submission),      cmocka_unit_test(a_refusal_lists_the_errors),
    cmocka_unit_test(control_numbers_tell_sender_and_time),
};
TP_TEST_MAIN(tests)
