/* SPDX-License-Identifier: Apache-2.0 */
/* Searchers are made by the first searches and kept for the next ones. */
#include "gallery/searcher.h"

#include <stdlib.h>

#include <tenprint/gallery.h>

static void searcher_free(struct tp_searcher *searcher)
{
    for (unsigned i = 0; searcher->workers && i < tp_pool_thread_count(searcher->pool); i++) {
        tp_matcher_free(&searcher->workers[i].matcher);
        free(searcher->workers[i].assignment);
        free(searcher->workers[i].room);
    }
    free(searcher->workers);
    tp_pool_free(&searcher->pool);
    free(searcher);
}

static tp_status worker_init(struct tp_searcher_worker *worker, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc(&memory, 1, sizeof *worker->assignment, diag);

    worker->assignment = memory;
    if (status == TP_OK) {
        worker->room = aligned_alloc(64, sizeof *worker->room);
        if (!worker->room)
            status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a worker");
    }
    return status == TP_OK ? tp_matcher_new(&worker->matcher, diag) : status;
}

static tp_status searcher_init(struct tp_searcher *searcher, uint32_t thread_count, struct tp_diag *diag)
{
    tp_status status = tp_pool_new(thread_count, &searcher->pool, diag);
    unsigned count;
    void *memory;

    if (status != TP_OK)
        return status;
    searcher->thread_count = thread_count;
    count = tp_pool_thread_count(searcher->pool);
    status = tp_alloc_zero(&memory, count, sizeof *searcher->workers, diag);
    searcher->workers = memory;
    for (unsigned i = 0; status == TP_OK && i < count; i++)
        status = worker_init(&searcher->workers[i], diag);
    return status;
}

tp_status tp_searcher_take(struct tp_searcher_shelf *shelf, uint32_t thread_count, struct tp_searcher **out,
                           struct tp_diag *diag)
{
    void *memory;
    tp_status status;

    for (unsigned i = 0; i < TP_SHELF_PLACES; i++) {
        *out = atomic_exchange(&shelf->places[i], NULL);
        if (*out && (*out)->thread_count == thread_count)
            return TP_OK;
        if (*out)
            tp_searcher_put(shelf, *out);
    }
    status = tp_alloc_zero(&memory, 1, sizeof **out, diag);
    *out = memory;
    if (status == TP_OK)
        status = searcher_init(*out, thread_count, diag);
    if (status != TP_OK && *out) {
        searcher_free(*out);
        *out = NULL;
    }
    return status;
}

void tp_searcher_put(struct tp_searcher_shelf *shelf, struct tp_searcher *searcher)
{
    /* Who was compared last may be deleted before the next search. */
    for (unsigned i = 0; i < tp_pool_thread_count(searcher->pool); i++)
        tp_wipe(searcher->workers[i].room, sizeof *searcher->workers[i].room);
    for (unsigned i = 0; i < TP_SHELF_PLACES; i++) {
        struct tp_searcher *none = NULL;
        if (atomic_compare_exchange_strong(&shelf->places[i], &none, searcher))
            return;
    }
    searcher_free(searcher);
}

void tp_searcher_clear(struct tp_searcher_shelf *shelf)
{
    for (unsigned i = 0; i < TP_SHELF_PLACES; i++) {
        struct tp_searcher *searcher = atomic_exchange(&shelf->places[i], NULL);
        if (searcher)
            searcher_free(searcher);
    }
}
