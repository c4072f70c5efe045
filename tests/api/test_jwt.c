/* SPDX-License-Identifier: Apache-2.0 */
#include "api/token.h"

#include "api/jwt.h"

static tp_status read_token(const char *text)
{
    struct tp_jwt jwt;
    tp_status status = tp_jwt_read(text, &jwt, NULL);

    tp_jwt_deinit(&jwt);
    return status;
}

/* RFC 7515, appendix A.2. */
static void the_example_of_the_standard_is_read(void **state)
{
    static const char text[] = "eyJhbGciOiJSUzI1NiJ9"
                               ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ij"
                               "p0cnVlfQ.AAAA";
    struct tp_jwt jwt;

    (void)state;
    assert_int_equal(tp_jwt_read(text, &jwt, NULL), TP_OK);
    assert_int_equal(jwt.algorithm, TP_WEB_RS256);
    assert_null(jwt.key_name);
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_root(jwt.claims), "iss")), "joe");
    assert_int_equal(jwt.text_bytes, strlen(text) - 5);
    assert_int_equal(jwt.signature.size_bytes, 3);
    tp_jwt_deinit(&jwt);
}

static void what_is_no_token_is_refused(void **state)
{
    static const char *const texts[] = {"",
                                        ".",
                                        "..",
                                        "a.b",
                                        "a.b.c.d",
                                        "e30.e30.",
                                        "e30.e30.A A",
                                        "e30.e30.A=",
                                        "e30.W10.AAAA",
                                        "AAAA.e30.AAAA",
                                        "e30=.e30.AAAA"};
    char longest[TP_JWT_MAX_BYTES + 16];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(texts); i++)
        assert_int_equal(read_token(texts[i]), TP_E_FORMAT);
    memset(longest, 'A', sizeof longest);
    longest[3] = longest[8] = '.';
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(read_token(longest), TP_E_FORMAT);
}

static void other_algorithms_are_refused(void **state)
{
    static const char *const headers[] = {"{}",
                                          "{\"alg\":\"none\"}",
                                          "{\"alg\":\"HS256\"}",
                                          "{\"alg\":\"rs256\"}",
                                          "{\"alg\":1}",
                                          "{\"alg\":\"EdDSA\",\"crit\":[\"exp\"]}"};
    struct tp_signer *signer = token_signer(1);

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(headers); i++)
        assert_int_equal(read_token(token_make(signer, headers[i], "{}")), TP_E_UNSUPPORTED);
    assert_int_equal(read_token(token_make(signer, "{\"alg\":\"EdDSA\",\"kid\":\"k\"}", "{}")), TP_OK);
    tp_signer_free(&signer);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_example_of_the_standard_is_read),
    cmocka_unit_test(what_is_no_token_is_refused),
    cmocka_unit_test(other_algorithms_are_refused),
};
TP_TEST_MAIN(tests)
