/* SPDX-License-Identifier: Apache-2.0 */
/* Acknowledgements: who has taken a message says so in writing, over the hash of its body.
 *
 *   {"acknowledgement":{"digest","form","from","message","time","to"},"signature":"base64"}
 *
 * The signature is over "tenprint-acknowledgement/1\n" and the canonical form of the inner object, so that it can be
 * shown to a third party beside the message, without the connection that it came by. */
#include <string.h>

#include "partner/parts.h"

#define FORM "tenprint-acknowledgement/1"

enum { BODY_MAX_BYTES = 4096 };

/* The inner object alone, behind the line that says what it is. */
static tp_status signed_bytes(const struct tp_json_value *inner, struct tp_buffer *out, struct tp_diag *diag)
{
    tp_write_text(out, FORM "\n");
    return tp_json_value_canonical(inner, out, diag);
}

static void put_inner(const struct tp_acknowledged *acknowledged, const char *name, struct tp_json *json)
{
    char time[TP_TIME_TEXT_BYTES];

    tp_time_format(acknowledged->time_s, time);
    tp_json_object(json, name);
    tp_json_text(json, "form", FORM);
    tp_json_text(json, "message", acknowledged->message);
    tp_json_text(json, "from", acknowledged->from);
    tp_json_text(json, "to", acknowledged->to);
    tp_json_text(json, "digest", acknowledged->digest);
    tp_json_text(json, "time", time);
    tp_json_close(json);
}

/* What is to be signed of a new one: written, read again, and written in the canonical form. */
static tp_status make_signed(const struct tp_acknowledged *acknowledged, struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_json_document *document = NULL;
    struct tp_buffer text;
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&text);
    put_inner(acknowledged, "acknowledgement", json);
    status = tp_json_write_canonical(json, &text, diag);
    if (status == TP_OK)
        status = tp_json_parse((const char *)text.data, text.size_bytes, &document, diag);
    if (status == TP_OK)
        status = signed_bytes(tp_json_member(tp_json_root(document), "acknowledgement"), out, diag);
    tp_json_document_free(&document);
    tp_buffer_deinit(&text);
    tp_json_free(&json);
    return status;
}

tp_status tp_acknowledgement_make(const struct tp_acknowledged *acknowledged, struct tp_signer *signer,
                                  struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_signature signature;
    struct tp_buffer bytes, text;
    struct tp_json *json = NULL;
    tp_status status;

    tp_buffer_init(&bytes);
    tp_buffer_init(&text);
    status = make_signed(acknowledged, &bytes, diag);
    if (status == TP_OK)
        status = tp_sign(signer, bytes.data, bytes.size_bytes, &signature, diag);
    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status == TP_OK) {
        tp_base64_encode(signature.bytes, sizeof signature.bytes, &text);
        tp_write_u8(&text, 0);
        put_inner(acknowledged, "acknowledgement", json);
        tp_json_text(json, "signature", text.bad ? NULL : (const char *)text.data);
        status = tp_json_write_canonical(json, out, diag);
    }
    tp_buffer_deinit(&bytes);
    tp_buffer_deinit(&text);
    tp_json_free(&json);
    return status;
}

static bool says(const struct tp_json_value *inner, const char *name, const char *expected)
{
    char text[128];

    tp_message_text(inner, name, text, sizeof text);
    return strcmp(text, expected) == 0;
}

static tp_status check(const struct tp_json_value *root, const struct tp_acknowledged *expected,
                       const struct tp_public_key *key, struct tp_diag *diag)
{
    const struct tp_json_value *inner = tp_json_member(root, "acknowledgement");
    struct tp_signature signature;
    struct tp_buffer bytes;
    char text[128];
    tp_status status;

    tp_message_text(root, "signature", text, sizeof text);
    if (!inner || !tp_base64_decode_exact(text, signature.bytes, sizeof signature.bytes))
        return tp_fail(diag, TP_E_FORMAT, "acknowledgement", -1, "is none");
    if (!says(inner, "form", FORM) || !says(inner, "message", expected->message) ||
        !says(inner, "digest", expected->digest) || !says(inner, "from", expected->from) ||
        !says(inner, "to", expected->to))
        return tp_fail(diag, TP_E_DENIED, "acknowledgement", -1, "is of another message");
    tp_buffer_init(&bytes);
    status = signed_bytes(inner, &bytes, diag);
    if (status == TP_OK && !tp_signature_is_valid(key, bytes.data, bytes.size_bytes, &signature))
        status = tp_fail(diag, TP_E_DENIED, "signature", -1, "is not that of %s", expected->from);
    tp_buffer_deinit(&bytes);
    return status;
}

tp_status tp_acknowledgement_check(const void *body, size_t size_bytes, const struct tp_acknowledged *expected,
                                   const struct tp_public_key *key, struct tp_diag *diag)
{
    struct tp_json_document *document = NULL;
    tp_status status;

    if (size_bytes > BODY_MAX_BYTES)
        return tp_fail(diag, TP_E_LIMIT, "acknowledgement", -1, "is too long");
    status = tp_json_parse(body, size_bytes, &document, diag);
    if (status == TP_OK)
        status = check(tp_json_root(document), expected, key, diag);
    tp_json_document_free(&document);
    return status;
}
