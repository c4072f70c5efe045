/* SPDX-License-Identifier: Apache-2.0 */
/* Following a booking of a node at work, over sockets of the test's own. */
#include "api/served.h"

#include "api/events.h"
#include "http/client.h"

#define BOOKING "0123456789abcdef0123456789abcdef"
#define PATH "/v1/bookings/" BOOKING "/events"

static struct front front;
static uint16_t port;
static char text[16384];

static void make_booking(const char *booking_state)
{
    struct tp_exchange *exchange = tp_serve_exchange(front.serve);
    struct tp_entry entry = {.name = BOOKING, .due_s = TP_STORE_NEVER};
    struct tp_json *json;

    snprintf(entry.state, sizeof entry.state, "%s", booking_state);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_text(json, "submitted", "2011-06-01T00:00:00Z");
    assert_int_equal(tp_exchange_begin(exchange, NULL), TP_OK);
    assert_int_equal(tp_exchange_end(exchange, tp_entry_add(exchange, "booking", &entry, json, NULL), NULL), TP_OK);
    tp_json_free(&json);
}

static void change_booking(const char *booking_state)
{
    struct tp_exchange *exchange = tp_serve_exchange(front.serve);
    struct tp_entry entry;

    assert_int_equal(tp_exchange_begin(exchange, NULL), TP_OK);
    assert_int_equal(tp_entry_get(exchange, "booking", BOOKING, &entry, NULL), TP_OK);
    snprintf(entry.state, sizeof entry.state, "%s", booking_state);
    assert_int_equal(tp_exchange_end(exchange, tp_entry_put(exchange, "booking", &entry, NULL, NULL), NULL), TP_OK);
    tp_entry_deinit(&entry);
}

static int set_up(void **state)
{
    (void)state;
    front_make(&front, NULL);
    port = (uint16_t)strtoul(strrchr(tp_serve_url(front.serve), ':') + 1, NULL, 10);
    make_booking("searching");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    front_remove(&front);
    return 0;
}

/* Begins to follow; reads what there is with READ_UNTIL. */
static int follow(const char *token, const char *method)
{
    char request[1024];
    int fd = http_connect(port);

    snprintf(request, sizeof request,
             "%s " PATH
             " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nTenprint-Purpose: criminal-identification\r\n"
             "Tenprint-Case: 2026-1\r\nConnection: close\r\n\r\n",
             method, token);
    assert_true(http_send(fd, request, strlen(request)));
    return fd;
}

/* Reads on until WANTED comes, or the end; false then. */
static bool read_until(int fd, const char *wanted)
{
    size_t have = 0;
    ssize_t got;

    while (have < sizeof text - 1 && (got = recv(fd, text + have, sizeof text - 1 - have, 0)) > 0) {
        have += (size_t)got;
        text[have] = '\0';
        if (strstr(text, wanted))
            return true;
    }
    text[have] = '\0';
    return strstr(text, wanted) != NULL;
}

static const char *token_of(enum tp_duty duty)
{
    return front.tokens[duty];
}

static void who_follows_is_told(void **state)
{
    int fd = follow(token_of(TP_DUTY_CONTRIBUTOR), "GET");

    (void)state;
    assert_true(read_until(fd, "\"time\""));
    assert_non_null(strstr(text, "\r\nContent-Type: text/event-stream\r\n"));
    assert_non_null(strstr(text, "\r\nCache-Control: no-store\r\n"));
    assert_non_null(
        strstr(text, "data: {\"booking\":\"" BOOKING "\",\"done\":false,\"legs\":[],\"state\":\"searching\""));
    change_booking("reviewing");
    assert_true(read_until(fd, "\"state\":\"reviewing\""));
    change_booking("complete");
    assert_true(read_until(fd, "\"done\":true"));
    assert_false(read_until(fd, "state"));
    close(fd);
}

static void what_has_ended_is_told_once(void **state)
{
    const struct front_question question = {.method = "GET",
                                            .path = PATH,
                                            .token = token_of(TP_DUTY_AUDITOR),
                                            .purpose = "criminal-identification",
                                            .reference = "2026-1"};
    struct front_answer answer;

    (void)state;
    change_booking("refused");
    answer = front_ask(&front, &question);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.http.content_type, "text/event-stream");
    assert_non_null(memmem(answer.http.body.data, answer.http.body.size_bytes, "\"state\":\"refused\"", 17));
    front_answer_deinit(&answer);
}

