/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/identity.h"

static char other[TP_EXCHANGE_NAME_BYTES];

static void a_booking_that_was_taken_for_another_person_is_split_off(void **state)
{
    struct tp_subject_facts facts;

    (void)state;
    book(&fixture, "b22", 2, "Grace", subject); /* by mistake */
    assert_string_equal(fixture_find(&fixture, 2), subject);
    fixture_begin(&fixture);
    assert_int_equal(tp_subject_split(fixture.exchange, "booking/b22", other, NULL), TP_OK);
    fixture_end(&fixture);
    assert_string_not_equal(other, subject);
    assert_string_equal(fixture_find(&fixture, 2), other);
    assert_string_equal(fixture_find(&fixture, 1), subject);
    assert_string_equal(record_link(&fixture, "booking", "b22"), other);
    assert_int_equal(tp_subject_facts(fixture.exchange, other, &facts, NULL), TP_OK);
    assert_int_equal(facts.encounter_count, 1);
    assert_int_equal(facts.conviction, 3);
    tp_subject_facts_deinit(&facts);
    assert_int_equal(tp_subject_facts(fixture.exchange, subject, &facts, NULL), TP_OK);
    assert_int_equal(facts.encounter_count, 1);
    tp_subject_facts_deinit(&facts);
}

static tp_status split(const char *owner)
{
    tp_status status;

    fixture_begin(&fixture);
    status = tp_subject_split(fixture.exchange, owner, other, NULL);
    assert_int_equal(tp_exchange_end(fixture.exchange, status, NULL), status);
    return status;
}

static void there_must_be_something_to_split(void **state)
{
    (void)state;
    assert_int_equal(split("booking/b1"), TP_E_CONFLICT); /* the only one */
    assert_int_equal(split("booking/none"), TP_E_CONFLICT);
    assert_string_equal(fixture_find(&fixture, 1), subject);
}

