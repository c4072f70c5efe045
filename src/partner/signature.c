/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP message signatures and digests. What is signed is made anew from the message by whoever verifies; the signature
 * headers are read strictly, so that one message has one meaning. */
#include "partner/signature.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "partner/fields.h"

enum { COMPONENTS_MAX = 5 };

static tp_status no_memory(struct tp_diag *diag)
{
    return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
}

/* ---- digests -------------------------------------------------------------------------------------------------------
 */

tp_status tp_digest_make(const void *body, size_t size_bytes, char out[TP_DIGEST_TEXT_BYTES], struct tp_diag *diag)
{
    uint8_t hash[TP_SHA256_BYTES];
    struct tp_buffer text;
    tp_status status = tp_sha256(body, size_bytes, hash, diag);

    out[0] = '\0';
    tp_buffer_init(&text);
    tp_base64_encode(hash, sizeof hash, &text);
    if (status == TP_OK && text.bad)
        status = no_memory(diag);
    if (status == TP_OK)
        snprintf(out, TP_DIGEST_TEXT_BYTES, "sha-256=:%.*s:", (int)text.size_bytes, (const char *)text.data);
    tp_buffer_deinit(&text);
    return status;
}

tp_status tp_digest_check(const char *field, const void *body, size_t size_bytes, struct tp_diag *diag)
{
    struct tp_sf_dictionary dictionary;
    const struct tp_sf_member *member;
    uint8_t hash[TP_SHA256_BYTES];
    tp_status status = tp_sf_parse("content-digest", field, &dictionary, diag);

    if (status != TP_OK)
        return status;
    member = tp_sf_find(&dictionary, "sha-256");
    if (!member || member->is_list || member->items[0].value.kind != TP_SF_BYTES)
        return tp_fail(diag, TP_E_FORMAT, "content-digest", -1, "has no sha-256");
    status = tp_sha256(body, size_bytes, hash, diag);
    if (status == TP_OK && (member->items[0].value.size_bytes != sizeof hash ||
                            !tp_equal_bytes(member->items[0].value.text, hash, sizeof hash)))
        status = tp_fail(diag, TP_E_CHECKSUM, "content-digest", -1, "is not that of the body");
    return status;
}

/* ---- the base ------------------------------------------------------------------------------------------------------
 */

void tp_signature_base(const struct tp_component *components, size_t count, const char *parameters,
                       struct tp_buffer *out)
{
    for (size_t i = 0; i < count; i++)
        tp_write_text(out, "%s: %s\n", components[i].identifier, components[i].value);
    tp_write_text(out, "\"@signature-params\": %s", parameters);
}

const char *tp_header_find(const struct tp_wire_header *headers, size_t count, const char *name)
{
    const char *found = NULL;

    for (size_t i = 0; i < count; i++) {
        if (strcmp(headers[i].name, name) != 0)
            continue;
        if (found)
            return NULL;
        found = headers[i].value;
    }
    return found;
}

/* A value that is one line, as it must be in a base. */
static bool is_line(const char *value)
{
    return value && !strpbrk(value, "\r\n");
}

static size_t request_components(const struct tp_wire_request *request, const char *digest, const char *media,
                                 struct tp_component out[COMPONENTS_MAX])
{
    const struct tp_component components[COMPONENTS_MAX] = {
        {"\"@method\"", request->method}, {"\"@authority\"", request->authority},
        {"\"@path\"", request->path},     {"\"content-digest\"", digest},
        {"\"content-type\"", media},
    };

    memcpy(out, components, sizeof components);
    return COMPONENTS_MAX;
}

/* ---- signing -------------------------------------------------------------------------------------------------------
 */

