/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of the identity provider: OpenID Connect Core, clause 3.1.3.7, as far as it is about bearer tokens; RFC 9068.
 * A nonce is the business of who started the login, and no member of a bearer token counts as one here. */
#include "api/oidc.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/jwt.h"
#include "http/http.h"

enum {
    URL_BYTES = 1100,
    KEYS_MAX_BYTES = 1 << 18,
    FETCH_S = 10,
    RENEW_S = 3600,
    RETRY_S = 10,
    UNKNOWN_S = 60,
    SKEW_S = 60
};

struct tp_oidc {
    const struct tp_config *config;
    struct tp_http_client *client;
    pthread_mutex_t lock; /* of what is below; never held while the provider is asked */
    char keys_url[URL_BYTES];
    struct tp_jwks keys;
    bool asking;                /* somebody asks the provider */
    int64_t asked_s, renewed_s; /* tried; succeeded */
    int64_t unknown_s;          /* a token of an unknown key was let by for its body */
};

/* ---- what the configuration says --------------------------------------------------------------------------------- */

static tp_status check_config(const struct tp_config *config, struct tp_diag *diag)
{
    /* Keys that somebody on the way can replace would let anybody in. */
    if (!tp_url_is_private(config->oidc_issuer) || (config->oidc_keys && !tp_url_is_private(config->oidc_keys)))
        return tp_fail(diag, TP_E_ARGUMENT, "oidc.issuer", -1, "the identity provider must be asked by https");
    for (unsigned i = 0; i < config->oidc_role_count; i++)
        if (tp_duty_find(config->oidc_roles[i].duty) < 0)
            return tp_fail(diag, TP_E_ARGUMENT, "oidc.roles", -1, "there is no duty %s", config->oidc_roles[i].duty);
    return TP_OK;
}

tp_status tp_oidc_new(const struct tp_config *config, struct tp_oidc **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status;

    *out = NULL;
    if (!config->oidc_issuer)
        return TP_OK;
    status = check_config(config, diag);
    if (status == TP_OK)
        status = tp_alloc_zero(&memory, 1, sizeof **out, diag);
    if (status != TP_OK)
        return status;
    *out = memory;
    (*out)->config = config;
    if (config->oidc_keys)
        snprintf((*out)->keys_url, URL_BYTES, "%s", config->oidc_keys);
    pthread_mutex_init(&(*out)->lock, NULL);
    status = tp_http_client_new(NULL, &(*out)->client, diag);
    if (status != TP_OK)
        tp_oidc_free(out);
    return status;
}

void tp_oidc_free(struct tp_oidc **oidc)
{
    if (!*oidc)
        return;
    tp_http_client_free(&(*oidc)->client);
    tp_jwks_deinit(&(*oidc)->keys);
    pthread_mutex_destroy(&(*oidc)->lock);
    free(*oidc);
    *oidc = NULL;
}

/* ---- its keys ---------------------------------------------------------------------------------------------------- */

static tp_status fetch(struct tp_oidc *oidc, const char *url, struct tp_buffer *out, struct tp_diag *diag)
{
    static const struct tp_http_field accept = {"Accept", "application/json"};
    const struct tp_http_question question = {.url = url,
                                              .method = "GET",
                                              .headers = &accept,
                                              .header_count = 1,
                                              .reply_max_bytes = KEYS_MAX_BYTES,
                                              .total_s = FETCH_S};
    struct tp_http_answer answer;
    tp_status status = tp_http_ask(oidc->client, &question, &answer, diag);

    if (status == TP_OK && answer.status != 200)
        status = tp_fail(diag, TP_E_IO, "oidc", -1, "the identity provider answers with %d", answer.status);
    tp_buffer_init(out);
    if (status == TP_OK) {
        *out = answer.body;
        tp_buffer_init(&answer.body);
    }
    tp_http_answer_deinit(&answer);
    return status;
}

