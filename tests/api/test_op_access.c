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
    front_expect(&front, "GET", "/v1/accesses", front.tokens[TP_DUTY_AUDITOR], NULL, 400); /* for no case */
    front_expect(&front, "GET", "/v1/accesses", front.tokens[TP_DUTY_ADMINISTRATOR], NULL, 403);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_auditor_sees_who_looked_at_what, set_up, tear_down),
};
TP_TEST_MAIN(tests)
