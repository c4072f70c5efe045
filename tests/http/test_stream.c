/* SPDX-License-Identifier: Apache-2.0 */
/* Replies that go on. */
#include "test.h"

#include <pthread.h>

#include "http/fixture.h"
#include "http/stream.h"

enum { MANY = 300, WAITING_MAX = 100000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct tp_http_stream *streams[MANY + 8];
static size_t stream_count;

static void open_stream(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    struct tp_http_stream *stream;

    (void)context;
    if (tp_http_stream_new(WAITING_MAX, &stream, NULL) != TP_OK)
        return;
    reply->stream = stream;
    reply->content_type = "text/event-stream";
    if (strcmp(request->path, "/short") == 0) {
        tp_http_stream_write(stream, "data: short\n\n", 13);
        tp_http_stream_end(&stream);
        return;
    }
    pthread_mutex_lock(&lock);
    streams[stream_count++] = stream;
    pthread_mutex_unlock(&lock);
}

static void wait_for_streams(size_t count)
{
    size_t there = 0;

    for (int i = 0; i < 1000 && there < count; i++) {
        pause_ms(10);
        pthread_mutex_lock(&lock);
        there = stream_count;
        pthread_mutex_unlock(&lock);
    }
    assert_int_equal(there, count);
}

static int set_up(void **state)
{
    (void)state;
    stream_count = 0;
    start((struct tp_http_options){.workers = 2, .connections_max = 2000, .request_max_s = 2}, open_stream);
    return 0;
}

static int tear_down(void **state)
{
    stop(state);
    for (size_t i = 0; i < stream_count; i++)
        tp_http_stream_end(&streams[i]);
    return 0;
}

static int open_one(const char *path)
{
    char request[256];
    int fd = http_connect(port);

    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path);
    assert_true(http_send(fd, request, strlen(request)));
    return fd;
}

static void what_is_written_arrives_at_once(void **state)
{
    char text[4096];
    int fd = open_one("/");

    (void)state;
    wait_for_streams(1);
    assert_true(read_until(fd, "\r\n\r\n", text, sizeof text));
    assert_non_null(strstr(text, "Content-Type: text/event-stream"));
    assert_false(comes(fd, 2500)); /* longer than a request may take */
    assert_true(tp_http_stream_write(streams[0], "data: 1\n\n", 9));
    assert_true(read_until(fd, "data: 1\n\n", text, sizeof text));
    assert_true(tp_http_stream_write(streams[0], "data: 2\n\n", 9));
    assert_true(read_until(fd, "data: 2\n\n", text, sizeof text));
    assert_true(tp_http_stream_is_read(streams[0]));
    tp_http_stream_end(&streams[0]);
    assert_true(read_until(fd, "0\r\n\r\n", text, sizeof text));
    close(fd);
}

static void a_stream_may_end_before_it_is_sent(void **state)
{
    (void)state;
    ask("GET", "/short", "");
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.content, "data: short\n\n"));
    ask("HEAD", "/short", "");
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.content, "");
}

static void three_hundred_at_once_are_told(void **state)
{
    char text[4096];
    int fds[MANY];

    (void)state;
    for (size_t i = 0; i < MANY; i++)
        fds[i] = open_one("/");
    wait_for_streams(MANY);
    for (size_t i = 0; i < MANY; i++)
        assert_true(tp_http_stream_write(streams[i], "data: all\n\n", 11));
    for (size_t i = 0; i < MANY; i++) {
        assert_true(read_until(fds[i], "data: all\n\n", text, sizeof text));
        close(fds[i]);
    }
}

static void who_hangs_up_is_noticed_when_written_to(void **state)
{
    bool is_there = true;
    int fd = open_one("/");

    (void)state;
    wait_for_streams(1);
    close(fd);
    for (int i = 0; i < 100 && is_there; i++) {
        is_there = tp_http_stream_write(streams[0], "data: x\n\n", 9);
        pause_ms(20);
    }
    assert_false(is_there);
}

static void who_does_not_read_fills_the_queue_and_is_cut_off(void **state)
{
    static char text[10000];
    const int small = 4096;
    int fd = open_one("/"), refused = 0;

    (void)state;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    wait_for_streams(1);
    memset(text, 'x', sizeof text);
    for (int i = 0; i < 100000 && refused < 20; i++) { /* until the network's buffers are full, too */
        refused = tp_http_stream_write(streams[0], text, sizeof text) ? 0 : refused + 1;
        if (refused > 0)
            pause_ms(10);
    }
    assert_int_equal(refused, 20);
    pause_ms(3000);
    assert_false(tp_http_stream_write(streams[0], "x", 1));
    close(fd);
}

static void stopping_ends_them(void **state)
{
    int fds[10], told = 0;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++)
        fds[i] = open_one("/");
    wait_for_streams(TP_ARRAY_LENGTH(fds));
    assert_true(tp_http_stream_write(streams[0], "data: last\n\n", 12));
    tp_http_server_stop(&server);
    assert_false(tp_http_stream_write(streams[0], "data: never\n\n", 13));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++) { /* in which order they were opened, workers decide */
        http_receive(fds[i], &answer);
        assert_non_null(strstr(answer.text, "0\r\n"));
        told += strstr(answer.text, "data: last\n\n") != NULL;
    }
    assert_int_equal(told, 1);
}

static void a_stream_that_nobody_reads_is_ended_by_both(void **state)
{
    struct tp_http_stream *stream, *other, *none = NULL;

    (void)state;
    assert_int_equal(tp_http_stream_new(10, &stream, NULL), TP_OK);
    assert_true(tp_http_stream_write(stream, "12345", 5));
    assert_false(tp_http_stream_write(stream, "123456", 6));
    assert_true(tp_http_stream_write(stream, "12345", 5));
    tp_http_stream_end(&none);
    other = stream;
    tp_stream_detach(&other);
    assert_false(tp_http_stream_write(stream, "1", 0));
    tp_http_stream_end(&stream);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(what_is_written_arrives_at_once, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_stream_may_end_before_it_is_sent, set_up, tear_down),
    cmocka_unit_test_setup_teardown(three_hundred_at_once_are_told, set_up, tear_down),
    cmocka_unit_test_setup_teardown(who_hangs_up_is_noticed_when_written_to, set_up, tear_down),
    cmocka_unit_test_setup_teardown(who_does_not_read_fills_the_queue_and_is_cut_off, set_up, tear_down),
    cmocka_unit_test_setup_teardown(stopping_ends_them, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_stream_that_nobody_reads_is_ended_by_both, set_up, tear_down),
};
TP_TEST_MAIN(tests)
