/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP message signatures (RFC 9421, Ed25519) and content digests (RFC 9530): what nodes put on every message. One
 * signature a message, with all of these covered and nothing else:
 *
 *   "@method" "@authority" "@path" "content-digest" "content-type"; created, expires, nonce, keyid, tag
 */
#ifndef TP_PARTNER_SIGNATURE_H
#define TP_PARTNER_SIGNATURE_H

#include "crypto/crypto.h"
#include "exchange/exchange.h"

#define TP_SIGNATURE_TAG "tenprint"
#define TP_SIGNATURE_LABEL "sig1"
#define TP_MESSAGE_MEDIA "application/json"

enum { TP_NONCE_TEXT_BYTES = 33, TP_SIGNATURE_LIFE_S = 300 };

/* ---- digests --------------------------------------------------------------------------------------------------- */

enum { TP_DIGEST_TEXT_BYTES = 64 };
/* "sha-256=:...:" */
TP_NODISCARD tp_status tp_digest_make(const void *body, size_t size_bytes, char out[TP_DIGEST_TEXT_BYTES],
                                      struct tp_diag *diag);
/* E_CHECKSUM unless the field has the SHA-256 of the body; other algorithms beside it are not looked at. */
TP_NODISCARD tp_status tp_digest_check(const char *field, const void *body, size_t size_bytes, struct tp_diag *diag);

/* ---- the base: what is signed ----------------------------------------------------------------------------------- */

struct tp_component {
    const char *identifier; /* as it is written: "\"@method\"", "\"content-digest\";req" */
    const char *value;
};
void tp_signature_base(const struct tp_component *components, size_t count, const char *parameters,
                       struct tp_buffer *out);

/* ---- requests -------------------------------------------------------------------------------------- */

/* Who signs, and when. */
struct tp_signing {
    char key[TP_ID_MAX]; /* id of the organisation */
    int64_t created_s, expires_s;
    char nonce[TP_NONCE_TEXT_BYTES]; /* 32 hex digits */
};
/* The three headers; their values lie in this. */
struct tp_signed_headers {
    char digest[TP_DIGEST_TEXT_BYTES], input[512], signature[160];
};
TP_NODISCARD tp_status tp_signature_sign_request(const struct tp_wire_request *request,
                                                 const struct tp_signing *signing, struct tp_signer *signer,
                                                 struct tp_signed_headers *out, struct tp_diag *diag);
/* Puts the headers and the media type on REQUEST, whose headers borrow them. */
void tp_signature_put(const struct tp_signed_headers *headers, struct tp_wire_request *request);

/* The key of an organisation; false for one that is not known. */
typedef bool tp_key_fn(void *context, const char *id, struct tp_public_key *out);
/* What the head of a request shows, before its body is there: form, key, times (by NOW, with the skew that clocks may
 * have) and signature, not the digest. */
TP_NODISCARD tp_status tp_signature_verify_head(const struct tp_wire_request *request, tp_key_fn *find, void *context,
                                                int64_t now_s, struct tp_signing *out, struct tp_diag *diag);
/* Checks form, digest, key, times (by NOW, with the skew that clocks may have) and signature. Whatever is wrong:
 * E_FORMAT, E_CHECKSUM or E_DENIED. Not whether the nonce is new. */
TP_NODISCARD tp_status tp_signature_verify_request(const struct tp_wire_request *request, tp_key_fn *find,
                                                   void *context, int64_t now_s, struct tp_signing *out,
                                                   struct tp_diag *diag);

/* The value of a header that is there exactly once; NULL otherwise. */
const char *tp_header_find(const struct tp_wire_header *headers, size_t count, const char *name);

#endif
