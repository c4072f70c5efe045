/* SPDX-License-Identifier: Apache-2.0 */
#include "api/served.h"
#include "api/token.h"

static struct front front;

static int set_up(void **state)
{
    (void)state;
    front_make(&front, "oidc:\n"
                       "  issuer: http://127.0.0.1:1/\n"
                       "  audience: tenprint\n"
                       "  claim: roles\n"
                       "  roles: [{value: bureau, duty: examiner}]\n");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    front_remove(&front);
    return 0;
}

/* The status of asking for one's session with that Authorization header. */
static int with(const char *value)
{
    const struct tp_http_field header = {"Authorization", value};
    struct tp_http_question question = {
        .method = "GET", .headers = &header, .header_count = 1, .reply_max_bytes = 65536, .total_s = 30};
    struct tp_http_answer answer;
    char url[256];
    int status;

    snprintf(url, sizeof url, "%s/v1/session", tp_serve_url(front.serve));
    question.url = url;
    assert_int_equal(tp_http_ask(front.client, &question, &answer, NULL), TP_OK);
    status = answer.status;
    tp_http_answer_deinit(&answer);
    return status;
}

static void only_a_bearer_of_a_token_comes_in(void **state)
{
    const char *token = front.tokens[TP_DUTY_EXAMINER];
    char value[200];

    (void)state;
    snprintf(value, sizeof value, "Bearer %s", token);
    assert_int_equal(with(value), 200);
    snprintf(value, sizeof value, "bearer   %s", token);
    assert_int_equal(with(value), 200);
    snprintf(value, sizeof value, "Basic %s", token);
    assert_int_equal(with(value), 401);
    snprintf(value, sizeof value, "Bearer %s0", token);
    assert_int_equal(with(value), 401);
    snprintf(value, sizeof value, "Bearer %.63s", token);
    assert_int_equal(with(value), 401);
    assert_int_equal(with(token), 401);
    assert_int_equal(with("Bearer "), 401);
    assert_int_equal(with("Bearer a.b.c"), 401);
}

static void the_tokens_of_a_provider_come_in_when_there_is_one(void **state)
{
    struct tp_signer *signer = token_signer(1);
    char claims[512], value[2048];
    int64_t now_s = tp_clock_now_s();

    (void)state;
    snprintf(claims, sizeof claims,
             "{\"iss\":\"http://127.0.0.1:1/\",\"aud\":\"tenprint\",\"exp\":%lld,\"sub\":\"a\",\"roles\":[\"bureau\"]}",
             (long long)now_s + 600);
    snprintf(value, sizeof value, "Bearer %s", token_make(signer, "{\"alg\":\"EdDSA\",\"kid\":\"k\"}", claims));
    /* Its keys cannot be had: nobody listens there. */
    assert_int_equal(with(value), 503);
    tp_signer_free(&signer);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(only_a_bearer_of_a_token_comes_in, set_up, tear_down),
    cmocka_unit_test_setup_teardown(the_tokens_of_a_provider_come_in_when_there_is_one, set_up, tear_down),
};
TP_TEST_MAIN(tests)
