/* SPDX-License-Identifier: Apache-2.0 */
/* The server: libmicrohttpd with epoll and a pool of threads. Limits: connections, bytes of a request's head (431) and
 * body (413, before the body when its length is announced), seconds for a request and for taking its reply. */
#include "http/server.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "http/listen.h"

enum {
    THREADS = 4,
    CONNECTIONS_MAX = 512,
    HEAD_MAX_BYTES = 16384,
    CLIENTS_MAX = 16384, /* whose rate is known at a time */
    DRAIN_ROUND_MS = 5
};
#define BODIES_MAX_BYTES ((size_t)1 << 30)

/* ---- the watchdog's thread --------------------------------------------------------------------------------------- */

static void on_slow(void *context)
{
    const struct tp_http_server *server = context;

    tp_observe_rejection(&server->observer, "slow");
}

static void on_round(void *context)
{
    struct tp_http_server *server = context;

    tp_streams_beat(&server->streams);
}

/* ---- start ------------------------------------------------------------------------------------------------------- */

/* TLS is the options for it, ended as the library wants it. */
static tp_status start_daemon(struct tp_http_server *server, int fd, const struct MHD_OptionItem *tls,
                              struct tp_diag *diag)
{
    const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME;

    server->daemon = MHD_start_daemon(
        flags | (server->tls ? MHD_USE_TLS : 0), 0, NULL, NULL, tp_request_on_piece, server, MHD_OPTION_LISTEN_SOCKET,
        fd, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS, MHD_OPTION_CONNECTION_LIMIT,
        server->options.connections_max, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_MAX_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, server->options.request_max_s + 1 /* should the watchdog sleep */,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, tp_request_on_target, server,
        MHD_OPTION_NOTIFY_CONNECTION, tp_connection_on_change, server, MHD_OPTION_NOTIFY_COMPLETED,
        tp_request_on_completed, server, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
    if (!server->daemon)
        return tp_fail(diag, TP_E_IO, "server", -1, "the HTTP server does not start");
    return TP_OK;
}

/* The certificate that the library is given is for itself only: each connection gets the newest one. */
static tp_status start_with_tls(struct tp_http_server *server, int fd, struct tp_diag *diag)
{
    struct tp_tls_texts texts;
    tp_status status = tp_tls_read(server->tls, &texts, diag);

    if (status == TP_OK)
        status = start_daemon(
            server, fd,
            (const struct MHD_OptionItem[]){{MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)tp_tls_priorities},
                                            {MHD_OPTION_HTTPS_MEM_CERT, 0, texts.certificate.data},
                                            {MHD_OPTION_HTTPS_MEM_KEY, 0, texts.key.data},
                                            {MHD_OPTION_END, 0, NULL}},
            diag);
    tp_tls_texts_deinit(&texts);
    return status;
}

static tp_status start(struct tp_http_server *server, int fd, struct tp_diag *diag)
{
    static const struct MHD_OptionItem none = {MHD_OPTION_END, 0, NULL};

    return server->tls ? start_with_tls(server, fd, diag) : start_daemon(server, fd, &none, diag);
}

static void fill(struct tp_http_server *server, const struct tp_http_options *options, tp_http_handler_fn *handler,
                 void *context)
{
    struct tp_rng rng = tp_rng_seed((uint64_t)tp_clock_now_s(), (uint64_t)tp_clock_monotonic_ns());

    server->options = *options;
    server->handler = handler;
    server->context = context;
    if (options->connections_max == 0)
        server->options.connections_max = CONNECTIONS_MAX;
    if (options->bodies_max_bytes == 0)
        server->options.bodies_max_bytes = BODIES_MAX_BYTES;
    server->id_seed = tp_rng_u64(&rng);
    tp_observer_init(&server->observer, options->metrics, options->log);
    tp_streams_init(&server->streams);
}

