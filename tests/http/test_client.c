/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "api/loopback.h"
#include "folder.h"
#include "http/http.h"
#include "http/listen.h"

enum { REPLY_MAX = 1000 };

static struct tp_http_server *server;
static struct tp_http_client *client;
static uint16_t port;

static void pause_ms(long ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&pause, NULL);
}

/* Says what it was asked; /slow takes its time, /teapot has a status of its own, /N says N bytes. */
static void handle(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    unsigned long count = strtoul(request->path + 1, NULL, 10);

    (void)context;
    if (strcmp(request->path, "/slow") == 0)
        pause_ms(2500);
    if (strcmp(request->path, "/teapot") == 0)
        reply->status = 418;
    if (strcmp(request->path, "/moved") == 0)
        reply->status = 302;
    if (tp_http_header(request, "X-Asked"))
        tp_http_reply_header(reply, "X-Heard", tp_http_header(request, "X-Asked"));
    reply->content_type = "text/x.test; charset=utf-8";
    if (count == 0)
        tp_write_text(&reply->body, "%s %s %zu %.*s", request->method, request->path, request->body_bytes,
                      (int)request->body_bytes, (const char *)request->body);
    for (unsigned long i = 0; i < count; i++)
        tp_write_u8(&reply->body, 'x');
}

static int set_up(void **state)
{
    const struct tp_http_options options = {.body_max_bytes = 100000, .request_max_s = 10};

    (void)state;
    if (unsetenv("http_proxy") != 0 || unsetenv("https_proxy") != 0 || unsetenv("all_proxy") != 0 ||
        tp_http_server_start(&options, handle, NULL, &server, NULL) != TP_OK ||
        tp_http_client_new(NULL, &client, NULL) != TP_OK)
        return -1;
    port = tp_http_server_port(server);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_http_client_free(&client);
    tp_http_server_stop(&server);
    return 0;
}

/* One that is there, and takes nobody's connection: those before have filled its queue. */
static void who_takes_no_connection_is_left_soon(void **state)
{
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct tp_http_question question = {.method = "GET", .reply_max_bytes = REPLY_MAX, .total_s = 30, .connect_s = 1};
    uint16_t taken;
    int listener = loopback_socket(&taken), waiting[4];
    struct tp_http_answer answer;
    char target[64];
    int64_t begun_ns;

    (void)state;
    place.sin_port = htons(taken);
    assert_int_equal(listen(listener, 0), 0);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(waiting); i++) {
        waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)!connect(waiting[i], (struct sockaddr *)&place, sizeof place);
    }
    snprintf(target, sizeof target, "http://127.0.0.1:%u/", taken);
    question.url = target;
    begun_ns = tp_clock_monotonic_ns();
    assert_int_equal(tp_http_ask(client, &question, &answer, NULL), TP_E_IO);
    assert_true(tp_clock_monotonic_ns() - begun_ns < INT64_C(10000000000));
    tp_http_answer_deinit(&answer);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(waiting); i++)
        close(waiting[i]);
    close(listener);
}

static char url[256];

static struct tp_metrics *metrics;

/* A server that counts its connections. */
static void start_counted(void)
{
    const struct tp_http_options options = {.body_max_bytes = 1000, .request_max_s = 10, .workers = 4};
    struct tp_http_options counted = options;

    tp_http_server_stop(&server);
    assert_int_equal(tp_metrics_new(&metrics, NULL), TP_OK);
    counted.metrics = metrics;
    assert_int_equal(tp_http_server_start(&counted, handle, NULL, &server, NULL), TP_OK);
    port = tp_http_server_port(server);
}

static void assert_connections(unsigned least, unsigned most)
{
    static const char name[] = "\ntenprint_http_connections ";
    struct tp_buffer text;
    const char *at;

    tp_buffer_init(&text);
    tp_metrics_write(metrics, &text);
    tp_write_u8(&text, 0);
    at = strstr((char *)text.data, name);
    assert_non_null(at);
    assert_in_range(strtoul(at + strlen(name), NULL, 10), least, most);
    tp_buffer_deinit(&text);
}

/* Posts BODY to SCHEME://HOST:PORT/PATH, which is in `url` then. */
static tp_status post_to(const char *scheme_and_host, uint16_t to, const char *path, const char *body,
                         struct tp_http_answer *answer, struct tp_diag *diag)
{
    static const struct tp_http_field type = {"Content-Type", "text/plain"};
    const struct tp_http_question question = {.url = url,
                                              .headers = &type,
                                              .header_count = 1,
                                              .body = body,
                                              .body_bytes = strlen(body),
                                              .reply_max_bytes = REPLY_MAX,
                                              .total_s = strcmp(path, "/slow") == 0 ? 1 : 20};

    snprintf(url, sizeof url, "%s:%u%s", scheme_and_host, to, path);
    if (diag)
        tp_diag_init(diag);
    return tp_http_ask(client, &question, answer, diag);
}

