/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "crypto/crypto.h"

/* Keys and signatures over MESSAGE that `openssl genpkey` and `openssl dgst -sign` made. */
#define MESSAGE "what is signed"
static const char rsa_n[] = "zgEVZdel7wRztPp1p9TgAFnybT32lOdZBKoJVU29ngQyinyxcF4p8rqzuVmqicf8_cDEeM7bxiuc42gs2r4Do_hS"
                            "Dwvf78c7aMTw0WX-_8iUf9vaHN99p2WmYuWR04lfDHRX2qB8zREsbRnbaGRjEWtbhMlaZqsaS9dIZulAw9RLIuoN"
                            "fj1NxU9TZl_Hmav2_cuhyGSgP4MBmcFizrcxw40RMxJ-pNbhLDXDebmNTbtmCJj9yAIpmLRJvPe_wupyxJ0i3hVn"
                            "WnqxWFMQZSiMyB1V-2r5A4_4CP99VOK0RWOFePbj0khHp79FooWo-q1si6qRHyIf_h1uihHp_wUy9Q";
static const char rsa_signature[] =
    "o87BqqGP4ccu1pbjnOYDJD_sl6T9OpWCC_8xvqDfnKhcfE2LCayAKEIxzbzi0pZIThQ62libtMW4HD-aZfVmaD0A"
    "jHVyZ1HITMLEnBq1gT9-MNYrahmxUfWH34zdThEthkqq-8v6muxLq56KaVHj2QnLlpa2XWlr-uXVNfYKRwaU5Tsm"
    "MX7AuzB2ih1CXziK2rh6bJoU9opRKrqlP7H3aWjaEEAHJt65x8xRMK7T9JY6Fxk_xoYzMukiFZ0_YoqCTRZzW-T8"
    "MeIZN9zJQ2LBxT_s-sxBI0HfsE0kz7hlJ2PjUL4EPP7Zh49elsOA9Vy-xWRaGE946CDvEAdxYSktsg";
static const char ec_x[] = "c9ijVCTwM00fk5WMJTnuPynkdu8mG2dO7zGKKzJ2Ocg";
static const char ec_y[] = "N964kpXHePeUDEkod1OSCNbOHWOxuWG11udnLS_ZA2g";
static const char ec_signature[] =
    "s0HiD8Sk2cweMg7pUO0gNTk6E26x3RbMqARvoAzOd4vHOA8ag5Zh7lHmER2gaYXy3P6LfBnmErn5PYe02Upn9g";

static struct tp_buffer decode(const char *text)
{
    struct tp_buffer out;

    tp_buffer_init(&out);
    assert_int_equal(tp_base64_decode(text, &out, NULL), TP_OK);
    return out;
}

static struct tp_web_part part(const struct tp_buffer *buffer)
{
    return (struct tp_web_part){buffer->data, buffer->size_bytes};
}

static struct tp_web_key *make(enum tp_web_algorithm algorithm, const char *first, const char *second)
{
    struct tp_buffer a = decode(first), b = decode(second);
    struct tp_web_key *key;
    tp_status status = tp_web_key_new(algorithm, part(&a), part(&b), &key, NULL);

    assert_true(status == TP_OK || (status == TP_E_FORMAT && !key));
    tp_buffer_deinit(&a);
    tp_buffer_deinit(&b);
    return key;
}

/* The signature holds; that of another message, any changed byte and any other length do not. */
static void check(struct tp_web_key *key, const struct tp_buffer *signature)
{
    assert_non_null(key);
    assert_true(tp_web_signature_is_valid(key, MESSAGE, strlen(MESSAGE), signature->data, signature->size_bytes));
    assert_false(tp_web_signature_is_valid(key, "What is signed", 14, signature->data, signature->size_bytes));
    assert_false(tp_web_signature_is_valid(key, "", 0, signature->data, signature->size_bytes));
    for (size_t i = 0; i < signature->size_bytes; i++) {
        signature->data[i] ^= 1;
        assert_false(tp_web_signature_is_valid(key, MESSAGE, strlen(MESSAGE), signature->data, signature->size_bytes));
        signature->data[i] ^= 1;
        assert_false(tp_web_signature_is_valid(key, MESSAGE, strlen(MESSAGE), signature->data, i));
    }
}

static void rs256(void **state)
{
    struct tp_web_key *key = make(TP_WEB_RS256, rsa_n, "AQAB");
    struct tp_buffer signature = decode(rsa_signature);

    (void)state;
    check(key, &signature);
    assert_int_equal(tp_web_key_algorithm(key), TP_WEB_RS256);
    tp_buffer_deinit(&signature);
    tp_web_key_free(&key);
    tp_web_key_free(&key);
    assert_null(make(TP_WEB_RS256, rsa_n, "AQ"));
    assert_null(make(TP_WEB_RS256, rsa_n, "AA"));
    assert_null(make(TP_WEB_RS256, rsa_n, ""));
    assert_null(make(TP_WEB_RS256, rsa_n, "AQAAAAAAAAAAAB"));
    assert_null(make(TP_WEB_RS256, rsa_n + 4, "AQAB"));
    assert_null(make(TP_WEB_RS256, "", "AQAB"));
}

static void es256(void **state)
{
    struct tp_web_key *key = make(TP_WEB_ES256, ec_x, ec_y);
    struct tp_buffer signature = decode(ec_signature);

    (void)state;
    check(key, &signature);
    memset(signature.data, 0, signature.size_bytes);
    assert_false(tp_web_signature_is_valid(key, MESSAGE, strlen(MESSAGE), signature.data, signature.size_bytes));
    tp_buffer_deinit(&signature);
    tp_web_key_free(&key);
    assert_null(make(TP_WEB_ES256, ec_y, ec_x));
    assert_null(make(TP_WEB_ES256, ec_x, ec_x));
    assert_null(make(TP_WEB_ES256, ec_x, "AQAB"));
}

static void eddsa(void **state)
{
    static const uint8_t seed[TP_SEED_BYTES] = {1, 2, 3};
    struct tp_buffer bytes;
    struct tp_signature signature;
    struct tp_signer *signer;
    struct tp_web_key *key;
    struct tp_web_part x;

    (void)state;
    assert_int_equal(tp_signer_from_seed(seed, &signer, NULL), TP_OK);
    assert_int_equal(tp_sign(signer, MESSAGE, strlen(MESSAGE), &signature, NULL), TP_OK);
    x = (struct tp_web_part){tp_signer_public(signer)->bytes, TP_KEY_BYTES};
    assert_int_equal(tp_web_key_new(TP_WEB_EDDSA, x, (struct tp_web_part){0}, &key, NULL), TP_OK);
    tp_buffer_init(&bytes);
    tp_write_bytes(&bytes, signature.bytes, sizeof signature.bytes);
    check(key, &bytes);
    tp_buffer_deinit(&bytes);
    tp_web_key_free(&key);
    x.size_bytes--;
    assert_int_equal(tp_web_key_new(TP_WEB_EDDSA, x, (struct tp_web_part){0}, &key, NULL), TP_E_FORMAT);
    tp_signer_free(&signer);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(rs256),
    cmocka_unit_test(es256),
    cmocka_unit_test(eddsa),
};
TP_TEST_MAIN(tests)
