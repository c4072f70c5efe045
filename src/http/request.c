/* SPDX-License-Identifier: Apache-2.0 */
/* A request on its way in: its target, its head with all that is decided by it, its body, and then the handler, in a
 * worker's thread when there are workers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/server.h"

/* ---- reading a request, for handlers ----------------------------------------------------------------------------- */

/* The values of a header that comes several times. */
struct join {
    const char *name;
    size_t count, size_bytes;
    struct tp_joined *out; /* NULL while it is measured */
};

static enum MHD_Result join_one(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct join *join = context;
    size_t length = value ? strlen(value) : 0;

    (void)kind;
    if (strcasecmp(name, join->name) != 0)
        return MHD_YES;
    if (join->out) {
        char *at = join->out->value + join->size_bytes;
        if (join->size_bytes > 0) {
            memcpy(at, ", ", 2);
            at += 2;
        }
        memcpy(at, value ? value : "", length);
        at[length] = '\0';
    }
    join->size_bytes += length + (join->size_bytes > 0 ? 2 : 0);
    join->count++;
    return MHD_YES;
}

static const char *join_header(struct tp_http_incoming *incoming, struct join *join)
{
    struct tp_joined *joined = incoming->joined;

    while (joined && strcasecmp(joined->name, join->name) != 0)
        joined = joined->next;
    if (joined)
        return joined->value;
    joined = calloc(1, sizeof *joined + join->size_bytes + 1);
    if (!joined)
        return "";
    *join = (struct join){.name = join->name, .out = joined};
    MHD_get_connection_values(incoming->connection, MHD_HEADER_KIND, join_one, join);
    joined->name = join->name;
    joined->next = incoming->joined;
    incoming->joined = joined;
    return joined->value;
}

const char *tp_http_header(const struct tp_http_request *request, const char *name)
{
    struct join join = {.name = name};
    struct MHD_Connection *connection = request->incoming->connection;

    MHD_get_connection_values(connection, MHD_HEADER_KIND, join_one, &join);
    if (join.count > 1)
        return join_header(request->incoming, &join);
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

const char *tp_http_query(const struct tp_http_request *request, const char *name)
{
    return tp_target_parameter(&request->incoming->target, name);
}

const char *tp_http_cookie(const struct tp_http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->incoming->connection, MHD_COOKIE_KIND, name);
}

/* ---- a request's life -------------------------------------------------------------------------------------------- */

static void free_incoming(struct tp_http_incoming *incoming)
{
    struct tp_joined *next;

    if (incoming->stream)
        tp_observe_stream(&incoming->server->observer, -1);
    if (incoming->stream)
        tp_stream_detach(&incoming->stream);
    if (incoming->reply.stream) /* whose reader went before it was sent */
        tp_stream_detach(&incoming->reply.stream);
    if (incoming->request.free_state)
        incoming->request.free_state(incoming->request.state);
    for (struct tp_joined *joined = incoming->joined; joined; joined = next) {
        next = joined->next;
        free(joined);
    }
    atomic_fetch_sub(&incoming->server->body_bytes, incoming->counted_bytes);
    tp_buffer_deinit(&incoming->body);
    tp_buffer_deinit(&incoming->reply.body);
    tp_buffer_deinit(&incoming->reply.headers);
    tp_target_deinit(&incoming->target);
    free(incoming);
}

/* The first line was read. */
void *tp_request_on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    struct tp_http_server *server = context;
    struct tp_http_incoming *incoming = calloc(1, sizeof *incoming);

    if (!incoming)
        return NULL;
    incoming->server = server;
    incoming->connection = connection;
    incoming->peer = tp_connection_of(connection);
    incoming->began_ns = tp_clock_monotonic_ns();
    tp_buffer_init(&incoming->body);
    tp_buffer_init(&incoming->reply.body);
    tp_buffer_init(&incoming->reply.headers);
    tp_diag_init(&incoming->target_diag);
    incoming->target_status = tp_target_parse(target, &incoming->target, &incoming->target_diag);
    if (incoming->peer)
        tp_watchdog_set(server->watchdog, incoming->peer->watch, TP_WATCH_ON, 0);
    return incoming;
}

