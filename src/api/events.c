/* SPDX-License-Identifier: Apache-2.0 */
/* One thread looks at everything that is followed, once a second: a few hundred reads of one record, where telling of
 * each change would have to go through every part of the exchange. */
#include "api/events.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/front.h"

enum { WAITING_MAX_BYTES = 1 << 16, PAUSE_S = 1, RETRY_AFTER_S = 10 };

struct watcher {
    struct tp_http_stream *stream; /* the maker's end */
    tp_follow_fn *follow;
    char about[TP_EXCHANGE_NAME_BYTES];
    char account[TP_ACCOUNT_NAME_BYTES];
    char session[TP_SESSION_TOKEN_BYTES]; /* "": by a provider's token, until UNTIL_S */
    int64_t until_s;
    uint32_t duties;        /* that may follow it */
    struct tp_buffer shown; /* as it was told last */
    struct watcher *next;
};

struct tp_events {
    struct tp_exchange *exchange;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    bool has_thread, stopping;
    struct watcher *first;
};

/* ---- one who follows --------------------------------------------------------------------------------------------- */

static void free_watcher(struct watcher *watcher)
{
    tp_http_stream_end(&watcher->stream);
    tp_buffer_deinit(&watcher->shown);
    free(watcher);
}

/* The session is looked at without being used: following keeps nobody logged in. */
static bool may_go_on(struct tp_exchange *exchange, const struct watcher *watcher)
{
    const int64_t now_s = tp_clock_now_s();
    struct tp_account account;

    if (watcher->session[0] == '\0')
        return now_s < watcher->until_s;
    return tp_session_look(exchange, watcher->session, now_s, &account, NULL) == TP_OK &&
           account.duties & watcher->duties;
}

/* The event that says what has changed since the last one; nothing when it has not. */
static tp_status write_event(struct tp_exchange *exchange, struct watcher *watcher, struct tp_json *json, bool *done,
                             struct tp_buffer *out)
{
    char time[TP_TIME_TEXT_BYTES];
    struct tp_buffer now;
    tp_status status = watcher->follow(exchange, watcher->about, json, done, NULL);

    tp_buffer_init(&now);
    if (status == TP_OK)
        status = tp_json_write_canonical(json, &now, NULL);
    if (status != TP_OK ||
        (now.size_bytes == watcher->shown.size_bytes && memcmp(now.data, watcher->shown.data, now.size_bytes) == 0)) {
        tp_buffer_deinit(&now);
        return status;
    }
    tp_buffer_deinit(&watcher->shown);
    watcher->shown = now;
    tp_time_format(tp_exchange_now(exchange), time);
    tp_json_text(json, "time", time);
    tp_write_text(out, "data: ");
    status = tp_json_write_canonical(json, out, NULL);
    tp_write_text(out, "\n\n");
    return out->bad ? TP_E_MEMORY : status;
}

static tp_status look(struct tp_exchange *exchange, struct watcher *watcher, bool *done, struct tp_buffer *out)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, NULL);

    *done = false;
    if (status == TP_OK)
        status = write_event(exchange, watcher, json, done, out);
    tp_json_free(&json);
    return status;
}

/* False when it has ended. Trouble of the node passes: then it is looked at again. */
static bool tell(struct tp_exchange *exchange, struct watcher *watcher)
{
    struct tp_buffer event;
    tp_status status;
    bool done, told = true;

    if (!tp_http_stream_is_read(watcher->stream) || !may_go_on(exchange, watcher))
        return false;
    tp_buffer_init(&event);
    status = look(exchange, watcher, &done, &event);
    if (status == TP_OK && event.size_bytes > 0)
        told = tp_http_stream_write(watcher->stream, event.data, event.size_bytes);
    tp_buffer_deinit(&event);
    return told && !done && status != TP_E_NOT_FOUND;
}

/* ---- all of them ------------------------------------------------------------------------------------------------- */

static void tell_all(struct tp_events *events)
{
    for (struct watcher **link = &events->first; *link;) {
        struct watcher *watcher = *link;
        if (tell(events->exchange, watcher)) {
            link = &watcher->next;
        } else {
            *link = watcher->next;
            free_watcher(watcher);
        }
    }
}

/* With the lock, which it gives back meanwhile. */
static void wait_a_little(struct tp_events *events)
{
    struct timespec until;

    if (!events->first) {
        pthread_cond_wait(&events->wake, &events->lock);
        return;
    }
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += PAUSE_S;
    (void)pthread_cond_timedwait(&events->wake, &events->lock, &until);
}

