/* SPDX-License-Identifier: Apache-2.0 */
/* HMAC-SHA-256 (RFC 2104). */
#include <limits.h>

#include "crypto/crypto.h"
#include "crypto/openssl.h"

tp_status tp_hmac_sha256(const uint8_t *key, size_t key_bytes, const void *data, size_t size_bytes,
                         uint8_t out[TP_SHA256_BYTES], struct tp_diag *diag)
{
    static const uint8_t none[1];

    if (key_bytes > INT_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "HMAC", -1, "the key is too long");
    if (!HMAC(EVP_sha256(), key_bytes ? key : none, (int)key_bytes, size_bytes ? data : none, size_bytes, out, NULL))
        return tp_fail(diag, TP_E_MEMORY, "HMAC", -1, "the code cannot be computed");
    return TP_OK;
}