static void only_who_may_read_it_follows_it(void **state)
{
    struct front_question question = {.method = "GET", .path = PATH, .token = token_of(TP_DUTY_CONTRIBUTOR)};
    struct front_answer answer;

    (void)state;
    front_expect(&front, "GET", PATH, NULL, NULL, 401);
    front_expect(&front, "GET", PATH, token_of(TP_DUTY_EXAMINER), NULL, 403);
    front_expect(&front, "GET", PATH, token_of(TP_DUTY_CONTRIBUTOR), NULL, 400); /* without a case */
    question.purpose = "criminal-identification";
    question.reference = "2026-1";
    question.accept = "application/json";
    answer = front_ask(&front, &question);
    assert_int_equal(answer.status, 406);
    front_answer_deinit(&answer);
    question.accept = NULL;
    question.path = "/v1/bookings/ffffffffffffffffffffffffffffffff/events";
    answer = front_ask(&front, &question);
    assert_int_equal(answer.status, 404);
    front_answer_deinit(&answer);
}

static void an_account_follows_so_many(void **state)
{
    int fds[TP_EVENTS_PER_ACCOUNT], fd;

    (void)state;
    for (size_t i = 0; i < TP_EVENTS_PER_ACCOUNT; i++) {
        fds[i] = follow(token_of(TP_DUTY_CONTRIBUTOR), "GET");
        assert_true(read_until(fds[i], "searching"));
    }
    fd = follow(token_of(TP_DUTY_CONTRIBUTOR), "GET");
    assert_true(read_until(fd, "HTTP/1.1 429 "));
    assert_non_null(strstr(text, "\r\nRetry-After: "));
    close(fd);
    fd = follow(token_of(TP_DUTY_AUDITOR), "GET");
    assert_true(read_until(fd, "searching"));
    close(fd);
    change_booking("reviewing");
    for (size_t i = 0; i < TP_EVENTS_PER_ACCOUNT; i++) {
        assert_true(read_until(fds[i], "reviewing"));
        close(fds[i]);
    }
}

/* A place is free again once its stream is found to be read by nobody. */
static void who_has_gone_makes_room(void **state)
{
    bool has_room = false;

    (void)state;
    for (size_t i = 0; i < TP_EVENTS_PER_ACCOUNT; i++) { /* nobody reads what comes of these */
        int fd = follow(token_of(TP_DUTY_CONTRIBUTOR), "HEAD");
        assert_true(read_until(fd, "\r\n\r\n"));
        close(fd);
    }
    for (int i = 0; i < 30 && !has_room; i++) {
        int fd = follow(token_of(TP_DUTY_CONTRIBUTOR), "GET");
        has_room = read_until(fd, "searching");
        close(fd);
        sleep(has_room ? 0 : 1);
    }
    assert_true(has_room);
}

static void it_ends_with_the_session(void **state)
{
    int fd = follow(token_of(TP_DUTY_CONTRIBUTOR), "GET");

    (void)state;
    assert_true(read_until(fd, "searching"));
    front_expect(&front, "DELETE", "/v1/session", token_of(TP_DUTY_CONTRIBUTOR), NULL, 204);
    change_booking("reviewing");
    assert_false(read_until(fd, "reviewing"));
    close(fd);
}

static void it_ends_with_the_node(void **state)
{
    int fds[TP_EVENTS_PER_ACCOUNT];

    (void)state;
    for (size_t i = 0; i < TP_EVENTS_PER_ACCOUNT; i++) {
        fds[i] = follow(token_of(TP_DUTY_CONTRIBUTOR), "GET");
        assert_true(read_until(fds[i], "searching"));
    }
    tp_serve_stop(&front.serve);
    for (size_t i = 0; i < TP_EVENTS_PER_ACCOUNT; i++) {
        assert_false(read_until(fds[i], "reviewing"));
        close(fds[i]);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(who_follows_is_told, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_has_ended_is_told_once, set_up, tear_down),
    cmocka_unit_test_setup_teardown(only_who_may_read_it_follows_it, set_up, tear_down),
    cmocka_unit_test_setup_teardown(an_account_follows_so_many, set_up, tear_down),
    cmocka_unit_test_setup_teardown(who_has_gone_makes_room, set_up, tear_down),
    cmocka_unit_test_setup_teardown(it_ends_with_the_session, set_up, tear_down),
    cmocka_unit_test_setup_teardown(it_ends_with_the_node, set_up, tear_down),
};
TP_TEST_MAIN(tests)
