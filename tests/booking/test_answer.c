/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "booking/answer.h"
#include "record/ebts_person.h"

enum { NOW = 1299326400 }; /* 2011-03-05T12:00:00Z */

static struct ebts_card card;
static struct tp_transaction *made, *file, *answer;
static struct tp_findings findings;
static struct tp_buffer out;
static struct tp_diag diag;

static int set_up(void **state)
{
    (void)state;
    ebts_card(&card);
    tp_findings_init(&findings);
    tp_buffer_init(&out);
    tp_diag_init(&diag);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ebts_card_free(&card);
    tp_transaction_free(&made);
    tp_transaction_free(&file);
    tp_transaction_free(&answer);
    tp_findings_deinit(&findings);
    tp_buffer_deinit(&out);
    return 0;
}

/* The submission as a file, checked. */
static tp_status check(void)
{
    uint8_t *data;
    size_t size_bytes;
    tp_status status;

    assert_int_equal(tp_ebts_submission(&card.submission, &made, NULL), TP_OK);
    assert_int_equal(tp_transaction_write(made, &data, &size_bytes, NULL), TP_OK);
    status = tp_booking_check_file(data, size_bytes, &findings, &file, &diag);
    free(data);
    return status;
}

static void read_answer(const char *type)
{
    struct tp_findings found;

    assert_int_equal(tp_transaction_read(out.data, out.size_bytes, NULL, NULL, &answer, NULL), TP_OK);
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 0), 4), type));
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 0), 10), "ILTEST000-20110305-1"));
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 0), 5), "20110305"));
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 0), 14), "20110305120000Z"));
    tp_findings_init(&found);
    assert_int_equal(tp_transaction_check(answer, TP_PROFILE_EBTS, &found, NULL), TP_OK);
    assert_int_equal(tp_booking_error_count(&found), 0);
    tp_findings_deinit(&found);
}

static void a_clean_file_is_taken(void **state)
{
    (void)state;
    assert_int_equal(check(), TP_OK);
    assert_int_equal(tp_booking_error_count(&findings), 0);
    assert_int_equal(tp_booking_refusal(&findings, file, &diag), TP_OK);
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    assert_int_equal(tp_booking_check_file("hello", 5, &findings, &file, &diag), TP_E_FORMAT);
    assert_null(file);
}

static void an_error_names_record_and_field(void **state)
{
    static const struct tp_ebts_value wrong[] = {{18, "EXAMPLE,PAT"}, {22, "18850635"}, {24, "Q"}};

    (void)state;
    card.submission.values = wrong;
    card.submission.value_count = TP_ARRAY_LENGTH(wrong);
    assert_int_equal(check(), TP_OK);
    assert_true(tp_booking_error_count(&findings) > 2);
    assert_int_equal(tp_booking_refusal(&findings, file, &diag), TP_E_FORMAT);
    assert_non_null(strstr(diag.field, "record 2 (type 2"));
    assert_non_null(strstr(diag.field, "2."));
    assert_non_null(strstr(diag.text, "more error"));
    assert_int_equal(tp_booking_errt(file, &findings, NOW, &out, &diag), TP_OK);
    read_answer("ERRT");
}

static void findings_are_written_for_programs(void **state)
{
    const struct tp_finding where = {
        .severity = TP_SEVERITY_WARNING, .record = 2, .type = 4, .field = 8, .rule = "rule"};
    struct tp_json_document *document;
    struct tp_json *json;
    struct tp_buffer text;
    const struct tp_json_value *list;

    (void)state;
    tp_findings_add(&findings, &where, "it is \x1b odd");
    diag.offset_bytes = -1;
    snprintf(diag.field, sizeof diag.field, "14.999");
    snprintf(diag.text, sizeof diag.text, "cannot be read");
    tp_booking_add_error(&findings, &diag);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_booking_findings_write(&findings, NULL, json);
    tp_buffer_init(&text);
    assert_int_equal(tp_json_write_canonical(json, &text, NULL), TP_OK);
    assert_int_equal(tp_json_parse((char *)text.data, text.size_bytes, &document, NULL), TP_OK);
    list = tp_json_member(tp_json_root(document), "findings");
    assert_int_equal(tp_json_count(list), 2);
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(list, 0), "severity")), "warning");
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(list, 0), "text")), "it is ? odd");
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(list, 1), "text")), "14.999: cannot be read");
    assert_int_equal(tp_booking_error_count(&findings), 1);
    tp_json_document_free(&document);
    tp_buffer_deinit(&text);
    tp_json_free(&json);
}

static void a_result_answers_the_file(void **state)
{
    const struct tp_booking_answer none = {.message = "OWN REPOSITORY: NO MATCH"};

    (void)state;
    assert_int_equal(check(), TP_OK);
    assert_int_equal(tp_booking_sre(file, &none, NOW, &out, &diag), TP_OK);
    read_answer("SRE");
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 1), 59), "N"));
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 1), 18), "EXAMPLE,PAT"));
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 1), 60), "OWN REPOSITORY: NO MATCH"));
}

static void an_identification_gives_the_name(void **state)
{
    const struct tp_booking_answer match = {.identified = true, .name = "S\xc3\x96mple,Pat"};

    (void)state;
    assert_int_equal(check(), TP_OK);
    assert_int_equal(tp_booking_sre(file, &match, NOW, &out, &diag), TP_OK);
    read_answer("SRE");
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 1), 59), "I"));
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 1), 18), "SMPLE,PAT"));
    assert_null(tp_record_get(tp_transaction_at(answer, 1), 60).data);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_clean_file_is_taken),           TEST(what_is_no_file_is_refused),
    TEST(an_error_names_record_and_field), TEST(findings_are_written_for_programs),
    TEST(a_result_answers_the_file),       TEST(an_identification_gives_the_name),
};
TP_TEST_MAIN(tests)
