/* SPDX-License-Identifier: Apache-2.0 */
#include "api/served.h"

static struct front front;

static int set_up(void **state)
{
    (void)state;
    front_make(&front, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    front_remove(&front);
    return 0;
}

#define ADMINISTRATOR front.tokens[TP_DUTY_ADMINISTRATOR]

/* The status of an attempt; TOKEN as it was given, "" for none. */
static int log_in(const char *account, const char *password, char token[TP_SESSION_TOKEN_BYTES])
{
    char body[256];
    struct front_answer answer;
    int status;

    snprintf(body, sizeof body, "{\"account\":\"%s\",\"password\":\"%s\"}", account, password);
    answer = front_do(&front, "POST", "/v1/session", NULL, body);
    status = answer.status;
    snprintf(token, TP_SESSION_TOKEN_BYTES, "%s", front_text(&answer, "token"));
    if (status == 401)
        assert_string_equal(front_text(&answer, "detail"), "account or password is wrong, or the account is disabled");
    if (status == 429)
        assert_non_null(tp_http_answer_header(&answer.http, "Retry-After"));
    front_answer_deinit(&answer);
    return status;
}

static void a_session_begins_and_ends(void **state)
{
    char token[TP_SESSION_TOKEN_BYTES];
    struct front_answer answer;

    (void)state;
    assert_int_equal(log_in("examiner", FRONT_PASSWORD, token), 201);
    answer = front_do(&front, "GET", "/v1/session", token, NULL);
    assert_int_equal(answer.status, 200);
    assert_string_equal(front_text(&answer, "account"), "examiner");
    front_answer_deinit(&answer);
    front_expect(&front, "DELETE", "/v1/session", token, NULL, 204);
    front_expect(&front, "GET", "/v1/session", token, NULL, 401);
    front_expect(&front, "GET", "/v1/session", front.tokens[TP_DUTY_EXAMINER], NULL, 200);
}

static void who_guesses_has_to_wait(void **state)
{
    char token[TP_SESSION_TOKEN_BYTES];

    (void)state;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(log_in("examiner", "wrong horse battery", token), 401);
        assert_int_equal(log_in("nobody", "wrong horse battery", token), 401);
    }
    assert_int_equal(log_in("examiner", FRONT_PASSWORD, token), 429);
    assert_int_equal(log_in("nobody", FRONT_PASSWORD, token), 429);
    assert_int_equal(log_in("contributor", FRONT_PASSWORD, token), 201);
}

/* Good ones between those that fail change nothing. */
static void who_has_an_account_guesses_no_others(void **state)
{
    char token[TP_SESSION_TOKEN_BYTES], name[16];

    (void)state;
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "name%d", i);
        assert_int_equal(log_in(name, "wrong horse battery", token), 401);
        if (i == 10 || i == 28)
            assert_int_equal(log_in("contributor", FRONT_PASSWORD, token), 201);
    }
    assert_int_equal(log_in("name31", "wrong horse battery", token), 429);
}

/* By a proxy, which says for whom it asks. */
static int log_in_from(const char *address, const char *account, const char *password)
{
    const struct tp_http_field headers[] = {{"X-Forwarded-For", address}, {"Content-Type", "application/json"}};
    char body[256], url[128];
    const struct tp_http_question question = {
        .url = url,
        .headers = headers,
        .header_count = TP_ARRAY_LENGTH(headers),
        .body = body,
        .body_bytes =
            (size_t)snprintf(body, sizeof body, "{\"account\":\"%s\",\"password\":\"%s\"}", account, password),
        .reply_max_bytes = 1 << 16,
        .total_s = 30};
    struct tp_http_answer answer;
    int status;

    snprintf(url, sizeof url, "%s/v1/session", tp_serve_url(front.serve));
    assert_int_equal(tp_http_ask(front.client, &question, &answer, NULL), TP_OK);
    status = answer.status;
    tp_http_answer_deinit(&answer);
    return status;
}

static int set_up_behind_a_proxy(void **state)
{
    (void)state;
    front_make(&front, NULL);
    tp_serve_stop(&front.serve);
    front_configure(&front, "serve", "proxy: 127.0.0.1");
    front_begin(&front);
    return 0;
}

static void a_stranger_keeps_nobody_out(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        assert_int_equal(log_in_from("192.0.2.1", "examiner", "wrong horse battery"), 401);
    assert_int_equal(log_in_from("192.0.2.1", "examiner", "wrong horse battery"), 429);
    assert_int_equal(log_in_from("192.0.2.2", "examiner", FRONT_PASSWORD), 201);
}

