/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens and sets of keys as an identity provider makes them, with Ed25519. */
#ifndef TP_TEST_API_TOKEN_H
#define TP_TEST_API_TOKEN_H

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/crypto.h"

static inline struct tp_signer *token_signer(uint8_t which)
{
    const uint8_t seed[TP_SEED_BYTES] = {which};
    struct tp_signer *signer;

    assert_int_equal(tp_signer_from_seed(seed, &signer, NULL), TP_OK);
    return signer;
}

/* Appends DATA in the alphabet of URLs, without padding. */
static inline void token_encode(const void *data, size_t size_bytes, struct tp_buffer *out)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    tp_base64_encode(data, size_bytes, &text);
    for (size_t i = 0; i < text.size_bytes && text.data[i] != '='; i++)
        tp_write_u8(out, text.data[i] == '+' ? '-' : text.data[i] == '/' ? '_' : text.data[i]);
    tp_buffer_deinit(&text);
}

/* HEADER and CLAIMS signed; in one of four static buffers. */
static inline const char *token_make(struct tp_signer *signer, const char *header, const char *claims)
{
    static struct tp_buffer made[4];
    static unsigned next;
    struct tp_buffer *out = &made[next++ % 4];
    struct tp_signature signature;

    tp_buffer_deinit(out);
    tp_buffer_init(out);
    token_encode(header, strlen(header), out);
    tp_write_u8(out, '.');
    token_encode(claims, strlen(claims), out);
    assert_int_equal(tp_sign(signer, out->data, out->size_bytes, &signature, NULL), TP_OK);
    tp_write_u8(out, '.');
    token_encode(signature.bytes, sizeof signature.bytes, out);
    tp_write_u8(out, 0);
    assert_false(out->bad);
    return (const char *)out->data;
}

/* {"keys": [...]} with the key of SIGNER under the name KID; in a static buffer. */
static inline const char *token_keys(struct tp_signer *signer, const char *kid)
{
    static char text[512];
    struct tp_buffer x;

    tp_buffer_init(&x);
    token_encode(tp_signer_public(signer)->bytes, TP_KEY_BYTES, &x);
    snprintf(text, sizeof text,
             "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"e\",\"use\":\"enc\",\"n\":\"AQAB\",\"e\":\"AQAB\"},"
             "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"use\":\"sig\",\"x\":\"%.*s\"}]}",
             kid, (int)x.size_bytes, (const char *)x.data);
    tp_buffer_deinit(&x);
    return text;
}

#endif