static void assert_answer(const char *path, const char *body, int status, const char *content)
{
    struct tp_http_answer answer;

    assert_int_equal(post_to("http://127.0.0.1", port, path, body, &answer, NULL), TP_OK);
    assert_int_equal(answer.status, status);
    assert_int_equal(answer.body.size_bytes, strlen(content));
    assert_memory_equal(answer.body.data, content, strlen(content));
    assert_string_equal(answer.content_type, "text/x.test; charset=utf-8");
    tp_http_answer_deinit(&answer);
}

static void assert_failure(const char *scheme_and_host, uint16_t to, const char *path, tp_status wanted,
                           const char *words)
{
    struct tp_http_answer answer;
    struct tp_diag diag;
    char text[768];

    assert_int_equal(post_to(scheme_and_host, to, path, "hello", &answer, &diag), wanted);
    tp_http_answer_deinit(&answer);
    assert_string_equal(diag.file, url);
    tp_diag_format(&diag, text, sizeof text);
    if (!strstr(text, words))
        print_error("%s\n", text);
    assert_non_null(strstr(text, words));
}

static void a_request_is_answered(void **state)
{
    (void)state;
    assert_answer("/where", "hello", 200, "POST /where 5 hello");
    assert_answer("/empty", "", 200, "POST /empty 0 ");
}

static void every_status_is_an_answer_and_no_redirect_is_followed(void **state)
{
    (void)state;
    assert_answer("/teapot", "a", 418, "POST /teapot 1 a");
    assert_answer("/moved", "a", 302, "POST /moved 1 a");
}

/* More than the 1,024 bytes from which libcurl would ask to continue. */
static void a_large_request_arrives(void **state)
{
    static char body[50001];
    struct tp_http_answer answer;

    (void)state;
    memset(body, 'y', sizeof body - 1);
    assert_int_equal(post_to("http://127.0.0.1", port, "/7", body, &answer, NULL), TP_OK);
    assert_int_equal(answer.body.size_bytes, 7);
    tp_http_answer_deinit(&answer);
}

static void a_reply_of_the_limit_is_taken_and_not_one_byte_more(void **state)
{
    struct tp_http_answer answer;

    (void)state;
    assert_int_equal(post_to("http://127.0.0.1", port, "/1000", "", &answer, NULL), TP_OK);
    assert_int_equal(answer.body.size_bytes, REPLY_MAX);
    tp_http_answer_deinit(&answer);
    assert_failure("http://127.0.0.1", port, "/1001", TP_E_LIMIT, "larger than 1000 bytes");
    assert_failure("http://127.0.0.1", port, "/9000000", TP_E_LIMIT, "larger than 1000 bytes");
}

static void a_slow_server_is_not_waited_for(void **state)
{
    int64_t begin = tp_clock_monotonic_ns();

    (void)state;
    assert_failure("http://127.0.0.1", port, "/slow", TP_E_IO, "within 1 second");
    assert_true(tp_clock_monotonic_ns() - begin < INT64_C(2400000000));
}

static void who_is_not_there_is_named(void **state)
{
    uint16_t closed;
    int fd;

    (void)state;
    assert_int_equal(tp_listen("127.0.0.1", 0, &fd, &closed, NULL), TP_OK);
    close(fd);
    assert_failure("http://127.0.0.1", closed, "/", TP_E_IO, "connect");
    assert_failure("http://nobody.invalid", 80, "/", TP_E_IO, "nobody.invalid");
}

static void other_protocols_are_refused(void **state)
{
    (void)state;
    assert_failure("ftp://127.0.0.1", port, "/", TP_E_ARGUMENT, "no URL of http or https");
    assert_failure("file:///etc/hostname?", port, "/", TP_E_ARGUMENT, "no URL of http or https");
    assert_failure("", port, "/", TP_E_ARGUMENT, "no URL of http or https");
}

static void a_server_without_tls_is_no_https_server(void **state)
{
    (void)state;
    assert_failure("https://127.0.0.1", port, "/", TP_E_IO, "server");
}

/* A certificate for the right name that nobody vouches for. */
static void a_strangers_certificate_is_refused(void **state)
{
    struct test_folder folder;
    char accept[32], line[1024];
    struct tp_http_answer answer;
    uint16_t tls_port;
    pid_t child;
    int fd;

    (void)state;
    folder_make(&folder);
    snprintf(line, sizeof line,
             "openssl req -x509 -newkey rsa:2048 -nodes -keyout %s/key -out %s/cert -subj /CN=localhost -addext "
             "subjectAltName=IP:127.0.0.1 2>/dev/null",
             folder.path, folder.path);
    if (chdir(folder.path) != 0 || system(line) != 0)
        skip();
    assert_int_equal(tp_listen("127.0.0.1", 0, &fd, &tls_port, NULL), TP_OK);
    close(fd);
    snprintf(accept, sizeof accept, "127.0.0.1:%u", tls_port);
    child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout) && freopen("/dev/null", "w", stderr))
            execlp("openssl", "openssl", "s_server", "-accept", accept, "-www", "-cert", "cert", "-key", "key", NULL);
        _exit(9);
    }
    for (int i = 0; i < 100; i++) { /* until it listens: not TLS, so no reply, but a connection */
        struct tp_diag diag;
        bool is_there =
            post_to("http://127.0.0.1", tls_port, "/", "", &answer, &diag) == TP_OK || !strstr(diag.text, "connect");
        tp_http_answer_deinit(&answer);
        if (is_there)
            break;
        pause_ms(50);
    }
    assert_failure("https://127.0.0.1", tls_port, "/", TP_E_DENIED, "certificate");
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
    assert_int_equal(chdir("/"), 0);
    folder_remove(&folder);
}