/* One machine has as many addresses of a network as it likes. */
static void addresses_of_one_network_are_one(void **state)
{
    char address[64];

    (void)state;
    for (int i = 0; i < 5; i++) {
        snprintf(address, sizeof address, "2001:db8::%x", i + 1);
        assert_int_equal(log_in_from(address, "examiner", "wrong horse battery"), 401);
    }
    assert_int_equal(log_in_from("2001:db8::ffff", "examiner", "wrong horse battery"), 429);
    assert_int_equal(log_in_from("2001:db8:0:1::1", "examiner", FRONT_PASSWORD), 201);
}

static void an_address_that_tries_many_accounts_has_to_wait(void **state)
{
    char token[TP_SESSION_TOKEN_BYTES], name[16];

    (void)state;
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "name%d", i);
        assert_int_equal(log_in(name, "wrong horse battery", token), 401);
    }
    assert_int_equal(log_in("examiner", FRONT_PASSWORD, token), 429);
}

static void a_password_is_changed_by_who_knows_it(void **state)
{
    const char *old = front.tokens[TP_DUTY_EXAMINER];
    char token[TP_SESSION_TOKEN_BYTES];
    struct front_answer answer;

    (void)state;
    front_expect(&front, "PUT", "/v1/session/password", old,
                 "{\"current\":\"wrong horse battery\",\"password\":\"another horse battery\"}", 403);
    front_expect(&front, "PUT", "/v1/session/password", old,
                 "{\"current\":\"" FRONT_PASSWORD "\",\"password\":\"short\"}", 400);
    front_expect(&front, "PUT", "/v1/session/password", old, "{\"current\":\"" FRONT_PASSWORD "\"}", 400);
    front_expect(&front, "PUT", "/v1/session/password", old,
                 "{\"current\":\"" FRONT_PASSWORD "\",\"password\":\"another horse battery\"}", 204);
    front_expect(&front, "GET", "/v1/session", old, NULL, 401);
    assert_int_equal(log_in("examiner", "another horse battery", token), 201);
    answer = front_do(&front, "GET", "/v1/session", token, NULL);
    assert_string_equal(front_text(&answer, "password_set"), "");
    front_answer_deinit(&answer);
    front_expect(&front, "PATCH", "/v1/accounts/examiner", ADMINISTRATOR, "{\"password\":\"a third horse battery\"}",
                 200);
    assert_int_equal(log_in("examiner", "a third horse battery", token), 201);
    answer = front_do(&front, "GET", "/v1/session", token, NULL);
    assert_string_equal(front_text(&answer, "password_by"), "administrator");
    assert_int_equal(strlen(front_text(&answer, "password_set")), TP_TIME_TEXT_BYTES - 1);
    front_answer_deinit(&answer);
}

static void a_disabled_account_is_out_at_once(void **state)
{
    char token[TP_SESSION_TOKEN_BYTES];

    (void)state;
    front_expect(&front, "PATCH", "/v1/accounts/examiner", ADMINISTRATOR, "{\"state\":\"disabled\"}", 200);
    front_expect(&front, "GET", "/v1/session", front.tokens[TP_DUTY_EXAMINER], NULL, 401);
    assert_int_equal(log_in("examiner", FRONT_PASSWORD, token), 401);
}

static void a_body_of_another_form_is_refused(void **state)
{
    static const char *const bodies[] = {"{}", "{\"account\":\"a\"}", "{\"account\":\"a\",\"password\":1}",
                                         "{\"account\":\"a\",\"password\":\"b\",\"c\":1}",
                                         "{\"account\":\"a\",\"password\":\"b\",\"cookie\":1}"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bodies); i++)
        front_expect(&front, "POST", "/v1/session", NULL, bodies[i], 400);
}

/* What a browser would send: COOKIE and ORIGIN may be NULL. The caller lets the answer go. */
static int browse(const char *method, const char *path, const char *cookie, const char *origin, const char *body,
                  struct tp_http_answer *out)
{
    struct tp_http_field headers[3];
    char url[128];
    struct tp_http_question question = {.url = url,
                                        .method = method,
                                        .headers = headers,
                                        .body = body,
                                        .body_bytes = body ? strlen(body) : 0,
                                        .reply_max_bytes = 1 << 16,
                                        .total_s = 30};

