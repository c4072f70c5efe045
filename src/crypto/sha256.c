/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4). */
#include "crypto/crypto.h"
#include "crypto/openssl.h"

tp_status tp_sha256(const void *data, size_t size_bytes, uint8_t out[TP_SHA256_BYTES], struct tp_diag *diag)
{
    if (EVP_Digest(size_bytes ? data : "", size_bytes, out, NULL, EVP_sha256(), NULL) != 1)
        return tp_fail(diag, TP_E_MEMORY, "SHA-256", -1, "the digest cannot be computed");
    return TP_OK;
}
