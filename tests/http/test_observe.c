/* SPDX-License-Identifier: Apache-2.0 */
/* What the server tells about itself, and what it never tells. */
#include "test.h"

#include "http/fixture.h"

static struct tp_metrics *metrics;
static struct tp_log *server_log;
static int ends[2];
static char text[65536];

static void answer_all(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    (void)context;
    reply->operation = strcmp(request->path, "/metrics") == 0 ? "metrics" : NULL;
    if (strncmp(request->path, "/v1/people/", 11) == 0)
        reply->operation = "readPerson";
    if (strcmp(request->path, "/bad") == 0)
        reply->status = 500;
    if (strcmp(request->path, "/metrics") == 0) {
        reply->content_type = TP_METRICS_TYPE;
        tp_metrics_write(metrics, &reply->body);
    }
}

static void start_observed(bool addresses)
{
    struct tp_log_options options = {.addresses = addresses};

    assert_int_equal(pipe(ends), 0);
    options.fd = ends[1];
    assert_int_equal(tp_metrics_new(&metrics, NULL), TP_OK);
    assert_int_equal(tp_log_new(&options, &server_log, NULL), TP_OK);
    start((struct tp_http_options){.body_max_bytes = 1000,
                                   .request_max_s = 1,
                                   .metrics = metrics,
                                   .log = server_log,
                                   .requests_per_s = 1,
                                   .burst = 20},
          answer_all);
}

/* Ends all; what was logged is in `text`. */
static void stop_observed(void)
{
    size_t have = 0;
    ssize_t got;

    tp_http_server_stop(&server);
    tp_log_free(&server_log);
    tp_metrics_free(&metrics);
    close(ends[1]);
    while ((got = read(ends[0], text + have, sizeof text - 1 - have)) > 0)
        have += (size_t)got;
    close(ends[0]);
    text[have] = '\0';
}

static void requests_are_counted(void **state)
{
    (void)state;
    start_observed(false);
    ask("GET", "/v1/people/7", "");
    ask("GET", "/v1/people/8", "");
    ask("HEAD", "/v1/people/8", "");
    ask("BREW", "/other", "");
    ask("GET", "/?%", "");
    pause_ms(50);
    ask("GET", "/metrics", "");
    assert_non_null(strstr(answer.text, "Content-Type: " TP_METRICS_TYPE));
    assert_non_null(strstr(answer.content,
                           "tenprint_http_requests_total{operation=\"readPerson\",method=\"GET\",status=\"200\"} 2\n"));
    assert_non_null(strstr(
        answer.content, "tenprint_http_requests_total{operation=\"readPerson\",method=\"HEAD\",status=\"200\"} 1\n"));
    assert_non_null(strstr(answer.content,
                           "tenprint_http_requests_total{operation=\"other\",method=\"other\",status=\"200\"} 1\n"));
    assert_non_null(
        strstr(answer.content, "tenprint_http_requests_total{operation=\"other\",method=\"GET\",status=\"400\"} 1\n"));
    assert_non_null(
        strstr(answer.content, "tenprint_http_request_duration_seconds_count{operation=\"readPerson\"} 3\n"));
    assert_non_null(strstr(answer.content, "tenprint_http_connections 1\n"));
    stop_observed();
}

static void the_slow_and_the_limited_are_counted(void **state)
{
    int slow;

    (void)state;
    start_observed(false);
    slow = http_connect(port);
    assert_true(send_text(slow, "GET / HTTP/1.1\r\nHost:"));
    pause_ms(1300);
    close(slow);
    for (int i = 0; i < 25; i++)
        ask("GET", "/", "");
    assert_int_equal(answer.status, 429);
    pause_ms(1100);
    ask("GET", "/metrics", "");
    assert_non_null(strstr(answer.content, "tenprint_http_rejections_total{reason=\"slow\"} 1\n"));
    assert_null(strstr(answer.content, "tenprint_http_rejections_total{reason=\"rate\"} 0\n"));
    stop_observed();
    assert_non_null(strstr(text, "\"event\":\"http.rejected\",\"reason\":\"slow\"}"));
}

static void what_promtool_has_to_say(void **state)
{
    char name[] = "/tmp/tp_metrics_XXXXXX", command[256];
    int file, result;

    (void)state;
    if (system("command -v promtool >/dev/null") != 0)
        skip();
    start_observed(false);
    ask("GET", "/v1/people/7", "");
    ask("GET", "/metrics", "");
    file = mkstemp(name);
    assert_true(file >= 0);
    assert_int_equal(write(file, answer.content, strlen(answer.content)), strlen(answer.content));
    close(file);
    snprintf(command, sizeof command, "promtool check metrics <%s 1>&2", name);
    result = system(command);
    unlink(name);
    stop_observed();
    assert_int_equal(result, 0);
}

/* Wherever a client may put a person's name. */
static void the_log_holds_nothing_about_a_person(void **state)
{
    static const char request[] =
        "POST /v1/people/Doe%2CJane?name=Doe&born=1980-01-02 HTTP/1.1\r\nHost: Doe\r\nConnection: close\r\n"
        "Authorization: Bearer Doe\r\nCookie: session=Doe\r\nUser-Agent: Doe\r\nX-Doe: Doe\r\n"
        "Content-Length: 15\r\n\r\n{\"name\": \"Doe\"}";

    (void)state;
    start_observed(false);
    http_ask(port, request, &answer);
    assert_int_equal(answer.status, 200);
    ask("DOE", "/Doe", "");
    ask("GET", "/?Doe=%", "");
    ask("GET", "/bad?Doe", "");
    stop_observed();
    assert_non_null(
        strstr(text, "\"event\":\"http.request\",\"operation\":\"readPerson\",\"method\":\"POST\",\"status\":200,"));
    assert_non_null(strstr(text,
                           "\"level\":\"error\",\"event\":\"http.request\",\"operation\":\"other\",\"method\":\"GET\","
                           "\"status\":500,"));
    assert_null(strcasestr(text, "doe"));
    assert_null(strstr(text, "1980"));
    assert_null(strstr(text, "people/"));
    assert_null(strstr(text, "127.0.0.1"));
}

static void addresses_are_logged_only_when_wanted(void **state)
{
    (void)state;
    start_observed(true);
    ask("GET", "/", "");
    stop_observed();
    assert_non_null(strstr(text, "\"address\":\"127.0.0.1\"}"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(requests_are_counted),
    cmocka_unit_test(the_slow_and_the_limited_are_counted),
    cmocka_unit_test(what_promtool_has_to_say),
    cmocka_unit_test(the_log_holds_nothing_about_a_person),
    cmocka_unit_test(addresses_are_logged_only_when_wanted),
};
TP_TEST_MAIN(tests)
