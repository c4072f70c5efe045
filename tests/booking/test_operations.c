/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>

#include "booking/one_bureau.h"

static void ask(const char *id, const char *value, const char *query)
{
    asked_done(&asked);
    bureau_ask(&bureau, &asked, id, value, query);
}

static const char *book(unsigned person)
{
    const char *form = bureau_form(person, 1, 3, "\"missing\":{\"5\":\"amputated\"},");

    return bureau_book(&bureau, form, strlen(form));
}

static const struct tp_json_value *reply(const char *member)
{
    return tp_json_member(tp_json_root(asked.document), member);
}

static void a_booking_tells_about_its_fingers(void **state)
{
    const struct tp_json_value *fingers;

    (void)state;
    ask("getBooking", book(1), "");
    assert_int_equal(asked.status, TP_OK);
    assert_string_equal(asked_text(&asked, "state"), "complete");
    fingers = reply("fingers");
    assert_int_equal(tp_json_count(fingers), 10);
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(fingers, 0), "state")), "good");
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(fingers, 4), "state")), "missing");
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(fingers, 9), "state")), "absent");
    assert_int_equal(tp_json_count(reply("retake")), 6);
    assert_int_equal(tp_json_count(reply("legs")), 0);
    assert_int_equal(tp_json_count(reply("findings")), 0);
}

static void reading_is_put_on_record(void **state)
{
    struct tp_store_query query = {.kind = "access", .due_until_s = TP_STORE_NEVER};
    uint64_t count;
    const char *id = book(1);
    char owner[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    tp_booking_owner(id, owner);
    query.link = owner;
    ask("getBooking", id, "");
    ask("getBookingResult", id, "");
    assert_int_equal(asked.status, TP_OK);
    assert_int_equal(tp_entry_count(bureau.exchange, &query, &count, NULL), TP_OK);
    assert_int_equal(count, 2);
}

static void only_who_may_reads_and_books(void **state)
{
    static const char *const all[] = {"submitBooking", "checkBooking", "listBookings", "getBooking",
                                      "getBookingResult"};
    const uint32_t may_book = TP_DUTY_BIT(CONTRIBUTOR), may_read = may_book | TP_DUTY_BIT(AUDITOR);
    const char *id = book(1);

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(all); i++) {
        const struct tp_operation *operation = tp_operation_find(bureau.exchange, all[i]);
        assert_non_null(operation);
        assert_int_equal(operation->duties, i < 2 ? may_book : may_read);
        assert_true(operation->flags & TP_OPERATION_CASE);
    }
    asked.call.actor = (struct tp_actor){.account = "e.xaminer",
                                         .duties = TP_DUTY_BIT(EXAMINER),
                                         .purpose = "criminal-identification",
                                         .reference = "case-1"};
    asked.call.values[0] = id;
    bureau_post(&bureau, &asked, "submitBooking", "{}", 2, "");
    assert_int_equal(asked.status, TP_E_DENIED);
}

/* Where an agency lists accounts, its bookings are theirs. */
static void an_agency_s_bookings_are_read_by_its_accounts(void **state)
{
    static const char *const all[] = {"getBooking", "getBookingResult", "watchBooking"};
    const struct tp_actor auditor = {.account = "a.uditor", .duties = TP_DUTY_BIT(AUDITOR)};
    char id[TP_EXCHANGE_ID_BYTES];
    struct tp_entry entry;
    const char *form = bureau_form(1, 1, 1, "\"ori\":\"NY0270000\",");

    (void)state;
    bureau_configure(&bureau, "agencies: []",
                     "agencies: [{ori: NY0270000, jurisdiction: US-NY-027, accounts: [c.lerk]}]");
    snprintf(id, sizeof id, "%s", bureau_book(&bureau, form, strlen(form)));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(all); i++) {
        ask(all[i], id, "");
        assert_int_equal(asked.status, TP_OK);
    }
    ask("listBookings", NULL, "");
    assert_int_equal(tp_json_count(reply("bookings")), 1);
    bureau_configure(&bureau, "c.lerk", "a.nother");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(all); i++) {
        ask(all[i], id, "");
        assert_int_equal(asked.status, TP_E_DENIED);
        assert_string_equal(asked.text, "{}");
    }
    ask("listBookings", NULL, "");
    assert_int_equal(tp_json_count(reply("bookings")), 0);
    assert_int_equal(tp_entry_get(bureau.exchange, TP_RECORD_BOOKING, id, &entry, NULL), TP_OK);
    assert_int_equal(tp_booking_may_read(bureau.exchange, &auditor, &entry, NULL), TP_OK);
    tp_entry_deinit(&entry);
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    ask("getBooking", "00000000000000000000000000000000", "");
    assert_int_equal(asked.status, TP_E_NOT_FOUND);
    ask("getBookingResult", "nobody", "");
    assert_int_equal(asked.status, TP_E_NOT_FOUND);
}

