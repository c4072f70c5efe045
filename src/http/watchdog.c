/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP library only ends connections on which nothing happens: one that sends a byte a second would stay. A thread
 * of its own therefore shuts down what is beyond its time; the library then sees the end of the connection. */
#include "http/watchdog.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { ROUND_MS = 100, GREETING_S = 2 };

struct tp_watch {
    struct tp_watch *next, **link; /* what points at this */
    int fd;
    bool is_busy, is_idle;
    bool is_new;         /* nothing was asked yet: it may be in the middle of a handshake */
    bool ends;           /* when it is idle */
    int64_t deadline_ns; /* INT64_MAX when off */
};

struct tp_watchdog {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    bool stopping;
    struct tp_watchdog_options options;
    int64_t limit_ns;
    struct tp_watch *first;
};

/* Returns how many it ended that were busy. */
static unsigned look_round(struct tp_watchdog *watchdog)
{
    int64_t now_ns = tp_clock_monotonic_ns();
    unsigned ended = 0;

    for (struct tp_watch *watch = watchdog->first; watch; watch = watch->next)
        if (watch->deadline_ns <= now_ns) {
            watch->deadline_ns = INT64_MAX;
            shutdown(watch->fd, SHUT_RDWR);
            ended += watch->is_busy;
        }
    return ended;
}

/* Without the lock: what is called may watch. */
static void tell(const struct tp_watchdog_options *options, unsigned ended)
{
    for (; ended > 0 && options->on_slow; ended--)
        options->on_slow(options->context);
    if (options->on_round)
        options->on_round(options->context);
}

static void *run(void *argument)
{
    struct tp_watchdog *watchdog = argument;
    struct timespec until;
    unsigned ended;

    pthread_mutex_lock(&watchdog->lock);
    while (!watchdog->stopping) {
        ended = look_round(watchdog);
        pthread_mutex_unlock(&watchdog->lock);
        tell(&watchdog->options, ended);
        pthread_mutex_lock(&watchdog->lock);
        if (watchdog->stopping)
            break;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += ROUND_MS * 1000000L;
        if (until.tv_nsec >= 1000000000L) {
            until.tv_nsec -= 1000000000L;
            until.tv_sec++;
        }
        pthread_cond_timedwait(&watchdog->wake, &watchdog->lock, &until);
    }
    pthread_mutex_unlock(&watchdog->lock);
    return NULL;
}

static bool start(struct tp_watchdog *watchdog)
{
    pthread_condattr_t attributes;
    bool started;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&watchdog->lock, NULL);
    pthread_cond_init(&watchdog->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    started = pthread_create(&watchdog->thread, NULL, run, watchdog) == 0;
    if (!started) {
        pthread_cond_destroy(&watchdog->wake);
        pthread_mutex_destroy(&watchdog->lock);
    }
    return started;
}

tp_status tp_watchdog_new(const struct tp_watchdog_options *options, struct tp_watchdog **out, struct tp_diag *diag)
{
    struct tp_watchdog *watchdog;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *watchdog, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    watchdog = memory;
    watchdog->options = *options;
    watchdog->limit_ns = (int64_t)options->limit_s * 1000000000;
    if (!start(watchdog)) {
        free(watchdog);
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "cannot start a thread");
    }
    *out = watchdog;
    return TP_OK;
}

void tp_watchdog_free(struct tp_watchdog **watchdog)
{
    struct tp_watchdog *dog = *watchdog;

    if (!dog)
        return;
    pthread_mutex_lock(&dog->lock);
    dog->stopping = true;
    pthread_cond_signal(&dog->wake);
    pthread_mutex_unlock(&dog->lock);
    pthread_join(dog->thread, NULL);
    TP_ASSERT(dog->first == NULL);
    pthread_cond_destroy(&dog->wake);
    pthread_mutex_destroy(&dog->lock);
    free(dog);
    *watchdog = NULL;
}

struct tp_watch *tp_watchdog_add(struct tp_watchdog *watchdog, int fd)
{
    struct tp_watch *watch = calloc(1, sizeof *watch);

    if (!watch)
        return NULL;
    watch->fd = fd;
    watch->is_idle = watch->is_new = true;
    watch->deadline_ns = tp_clock_monotonic_ns() + watchdog->limit_ns;
    pthread_mutex_lock(&watchdog->lock);
    watch->next = watchdog->first;
    watch->link = &watchdog->first;
    if (watch->next)
        watch->next->link = &watch->next;
    watchdog->first = watch;
    pthread_mutex_unlock(&watchdog->lock);
    return watch;
}

void tp_watchdog_remove(struct tp_watchdog *watchdog, struct tp_watch *watch)
{
    if (!watch)
        return;
    pthread_mutex_lock(&watchdog->lock);
    *watch->link = watch->next;
    if (watch->next)
        watch->next->link = watch->link;
    pthread_mutex_unlock(&watchdog->lock);
    free(watch);
}

void tp_watchdog_set(struct tp_watchdog *watchdog, struct tp_watch *watch, enum tp_watch_mode mode, unsigned extra_s)
{
    if (!watch)
        return;
    pthread_mutex_lock(&watchdog->lock);
    watch->is_busy = mode == TP_WATCH_BUSY || mode == TP_WATCH_ON;
    watch->is_idle = mode == TP_WATCH_IDLE;
    watch->is_new = false;
    if (watch->is_idle && watch->ends)
        watch->deadline_ns = 0;
    else if (mode == TP_WATCH_OFF)
        watch->deadline_ns = INT64_MAX;
    else if (mode != TP_WATCH_ON)
        watch->deadline_ns = tp_clock_monotonic_ns() + watchdog->limit_ns + (int64_t)extra_s * 1000000000;
    pthread_mutex_unlock(&watchdog->lock);
}

void tp_watchdog_end_idle(struct tp_watchdog *watchdog)
{
    const int64_t greeted_ns = tp_clock_monotonic_ns() + (int64_t)GREETING_S * 1000000000;

    pthread_mutex_lock(&watchdog->lock);
    for (struct tp_watch *watch = watchdog->first; watch; watch = watch->next) {
        watch->ends = true;
        if (watch->is_idle)
            watch->deadline_ns = watch->is_new ? TP_MIN(watch->deadline_ns, greeted_ns) : 0;
    }
    pthread_mutex_unlock(&watchdog->lock);
}
