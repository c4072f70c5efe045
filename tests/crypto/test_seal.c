/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "base/base.h"
#include "crypto/crypto.h"

static const uint8_t key[TP_SEAL_KEY_BYTES] = {1, 2, 3}, other_key[TP_SEAL_KEY_BYTES] = {1, 2, 4};

static void what_is_sealed_comes_back(void **state)
{
    static const size_t sizes[] = {0, 1, 15, 16, 17, 1000};
    uint8_t data[1000], sealed[1000 + TP_SEAL_BYTES], back[1000];
    struct tp_rng rng = tp_rng_seed(5, 0);

    (void)state;
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)tp_rng_below(&rng, 256);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++) {
        memset(back, 0, sizeof back);
        assert_int_equal(tp_seal(key, "blob a", data, sizes[i], sealed, NULL), TP_OK);
        assert_int_equal(tp_unseal(key, "blob a", sealed, sizes[i] + TP_SEAL_BYTES, back, NULL), TP_OK);
        assert_memory_equal(back, data, sizes[i]);
    }
}

static void no_two_seals_are_alike(void **state)
{
    uint8_t one[3 + TP_SEAL_BYTES], two[3 + TP_SEAL_BYTES];

    (void)state;
    assert_int_equal(tp_seal(key, "", "abc", 3, one, NULL), TP_OK);
    assert_int_equal(tp_seal(key, "", "abc", 3, two, NULL), TP_OK);
    assert_memory_not_equal(one, two, sizeof one);
}

static void assert_closed(const uint8_t *with, const char *about, const uint8_t *sealed, size_t size)
{
    uint8_t out[64];
    struct tp_diag diag;

    memset(out, 'x', sizeof out);
    tp_diag_init(&diag);
    assert_int_equal(tp_unseal(with, about, sealed, size, out, &diag), TP_E_CHECKSUM);
    assert_true(diag.text[0] != '\0');
    if (size >= TP_SEAL_BYTES)
        assert_true(memchr(out, 'a', sizeof out) == NULL); /* nothing of the text */
}

static void every_change_is_noticed(void **state)
{
    uint8_t sealed[6 + TP_SEAL_BYTES];

    (void)state;
    assert_int_equal(tp_seal(key, "blob a", "aaaaaa", 6, sealed, NULL), TP_OK);
    for (size_t i = 0; i < sizeof sealed; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            sealed[i] ^= (uint8_t)(1 << bit);
            assert_closed(key, "blob a", sealed, sizeof sealed);
            sealed[i] ^= (uint8_t)(1 << bit);
        }
    for (size_t size = 0; size < sizeof sealed; size++)
        assert_closed(key, "blob a", sealed, size);
    assert_closed(key, "blob b", sealed, sizeof sealed);
    assert_closed(key, "", sealed, sizeof sealed);
    assert_closed(other_key, "blob a", sealed, sizeof sealed);
}

/* AES-256-GCM as others have it: test case 16 of the specification by McGrew and Viega. */
static void opens_what_the_standard_sealed(void **state)
{
    static const char key_hex[] = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
                      sealed_hex[] = "cafebabefacedbaddecaf888"
                                     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                                     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                                     "76fc6ece0f4e1768cddf8853bb2d551b",
                      text_hex[] = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                   "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
    static const char about[] = "\xfe\xed\xfa\xce\xde\xad\xbe\xef\xfe\xed\xfa\xce\xde\xad\xbe\xef\xab\xad\xda\xd2";
    uint8_t gcm_key[32], sealed[12 + 60 + 16], expected[60], text[60];

    (void)state;
    assert_true(tp_hex_decode(key_hex, gcm_key, sizeof gcm_key));
    assert_true(tp_hex_decode(sealed_hex, sealed, sizeof sealed));
    assert_true(tp_hex_decode(text_hex, expected, sizeof expected));
    assert_int_equal(tp_unseal(gcm_key, about, sealed, sizeof sealed, text, NULL), TP_OK);
    assert_memory_equal(text, expected, sizeof expected);
}

static void a_passphrase_is_a_key(void **state)
{
    static const uint8_t salt[] = "salt of this", other[] = "salt of that";
    uint8_t a[TP_SEAL_KEY_BYTES], b[TP_SEAL_KEY_BYTES];

    (void)state;
    assert_int_equal(tp_stretch("correct horse", salt, sizeof salt, TP_GUARD_STRONG, a, NULL), TP_OK);
    assert_int_equal(tp_stretch("correct horse", salt, sizeof salt, TP_GUARD_STRONG, b, NULL), TP_OK);
    assert_memory_equal(a, b, sizeof a);
    assert_int_equal(tp_stretch("correct horse", other, sizeof other, TP_GUARD_STRONG, b, NULL), TP_OK);
    assert_memory_not_equal(a, b, sizeof a);
    assert_int_equal(tp_stretch("correct mouse", salt, sizeof salt, TP_GUARD_STRONG, b, NULL), TP_OK);
    assert_memory_not_equal(a, b, sizeof a);
    assert_int_equal(tp_stretch("correct horse", salt, sizeof salt, TP_GUARD_REHEARSAL, b, NULL), TP_OK);
    assert_memory_not_equal(a, b, sizeof a);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_sealed_comes_back), cmocka_unit_test(no_two_seals_are_alike),
    cmocka_unit_test(every_change_is_noticed),   cmocka_unit_test(opens_what_the_standard_sealed),
    cmocka_unit_test(a_passphrase_is_a_key),
};
TP_TEST_MAIN(tests)