static void results_have_forms(void **state)
{
    const char *id = book(1);

    (void)state;
    ask("getBookingResult", id, "");
    assert_int_equal(asked.status, TP_OK);
    assert_string_equal(asked_text(&asked, "own"), "none");
    assert_non_null(strstr(asked.text, "\"complete\":true"));
    ask("getBookingResult", id, "form=ebts");
    assert_int_equal(asked.status, TP_E_NOT_FOUND);
    ask("getBookingResult", id, "form=pdf");
    assert_int_equal(asked.status, TP_E_ARGUMENT);
    ask("getBookingResult", id, "form=ebts&response=3");
    assert_int_equal(asked.status, TP_E_ARGUMENT);
}

static uint64_t list_notes(void)
{
    const struct tp_store_query query = {.kind = "access", .link = "bookings", .due_until_s = TP_STORE_NEVER};
    uint64_t count = 0;

    assert_int_equal(tp_entry_count(bureau.exchange, &query, &count, NULL), TP_OK);
    return count;
}

static void lists_have_pages_and_filters(void **state)
{
    char next[48], one[64];

    (void)state;
    for (unsigned person = 1; person <= 3; person++)
        book(person);
    snprintf(one, sizeof one, "booking=%s", book(4));
    ask("listBookings", NULL, one);
    assert_int_equal(tp_json_count(reply("bookings")), 1);
    assert_null(tp_json_member(tp_json_element(reply("bookings"), 0), "reference"));
    assert_int_equal(list_notes(), 0);
    ask("listBookings", NULL, "");
    assert_int_equal(tp_json_count(reply("bookings")), 4);
    assert_non_null(tp_json_member(tp_json_element(reply("bookings"), 0), "reference"));
    assert_int_equal(list_notes(), 1);
    assert_null(reply("next"));
    ask("listBookings", NULL, "limit=3");
    assert_int_equal(tp_json_count(reply("bookings")), 3);
    snprintf(next, sizeof next, "limit=3&before=%s", asked_text(&asked, "next"));
    ask("listBookings", NULL, next);
    assert_int_equal(tp_json_count(reply("bookings")), 1);
    ask("listBookings", NULL, "state=complete&mine=true");
    assert_int_equal(tp_json_count(reply("bookings")), 4);
    ask("listBookings", NULL, "state=refused");
    assert_int_equal(tp_json_count(reply("bookings")), 0);
    snprintf(next, sizeof next, "booking=%032d", 0);
    ask("listBookings", NULL, next);
    assert_int_equal(tp_json_count(reply("bookings")), 0);
    ask("listBookings", NULL, "booking=x");
    assert_int_equal(asked.status, TP_E_ARGUMENT);
    ask("listBookings", NULL, "state=gone");
    assert_int_equal(asked.status, TP_E_ARGUMENT);
    ask("listBookings", NULL, "limit=0");
    assert_int_equal(asked.status, TP_E_ARGUMENT);
    ask("listBookings", NULL, "limit=1e3");
    assert_int_equal(asked.status, TP_E_ARGUMENT);
    ask("listBookings", NULL, "limit=501");
    assert_int_equal(asked.status, TP_E_ARGUMENT);
    ask("listBookings", NULL, "mine=yes");
    assert_int_equal(asked.status, TP_E_ARGUMENT);
}

static void check(const void *body, size_t body_bytes, const char *query)
{
    asked_done(&asked);
    bureau_post(&bureau, &asked, "checkBooking", body, body_bytes, query);
}

/* Addresses lie in logs. */
static void nothing_is_said_of_a_person_in_an_address(void **state)
{
    static const char *const queries[] = {"jurisdiction=US-NY-027", "offence=level-2", "conviction=none",
                                          "categories=juvenile"};
    const char *form = bureau_form(1, 1, 3, "");
    size_t size_bytes;
    uint8_t *file = bureau_file(1, 0, "TEST-0000003", &size_bytes);

    (void)state;
    check(form, strlen(form), "");
    assert_int_equal(asked.status, TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(queries); i++) {
        check(form, strlen(form), queries[i]);
        assert_int_equal(asked.status, TP_E_ARGUMENT);
        check(file, size_bytes, queries[i]);
        assert_int_equal(asked.status, TP_E_ARGUMENT);
        asked_done(&asked);
        bureau_post(&bureau, &asked, "submitBooking", file, size_bytes, queries[i]);
        assert_int_equal(asked.status, TP_E_ARGUMENT);
    }
    free(file);
}

static void check_in(const uint8_t *file, size_t size_bytes, const char *jurisdiction, const char *query)
{
    char member[64];
    const char *form;

    snprintf(member, sizeof member, "\"jurisdiction\":\"%s\"", jurisdiction);
    form = bureau_around(file, size_bytes, member);
    check(form, strlen(form), query);
}

