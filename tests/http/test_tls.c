/* SPDX-License-Identifier: Apache-2.0 */
/* The server's certificates and those of who asks, with our own client and with OpenSSL's. */
#include "test.h"

#include <pthread.h>

#include "http/authority.h"
#include "http/fixture.h"

static void tell(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    (void)context;
    tp_write_text(&reply->body, "%d|%zu|%s", request->is_tls, strlen(request->certificate), request->public_key);
}

static void start_tls(enum tp_http_clients who)
{
    const struct tp_http_tls tls = {.certificate = file_of("server", "pem"),
                                    .key = file_of("server", "key"),
                                    .clients = who == TP_HTTP_CLIENTS_ANY ? NULL : file_of("ca", "pem"),
                                    .who = who};

    if (access(tls.certificate, R_OK) != 0)
        skip();
    start((struct tp_http_options){.tls = &tls, .request_max_s = 2, .workers = 2, .body_max_bytes = 3000000}, tell);
}

/* As the client with the certificate of that NAME, which may be NULL, who trusts AUTHORITY. */
static tp_status ask_as(const char *name, const char *by, struct tp_http_answer *out)
{
    struct tp_http_client_options options = {.authorities = file_of(by, "pem")};
    struct tp_http_question question = {.method = "GET", .reply_max_bytes = 1000, .total_s = 10};
    struct tp_http_client *client;
    char url[64];
    tp_status status;

    if (name) {
        options.certificate = file_of(name, "pem");
        options.key = file_of(name, "key");
    }
    snprintf(url, sizeof url, "https://127.0.0.1:%u/", port);
    question.url = url;
    assert_int_equal(tp_http_client_new(&options, &client, NULL), TP_OK);
    status = tp_http_ask(client, &question, out, NULL);
    tp_http_client_free(&client);
    return status;
}

static void assert_told(const char *name, const char *wanted)
{
    struct tp_http_answer out;

    assert_int_equal(ask_as(name, "ca", &out), TP_OK);
    assert_int_equal(out.status, 200);
    tp_write_u8(&out.body, 0);
    assert_string_equal((char *)out.body.data, wanted);
    tp_http_answer_deinit(&out);
}

/* As OpenSSL counts what is in its file. */
static void assert_proven(const char *name)
{
    char line[256], wanted[128] = "1|64|";
    FILE *file;

    snprintf(line, sizeof line, "openssl pkey -in %s.key -pubout -outform DER | sha256sum | cut -c1-64 >%s.sha256",
             name, name);
    assert_true(run_in_folder(line));
    file = fopen(file_of(name, "sha256"), "r");
    assert_non_null(file);
    assert_int_equal(fread(wanted + 5, 1, 64, file), 64);
    fclose(file);
    assert_told(name, wanted);
}

static void assert_refused(const char *name)
{
    struct tp_http_answer out;

    assert_int_not_equal(ask_as(name, "ca", &out), TP_OK);
    assert_int_equal(out.status, 0);
    tp_http_answer_deinit(&out);
}

static void tell_who(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    (void)context;
    tp_write_text(&reply->body, "%s", request->remote);
}

/* What a proxy passes through as it came: anybody may have written the header. */
static void what_a_proxy_passes_through_is_not_believed(void **state)
{
    static const struct tp_http_field lie = {"X-Forwarded-For", "192.0.2.1"};
    const struct tp_http_client_options options = {.authorities = file_of("ca", "pem")};
    const struct tp_http_tls tls = {.certificate = file_of("server", "pem"), .key = file_of("server", "key")};
    struct tp_http_question question = {
        .method = "GET", .reply_max_bytes = 1000, .total_s = 10, .headers = &lie, .header_count = 1};
    struct tp_http_client *client;
    struct tp_http_answer out;
    char url[64];
    int fds[2], beyond;

    (void)state;
    start((struct tp_http_options){.tls = &tls, .proxy = "127.0.0.1", .connections_per_address_max = 2}, tell_who);
    snprintf(url, sizeof url, "https://127.0.0.1:%u/", port);
    question.url = url;
    assert_int_equal(tp_http_client_new(&options, &client, NULL), TP_OK);
    assert_int_equal(tp_http_ask(client, &question, &out, NULL), TP_OK);
    assert_int_equal(out.body.size_bytes, 9);
    assert_memory_equal(out.body.data, "127.0.0.1", 9);
    tp_http_answer_deinit(&out);
    tp_http_client_free(&client);
    pause_ms(200);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++)
        fds[i] = http_connect(port);
    pause_ms(200);
    beyond = http_connect(port);
    assert_true(comes(beyond, 5000)); /* its end */
    close(beyond);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++)
        close(fds[i]);
}

static void a_client_checks_the_server(void **state)
{
    struct tp_http_answer out;

    (void)state;
    start_tls(TP_HTTP_CLIENTS_ANY);
    assert_told(NULL, "1|0|");
    assert_told("client", "1|0|");
    assert_int_equal(ask_as(NULL, "stranger", &out), TP_E_DENIED);
    tp_http_answer_deinit(&out);
}

