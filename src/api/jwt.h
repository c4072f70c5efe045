/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Web Tokens in their compact form (RFC 7515, RFC 7519) and sets of keys (RFC 7517). */
#ifndef TP_API_JWT_H
#define TP_API_JWT_H

#include "crypto/crypto.h"
#include "json/json.h"

enum { TP_JWT_MAX_BYTES = 8192, TP_JWKS_KEYS_MAX = 64, TP_JWT_KEY_NAME_BYTES = 128 };

/* A token that was read, not believed. */
struct tp_jwt {
    struct tp_json_document *header, *claims;
    enum tp_web_algorithm algorithm;
    const char *key_name; /* kid; NULL for none */
    const char *text;     /* borrowed: what is signed */
    size_t text_bytes;
    struct tp_buffer signature;
};
/* E_FORMAT for what is no token, also one with extensions that must be understood (crit); E_UNSUPPORTED for other
 * algorithms. Always tp_jwt_deinit. */
TP_NODISCARD tp_status tp_jwt_read(const char *text, struct tp_jwt *out, struct tp_diag *diag);
void tp_jwt_deinit(struct tp_jwt *jwt);

struct tp_jwks {
    struct {
        char name[TP_JWT_KEY_NAME_BYTES]; /* "" without one */
        struct tp_web_key *key;
    } keys[TP_JWKS_KEYS_MAX];
    size_t count;
};
/* Those for signatures by the three algorithms; others in the set are left out. */
TP_NODISCARD tp_status tp_jwks_read(const char *text, size_t size_bytes, struct tp_jwks *out, struct tp_diag *diag);
void tp_jwks_deinit(struct tp_jwks *jwks);
/* Whether JWKS has a key for JWT: of its name, or of its algorithm when it names none; and whether that one signed. */
bool tp_jwks_has_key(const struct tp_jwks *jwks, const struct tp_jwt *jwt);
bool tp_jwks_signed(const struct tp_jwks *jwks, const struct tp_jwt *jwt);

#endif