/* The reply is out, or the connection is gone. The next request has the whole time again. */
void tp_request_on_completed(void *context, struct MHD_Connection *connection, void **request,
                             enum MHD_RequestTerminationCode why)
{
    struct tp_http_server *server = context;
    struct tp_http_incoming *incoming = *request;
    bool is_counted;

    (void)connection;
    (void)why;
    if (!incoming)
        return;
    *request = NULL;
    is_counted = incoming->is_counted;
    if (incoming->peer)
        tp_watchdog_set(server->watchdog, incoming->peer->watch, TP_WATCH_IDLE, 0);
    if (incoming->status != 0)
        tp_observe_request(&server->observer,
                           &(struct tp_observed){.request = &incoming->request,
                                                 .operation = incoming->operation,
                                                 .status = incoming->status,
                                                 .duration_ns = tp_clock_monotonic_ns() - incoming->began_ns});
    free_incoming(incoming);
    if (is_counted)
        atomic_fetch_sub(&server->under_way, 1);
}

/* ---- the head ---------------------------------------------------------------------------------------------------- */

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static void find_remote(struct tp_http_incoming *incoming)
{
    const char *forwarded;

    memcpy(incoming->remote, incoming->peer->remote, sizeof incoming->remote);
    if (!incoming->peer->is_proxy)
        return;
    forwarded = tp_http_header(&incoming->request, "X-Forwarded-For");
    if (forwarded && !tp_address_parse_forwarded(forwarded, incoming->remote))
        memcpy(incoming->remote, incoming->peer->remote, sizeof incoming->remote);
}

static void name_request(struct tp_http_incoming *incoming)
{
    struct tp_rng rng = tp_rng_seed(incoming->server->id_seed, atomic_fetch_add(&incoming->server->id_next, 1));

    snprintf(incoming->id, sizeof incoming->id, "%016llx", (unsigned long long)tp_rng_u64(&rng));
}

static void fill_request(struct tp_http_incoming *incoming, const char *method)
{
    struct tp_http_request *request = &incoming->request;
    const char *authority;

    request->incoming = incoming;
    request->is_head = strcmp(method, "HEAD") == 0;
    request->method = request->is_head ? "GET" : method;
    request->path = or_empty(incoming->target.path);
    request->target = or_empty(incoming->target.full);
    request->body = "";
    authority = incoming->target.authority ? incoming->target.authority : tp_http_header(request, "Host");
    request->authority = or_empty(authority);
    find_remote(incoming);
    request->remote = incoming->remote;
    tp_address_write_client(incoming->remote, incoming->client);
    request->client = incoming->client;
    if (incoming->peer->tls)
        tp_tls_prove(MHD_get_connection_info(incoming->connection, MHD_CONNECTION_INFO_GNUTLS_SESSION)->tls_session,
                     &incoming->proof);
    request->is_tls = incoming->peer->tls != NULL;
    request->is_secure = request->is_tls || incoming->peer->is_proxy;
    request->certificate = incoming->proof.certificate;
    request->public_key = incoming->proof.public_key;
    name_request(incoming);
    request->id = incoming->id;
}

/* The characters of a header's name (RFC 9110, clause 5.6.2). */
static bool is_token(const char *text)
{
    static const char marks[] = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    return text[0] != '\0' && text[strspn(text, marks)] == '\0';
}

/* The library takes a blank before the colon as part of the name. */
static enum MHD_Result check_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    bool *is_clear = context;

    (void)kind;
    (void)value;
    if (!is_token(name))
        *is_clear = false;
    return *is_clear ? MHD_YES : MHD_NO;
}

/* At most one host, and no list of hosts. */
static bool is_authority(const char *text)
{
    static const char marks[] = "-._~%!$&'()*+;=:[]0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    return text[strspn(text, marks)] == '\0';
}

static bool is_head_clear(struct tp_http_incoming *incoming)
{
    bool is_clear = is_authority(incoming->request.authority);

    MHD_get_connection_values(incoming->connection, MHD_HEADER_KIND, check_header, &is_clear);
    return is_clear;
}

