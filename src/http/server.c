/* SPDX-License-Identifier: Apache-2.0 */
/* The server: libmicrohttpd with epoll and a pool of threads. Limits: connections, bytes of a request's head (431) and
 * body (413, before the body when its length is announced), seconds for a request and for taking its reply. */
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "http/http.h"
#include "http/listen.h"
#include "http/watchdog.h"

enum { THREADS = 4, CONNECTIONS_MAX = 512, HEAD_MAX_BYTES = 16384, DRAIN_ROUND_MS = 5 };

struct tp_http_server {
    struct tp_http_options options;
    tp_http_handler_fn *handler;
    void *context;
    struct MHD_Daemon *daemon;
    struct tp_watchdog *watchdog;
    uint16_t port;
    atomic_uint under_way; /* requests whose head was read and whose reply is not yet out */
};

/* What belongs to a request while it comes in. */
struct incoming {
    struct tp_buffer body;
    bool too_large;
};

/* ---- connections ------------------------------------------------------------------------------------------------- */

static void on_connection(void *context, struct MHD_Connection *connection, void **watch,
                          enum MHD_ConnectionNotificationCode what)
{
    struct tp_http_server *server = context;
    int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;

    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        tp_watchdog_remove(server->watchdog, *watch);
        return;
    }
    *watch = tp_watchdog_add(server->watchdog, fd);
    if (!*watch)
        shutdown(fd, SHUT_RDWR);
}

static struct tp_watch *watch_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* The reply is out, or the connection is gone. The next request has the whole time again. */
static void on_completed(void *context, struct MHD_Connection *connection, void **request,
                         enum MHD_RequestTerminationCode why)
{
    struct tp_http_server *server = context;
    struct incoming *incoming = *request;

    (void)why;
    if (!incoming)
        return;
    tp_buffer_deinit(&incoming->body);
    free(incoming);
    *request = NULL;
    tp_watchdog_arm(server->watchdog, watch_of(connection), true);
    atomic_fetch_sub(&server->under_way, 1);
}

/* ---- replies ----------------------------------------------------------------------------------------------------- */

/* Takes over the body. */
static enum MHD_Result send_reply(struct MHD_Connection *connection, struct tp_http_reply *reply)
{
    struct MHD_Response *response;
    enum MHD_Result result;

    if (reply->body.bad) {
        tp_buffer_deinit(&reply->body);
        reply->status = 503;
    }
    response = MHD_create_response_from_buffer(reply->body.size_bytes, reply->body.data, MHD_RESPMEM_MUST_FREE);
    if (!response) {
        tp_buffer_deinit(&reply->body);
        return MHD_NO;
    }
    result = MHD_YES;
    if (reply->content_type)
        result = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type);
    if (result == MHD_YES)
        result = MHD_queue_response(connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result send_too_large(const struct tp_http_server *server, struct MHD_Connection *connection)
{
    struct tp_http_reply reply = {.status = 413, .content_type = "text/plain; charset=utf-8"};

    tp_buffer_init(&reply.body);
    tp_write_text(&reply.body, "a request has at most %zu bytes\n", server->options.body_max_bytes);
    return send_reply(connection, &reply);
}

/* ---- requests ---------------------------------------------------------------------------------------------------- */

static bool announces_too_much(const struct tp_http_server *server, struct MHD_Connection *connection)
{
    const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);

    /* The library has refused what is no number, and what is larger than it can count. */
    return length && strtoull(length, NULL, 10) > server->options.body_max_bytes;
}

static enum MHD_Result begin(struct tp_http_server *server, struct MHD_Connection *connection, void **request)
{
    struct incoming *incoming = calloc(1, sizeof *incoming);

    if (!incoming)
        return MHD_NO;
    tp_buffer_init(&incoming->body);
    *request = incoming;
    atomic_fetch_add(&server->under_way, 1);
    return announces_too_much(server, connection) ? send_too_large(server, connection) : MHD_YES;
}

/* What comes without an announced length and is too much is read on and thrown away, as long as the watchdog lets it:
 * the library cannot reply in the middle. */
static void take(const struct tp_http_server *server, struct incoming *incoming, const char *data, size_t size_bytes)
{
    if (size_bytes > server->options.body_max_bytes - incoming->body.size_bytes)
        incoming->too_large = true;
    if (incoming->too_large)
        tp_buffer_deinit(&incoming->body);
    else
        tp_write_bytes(&incoming->body, data, size_bytes);
}

static enum MHD_Result answer(struct tp_http_server *server, struct MHD_Connection *connection,
                              const struct tp_http_request *request)
{
    struct tp_http_reply reply = {.status = 200};
    struct tp_watch *watch = watch_of(connection);

    tp_buffer_init(&reply.body);
    tp_watchdog_arm(server->watchdog, watch, false);
    server->handler(server->context, request, &reply);
    tp_watchdog_arm(server->watchdog, watch, true);
    return send_reply(connection, &reply);
}

/* Called once with the head, then with pieces of the body, then once with none. The signature is the library's. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size_bytes, void **request)
{
    struct tp_http_server *server = context;
    struct incoming *incoming = *request;
    struct tp_http_request whole = {.method = method, .path = url};

    (void)version;
    if (!incoming)
        return begin(server, connection, request);
    if (*size_bytes > 0) {
        take(server, incoming, data, *size_bytes);
        *size_bytes = 0;
        return MHD_YES;
    }
    if (incoming->too_large)
        return send_too_large(server, connection);
    if (incoming->body.bad)
        return MHD_NO;
    whole.body = incoming->body.data ? (const void *)incoming->body.data : "";
    whole.body_bytes = incoming->body.size_bytes;
    return answer(server, connection, &whole);
}

/* ---- start and stop ---------------------------------------------------------------------------------------------- */

static tp_status start_daemon(struct tp_http_server *server, int fd, struct tp_diag *diag)
{
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_MAX_BYTES, MHD_OPTION_CONNECTION_TIMEOUT,
        server->options.request_max_s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_END);
    if (!server->daemon)
        return tp_fail(diag, TP_E_IO, "server", -1, "the HTTP server does not start");
    return TP_OK;
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
    server->options = *options;
    server->handler = handler;
    server->context = context;
    status = tp_listen(options->address ? options->address : "127.0.0.1", options->port, &fd, &server->port, diag);
    if (status == TP_OK)
        status = tp_watchdog_new(options->request_max_s, &server->watchdog, diag);
    if (status == TP_OK)
        status = start_daemon(server, fd, diag);
    if (status != TP_OK) {
        if (fd >= 0)
            close(fd);
        tp_watchdog_free(&server->watchdog);
        free(server);
        return status;
    }
    *out = server;
    return TP_OK;
}

uint16_t tp_http_server_port(const struct tp_http_server *server)
{
    return server->port;
}

/* The watchdog ends what takes too long, so this ends as well; a handler that never returns would keep it. */
static void drain(struct tp_http_server *server)
{
    const struct timespec pause = {.tv_nsec = DRAIN_ROUND_MS * 1000000L};

    while (atomic_load(&server->under_way) > 0)
        nanosleep(&pause, NULL);
}

void tp_http_server_stop(struct tp_http_server **server)
{
    struct tp_http_server *old = *server;
    int fd;

    if (!old)
        return;
    fd = MHD_quiesce_daemon(old->daemon);
    drain(old);
    MHD_stop_daemon(old->daemon);
    if (fd >= 0)
        close(fd);
    tp_watchdog_free(&old->watchdog);
    free(old);
    *server = NULL;
}
