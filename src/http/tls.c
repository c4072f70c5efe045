/* SPDX-License-Identifier: Apache-2.0 */
/* TLS by GnuTLS. Files that were read make one set of credentials; a connection keeps that set which was there when it
 * came, until it ends, so that reading again disturbs nobody. A handshake with a certificate that does not verify
 * fails, so whatever comes out of one is proven. */
#include "http/tls.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char tp_tls_priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE";

enum { FILE_MAX_BYTES = 1 << 20 };

struct tp_tls_use {
    struct tp_tls *tls;
    gnutls_certificate_credentials_t credentials;
    unsigned holders; /* connections, and the one that is current */
};
struct tp_tls {
    pthread_mutex_t lock;
    struct tp_http_tls options; /* its strings are owned */
    struct tp_tls_use *current;
};

/* ---- reading files ----------------------------------------------------------------------------------------------- */

/* Also called when a client that may send a certificate sends none. */
static int verify(gnutls_session_t session)
{
    gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID, .data = NULL};
    static unsigned char for_clients[] = GNUTLS_KP_TLS_WWW_CLIENT;
    unsigned count = 0, problems = 0;

    if (!gnutls_certificate_get_peers(session, &count) || count == 0)
        return 0;
    purpose.data = for_clients;
    if (gnutls_certificate_verify_peers(session, &purpose, 1, &problems) != 0 || problems != 0)
        return GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR;
    return 0;
}

/* A file that is not there is told from one that holds something else. */
static tp_status explain(int code, const char *path, const char *field, struct tp_diag *diag)
{
    tp_status status = code == GNUTLS_E_FILE_ERROR ? tp_fail(diag, TP_E_NOT_FOUND, field, -1, "cannot read the file")
                                                   : tp_fail(diag, TP_E_FORMAT, field, -1, "%s", gnutls_strerror(code));

    return tp_diag_in_file(diag, status, path);
}

/* Either may be NULL: nothing is proven, nobody is trusted. FIELD is what the authorities are called. */
static tp_status fill(gnutls_certificate_credentials_t credentials, const struct tp_http_tls *options,
                      const char *field, struct tp_diag *diag)
{
    int code = 0;

    if (options->certificate)
        code = gnutls_certificate_set_x509_key_file2(credentials, options->certificate, options->key,
                                                     GNUTLS_X509_FMT_PEM, NULL, 0);
    if (code < 0)
        return explain(code, options->certificate, "certificate and key", diag);
    if (!options->clients)
        return TP_OK;
    code = gnutls_certificate_set_x509_trust_file(credentials, options->clients, GNUTLS_X509_FMT_PEM);
    if (code <= 0)
        return explain(code < 0 ? code : GNUTLS_E_NO_CERTIFICATE_FOUND, options->clients, field, diag);
    return TP_OK;
}

static void drop(struct tp_tls_use *use)
{
    gnutls_certificate_free_credentials(use->credentials);
    free(use);
}

static tp_status load(struct tp_tls *tls, struct tp_tls_use **out, struct tp_diag *diag)
{
    struct tp_tls_use *use = calloc(1, sizeof *use);
    tp_status status;

    *out = NULL;
    if (!use || gnutls_certificate_allocate_credentials(&use->credentials) != 0) {
        free(use);
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    }
    use->tls = tls;
    use->holders = 1;
    status = fill(use->credentials, &tls->options, "clients", diag);
    if (status == TP_OK && tls->options.clients)
        gnutls_certificate_set_verify_function(use->credentials, verify);
    if (status == TP_OK)
        *out = use;
    else
        drop(use);
    return status;
}

tp_status tp_tls_check(const struct tp_http_client_options *options, struct tp_diag *diag)
{
    const struct tp_http_tls files = {
        .certificate = options->certificate, .key = options->key, .clients = options->authorities};
    gnutls_certificate_credentials_t credentials;
    tp_status status;

    if (gnutls_certificate_allocate_credentials(&credentials) != 0)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    status = fill(credentials, &files, "authority", diag);
    gnutls_certificate_free_credentials(credentials);
    return status;
}

