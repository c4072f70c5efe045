/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "crypto/crypto.h"

/* Known keys of this function: they are in many places, and OpenSSL, Python and browsers give them. */
static void it_gives_the_known_keys(void **state)
{
    static const struct {
        const char *secret, *salt;
        unsigned iterations;
        const char *key;
    } known[] = {
        {"password", "salt", 1, "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b"},
        {"password", "salt", 2, "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43"},
        {"password", "salt", 4096, "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a"},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(known); i++) {
        uint8_t key[TP_SHA256_BYTES];
        char text[2 * TP_SHA256_BYTES + 1];

        assert_int_equal(tp_pbkdf2_sha256(known[i].secret, (const uint8_t *)known[i].salt, strlen(known[i].salt),
                                          known[i].iterations, key, NULL),
                         TP_OK);
        tp_hex_encode(key, sizeof key, text);
        assert_string_equal(text, known[i].key);
    }
}

static void no_rounds_are_refused(void **state)
{
    uint8_t key[TP_SHA256_BYTES];

    (void)state;
    assert_int_equal(tp_pbkdf2_sha256("x", (const uint8_t *)"y", 1, 0, key, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_pbkdf2_sha256("x", (const uint8_t *)"y", 1, 1U << 31, key, NULL), TP_E_ARGUMENT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_gives_the_known_keys),
    cmocka_unit_test(no_rounds_are_refused),
};
TP_TEST_MAIN(tests)
