/* SPDX-License-Identifier: Apache-2.0 */
#include "api/token.h"

#include "api/jwt.h"

static bool is_signed(const struct tp_jwks *keys, const char *token, bool *known)
{
    struct tp_jwt jwt;
    bool result;

    assert_int_equal(tp_jwt_read(token, &jwt, NULL), TP_OK);
    *known = tp_jwks_has_key(keys, &jwt);
    result = tp_jwks_signed(keys, &jwt);
    tp_jwt_deinit(&jwt);
    return result;
}

static void a_token_is_signed_by_the_key_it_names(void **state)
{
    static const char header[] = "{\"alg\":\"EdDSA\",\"kid\":\"k1\"}";
    struct tp_signer *signer = token_signer(1), *other = token_signer(2);
    const char *set = token_keys(signer, "k1");
    struct tp_jwks keys;
    bool known;

    (void)state;
    assert_int_equal(tp_jwks_read(set, strlen(set), &keys, NULL), TP_OK);
    assert_int_equal(keys.count, 1);
    assert_true(is_signed(&keys, token_make(signer, header, "{}"), &known));
    assert_true(is_signed(&keys, token_make(signer, "{\"alg\":\"EdDSA\"}", "{}"), &known));
    assert_false(is_signed(&keys, token_make(other, header, "{}"), &known));
    assert_true(known);
    assert_false(is_signed(&keys, token_make(signer, "{\"alg\":\"EdDSA\",\"kid\":\"k2\"}", "{}"), &known));
    assert_false(known);
    /* What a token says of its algorithm makes no other key of a key. */
    assert_false(is_signed(&keys, token_make(signer, "{\"alg\":\"RS256\",\"kid\":\"k1\"}", "{}"), &known));
    assert_false(known);
    tp_jwks_deinit(&keys);
    tp_signer_free(&signer);
    tp_signer_free(&other);
}

static void keys_that_cannot_be_used_are_left_out(void **state)
{
    static const char set[] = "{\"keys\":[1,{},{\"kty\":\"oct\",\"k\":\"AAAA\"},{\"kty\":\"EC\",\"crv\":\"P-384\"},"
                              "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"},"
                              "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AA\"},"
                              "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"},"
                              "{\"kty\":\"RSA\",\"alg\":\"RS512\",\"n\":\"AQAB\",\"e\":\"AQAB\"}],\"more\":1}";
    static const char *const none[] = {"{}", "{\"keys\":{}}", "[]", "", "{\"keys\":"};
    struct tp_jwks keys;

    (void)state;
    assert_int_equal(tp_jwks_read(set, strlen(set), &keys, NULL), TP_OK);
    assert_int_equal(keys.count, 0);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(none); i++)
        assert_int_equal(tp_jwks_read(none[i], strlen(none[i]), &keys, NULL), TP_E_FORMAT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_token_is_signed_by_the_key_it_names),
    cmocka_unit_test(keys_that_cannot_be_used_are_left_out),
};
TP_TEST_MAIN(tests)
