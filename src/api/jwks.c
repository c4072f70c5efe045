/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of public keys: {"keys": [{"kty", "crv", "kid", "use", "alg", ...}]}. */
#include <stdio.h>
#include <string.h>

#include "api/jwt.h"

/* What a key must say of itself, and where its parts are (RFC 7518, clause 6; RFC 8037). */
static const struct kind {
    enum tp_web_algorithm algorithm;
    const char *alg, *kty, *crv, *a, *b;
} kinds[] = {
    {TP_WEB_RS256, "RS256", "RSA", NULL, "n", "e"},
    {TP_WEB_ES256, "ES256", "EC", "P-256", "x", "y"},
    {TP_WEB_EDDSA, "EdDSA", "OKP", "Ed25519", "x", NULL},
};

static const char *text_of(const struct tp_json_value *object, const char *member)
{
    const struct tp_json_value *value = tp_json_member(object, member);
    const char *text = value ? tp_json_to_text(value) : NULL;

    return text ? text : "";
}

/* Whether TEXT is WORD, or nothing where it may be left out. */
static bool says(const char *text, const char *word, bool may_be_missing)
{
    return (may_be_missing && text[0] == '\0') || strcmp(text, word) == 0;
}

static const struct kind *kind_of(const struct tp_json_value *key)
{
    for (size_t i = 0; i < TP_ARRAY_LENGTH(kinds); i++)
        if (says(text_of(key, "kty"), kinds[i].kty, false) && says(text_of(key, "alg"), kinds[i].alg, true) &&
            says(text_of(key, "use"), "sig", true) && (!kinds[i].crv || says(text_of(key, "crv"), kinds[i].crv, false)))
            return &kinds[i];
    return NULL;
}

static struct tp_web_part part(const struct tp_buffer *buffer)
{
    return (struct tp_web_part){buffer->data, buffer->size_bytes};
}

static tp_status make_key(const struct kind *kind, const struct tp_json_value *key, struct tp_web_key **out)
{
    struct tp_buffer a, b;
    tp_status status;

    tp_buffer_init(&a);
    tp_buffer_init(&b);
    status = tp_base64_decode(text_of(key, kind->a), &a, NULL);
    if (status == TP_OK && kind->b)
        status = tp_base64_decode(text_of(key, kind->b), &b, NULL);
    if (status == TP_OK)
        status = tp_web_key_new(kind->algorithm, part(&a), part(&b), out, NULL);
    tp_buffer_deinit(&a);
    tp_buffer_deinit(&b);
    return status;
}

/* What cannot be used is passed over: it may be meant for others. */
static void add_key(const struct tp_json_value *key, struct tp_jwks *out)
{
    const struct kind *kind = kind_of(key);
    const char *name = text_of(key, "kid");

    if (!kind || strlen(name) >= TP_JWT_KEY_NAME_BYTES || out->count == TP_JWKS_KEYS_MAX ||
        make_key(kind, key, &out->keys[out->count].key) != TP_OK)
        return;
    snprintf(out->keys[out->count].name, TP_JWT_KEY_NAME_BYTES, "%s", name);
    out->count++;
}

tp_status tp_jwks_read(const char *text, size_t size_bytes, struct tp_jwks *out, struct tp_diag *diag)
{
    struct tp_json_document *document;
    const struct tp_json_value *list;
    tp_status status = tp_json_parse(text, size_bytes, &document, diag);

    memset(out, 0, sizeof *out);
    if (status != TP_OK)
        return status;
    list = tp_json_member(tp_json_root(document), "keys");
    if (!list || tp_json_kind(list) != TP_JSON_LIST)
        status = tp_fail(diag, TP_E_FORMAT, "keys", -1, "it is no set of keys");
    for (size_t i = 0; status == TP_OK && i < tp_json_count(list); i++)
        add_key(tp_json_element(list, i), out);
    tp_json_document_free(&document);
    return status;
}

void tp_jwks_deinit(struct tp_jwks *jwks)
{
    for (size_t i = 0; i < jwks->count; i++)
        tp_web_key_free(&jwks->keys[i].key);
    jwks->count = 0;
}

static bool fits(const struct tp_jwks *jwks, size_t i, const struct tp_jwt *jwt)
{
    return tp_web_key_algorithm(jwks->keys[i].key) == jwt->algorithm &&
           (!jwt->key_name || strcmp(jwks->keys[i].name, jwt->key_name) == 0);
}

bool tp_jwks_has_key(const struct tp_jwks *jwks, const struct tp_jwt *jwt)
{
    for (size_t i = 0; i < jwks->count; i++)
        if (fits(jwks, i, jwt))
            return true;
    return false;
}

bool tp_jwks_signed(const struct tp_jwks *jwks, const struct tp_jwt *jwt)
{
    for (size_t i = 0; i < jwks->count; i++)
        if (fits(jwks, i, jwt) && tp_web_signature_is_valid(jwks->keys[i].key, jwt->text, jwt->text_bytes,
                                                            jwt->signature.data, jwt->signature.size_bytes))
            return true;
    return false;
}
