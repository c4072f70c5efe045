/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/embedded.h"
#include "api/front.h"
#include "policy/policy.h"

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

/* Whether the description lists CODE: in the first enumeration after SCHEMA. Pages have words for each of these, which
 * their compiler holds to the description. */
static bool describes(const char *schema, const char *code)
{
    char *text = strndup((const char *)tp_api_files[0].data, tp_api_files[0].size_bytes);
    const char *found = strstr(text, schema), *list = found ? strstr(found, "enum: [") : NULL;
    const char *end = list ? strchr(list, ']') : NULL;
    size_t length = strlen(code);
    bool is_listed = false;

    assert_non_null(end);
    for (found = strstr(list, code); found && found < end && !is_listed; found = strstr(found + 1, code))
        is_listed = strchr("[ ", found[-1]) && strchr(",]", found[length]);
    free(text);
    return is_listed;
}

static void every_status_has_a_code_and_a_title(void **state)
{
#define STATUS_OF(name, value, text, http) value,
    static const int statuses[] = {TP_STATUS_LIST(STATUS_OF)};
    const char *from;
    char code[32];

    (void)state;
    for (size_t i = 1; i < TP_ARRAY_LENGTH(statuses); i++) {
        struct tp_http_reply reply = problem((tp_status)statuses[i], "x", NULL);
        assert_in_range(reply.status, 400, 503);
        assert_null(strstr((const char *)reply.body.data, "\"code\":\"\""));
        assert_null(strstr((const char *)reply.body.data, "_"));
        from = strstr((const char *)reply.body.data, "\"code\":\"") + strlen("\"code\":\"");
        snprintf(code, sizeof code, "%.*s", (int)strcspn(from, "\""), from);
        assert_true(describes("\n    Problem:\n      type: object\n", code));
        let_go(&reply);
    }
    assert_false(describes("\n    Problem:\n      type: object\n", "not"));
}

static void every_clause_is_described(void **state)
{
    (void)state;
    for (int i = 0; i < TP_CLAUSES; i++)
        assert_true(describes("\n    Clause:\n", tp_clause_code((enum tp_clause)i)));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_failure_of_the_request_has_words),
    cmocka_unit_test(trouble_of_the_node_is_not_told),
    cmocka_unit_test(an_operation_may_say_when_to_come_back),
    cmocka_unit_test(every_status_has_a_code_and_a_title),
    cmocka_unit_test(every_clause_is_described),
};
TP_TEST_MAIN(tests)
