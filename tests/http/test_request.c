/* SPDX-License-Identifier: Apache-2.0 */
/* What of a request reaches the head function and the handler, and when. */
#include "test.h"

#include <stdatomic.h>

#include "http/fixture.h"

static atomic_int heads, handled, freed;

static const char *or_none(const char *text)
{
    return text ? text : "-";
}

static void tell(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    (void)context;
    handled++;
    tp_write_text(&reply->body, "%s|%s|%s|%s|%s|%d|", request->method, request->path, request->target,
                  request->authority, request->remote, request->is_head);
    tp_write_text(&reply->body, "%s|%s|", or_none(tp_http_query(request, "q")),
                  or_none(tp_http_header(request, "X-One")));
    tp_write_text(&reply->body, "%s|", or_none(tp_http_header(request, "x-two")));
    tp_write_text(&reply->body, "%s|", or_none(tp_http_header(request, "X-TWO")));
    tp_write_text(&reply->body, "%s|%zu|%s", or_none(tp_http_cookie(request, "session")), request->body_bytes,
                  or_none(request->state));
}

static void note_freed(void *state)
{
    (void)state;
    freed++;
}

/* /denied is, /small takes 3 bytes, /large a million; all leave something for the handler. */
static void judge(void *context, struct tp_http_request *request, size_t *body_max_bytes, struct tp_http_reply *reply)
{
    static char left[] = "left";

    (void)context;
    heads++;
    request->state = left;
    request->free_state = note_freed;
    if (strcmp(request->path, "/small") == 0)
        *body_max_bytes = 3;
    if (strcmp(request->path, "/large") == 0)
        *body_max_bytes = 1000000;
    if (strcmp(request->path, "/denied") == 0) {
        reply->status = 401;
        tp_write_text(&reply->body, "no\n");
    }
}

static int set_up(void **state)
{
    (void)state;
    heads = handled = freed = 0;
    start((struct tp_http_options){.body_max_bytes = 100, .head = judge, .workers = 2}, tell);
    return 0;
}

static void a_request_is_told_in_its_parts(void **state)
{
    (void)state;
    ask("GET", "/a%20b?q=1%262&r", "X-One: 1\r\nx-Two: 2\r\nX-Two: 3\r\nCookie: a=b; session=s\r\n");
    assert_string_equal(answer.content, "GET|/a%20b|/a%20b?q=1%262&r|test|127.0.0.1|0|1&2|1|2, 3|2, 3|s|0|left");
    ask("GET", "http://other.example/a", "");
    assert_string_equal(answer.content, "GET|/a|/a|other.example|127.0.0.1|0|-|-|-|-|-|0|left");
    assert_int_equal(freed, 2);
}

static void head_is_get_without_a_body(void **state)
{
    (void)state;
    ask("HEAD", "/a", "");
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.content, "");
    assert_non_null(strstr(answer.text, "Content-Length: 4"));
}

static void a_target_that_is_none_is_refused_before_anybody_is_asked(void **state)
{
    (void)state;
    ask("GET", "/a?b=%", "");
    assert_int_equal(answer.status, 400);
    ask("GET", "a", "");
    assert_int_equal(answer.status, 400);
    ask("GET", "/a?%00=b", "");
    assert_int_equal(answer.status, 400);
    assert_int_equal(heads, 0);
}

static void who_is_refused_by_the_head_sends_no_body(void **state)
{
    int fd = http_connect(port);

    (void)state;
    assert_true(send_text(fd, "POST /denied HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n"));
    http_receive(fd, &answer); /* the server closes: nobody may take the body for the next request */
    assert_int_equal(answer.status, 401);
    assert_non_null(strstr(answer.text, "Connection: close"));
    assert_int_equal(handled, 0);
    assert_int_equal(freed, 1);
}