/* How many bytes the head says that there will be; SIZE_MAX when it does not say. False when another program might read
 * it otherwise, and take the body for the next request. The library has refused what is larger than it can count. */
static bool read_length(const struct tp_http_request *request, size_t *out)
{
    const char *length = tp_http_header(request, MHD_HTTP_HEADER_CONTENT_LENGTH);
    const char *coding = tp_http_header(request, MHD_HTTP_HEADER_TRANSFER_ENCODING);
    unsigned long long number;

    *out = coding ? SIZE_MAX : 0;
    if (coding)
        return !length && strcasecmp(coding, "chunked") == 0;
    if (!length)
        return true;
    number = strtoull(length, NULL, 10);
    *out = number < SIZE_MAX ? (size_t)number : SIZE_MAX - 1;
    return length[0] != '\0' && length[strspn(length, "0123456789")] == '\0';
}

static enum MHD_Result refuse_limited(struct tp_http_incoming *incoming, unsigned wait_s)
{
    tp_http_reply_limited(&incoming->reply, wait_s);
    tp_observe_rejection(&incoming->server->observer, "rate");
    return tp_reply_refuse(incoming, 429, "too many requests", true);
}

static unsigned wait_of_client(struct tp_http_incoming *incoming)
{
    return incoming->server->rate ? tp_rate_take(incoming->server->rate, incoming->client) : 0;
}

static enum MHD_Result refuse_large(struct tp_http_incoming *incoming, bool early)
{
    char words[96];

    snprintf(words, sizeof words, "a request has at most %zu bytes", incoming->body_max_bytes);
    return tp_reply_refuse(incoming, 413, words, early);
}

static enum MHD_Result refuse_full(struct tp_http_incoming *incoming, bool early)
{
    tp_observe_rejection(&incoming->server->observer, "memory");
    tp_http_reply_header(&incoming->reply, "Retry-After", "5");
    return tp_reply_refuse(incoming, 503, "too much is under way", early);
}

/* The time that a body may take, beyond that for the whole request. */
static void allow_body(struct tp_http_incoming *incoming, size_t announced)
{
    size_t bytes = TP_MIN(announced, incoming->body_max_bytes);

    if (bytes >= TP_BODY_MIN_BYTES_PER_S)
        tp_watchdog_set(incoming->server->watchdog, incoming->peer->watch, TP_WATCH_BUSY,
                        (unsigned)TP_MIN(bytes / TP_BODY_MIN_BYTES_PER_S, (size_t)86400));
}

/* Decides about a request whose head is there. */
static enum MHD_Result take_head(struct tp_http_incoming *incoming, size_t announced)
{
    struct tp_http_server *server = incoming->server;
    unsigned wait_s = wait_of_client(incoming);

    /* It is counted as under way already: either this sees that the server stops, or who stops it sees this request.
     * The library does not stop while a connection is set aside for a worker. */
    if (atomic_load(&server->is_stopping))
        return tp_reply_refuse(incoming, 503, "the server stops", true);
    if (wait_s > 0)
        return refuse_limited(incoming, wait_s);
    if (incoming->target_status != TP_OK)
        return tp_reply_refuse(incoming, incoming->target_status == TP_E_MEMORY ? 503 : 400, incoming->target_diag.text,
                               true);
    if (server->options.head)
        server->options.head(server->context, &incoming->request, &incoming->body_max_bytes, &incoming->reply);
    if (incoming->reply.status != 0)
        return tp_reply_send(incoming, true);
    if (announced != SIZE_MAX && announced > incoming->body_max_bytes)
        return refuse_large(incoming, true);
    if (announced != SIZE_MAX &&
        announced > server->options.bodies_max_bytes -
                        TP_MIN(server->options.bodies_max_bytes, atomic_load(&server->body_bytes)))
        return refuse_full(incoming, true);
    allow_body(incoming, announced);
    return MHD_YES;
}

