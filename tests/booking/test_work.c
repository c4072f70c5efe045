/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>

#include "booking/one_bureau.h"

static const char *book(unsigned person, unsigned impression)
{
    const char *form = bureau_form(person, impression, 10,
                                   "\"jurisdiction\":\"US-NY-027\",\"conviction\":\"level-2\","
                                   "\"categories\":[\"witness\"],");

    return bureau_book(&bureau, form, strlen(form));
}

static void somebody_new_is_enrolled(void **state)
{
    const char *id = book(1, 1);

    (void)state;
    assert_string_equal(bureau_state(&bureau, id), "complete");
    assert_int_equal(fakes.cases, 1);
    assert_int_equal(fakes.candidates, 0);
    assert_int_equal(fakes.subjects, 1);
    assert_int_equal(fakes.legs, 1);
    assert_int_equal(fakes.encounter.conviction, TP_SERIOUSNESS_LEVEL_2);
    assert_true(fakes.encounter.categories_known);
    assert_true(fakes.encounter.categories == (uint64_t)1 << tp_vocabulary_find(&tp_categories, "witness"));
    bureau_ask(&bureau, &asked, "getBooking", id, "");
    assert_int_equal(asked.status, TP_OK);
    assert_string_equal(asked_text(&asked, "own"), "none");
    assert_string_equal(asked_text(&asked, "subject"), fakes.subject);
    assert_int_equal(fakes.leaves[TP_LEAF_SUBMISSION], 1);
    assert_int_equal(fakes.leaves[TP_LEAF_MATCH], 1);
    assert_string_equal(fakes.leaf.values[TP_LEAF_OUTCOME_MEMBER], "none");
    assert_string_equal(fakes.leaf.values[TP_LEAF_STATE_MEMBER], "US-NY");
    assert_string_equal(fakes.leaf.values[TP_LEAF_LEVEL_MEMBER], "level-2");
    assert_string_equal(fakes.leaf.values[TP_LEAF_ELAPSED_MEMBER], "hour");
}

static void somebody_known_gets_another_encounter(void **state)
{
    char first[TP_EXCHANGE_NAME_BYTES];
    struct tp_template *templates;
    size_t count;
    const char *id;

    (void)state;
    book(1, 1);
    book(2, 1);
    snprintf(first, sizeof first, "%s", fakes.subject);
    fakes.match = true;
    id = book(2, 2);
    assert_string_equal(fakes.first, first);
    assert_string_equal(fakes.subject, first);
    assert_string_equal(bureau_state(&bureau, id), "complete");
    bureau_ask(&bureau, &asked, "getBooking", id, "");
    assert_string_equal(asked_text(&asked, "own"), "match");
    assert_int_equal(tp_exchange_templates(bureau.exchange, first, &templates, &count, NULL), TP_OK);
    assert_int_equal(count, 20);
    tp_booking_templates_free(&templates, count);
}

/* The candidate was identified, and has been erased while the examiners looked at it. */
static void whoever_is_erased_meanwhile_is_nobody(void **state)
{
    char first[TP_EXCHANGE_NAME_BYTES];
    const char *id;

    (void)state;
    book(2, 1);
    snprintf(first, sizeof first, "%s", fakes.subject);
    fakes.match = fakes.erased = true;
    id = book(2, 2);
    assert_string_equal(bureau_state(&bureau, id), "complete");
    assert_string_not_equal(fakes.subject, first);
    bureau_ask(&bureau, &asked, "getBooking", id, "");
    assert_string_equal(asked_text(&asked, "own"), "none");
}