static void one_person_with_two_records_becomes_one(void **state)
{
    struct tp_subject_facts facts;

    (void)state;
    other[0] = '\0';
    book(&fixture, "b22", 1, "Ada K", other);
    fixture_begin(&fixture);
    assert_int_equal(tp_subject_merge(fixture.exchange, subject, other, NULL), TP_OK);
    fixture_end(&fixture);
    assert_true(has_record(&fixture, "subject", other, "erased"));
    assert_string_equal(record_link(&fixture, "booking", "b22"), subject);
    assert_int_equal(tp_subject_facts(fixture.exchange, subject, &facts, NULL), TP_OK);
    assert_int_equal(facts.encounter_count, 2);
    tp_subject_facts_deinit(&facts);
    fixture_begin(&fixture);
    assert_int_equal(tp_subject_merge(fixture.exchange, subject, subject, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_exchange_end(fixture.exchange, TP_E_ARGUMENT, NULL), TP_E_ARGUMENT);
}

/* Cases may be open in which the one that ended is a candidate. */
static void who_ended_is_found_as_the_other(void **state)
{
    struct tp_subject_facts facts;
    char current[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    other[0] = '\0';
    book(&fixture, "b22", 1, "Ada K", other);
    fixture_begin(&fixture);
    assert_int_equal(tp_subject_merge(fixture.exchange, subject, other, NULL), TP_OK);
    fixture_end(&fixture);
    assert_int_equal(tp_subject_current(fixture.exchange, other, current, NULL), TP_OK);
    assert_string_equal(current, subject);
    assert_int_equal(tp_subject_facts(fixture.exchange, other, &facts, NULL), TP_OK);
    assert_int_equal(facts.encounter_count, 2);
    tp_subject_facts_deinit(&facts);
    fixture_begin(&fixture);
    assert_int_equal(tp_erasure_start(fixture.exchange,
                                      &(struct tp_erasure_spec){"booking/b1", "expungement", "", "officer", "", ""},
                                      NULL),
                     TP_OK);
    assert_int_equal(tp_erasure_start(fixture.exchange,
                                      &(struct tp_erasure_spec){"booking/b22", "expungement", "", "officer", "", ""},
                                      NULL),
                     TP_OK);
    fixture_end(&fixture);
    fixture_work(&fixture, 10);
    assert_int_equal(tp_subject_current(fixture.exchange, other, current, NULL), TP_OK);
    assert_string_equal(current, "");
    assert_int_equal(tp_subject_facts(fixture.exchange, other, &facts, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_subject_current(fixture.exchange, "nobody-yet", current, NULL), TP_OK);
    assert_string_equal(current, "nobody-yet");
}

static void correct(const char *payload)
{
    struct tp_json_document *document;

    assert_int_equal(tp_json_parse(payload, strlen(payload), &document, NULL), TP_OK);
    fixture_begin(&fixture);
    assert_int_equal(tp_booking_correct(fixture.exchange, "booking/b1", tp_json_root(document), NULL), TP_OK);
    fixture_end(&fixture);
    tp_json_document_free(&document);
}

static void wrong_facts_are_put_right_everywhere(void **state)
{
    struct tp_subject_facts facts;

    (void)state;
    fixture_begin(&fixture);
    disclose(&fixture, "booking/b1", "dhs-ident", "d1");
    fixture_end(&fixture);
    correct("{\"conviction\":\"none\",\"categories\":[\"juvenile\"],\"categories_known\":true}");
    assert_int_equal(tp_subject_facts(fixture.exchange, subject, &facts, NULL), TP_OK);
    assert_int_equal(facts.conviction, 0);
    assert_int_equal(facts.categories, UINT64_C(1) << tp_vocabulary_find(&tp_categories, "juvenile"));
    tp_subject_facts_deinit(&facts);
    assert_string_equal(record_text(&fixture, "booking", "b1", "conviction"), "none");
    assert_true(has_record(&fixture, "notice", "booking/b1 dhs-ident correction", "open"));
}

static void a_wrong_identification_is_undone_and_told(void **state)
{
    (void)state;
    book(&fixture, "b22", 2, "Grace", subject);
    fixture_begin(&fixture);
    disclose(&fixture, "booking/b1", "dhs-ident", "d1");
    fixture_end(&fixture);
    correct("{\"identification\":\"wrong\"}");
    assert_string_not_equal(record_link(&fixture, "booking", "b1"), subject);
    assert_true(has_record(&fixture, "notice", "booking/b1 dhs-ident correction", "open"));
    correct("{\"identification\":\"wrong\"}"); /* alone by now: only told */
}

/* As `booking` leaves one behind whose prints examiners took for somebody else's. */
static void book_as_match(const char *id, const char *of)
{
    struct tp_entry entry;
    struct tp_json *json;

    fixture_begin(&fixture);
    assert_int_equal(tp_entry_get(fixture.exchange, "booking", id, &entry, NULL), TP_OK);
    assert_string_equal(entry.link, of);
    assert_int_equal(tp_entry_edit(&entry, &json, NULL), TP_OK);
    tp_json_text(json, "own", "match");
    assert_int_equal(tp_entry_put(fixture.exchange, "booking", &entry, json, NULL), TP_OK);
    add_record(&fixture, "leg", "l1", "match", id, "{\"partner\":\"nj\"}");
    fixture_end(&fixture);
    tp_json_free(&json);
    tp_entry_deinit(&entry);
}

static void tell_of(const char *request)
{
    char owner[64], message[64];

    snprintf(owner, sizeof owner, "request/%s", request);
    snprintf(message, sizeof message, "message-%s", request);
    fixture_begin(&fixture);
    disclose(&fixture, owner, "ice-ero", message);
    assert_int_equal(tp_subject_told(fixture.exchange, subject, owner, NULL), TP_OK);
    fixture_end(&fixture);
}

static void whoever_was_told_hears_of_wrong_facts(void **state)
{
    (void)state;
    tell_of("r1");
    correct("{\"conviction\":\"none\"}");
    assert_true(has_record(&fixture, "notice", "booking/b1 ice-ero correction", "open"));
}

/* The agency had the answer first; partners were told what is of two people. */
static void a_wrong_answer_is_put_right_everywhere(void **state)
{
    (void)state;
    book(&fixture, "b22", 2, "Grace", subject);
    tell_of("r1");
    book_as_match("b1", subject);
    correct("{\"identification\":\"wrong\"}");
    assert_string_equal(record_text(&fixture, "booking", "b1", "own"), "none");
    assert_string_equal(record_text(&fixture, "booking", "b1", "corrected"), "2011-06-01T00:00:00Z");
    assert_true(has_record(&fixture, "job", "booking.renew b1", NULL));
    assert_true(has_record(&fixture, "notice", "booking/b1 ice-ero correction", "open"));
    assert_string_equal(record_text(&fixture, "erasure", "leg/l1", "reason"), "correction");
}

/* What examiners take apart themselves: the prints are whose they were, but what was told of both is wrong. */
static void splitting_tells_who_was_told_of_both(void **state)
{
    (void)state;
    book(&fixture, "b22", 2, "Grace", subject);
    tell_of("r1");
    book_as_match("b22", subject);
    fixture_begin(&fixture);
    disclose(&fixture, "booking/b22", "dhs-ident", "d1");
    fixture_end(&fixture);
    assert_int_equal(split("booking/b22"), TP_OK);
    assert_true(has_record(&fixture, "notice", "booking/b22 ice-ero correction", "open"));
    assert_false(has_record(&fixture, "notice", "booking/b22 dhs-ident correction", NULL));
    assert_string_equal(record_text(&fixture, "booking", "b22", "own"), "none");
    assert_false(has_record(&fixture, "erasure", "leg/l1", NULL));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_booking_that_was_taken_for_another_person_is_split_off),
    TEST(there_must_be_something_to_split),
    TEST(one_person_with_two_records_becomes_one),
    TEST(who_ended_is_found_as_the_other),
    TEST(wrong_facts_are_put_right_everywhere),
    TEST(a_wrong_identification_is_undone_and_told),
    TEST(whoever_was_told_hears_of_wrong_facts),
    TEST(a_wrong_answer_is_put_right_everywhere),
    TEST(splitting_tells_who_was_told_of_both),
};
TP_TEST_MAIN(tests)
