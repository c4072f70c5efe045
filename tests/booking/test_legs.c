/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>

#include "booking/bureau.h"

static struct bureau bureau;

static int set_up(void **state)
{
    (void)state;
    bureau_make(&bureau);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    bureau_remove(&bureau);
    return 0;
}

static void add_leg(const char *booking, const char *name, const char *state, const char *partner)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json *content;

    snprintf(entry.name, sizeof entry.name, "%s", name);
    snprintf(entry.state, sizeof entry.state, "%s", state);
    snprintf(entry.link, sizeof entry.link, "%s", booking);
    assert_int_equal(tp_json_new(&content, NULL), TP_OK);
    tp_json_text(content, "partner", partner);
    tp_json_text(content, "purpose", "criminal-identification");
    tp_json_list(content, "clauses");
    if (strcmp(state, "no-match") != 0)
        tp_json_text(content, NULL, "participation");
    tp_json_close(content);
    assert_int_equal(tp_entry_add(bureau.exchange, TP_RECORD_LEG, &entry, content, NULL), TP_OK);
    tp_json_free(&content);
}

static void write_legs_for(const char *purpose, const char *booking, char *text, size_t size, struct tp_buffer *message)
{
    struct tp_buffer out;
    struct tp_json *json;

    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    assert_int_equal(tp_booking_legs_write(bureau.exchange, booking, purpose, json, message, NULL), TP_OK);
    tp_buffer_init(&out);
    assert_int_equal(tp_json_write_canonical(json, &out, NULL), TP_OK);
    snprintf(text, size, "%.*s", (int)out.size_bytes, (const char *)out.data);
    tp_buffer_deinit(&out);
    tp_json_free(&json);
}

static void write_legs(const char *booking, char *text, size_t size, struct tp_buffer *message)
{
    write_legs_for("criminal-identification", booking, text, size, message);
}

static void each_partner_is_told_by_its_answer(void **state)
{
    struct tp_buffer message;
    char text[4096];

    (void)state;
    assert_int_equal(tp_exchange_begin(bureau.exchange, NULL), TP_OK);
    add_leg("b1", "l1", "no-match", "one");
    add_leg("b1", "l2", "sent", "two");
    add_leg("b1", "l3", "denied", "three");
    add_leg("b1", "l4", "match", "four");
    add_leg("b2", "l5", "match", "five");
    assert_int_equal(tp_blob_put(bureau.exchange, "leg/l4", "fields", "{\"name\":\"KNOWN,PAT\"}", 20, NULL), TP_OK);
    assert_int_equal(tp_blob_put(bureau.exchange, "leg/l1", "fields", "{\"name\":\"OTHER,PAT\"}", 20, NULL), TP_OK);
    assert_int_equal(tp_exchange_end(bureau.exchange, TP_OK, NULL), TP_OK);
    tp_buffer_init(&message);
    write_legs("b1", text, sizeof text, &message);
    assert_non_null(strstr(text, "\"leg\":\"l1\",\"outcome\":\"no-match\",\"partner\":\"one\""));
    assert_non_null(strstr(text, "\"leg\":\"l2\",\"outcome\":\"pending\",\"partner\":\"two\""));
    assert_non_null(strstr(text, "{\"agreement\":\"\",\"clauses\":[\"participation\"],\"leg\":\"l3\""));
    assert_null(strstr(strstr(text, "clauses") + 1, "clauses"));
    assert_non_null(strstr(text, "\"leg\":\"l3\",\"outcome\":\"denied\",\"partner\":\"three\""));
    assert_non_null(strstr(text, "\"fields\":{\"name\":\"KNOWN,PAT\"},\"leg\":\"l4\",\"outcome\":\"match\""));
    assert_null(strstr(text, "OTHER")); /* nothing but a match's fields */
    assert_null(strstr(text, "five"));
    assert_int_equal(message.size_bytes, strlen("one: NO MATCH; two: PENDING; three: NOT ALLOWED; four: MATCH"));
    assert_memory_equal(message.data, "one: NO MATCH; two: PENDING; three: NOT ALLOWED; four: MATCH",
                        message.size_bytes);
    tp_buffer_deinit(&message);
}

static void what_is_released_is_bound_to_its_purpose(void **state)
{
    char text[4096];

    (void)state;
    assert_int_equal(tp_exchange_begin(bureau.exchange, NULL), TP_OK);
    add_leg("b1", "l4", "match", "four");
    add_leg("b1", "l5", "match", "five"); /* that released nothing */
    assert_int_equal(tp_blob_put(bureau.exchange, "leg/l4", "fields", "{\"name\":\"KNOWN,PAT\"}", 20, NULL), TP_OK);
    assert_int_equal(tp_exchange_end(bureau.exchange, TP_OK, NULL), TP_OK);
    for (int i = 0; i < 2; i++) {
        write_legs_for(i == 0 ? "missing-person" : NULL, "b1", text, sizeof text, NULL);
        assert_null(strstr(text, "KNOWN"));
        assert_non_null(strstr(text, "\"bound_to\":\"criminal-identification\",\"leg\":\"l4\",\"outcome\":\"match\""));
        assert_null(strstr(strstr(text, "bound_to") + 1, "bound_to"));
    }
}

static void without_partners_the_list_is_empty(void **state)
{
    char text[4096];

    (void)state;
    write_legs("nobody", text, sizeof text, NULL);
    assert_string_equal(text, "{\"legs\":[]}");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {TEST(each_partner_is_told_by_its_answer),
                                          TEST(what_is_released_is_bound_to_its_purpose),
                                          TEST(without_partners_the_list_is_empty)};
TP_TEST_MAIN(tests)
