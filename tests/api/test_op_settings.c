/* SPDX-License-Identifier: Apache-2.0 */
#include "api/served.h"

#include <unistd.h>

#include "http/authority.h"

#define DAY_S INT64_C(86400)
#define KEY "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

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

static double number_of(const struct front_answer *answer, const char *name)
{
    double value = -1;

    assert_true(tp_json_to_number(tp_json_member(tp_json_root(answer->json), name), &value));
    return value;
}

static void who_keeps_the_node_is_told_what_it_runs_with(void **state)
{
    struct front_answer answer = front_do(&front, "GET", "/v1/settings", front.tokens[TP_DUTY_ADMINISTRATOR], NULL);

    (void)state;
    assert_int_equal(answer.status, 200);
    assert_true(number_of(&answer, "search.fpir") == 0.001);
    assert_true(number_of(&answer, "search.subjects") == 0);
    assert_true(number_of(&answer, "search.score") > 0);
    assert_true(number_of(&answer, "retention.bookings_days") == 3650);
    assert_true(number_of(&answer, "review.seeded_of_thousand") == 0); /* a rehearsal */
    assert_true(number_of(&answer, "sessions.idle_minutes") == 30);
    assert_int_equal(tp_json_count(tp_json_member(tp_json_root(answer.json), "certificates")), 0);
    front_answer_deinit(&answer);
    front_expect(&front, "GET", "/v1/settings", front.tokens[TP_DUTY_AUDITOR], NULL, 200);
    front_expect(&front, "GET", "/v1/settings", front.tokens[TP_DUTY_EXAMINER], NULL, 403);
    front_expect(&front, "GET", "/v1/settings", NULL, NULL, 401);
}

/* A node with TLS, a partner with an authority of its own, and a file of which nothing is left. */
static void serve_by_tls(void)
{
    const struct tp_http_client_options client = {.authorities = file_of("ca", "pem")};
    char line[1024];

    tp_serve_stop(&front.serve);
    snprintf(line, sizeof line, "certificate: %s", file_of("server", "pem"));
    front_configure(&front, "serve", line);
    snprintf(line, sizeof line, "key: %s", file_of("server", "key"));
    front_configure(&front, "serve", line);
    snprintf(line, sizeof line, "clients: %s", file_of("ca", "pem"));
    front_configure(&front, "serve", line);
    snprintf(line, sizeof line,
             "sed -i 's|^partners: .*|partners: [{id: dhs-ident, name: A, key: \"" KEY "\", authority: %s}]|' %s/%s",
             file_of("stranger", "pem"), front.folder, "organisation.yaml");
    assert_true(run_in_folder(line));
    front_begin(&front);
    tp_http_client_free(&front.client);
    assert_int_equal(tp_http_client_new(&client, &front.client, NULL), TP_OK);
    assert_true(run_in_folder("echo >stranger.pem"));
}

static void it_is_told_when_certificates_end(void **state)
{
    static const char *const wanted[] = {"node", "clients", "partner"};
    const int64_t now_s = tp_clock_now_s();
    const struct tp_json_value *list;
    struct front_answer answer;

    if (access(file_of("server", "pem"), R_OK) != 0)
        skip();
    (void)state;
    serve_by_tls();
    answer = front_do(&front, "GET", "/v1/settings", front.tokens[TP_DUTY_AUDITOR], NULL);
    list = tp_json_member(tp_json_root(answer.json), "certificates");
    assert_int_equal(tp_json_count(list), TP_ARRAY_LENGTH(wanted));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(wanted); i++) {
        const struct tp_json_value *one = tp_json_element(list, i);
        const char *ends = tp_json_to_text(tp_json_member(one, "ends"));
        int64_t end_s = 0;

        assert_string_equal(tp_json_to_text(tp_json_member(one, "of")), wanted[i]);
        if (i < 2) {
            assert_true(tp_time_parse(ends, &end_s));
            assert_in_range(end_s, now_s + 29 * DAY_S, now_s + 31 * DAY_S);
        } else {
            assert_null(ends);
            assert_non_null(tp_json_to_text(tp_json_member(one, "trouble")));
            assert_string_equal(tp_json_to_text(tp_json_member(one, "partner")), "dhs-ident");
        }
    }
    front_answer_deinit(&answer);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(who_keeps_the_node_is_told_what_it_runs_with, set_up, tear_down),
    cmocka_unit_test_setup_teardown(it_is_told_when_certificates_end, set_up, tear_down),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up_authority, tear_down_authority);
}
