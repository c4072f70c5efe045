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

static void the_node_says_how_it_is(void **state)
{
    struct front_answer answer;
    bool ready = false;

    (void)state;
    front_expect(&front, "GET", "/health/live", NULL, NULL, 200);
    answer = front_do(&front, "GET", "/health/ready", NULL, NULL);
    assert_int_equal(answer.status, 200);
    assert_true(tp_json_to_flag(tp_json_member(tp_json_root(answer.json), "ready"), &ready) && ready);
    front_answer_deinit(&answer);
    answer = front_do(&front, "GET", "/v1/version", NULL, NULL);
    assert_string_equal(front_text(&answer, "organisation"), "ny-dcjs");
    assert_string_equal(front_text(&answer, "version"), "0.1.0");
    front_answer_deinit(&answer);
}

static void a_node_without_its_ledger_is_not_ready(void **state)
{
    char path[256], away[256];
    struct front_answer answer;

    (void)state;
    snprintf(path, sizeof path, "%s/ledger/checkpoint", front.folder);
    snprintf(away, sizeof away, "%s/ledger/checkpoint.away", front.folder);
    assert_int_equal(rename(path, away), 0);
    answer = front_do(&front, "GET", "/health/ready", NULL, NULL);
    assert_int_equal(answer.status, 503);
    assert_non_null(tp_json_element(tp_json_member(tp_json_root(answer.json), "reasons"), 0));
    front_answer_deinit(&answer);
    assert_int_equal(rename(away, path), 0);
    front_expect(&front, "GET", "/health/ready", NULL, NULL, 200);
}

static void figures_and_description_are_for_everybody(void **state)
{
    struct front_answer answer = front_do(&front, "GET", "/metrics", NULL, NULL);

    (void)state;
    assert_int_equal(answer.status, 200);
    tp_write_u8(&answer.http.body, 0);
    assert_non_null(strstr((const char *)answer.http.body.data, "\ntenprint_jobs_waiting "));
    front_answer_deinit(&answer);
    answer = front_do(&front, "GET", "/v1/openapi", NULL, NULL);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.http.content_type, "application/yaml");
    tp_write_u8(&answer.http.body, 0);
    assert_non_null(strstr((const char *)answer.http.body.data, "openapi: 3.1.0\n"));
    assert_non_null(strstr((const char *)answer.http.body.data, "operationId: getOpenapi\n"));
    front_answer_deinit(&answer);
}

static void the_clock_of_a_rehearsal_goes_forwards(void **state)
{
    const char *token = front.tokens[TP_DUTY_ADMINISTRATOR];
    struct front_answer answer = front_do(&front, "GET", "/v1/clock", NULL, NULL);

    (void)state;
    assert_string_equal(front_text(&answer, "now"), "2011-06-01T00:00:00Z");
    front_answer_deinit(&answer);
    front_expect(&front, "PUT", "/v1/clock", token, "{\"now\":\"2011-07-01T00:00:00Z\"}", 200);
    front_expect(&front, "PUT", "/v1/clock", token, "{\"now\":\"2011-06-30T00:00:00Z\"}", 409);
    front_expect(&front, "PUT", "/v1/clock", token, "{\"now\":\"tomorrow\"}", 400);
    front_expect(&front, "PUT", "/v1/clock", token, "{\"now\":1}", 400);
    front_expect(&front, "PUT", "/v1/clock", token, "{}", 400);
    front_expect(&front, "PUT", "/v1/clock", front.tokens[TP_DUTY_AUDITOR], "{\"now\":\"2011-07-01T00:00:00Z\"}", 403);
    answer = front_do(&front, "GET", "/v1/clock", NULL, NULL);
    assert_string_equal(front_text(&answer, "now"), "2011-07-01T00:00:00Z");
    front_answer_deinit(&answer);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_node_says_how_it_is, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_node_without_its_ledger_is_not_ready, set_up, tear_down),
    cmocka_unit_test_setup_teardown(figures_and_description_are_for_everybody, set_up, tear_down),
    cmocka_unit_test_setup_teardown(the_clock_of_a_rehearsal_goes_forwards, set_up, tear_down),
};
TP_TEST_MAIN(tests)
