/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>

#include "booking/one_bureau.h"

static const char *submit(const char *body, const char *key)
{
    static char ids[4][TP_EXCHANGE_ID_BYTES];
    static unsigned next;
    char *id = ids[next++ % 4];

    asked_done(&asked);
    asked.call.idempotency_key = key;
    bureau_post(&bureau, &asked, "submitBooking", body, strlen(body), "");
    snprintf(id, sizeof ids[0], "%s", asked_text(&asked, "booking"));
    return id;
}

static uint64_t count(const char *kind)
{
    const struct tp_store_query query = {.kind = kind, .due_until_s = TP_STORE_NEVER};
    uint64_t found;

    assert_int_equal(tp_entry_count(bureau.exchange, &query, &found, NULL), TP_OK);
    return found;
}

static void a_booking_is_made(void **state)
{
    struct tp_entry entry;
    const char *id = submit(bureau_form(1, 1, 1, "\"offence\":\"level-1\","), NULL);

    (void)state;
    assert_int_equal(asked.status, TP_OK);
    assert_int_equal(asked.call.status, 201);
    assert_int_equal(strlen(id), 32);
    assert_string_equal(asked_text(&asked, "state"), "received");
    assert_int_equal(strncmp(asked.call.location, "/v1/bookings/", 13), 0);
    assert_int_equal(tp_entry_get(bureau.exchange, TP_RECORD_BOOKING, id, &entry, NULL), TP_OK);
    assert_string_equal(tp_entry_text(&entry, "account"), "c.lerk");
    assert_string_equal(tp_entry_text(&entry, "purpose"), "criminal-identification");
    assert_string_equal(tp_entry_text(&entry, "reference"), "case-1");
    assert_string_equal(tp_entry_text(&entry, "offence"), "level-1");
    assert_string_equal(tp_entry_text(&entry, "conviction"), "unknown");
    assert_string_equal(tp_entry_text(&entry, "submitted"), "2011-03-05T12:00:00Z");
    assert_int_equal(fakes.leaves[TP_LEAF_SUBMISSION], 1);
    tp_entry_deinit(&entry);
}

static void the_same_under_one_key_is_one_booking(void **state)
{
    const char *first = submit(bureau_form(1, 1, 1, ""), "key-1"), *second;

    (void)state;
    second = submit(bureau_form(1, 1, 1, ""), "key-1");
    assert_int_equal(asked.status, TP_OK);
    assert_int_equal(asked.call.status, 200);
    assert_string_equal(first, second);
    assert_string_not_equal(submit(bureau_form(1, 1, 1, ""), "key-2"), first);
    assert_string_not_equal(submit(bureau_form(1, 1, 1, ""), NULL), first);
    assert_int_equal(count(TP_RECORD_BOOKING), 3);
    assert_int_equal(fakes.leaves[TP_LEAF_SUBMISSION], 3);
}

static void another_under_the_same_key_is_refused(void **state)
{
    char key[TP_BOOKING_KEY_MAX + 2];

    (void)state;
    submit(bureau_form(1, 1, 1, ""), "key-1");
    submit(bureau_form(2, 1, 1, ""), "key-1");
    assert_int_equal(asked.status, TP_E_CONFLICT);
    assert_string_equal(asked.diag.field, "Idempotency-Key");
    assert_int_equal(count(TP_RECORD_BOOKING), 1);
    memset(key, 'x', sizeof key);
    key[sizeof key - 1] = '\0';
    submit(bureau_form(2, 1, 1, ""), key);
    assert_int_equal(asked.status, TP_E_ARGUMENT);
}

static void post_file(const uint8_t *file, size_t size_bytes, const char *members)
{
    const char *form = bureau_around(file, size_bytes, members);

    asked_done(&asked);
    asked.call.idempotency_key = "key-1";
    bureau_post(&bureau, &asked, "submitBooking", form, strlen(form), "");
}

static void other_words_around_the_same_file_are_no_repetition(void **state)
{
    size_t size_bytes;
    uint8_t *file = bureau_file(1, 0, "TEST-0000001", &size_bytes);
    char first[TP_EXCHANGE_ID_BYTES];

    (void)state;
    post_file(file, size_bytes, "\"conviction\":\"none\",\"categories\":[]");
    assert_int_equal(asked.call.status, 201);
    snprintf(first, sizeof first, "%s", asked_text(&asked, "booking"));
    post_file(file, size_bytes, "\"conviction\":\"none\",\"categories\":[]");
    assert_int_equal(asked.call.status, 200);
    assert_string_equal(asked_text(&asked, "booking"), first);
    post_file(file, size_bytes, "\"conviction\":\"level-1\",\"categories\":[]");
    assert_int_equal(asked.status, TP_E_CONFLICT);
    post_file(file, size_bytes, "\"conviction\":\"none\"");
    assert_int_equal(asked.status, TP_E_CONFLICT);
    assert_int_equal(count(TP_RECORD_BOOKING), 1);
    free(file);
}

static void who_is_not_listed_books_for_others(void **state)
{
    (void)state;
    bureau_configure(&bureau, "agencies: []",
                     "agencies: [{ori: NY0270000, jurisdiction: US-NY-027, accounts: [a.nother]}]");
    submit(bureau_form(1, 1, 1, "\"ori\":\"NY0270000\","), NULL);
    assert_int_equal(asked.status, TP_E_DENIED);
    assert_string_equal(asked.diag.field, "ori");
    assert_int_equal(count(TP_RECORD_BOOKING), 0);
    bureau_configure(&bureau, "a.nother", "c.lerk");
    submit(bureau_form(1, 1, 1, "\"ori\":\"NY0270000\","), NULL);
    assert_int_equal(asked.call.status, 201);
}

