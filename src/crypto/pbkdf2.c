/* SPDX-License-Identifier: Apache-2.0 */
/* PBKDF2 with HMAC-SHA-256 (RFC 8018, clause 5.2). */
#include <limits.h>
#include <string.h>

#include "crypto/crypto.h"
#include "crypto/openssl.h"

tp_status tp_pbkdf2_sha256(const char *secret, const uint8_t *salt, size_t salt_bytes, unsigned iterations,
                           uint8_t out[TP_SHA256_BYTES], struct tp_diag *diag)
{
    if (iterations == 0 || iterations > INT_MAX || salt_bytes > INT_MAX || strlen(secret) > INT_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "PBKDF2", -1, "a number is out of range");
    if (PKCS5_PBKDF2_HMAC(secret, (int)strlen(secret), salt, (int)salt_bytes, (int)iterations, EVP_sha256(),
                          TP_SHA256_BYTES, out) != 1)
        return tp_fail(diag, TP_E_MEMORY, "PBKDF2", -1, "the key cannot be derived");
    return TP_OK;
}