static void write_parameters(const struct tp_component *components, size_t count, const struct tp_signing *signing,
                             struct tp_buffer *out)
{
    tp_write_u8(out, '(');
    for (size_t i = 0; i < count; i++)
        tp_write_text(out, "%s%s", i > 0 ? " " : "", components[i].identifier);
    tp_write_text(out, ");created=%" PRId64, signing->created_s);
    if (signing->expires_s > 0)
        tp_write_text(out, ";expires=%" PRId64, signing->expires_s);
    if (signing->nonce[0])
        tp_write_text(out, ";nonce=\"%s\"", signing->nonce);
    tp_write_text(out, ";keyid=\"%s\";tag=\"" TP_SIGNATURE_TAG "\"", signing->key);
}

static tp_status sign(const struct tp_component *components, size_t count, const struct tp_signing *signing,
                      struct tp_signer *signer, struct tp_signed_headers *out, struct tp_diag *diag)
{
    struct tp_buffer parameters, base, text;
    struct tp_signature signature;
    tp_status status = TP_OK;

    tp_buffer_init(&parameters);
    tp_buffer_init(&base);
    tp_buffer_init(&text);
    write_parameters(components, count, signing, &parameters);
    tp_write_u8(&parameters, 0);
    if (!parameters.bad)
        tp_signature_base(components, count, (const char *)parameters.data, &base);
    if (parameters.bad || base.bad)
        status = no_memory(diag);
    if (status == TP_OK)
        status = tp_sign(signer, base.data, base.size_bytes, &signature, diag);
    if (status == TP_OK) {
        tp_base64_encode(signature.bytes, sizeof signature.bytes, &text);
        tp_write_u8(&text, 0);
        status = text.bad ? no_memory(diag) : TP_OK;
    }
    if (status == TP_OK) {
        snprintf(out->input, sizeof out->input, TP_SIGNATURE_LABEL "=%s", (const char *)parameters.data);
        snprintf(out->signature, sizeof out->signature, TP_SIGNATURE_LABEL "=:%s:", (const char *)text.data);
    }
    tp_buffer_deinit(&parameters);
    tp_buffer_deinit(&base);
    tp_buffer_deinit(&text);
    return status;
}

tp_status tp_signature_sign_request(const struct tp_wire_request *request, const struct tp_signing *signing,
                                    struct tp_signer *signer, struct tp_signed_headers *out, struct tp_diag *diag)
{
    struct tp_component components[COMPONENTS_MAX];
    tp_status status;

    memset(out, 0, sizeof *out);
    status = tp_digest_make(request->body, request->body_bytes, out->digest, diag);
    if (status != TP_OK)
        return status;
    return sign(components, request_components(request, out->digest, TP_MESSAGE_MEDIA, components), signing, signer,
                out, diag);
}

void tp_signature_put(const struct tp_signed_headers *headers, struct tp_wire_request *request)
{
    const struct tp_wire_header values[] = {{"content-type", TP_MESSAGE_MEDIA},
                                            {"content-digest", headers->digest},
                                            {"signature-input", headers->input},
                                            {"signature", headers->signature}};

    memcpy(request->headers, values, sizeof values);
    request->header_count = TP_ARRAY_LENGTH(values);
}

/* ---- verifying -----------------------------------------------------------------------------------------------------
 */

/* One signature: its list of components with parameters, and its bytes. */
struct claim {
    const struct tp_sf_member *input;
    struct tp_sf_dictionary inputs;
    struct tp_signature signature;
};