/* What is turned away leaves nothing, and is taken once there is room. */
static void a_full_queue_takes_no_more(void **state)
{
    const char *id;

    (void)state;
    bureau_configure(&bureau, "  waiting: 1000\n", "  waiting: 2\n");
    submit(bureau_form(1, 1, 1, ""), "key-1");
    submit(bureau_form(2, 1, 1, ""), "key-2");
    assert_int_equal(asked.status, TP_OK);
    submit(bureau_form(3, 1, 1, ""), "key-3");
    assert_int_equal(asked.status, TP_E_BUSY);
    assert_string_equal(asked.diag.field, "bookings");
    assert_true(asked.call.retry_after_s > 0);
    assert_int_equal(count(TP_RECORD_BOOKING), 2);
    id = submit(bureau_form(2, 1, 1, ""), "key-2"); /* what is there already is no more */
    assert_int_equal(asked.call.status, 200);
    bureau_work(&bureau);
    assert_string_equal(bureau_state(&bureau, id), "complete");
    submit(bureau_form(3, 1, 1, ""), "key-3");
    assert_int_equal(asked.call.status, 201);
    assert_int_equal(count(TP_RECORD_BOOKING), 3);
}

/* Also what nobody ever settles has an end. */
static void retention_begins_with_the_submission(void **state)
{
    (void)state;
    submit(bureau_form(1, 1, 1, ""), "key-1");
    assert_int_equal(fakes.retentions, 1);
    submit(bureau_form(1, 1, 1, ""), "key-1");
    assert_int_equal(fakes.retentions, 1);
}

/* Keys are of who uses them. */
static void somebody_elses_key_is_another(void **state)
{
    const char *form = bureau_form(1, 1, 1, "");
    const char *first = submit(form, "key-1");

    (void)state;
    asked_done(&asked);
    asked.call.idempotency_key = "key-1";
    asked.call.actor = (struct tp_actor){.account = "other",
                                         .duties = TP_DUTY_BIT(CONTRIBUTOR),
                                         .purpose = "criminal-identification",
                                         .reference = "case-1"};
    bureau_post(&bureau, &asked, "submitBooking", form, strlen(form), "");
    assert_int_equal(asked.status, TP_OK);
    assert_string_not_equal(asked_text(&asked, "booking"), first);
}

static void a_control_number_is_a_key(void **state)
{
    size_t size_bytes;
    uint8_t *file = bureau_file(1, 0, "TEST-0000001", &size_bytes);
    char first[TP_EXCHANGE_ID_BYTES];

    (void)state;
    bureau_post(&bureau, &asked, "submitBooking", file, size_bytes, "");
    assert_int_equal(asked.status, TP_OK);
    snprintf(first, sizeof first, "%s", asked_text(&asked, "booking"));
    asked_done(&asked);
    bureau_post(&bureau, &asked, "submitBooking", file, size_bytes, "");
    assert_string_equal(asked_text(&asked, "booking"), first);
    asked_done(&asked);
    file[size_bytes - 1] ^= 1;
    bureau_post(&bureau, &asked, "submitBooking", file, size_bytes, "");
    assert_int_not_equal(asked.status, TP_OK);
    free(file);
    asked_done(&asked);
    submit(bureau_form(1, 1, 1, "\"ori\":\"ILTEST000\",\"control_number\":\"TEST-0000001\","), NULL);
    assert_int_equal(asked.status, TP_E_CONFLICT);
    assert_string_equal(asked.diag.field, "1.009 TCN");
    assert_int_equal(count(TP_RECORD_BOOKING), 1);
}

static void what_is_refused_changes_nothing(void **state)
{
    (void)state;
    submit("{\"prints\":[]}", "key-1");
    assert_int_equal(asked.status, TP_E_FORMAT);
    submit("1.001:", NULL);
    assert_int_not_equal(asked.status, TP_OK);
    submit(bureau_form(1, 1, 1, "\"jurisdiction\":\"US-NJ\","), "key-1");
    assert_int_equal(asked.status, TP_E_ARGUMENT);
    assert_int_equal(count(TP_RECORD_BOOKING), 0);
    assert_int_equal(count(TP_RECORD_SUBMISSION), 0);
    assert_int_equal(count("blob"), 0);
    assert_int_equal(fakes.leaves[TP_LEAF_SUBMISSION], 0);
    submit(bureau_form(1, 1, 1, ""), "key-1");
    assert_int_equal(asked.status, TP_OK);
}

/* No byte of the person is in what is not sealed. */
static void what_is_submitted_is_sealed(void **state)
{
    const char *form = bureau_form(1, 1, 1, "\"person\":{\"name\":\"UNMISTAKABLE,PAT\"},");
    char line[256];

    (void)state;
    submit(form, "key-1");
    bureau_work(&bureau);
    bureau_close(&bureau);
    snprintf(line, sizeof line, "! grep -r -q UNMISTAKABLE '%s'", bureau.folder);
    assert_int_equal(system(line), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_booking_is_made),
    TEST(the_same_under_one_key_is_one_booking),
    TEST(another_under_the_same_key_is_refused),
    TEST(other_words_around_the_same_file_are_no_repetition),
    TEST(who_is_not_listed_books_for_others),
    TEST(a_full_queue_takes_no_more),
    TEST(retention_begins_with_the_submission),
    TEST(somebody_elses_key_is_another),
    TEST(a_control_number_is_a_key),
    TEST(what_is_refused_changes_nothing),
    TEST(what_is_submitted_is_sealed),
};
TP_TEST_MAIN(tests)