    snprintf(url, sizeof url, "%s%s", tp_serve_url(front.serve), path);
    if (cookie)
        headers[question.header_count++] = (struct tp_http_field){"Cookie", cookie};
    if (origin)
        headers[question.header_count++] = (struct tp_http_field){"Origin", origin};
    if (body)
        headers[question.header_count++] = (struct tp_http_field){"Content-Type", "application/json"};
    assert_int_equal(tp_http_ask(front.client, &question, out, NULL), TP_OK);
    return out->status;
}

#define expect_browsed(method, path, cookie, origin, body, wanted)                                                     \
    do {                                                                                                               \
        struct tp_http_answer browsed;                                                                                 \
        assert_int_equal(browse(method, path, cookie, origin, body, &browsed), wanted);                                \
        tp_http_answer_deinit(&browsed);                                                                               \
    } while (0)

#define LOGIN "{\"account\":\"examiner\",\"password\":\"" FRONT_PASSWORD "\",\"cookie\":true}"

static void log_in_with_a_cookie(char *cookie, size_t size_bytes)
{
    struct tp_http_answer answer;
    const char *set;

    assert_int_equal(browse("POST", "/v1/session", NULL, tp_serve_url(front.serve), LOGIN, &answer), 201);
    assert_null(memmem(answer.body.data, answer.body.size_bytes, "token", 5));
    set = tp_http_answer_header(&answer, "Set-Cookie");
    assert_non_null(set);
    assert_non_null(strstr(set, "; HttpOnly"));
    snprintf(cookie, size_bytes, "%.*s", (int)strcspn(set, ";"), set);
    assert_true(strlen(cookie) > 64);
    tp_http_answer_deinit(&answer);
}

static void a_browser_keeps_the_token(void **state)
{
    const char *here = tp_serve_url(front.serve);
    struct tp_http_answer answer;
    char cookie[256];

    (void)state;
    log_in_with_a_cookie(cookie, sizeof cookie);
    expect_browsed("GET", "/v1/session", cookie, NULL, NULL, 200);
    expect_browsed("GET", "/v1/accounts", cookie, NULL, NULL, 403);
    assert_int_equal(browse("DELETE", "/v1/session", cookie, here, NULL, &answer), 204);
    assert_non_null(strstr(tp_http_answer_header(&answer, "Set-Cookie"), "Max-Age=0"));
    tp_http_answer_deinit(&answer);
    assert_int_equal(browse("GET", "/v1/session", cookie, NULL, NULL, &answer), 401);
    assert_non_null(strstr(tp_http_answer_header(&answer, "Set-Cookie"), "Max-Age=0"));
    tp_http_answer_deinit(&answer);
}

static void no_other_page_makes_a_browser_do_things(void **state)
{
    static const char change[] = "{\"current\":\"" FRONT_PASSWORD "\",\"password\":\"another horse battery\"}";
    const char *here = tp_serve_url(front.serve);
    char cookie[256];

    (void)state;
    expect_browsed("POST", "/v1/session", NULL, "https://evil.example", LOGIN, 403);
    expect_browsed("POST", "/v1/session", NULL, NULL, LOGIN, 403);
    log_in_with_a_cookie(cookie, sizeof cookie);
    expect_browsed("DELETE", "/v1/session", cookie, "https://evil.example", NULL, 403);
    expect_browsed("DELETE", "/v1/session", cookie, NULL, NULL, 403);
    expect_browsed("PUT", "/v1/session/password", cookie, "null", change, 403);
    expect_browsed("GET", "/v1/session", cookie, "https://evil.example", NULL, 403);
    expect_browsed("GET", "/v1/session", cookie, NULL, NULL, 200);
    expect_browsed("PUT", "/v1/session/password", cookie, here, change, 204);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_session_begins_and_ends, set_up, tear_down),
    cmocka_unit_test_setup_teardown(who_guesses_has_to_wait, set_up, tear_down),
    cmocka_unit_test_setup_teardown(who_has_an_account_guesses_no_others, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_stranger_keeps_nobody_out, set_up_behind_a_proxy, tear_down),
    cmocka_unit_test_setup_teardown(addresses_of_one_network_are_one, set_up_behind_a_proxy, tear_down),
    cmocka_unit_test_setup_teardown(an_address_that_tries_many_accounts_has_to_wait, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_password_is_changed_by_who_knows_it, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_disabled_account_is_out_at_once, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_browser_keeps_the_token, set_up, tear_down),
    cmocka_unit_test_setup_teardown(no_other_page_makes_a_browser_do_things, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_body_of_another_form_is_refused, set_up, tear_down),
};
TP_TEST_MAIN(tests)
