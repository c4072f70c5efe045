/* SPDX-License-Identifier: Apache-2.0 */
/* A node whose workers are stopped, so that jobs stay as they are. */
#include "api/served.h"

static struct front front;

static void add_job(const char *kind, const char *about)
{
    struct tp_exchange *exchange = tp_serve_exchange(front.serve);
    tp_status status;

    assert_int_equal(tp_exchange_begin(exchange, NULL), TP_OK);
    status = tp_job_add(exchange, kind, about, tp_exchange_now(exchange), NULL);
    assert_int_equal(tp_exchange_end(exchange, status, NULL), TP_OK);
}

static int set_up(void **state)
{
    (void)state;
    front_make(&front, NULL);
    tp_exchange_stop_workers(tp_serve_exchange(front.serve));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    assert_int_equal(tp_exchange_start_workers(tp_serve_exchange(front.serve), 1, NULL), TP_OK);
    front_remove(&front);
    return 0;
}

/* The job about ABOUT in the reply; NULL when it is not there. */
static const struct tp_json_value *job_about(const struct front_answer *answer, const char *about)
{
    const struct tp_json_value *list = tp_json_member(tp_json_root(answer->json), "jobs");

    for (size_t i = 0; i < tp_json_count(list); i++) {
        const struct tp_json_value *job = tp_json_element(list, i);
        if (strcmp(tp_json_to_text(tp_json_member(job, "about")), about) == 0)
            return job;
    }
    return NULL;
}

static struct front_answer get(const char *path)
{
    return front_do(&front, "GET", path, front.tokens[TP_DUTY_ADMINISTRATOR], NULL);
}

static void what_waits_is_listed_and_why(void **state)
{
    struct tp_exchange *exchange = tp_serve_exchange(front.serve);
    struct front_answer answer;
    const struct tp_json_value *job;
    bool did = true;
    int64_t tries;

    (void)state;
    add_job("nobody.does", "booking/1");
    for (int i = 0; did && i < 20; i++)
        assert_int_equal(tp_exchange_work(exchange, &did, NULL), TP_OK);
    add_job("nobody.does", "booking/2");
    answer = get("/v1/jobs");
    assert_int_equal(answer.status, 200);
    job = job_about(&answer, "booking/1");
    assert_non_null(job);
    assert_string_equal(tp_json_to_text(tp_json_member(job, "kind")), "nobody.does");
    assert_true(tp_json_to_integer(tp_json_member(job, "tries"), &tries));
    assert_int_equal(tries, 1);
    assert_non_null(strstr(tp_json_to_text(tp_json_member(job, "trouble")), "nothing here does nobody.does"));
    job = job_about(&answer, "booking/2");
    assert_non_null(job);
    assert_null(tp_json_member(job, "trouble"));
    front_answer_deinit(&answer);
    answer = get("/v1/jobs?failing=true");
    assert_non_null(job_about(&answer, "booking/1"));
    assert_null(job_about(&answer, "booking/2"));
    front_answer_deinit(&answer);
    front_expect(&front, "GET", "/v1/jobs?failing=1", front.tokens[TP_DUTY_ADMINISTRATOR], NULL, 400);
    front_expect(&front, "GET", "/v1/jobs", front.tokens[TP_DUTY_EXAMINER], NULL, 403);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(what_waits_is_listed_and_why, set_up, tear_down),
};
TP_TEST_MAIN(tests)