/* Whatever the method is called. */
static void a_refused_body_is_never_the_next_request(void **state)
{
    static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE", "GET", "OPTIONS", "REPORT"};
    static const char inner[] = "GET /smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(methods); i++)
        for (int chunked = 0; chunked < 2; chunked++) {
            char request[512];
            if (chunked)
                snprintf(request, sizeof request,
                         "%s /denied HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n%zx\r\n%s\r\n0\r\n\r\n",
                         methods[i], strlen(inner), inner);
            else
                snprintf(request, sizeof request, "%s /denied HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n%s",
                         methods[i], strlen(inner), inner);
            http_ask(port, request, &answer);
            assert_int_equal(answer.status, 401);
            assert_null(strstr(answer.text, "smuggled"));
        }
    assert_int_equal(handled, 0);
}

static void a_refusal_without_a_body_keeps_the_connection(void **state)
{
    (void)state;
    http_ask(port, "GET /denied HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
             &answer);
    assert_int_equal(answer.status, 401);
    assert_non_null(strstr(answer.text, "GET|/b|"));
}

static void the_head_says_how_large_a_body_may_be(void **state)
{
    static char body[200000];

    (void)state;
    http_post(port, "/small", "123", 3, &answer);
    assert_int_equal(answer.status, 200);
    http_post(port, "/small", "1234", 4, &answer);
    assert_int_equal(answer.status, 413);
    http_post(port, "/large", body, sizeof body, &answer);
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.content, "|200000|"));
    http_post(port, "/other", body, 101, &answer);
    assert_int_equal(answer.status, 413);
}

