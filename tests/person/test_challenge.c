/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/challenge.h"
#include "person/reexamination.h"

static char id[TP_EXCHANGE_ID_BYTES];

static tp_status challenge(const char *booking)
{
    tp_status status;

    fixture_begin(&fixture);
    status = tp_challenge_make(fixture.exchange, booking, "I was never there", false, id, NULL);
    assert_int_equal(tp_exchange_end(fixture.exchange, status, NULL), status);
    return status;
}

static tp_status decide(const char *account, bool upheld, const char *correction)
{
    struct tp_json_document *document = NULL;
    struct tp_entry entry;
    struct tp_challenge_decision decision = {account, upheld, "we looked again", NULL};
    tp_status status;

    if (correction) {
        assert_int_equal(tp_json_parse(correction, strlen(correction), &document, NULL), TP_OK);
        decision.correction = tp_json_root(document);
    }
    fixture_begin(&fixture);
    if (tp_entry_get(fixture.exchange, "challenge", id, &entry, NULL) == TP_OK) {
        assert_int_equal(tp_challenge_note_reader(fixture.exchange, &entry, account, NULL), TP_OK);
        tp_entry_deinit(&entry);
    }
    status = tp_challenge_decide(fixture.exchange, id, &decision, NULL);
    assert_int_equal(tp_exchange_end(fixture.exchange, status, NULL), status);
    tp_json_document_free(&document);
    return status;
}

static void a_challenge_is_kept_sealed_and_logged(void **state)
{
    char name[TP_EXCHANGE_NAME_BYTES];
    uint8_t *data;
    size_t size;

    (void)state;
    assert_int_equal(challenge("b1"), TP_OK);
    assert_true(has_record(&fixture, "challenge", id, "open"));
    snprintf(name, sizeof name, "challenge/%s/text", id);
    assert_int_equal(tp_blob_get(fixture.exchange, "booking/b1", name, &data, &size, NULL), TP_OK);
    assert_memory_equal(data, "I was never there", size);
    tp_blob_free(data, size);
    assert_int_equal(count_records(&fixture, "leaf", "booking/b1"), 2);
    assert_int_equal(challenge("none"), TP_E_NOT_FOUND);
}

static void only_so_many_at_a_time(void **state)
{
    (void)state;
    for (int i = 0; i < TP_CHALLENGES_OPEN_MAX; i++)
        assert_int_equal(challenge("b1"), TP_OK);
    assert_int_equal(challenge("b1"), TP_E_CONFLICT);
    assert_int_equal(decide("senior", false, NULL), TP_E_NOT_FOUND); /* ID is "" now */
}

static void who_had_part_does_not_decide(void **state)
{
    (void)state;
    fixture_begin(&fixture);
    add_record(&fixture, "case", "c1", "settled", "booking/b1", "{}");
    add_record(&fixture, "task", "t1", "concluded", "c1", "{\"account\":\"exa\",\"by\":[{\"account\":\"exb\"}]}");
    add_record(&fixture, "discretion", "x1", "decided", "booking/b1", "{\"account\":\"officer\"}");
    fixture_end(&fixture);
    assert_int_equal(challenge("b1"), TP_OK);
    assert_int_equal(decide("exa", false, NULL), TP_E_DENIED);
    assert_int_equal(decide("exb", false, NULL), TP_E_DENIED);
    assert_int_equal(decide("officer", false, NULL), TP_E_DENIED);
    assert_int_equal(decide(BOOKING_CLERK, false, NULL), TP_E_DENIED);
    assert_true(has_record(&fixture, "challenge", id, "open"));
    assert_int_equal(decide("senior", false, NULL), TP_OK);
    assert_true(has_record(&fixture, "challenge", id, "dismissed"));
    assert_int_equal(decide("senior", false, NULL), TP_E_CONFLICT);
}

static void an_upheld_one_says_what_is_corrected(void **state)
{
    (void)state;
    assert_int_equal(challenge("b1"), TP_OK);
    assert_int_equal(decide("senior", true, NULL), TP_E_ARGUMENT);
    assert_int_equal(decide("senior", false, "{\"conviction\":\"none\"}"), TP_E_ARGUMENT);
    assert_int_equal(decide("senior", true, "{}"), TP_E_FORMAT);
    assert_true(has_record(&fixture, "challenge", id, "open"));
    assert_int_equal(decide("senior", true, "{\"conviction\":\"none\"}"), TP_OK);
    assert_true(has_record(&fixture, "challenge", id, "upheld"));
    assert_string_equal(record_text(&fixture, "booking", "b1", "conviction"), "none");
    fixture_leaves(&fixture); /* what is to be corrected has its place now */
    assert_int_equal(count_records(&fixture, "leaf", "booking/b1"), 4); /* and the reclassification */
}

static void what_was_erased_cannot_be_challenged(void **state)
{
    const struct tp_erasure_spec spec = {"booking/b1", "expungement", "", "officer", "", ""};

    (void)state;
    assert_int_equal(challenge("b1"), TP_OK);
    fixture_begin(&fixture);
    assert_int_equal(tp_erasure_start(fixture.exchange, &spec, NULL), TP_OK);
    fixture_end(&fixture);
    fixture_work(&fixture, 10);
    assert_true(has_record(&fixture, "challenge", id, "ended"));
    assert_int_equal(decide("senior", true, "{\"conviction\":\"none\"}"), TP_E_CONFLICT);
    assert_false(has_record(&fixture, "key", "booking/b1", NULL)); /* nothing of it is written anew */
    assert_int_equal(challenge("b1"), TP_E_CONFLICT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_challenge_is_kept_sealed_and_logged), TEST(only_so_many_at_a_time),
    TEST(who_had_part_does_not_decide),          TEST(an_upheld_one_says_what_is_corrected),
    TEST(what_was_erased_cannot_be_challenged),
};
TP_TEST_MAIN(tests)
