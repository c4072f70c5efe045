/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers in threads of their own. */
#include "test.h"

#include "http/fixture.h"

static void maybe_sleep(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    (void)context;
    if (strcmp(request->path, "/slow") == 0)
        pause_ms(1000);
    tp_write_text(&reply->body, "%s", request->path);
}

static void slow_handlers_delay_nobody_else(void **state)
{
    static const char slow[] = "GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    int64_t began_ns;
    int fds[12];

    (void)state;
    start((struct tp_http_options){.workers = 16}, maybe_sleep);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++) {
        fds[i] = http_connect(port);
        assert_true(http_send(fds[i], slow, strlen(slow)));
    }
    pause_ms(200);
    began_ns = tp_clock_monotonic_ns();
    for (int i = 0; i < 20; i++) {
        ask("GET", "/fast", "");
        assert_string_equal(answer.content, "/fast");
    }
    assert_true(tp_clock_monotonic_ns() - began_ns < 600000000);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++) {
        http_receive(fds[i], &answer);
        assert_string_equal(answer.content, "/slow");
    }
}

static void more_than_there_are_workers_wait(void **state)
{
    static const char slow[] = "GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    int fds[4];

    (void)state;
    start((struct tp_http_options){.workers = 2}, maybe_sleep);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++) {
        fds[i] = http_connect(port);
        assert_true(http_send(fds[i], slow, strlen(slow)));
    }
    pause_ms(100);
    tp_http_server_stop(&server); /* answers all of them first */
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++) {
        http_receive(fds[i], &answer);
        assert_string_equal(answer.content, "/slow");
    }
}

/* The library notices only when the connection goes on. */
static void who_hangs_up_meanwhile_is_let_go(void **state)
{
    static const char slow[] = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n";
    int fds[4];

    (void)state;
    start((struct tp_http_options){.workers = 2}, maybe_sleep);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++) {
        fds[i] = http_connect(port);
        assert_true(http_send(fds[i], slow, strlen(slow)));
        close(fds[i]);
    }
    ask("GET", "/fast", "");
    assert_string_equal(answer.content, "/fast");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(slow_handlers_delay_nobody_else, stop),
    cmocka_unit_test_teardown(more_than_there_are_workers_wait, stop),
    cmocka_unit_test_teardown(who_hangs_up_meanwhile_is_let_go, stop),
};
TP_TEST_MAIN(tests)
