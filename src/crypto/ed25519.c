/* SPDX-License-Identifier: Apache-2.0 */
/* Ed25519 (RFC 8032, clause 5.1): verifying, and signing with a key in memory. */
#include <stdlib.h>
#include <string.h>

#include "crypto/signer.h"

/* ---- verifying ---------------------------------------------------------------------------------------------------
 */

/* The second coordinates of the points of order 1, 2, 4 and 8 on the curve. Under such a key one signature can be valid
 * for many messages, and everybody can make one. */
static const uint8_t weak_keys[][TP_KEY_BYTES] = {
    {0},
    {1},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
};

/* Whether the second coordinate (the bits but the highest, little-endian) is below 2^255 - 19: RFC 8032, 5.1.3 step 1,
 * which OpenSSL leaves out. */
static bool is_reduced(const uint8_t y[TP_KEY_BYTES])
{
    if (y[0] < 0xed || y[TP_KEY_BYTES - 1] != 0x7f)
        return true;
    for (unsigned i = 1; i < TP_KEY_BYTES - 1; i++)
        if (y[i] != 0xff)
            return true;
    return false;
}

static bool is_acceptable(const struct tp_public_key *key)
{
    uint8_t y[TP_KEY_BYTES];

    memcpy(y, key->bytes, sizeof y);
    y[TP_KEY_BYTES - 1] &= 0x7f;
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(weak_keys); i++)
        if (memcmp(y, weak_keys[i], sizeof y) == 0)
            return false;
    return is_reduced(y);
}

bool tp_signature_is_valid(const struct tp_public_key *key, const void *data, size_t size_bytes,
                           const struct tp_signature *signature)
{
    EVP_PKEY *verifier = NULL;
    EVP_MD_CTX *context = NULL;
    bool valid = false;

    if (!is_acceptable(key))
        return false;
    verifier = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->bytes, TP_KEY_BYTES);
    context = EVP_MD_CTX_new();
    if (verifier && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, verifier) == 1)
        valid =
            EVP_DigestVerify(context, signature->bytes, TP_SIGNATURE_BYTES, size_bytes ? data : "", size_bytes) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(verifier);
    return valid;
}

/* ---- signers of every kind ---------------------------------------------------------------------------------------
 */

tp_status tp_signer_make(const struct tp_signer_kind *kind, const struct tp_public_key *key, void *secret,
                         struct tp_signer **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        kind->release(secret);
    else
        **out = (struct tp_signer){kind, *key, secret};
    return status;
}

void tp_signer_free(struct tp_signer **signer)
{
    if (!*signer)
        return;
    (*signer)->kind->release((*signer)->secret);
    free(*signer);
    *signer = NULL;
}

const struct tp_public_key *tp_signer_public(const struct tp_signer *signer)
{
    return &signer->key;
}

tp_status tp_sign(struct tp_signer *signer, const void *data, size_t size_bytes, struct tp_signature *out,
                  struct tp_diag *diag)
{
    tp_status status;

    memset(out, 0, sizeof *out);
    status = signer->kind->sign(signer, size_bytes ? data : "", size_bytes, out, diag);
    /* A fault of the machine, or of a token, while signing can give the key away. */
    if (status == TP_OK && !tp_signature_is_valid(&signer->key, data, size_bytes, out)) {
        memset(out, 0, sizeof *out);
        status = tp_fail(diag, TP_E_CHECKSUM, NULL, -1, "the signature that was made is not valid");
    }
    return status;
}

/* ---- a key in memory ---------------------------------------------------------------------------------------------
 */

static tp_status sign_in_memory(struct tp_signer *signer, const void *data, size_t size_bytes, struct tp_signature *out,
                                struct tp_diag *diag)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t length = TP_SIGNATURE_BYTES;
    bool done = context && EVP_DigestSignInit(context, NULL, NULL, NULL, signer->secret) == 1 &&
                EVP_DigestSign(context, out->bytes, &length, data, size_bytes) == 1;

    EVP_MD_CTX_free(context);
    return done ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "the signature cannot be made");
}

static void release_key(void *secret)
{
    EVP_PKEY_free(secret); /* OpenSSL overwrites private keys */
}

static const struct tp_signer_kind in_memory = {sign_in_memory, release_key};

tp_status tp_signer_of(EVP_PKEY *key, struct tp_signer **out, struct tp_diag *diag)
{
    struct tp_public_key public;
    size_t length = TP_KEY_BYTES;

    *out = NULL;
    if (EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519 || EVP_PKEY_get_raw_public_key(key, public.bytes, &length) != 1) {
        EVP_PKEY_free(key);
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "the key is not an Ed25519 key");
    }
    return tp_signer_make(&in_memory, &public, key, out, diag);
}

EVP_PKEY *tp_signer_private(const struct tp_signer *signer)
{
    return signer->kind == &in_memory ? signer->secret : NULL;
}

tp_status tp_signer_from_seed(const uint8_t seed[TP_SEED_BYTES], struct tp_signer **out, struct tp_diag *diag)
{
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, TP_SEED_BYTES);

    *out = NULL;
    if (!key)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "the key cannot be made");
    return tp_signer_of(key, out, diag);
}

tp_status tp_signer_generate(struct tp_signer **out, struct tp_diag *diag)
{
    uint8_t seed[TP_SEED_BYTES];
    tp_status status = tp_random_bytes(seed, sizeof seed, diag);

    *out = NULL;
    if (status == TP_OK)
        status = tp_signer_from_seed(seed, out, diag);
    tp_wipe(seed, sizeof seed);
    return status;
}
