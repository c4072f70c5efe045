/* SPDX-License-Identifier: Apache-2.0 */
/* A small HTTP server around libmicrohttpd: bounded requests, a handler, a clean stop. */
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

#endif
