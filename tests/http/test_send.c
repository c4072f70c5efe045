/* SPDX-License-Identifier: Apache-2.0 */
/* Replies as they arrive. */
#include "test.h"

#include "http/fixture.h"

enum { LARGE_BYTES = 5000000 };

static void reply_to(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    (void)context;
    reply->status = (int)strtol(request->path + 1, NULL, 10);
    if (strcmp(request->path, "/200/headers") == 0) {
        tp_http_reply_header(reply, "X-One", "1");
        tp_http_reply_header(reply, "Set-Cookie", "a=b; HttpOnly");
        tp_http_reply_header(reply, "Set-Cookie", "c=d");
        reply->content_type = "text/x.test";
    }
    if (strcmp(request->path, "/200/large") == 0)
        for (size_t i = 0; i < LARGE_BYTES; i++)
            tp_write_u8(&reply->body, (uint8_t)('a' + i % 26));
    if (strcmp(request->path, "/200/bad") == 0)
        reply->body.bad = true;
    if (strcmp(request->path, "/200/lasting") == 0) {
        reply->lasting = "always there";
        reply->lasting_bytes = 12;
    }
}

static void refuse(void *context, const struct tp_http_request *request, const char *words, struct tp_http_reply *reply)
{
    (void)context;
    reply->content_type = "application/problem+json";
    tp_write_text(&reply->body, "{\"status\":%d,\"detail\":\"%s\",\"id\":%zu}", reply->status, words,
                  strlen(request->id));
}

static int set_up(void **state)
{
    (void)state;
    start((struct tp_http_options){.body_max_bytes = 10, .refuse = refuse}, reply_to);
    return 0;
}

static void headers_arrive(void **state)
{
    (void)state;
    ask("GET", "/200/headers", "");
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.text, "\r\nX-One: 1\r\n"));
    assert_non_null(strstr(answer.text, "\r\nSet-Cookie: a=b; HttpOnly\r\n"));
    assert_non_null(strstr(answer.text, "\r\nSet-Cookie: c=d\r\n"));
    assert_non_null(strstr(answer.text, "\r\nContent-Type: text/x.test\r\n"));
    assert_non_null(strstr(answer.text, "\r\nRequest-Id: "));
}

static void a_reply_without_content_has_none(void **state)
{
    (void)state;
    ask("GET", "/204", "");
    assert_int_equal(answer.status, 204);
    assert_string_equal(answer.content, "");
    http_ask(port,
             "GET /204 HTTP/1.1\r\nHost: a\r\n\r\nGET /200/headers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
             &answer);
    assert_non_null(strstr(answer.text, "HTTP/1.1 200 OK"));
}

static void what_outlives_the_server_is_sent_as_it_is(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        ask("GET", "/200/lasting", "");
        assert_int_equal(answer.status, 200);
        assert_non_null(strstr(answer.text, "\r\nContent-Length: 12\r\n"));
        assert_string_equal(answer.content, "always there");
    }
    ask("HEAD", "/200/lasting", "");
    assert_non_null(strstr(answer.text, "\r\nContent-Length: 12\r\n"));
    assert_string_equal(answer.content, "");
}

static void without_memory_the_reply_is_503(void **state)
{
    (void)state;
    ask("GET", "/200/bad", "");
    assert_int_equal(answer.status, 503);
}

static void a_large_reply_arrives_whole(void **state)
{
    int fd = http_connect(port);
    static char text[65536];
    size_t have = 0;
    ssize_t got;

    (void)state;
    assert_true(send_text(fd, "GET /200/large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    while ((got = recv(fd, text, sizeof text, 0)) > 0)
        have += (size_t)got;
    close(fd);
    assert_true(have > LARGE_BYTES && have < LARGE_BYTES + 1000);
}

static void the_servers_own_refusals_have_the_handlers_form(void **state)
{
    (void)state;
    ask("GET", "/a?%", "");
    assert_int_equal(answer.status, 400);
    assert_non_null(strstr(answer.text, "Content-Type: application/problem+json"));
    assert_string_equal(answer.content, "{\"status\":400,\"detail\":\"it holds what is no text in UTF-8, or a wrong "
                                        "escape\",\"id\":16}");
    http_post(port, "/200", "12345678901", 11, &answer);
    assert_string_equal(answer.content, "{\"status\":413,\"detail\":\"a request has at most 10 bytes\",\"id\":16}");
}

/* Who does not fetch a reply is not waited for. */
static void a_reply_that_nobody_reads_is_cut_off(void **state)
{
    const int small = 65536;
    static char text[65536];
    int fd;
    size_t have = 0;
    ssize_t got;

    (void)state;
    tp_http_server_stop(&server);
    start((struct tp_http_options){.request_max_s = 1}, reply_to);
    fd = http_connect(port);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    assert_true(send_text(fd, "GET /200/large HTTP/1.1\r\nHost: a\r\n\r\n"));
    pause_ms(3000);
    while ((got = recv(fd, text, sizeof text, 0)) > 0)
        have += (size_t)got;
    close(fd);
    assert_true(have < LARGE_BYTES);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(headers_arrive, set_up, stop),
    cmocka_unit_test_setup_teardown(a_reply_without_content_has_none, set_up, stop),
    cmocka_unit_test_setup_teardown(what_outlives_the_server_is_sent_as_it_is, set_up, stop),
    cmocka_unit_test_setup_teardown(without_memory_the_reply_is_503, set_up, stop),
    cmocka_unit_test_setup_teardown(a_large_reply_arrives_whole, set_up, stop),
    cmocka_unit_test_setup_teardown(the_servers_own_refusals_have_the_handlers_form, set_up, stop),
    cmocka_unit_test_setup_teardown(a_reply_that_nobody_reads_is_cut_off, set_up, stop),
};
TP_TEST_MAIN(tests)
