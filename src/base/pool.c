/* SPDX-License-Identifier: Apache-2.0 */
/* A pool of worker threads that share one loop at a time. */
#include "base/base.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { THREADS_MAX = 256 };

struct tp_pool {
    unsigned thread_count; /* the caller included */
    unsigned started;      /* threads to join */
    pthread_mutex_t lock;
    pthread_cond_t work_ready, work_done;
    uint64_t generation; /* counts the loops */
    unsigned busy;
    bool stopping;
    tp_pool_fn *fn;
    void *context;
    size_t count;
    atomic_size_t next;
    struct worker {
        struct tp_pool *pool;
        unsigned index;
        pthread_t thread;
    } workers[THREADS_MAX];
};

static void work(struct tp_pool *pool, unsigned worker)
{
    size_t index;

    while ((index = atomic_fetch_add(&pool->next, 1)) < pool->count)
        pool->fn(pool->context, index, worker);
}

static void *worker_main(void *argument)
{
    struct worker *self = argument;
    struct tp_pool *pool = self->pool;
    uint64_t seen = 0;

    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (!pool->stopping && pool->generation == seen)
            pthread_cond_wait(&pool->work_ready, &pool->lock);
        if (pool->stopping)
            break;
        seen = pool->generation;
        pthread_mutex_unlock(&pool->lock);
        work(pool, self->index);
        pthread_mutex_lock(&pool->lock);
        if (--pool->busy == 0)
            pthread_cond_signal(&pool->work_done);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static unsigned processor_count(void)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    return (unsigned)TP_MAX(CPU_COUNT(&set), 1);
}

tp_status tp_pool_new(unsigned thread_count, struct tp_pool **out, struct tp_diag *diag)
{
    struct tp_pool *pool;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *pool, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    pool = memory;
    pool->thread_count = TP_MIN(thread_count ? thread_count : processor_count(), (unsigned)THREADS_MAX);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->work_ready, NULL);
    pthread_cond_init(&pool->work_done, NULL);
    for (unsigned i = 1; i < pool->thread_count; i++) {
        struct worker *worker = &pool->workers[i];
        worker->pool = pool;
        worker->index = i;
        if (pthread_create(&worker->thread, NULL, worker_main, worker) != 0) {
            tp_pool_free(&pool);
            return tp_fail(diag, TP_E_MEMORY, NULL, -1, "cannot start thread %u", i);
        }
        pool->started = i;
    }
    *out = pool;
    return TP_OK;
}

void tp_pool_free(struct tp_pool **slot)
{
    struct tp_pool *pool = *slot;

    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->work_ready);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 1; i <= pool->started; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->work_done);
    pthread_cond_destroy(&pool->work_ready);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
    *slot = NULL;
}

unsigned tp_pool_thread_count(const struct tp_pool *pool)
{
    return pool->thread_count;
}

void tp_pool_run(struct tp_pool *pool, size_t count, tp_pool_fn *fn, void *context)
{
    pthread_mutex_lock(&pool->lock);
    pool->fn = fn;
    pool->context = context;
    pool->count = count;
    atomic_store(&pool->next, 0);
    pool->busy = pool->thread_count - 1;
    pool->generation++;
    pthread_cond_broadcast(&pool->work_ready);
    pthread_mutex_unlock(&pool->lock);
    work(pool, 0);
    pthread_mutex_lock(&pool->lock);
    while (pool->busy > 0)
        pthread_cond_wait(&pool->work_done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}
