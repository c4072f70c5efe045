/* SPDX-License-Identifier: Apache-2.0 */
#include "api/served.h"
#include "http/client.h"

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

static const char *token_of(enum tp_duty duty)
{
    return front.tokens[duty];
}

/* QUESTION is refused with STATUS and CODE, as a problem. */
static void refused(const struct front_question *question, int status, const char *code)
{
    struct front_answer answer = front_ask(&front, question);
    int64_t said;

    assert_int_equal(answer.status, status);
    assert_string_equal(answer.http.content_type, "application/problem+json");
    assert_string_equal(front_text(&answer, "code"), code);
    assert_string_equal(front_text(&answer, "type"), "about:blank");
    assert_true(front_text(&answer, "title")[0] != '\0');
    assert_true(tp_json_to_integer(tp_json_member(tp_json_root(answer.json), "status"), &said));
    assert_int_equal(said, status);
    assert_non_null(strstr(tp_http_answer_header(&answer.http, "Cache-Control"), "no-store"));
    front_answer_deinit(&answer);
}

static void what_is_not_there_is_refused(void **state)
{
    struct front_answer answer;

    (void)state;
    refused(&(struct front_question){.method = "GET", .path = "/nothing.js"}, 404, "not-found");
    refused(&(struct front_question){.method = "GET", .path = "/", .accept = "application/json"}, 404, "not-found");
    refused(&(struct front_question){.method = "POST", .path = "/", .body = "{}"}, 404, "not-found");
    refused(&(struct front_question){.method = "GET", .path = "/v1/nothing"}, 404, "not-found");
    refused(&(struct front_question){.method = "GET", .path = "/v1/accounts/%00"}, 404, "not-found");
    refused(&(struct front_question){.method = "PUT", .path = "/v1/accounts", .body = "{}"}, 405, "method");
    answer = front_do(&front, "DELETE", "/v1/accounts", NULL, NULL);
    assert_string_equal(tp_http_answer_header(&answer.http, "Allow"), "GET, POST");
    front_answer_deinit(&answer);
}

static void all_else_is_a_page(void **state)
{
    struct front_answer answer = front_do(&front, "GET", "/agreements", NULL, NULL);

    (void)state;
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.http.content_type, "text/html; charset=utf-8");
    assert_non_null(tp_http_answer_header(&answer.http, "Content-Security-Policy"));
    front_answer_deinit(&answer);
}

static void types_are_checked(void **state)
{
    const char *token = token_of(TP_DUTY_ADMINISTRATOR);

    (void)state;
    refused(
        &(struct front_question){
            .method = "POST", .path = "/v1/accounts", .token = token, .body = "{}", .content_type = "text/plain"},
        415, "media-type");
    refused(
        &(struct front_question){
            .method = "POST", .path = "/v1/accounts", .token = token, .body = "{}", .accept = "text/html"},
        406, "not-acceptable");
    refused(&(struct front_question){.method = "GET", .path = "/v1/accounts", .token = token, .accept = "text/html"},
            406, "not-acceptable");
    front_expect(&front, "GET", "/v1/accounts", token, NULL, 200);
}

static void bodies_are_checked(void **state)
{
    static const char *const bodies[] = {
        "", "[]", "{", "null", "{\"account\":1}", "{} {}", "{\"a\":{\"a\":1,\"a\":1}}"};
    const char *token = token_of(TP_DUTY_ADMINISTRATOR);
    char nested[64] = "", large[8192];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bodies); i++)
        front_expect(&front, "POST", "/v1/accounts", token, bodies[i], 400);
    for (int i = 0; i < 20; i++)
        snprintf(nested + 2 * i, sizeof nested - 2 * (size_t)i, "{\"");
    front_expect(&front, "POST", "/v1/accounts", token, nested, 400);
    memset(large, ' ', sizeof large);
    large[sizeof large - 1] = '\0';
    refused(&(struct front_question){.method = "POST", .path = "/v1/accounts", .token = token, .body = large}, 413,
            "limit");
}

