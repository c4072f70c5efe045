/* SPDX-License-Identifier: Apache-2.0 */
/* A queue of requests and the threads that take from it. It is as long as there are connections at most. */
#include <stdlib.h>

#include "http/server.h"

struct tp_workers {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    tp_workers_fn *work;
    bool stopping;
    struct tp_http_incoming *first, **last;
    unsigned count;
    pthread_t threads[];
};

static struct tp_http_incoming *take_first(struct tp_workers *workers)
{
    struct tp_http_incoming *first = workers->first;

    workers->first = first->next;
    if (!workers->first)
        workers->last = &workers->first;
    first->next = NULL;
    return first;
}

static void *run(void *argument)
{
    struct tp_workers *workers = argument;
    struct tp_http_incoming *incoming;

    pthread_mutex_lock(&workers->lock);
    for (;;) {
        while (!workers->first && !workers->stopping)
            pthread_cond_wait(&workers->wake, &workers->lock);
        if (!workers->first)
            break;
        incoming = take_first(workers);
        pthread_mutex_unlock(&workers->lock);
        workers->work(incoming);
        pthread_mutex_lock(&workers->lock);
    }
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

tp_status tp_workers_new(unsigned count, tp_workers_fn *work, struct tp_workers **out, struct tp_diag *diag)
{
    struct tp_workers *workers = calloc(1, sizeof *workers + count * sizeof *workers->threads);

    *out = NULL;
    if (!workers)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->wake, NULL);
    workers->work = work;
    workers->last = &workers->first;
    while (workers->count < count && pthread_create(&workers->threads[workers->count], NULL, run, workers) == 0)
        workers->count++;
    if (workers->count < count) {
        tp_workers_free(&workers);
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "cannot start a thread");
    }
    *out = workers;
    return TP_OK;
}

void tp_workers_free(struct tp_workers **workers)
{
    struct tp_workers *old = *workers;

    if (!old)
        return;
    pthread_mutex_lock(&old->lock);
    old->stopping = true;
    pthread_cond_broadcast(&old->wake);
    pthread_mutex_unlock(&old->lock);
    for (unsigned i = 0; i < old->count; i++)
        pthread_join(old->threads[i], NULL);
    pthread_cond_destroy(&old->wake);
    pthread_mutex_destroy(&old->lock);
    free(old);
    *workers = NULL;
}

void tp_workers_add(struct tp_workers *workers, struct tp_http_incoming *incoming)
{
    pthread_mutex_lock(&workers->lock);
    incoming->next = NULL;
    *workers->last = incoming;
    workers->last = &incoming->next;
    pthread_cond_signal(&workers->wake);
    pthread_mutex_unlock(&workers->lock);
}
