/* SPDX-License-Identifier: Apache-2.0 */
/* A queue of bytes between a maker and a connection. While it is empty the library sets the connection aside, so that
 * many of them cost nothing. Locks are taken in the order: all streams, one stream, the library's. */
#include "http/stream.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16384 };
#define BEAT_NS INT64_C(15000000000)

struct tp_http_stream {
    pthread_mutex_t lock;
    unsigned holders; /* maker and server */
    size_t waiting_max_bytes;
    struct tp_buffer waiting;
    size_t sent_bytes;              /* of what waits */
    struct tp_stream_reader reader; /* its connection is NULL when nobody reads yet or any more */
    bool is_ended, is_gone, is_aside;
    int64_t written_ns;
    struct tp_http_stream *next, **link; /* in the server's list */
};

static void let_go(struct tp_http_stream *stream)
{
    bool is_last;

    pthread_mutex_lock(&stream->lock);
    is_last = --stream->holders == 0;
    pthread_mutex_unlock(&stream->lock);
    if (!is_last)
        return;
    tp_buffer_deinit(&stream->waiting);
    pthread_mutex_destroy(&stream->lock);
    free(stream);
}

/* With the lock: there is something to do for who reads. */
static void wake(struct tp_http_stream *stream)
{
    if (!stream->is_aside)
        return;
    stream->is_aside = false;
    tp_watchdog_set(stream->reader.watchdog, stream->reader.watch, TP_WATCH_BUSY, 0);
    MHD_resume_connection(stream->reader.connection);
}

/* ---- the maker's end --------------------------------------------------------------------------------------------- */

tp_status tp_http_stream_new(size_t waiting_max_bytes, struct tp_http_stream **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    pthread_mutex_init(&(*out)->lock, NULL);
    tp_buffer_init(&(*out)->waiting);
    (*out)->holders = 2;
    (*out)->waiting_max_bytes = waiting_max_bytes;
    (*out)->written_ns = tp_clock_monotonic_ns();
    return TP_OK;
}

/* With the lock. What was sent already gives its room back when it is most of it. */
static bool append(struct tp_http_stream *stream, const void *data, size_t size_bytes)
{
    struct tp_buffer *waiting = &stream->waiting;

    if (stream->is_gone || stream->is_ended ||
        size_bytes > stream->waiting_max_bytes - (waiting->size_bytes - stream->sent_bytes))
        return false;
    if (stream->sent_bytes > waiting->size_bytes / 2) {
        waiting->size_bytes -= stream->sent_bytes;
        memmove(waiting->data, waiting->data + stream->sent_bytes, waiting->size_bytes);
        stream->sent_bytes = 0;
    }
    tp_write_bytes(waiting, data, size_bytes);
    stream->written_ns = tp_clock_monotonic_ns();
    return !waiting->bad;
}

bool tp_http_stream_write(struct tp_http_stream *stream, const void *data, size_t size_bytes)
{
    bool is_written;

    pthread_mutex_lock(&stream->lock);
    is_written = append(stream, data, size_bytes);
    if (is_written)
        wake(stream);
    pthread_mutex_unlock(&stream->lock);
    return is_written;
}

bool tp_http_stream_is_read(struct tp_http_stream *stream)
{
    bool is_read;

    pthread_mutex_lock(&stream->lock);
    is_read = !stream->is_gone && !stream->is_ended;
    pthread_mutex_unlock(&stream->lock);
    return is_read;
}

static void end(struct tp_http_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    stream->is_ended = true;
    wake(stream);
    pthread_mutex_unlock(&stream->lock);
}

void tp_http_stream_end(struct tp_http_stream **stream)
{
    if (!*stream)
        return;
    end(*stream);
    let_go(*stream);
    *stream = NULL;
}

/* ---- the server's end -------------------------------------------------------------------------------------------- */

/* Called by the library when it can send. Sets the connection aside while there is nothing. */
static ssize_t read_piece(void *context, uint64_t at, char *out, size_t out_bytes)
{
    struct tp_http_stream *stream = context;
    size_t size_bytes;
    ssize_t result = 0;

    (void)at;
    pthread_mutex_lock(&stream->lock);
    size_bytes = TP_MIN(stream->waiting.size_bytes - stream->sent_bytes, out_bytes);
    if (size_bytes > 0) {
        memcpy(out, stream->waiting.data + stream->sent_bytes, size_bytes);
        stream->sent_bytes += size_bytes;
        result = (ssize_t)size_bytes;
        tp_watchdog_set(stream->reader.watchdog, stream->reader.watch, TP_WATCH_BUSY, 0);
    } else if (stream->is_ended || stream->waiting.bad || !stream->reader.connection) {
        result = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        stream->is_aside = true;
        tp_watchdog_set(stream->reader.watchdog, stream->reader.watch, TP_WATCH_OFF, 0);
        MHD_suspend_connection(stream->reader.connection);
    }
    pthread_mutex_unlock(&stream->lock);
    return result;
}

struct MHD_Response *tp_stream_attach(struct tp_http_stream *stream, const struct tp_stream_reader *reader)
{
    struct tp_streams *streams = reader->streams;
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, read_piece, stream, NULL);

    if (!response)
        return NULL;
    pthread_mutex_lock(&streams->lock);
    pthread_mutex_lock(&stream->lock);
    stream->reader = *reader;
    stream->is_ended |= streams->is_stopping;
    stream->next = streams->first;
    stream->link = &streams->first;
    if (stream->next)
        stream->next->link = &stream->next;
    streams->first = stream;
    pthread_mutex_unlock(&stream->lock);
    pthread_mutex_unlock(&streams->lock);
    return response;
}

void tp_stream_detach(struct tp_http_stream **stream)
{
    struct tp_streams *streams = (*stream)->reader.streams;

    if (streams) {
        pthread_mutex_lock(&streams->lock);
        *(*stream)->link = (*stream)->next;
        if ((*stream)->next)
            (*stream)->next->link = (*stream)->link;
        pthread_mutex_unlock(&streams->lock);
    }
    pthread_mutex_lock(&(*stream)->lock);
    (*stream)->is_gone = true;
    (*stream)->is_aside = false;
    (*stream)->reader.connection = NULL;
    pthread_mutex_unlock(&(*stream)->lock);
    let_go(*stream);
    *stream = NULL;
}

/* ---- all of them ------------------------------------------------------------------------------------------------- */

void tp_streams_init(struct tp_streams *out)
{
    *out = (struct tp_streams){.first = NULL};
    pthread_mutex_init(&out->lock, NULL);
}

void tp_streams_deinit(struct tp_streams *streams)
{
    TP_ASSERT(!streams->first);
    pthread_mutex_destroy(&streams->lock);
}

void tp_streams_beat(struct tp_streams *streams)
{
    static const char comment[] = ":\n\n";
    int64_t now_ns = tp_clock_monotonic_ns();

    pthread_mutex_lock(&streams->lock);
    for (struct tp_http_stream *stream = streams->first; stream; stream = stream->next) {
        pthread_mutex_lock(&stream->lock);
        if (stream->reader.is_of_events && now_ns - stream->written_ns >= BEAT_NS &&
            append(stream, comment, strlen(comment)))
            wake(stream);
        pthread_mutex_unlock(&stream->lock);
    }
    pthread_mutex_unlock(&streams->lock);
}

void tp_streams_stop(struct tp_streams *streams)
{
    pthread_mutex_lock(&streams->lock);
    streams->is_stopping = true;
    for (struct tp_http_stream *stream = streams->first; stream; stream = stream->next)
        end(stream);
    pthread_mutex_unlock(&streams->lock);
}
