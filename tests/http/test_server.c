/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <pthread.h>
#include <time.h>

#include "http/client.h"
#include "http/http.h"

enum { BODY_MAX = 1000, REQUEST_MAX_S = 1 };

static struct tp_http_server *server;
static uint16_t port;

static void pause_ms(long ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&pause, NULL);
}

/* Says what it was asked; /slow takes its time, /teapot has a status of its own, /nothing says nothing. */
static void handle(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    (void)context;
    if (strcmp(request->path, "/slow") == 0)
        pause_ms(1500);
    if (strcmp(request->path, "/teapot") == 0)
        reply->status = 418;
    if (strcmp(request->path, "/nothing") == 0)
        return;
    reply->content_type = "text/x.test";
    tp_write_text(&reply->body, "%s %s %zu ", request->method, request->path, request->body_bytes);
    tp_write_bytes(&reply->body, request->body, request->body_bytes);
}

static int set_up(void **state)
{
    const struct tp_http_options options = {.body_max_bytes = BODY_MAX, .request_max_s = REQUEST_MAX_S};

    (void)state;
    if (tp_http_server_start(&options, handle, NULL, &server, NULL) != TP_OK)
        return -1;
    port = tp_http_server_port(server);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_http_server_stop(&server);
    return 0;
}

static void a_request_reaches_the_handler(void **state)
{
    struct http_answer answer;

    (void)state;
    http_ask(port, "GET /where?what=1 HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", &answer);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.content, "GET /where 0 ");
    assert_non_null(strstr(answer.text, "Content-Type: text/x.test\r\n"));
    http_post(port, "/teapot", "hello", 5, &answer);
    assert_int_equal(answer.status, 418);
    assert_string_equal(answer.content, "POST /teapot 5 hello");
    http_post(port, "/nothing", "", 0, &answer);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.content, "");
}

static void a_connection_serves_several_requests(void **state)
{
    static const char two[] = "GET /a HTTP/1.1\r\nHost: test\r\n\r\n"
                              "GET /b HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";
    struct http_answer answer;

    (void)state;
    http_ask(port, two, &answer);
    assert_non_null(strstr(answer.text, "GET /a 0 "));
    assert_non_null(strstr(answer.text, "GET /b 0 "));
}

static void a_body_of_the_limit_is_taken_and_not_one_byte_more(void **state)
{
    char body[BODY_MAX + 1];
    struct http_answer answer;

    (void)state;
    memset(body, 'x', sizeof body);
    http_post(port, "/", body, BODY_MAX, &answer);
    assert_int_equal(answer.status, 200);
    http_post(port, "/", body, BODY_MAX + 1, &answer);
    assert_int_equal(answer.status, 413);
}

static void an_announced_body_that_is_too_large_is_refused_before_it_comes(void **state)
{
    struct http_answer answer;

    (void)state;
    http_ask(port, "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000000000\r\n\r\n", &answer);
    assert_int_equal(answer.status, 413);
    assert_string_equal(answer.content, "a request has at most 1000 bytes\n");
}

static void a_body_in_chunks_has_the_same_limit(void **state)
{
    static const char head[] =
        "POST / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    struct http_answer answer;
    char chunk[512];
    int fd;

    (void)state;
    snprintf(chunk, sizeof chunk, "%s5\r\nhello\r\n0\r\n\r\n", head);
    http_ask(port, chunk, &answer);
    assert_string_equal(answer.content, "POST / 5 hello");
    fd = http_connect(port);
    assert_true(http_send(fd, head, strlen(head)));
    snprintf(chunk, sizeof chunk, "100\r\n%0256d\r\n", 0);
    for (int i = 0; i < 8; i++)
        assert_true(http_send(fd, chunk, strlen(chunk)));
    assert_true(http_send(fd, "0\r\n\r\n", 5));
    http_receive(fd, &answer);
    assert_int_equal(answer.status, 413);
}

static void a_head_has_a_limit(void **state)
{
    struct http_answer answer;
    char request[32768];

    (void)state;
    snprintf(request, sizeof request, "GET / HTTP/1.1\r\nHost: test\r\nX: %020000d\r\n\r\n", 0);
    http_ask(port, request, &answer);
    assert_true(answer.status == 431 || answer.status == 413 || answer.status == 400);
    assert_null(strstr(answer.text, "GET / 0 "));
}

static void what_is_not_http_is_refused(void **state)
{
    static const char *const bad[] = {
        "\r\n\r\n\r\n\r\nrubbish\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    };
    struct http_answer answer;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        http_ask(port, bad[i], &answer);
        assert_true(answer.status == 0 || answer.status >= 400);
    }
}

/* Sends PIECE every 50 ms until the server ends the connection; how long that took. */
static double drip(const char *begin, const char *piece)
{
    int64_t start_ns = tp_clock_monotonic_ns();
    int fd = http_connect(port);
    bool open = http_send(fd, begin, strlen(begin));
    char byte;

    for (int i = 0; open && i < 200; i++) {
        pause_ms(50);
        open = http_send(fd, piece, strlen(piece)) && recv(fd, &byte, 1, MSG_DONTWAIT) != 0;
    }
    close(fd);
    assert_false(open);
    return (double)(tp_clock_monotonic_ns() - start_ns) / 1e9;
}

