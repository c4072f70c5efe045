/* SPDX-License-Identifier: Apache-2.0 */
/* What the server's files share: the server, its connections, and requests on their way through it. */
#ifndef TP_HTTP_SERVER_H
#define TP_HTTP_SERVER_H

#include <pthread.h>
#include <stdatomic.h>

#include "http/http.h"
#include "http/library.h"
#include "http/network.h"
#include "http/observe.h"
#include "http/peers.h"
#include "http/stream.h"
#include "http/target.h"
#include "http/tls.h"
#include "http/watchdog.h"
#include "http/workers.h"

enum { TP_BODY_MIN_BYTES_PER_S = 65536 }; /* slower bodies and replies are cut off */

struct tp_http_server {
    struct tp_http_options options;
    tp_http_handler_fn *handler;
    void *context;
    struct MHD_Daemon *daemon;
    struct tp_watchdog *watchdog;
    struct tp_workers *workers; /* NULL: handlers run in the library's threads */
    struct tp_tls *tls;         /* NULL: none */
    struct tp_peers *peers;
    struct tp_rate *rate; /* NULL: no limit */
    struct tp_observer observer;
    struct tp_streams streams;
    uint16_t port;
    char proxy[TP_ADDRESS_BYTES]; /* "": none */
    uint64_t id_seed;
    atomic_uint_fast64_t id_next;
    atomic_uint under_way;    /* requests whose head was read and whose reply is not yet out */
    atomic_bool is_stopping;  /* requests from now on are refused, without a worker */
    atomic_size_t body_bytes; /* in memory */
};

/* A connection, from when it is accepted; handed to the library as its socket's context. */
struct tp_connection {
    struct tp_http_server *server;
    struct tp_watch *watch;
    struct tp_tls_use *tls;                                  /* NULL: plain */
    char remote[TP_ADDRESS_BYTES], client[TP_ADDRESS_BYTES]; /* client: what is counted, of IPv6 the /64 */
    bool is_proxy;                                           /* the one that may say for whom it asks */
    bool is_counted;                                         /* among its client's connections */
};

/* A header that came several times, joined. */
struct tp_joined {
    struct tp_joined *next;
    const char *name;
    char value[];
};

enum tp_incoming_phase { TP_INCOMING_HEAD, TP_INCOMING_BODY, TP_INCOMING_HANDLED };
struct tp_http_incoming {
    struct tp_http_request request;
    struct tp_http_reply reply;
    struct tp_http_server *server;
    struct tp_connection *peer;
    struct MHD_Connection *connection;
    struct tp_target target;
    tp_status target_status;
    struct tp_diag target_diag;
    struct tp_buffer body;
    size_t body_max_bytes, counted_bytes; /* what of the body counts in the server's sum */
    bool has_body, is_counted;
    enum tp_incoming_phase phase;
    int refusal; /* a status that was decided on in the middle of the body */
    char id[TP_HTTP_ID_BYTES], remote[TP_ADDRESS_BYTES], client[TP_ADDRESS_BYTES];
    struct tp_proof_of_peer proof;
    struct tp_joined *joined;
    struct tp_http_stream *stream; /* while it is sent */
    int64_t began_ns;
    int status; /* sent; 0 before */
    const char *operation;
    struct tp_http_incoming *next; /* who waits for a worker */
};

/* request.c: a request comes in. Callbacks of the library; the context is the server. */
void *tp_request_on_target(void *context, const char *target, struct MHD_Connection *connection);
enum MHD_Result tp_request_on_piece(void *context, struct MHD_Connection *connection, const char *url,
                                    const char *method, const char *version, const char *data, size_t *size_bytes,
                                    void **request);
void tp_request_on_completed(void *context, struct MHD_Connection *connection, void **request,
                             enum MHD_RequestTerminationCode why);
/* Called by a worker. */
void tp_request_handle(struct tp_http_incoming *incoming);

/* connection.c */
void tp_connection_on_change(void *context, struct MHD_Connection *connection, void **peer,
                             enum MHD_ConnectionNotificationCode what);
struct tp_connection *tp_connection_of(struct MHD_Connection *connection);

/* send.c: the reply goes out. EARLY: the body has not been read, and never will be. */
enum MHD_Result tp_reply_send(struct tp_http_incoming *incoming, bool early);
/* A refusal of the server's own; its headers may be there. */
enum MHD_Result tp_reply_refuse(struct tp_http_incoming *incoming, int status, const char *words, bool early);

#endif