static enum MHD_Result begin(struct tp_http_incoming *incoming, const char *method)
{
    struct tp_http_server *server = incoming->server;
    size_t announced;
    bool is_clear;

    if (!incoming->peer)
        return MHD_NO;
    incoming->phase = TP_INCOMING_BODY;
    incoming->is_counted = true;
    atomic_fetch_add(&server->under_way, 1);
    incoming->body_max_bytes = server->options.body_max_bytes;
    fill_request(incoming, method);
    is_clear = read_length(&incoming->request, &announced) && is_head_clear(incoming);
    incoming->has_body = announced > 0 || !is_clear;
    return is_clear ? take_head(incoming, announced)
                    : tp_reply_refuse(incoming, 400, "its head can be read in several ways", true);
}

/* ---- the body ---------------------------------------------------------------------------------------------------- */

static void forget_body(struct tp_http_incoming *incoming, int refusal)
{
    incoming->refusal = refusal;
    atomic_fetch_sub(&incoming->server->body_bytes, incoming->counted_bytes);
    incoming->counted_bytes = 0;
    tp_buffer_deinit(&incoming->body);
}

/* What is too much is read on and thrown away, as long as the watchdog lets it: the library cannot reply in the
 * middle. */
static void take(struct tp_http_incoming *incoming, const char *data, size_t size_bytes)
{
    struct tp_http_server *server = incoming->server;

    if (incoming->refusal != 0)
        return;
    if (size_bytes > incoming->body_max_bytes - incoming->body.size_bytes) {
        forget_body(incoming, 413);
        return;
    }
    incoming->counted_bytes += size_bytes;
    if (atomic_fetch_add(&server->body_bytes, size_bytes) + size_bytes > server->options.bodies_max_bytes)
        forget_body(incoming, 503);
    else
        tp_write_bytes(&incoming->body, data, size_bytes);
    if (incoming->body.bad)
        forget_body(incoming, 503);
}

/* ---- the handler ------------------------------------------------------------------------------------------------- */

static void handle(struct tp_http_incoming *incoming)
{
    struct tp_http_server *server = incoming->server;

    incoming->reply.status = 200;
    server->handler(server->context, &incoming->request, &incoming->reply);
    incoming->phase = TP_INCOMING_HANDLED;
}

/* Once the connection goes on, the request belongs to the library's thread. */
void tp_request_handle(struct tp_http_incoming *incoming)
{
    struct MHD_Connection *connection = incoming->connection;

    handle(incoming);
    MHD_resume_connection(connection);
}

static enum MHD_Result finish(struct tp_http_incoming *incoming)
{
    struct tp_http_server *server = incoming->server;

    if (incoming->refusal == 413)
        return refuse_large(incoming, false);
    if (incoming->refusal != 0)
        return refuse_full(incoming, false);
    if (incoming->body.data)
        incoming->request.body = incoming->body.data;
    incoming->request.body_bytes = incoming->body.size_bytes;
    tp_watchdog_set(server->watchdog, incoming->peer->watch, TP_WATCH_OFF, 0);
    if (server->workers) {
        MHD_suspend_connection(incoming->connection);
        tp_workers_add(server->workers, incoming);
        return MHD_YES;
    }
    handle(incoming);
    return tp_reply_send(incoming, false);
}

/* Called once with the head, then with pieces of the body, then with none, again after a worker has done its part. The
 * signature is the library's. */
enum MHD_Result tp_request_on_piece(void *context, struct MHD_Connection *connection, const char *url,
                                    const char *method, const char *version, const char *data, size_t *size_bytes,
                                    void **request)
{
    struct tp_http_incoming *incoming = *request;

    (void)context;
    (void)connection;
    (void)url;
    (void)version;
    if (!incoming)
        return MHD_NO;
    if (incoming->phase == TP_INCOMING_HEAD)
        return begin(incoming, method);
    if (*size_bytes > 0) {
        take(incoming, data, *size_bytes);
        *size_bytes = 0;
        return MHD_YES;
    }
    return incoming->phase == TP_INCOMING_HANDLED ? tp_reply_send(incoming, false) : finish(incoming);
}
