/* SPDX-License-Identifier: Apache-2.0 */
#include "api/served.h"

static struct front front;

static int set_up(void **state)
{
    (void)state;
    front_make(&front, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    front_remove(&front);
    return 0;
}

static struct front_answer list_accesses(const char *path)
{
    const struct front_question question = {.method = "GET",
                                            .path = path,
                                            .token = front.tokens[TP_DUTY_AUDITOR],
                                            .purpose = "criminal-identification",
                                            .reference = "audit 7"};

    return front_ask(&front, &question);
}

static void the_auditor_sees_who_looked_at_what(void **state)
{
    struct tp_exchange *exchange = tp_serve_exchange(front.serve);
    struct tp_call call = {.actor = {"examiner", TP_DUTY_BIT(EXAMINER), "criminal-investigation", "2011-1"}};
    struct front_answer answer;
    char path[256];
    const struct tp_json_value *list, *first;

    (void)state;
    assert_int_equal(tp_access_note(exchange, &call, "booking/1", "probe images", NULL), TP_OK);
    assert_int_equal(tp_access_note(exchange, &call, "booking/2", "receipt", NULL), TP_OK);
    answer = list_accesses("/v1/accesses");
    assert_int_equal(answer.status, 200);
    assert_int_equal(tp_json_count(tp_json_member(tp_json_root(answer.json), "accesses")), 2);
    front_answer_deinit(&answer);
    answer = list_accesses("/v1/accesses?owner=booking/1");
    list = tp_json_member(tp_json_root(answer.json), "accesses");
    assert_int_equal(tp_json_count(list), 1);
    first = tp_json_element(list, 0);
    assert_string_equal(tp_json_to_text(tp_json_member(first, "owner")), "booking/1");
    assert_string_equal(tp_json_to_text(tp_json_member(first, "account")), "examiner");
    assert_string_equal(tp_json_to_text(tp_json_member(first, "what")), "probe images");
    assert_string_equal(tp_json_to_text(tp_json_member(first, "reference")), "2011-1");
    front_answer_deinit(&answer);
    snprintf(path, sizeof path, "/v1/accesses?owner=%0129d", 0);
    answer = list_accesses(path);
    assert_int_equal(answer.status, 400);
    assert_string_equal(front_text(&answer, "field"), "owner");
    front_answer_deinit(&answer);
    answer = list_accesses("/v1/accesses?owner=accesses"); /* itself not yet, and what was refused never */
    list = tp_json_member(tp_json_root(answer.json), "accesses");
    assert_int_equal(tp_json_count(list), 2);
    first = tp_json_element(list, 0);
    assert_string_equal(tp_json_to_text(tp_json_member(first, "operation")), "listAccesses");
    assert_string_equal(tp_json_to_text(tp_json_member(first, "reference")), "audit 7");
    front_answer_deinit(&answer);
    front_expect(&front, "GET", "/v1/accesses", front.tokens[TP_DUTY_AUDITOR], NULL, 400); /* for no case */
    front_expect(&front, "GET", "/v1/accesses", front.tokens[TP_DUTY_ADMINISTRATOR], NULL, 403);
}

static void note_signing(const char *name, const char *agreement)
{
    struct tp_exchange *exchange = tp_serve_exchange(front.serve);
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json *content;
    tp_status status;

    snprintf(entry.name, sizeof entry.name, "%s", name);
    snprintf(entry.link, sizeof entry.link, "%s", agreement);
    assert_int_equal(tp_json_new(&content, NULL), TP_OK);
    tp_json_text(content, "account", name);
    assert_int_equal(tp_exchange_begin(exchange, NULL), TP_OK);
    status = tp_entry_add(exchange, "signing", &entry, content, NULL);
    assert_int_equal(tp_exchange_end(exchange, status, NULL), TP_OK);
    tp_json_free(&content);
}

static void the_auditor_sees_who_had_events_signed(void **state)
{
    const char *token = front.tokens[TP_DUTY_AUDITOR];
    const struct tp_json_value *list;
    struct front_answer answer;

    (void)state;
    note_signing("a.miller", "c0ffee");
    note_signing("b.clerk", "decade");
    answer = front_do(&front, "GET", "/v1/signings", token, NULL);
    list = tp_json_member(tp_json_root(answer.json), "signings");
    assert_int_equal(tp_json_count(list), 2);
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(list, 0), "account")), "b.clerk");
    front_answer_deinit(&answer);
    answer = front_do(&front, "GET", "/v1/signings?agreement=c0ffee", token, NULL);
    list = tp_json_member(tp_json_root(answer.json), "signings");
    assert_int_equal(tp_json_count(list), 1);
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(list, 0), "account")), "a.miller");
    front_answer_deinit(&answer);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_auditor_sees_who_looked_at_what, set_up, tear_down),
    cmocka_unit_test_setup_teardown(the_auditor_sees_who_had_events_signed, set_up, tear_down),
};
TP_TEST_MAIN(tests)
