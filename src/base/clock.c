/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks, and the progress line. */
#include "base/base.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t tp_clock_monotonic_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t tp_clock_cpu_ns(void)
{
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

int64_t tp_clock_now_s(void)
{
    return read_clock(CLOCK_REALTIME) / 1000000000;
}

struct tp_progress {
    pthread_mutex_t lock;
    char what[64];
    size_t total, done;
    int64_t start_ns, shown_ns;
    bool on_terminal;
};

tp_status tp_progress_new(const char *what, size_t total, struct tp_progress **out, struct tp_diag *diag)
{
    struct tp_progress *progress;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *progress, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    progress = memory;
    pthread_mutex_init(&progress->lock, NULL);
    snprintf(progress->what, sizeof progress->what, "%s", what);
    progress->total = total;
    progress->start_ns = tp_clock_monotonic_ns();
    progress->on_terminal = isatty(STDERR_FILENO) == 1;
    *out = progress;
    return TP_OK;
}

static void show(struct tp_progress *progress, int64_t now_ns)
{
    double elapsed_s = (double)(now_ns - progress->start_ns) / 1e9;
    double left_s =
        progress->done ? elapsed_s * (double)(progress->total - progress->done) / (double)progress->done : 0;

    fprintf(stderr, "\r%s: %zu of %zu, %.0f s left\033[K", progress->what, progress->done, progress->total, left_s);
    progress->shown_ns = now_ns;
}

void tp_progress_step(struct tp_progress *progress, size_t count)
{
    const int64_t interval_ns = 200000000;

    if (!progress)
        return;
    pthread_mutex_lock(&progress->lock);
    progress->done = TP_MIN(progress->done + count, progress->total);
    if (progress->on_terminal) {
        int64_t now_ns = tp_clock_monotonic_ns();
        if (now_ns - progress->shown_ns >= interval_ns)
            show(progress, now_ns);
    }
    pthread_mutex_unlock(&progress->lock);
}

void tp_progress_free(struct tp_progress **slot)
{
    struct tp_progress *progress = *slot;

    if (!progress)
        return;
    if (progress->on_terminal && progress->shown_ns)
        fprintf(stderr, "\r\033[K");
    pthread_mutex_destroy(&progress->lock);
    free(progress);
    *slot = NULL;
}
