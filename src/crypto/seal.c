/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed bytes: AES-256-GCM (NIST SP 800-38D) with a random nonce before them and the tag behind; and the key that a
 * passphrase stands for (scrypt, RFC 7914). A nonce comes twice under one key with a chance of 2^-32 after 2^32
 * messages; a key here seals one person's things, or keys. */
#include <limits.h>
#include <string.h>

#include "crypto/crypto.h"
#include "crypto/openssl.h"

enum {
    NONCE_BYTES = 12,
    TAG_BYTES = 16,
    COST = 1 << 15,
    BLOCK = 8,
    PARALLEL = 1,
    COST_REHEARSAL = 1 << 4,
    MEMORY_MAX = 64 << 20
};
_Static_assert(NONCE_BYTES + TAG_BYTES == TP_SEAL_BYTES, "what a seal adds");

static tp_status fail(const char *what, struct tp_diag *diag)
{
    return tp_fail(diag, TP_E_MEMORY, "seal", -1, "%s", what);
}

/* Both begin alike. */
static bool begin(EVP_CIPHER_CTX *context, const uint8_t *key, const uint8_t *nonce, const char *about, bool sealing)
{
    int size;

    return context && EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, key, nonce, sealing) == 1 &&
           EVP_CipherUpdate(context, NULL, &size, (const uint8_t *)about, (int)strlen(about)) == 1;
}

tp_status tp_seal(const uint8_t key[TP_SEAL_KEY_BYTES], const char *about, const void *data, size_t size_bytes,
                  uint8_t *out, struct tp_diag *diag)
{
    uint8_t *text = out + NONCE_BYTES, *tag = text + size_bytes;
    EVP_CIPHER_CTX *context;
    int size = 0;
    bool done;
    tp_status status = tp_random_bytes(out, NONCE_BYTES, diag);

    if (status != TP_OK)
        return status;
    if (size_bytes > INT_MAX - TP_SEAL_BYTES)
        return tp_fail(diag, TP_E_LIMIT, "seal", -1, "more than 2 GiB");
    context = EVP_CIPHER_CTX_new();
    done = begin(context, key, out, about, true) &&
           (size_bytes == 0 || EVP_CipherUpdate(context, text, &size, data, (int)size_bytes) == 1) &&
           EVP_CipherFinal_ex(context, tag, &size) == 1 &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, tag) == 1;
    EVP_CIPHER_CTX_free(context);
    return done ? TP_OK : fail("the bytes cannot be encrypted", diag);
}

tp_status tp_unseal(const uint8_t key[TP_SEAL_KEY_BYTES], const char *about, const void *sealed, size_t size_bytes,
                    uint8_t *out, struct tp_diag *diag)
{
    const uint8_t *nonce = sealed;
    uint8_t tag[TAG_BYTES];
    EVP_CIPHER_CTX *context;
    size_t plain = size_bytes - TP_SEAL_BYTES;
    int size = 0;
    bool done;

    if (size_bytes < TP_SEAL_BYTES || size_bytes > INT_MAX)
        return tp_fail(diag, TP_E_CHECKSUM, "seal", -1, "it is no sealed text");
    memcpy(tag, nonce + NONCE_BYTES + plain, sizeof tag);
    context = EVP_CIPHER_CTX_new();
    done = begin(context, key, nonce, about, false) &&
           (plain == 0 || EVP_CipherUpdate(context, out, &size, nonce + NONCE_BYTES, (int)plain) == 1) &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, tag) == 1 &&
           EVP_CipherFinal_ex(context, tag, &size) == 1;
    EVP_CIPHER_CTX_free(context);
    if (done)
        return TP_OK;
    tp_wipe(out, plain);
    return tp_fail(diag, TP_E_CHECKSUM, "seal", -1, "it is damaged, or sealed under another key");
}

tp_status tp_stretch(const char *passphrase, const uint8_t *salt, size_t salt_bytes, enum tp_guard guard,
                     uint8_t out[TP_SEAL_KEY_BYTES], struct tp_diag *diag)
{
    uint64_t cost = guard == TP_GUARD_STRONG ? COST : COST_REHEARSAL;

    if (EVP_PBE_scrypt(passphrase, strlen(passphrase), salt, salt_bytes, cost, BLOCK, PARALLEL, MEMORY_MAX, out,
                       TP_SEAL_KEY_BYTES) == 1)
        return TP_OK;
    return fail("no key can be made from the passphrase", diag);
}