static void a_request_that_drips_is_ended(void **state)
{
    double head_s = drip("GET / HTTP/1.1\r\n", "X: y\r\n");
    double body_s = drip("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 900\r\n\r\n", "b");

    (void)state;
    assert_true(head_s > 0.8 && head_s < 9);
    assert_true(body_s > 0.8 && body_s < 9);
}

static void an_idle_connection_is_ended(void **state)
{
    int64_t start_ns = tp_clock_monotonic_ns();
    struct http_answer answer;

    (void)state;
    http_ask(port, "GET /a HTTP/1.1\r\nHost: test\r\n\r\n", &answer);
    assert_int_equal(answer.status, 200);
    assert_true((double)(tp_clock_monotonic_ns() - start_ns) / 1e9 < 9);
}

/* The handler's own time is not the client's. */
static void a_slow_handler_is_not_cut_off(void **state)
{
    struct http_answer answer;

    (void)state;
    http_post(port, "/slow", "1", 1, &answer);
    assert_int_equal(answer.status, 200);
}

static void *ask_many(void *argument)
{
    size_t *good = argument;
    struct http_answer answer;

    for (int i = 0; i < 50; i++) {
        http_post(port, "/many", "12345", 5, &answer);
        *good += answer.status == 200 && strcmp(answer.content, "POST /many 5 12345") == 0;
    }
    return NULL;
}

static void many_clients_are_served_at_once(void **state)
{
    pthread_t threads[8];
    size_t good[8] = {0};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_many, &good[i]), 0);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(threads); i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(good[i], 50);
    }
}

static void *ask_slowly(void *argument)
{
    http_post(port, "/slow", "1", 1, argument);
    return NULL;
}

static void stopping_answers_what_is_under_way(void **state)
{
    static struct http_answer answer;
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, ask_slowly, &answer), 0);
    pause_ms(500);
    tp_http_server_stop(&server);
    assert_null(server);
    pthread_join(thread, NULL);
    assert_int_equal(answer.status, 200);
    assert_int_equal(set_up(NULL), 0);
}

static void a_port_in_use_or_a_bad_address_is_an_error(void **state)
{
    const struct tp_http_options busy = {.port = port, .body_max_bytes = 1, .request_max_s = 1};
    const struct tp_http_options bad = {.address = "nowhere", .body_max_bytes = 1, .request_max_s = 1};
    struct tp_http_server *other;

    (void)state;
    assert_int_equal(tp_http_server_start(&busy, handle, NULL, &other, NULL), TP_E_IO);
    assert_null(other);
    assert_int_equal(tp_http_server_start(&bad, handle, NULL, &other, NULL), TP_E_ARGUMENT);
    assert_null(other);
}

enum { ASKERS = 4, STOPS = 25 };

/* Asks again and again over one connection, until that is closed. */
static void *ask_on(void *context)
{
    static const char request[] = "GET /where HTTP/1.1\r\nHost: test\r\n\r\n";
    const int *fd = context;
    char text[4096];

    while (http_send(*fd, request, strlen(request)) && recv(*fd, text, sizeof text, 0) > 0)
        continue;
    return NULL;
}

/* A request may come in at any moment of a stop. */
static void stopping_is_safe_while_others_ask(void **state)
{
    const struct tp_http_options options = {.body_max_bytes = BODY_MAX, .request_max_s = REQUEST_MAX_S, .workers = 2};
    pthread_t threads[ASKERS];
    int fds[ASKERS];

    (void)state;
    for (int round = 0; round < STOPS; round++) {
        assert_int_equal(tp_http_server_start(&options, handle, NULL, &server, NULL), TP_OK);
        port = tp_http_server_port(server);
        for (size_t i = 0; i < ASKERS; i++) {
            fds[i] = http_connect(port);
            assert_int_equal(pthread_create(&threads[i], NULL, ask_on, &fds[i]), 0);
        }
        pause_ms(10);
        tp_http_server_stop(&server);
        for (size_t i = 0; i < ASKERS; i++) {
            pthread_join(threads[i], NULL);
            close(fds[i]);
        }
    }
    assert_int_equal(set_up(NULL), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_request_reaches_the_handler),
    cmocka_unit_test(a_connection_serves_several_requests),
    cmocka_unit_test(a_body_of_the_limit_is_taken_and_not_one_byte_more),
    cmocka_unit_test(an_announced_body_that_is_too_large_is_refused_before_it_comes),
    cmocka_unit_test(a_body_in_chunks_has_the_same_limit),
    cmocka_unit_test(a_head_has_a_limit),
    cmocka_unit_test(what_is_not_http_is_refused),
    cmocka_unit_test(a_request_that_drips_is_ended),
    cmocka_unit_test(an_idle_connection_is_ended),
    cmocka_unit_test(a_slow_handler_is_not_cut_off),
    cmocka_unit_test(many_clients_are_served_at_once),
    cmocka_unit_test(stopping_answers_what_is_under_way),
    cmocka_unit_test(stopping_is_safe_while_others_ask),
    cmocka_unit_test(a_port_in_use_or_a_bad_address_is_an_error),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