static void who_waits_for_100_gets_it_unless_refused(void **state)
{
    char text[1024];
    int fd = http_connect(port);

    (void)state;
    assert_true(send_text(fd, "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
    assert_true(read_until(fd, "\r\n\r\n", text, sizeof text));
    assert_memory_equal(text, "HTTP/1.1 100 ", 13);
    assert_true(send_text(fd, "ab"));
    assert_true(read_until(fd, "|2|left", text, sizeof text));
    close(fd);
    http_ask(port, "POST /denied HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", &answer);
    assert_int_equal(answer.status, 401);
}

static void both_lengths_at_once_are_refused(void **state)
{
    (void)state;
    http_ask(port,
             "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /b "
             "HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
             &answer);
    assert_int_equal(answer.status, 400);
    assert_null(strstr(answer.text, "/b"));
    http_ask(port,
             "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 40\r\n\r\nabcdGET /b "
             "HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
             &answer);
    assert_int_equal(answer.status, 400);
    assert_null(strstr(answer.text, "/b"));
}

/* What another program in front of us might read otherwise. */
static void heads_of_two_meanings_are_refused(void **state)
{
    static const char *const heads_of_two[] = {
        "Host: a\r\nHost: b\r\n",
        "Host: a, b\r\n",
        "Host: a/b\r\n",
        "Host: a\r\nContent-Length : 5\r\n",
        "Host: a\r\nX Y: 5\r\n",
        "Host: a\r\nContent-Length: +5\r\n",
        "Host: a\r\nContent-Length: 5, 5\r\n",
        "Host: a\r\nContent-Length: \r\n",
        "Host: a\r\nTransfer-Encoding: xchunked\r\n",
        "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n",
    };
    char request[512];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(heads_of_two); i++) {
        snprintf(request, sizeof request,
                 "POST /a HTTP/1.1\r\n%s\r\nabcdeGET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                 heads_of_two[i]);
        http_ask(port, request, &answer);
        assert_int_equal(answer.status, 400);
        assert_null(strstr(answer.text, "GET|/b"));
    }
    assert_int_equal(handled, 0);
}

static void all_bodies_together_have_a_limit(void **state)
{
    static char body[6000];
    int fds[2];

    (void)state;
    tp_http_server_stop(&server);
    start((struct tp_http_options){.body_max_bytes = 8000, .bodies_max_bytes = 10000}, tell);
    for (int i = 0; i < 2; i++) {
        fds[i] = http_connect(port);
        assert_true(
            send_text(fds[i], "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 6000\r\n\r\n"));
        assert_true(http_send(fds[i], body, 5000));
        pause_ms(100);
    }
    http_receive(fds[1], &answer);
    assert_int_equal(answer.status, 503);
    assert_non_null(strstr(answer.text, "Retry-After: "));
    assert_true(http_send(fds[0], body, 1000));
    http_receive(fds[0], &answer);
    assert_int_equal(answer.status, 200);
    http_post(port, "/", body, 6000, &answer); /* all is given back */
    assert_int_equal(answer.status, 200);
}

static void a_trusted_proxy_is_looked_through(void **state)
{
    (void)state;
    ask("GET", "/", "X-Forwarded-For: 192.0.2.1\r\n");
    assert_non_null(strstr(answer.content, "|127.0.0.1|"));
    tp_http_server_stop(&server);
    start((struct tp_http_options){.proxy = "127.0.0.1", .requests_per_s = 1, .burst = 3}, tell);
    ask("GET", "/", "X-Forwarded-For: 192.0.2.9, 192.0.2.1\r\n");
    assert_non_null(strstr(answer.content, "|192.0.2.1|"));
    ask("GET", "/", "X-Forwarded-For: unknown\r\n");
    assert_non_null(strstr(answer.content, "|127.0.0.1|"));
}

static void an_address_that_asks_too_often_must_wait(void **state)
{
    (void)state;
    tp_http_server_stop(&server);
    start((struct tp_http_options){.proxy = "127.0.0.1", .requests_per_s = 1, .burst = 3}, tell);
    for (int i = 0; i < 3; i++) {
        ask("GET", "/", "X-Forwarded-For: 192.0.2.1\r\n");
        assert_int_equal(answer.status, 200);
    }
    ask("GET", "/", "X-Forwarded-For: 192.0.2.1\r\n");
    assert_int_equal(answer.status, 429);
    assert_non_null(strstr(answer.text, "Retry-After: 1\r\n"));
    ask("GET", "/", "X-Forwarded-For: 192.0.2.2\r\n");
    assert_int_equal(answer.status, 200);
}

/* Half of a request, and none of it at all. */
static void who_hangs_up_leaves_nothing_behind(void **state)
{
    static const char *const parts[] = {"GET /a HTTP/1.1\r\n", "GET /a HTTP/1.1\r\nHost: a\r\n", "G", "",
                                        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123"};

    (void)state;
    tp_http_server_stop(&server);
    start((struct tp_http_options){.body_max_bytes = 100, .head = judge, .request_max_s = 1}, tell);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(parts); i++) {
        int fd = http_connect(port);
        assert_true(http_send(fd, parts[i], strlen(parts[i])));
        close(fd);
    }
    for (int i = 0; i < 300 && (heads == 0 || freed < heads); i++)
        pause_ms(20);
    assert_int_equal(handled, 0);
    assert_int_equal(heads, 1);
    assert_int_equal(freed, 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_request_is_told_in_its_parts, set_up, stop),
    cmocka_unit_test_setup_teardown(head_is_get_without_a_body, set_up, stop),
    cmocka_unit_test_setup_teardown(a_target_that_is_none_is_refused_before_anybody_is_asked, set_up, stop),
    cmocka_unit_test_setup_teardown(who_is_refused_by_the_head_sends_no_body, set_up, stop),
    cmocka_unit_test_setup_teardown(a_refused_body_is_never_the_next_request, set_up, stop),
    cmocka_unit_test_setup_teardown(a_refusal_without_a_body_keeps_the_connection, set_up, stop),
    cmocka_unit_test_setup_teardown(the_head_says_how_large_a_body_may_be, set_up, stop),
    cmocka_unit_test_setup_teardown(who_waits_for_100_gets_it_unless_refused, set_up, stop),
    cmocka_unit_test_setup_teardown(both_lengths_at_once_are_refused, set_up, stop),
    cmocka_unit_test_setup_teardown(heads_of_two_meanings_are_refused, set_up, stop),
    cmocka_unit_test_setup_teardown(all_bodies_together_have_a_limit, set_up, stop),
    cmocka_unit_test_setup_teardown(a_trusted_proxy_is_looked_through, set_up, stop),
    cmocka_unit_test_setup_teardown(an_address_that_asks_too_often_must_wait, set_up, stop),
    cmocka_unit_test_setup_teardown(who_hangs_up_leaves_nothing_behind, set_up, stop),
};
TP_TEST_MAIN(tests)