static tp_status read_claim(const struct tp_wire_header *headers, size_t count, struct claim *out, struct tp_diag *diag)
{
    const char *input = tp_header_find(headers, count, "signature-input");
    const char *signature = tp_header_find(headers, count, "signature");
    struct tp_sf_dictionary signatures;
    tp_status status;

    if (!input || !signature)
        return tp_fail(diag, TP_E_FORMAT, input ? "signature" : "signature-input", -1, "must be there once");
    status = tp_sf_parse("signature-input", input, &out->inputs, diag);
    if (status == TP_OK)
        status = tp_sf_parse("signature", signature, &signatures, diag);
    if (status != TP_OK)
        return status;
    out->input = &out->inputs.members[0];
    if (out->inputs.count != 1 || signatures.count != 1 || !out->input->is_list || signatures.members[0].is_list ||
        strcmp(out->input->key, signatures.members[0].key) != 0)
        return tp_fail(diag, TP_E_FORMAT, "signature", -1, "there must be one signature");
    if (signatures.members[0].items[0].value.kind != TP_SF_BYTES ||
        signatures.members[0].items[0].value.size_bytes != TP_SIGNATURE_BYTES)
        return tp_fail(diag, TP_E_FORMAT, "signature", -1, "must be 64 bytes");
    memcpy(out->signature.bytes, signatures.members[0].items[0].value.text, TP_SIGNATURE_BYTES);
    return TP_OK;
}

/* Puts the components into the order in which they were signed: each once, no other. */
static tp_status order(const struct claim *claim, const struct tp_component *components, size_t count,
                       struct tp_component out[COMPONENTS_MAX], struct tp_diag *diag)
{
    bool used[COMPONENTS_MAX] = {false};
    struct tp_buffer text;
    tp_status status = TP_OK;

    if (claim->input->item_count != count)
        return tp_fail(diag, TP_E_DENIED, "signature-input", -1, "must cover %zu components", count);
    tp_buffer_init(&text);
    for (size_t i = 0; status == TP_OK && i < count; i++) {
        size_t at = 0;

        text.size_bytes = 0;
        tp_sf_write_item(&claim->input->items[i], &text);
        tp_write_u8(&text, 0);
        if (text.bad) {
            status = no_memory(diag);
            break;
        }
        while (at < count && (used[at] || strcmp((const char *)text.data, components[at].identifier) != 0))
            at++;
        if (at == count || !is_line(components[at].value)) {
            status = tp_fail(diag, TP_E_DENIED, "signature-input", -1, "covers what it must not cover");
            break;
        }
        used[at] = true;
        out[i] = components[at];
    }
    tp_buffer_deinit(&text);
    return status;
}

/* A parameter's text; NULL unless it is a string that fits. */
static const char *text_of(const struct claim *claim, const char *key, size_t most)
{
    const struct tp_sf_value *value = tp_sf_parameter(claim->input, key);

    return value && value->kind == TP_SF_STRING && value->size_bytes > 0 && value->size_bytes <= most ? value->text
                                                                                                      : NULL;
}

static bool integer_of(const struct claim *claim, const char *key, int64_t *out)
{
    const struct tp_sf_value *value = tp_sf_parameter(claim->input, key);

    *out = value && value->kind == TP_SF_INTEGER ? value->integer : -1;
    return *out >= 0;
}

static tp_status read_parameters(const struct claim *claim, size_t count, struct tp_signing *out, struct tp_diag *diag)
{
    const char *key = text_of(claim, "keyid", TP_ID_MAX - 1), *tag = text_of(claim, "tag", sizeof TP_SIGNATURE_TAG);

    memset(out, 0, sizeof *out);
    if (!key || !tag || strcmp(tag, TP_SIGNATURE_TAG) != 0 || !integer_of(claim, "created", &out->created_s) ||
        claim->input->parameter_count != count)
        return tp_fail(diag, TP_E_FORMAT, "signature-input", -1,
                       "must have created, keyid and the tag " TP_SIGNATURE_TAG ", of requests expires and nonce");
    snprintf(out->key, sizeof out->key, "%s", key);
    return TP_OK;
}

