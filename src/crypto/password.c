/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords as they are kept: scrypt (RFC 7914) over 16 random bytes of salt, in one line:
 *
 *   scrypt:LOG2(N):R:P:SALT:KEY    salt and key (32 bytes) in hex
 *
 * There are two costs and no others, so that no line can ask for more than this program would. */
#include <stdio.h>
#include <string.h>

#include "crypto/crypto.h"
#include "crypto/openssl.h"

enum { SALT_BYTES = 16, HASH_BYTES = 32, MEMORY_MAX_BYTES = 64 << 20 };

static const struct cost {
    const char *prefix;
    uint64_t n, r, p;
} costs[] = {
    [TP_GUARD_STRONG] = {"scrypt:14:8:5:", 1 << 14, 8, 5},
    [TP_GUARD_REHEARSAL] = {"scrypt:4:8:1:", 1 << 4, 8, 1},
};

static tp_status derive(const struct cost *cost, const char *password, const uint8_t salt[SALT_BYTES],
                        uint8_t out[HASH_BYTES], struct tp_diag *diag)
{
    if (EVP_PBE_scrypt(password, strlen(password), salt, SALT_BYTES, cost->n, cost->r, cost->p, MEMORY_MAX_BYTES, out,
                       HASH_BYTES) != 1)
        return tp_fail(diag, TP_E_MEMORY, "password", -1, "there is no memory to look at it");
    return TP_OK;
}

tp_status tp_password_make(const char *password, enum tp_guard guard, char out[TP_PASSWORD_LINE_BYTES],
                           struct tp_diag *diag)
{
    uint8_t salt[SALT_BYTES], hash[HASH_BYTES] = {0};
    char salt_text[2 * SALT_BYTES + 1], hash_text[2 * HASH_BYTES + 1];
    tp_status status = tp_random_bytes(salt, sizeof salt, diag);

    out[0] = '\0';
    if (status == TP_OK)
        status = derive(&costs[guard], password, salt, hash, diag);
    if (status == TP_OK) {
        tp_hex_encode(salt, sizeof salt, salt_text);
        tp_hex_encode(hash, sizeof hash, hash_text);
        snprintf(out, TP_PASSWORD_LINE_BYTES, "%s%s:%s", costs[guard].prefix, salt_text, hash_text);
        tp_wipe(hash_text, sizeof hash_text);
    }
    tp_wipe(hash, sizeof hash);
    return status;
}

/* Reads "SALT:KEY". */
static bool read_line(const char *text, uint8_t salt[SALT_BYTES], uint8_t hash[HASH_BYTES])
{
    char salt_text[2 * SALT_BYTES + 1] = "";

    if (strlen(text) != 2 * SALT_BYTES + 1 + 2 * HASH_BYTES || text[2 * SALT_BYTES] != ':')
        return false;
    memcpy(salt_text, text, 2 * SALT_BYTES);
    return tp_hex_decode(salt_text, salt, SALT_BYTES) && tp_hex_decode(text + 2 * SALT_BYTES + 1, hash, HASH_BYTES);
}

tp_status tp_password_check(const char *password, const char *line, struct tp_diag *diag)
{
    uint8_t salt[SALT_BYTES], wanted[HASH_BYTES], hash[HASH_BYTES] = {0};
    const struct cost *cost = NULL;
    tp_status status;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(costs); i++)
        if (strncmp(line, costs[i].prefix, strlen(costs[i].prefix)) == 0)
            cost = &costs[i];
    if (!cost || !read_line(line + strlen(cost->prefix), salt, wanted))
        return tp_fail(diag, TP_E_FORMAT, "password", -1, "what is kept of it is damaged");
    status = derive(cost, password, salt, hash, diag);
    if (status == TP_OK && !tp_equal_bytes(hash, wanted, sizeof hash))
        status = tp_fail(diag, TP_E_DENIED, "password", -1, "it is wrong");
    tp_wipe(hash, sizeof hash);
    return status;
}