static void checking_says_what_fingers_are_worth(void **state)
{
    size_t size_bytes;
    uint8_t *file = bureau_file(1, 3, "TEST-0000002", &size_bytes);

    (void)state;
    check(file, size_bytes, "quality=false");
    assert_null(reply("fingers"));
    check(file, size_bytes, "quality=true");
    assert_int_equal(asked.status, TP_OK);
    assert_non_null(strstr(asked.text, "\"acceptable\":true"));
    assert_int_equal(tp_json_count(reply("fingers")), TP_POSITION_MAX);
    check_in(file, size_bytes, "US-NJ", "quality=true"); /* refused before anybody looks */
    assert_non_null(strstr(asked.text, "\"acceptable\":false"));
    assert_null(reply("fingers"));
    check(file, size_bytes, "quality=much");
    assert_int_equal(asked.status, TP_E_ARGUMENT);
    free(file);
}

static void checking_finds_what_a_look_at_the_prints_shows(void **state)
{
    static const char blank[] = "{\"prints\":[{\"position\":1,\"ppi\":500,\"image\":\"%s\"}]}";
    uint8_t gray[64 * 64 + 16];
    struct tp_buffer text;
    char body[8192];
    int head = snprintf((char *)gray, sizeof gray, "P5\n64 64\n255\n");

    (void)state;
    memset(gray + head, 255, 64 * 64);
    tp_buffer_init(&text);
    tp_base64_encode(gray, (size_t)head + 64 * 64, &text);
    tp_write_u8(&text, 0);
    snprintf(body, sizeof body, blank, (const char *)text.data);
    tp_buffer_deinit(&text);
    check(body, strlen(body), "");
    assert_non_null(strstr(asked.text, "\"acceptable\":true"));
    check(body, strlen(body), "quality=true");
    assert_int_equal(asked.status, TP_OK);
    assert_non_null(strstr(asked.text, "\"acceptable\":false"));
    assert_true(tp_json_count(reply("findings")) > 0);
    assert_int_equal(tp_json_count(reply("fingers")), TP_POSITION_MAX);
}

static void checking_changes_nothing(void **state)
{
    const struct tp_store_query query = {.kind = TP_RECORD_BOOKING, .due_until_s = TP_STORE_NEVER};
    struct tp_transaction *changed, *answer;
    size_t size_bytes, length;
    uint8_t *file = bureau_file(1, 0, "TEST-0000001", &size_bytes), *wrong;
    uint64_t count;

    (void)state;
    check(file, size_bytes, "");
    assert_int_equal(asked.status, TP_OK);
    assert_non_null(strstr(asked.text, "\"acceptable\":true"));
    check(file, size_bytes, "form=ebts");
    assert_int_equal(asked.call.bytes.size_bytes, 0);
    assert_int_equal(tp_transaction_read(file, size_bytes, NULL, NULL, &changed, NULL), TP_OK);
    tp_record_unset(tp_transaction_at(changed, 1), 24);
    assert_int_equal(tp_transaction_write(changed, &wrong, &length, NULL), TP_OK);
    check(wrong, length, "");
    assert_non_null(strstr(asked.text, "\"acceptable\":false"));
    assert_true(tp_json_count(reply("findings")) > 0);
    check(wrong, length, "form=ebts");
    assert_int_equal(asked.status, TP_OK);
    assert_int_equal(tp_transaction_read(asked.call.bytes.data, asked.call.bytes.size_bytes, NULL, NULL, &answer, NULL),
                     TP_OK);
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 0), 4), "ERRT"));
    check_in(file, size_bytes, "US-NJ", "");
    assert_non_null(strstr(asked.text, "\"acceptable\":false"));
    check(file, size_bytes, "form=pdf");
    assert_int_equal(asked.status, TP_E_ARGUMENT);
    check("hello", 5, "");
    assert_int_equal(asked.status, TP_E_FORMAT);
    assert_int_equal(tp_entry_count(bureau.exchange, &query, &count, NULL), TP_OK);
    assert_int_equal(count, 0);
    tp_transaction_free(&changed);
    tp_transaction_free(&answer);
    free(wrong);
    free(file);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_booking_tells_about_its_fingers),
    TEST(reading_is_put_on_record),
    TEST(only_who_may_reads_and_books),
    TEST(an_agency_s_bookings_are_read_by_its_accounts),
    TEST(what_is_not_there_is_not_found),
    TEST(results_have_forms),
    TEST(lists_have_pages_and_filters),
    TEST(nothing_is_said_of_a_person_in_an_address),
    TEST(checking_changes_nothing),
    TEST(checking_says_what_fingers_are_worth),
    TEST(checking_finds_what_a_look_at_the_prints_shows),
};
TP_TEST_MAIN(tests)