static tp_status check(const struct claim *claim, const struct tp_component *components, size_t count,
                       const struct tp_public_key *key, struct tp_diag *diag)
{
    struct tp_component ordered[COMPONENTS_MAX];
    struct tp_buffer parameters, base;
    tp_status status = order(claim, components, count, ordered, diag);

    tp_buffer_init(&parameters);
    tp_buffer_init(&base);
    tp_sf_write_list(claim->input, &parameters);
    tp_write_u8(&parameters, 0);
    if (status == TP_OK && !parameters.bad)
        tp_signature_base(ordered, count, (const char *)parameters.data, &base);
    if (status == TP_OK && (parameters.bad || base.bad))
        status = no_memory(diag);
    if (status == TP_OK && !tp_signature_is_valid(key, base.data, base.size_bytes, &claim->signature))
        status = tp_fail(diag, TP_E_DENIED, "signature", -1, "is not that of who it names over this message");
    tp_buffer_deinit(&parameters);
    tp_buffer_deinit(&base);
    return status;
}

static tp_status check_times(const struct tp_signing *signing, int64_t now_s, struct tp_diag *diag)
{
    if (signing->created_s > now_s + TP_CLOCK_SKEW_S)
        return tp_fail(diag, TP_E_DENIED, "created", -1, "lies in the future");
    if (signing->expires_s < now_s - TP_CLOCK_SKEW_S)
        return tp_fail(diag, TP_E_DENIED, "expires", -1, "has passed");
    if (signing->expires_s <= signing->created_s || signing->expires_s - signing->created_s > TP_SIGNATURE_LIFE_S)
        return tp_fail(diag, TP_E_DENIED, "expires", -1, "must be within five minutes after it was created");
    return TP_OK;
}

static tp_status read_request(const struct tp_wire_request *request, struct claim *claim, struct tp_signing *out,
                              struct tp_diag *diag)
{
    const char *nonce;
    uint8_t bytes[(TP_NONCE_TEXT_BYTES - 1) / 2];
    tp_status status = read_claim(request->headers, request->header_count, claim, diag);

    if (status == TP_OK)
        status = read_parameters(claim, 5, out, diag);
    if (status != TP_OK)
        return status;
    nonce = text_of(claim, "nonce", TP_NONCE_TEXT_BYTES - 1);
    if (!nonce || !tp_hex_decode(nonce, bytes, sizeof bytes) || !integer_of(claim, "expires", &out->expires_s))
        return tp_fail(diag, TP_E_FORMAT, "signature-input", -1, "must have expires and a nonce of 32 hex digits");
    snprintf(out->nonce, sizeof out->nonce, "%s", nonce);
    return TP_OK;
}

tp_status tp_signature_verify_head(const struct tp_wire_request *request, tp_key_fn *find, void *context, int64_t now_s,
                                   struct tp_signing *out, struct tp_diag *diag)
{
    const char *digest = tp_header_find(request->headers, request->header_count, "content-digest");
    const char *media = tp_header_find(request->headers, request->header_count, "content-type");
    struct tp_component components[COMPONENTS_MAX];
    struct tp_public_key key;
    struct claim claim;
    tp_status status = read_request(request, &claim, out, diag);

    if (status == TP_OK && (!digest || !media || strcmp(media, TP_MESSAGE_MEDIA) != 0))
        status = tp_fail(diag, TP_E_FORMAT, digest ? "content-type" : "content-digest", -1, "must be there once%s",
                         digest ? ", and be " TP_MESSAGE_MEDIA : "");
    if (status == TP_OK && !find(context, out->key, &key))
        status = tp_fail(diag, TP_E_DENIED, "keyid", -1, "names nobody who is a partner here");
    if (status == TP_OK)
        status = check_times(out, now_s, diag);
    if (status == TP_OK)
        status = check(&claim, components, request_components(request, digest, media, components), &key, diag);
    return status;
}

tp_status tp_signature_verify_request(const struct tp_wire_request *request, tp_key_fn *find, void *context,
                                      int64_t now_s, struct tp_signing *out, struct tp_diag *diag)
{
    tp_status status = tp_signature_verify_head(request, find, context, now_s, out, diag);

    if (status != TP_OK)
        return status;
    return tp_digest_check(tp_header_find(request->headers, request->header_count, "content-digest"), request->body,
                           request->body_bytes, diag);
}
