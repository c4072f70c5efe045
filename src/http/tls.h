/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates of the server and of who connects to it. */
#ifndef TP_HTTP_TLS_H
#define TP_HTTP_TLS_H

#include "http/http.h"

struct tp_tls;
struct tp_tls_use; /* what a connection holds of it */
struct tp_proof_of_peer {
    char certificate[65], public_key[65]; /* SHA-256 in hex; "" when there is none */
};

TP_NODISCARD tp_status tp_tls_new(const struct tp_http_tls *options, struct tp_tls **out, struct tp_diag *diag);
/* Nobody uses it any more. */
void tp_tls_free(struct tp_tls **tls);
/* Reads the files again; on failure everything stays. */
TP_NODISCARD tp_status tp_tls_reload(struct tp_tls *tls, struct tp_diag *diag);
int64_t tp_tls_expires_s(struct tp_tls *tls); /* the server's certificate */
/* Whether a client's files are what they should be. */
TP_NODISCARD tp_status tp_tls_check(const struct tp_http_client_options *options, struct tp_diag *diag);

/* The library's word for which protocols and ciphers. */
extern const char tp_tls_priorities[];
/* The server's files, which the library does not start without. Deinit also after a failure; wipes the key. */
struct tp_tls_texts {
    struct tp_buffer certificate, key; /* NUL-terminated */
};
TP_NODISCARD tp_status tp_tls_read(const struct tp_tls *tls, struct tp_tls_texts *out, struct tp_diag *diag);
void tp_tls_texts_deinit(struct tp_tls_texts *texts);
/* SESSION is the TLS library's, new, without a handshake so far. NULL on failure. */
struct tp_tls_use *tp_tls_enter(struct tp_tls *tls, void *session);
/* The session is gone. NULL is accepted. */
void tp_tls_leave(struct tp_tls_use **use);
/* Who is at the other end, after the handshake. */
void tp_tls_prove(void *session, struct tp_proof_of_peer *out);

#endif
