/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "booking/one_bureau.h"

/* How BOOKING stands, as JSON in a static buffer; "" when there is none. */
static const char *look(const char *booking, bool *done)
{
    static char text[4096];
    struct tp_buffer buffer;
    struct tp_json *json;

    tp_buffer_init(&buffer);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    text[0] = '\0';
    if (asked.call.follow(bureau.exchange, booking, json, done, NULL) == TP_OK) {
        assert_int_equal(tp_json_write_canonical(json, &buffer, NULL), TP_OK);
        snprintf(text, sizeof text, "%.*s", (int)buffer.size_bytes, (const char *)buffer.data);
    }
    tp_json_free(&json);
    tp_buffer_deinit(&buffer);
    return text;
}

static void follow(const char *booking)
{
    asked_done(&asked);
    bureau_ask(&bureau, &asked, "watchBooking", booking, "");
}

static void add_leg(const char *booking, const char *name, const char *leg_state)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json *json;

    snprintf(entry.name, sizeof entry.name, "%s", name);
    snprintf(entry.state, sizeof entry.state, "%s", leg_state);
    snprintf(entry.link, sizeof entry.link, "%s", booking);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_text(json, "partner", "dhs-ident");
    tp_json_text(json, "agreement", "secret-of-the-leg");
    assert_int_equal(tp_exchange_begin(bureau.exchange, NULL), TP_OK);
    assert_int_equal(
        tp_exchange_end(bureau.exchange, tp_entry_add(bureau.exchange, TP_RECORD_LEG, &entry, json, NULL), NULL),
        TP_OK);
    tp_json_free(&json);
}

static void a_booking_is_followed_to_its_end(void **state)
{
    const char *form = bureau_form(1, 1, 3, "");
    char id[TP_EXCHANGE_ID_BYTES];
    bool done;

    (void)state;
    fakes.waits = true;
    snprintf(id, sizeof id, "%s", bureau_book(&bureau, form, strlen(form)));
    follow(id);
    assert_int_equal(asked.status, TP_OK);
    assert_non_null(asked.call.follow);
    assert_non_null(strstr(look(id, &done), "\"state\":\""));
    fakes.waits = false;
    form = bureau_form(2, 1, 3, "");
    snprintf(id, sizeof id, "%s", bureau_book(&bureau, form, strlen(form)));
    assert_non_null(strstr(look(id, &done), "\"state\":\"complete\""));
    assert_non_null(strstr(look(id, &done), "\"done\":true"));
    assert_true(done);
}

/* No more than codes: neither whom it is about nor what a partner released. */
static void legs_are_codes(void **state)
{
    const char *form = bureau_form(1, 1, 3, ""), *text;
    char id[TP_EXCHANGE_ID_BYTES];
    bool done;

    (void)state;
    snprintf(id, sizeof id, "%s", bureau_book(&bureau, form, strlen(form)));
    add_leg(id, "0123456789abcdef0123456789abcdef", "match");
    add_leg(id, "1123456789abcdef0123456789abcdef", "sent");
    follow(id);
    text = look(id, &done);
    assert_non_null(strstr(text, "\"outcome\":\"match\",\"partner\":\"dhs-ident\""));
    assert_non_null(strstr(text, "\"outcome\":\"pending\""));
    assert_null(strstr(text, "fields"));
    assert_null(strstr(text, "secret-of-the-leg"));
    assert_null(strstr(text, "reference"));
}

static void following_is_put_on_record(void **state)
{
    struct tp_store_query query = {.kind = "access", .due_until_s = TP_STORE_NEVER};
    const char *form = bureau_form(1, 1, 3, ""), *id = bureau_book(&bureau, form, strlen(form));
    char owner[TP_EXCHANGE_NAME_BYTES];
    uint64_t count;

    (void)state;
    tp_booking_owner(id, owner);
    query.link = owner;
    follow(id);
    assert_int_equal(tp_entry_count(bureau.exchange, &query, &count, NULL), TP_OK);
    assert_int_equal(count, 1);
}

static void there_is_nothing_to_follow_of_what_is_not_there(void **state)
{
    (void)state;
    follow("00000000000000000000000000000000");
    assert_int_equal(asked.status, TP_E_NOT_FOUND);
    assert_null(asked.call.follow);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_booking_is_followed_to_its_end, set_up, tear_down),
    cmocka_unit_test_setup_teardown(legs_are_codes, set_up, tear_down),
    cmocka_unit_test_setup_teardown(following_is_put_on_record, set_up, tear_down),
    cmocka_unit_test_setup_teardown(there_is_nothing_to_follow_of_what_is_not_there, set_up, tear_down),
};
TP_TEST_MAIN(tests)