static void *run(void *context)
{
    struct tp_events *events = context;

    pthread_mutex_lock(&events->lock);
    while (!events->stopping) {
        wait_a_little(events);
        tell_all(events);
    }
    pthread_mutex_unlock(&events->lock);
    return NULL;
}

tp_status tp_events_new(struct tp_exchange *exchange, struct tp_events **out, struct tp_diag *diag)
{
    pthread_condattr_t attributes;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    (*out)->exchange = exchange;
    pthread_mutex_init(&(*out)->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&(*out)->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    (*out)->has_thread = pthread_create(&(*out)->thread, NULL, run, *out) == 0;
    if ((*out)->has_thread)
        return TP_OK;
    tp_events_free(out);
    return tp_fail(diag, TP_E_MEMORY, NULL, -1, "cannot start a thread");
}

void tp_events_free(struct tp_events **events)
{
    struct tp_events *old = *events;
    struct watcher *next;

    if (!old)
        return;
    pthread_mutex_lock(&old->lock);
    old->stopping = true;
    pthread_cond_signal(&old->wake);
    pthread_mutex_unlock(&old->lock);
    if (old->has_thread)
        pthread_join(old->thread, NULL);
    for (struct watcher *watcher = old->first; watcher; watcher = next) {
        next = watcher->next;
        free_watcher(watcher);
    }
    pthread_cond_destroy(&old->wake);
    pthread_mutex_destroy(&old->lock);
    free(old);
    *events = NULL;
}

/* ---- a new one --------------------------------------------------------------------------------------------------- */

static bool has_room(const struct tp_events *events, const char *account)
{
    size_t all = 0, own = 0;

    for (const struct watcher *watcher = events->first; watcher; watcher = watcher->next) {
        all++;
        own += strcmp(watcher->account, account) == 0;
    }
    return all < TP_EVENTS_MAX && own < TP_EVENTS_PER_ACCOUNT;
}

static tp_status make_watcher(const struct tp_front *front, const struct tp_call *call, struct watcher **out,
                              struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    tp_buffer_init(&(*out)->shown);
    (*out)->follow = call->follow;
    snprintf((*out)->about, sizeof(*out)->about, "%s", call->values[0]);
    snprintf((*out)->account, sizeof(*out)->account, "%s", front->visitor.account.name);
    snprintf((*out)->session, sizeof(*out)->session, "%s", front->visitor.session);
    (*out)->until_s = tp_clock_now_s() + TP_EVENTS_TOKEN_S;
    (*out)->duties = call->operation->duties;
    return TP_OK;
}

/* With the lock: WATCHER, which this takes over, is told for the first time. */
static tp_status begin(struct tp_events *events, struct watcher *watcher, struct tp_http_reply *reply,
                       struct tp_diag *diag)
{
    struct tp_buffer event;
    tp_status status;
    bool done;

    tp_buffer_init(&event);
    status = look(events->exchange, watcher, &done, &event);
    if (status == TP_OK)
        status = tp_http_stream_new(WAITING_MAX_BYTES, &watcher->stream, diag);
    else
        status = tp_fail(diag, status, watcher->about, -1, "how it stands cannot be read");
    if (status == TP_OK) {
        reply->stream = watcher->stream;
        done |= !tp_http_stream_write(watcher->stream, event.data, event.size_bytes) || events->stopping;
    }
    tp_buffer_deinit(&event);
    if (status != TP_OK || done) {
        free_watcher(watcher);
        return status;
    }
    watcher->next = events->first;
    events->first = watcher;
    pthread_cond_signal(&events->wake);
    return TP_OK;
}

tp_status tp_events_add(struct tp_events *events, const struct tp_front *front, struct tp_call *call,
                        struct tp_http_reply *reply, struct tp_diag *diag)
{
    struct watcher *watcher;
    tp_status status = make_watcher(front, call, &watcher, diag);

    if (status != TP_OK)
        return status;
    pthread_mutex_lock(&events->lock);
    if (has_room(events, watcher->account)) {
        status = begin(events, watcher, reply, diag);
    } else {
        free_watcher(watcher);
        call->status = 429;
        call->retry_after_s = RETRY_AFTER_S;
        status = tp_fail(diag, TP_E_BUSY, NULL, -1, "too much is followed already: close a page that does");
    }
    pthread_mutex_unlock(&events->lock);
    return status;
}