/* The candidate was excluded: two people whose prints look alike. */
static void an_excluded_candidate_is_somebody_else(void **state)
{
    char first[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    book(1, 1);
    snprintf(first, sizeof first, "%s", fakes.subject);
    book(1, 2);
    assert_string_equal(fakes.first, first);
    assert_string_not_equal(fakes.subject, first);
}

static void a_booking_waits_for_its_review(void **state)
{
    const char *id;

    (void)state;
    fakes.waits = true;
    id = book(1, 1);
    assert_string_equal(bureau_state(&bureau, id), "reviewing");
    bureau_ask(&bureau, &asked, "getBookingResult", id, "");
    assert_int_equal(asked.status, TP_E_CONFLICT);
    assert_string_equal(asked.call.state, "reviewing");
    asked_done(&asked);
    fakes.waits = false;
    assert_int_equal(tp_exchange_begin(bureau.exchange, NULL), TP_OK);
    assert_int_equal(
        tp_exchange_end(bureau.exchange, tp_job_add(bureau.exchange, "booking.reviewed", id, 0, NULL), NULL), TP_OK);
    bureau_work(&bureau);
    assert_string_equal(bureau_state(&bureau, id), "complete");
}

/* Jobs that come again find nothing to do. */
static void jobs_done_twice_change_nothing(void **state)
{
    static const char *const kinds[] = {"booking.check", "booking.search", "booking.reviewed", "booking.answered"};
    struct tp_entry before, after;
    const char *id = book(1, 1);

    (void)state;
    assert_int_equal(tp_entry_get(bureau.exchange, TP_RECORD_BOOKING, id, &before, NULL), TP_OK);
    assert_int_equal(tp_exchange_begin(bureau.exchange, NULL), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(kinds); i++)
        assert_int_equal(tp_job_add(bureau.exchange, kinds[i], id, 0, NULL), TP_OK);
    assert_int_equal(tp_job_add(bureau.exchange, "booking.check", "nobody", 0, NULL), TP_OK);
    assert_int_equal(tp_exchange_end(bureau.exchange, TP_OK, NULL), TP_OK);
    assert_int_equal(bureau_work(&bureau), 5);
    assert_int_equal(tp_entry_get(bureau.exchange, TP_RECORD_BOOKING, id, &after, NULL), TP_OK);
    assert_int_equal(after.revision, before.revision);
    assert_int_equal(fakes.cases, 1);
    assert_int_equal(fakes.subjects, 1);
    assert_int_equal(fakes.leaves[TP_LEAF_MATCH], 1);
    tp_entry_deinit(&before);
    tp_entry_deinit(&after);
}

/* The node stops after each single job and is opened again. */
static void a_booking_goes_on_after_a_restart(void **state)
{
    const char *form = bureau_form(1, 1, 10, "\"jurisdiction\":\"US-NY\",");
    char id[TP_EXCHANGE_ID_BYTES];
    bool did = true;

    (void)state;
    bureau_post(&bureau, &asked, "submitBooking", form, strlen(form), "");
    assert_int_equal(asked.status, TP_OK);
    snprintf(id, sizeof id, "%s", asked_text(&asked, "booking"));
    while (did) {
        bureau_close(&bureau);
        bureau_open(&bureau);
        assert_int_equal(tp_exchange_work(bureau.exchange, &did, NULL), TP_OK);
    }
    assert_string_equal(bureau_state(&bureau, id), "complete");
    assert_int_equal(fakes.cases, 1);
    assert_int_equal(fakes.subjects, 1);
}

static void a_file_is_answered_by_a_file(void **state)
{
    struct tp_transaction *answer;
    size_t size_bytes;
    uint8_t *file = bureau_file(3, 2, "TEST-0000001", &size_bytes);
    const char *id;

    (void)state;
    id = bureau_book(&bureau, file, size_bytes);
    assert_string_equal(bureau_state(&bureau, id), "complete");
    bureau_ask(&bureau, &asked, "getBookingResult", id, "form=ebts");
    assert_int_equal(asked.status, TP_OK);
    assert_string_equal(asked.call.bytes_type, TP_BOOKING_TYPE_EBTS);
    assert_int_equal(tp_transaction_read(asked.call.bytes.data, asked.call.bytes.size_bytes, NULL, NULL, &answer, NULL),
                     TP_OK);
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 0), 4), "SRE"));
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 0), 10), "TEST-0000001"));
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 1), 59), "N"));
    tp_transaction_free(&answer);
    free(file);
}

static void an_identification_names_who_it_is(void **state)
{
    struct tp_transaction *answer;
    size_t size_bytes;
    uint8_t *file = bureau_file(3, 2, "TEST-0000001", &size_bytes);
    const char *id;

    (void)state;
    bureau_book(&bureau, file, size_bytes);
    free(file);
    fakes.match = true;
    fakes.name = "KNOWN,PAT";
    file = bureau_file(3, 2, "TEST-0000002", &size_bytes);
    id = bureau_book(&bureau, file, size_bytes);
    bureau_ask(&bureau, &asked, "getBookingResult", id, "form=ebts");
    assert_int_equal(asked.status, TP_OK);
    assert_int_equal(tp_transaction_read(asked.call.bytes.data, asked.call.bytes.size_bytes, NULL, NULL, &answer, NULL),
                     TP_OK);
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 1), 59), "I"));
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 1), 18), "KNOWN,PAT"));
    tp_transaction_free(&answer);
    free(file);
}