tp_status tp_http_certificates_end(const char *path, unsigned *count, int64_t *end_s, struct tp_diag *diag)
{
    gnutls_x509_crt_t *list;
    gnutls_datum_t text = {NULL, 0};
    size_t size_bytes;
    int code;
    tp_status status = tp_file_read(path, FILE_MAX_BYTES, &text.data, &size_bytes, diag);

    *count = 0;
    *end_s = INT64_MAX;
    if (status != TP_OK)
        return status;
    text.size = (unsigned)size_bytes;
    code = gnutls_x509_crt_list_import2(&list, count, &text, GNUTLS_X509_FMT_PEM, 0);
    free(text.data);
    if (code < 0)
        return explain(code, path, "certificate", diag);
    for (unsigned i = 0; i < *count; i++) {
        *end_s = TP_MIN(*end_s, (int64_t)gnutls_x509_crt_get_expiration_time(list[i]));
        gnutls_x509_crt_deinit(list[i]);
    }
    gnutls_free(list);
    return TP_OK;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

static const char *copy(const char *text, bool *ok)
{
    size_t size_bytes = text ? strlen(text) + 1 : 0;
    char *out = text ? malloc(size_bytes) : NULL;

    if (out)
        memcpy(out, text, size_bytes);
    *ok &= !text || out;
    return out;
}

static void release(const char *text)
{
    free((void *)(uintptr_t)text);
}

void tp_tls_free(struct tp_tls **tls)
{
    if (!*tls)
        return;
    if ((*tls)->current) {
        TP_ASSERT((*tls)->current->holders == 1);
        drop((*tls)->current);
    }
    release((*tls)->options.certificate);
    release((*tls)->options.key);
    release((*tls)->options.clients);
    pthread_mutex_destroy(&(*tls)->lock);
    free(*tls);
    *tls = NULL;
}

tp_status tp_tls_new(const struct tp_http_tls *options, struct tp_tls **out, struct tp_diag *diag)
{
    struct tp_tls *tls = calloc(1, sizeof *tls);
    bool ok = true;
    tp_status status = TP_OK;

    *out = NULL;
    if (!tls)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    pthread_mutex_init(&tls->lock, NULL);
    tls->options = (struct tp_http_tls){.certificate = copy(options->certificate, &ok),
                                        .key = copy(options->key, &ok),
                                        .clients = copy(options->clients, &ok),
                                        .who = options->who};
    if (!ok)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    else if (!options->certificate || !options->key)
        status = tp_fail(diag, TP_E_ARGUMENT, "certificate", -1, "TLS needs a certificate and its key");
    else if (!options->clients != (options->who == TP_HTTP_CLIENTS_ANY))
        status = tp_fail(diag, TP_E_ARGUMENT, "clients", -1, "the authorities and what they are for go together");
    if (status == TP_OK)
        status = load(tls, &tls->current, diag);
    if (status == TP_OK)
        *out = tls;
    else
        tp_tls_free(&tls);
    return status;
}

void tp_tls_leave(struct tp_tls_use **use)
{
    struct tp_tls *tls;
    bool is_last;

    if (!*use)
        return;
    tls = (*use)->tls;
    pthread_mutex_lock(&tls->lock);
    is_last = --(*use)->holders == 0;
    pthread_mutex_unlock(&tls->lock);
    if (is_last)
        drop(*use);
    *use = NULL;
}

tp_status tp_tls_reload(struct tp_tls *tls, struct tp_diag *diag)
{
    struct tp_tls_use *fresh, *old;
    tp_status status = load(tls, &fresh, diag);

    if (status != TP_OK)
        return status;
    pthread_mutex_lock(&tls->lock);
    old = tls->current;
    tls->current = fresh;
    pthread_mutex_unlock(&tls->lock);
    tp_tls_leave(&old);
    return TP_OK;
}

int64_t tp_tls_expires_s(struct tp_tls *tls)
{
    gnutls_x509_crt_t *chain;
    unsigned count = 0;
    int64_t out = 0;

    pthread_mutex_lock(&tls->lock);
    if (gnutls_certificate_get_x509_crt(tls->current->credentials, 0, &chain, &count) == 0) {
        if (count > 0)
            out = gnutls_x509_crt_get_expiration_time(chain[0]);
        for (unsigned i = 0; i < count; i++)
            gnutls_x509_crt_deinit(chain[i]);
        gnutls_free(chain);
    }
    pthread_mutex_unlock(&tls->lock);
    return out;
}

static tp_status read_text(const char *path, struct tp_buffer *out, struct tp_diag *diag)
{
    size_t size_bytes;
    uint8_t *data;
    tp_status status = tp_file_read(path, FILE_MAX_BYTES, &data, &size_bytes, diag);

    tp_write_bytes(out, data, size_bytes);
    tp_write_u8(out, 0);
    if (status == TP_OK)
        tp_wipe(data, size_bytes);
    free(data);
    return status == TP_OK && out->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory") : status;
}

tp_status tp_tls_read(const struct tp_tls *tls, struct tp_tls_texts *out, struct tp_diag *diag)
{
    tp_status status;

    tp_buffer_init(&out->certificate);
    tp_buffer_init(&out->key);
    status = read_text(tls->options.certificate, &out->certificate, diag);
    return status == TP_OK ? read_text(tls->options.key, &out->key, diag) : status;
}

void tp_tls_texts_deinit(struct tp_tls_texts *texts)
{
    if (texts->key.data)
        tp_wipe(texts->key.data, texts->key.size_bytes);
    tp_buffer_deinit(&texts->key);
    tp_buffer_deinit(&texts->certificate);
}

/* ---- connections ------------------------------------------------------------------------------------------------- */

struct tp_tls_use *tp_tls_enter(struct tp_tls *tls, void *session)
{
    static const gnutls_certificate_request_t requests[] = {
        [TP_HTTP_CLIENTS_ANY] = GNUTLS_CERT_IGNORE,
        [TP_HTTP_CLIENTS_MAY_PROVE] = GNUTLS_CERT_REQUEST,
        [TP_HTTP_CLIENTS_MUST_PROVE] = GNUTLS_CERT_REQUIRE,
    };
    struct tp_tls_use *use;

    pthread_mutex_lock(&tls->lock);
    use = tls->current;
    use->holders++;
    pthread_mutex_unlock(&tls->lock);
    if (gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, use->credentials) != 0)
        tp_tls_leave(&use);
    else
        gnutls_certificate_server_set_request(session, requests[tls->options.who]);
    return use;
}

void tp_tls_prove(void *session, struct tp_proof_of_peer *out)
{
    uint8_t hash[32], key[32];
    size_t hash_bytes = sizeof hash, key_bytes = sizeof key;
    unsigned count = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &count);
    gnutls_x509_crt_t certificate;

    memset(out, 0, sizeof *out);
    if (!chain || count == 0 || gnutls_x509_crt_init(&certificate) != 0)
        return;
    if (gnutls_x509_crt_import(certificate, &chain[0], GNUTLS_X509_FMT_DER) == 0 &&
        gnutls_x509_crt_get_fingerprint(certificate, GNUTLS_DIG_SHA256, hash, &hash_bytes) == 0 &&
        gnutls_x509_crt_get_key_id(certificate, GNUTLS_KEYID_USE_SHA256, key, &key_bytes) == 0) {
        tp_hex_encode(hash, sizeof hash, out->certificate);
        tp_hex_encode(key, sizeof key, out->public_key);
    }
    gnutls_x509_crt_deinit(certificate);
}
