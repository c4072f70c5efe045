/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: tokens and sets of keys. The first line is a token, the rest a set; what is accepted is within bounds,
 * and whoever signed the token is a key of its name. */
#include <stdlib.h>
#include <string.h>

#include "api/jwt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void check_token(const struct tp_jwt *jwt)
{
    TP_ASSERT(tp_json_root(jwt->header) && tp_json_root(jwt->claims));
    TP_ASSERT(jwt->text[jwt->text_bytes] == '.' && jwt->text_bytes < TP_JWT_MAX_BYTES);
    TP_ASSERT(jwt->algorithm == TP_WEB_RS256 || jwt->algorithm == TP_WEB_ES256 || jwt->algorithm == TP_WEB_EDDSA);
}

static void check_set(const struct tp_jwks *keys, const struct tp_jwt *jwt)
{
    TP_ASSERT(keys->count <= TP_JWKS_KEYS_MAX);
    for (size_t i = 0; i < keys->count; i++)
        TP_ASSERT(keys->keys[i].key && strlen(keys->keys[i].name) < TP_JWT_KEY_NAME_BYTES);
    if (jwt && tp_jwks_signed(keys, jwt))
        TP_ASSERT(tp_jwks_has_key(keys, jwt));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static struct tp_jwks keys;
    struct tp_jwt jwt;
    char *text = calloc(1, size_bytes + 1), *rest;
    bool read;

    if (!text)
        return 0;
    memcpy(text, data, size_bytes);
    rest = memchr(text, '\n', size_bytes);
    if (rest)
        *rest++ = '\0';
    read = tp_jwt_read(text, &jwt, NULL) == TP_OK;
    if (read)
        check_token(&jwt);
    if (rest && tp_jwks_read(rest, size_bytes - (size_t)(rest - text), &keys, NULL) == TP_OK)
        check_set(&keys, read ? &jwt : NULL);
    tp_jwks_deinit(&keys);
    tp_jwt_deinit(&jwt);
    free(text);
    return 0;
}