static void who_must_prove_proves(void **state)
{
    (void)state;
    start_tls(TP_HTTP_CLIENTS_MUST_PROVE);
    assert_proven("client");
    assert_proven("plain");
    assert_refused(NULL);
    assert_refused("expired");
    assert_refused("foreign");
    assert_refused("serving");
    assert_proven("client");
}

static void who_may_prove_proves_or_does_not(void **state)
{
    (void)state;
    start_tls(TP_HTTP_CLIENTS_MAY_PROVE);
    assert_proven("client");
    assert_told(NULL, "1|0|");
    assert_refused("expired");
    /* Named by the server as none of its own, so that some clients send no certificate at all. */
    ask_as("foreign", "ca", &(struct tp_http_answer){.status = 0});
}

static bool speaks(const char *version)
{
    char line[512];

    snprintf(
        line, sizeof line,
        "printf 'GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' | timeout 5 openssl s_client -quiet "
        "-connect 127.0.0.1:%u -CAfile ca.pem -verify_return_error %s | grep '200 OK'",
        port, version);
    return run_in_folder(line);
}

static void old_protocols_are_refused(void **state)
{
    (void)state;
    start_tls(TP_HTTP_CLIENTS_ANY);
    assert_true(speaks("-tls1_3"));
    assert_true(speaks("-tls1_2"));
    assert_false(speaks("-tls1_1 -cipher DEFAULT@SECLEVEL=0"));
    assert_false(speaks("-tls1 -cipher DEFAULT@SECLEVEL=0"));
}

static void who_speaks_no_tls_gets_nothing(void **state)
{
    (void)state;
    start_tls(TP_HTTP_CLIENTS_ANY);
    ask("GET", "/", "");
    assert_int_equal(answer.status, 0);
    assert_told(NULL, "1|0|");
}

/* The watchdog's business, as without TLS. */
static void half_a_handshake_is_cut_off(void **state)
{
    int64_t began_ns;
    int fd;

    (void)state;
    start_tls(TP_HTTP_CLIENTS_ANY);
    fd = http_connect(port);
    assert_true(send_text(fd, "\x16\x03\x01"));
    began_ns = tp_clock_monotonic_ns();
    http_receive(fd, &answer);
    assert_int_equal(answer.status, 0);
    assert_true(tp_clock_monotonic_ns() - began_ns < 5000000000);
}

static void a_renewed_certificate_is_taken_up(void **state)
{
    char line[256];

    (void)state;
    start_tls(TP_HTTP_CLIENTS_ANY);
    snprintf(
        line, sizeof line,
        "openssl s_client -connect 127.0.0.1:%u </dev/null 2>/dev/null | openssl x509 -noout -subject | grep -q CN",
        port);
    assert_true(run_in_folder(line));
    assert_true(run_in_folder("cp server.pem old.pem; cp server.key old.key; cp renewed.pem server.pem"));
    assert_int_equal(tp_http_server_reload(server, NULL), TP_E_FORMAT); /* the key is another one's */
    assert_told(NULL, "1|0|");
    assert_true(run_in_folder("cp renewed.key server.key"));
    assert_int_equal(tp_http_server_reload(server, NULL), TP_OK);
    assert_told(NULL, "1|0|");
    snprintf(line, sizeof line,
             "openssl s_client -connect 127.0.0.1:%u </dev/null | openssl x509 -noout -subject | grep -q renewed",
             port);
    assert_true(run_in_folder(line));
    assert_true(run_in_folder("rm server.key"));
    assert_int_equal(tp_http_server_reload(server, NULL), TP_E_NOT_FOUND);
    assert_told(NULL, "1|0|");
    assert_true(run_in_folder("cp old.pem server.pem; cp old.key server.key"));
}

/* Whoever asks was told of its files once: what becomes of them concerns the next client. */
static void a_client_goes_on_by_what_it_read(void **state)
{
    const struct tp_http_client_options options = {
        .authorities = file_of("their", "pem"), .certificate = file_of("ours", "pem"), .key = file_of("ours", "key")};
    static const char *const breaks[] = {"echo none >their.pem", "cp ca.pem their.pem; cp plain.pem ours.pem",
                                         "cp client.pem ours.pem; rm ours.key"};
    struct tp_http_question question = {.method = "GET", .reply_max_bytes = 1000, .total_s = 10};
    struct tp_http_client *client, *next;
    struct tp_http_answer out;
    char url[64];

    (void)state;
    start_tls(TP_HTTP_CLIENTS_MUST_PROVE);
    snprintf(url, sizeof url, "https://127.0.0.1:%u/", port);
    question.url = url;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(breaks); i++) {
        assert_true(run_in_folder("cp ca.pem their.pem; cp client.pem ours.pem; cp client.key ours.key"));
        assert_int_equal(tp_http_client_new(&options, &client, NULL), TP_OK);
        assert_true(run_in_folder(breaks[i]));
        assert_int_equal(tp_http_ask(client, &question, &out, NULL), TP_OK);
        assert_int_equal(out.status, 200);
        tp_http_answer_deinit(&out);
        tp_http_client_free(&client);
        assert_int_equal(tp_http_client_new(&options, &next, NULL), i < 2 ? TP_E_FORMAT : TP_E_NOT_FOUND);
        assert_null(next);
    }
}

