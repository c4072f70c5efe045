/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "crypto/crypto.h"

/* RFC 8032, clause 7.1: tests 1, 2, 3 and SHA(abc). */
static const struct {
    const char *seed, *key, *message, *signature;
} examples[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
    {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
     "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"},
};

static struct tp_signer *signer_of(uint8_t first)
{
    uint8_t seed[TP_SEED_BYTES] = {first};
    struct tp_signer *signer;

    assert_int_equal(tp_signer_from_seed(seed, &signer, NULL), TP_OK);
    return signer;
}

static void the_examples_of_the_standard_hold(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(examples); i++) {
        uint8_t seed[TP_SEED_BYTES], message[64];
        size_t size = strlen(examples[i].message) / 2;
        struct tp_public_key key;
        struct tp_signature expected, made;
        struct tp_signer *signer;

        assert_true(tp_hex_decode(examples[i].seed, seed, sizeof seed));
        assert_true(tp_hex_decode(examples[i].key, key.bytes, sizeof key.bytes));
        assert_true(tp_hex_decode(examples[i].message, message, size));
        assert_true(tp_hex_decode(examples[i].signature, expected.bytes, sizeof expected.bytes));
        assert_int_equal(tp_signer_from_seed(seed, &signer, NULL), TP_OK);
        assert_memory_equal(tp_signer_public(signer), &key, sizeof key);
        assert_int_equal(tp_sign(signer, message, size, &made, NULL), TP_OK);
        assert_memory_equal(&made, &expected, sizeof made);
        assert_true(tp_signature_is_valid(&key, message, size, &expected));
        tp_signer_free(&signer);
    }
}

static void a_bit_anywhere_makes_it_invalid(void **state)
{
    uint8_t message[40] = "a message of forty bytes, all of it";
    struct tp_signer *signer = signer_of(1);
    struct tp_public_key key = *tp_signer_public(signer);
    struct tp_signature signature;
    struct {
        uint8_t *bytes;
        size_t size;
    } parts[] = {{key.bytes, sizeof key}, {message, sizeof message}, {signature.bytes, sizeof signature}};

    (void)state;
    assert_int_equal(tp_sign(signer, message, sizeof message, &signature, NULL), TP_OK);
    for (unsigned part = 0; part < TP_ARRAY_LENGTH(parts); part++)
        for (unsigned bit = 0; bit < 8 * parts[part].size; bit++) {
            parts[part].bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            assert_false(tp_signature_is_valid(&key, message, sizeof message, &signature));
            parts[part].bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
    assert_true(tp_signature_is_valid(&key, message, sizeof message, &signature));
    assert_false(tp_signature_is_valid(&key, message, sizeof message - 1, &signature));
    tp_signer_free(&signer);
}

/* The order of the group added to S: the same number to the curve, but another spelling (RFC 8032, 5.1.7 step 1). */
static void s_has_one_spelling(void **state)
{
    static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                      0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                      0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
    struct tp_signer *signer = signer_of(2);
    struct tp_signature signature;
    unsigned carry = 0;

    (void)state;
    assert_int_equal(tp_sign(signer, "x", 1, &signature, NULL), TP_OK);
    for (unsigned i = 0; i < 32; i++) {
        carry += signature.bytes[32 + i] + order[i];
        signature.bytes[32 + i] = (uint8_t)carry;
        carry >>= 8;
    }
    assert_false(tp_signature_is_valid(tp_signer_public(signer), "x", 1, &signature));
    tp_signer_free(&signer);
}

/* R the neutral point and S zero: valid for every message under the key 1, and for some under others of small order,
 * if such keys were taken. */
static void keys_of_small_order_are_refused(void **state)
{
    static const char *const weak[] = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", /* 1, not reduced */
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", /* 0, not reduced */
    };
    struct tp_signature signature = {{1}};

    (void)state;
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(weak); i++) {
        struct tp_public_key key;

        assert_true(tp_hex_decode(weak[i], key.bytes, sizeof key.bytes));
        for (uint8_t message = 0; message < 200; message++)
            assert_false(tp_signature_is_valid(&key, &message, 1, &signature));
    }
}

static void bytes_that_are_no_point_are_no_key(void **state)
{
    struct tp_public_key key = {{2}}; /* no point of the curve has this coordinate */
    struct tp_signature signature = {{1}};

    (void)state;
    assert_false(tp_signature_is_valid(&key, "", 0, &signature));
}

static void generated_keys_differ_and_sign(void **state)
{
    struct tp_signer *a, *b;
    struct tp_signature signature;

    (void)state;
    assert_int_equal(tp_signer_generate(&a, NULL), TP_OK);
    assert_int_equal(tp_signer_generate(&b, NULL), TP_OK);
    assert_memory_not_equal(tp_signer_public(a), tp_signer_public(b), TP_KEY_BYTES);
    assert_int_equal(tp_sign(a, NULL, 0, &signature, NULL), TP_OK);
    assert_true(tp_signature_is_valid(tp_signer_public(a), NULL, 0, &signature));
    assert_false(tp_signature_is_valid(tp_signer_public(b), NULL, 0, &signature));
    tp_signer_free(&a);
    tp_signer_free(&b);
    tp_signer_free(&b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_examples_of_the_standard_hold),
    cmocka_unit_test(a_bit_anywhere_makes_it_invalid),
    cmocka_unit_test(s_has_one_spelling),
    cmocka_unit_test(keys_of_small_order_are_refused),
    cmocka_unit_test(bytes_that_are_no_point_are_no_key),
    cmocka_unit_test(generated_keys_differ_and_sign),
};
TP_TEST_MAIN(tests)
