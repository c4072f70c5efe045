/* SPDX-License-Identifier: Apache-2.0 */
/* A reply on its way out. */
#include <string.h>

#include "http/server.h"

/* Takes over the body. */
static struct MHD_Response *make_response(struct tp_http_incoming *incoming)
{
    struct tp_http_reply *reply = &incoming->reply;
    struct MHD_Response *response;

    if (reply->lasting) /* which the library only reads, although it asks for more */
        return MHD_create_response_from_buffer(reply->lasting_bytes, (void *)(uintptr_t)reply->lasting,
                                               MHD_RESPMEM_PERSISTENT);
    response = MHD_create_response_from_buffer(reply->body.size_bytes, reply->body.data, MHD_RESPMEM_MUST_FREE);
    if (response)
        tp_buffer_init(&reply->body);
    return response;
}

/* The request has the server's end of the stream from here on. */
static struct MHD_Response *make_stream(struct tp_http_incoming *incoming)
{
    static const char events[] = "text/event-stream";
    const struct tp_http_reply *reply = &incoming->reply;
    struct tp_stream_reader reader = {.streams = &incoming->server->streams,
                                      .connection = incoming->connection,
                                      .watchdog = incoming->server->watchdog,
                                      .watch = incoming->peer->watch,
                                      .is_of_events = reply->content_type &&
                                                      strncmp(reply->content_type, events, strlen(events)) == 0};

    return tp_stream_attach(incoming->stream, &reader);
}

/* The names are NUL-terminated pieces, two and two. */
static bool add_headers(const struct tp_http_incoming *incoming, struct MHD_Response *response)
{
    const struct tp_buffer *headers = &incoming->reply.headers;
    const char *at = (const char *)headers->data;
    const char *end = at + headers->size_bytes;
    bool ok = true;

    while (at < end) {
        const char *value = at + strlen(at) + 1;
        ok &= MHD_add_response_header(response, at, value) == MHD_YES;
        at = value + strlen(value) + 1;
    }
    if (incoming->reply.content_type)
        ok &= MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, incoming->reply.content_type) == MHD_YES;
    return ok && MHD_add_response_header(response, "Request-Id", incoming->id) == MHD_YES;
}

/* The time that a client may take to fetch a reply. */
static void allow_reply(struct tp_http_incoming *incoming)
{
    const struct tp_http_reply *reply = &incoming->reply;
    size_t seconds = (reply->body.size_bytes + reply->lasting_bytes) / TP_BODY_MIN_BYTES_PER_S;

    tp_watchdog_set(incoming->server->watchdog, incoming->peer->watch, TP_WATCH_BUSY,
                    (unsigned)TP_MIN(seconds, (size_t)86400));
}

enum MHD_Result tp_reply_send(struct tp_http_incoming *incoming, bool early)
{
    struct tp_http_reply *reply = &incoming->reply;
    struct MHD_Response *response;
    enum MHD_Result result = MHD_NO;

    if (reply->body.bad || reply->headers.bad) {
        tp_buffer_deinit(&reply->body);
        tp_buffer_deinit(&reply->headers);
        reply->lasting = NULL;
        reply->status = 503;
    }
    /* Without a body there is a next moment to reply in, after which the connection may be used again. */
    if (early && !incoming->has_body) {
        incoming->phase = TP_INCOMING_HANDLED;
        return MHD_YES;
    }
    allow_reply(incoming);
    incoming->stream = reply->stream;
    reply->stream = NULL;
    if (incoming->stream && incoming->request.is_head) /* the library would send an end of what it does not send */
        tp_stream_detach(&incoming->stream);
    if (incoming->stream)
        tp_observe_stream(&incoming->server->observer, 1);
    response = incoming->stream ? make_stream(incoming) : make_response(incoming);
    if (!response)
        return MHD_NO;
    /* What is left of a request must not be read as the next one. */
    if (add_headers(incoming, response) &&
        (!early || MHD_add_response_header(response, "Connection", "close") == MHD_YES))
        result = MHD_queue_response(incoming->connection, (unsigned)reply->status, response);
    if (result == MHD_YES) {
        incoming->status = reply->status;
        incoming->operation = reply->operation;
    }
    MHD_destroy_response(response);
    return result;
}

enum MHD_Result tp_reply_refuse(struct tp_http_incoming *incoming, int status, const char *words, bool early)
{
    const struct tp_http_server *server = incoming->server;
    struct tp_http_reply *reply = &incoming->reply;

    reply->status = status;
    if (server->options.refuse) {
        server->options.refuse(server->context, &incoming->request, words, reply);
    } else {
        reply->content_type = "text/plain; charset=utf-8";
        tp_write_text(&reply->body, "%s\n", words);
    }
    return tp_reply_send(incoming, early);
}
