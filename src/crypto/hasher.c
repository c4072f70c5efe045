/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 of many short messages: what OpenSSL looks up and allocates for a hash is done once. */
#include <stdlib.h>

#include "crypto/crypto.h"
#include "crypto/openssl.h"

struct tp_hasher {
    EVP_MD *digest;
    EVP_MD_CTX *context;
};

tp_status tp_hasher_new(struct tp_hasher **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    (*out)->digest = EVP_MD_fetch(NULL, "SHA2-256", NULL);
    (*out)->context = EVP_MD_CTX_new();
    if ((*out)->digest && (*out)->context && EVP_DigestInit_ex2((*out)->context, (*out)->digest, NULL) == 1)
        return TP_OK;
    tp_hasher_free(out);
    return tp_fail(diag, TP_E_MEMORY, "SHA-256", -1, "the digest cannot be set up");
}

void tp_hasher_free(struct tp_hasher **hasher)
{
    if (!*hasher)
        return;
    EVP_MD_CTX_free((*hasher)->context);
    EVP_MD_free((*hasher)->digest);
    free(*hasher);
    *hasher = NULL;
}

void tp_hasher_begin(struct tp_hasher *hasher, uint8_t prefix)
{
    /* Without a digest the context keeps the one that it has. */
    TP_ASSERT(EVP_DigestInit_ex2(hasher->context, NULL, NULL) == 1);
    tp_hasher_add(hasher, &prefix, 1);
}

void tp_hasher_add(struct tp_hasher *hasher, const void *data, size_t size_bytes)
{
    if (size_bytes > 0)
        TP_ASSERT(EVP_DigestUpdate(hasher->context, data, size_bytes) == 1);
}

void tp_hasher_end(struct tp_hasher *hasher, uint8_t out[TP_SHA256_BYTES])
{
    TP_ASSERT(EVP_DigestFinal_ex(hasher->context, out, NULL) == 1);
}