/* Where its keys are, as the issuer says itself (OpenID Connect Discovery, clause 4), and that it is the issuer. */
static tp_status discover(struct tp_oidc *oidc, char out[URL_BYTES], struct tp_diag *diag)
{
    static const char place[] = "/.well-known/openid-configuration";
    const char *issuer = oidc->config->oidc_issuer, *named, *keys;
    struct tp_json_document *document = NULL;
    struct tp_buffer body;
    char url[URL_BYTES];
    tp_status status;

    snprintf(url, sizeof url, "%.*s%s", (int)(strlen(issuer) - (issuer[strlen(issuer) - 1] == '/')), issuer, place);
    status = fetch(oidc, url, &body, diag);
    if (status == TP_OK)
        status = tp_json_parse((const char *)body.data, body.size_bytes, &document, diag);
    if (status == TP_OK) {
        named = tp_json_to_text(tp_json_member(tp_json_root(document), "issuer"));
        keys = tp_json_to_text(tp_json_member(tp_json_root(document), "jwks_uri"));
        if (!named || strcmp(named, issuer) != 0 || !keys || strlen(keys) >= URL_BYTES || !tp_url_is_private(keys))
            status = tp_fail(diag, TP_E_FORMAT, "oidc", -1, "what the identity provider says of itself does not fit");
        else
            snprintf(out, URL_BYTES, "%s", keys);
    }
    tp_json_document_free(&document);
    tp_buffer_deinit(&body);
    return status;
}

/* With the lock. */
static void take_keys(struct tp_oidc *oidc, const struct tp_jwks *keys, int64_t now_s)
{
    tp_jwks_deinit(&oidc->keys);
    oidc->keys = *keys;
    oidc->renewed_s = now_s;
}

/* Without the lock: it may take its time. URL is where the keys are, "" when that has to be asked for, too. */
static tp_status ask(struct tp_oidc *oidc, char url[URL_BYTES], struct tp_jwks *out, struct tp_diag *diag)
{
    struct tp_buffer body;
    tp_status status = url[0] ? TP_OK : discover(oidc, url, diag);

    if (status != TP_OK)
        return status;
    status = fetch(oidc, url, &body, diag);
    if (status == TP_OK)
        status = tp_jwks_read((const char *)body.data, body.size_bytes, out, diag);
    tp_buffer_deinit(&body);
    return status;
}

/* With the lock, which is given up meanwhile; others go on with the keys that are there. */
static tp_status renew(struct tp_oidc *oidc, int64_t now_s, struct tp_diag *diag)
{
    char url[URL_BYTES];
    struct tp_jwks keys;
    tp_status status;

    snprintf(url, sizeof url, "%s", oidc->keys_url);
    oidc->asking = true;
    oidc->asked_s = now_s;
    pthread_mutex_unlock(&oidc->lock);
    status = ask(oidc, url, &keys, diag);
    pthread_mutex_lock(&oidc->lock);
    oidc->asking = false;
    if (status != TP_OK)
        return status;
    snprintf(oidc->keys_url, URL_BYTES, "%s", url);
    take_keys(oidc, &keys, now_s);
    return TP_OK;
}

tp_status tp_oidc_set_keys(struct tp_oidc *oidc, const char *keys, int64_t now_s, struct tp_diag *diag)
{
    struct tp_jwks read;
    tp_status status = tp_jwks_read(keys, strlen(keys), &read, diag);

    if (status != TP_OK)
        return status;
    pthread_mutex_lock(&oidc->lock);
    oidc->asked_s = now_s;
    take_keys(oidc, &read, now_s);
    pthread_mutex_unlock(&oidc->lock);
    return TP_OK;
}

/* Before a large body is read. Of those whose key is not known, which are anybody's, one a minute is let by: what it
 * asks for then has the keys asked for, which cannot be done here. */
static tp_status check_quickly(struct tp_oidc *oidc, const struct tp_jwt *jwt, int64_t now_s, struct tp_diag *diag)
{
    if (tp_jwks_signed(&oidc->keys, jwt))
        return TP_OK;
    if (tp_jwks_has_key(&oidc->keys, jwt) || (now_s - oidc->unknown_s < UNKNOWN_S && now_s >= oidc->unknown_s))
        return tp_fail(diag, TP_E_DENIED, "Authorization", -1, "no key of the identity provider has signed the token");
    oidc->unknown_s = now_s;
    return tp_fail(diag, TP_E_BUSY, "Authorization", -1, "the identity provider's keys have to be asked for");
}

