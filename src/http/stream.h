/* SPDX-License-Identifier: Apache-2.0 */
/* The server's end of replies that go on. */
#ifndef TP_HTTP_STREAM_H
#define TP_HTTP_STREAM_H

#include <pthread.h>

#include "http/http.h"
#include "http/library.h"
#include "http/watchdog.h"

/* All that a server sends. */
struct tp_streams {
    pthread_mutex_t lock;
    struct tp_http_stream *first;
    bool is_stopping;
};
void tp_streams_init(struct tp_streams *out);
void tp_streams_deinit(struct tp_streams *streams);
/* So that everybody notices a reader that is gone: a comment to those of events that said nothing for long. */
void tp_streams_beat(struct tp_streams *streams);
/* Ends all, and those that come from now on. */
void tp_streams_stop(struct tp_streams *streams);

/* Who reads. */
struct tp_stream_reader {
    struct tp_streams *streams;
    struct MHD_Connection *connection;
    struct tp_watchdog *watchdog;
    struct tp_watch *watch;
    bool is_of_events;
};
/* A response of the library that reads STREAM until its end; NULL without memory. */
struct MHD_Response *tp_stream_attach(struct tp_http_stream *stream, const struct tp_stream_reader *reader);
/* The reply is over. Lets go of the server's end, as it must be also of one that never was attached. */
void tp_stream_detach(struct tp_http_stream **stream);

#endif
