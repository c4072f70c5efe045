/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "crypto/crypto.h"

static void check(const uint8_t *key, size_t key_bytes, const void *data, size_t size, const char *expected)
{
    uint8_t code[TP_SHA256_BYTES];
    char text[2 * TP_SHA256_BYTES + 1];

    assert_int_equal(tp_hmac_sha256(key, key_bytes, data, size, code, NULL), TP_OK);
    tp_hex_encode(code, sizeof code, text);
    assert_string_equal(text, expected);
}

/* RFC 4231, clause 4, but the case of a truncated output. */
static void the_examples_of_the_standard_hold(void **state)
{
    static const char hash_first[] = "Test Using Larger Than Block-Size Key - Hash Key First";
    static const char larger[] = "This is a test using a larger than block-size key and a larger than block-size data. "
                                 "The key needs to be hashed before being used by the HMAC algorithm.";
    uint8_t key[131], data[50];

    (void)state;
    memset(key, 0x0b, 20);
    check(key, 20, "Hi There", 8, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    check((const uint8_t *)"Jefe", 4, "what do ya want for nothing?", 28,
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    memset(data, 0xdd, sizeof data);
    check(key, 20, data, 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    check(key, 131, hash_first, strlen(hash_first), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    check(key, 131, larger, strlen(larger), "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
    for (uint8_t i = 0; i < 25; i++)
        key[i] = i + 1;
    memset(data, 0xcd, sizeof data);
    check(key, 25, data, 50, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
}

static void empty_keys_and_messages_are_messages(void **state)
{
    (void)state;
    check(NULL, 0, NULL, 0, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void an_absurd_key_is_refused(void **state)
{
    static const uint8_t key[1];
    uint8_t code[TP_SHA256_BYTES];

    (void)state;
    assert_int_equal(tp_hmac_sha256(key, (size_t)1 << 31, "", 0, code, NULL), TP_E_ARGUMENT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_examples_of_the_standard_hold),
    cmocka_unit_test(empty_keys_and_messages_are_messages),
    cmocka_unit_test(an_absurd_key_is_refused),
};
TP_TEST_MAIN(tests)