static tp_status prepare(struct tp_http_server *server, struct tp_diag *diag)
{
    const struct tp_http_options *options = &server->options;
    const struct tp_watchdog_options watchdog = {
        .limit_s = options->request_max_s, .on_slow = on_slow, .on_round = on_round, .context = server};
    tp_status status = tp_peers_new(options->connections_per_address_max, &server->peers, diag);

    if (status == TP_OK && options->proxy && !tp_address_parse(options->proxy, strlen(options->proxy), server->proxy))
        status = tp_fail(diag, TP_E_ARGUMENT, "proxy", -1, "%s is not the number of an address", options->proxy);
    if (status == TP_OK && options->requests_per_s > 0)
        status = tp_rate_new(options->requests_per_s, TP_MAX(options->burst, options->requests_per_s), CLIENTS_MAX,
                             &server->rate, diag);
    if (status == TP_OK && options->tls)
        status = tp_tls_new(options->tls, &server->tls, diag);
    if (status == TP_OK && options->workers > 0)
        status = tp_workers_new(options->workers, tp_request_handle, &server->workers, diag);
    if (status == TP_OK)
        status = tp_watchdog_new(&watchdog, &server->watchdog, diag);
    return status;
}

/* Whatever of it is there. */
static void dismantle(struct tp_http_server *server)
{
    tp_workers_free(&server->workers);
    tp_watchdog_free(&server->watchdog);
    tp_tls_free(&server->tls);
    tp_rate_free(&server->rate);
    tp_peers_free(&server->peers);
    tp_streams_deinit(&server->streams);
    free(server);
}

static void note_certificate(struct tp_http_server *server)
{
    if (server->tls)
        tp_metric_set(tp_metrics_gauge(server->options.metrics, "tenprint_tls_certificate_expires_timestamp_seconds",
                                       "When the server's certificate ends.", ""),
                      NULL, (double)tp_tls_expires_s(server->tls));
}

tp_status tp_http_server_start(const struct tp_http_options *options, tp_http_handler_fn *handler, void *context,
                               struct tp_http_server **out, struct tp_diag *diag)
{
    struct tp_http_server *server;
    void *memory;
    int fd = -1;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *server, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    server = memory;
    fill(server, options, handler, context);
    status = tp_listen(options->address ? options->address : "127.0.0.1", options->port, &fd, &server->port, diag);
    if (status == TP_OK)
        status = prepare(server, diag);
    if (status == TP_OK)
        status = start(server, fd, diag);
    if (status != TP_OK) {
        if (fd >= 0)
            close(fd);
        dismantle(server);
        return status;
    }
    server->options.address = server->options.proxy = NULL; /* the caller's */
    server->options.tls = NULL;
    note_certificate(server);
    *out = server;
    return TP_OK;
}

uint16_t tp_http_server_port(const struct tp_http_server *server)
{
    return server->port;
}

tp_status tp_http_server_reload(struct tp_http_server *server, struct tp_diag *diag)
{
    tp_status status = server->tls ? tp_tls_reload(server->tls, diag) : TP_OK;

    if (status == TP_OK)
        note_certificate(server);
    return status;
}

void tp_http_server_end_idle(struct tp_http_server *server)
{
    tp_watchdog_end_idle(server->watchdog);
}

/* ---- stop -------------------------------------------------------------------------------------------------------- */

/* Who still comes is refused. The watchdog ends what takes too long, so this ends as well; a handler that never returns
 * would keep it. */
static void drain(struct tp_http_server *server)
{
    const struct timespec pause = {.tv_nsec = DRAIN_ROUND_MS * 1000000L};

    atomic_store(&server->is_stopping, true);
    tp_streams_stop(&server->streams);
    while (atomic_load(&server->under_way) > 0)
        nanosleep(&pause, NULL);
}

void tp_http_server_stop(struct tp_http_server **server)
{
    struct tp_http_server *old = *server;

    if (!old)
        return;
    drain(old); /* without MHD_quiesce_daemon, which races with a pool's threads for the socket, and ends the program */
    MHD_stop_daemon(old->daemon);
    dismantle(old);
    *server = NULL;
}