static void who_asks_is_established_first(void **state)
{
    char unknown[TP_SESSION_TOKEN_BYTES];
    struct front_answer answer;

    (void)state;
    memset(unknown, '0', sizeof unknown - 1);
    unknown[sizeof unknown - 1] = '\0';
    refused(&(struct front_question){.method = "GET", .path = "/v1/accounts"}, 401, "unauthenticated");
    refused(&(struct front_question){.method = "GET", .path = "/v1/accounts", .token = unknown}, 401,
            "unauthenticated");
    refused(&(struct front_question){.method = "GET", .path = "/v1/accounts", .token = "a.b.c"}, 401,
            "unauthenticated");
    refused(&(struct front_question){.method = "GET", .path = "/v1/accounts", .token = ""}, 401, "unauthenticated");
    refused(&(struct front_question){.method = "POST", .path = "/v1/accounts", .token = NULL, .body = "no json"}, 401,
            "unauthenticated");
    refused(&(struct front_question){.method = "GET", .path = "/v1/accounts", .token = token_of(TP_DUTY_EXAMINER)}, 403,
            "denied");
    refused(
        &(struct front_question){
            .method = "POST", .path = "/v1/accounts", .token = token_of(TP_DUTY_EXAMINER), .body = "no json"},
        403, "denied");
    answer = front_do(&front, "GET", "/v1/accounts", NULL, NULL);
    assert_string_equal(tp_http_answer_header(&answer.http, "WWW-Authenticate"), "Bearer");
    front_answer_deinit(&answer);
}

static void what_was_made_has_a_place(void **state)
{
    static const char body[] = "{\"account\":\"b\",\"password\":\"" FRONT_PASSWORD "\",\"duties\":[\"examiner\"]}";
    struct front_answer answer = front_do(&front, "POST", "/v1/accounts", token_of(TP_DUTY_ADMINISTRATOR), body);

    (void)state;
    assert_int_equal(answer.status, 201);
    assert_string_equal(tp_http_answer_header(&answer.http, "Location"), "/v1/accounts/b");
    assert_string_equal(front_text(&answer, "account"), "b");
    front_answer_deinit(&answer);
    refused(
        &(struct front_question){
            .method = "POST", .path = "/v1/accounts", .token = token_of(TP_DUTY_ADMINISTRATOR), .body = body},
        409, "exists");
}

/* Twenty million bytes are announced, and none is asked for. */
static void a_strangers_message_is_refused_by_its_head(void **state)
{
    static const char *const heads[] = {
        "", "Content-Type: application/json\r\nContent-Digest: "
            "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:\r\nSignature-Input: "
            "tenprint=(\"@method\" \"@authority\" \"@path\" \"content-digest\" \"content-type\");created=1306886400;"
            "expires=1306886460;nonce=\"0123456789abcdef0123456789abcdef\";keyid=\"dhs-ident\";tag=\"tenprint\"\r\n"
            "Signature: "
            "tenprint=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==:\r\n"};
    const uint16_t port = (uint16_t)strtoul(strrchr(tp_serve_url(front.serve), ':') + 1, NULL, 10);
    struct http_answer answer;
    char text[1024];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(heads); i++) {
        snprintf(text, sizeof text, "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n%s\r\n",
                 heads[i]);
        http_ask(port, text, &answer);
        assert_int_equal(answer.status, i == 0 ? 400 : 403);
        assert_non_null(strstr(answer.content, i == 0 ? "signature-input" : "keyid"));
    }
}

static void a_head_is_a_get_without_its_body(void **state)
{
    struct front_answer answer = front_do(&front, "HEAD", "/v1/version", NULL, NULL);

    (void)state;
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.http.body.size_bytes, 0);
    front_answer_deinit(&answer);
}

/* More than a burst of them; whatever else is asked from the same address goes on. */
static void requests_with_codes_have_a_limit_of_their_own(void **state)
{
    static const char body[] = "{\"code\":\"00000-00000-00000-00000\"}";
    unsigned limited = 0;

    (void)state;
    for (unsigned i = 0; i < 40; i++) {
        struct front_answer answer =
            front_do(&front, "POST", i % 2 ? "/v1/receipts/look" : "/v1/receipts/challenge", NULL, body);

        if (answer.status == 429) {
            assert_string_equal(front_text(&answer, "code"), "limited");
            assert_non_null(tp_http_answer_header(&answer.http, "Retry-After"));
            limited++;
        } else {
            assert_true(answer.status == 400 || answer.status == 404);
            assert_int_equal(limited, 0);
        }
        front_answer_deinit(&answer);
    }
    assert_in_range(limited, 10, 20);
    front_expect(&front, "GET", "/v1/session", front.tokens[0], NULL, 200);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_not_there_is_refused),
    cmocka_unit_test(all_else_is_a_page),
    cmocka_unit_test(types_are_checked),
    cmocka_unit_test(bodies_are_checked),
    cmocka_unit_test(requests_with_codes_have_a_limit_of_their_own),
    cmocka_unit_test(who_asks_is_established_first),
    cmocka_unit_test(what_was_made_has_a_place),
    cmocka_unit_test(a_strangers_message_is_refused_by_its_head),
    cmocka_unit_test(a_head_is_a_get_without_its_body),
};
int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
