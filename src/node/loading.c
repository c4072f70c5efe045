/* SPDX-License-Identifier: Apache-2.0 */
/* From the store into memory: one thread reads and decodes, all prepare features, a batch at a time. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/node.h"
#include "store/store.h"

/* A subject that begins within the last SPARE of a batch goes to the next one: adding its prints at once saves memory.
 */
enum { BATCH = 1024, SPARE = 64, FEW = 64 };

/* Consecutive impressions of one subject. */
struct run {
    char subject[TP_SUBJECT_ID_MAX];
    size_t first, count, encounter_count;
};

struct loading {
    struct tp_gallery *gallery;
    struct tp_pool *pool;
    struct tp_progress *progress;
    size_t template_count, run_count; /* in the batch */
    int64_t encounter;                /* of the last row */
    pthread_mutex_t lock;             /* of what follows: the first failure */
    tp_status status;
    struct tp_diag *diag;
    struct run runs[BATCH];
    struct tp_template templates[BATCH];
    const struct tp_template *pointers[BATCH];
};

static void add_run(void *context, size_t index, unsigned worker)
{
    struct loading *loading = context;
    const struct run *run = &loading->runs[index];
    struct tp_diag diag;
    tp_status status;

    (void)worker;
    tp_diag_init(&diag);
    status = tp_gallery_add_all(loading->gallery, run->subject, loading->pointers + run->first, run->count, &diag);
    if (status != TP_OK) {
        pthread_mutex_lock(&loading->lock);
        loading->status = status;
        if (loading->diag && loading->diag->status == TP_OK)
            *loading->diag = diag;
        pthread_mutex_unlock(&loading->lock);
    }
    tp_progress_step(loading->progress, run->encounter_count);
}

/* Adds the batch to the gallery and empties it. A subject that goes on in the next batch keeps its order. */
static tp_status flush(struct loading *loading)
{
    tp_pool_run(loading->pool, loading->run_count, add_run, loading);
    for (size_t i = 0; i < loading->template_count; i++)
        tp_template_deinit(&loading->templates[i]);
    loading->template_count = loading->run_count = 0;
    return loading->status;
}

/* The run that ROW belongs to. A new one may need room, which only a new batch has. */
static tp_status find_run(struct loading *loading, const struct tp_store_row *row, struct run **out)
{
    struct run *run = loading->run_count ? &loading->runs[loading->run_count - 1] : NULL;
    tp_status status = TP_OK;

    if (!run || strcmp(run->subject, row->subject) != 0) {
        if (loading->template_count > BATCH - SPARE)
            status = flush(loading);
        run = &loading->runs[loading->run_count++];
        *run = (struct run){.first = loading->template_count};
        snprintf(run->subject, sizeof run->subject, "%s", row->subject);
    }
    *out = run;
    return status;
}

static tp_status add_row(void *context, const struct tp_store_row *row, struct tp_diag *diag)
{
    struct loading *loading = context;
    struct tp_template *tmpl;
    struct run *run;
    tp_status status = find_run(loading, row, &run);

    if (status != TP_OK)
        return status;
    tmpl = &loading->templates[loading->template_count];
    if (tp_template_decode(row->impression.data, row->impression.size_bytes, 0, tmpl, NULL, NULL) != TP_OK)
        return tp_fail(diag, TP_E_STORE, NULL, -1, "a template of subject %s is damaged", row->subject);
    loading->pointers[loading->template_count] = tmpl;
    tmpl->position = row->impression.position;
    run->count++;
    run->encounter_count += row->encounter != loading->encounter;
    loading->encounter = row->encounter;
    return ++loading->template_count == BATCH ? flush(loading) : TP_OK;
}

static tp_status load(struct loading *loading, struct tp_store *store, const struct tp_store_moment *moment,
                      unsigned thread_count, struct tp_diag *diag)
{
    struct tp_store_counts counts = {0};
    struct tp_store_since since;
    tp_status status =
        moment ? tp_store_count_since(store, moment, &since, diag) : tp_store_count(store, &counts, diag);
    uint64_t encounters = moment ? since.enrolments : counts.encounters;

    if (status == TP_OK && encounters > FEW)
        status = tp_progress_new("loading encounters", encounters, &loading->progress, diag);
    if (status == TP_OK)
        status = tp_pool_new(encounters > FEW ? thread_count : 1, &loading->pool, diag);
    if (status == TP_OK && moment)
        status = tp_store_each_since(store, moment, add_row, loading, diag);
    else if (status == TP_OK)
        status = tp_store_each(store, NULL, add_row, loading, diag);
    return status == TP_OK ? flush(loading) : status;
}

tp_status tp_gallery_load_since(struct tp_gallery *gallery, struct tp_store *store,
                                const struct tp_store_moment *moment, unsigned thread_count, struct tp_diag *diag)
{
    struct loading *loading;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *loading, diag);

    if (status != TP_OK)
        return status;
    loading = memory;
    loading->gallery = gallery;
    loading->diag = diag;
    pthread_mutex_init(&loading->lock, NULL);
    status = load(loading, store, moment, thread_count, diag);
    for (size_t i = 0; i < loading->template_count; i++)
        tp_template_deinit(&loading->templates[i]);
    pthread_mutex_destroy(&loading->lock);
    tp_progress_free(&loading->progress);
    tp_pool_free(&loading->pool);
    free(loading);
    return status;
}

tp_status tp_gallery_load(struct tp_gallery *gallery, struct tp_store *store, unsigned thread_count,
                          struct tp_diag *diag)
{
    return tp_gallery_load_since(gallery, store, NULL, thread_count, diag);
}
