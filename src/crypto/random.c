/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that nobody can guess, and a comparison that gives nothing away by the time it takes. */
#include <limits.h>

#include "crypto/crypto.h"
#include "crypto/openssl.h"

tp_status tp_random_bytes(uint8_t *out, size_t size_bytes, struct tp_diag *diag)
{
    if (size_bytes == 0)
        return TP_OK;
    if (size_bytes > INT_MAX || RAND_priv_bytes(out, (int)size_bytes) != 1)
        return tp_fail(diag, TP_E_IO, NULL, -1, "the system's random generator gives nothing");
    return TP_OK;
}

bool tp_equal_bytes(const void *a, const void *b, size_t size_bytes)
{
    return CRYPTO_memcmp(a, b, size_bytes) == 0;
}