/* Old keys go on being good while new ones cannot be had. */
static tp_status check_signature(struct tp_oidc *oidc, const struct tp_jwt *jwt, int64_t now_s, struct tp_diag *diag)
{
    bool old = now_s - oidc->renewed_s >= RENEW_S || now_s < oidc->renewed_s;
    bool wanted = old || !tp_jwks_has_key(&oidc->keys, jwt);
    tp_status status = TP_OK;

    if (wanted && !oidc->asking && (now_s - oidc->asked_s >= RETRY_S || now_s < oidc->asked_s))
        status = renew(oidc, now_s, NULL);
    if (tp_jwks_signed(&oidc->keys, jwt))
        return TP_OK;
    if (status != TP_OK || oidc->renewed_s == 0 || oidc->asking)
        return tp_fail(diag, TP_E_BUSY, "Authorization", -1, "the identity provider's keys cannot be had");
    return tp_fail(diag, TP_E_DENIED, "Authorization", -1, "no key of the identity provider has signed the token");
}

/* ---- claims ------------------------------------------------------------------------------------------------------ */

static bool holds(const struct tp_json_value *value, const char *text)
{
    const char *single = value ? tp_json_to_text(value) : NULL;

    if (single)
        return strcmp(single, text) == 0;
    for (size_t i = 0; value && tp_json_kind(value) == TP_JSON_LIST && i < tp_json_count(value); i++) {
        const char *element = tp_json_to_text(tp_json_element(value, i));
        if (element && strcmp(element, text) == 0)
            return true;
    }
    return false;
}

static bool time_of(const struct tp_json_value *claims, const char *name, int64_t otherwise, int64_t *out)
{
    const struct tp_json_value *value = tp_json_member(claims, name);
    double number = 0;

    *out = otherwise;
    if (!value)
        return true;
    if (!tp_json_to_number(value, &number) || number < 0 || number > 1e12)
        return false;
    *out = (int64_t)number;
    return true;
}

static tp_status check_claims(const struct tp_oidc *oidc, const struct tp_json_value *claims, int64_t now_s,
                              struct tp_diag *diag)
{
    const struct tp_json_value *issuer = tp_json_member(claims, "iss");
    int64_t expires_s, not_before_s, issued_s;

    if (!issuer || !tp_json_to_text(issuer) || strcmp(tp_json_to_text(issuer), oidc->config->oidc_issuer) != 0)
        return tp_fail(diag, TP_E_DENIED, "Authorization", -1, "the token is of another issuer");
    if (!holds(tp_json_member(claims, "aud"), oidc->config->oidc_audience))
        return tp_fail(diag, TP_E_DENIED, "Authorization", -1, "the token is for another audience");
    if (!time_of(claims, "exp", 0, &expires_s) || !time_of(claims, "nbf", 0, &not_before_s) ||
        !time_of(claims, "iat", 0, &issued_s))
        return tp_fail(diag, TP_E_DENIED, "Authorization", -1, "the token's times are none");
    if (now_s >= expires_s + SKEW_S)
        return tp_fail(diag, TP_E_DENIED, "Authorization", -1, "the token has expired");
    if (not_before_s > now_s + SKEW_S || issued_s > now_s + SKEW_S)
        return tp_fail(diag, TP_E_DENIED, "Authorization", -1, "the token is of a later time");
    return TP_OK;
}

/* The claim of that name, or at that path ("realm_access.roles"). */
static const struct tp_json_value *claim_at(const struct tp_json_value *claims, const char *path)
{
    const struct tp_json_value *value = tp_json_member(claims, path);
    const char *dot = strchr(path, '.');
    char first[128];

    if (value || !dot || (size_t)(dot - path) >= sizeof first)
        return value;
    snprintf(first, sizeof first, "%.*s", (int)(dot - path), path);
    value = tp_json_member(claims, first);
    return value && tp_json_kind(value) == TP_JSON_OBJECT ? claim_at(value, dot + 1) : NULL;
}

