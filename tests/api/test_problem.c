/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "api/front.h"

static const struct tp_http_request request = {.id = "0123456789abcdef"};

/* The problem of a failure, as text with a NUL. */
static struct tp_http_reply problem(tp_status status, const char *words, const struct tp_call *call)
{
    struct tp_http_reply reply = {0};
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_fail(&diag, status, "member", -1, "%s", words), status);
    tp_problem_of(&request, &diag, call, &reply);
    tp_write_u8(&reply.body, 0);
    tp_write_u8(&reply.headers, 0);
    return reply;
}

static void let_go(struct tp_http_reply *reply)
{
    tp_buffer_deinit(&reply->body);
    tp_buffer_deinit(&reply->headers);
}

static void a_failure_of_the_request_has_words(void **state)
{
    struct tp_call call = {.state = "complete"};
    struct tp_http_reply reply = problem(TP_E_CONFLICT, "it has ended", &call);

    (void)state;
    assert_int_equal(reply.status, 409);
    assert_string_equal((const char *)reply.body.data,
                        "{\"code\":\"conflict\",\"detail\":\"it has ended\",\"field\":\"member\","
                        "\"request\":\"0123456789abcdef\",\"state\":\"complete\",\"status\":409,"
                        "\"title\":\"Conflict\",\"type\":\"about:blank\"}");
    let_go(&reply);
}

static void trouble_of_the_node_is_not_told(void **state)
{
    static const tp_status trouble[] = {TP_E_IO, TP_E_STORE, TP_E_MEMORY, TP_E_BUSY, TP_E_CANCELLED};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(trouble); i++) {
        struct tp_http_reply reply = problem(trouble[i], "the disk /dev/sda is broken", NULL);
        assert_int_equal(reply.status, 503);
        assert_null(strstr((const char *)reply.body.data, "sda"));
        assert_non_null(memmem(reply.headers.data, reply.headers.size_bytes, "Retry-After", 11));
        let_go(&reply);
    }
}

static void an_operation_may_say_when_to_come_back(void **state)
{
    struct tp_call call = {.status = 429, .retry_after_s = 17};
    struct tp_http_reply reply = problem(TP_E_BUSY, "too many", &call);

    (void)state;
    assert_int_equal(reply.status, 429);
    assert_non_null(strstr((const char *)reply.body.data, "\"code\":\"limited\""));
    assert_non_null(memmem(reply.headers.data, reply.headers.size_bytes, "Retry-After", 11));
    let_go(&reply);
}

static void every_status_has_a_code_and_a_title(void **state)
{
#define STATUS_OF(name, value, text, http) value,
    static const int statuses[] = {TP_STATUS_LIST(STATUS_OF)};

    (void)state;
    for (size_t i = 1; i < TP_ARRAY_LENGTH(statuses); i++) {
        struct tp_http_reply reply = problem((tp_status)statuses[i], "x", NULL);
        assert_in_range(reply.status, 400, 503);
        assert_null(strstr((const char *)reply.body.data, "\"code\":\"\""));
        assert_null(strstr((const char *)reply.body.data, "_"));
        let_go(&reply);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_failure_of_the_request_has_words),
    cmocka_unit_test(trouble_of_the_node_is_not_told),
    cmocka_unit_test(an_operation_may_say_when_to_come_back),
    cmocka_unit_test(every_status_has_a_code_and_a_title),
};
TP_TEST_MAIN(tests)
