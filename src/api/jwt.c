/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens: BASE64URL(header) "." BASE64URL(claims) "." BASE64URL(signature), without padding. The signature is over the
 * first two with the dot between. */
#include "api/jwt.h"

#include <string.h>

static bool is_token(const char *text, size_t parts[3])
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    for (int i = 0; i < 3; i++) {
        parts[i] = strspn(text, alphabet);
        text += parts[i];
        if (parts[i] == 0 || *text != (i < 2 ? '.' : '\0'))
            return false;
        text++;
    }
    return true;
}

static tp_status decode(const char *text, size_t length, struct tp_buffer *out, struct tp_diag *diag)
{
    char copy[TP_JWT_MAX_BYTES + 1];

    memcpy(copy, text, length);
    copy[length] = '\0';
    return tp_base64_decode(copy, out, diag);
}

static tp_status read_json(const char *text, size_t length, struct tp_json_document **out, struct tp_diag *diag)
{
    struct tp_buffer bytes;
    tp_status status;

    tp_buffer_init(&bytes);
    status = decode(text, length, &bytes, diag);
    if (status == TP_OK)
        status = tp_json_parse((const char *)bytes.data, bytes.size_bytes, out, diag);
    tp_buffer_deinit(&bytes);
    return status;
}

static tp_status read_header(struct tp_jwt *jwt, struct tp_diag *diag)
{
    static const char *const names[] = {[TP_WEB_RS256] = "RS256", [TP_WEB_ES256] = "ES256", [TP_WEB_EDDSA] = "EdDSA"};
    const struct tp_json_value *header = tp_json_root(jwt->header), *kid = tp_json_member(header, "kid");
    const struct tp_json_value *alg = tp_json_member(header, "alg");
    const char *name = alg ? tp_json_to_text(alg) : NULL;

    if (tp_json_member(header, "crit"))
        return tp_fail(diag, TP_E_UNSUPPORTED, "token", -1, "it has extensions that must be understood");
    jwt->key_name = kid ? tp_json_to_text(kid) : NULL;
    for (size_t i = 0; name && i < TP_ARRAY_LENGTH(names); i++) {
        jwt->algorithm = (enum tp_web_algorithm)i;
        if (strcmp(names[i], name) == 0)
            return TP_OK;
    }
    return tp_fail(diag, TP_E_UNSUPPORTED, "token", -1, "its algorithm is none of RS256, ES256 and EdDSA");
}

tp_status tp_jwt_read(const char *text, struct tp_jwt *out, struct tp_diag *diag)
{
    size_t parts[3];
    tp_status status;

    memset(out, 0, sizeof *out);
    tp_buffer_init(&out->signature);
    if (strlen(text) > TP_JWT_MAX_BYTES || !is_token(text, parts))
        return tp_fail(diag, TP_E_FORMAT, "token", -1, "it is no signed token (JWT)");
    out->text = text;
    out->text_bytes = parts[0] + 1 + parts[1];
    status = read_json(text, parts[0], &out->header, diag);
    if (status == TP_OK)
        status = read_json(text + parts[0] + 1, parts[1], &out->claims, diag);
    if (status == TP_OK)
        status = decode(text + out->text_bytes + 1, parts[2], &out->signature, diag);
    return status == TP_OK ? read_header(out, diag) : status;
}

void tp_jwt_deinit(struct tp_jwt *jwt)
{
    tp_json_document_free(&jwt->header);
    tp_json_document_free(&jwt->claims);
    tp_buffer_deinit(&jwt->signature);
}