/* An element of a list; or a word of a text with blanks between its words, such as a scope, or commas, as glewlwyd
 * writes a property of several values. */
static bool has_role(const struct tp_json_value *value, const char *role)
{
    const char *text = value ? tp_json_to_text(value) : NULL;

    while (text && *text) {
        size_t length = strcspn(text, " ,");
        if (length == strlen(role) && strncmp(text, role, length) == 0)
            return true;
        text += length + (text[length] != '\0');
    }
    return holds(value, role);
}

static tp_status read_duties(const struct tp_oidc *oidc, const struct tp_json_value *claims, uint32_t *out,
                             struct tp_diag *diag)
{
    const struct tp_json_value *roles = claim_at(claims, oidc->config->oidc_claim);

    *out = 0;
    for (unsigned i = 0; i < oidc->config->oidc_role_count; i++)
        if (has_role(roles, oidc->config->oidc_roles[i].value))
            *out |= 1u << tp_duty_find(oidc->config->oidc_roles[i].duty);
    if (tp_duties_check(*out, NULL) == TP_OK)
        return TP_OK;
    return tp_fail(diag, TP_E_DENIED, "Authorization", -1,
                   *out ? "the identity provider gives duties that exclude each other"
                        : "the identity provider gives no duty at this node");
}

/* "oidc:" and the subject, or the hash of one that is no short plain word. */
static tp_status name_account(const struct tp_json_value *claims, struct tp_account *out, struct tp_diag *diag)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.@_-";
    const struct tp_json_value *subject = tp_json_member(claims, "sub");
    const char *text = subject ? tp_json_to_text(subject) : NULL;
    char hex[2 * TP_SHA256_BYTES + 1];
    uint8_t hash[TP_SHA256_BYTES];
    tp_status status;

    if (!text || text[0] == '\0')
        return tp_fail(diag, TP_E_DENIED, "Authorization", -1, "the token says not whose it is");
    if (strlen(text) < 2 * TP_SHA256_BYTES && strspn(text, plain) == strlen(text)) {
        snprintf(out->name, sizeof out->name, "oidc:%s", text);
        return TP_OK;
    }
    status = tp_sha256(text, strlen(text), hash, diag);
    tp_hex_encode(hash, sizeof hash, hex);
    snprintf(out->name, sizeof out->name, "oidc:%s", hex);
    return status;
}

static tp_status check(struct tp_oidc *oidc, const struct tp_jwt *jwt, int64_t now_s, struct tp_account *out,
                       struct tp_diag *diag)
{
    const struct tp_json_value *claims = tp_json_root(jwt->claims);
    tp_status status = check_claims(oidc, claims, now_s, diag);

    if (status == TP_OK)
        status = read_duties(oidc, claims, &out->duties, diag);
    out->active = true;
    return status == TP_OK ? name_account(claims, out, diag) : status;
}

tp_status tp_oidc_check(struct tp_oidc *oidc, const char *token, int64_t now_s, bool quick, struct tp_account *out,
                        struct tp_diag *diag)
{
    struct tp_jwt jwt;
    tp_status status = tp_jwt_read(token, &jwt, NULL);

    memset(out, 0, sizeof *out);
    if (status != TP_OK) {
        status =
            tp_fail(diag, TP_E_DENIED, "Authorization", -1, "it is no token of a session or of the identity provider");
    } else {
        pthread_mutex_lock(&oidc->lock);
        status = quick ? check_quickly(oidc, &jwt, now_s, diag) : check_signature(oidc, &jwt, now_s, diag);
        pthread_mutex_unlock(&oidc->lock);
    }
    if (status == TP_OK)
        status = check(oidc, &jwt, now_s, out, diag);
    tp_jwt_deinit(&jwt);
    if (status != TP_OK)
        memset(out, 0, sizeof *out);
    return status;
}