static void get_answer(const char *id, struct tp_transaction **out)
{
    bureau_ask(&bureau, &asked, "getBookingResult", id, "form=ebts");
    assert_int_equal(asked.status, TP_OK);
    assert_int_equal(tp_transaction_read(asked.call.bytes.data, asked.call.bytes.size_bytes, NULL, NULL, out, NULL),
                     TP_OK);
    asked_done(&asked);
}

/* The name is another booking's, which is erased; then it turns out that it was somebody else. */
static void an_answer_is_made_anew(void **state)
{
    struct tp_transaction *answer;
    char id[TP_EXCHANGE_ID_BYTES];
    size_t size_bytes;
    uint8_t *file = bureau_file(3, 2, "TEST-0000001", &size_bytes);

    (void)state;
    bureau_book(&bureau, file, size_bytes);
    free(file);
    fakes.match = true;
    fakes.name = "KNOWN,PAT";
    file = bureau_file(3, 2, "TEST-0000002", &size_bytes);
    snprintf(id, sizeof id, "%s", bureau_book(&bureau, file, size_bytes));
    free(file);
    for (unsigned again = 0; again < 2; again++) {
        struct tp_entry entry;
        struct tp_json *json;

        assert_int_equal(tp_exchange_begin(bureau.exchange, NULL), TP_OK);
        assert_int_equal(tp_entry_get(bureau.exchange, "booking", id, &entry, NULL), TP_OK);
        assert_int_equal(tp_entry_edit(&entry, &json, NULL), TP_OK);
        if (again)
            tp_json_text(json, "own", "none");
        assert_int_equal(tp_entry_put(bureau.exchange, "booking", &entry, json, NULL), TP_OK);
        assert_int_equal(tp_job_add(bureau.exchange, "booking.renew", id, tp_exchange_now(bureau.exchange), NULL),
                         TP_OK);
        assert_int_equal(tp_exchange_end(bureau.exchange, TP_OK, NULL), TP_OK);
        tp_json_free(&json);
        tp_entry_deinit(&entry);
        bureau_work(&bureau);
        get_answer(id, &answer);
        assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 1), 59), again ? "N" : "I"));
        assert_false(tp_value_equals(tp_record_get(tp_transaction_at(answer, 1), 18), "KNOWN,PAT"));
        tp_transaction_free(&answer);
    }
}

/* A clean file whose images show nothing. */
static void prints_without_ridges_are_refused(void **state)
{
    struct tp_transaction *answer;
    size_t size_bytes;
    uint8_t *file = bureau_file(3, 0, "TEST-0000003", &size_bytes);
    const char *id;

    (void)state;
    id = bureau_book(&bureau, file, size_bytes);
    assert_string_equal(bureau_state(&bureau, id), "refused");
    assert_int_equal(fakes.cases, 0);
    assert_int_equal(fakes.retentions, 1);
    bureau_ask(&bureau, &asked, "getBookingResult", id, "form=ebts");
    assert_int_equal(asked.status, TP_OK);
    assert_int_equal(tp_transaction_read(asked.call.bytes.data, asked.call.bytes.size_bytes, NULL, NULL, &answer, NULL),
                     TP_OK);
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 0), 4), "ERRT"));
    tp_transaction_free(&answer);
    free(file);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(somebody_new_is_enrolled),
    TEST(somebody_known_gets_another_encounter),
    TEST(whoever_is_erased_meanwhile_is_nobody),
    TEST(an_answer_is_made_anew),
    TEST(an_excluded_candidate_is_somebody_else),
    TEST(a_booking_waits_for_its_review),
    TEST(jobs_done_twice_change_nothing),
    TEST(a_booking_goes_on_after_a_restart),
    TEST(a_file_is_answered_by_a_file),
    TEST(an_identification_names_who_it_is),
    TEST(prints_without_ridges_are_refused),
};
TP_TEST_MAIN(tests)
