/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "crypto/crypto.h"

static void check(const void *data, size_t size, const char *expected)
{
    uint8_t digest[TP_SHA256_BYTES];
    char text[2 * TP_SHA256_BYTES + 1];

    assert_int_equal(tp_sha256(data, size, digest, NULL), TP_OK);
    for (unsigned i = 0; i < TP_SHA256_BYTES; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(text, expected);
}

/* The examples of FIPS 180-4. */
static void the_examples_of_the_standard_hold(void **state)
{
    static char many[1000000];

    (void)state;
    check("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check(NULL, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    memset(many, 'a', sizeof many);
    check(many, sizeof many, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* Sizes around the end of a block give what their parts do not: all differ. */
static void every_length_is_another_message(void **state)
{
    uint8_t digests[200][TP_SHA256_BYTES], zeros[200] = {0};

    (void)state;
    for (size_t i = 0; i < 200; i++) {
        assert_int_equal(tp_sha256(zeros, i, digests[i], NULL), TP_OK);
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(memcmp(digests[i], digests[k], TP_SHA256_BYTES), 0);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_examples_of_the_standard_hold),
    cmocka_unit_test(every_length_is_another_message),
};
TP_TEST_MAIN(tests)