static void ask_for(const struct tp_http_question *question, struct tp_http_answer *answer)
{
    struct tp_http_question whole = *question;

    snprintf(url, sizeof url, "http://127.0.0.1:%u/a", port);
    whole.url = url;
    whole.reply_max_bytes = REPLY_MAX;
    whole.total_s = 20;
    assert_int_equal(tp_http_ask(client, &whole, answer, NULL), TP_OK);
    assert_int_equal(answer->status, 200);
    tp_write_u8(&answer->body, 0);
}

static void methods_and_headers_go_there_and_back(void **state)
{
    static const char *const methods[] = {"GET", "PUT", "DELETE", "PATCH"};
    const struct tp_http_field headers[] = {{"X-Asked", "a; b"}, {"X-Empty", ""}};
    struct tp_http_answer answer;
    char wanted[64];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(methods); i++) {
        bool has_body = i % 2 == 1;
        ask_for(&(struct tp_http_question){.method = methods[i],
                                           .headers = headers,
                                           .header_count = TP_ARRAY_LENGTH(headers),
                                           .body = has_body ? "body" : NULL,
                                           .body_bytes = 4},
                &answer);
        snprintf(wanted, sizeof wanted, "%s /a %s", methods[i], has_body ? "4 body" : "0 ");
        assert_string_equal((char *)answer.body.data, wanted);
        assert_string_equal(tp_http_answer_header(&answer, "x-heard"), "a; b");
        assert_null(tp_http_answer_header(&answer, "x-other"));
        tp_http_answer_deinit(&answer);
    }
    ask_for(&(struct tp_http_question){.method = "HEAD"}, &answer);
    assert_string_equal((char *)answer.body.data, "");
    assert_string_equal(tp_http_answer_header(&answer, "Content-Length"), "9");
    tp_http_answer_deinit(&answer);
}

static void a_connection_is_used_again(void **state)
{
    struct tp_http_answer answer;

    (void)state;
    start_counted();
    for (int i = 0; i < 20; i++) {
        ask_for(&(struct tp_http_question){.method = "GET"}, &answer);
        tp_http_answer_deinit(&answer);
    }
    assert_connections(1, 1);
    tp_http_server_stop(&server);
    tp_metrics_free(&metrics);
}

static void *ask_often(void *argument)
{
    const struct tp_http_question question = {
        .url = argument, .method = "GET", .reply_max_bytes = REPLY_MAX, .total_s = 20};
    struct tp_http_answer answer;
    size_t answered = 0;

    for (int i = 0; i < 20; i++) {
        answered += tp_http_ask(client, &question, &answer, NULL) == TP_OK && answer.status == 200;
        tp_http_answer_deinit(&answer);
    }
    return answered == 20 ? argument : NULL;
}

/* As many connections as ask at a time, and no more than are to be kept. */
static void threads_share_a_client(void **state)
{
    pthread_t threads[16];
    void *result;

    (void)state;
    start_counted();
    snprintf(url, sizeof url, "http://127.0.0.1:%u/a", port);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, url), 0);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(threads); i++) {
        pthread_join(threads[i], &result);
        assert_non_null(result);
    }
    pause_ms(300);
    assert_connections(1, 8);
    tp_http_server_stop(&server);
    tp_metrics_free(&metrics);
}

static void a_certificate_goes_with_its_key(void **state)
{
    struct tp_http_client *other;

    (void)state;
    assert_int_equal(tp_http_client_new(&(struct tp_http_client_options){.key = "a"}, &other, NULL), TP_E_ARGUMENT);
    assert_null(other);
    tp_http_client_free(&other);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(methods_and_headers_go_there_and_back, set_up, tear_down),
    cmocka_unit_test_setup_teardown(who_takes_no_connection_is_left_soon, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_connection_is_used_again, set_up, tear_down),
    cmocka_unit_test_setup_teardown(threads_share_a_client, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_certificate_goes_with_its_key, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_request_is_answered, set_up, tear_down),
    cmocka_unit_test_setup_teardown(every_status_is_an_answer_and_no_redirect_is_followed, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_large_request_arrives, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_reply_of_the_limit_is_taken_and_not_one_byte_more, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_slow_server_is_not_waited_for, set_up, tear_down),
    cmocka_unit_test_setup_teardown(who_is_not_there_is_named, set_up, tear_down),
    cmocka_unit_test_setup_teardown(other_protocols_are_refused, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_server_without_tls_is_no_https_server, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_strangers_certificate_is_refused, set_up, tear_down),
};
TP_TEST_MAIN(tests)