static void *ask_often(void *argument)
{
    (void)argument;
    for (int i = 0; i < 15; i++)
        assert_proven("client");
    return NULL;
}

static void reading_again_disturbs_nobody(void **state)
{
    pthread_t thread;

    (void)state;
    start_tls(TP_HTTP_CLIENTS_MUST_PROVE);
    assert_int_equal(pthread_create(&thread, NULL, ask_often, NULL), 0);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(tp_http_server_reload(server, NULL), TP_OK);
        pause_ms(5);
    }
    pthread_join(thread, NULL);
}

static void assert_not_started(struct tp_http_tls tls, tp_status wanted)
{
    const struct tp_http_options options = {.request_max_s = 1, .tls = &tls};

    assert_int_equal(tp_http_server_start(&options, tell, NULL, &server, NULL), wanted);
    assert_null(server);
}

static void files_that_do_not_fit_are_refused(void **state)
{
    const char *certificate = file_of("server", "pem"), *key = file_of("server", "key"), *none = file_of("none", "pem");
    const char *other = file_of("client", "key"), *ca = file_of("ca", "pem");

    (void)state;
    if (access(certificate, R_OK) != 0)
        skip();
    assert_not_started((struct tp_http_tls){.certificate = certificate}, TP_E_ARGUMENT);
    assert_not_started((struct tp_http_tls){.certificate = certificate, .key = none}, TP_E_NOT_FOUND);
    assert_not_started((struct tp_http_tls){.certificate = certificate, .key = other}, TP_E_FORMAT);
    assert_not_started((struct tp_http_tls){.certificate = key, .key = key}, TP_E_FORMAT);
    assert_not_started((struct tp_http_tls){.certificate = certificate, .key = key, .clients = ca}, TP_E_ARGUMENT);
    assert_not_started((struct tp_http_tls){.certificate = certificate, .key = key, .who = TP_HTTP_CLIENTS_MAY_PROVE},
                       TP_E_ARGUMENT);
    assert_not_started(
        (struct tp_http_tls){
            .certificate = certificate, .key = key, .clients = none, .who = TP_HTTP_CLIENTS_MUST_PROVE},
        TP_E_NOT_FOUND);
    assert_not_started(
        (struct tp_http_tls){.certificate = certificate, .key = key, .clients = key, .who = TP_HTTP_CLIENTS_MUST_PROVE},
        TP_E_FORMAT);
}

static void it_is_known_when_certificates_end(void **state)
{
    const int64_t now_s = tp_clock_now_s(), day_s = 86400;
    unsigned count;
    int64_t end_s;

    (void)state;
    if (access(file_of("server", "pem"), R_OK) != 0)
        skip();
    assert_int_equal(tp_http_certificates_end(file_of("server", "pem"), &count, &end_s, NULL), TP_OK);
    assert_int_equal(count, 1);
    assert_in_range(end_s, now_s + 29 * day_s, now_s + 31 * day_s);
    assert_true(run_in_folder("cat server.pem expired.pem renewed.pem >several.pem"));
    assert_int_equal(tp_http_certificates_end(file_of("several", "pem"), &count, &end_s, NULL), TP_OK);
    assert_int_equal(count, 3);
    assert_true(end_s < now_s);
    assert_int_equal(tp_http_certificates_end(file_of("server", "key"), &count, &end_s, NULL), TP_E_FORMAT);
    assert_int_equal(tp_http_certificates_end(file_of("none", "pem"), &count, &end_s, NULL), TP_E_NOT_FOUND);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(a_client_checks_the_server, stop),
    cmocka_unit_test_teardown(what_a_proxy_passes_through_is_not_believed, stop),
    cmocka_unit_test_teardown(who_must_prove_proves, stop),
    cmocka_unit_test_teardown(who_may_prove_proves_or_does_not, stop),
    cmocka_unit_test_teardown(old_protocols_are_refused, stop),
    cmocka_unit_test_teardown(who_speaks_no_tls_gets_nothing, stop),
    cmocka_unit_test_teardown(half_a_handshake_is_cut_off, stop),
    cmocka_unit_test_teardown(a_renewed_certificate_is_taken_up, stop),
    cmocka_unit_test_teardown(a_client_goes_on_by_what_it_read, stop),
    cmocka_unit_test_teardown(reading_again_disturbs_nobody, stop),
    cmocka_unit_test_teardown(files_that_do_not_fit_are_refused, stop),
    cmocka_unit_test(it_is_known_when_certificates_end),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up_authority, tear_down_authority);
}
