/* SPDX-License-Identifier: Apache-2.0 */
/* A small HTTP server around libmicrohttpd (bounded requests, a handler, a clean stop), and asking other servers with
 * libcurl. */
#ifndef TP_HTTP_HTTP_H
#define TP_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"

struct tp_http_request {
    const char *method, *path; /* borrowed during the call */
    const void *body;
    size_t body_bytes;
};
struct tp_http_reply {
    int status;
    const char *content_type; /* a static string */
    struct tp_buffer body;    /* empty at first; freed by the server */
};
/* Called from several threads at once. */
typedef void tp_http_handler_fn(void *context, const struct tp_http_request *request, struct tp_http_reply *reply);

struct tp_http_server;
struct tp_http_options {
    const char *address;    /* "127.0.0.1" when NULL */
    uint16_t port;          /* 0: any free one */
    size_t body_max_bytes;  /* 413 beyond */
    unsigned request_max_s; /* a whole request must be in within this time */
};
TP_NODISCARD tp_status tp_http_server_start(const struct tp_http_options *options, tp_http_handler_fn *handler,
                                            void *context, struct tp_http_server **out, struct tp_diag *diag);
uint16_t tp_http_server_port(const struct tp_http_server *server);
void tp_http_server_stop(struct tp_http_server **server); /* answers what is under way, then closes */

/* ---- asking other servers (client.c) ----------------------------------------------------------------------------- */

struct tp_http_post {
    const char *url; /* http or https; a server's certificate must be one that the system trusts */
    const char *content_type;
    const void *body;
    size_t body_bytes;
    size_t reply_max_bytes; /* of the reply's body */
    unsigned total_s;       /* from looking up the name to the last byte */
};
struct tp_http_answer {
    int status;            /* any: also 404 is an answer */
    char content_type[64]; /* "" when there is none, cut at its size */
    struct tp_buffer body; /* free it, also after a failure */
};
/* Follows no redirects. Goes through the proxy that the environment names (http_proxy, https_proxy, no_proxy).
 * E_ARGUMENT: no such URL; E_LIMIT: the reply is larger; E_IO: there was no whole reply in time. The diagnostic names
 * the URL. Thread-safe. */
TP_NODISCARD tp_status tp_http_post(const struct tp_http_post *post, struct tp_http_answer *out, struct tp_diag *diag);

#endif
