/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolling and deleting: first the work that can fail, then the store, then memory. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/node.h"
#include "store/store.h"

tp_status tp_repository_open(const char *path, const struct tp_repository_options *options, struct tp_repository *out,
                             struct tp_diag *diag)
{
    const struct tp_store_options store_options = {.create = options->create};
    tp_status status;

    memset(out, 0, sizeof *out);
    out->thread_count = options->thread_count;
    status = tp_store_open(path, &store_options, &out->store, diag);
    if (status == TP_OK && options->searchable) {
        status = tp_gallery_new(&out->gallery, diag);
        if (status == TP_OK)
            status = tp_diag_in_file(diag, tp_gallery_load(out->gallery, out->store, out->thread_count, diag), path);
    }
    if (status != TP_OK)
        tp_repository_close(out);
    return status;
}

void tp_repository_close(struct tp_repository *repository)
{
    tp_gallery_free(&repository->gallery);
    tp_store_close(&repository->store);
}

tp_status tp_repository_delete(struct tp_repository *repository, const char *subject, struct tp_diag *diag)
{
    bool deleted;
    tp_status status = tp_store_delete(repository->store, subject, &deleted, diag);

    if (deleted && repository->gallery)
        (void)!tp_gallery_remove(repository->gallery, subject, NULL); /* it is gone either way */
    return status;
}

/* ---- extraction ---------------------------------------------------------------------------------------------------
 */

tp_status tp_manifest_row_load(const struct tp_manifest_row *row, struct tp_extractor *extractor,
                               struct tp_template *out, bool *ppi_assumed, struct tp_diag *diag)
{
    const struct tp_extract_options options = {.ppi = row->ppi, .position = row->finger};
    struct tp_impression_source source;
    tp_status status = tp_impression_load(extractor, row->path, &options, out, &source, diag);
    uint8_t says = out->position;

    if (ppi_assumed)
        *ppi_assumed = source.ppi_assumed;
    tp_impression_source_deinit(&source);
    if (status != TP_OK || row->finger == TP_POSITION_UNKNOWN)
        return status;
    out->position = row->finger;
    if (says == TP_POSITION_UNKNOWN || says == row->finger)
        return TP_OK;
    tp_template_deinit(out);
    return tp_diag_in_file(
        diag, tp_fail(diag, TP_E_FORMAT, NULL, -1, "is of finger %u, not %u as it is given", says, row->finger),
        row->path);
}

struct prepared {
    uint8_t *data; /* owned */
    size_t size_bytes;
    uint8_t quality;
    bool ppi_assumed, empty;
};

struct preparing {
    const struct tp_manifest *manifest;
    struct prepared *prepared; /* one for each row */
    struct tp_pool *pool;
    struct tp_extractor **extractors; /* one for each worker */
    struct tp_progress *progress;
    pthread_mutex_t lock; /* of what follows: the first row that failed, as the manifest counts */
    size_t failed_place;
    tp_status status;
    struct tp_diag diag;
};

/* Says where in the manifest the trouble with a file lies. */
static void blame_row(const struct tp_manifest *manifest, const struct tp_manifest_row *row, struct tp_diag *diag)
{
    tp_status status = diag->status;
    char words[1024], field[64];

    if (row->line == 0)
        return;
    tp_diag_format(diag, words, sizeof words);
    snprintf(field, sizeof field, "line %u, path", row->line);
    tp_diag_init(diag);
    (void)tp_diag_in_file(diag, tp_fail(diag, status, field, -1, "%s", words), manifest->file ? manifest->file : "");
}

static size_t place_of(const struct preparing *p, size_t row)
{
    return p->manifest->rows[row].line ? p->manifest->rows[row].line : row;
}

static void note_failure(struct preparing *p, size_t row, tp_status status, struct tp_diag *diag)
{
    pthread_mutex_lock(&p->lock);
    if (place_of(p, row) < p->failed_place) {
        p->failed_place = place_of(p, row);
        p->status = status;
        p->diag = *diag;
        blame_row(p->manifest, &p->manifest->rows[row], &p->diag);
    }
    pthread_mutex_unlock(&p->lock);
}

/* Rows behind a failed one need no work: the first failure is reported, whatever the order of the threads. */
static bool is_needless(struct preparing *p, size_t row)
{
    bool needless;

    pthread_mutex_lock(&p->lock);
    needless = place_of(p, row) > p->failed_place;
    pthread_mutex_unlock(&p->lock);
    return needless;
}

static void prepare_row(void *context, size_t index, unsigned worker)
{
    struct preparing *p = context;
    const struct tp_manifest_row *row = &p->manifest->rows[index];
    struct prepared *prepared = &p->prepared[index];
    struct tp_template tmpl;
    struct tp_diag diag;
    tp_status status;

    if (is_needless(p, index))
        return;
    tp_diag_init(&diag);
    status = tp_manifest_row_load(row, p->extractors[worker], &tmpl, &prepared->ppi_assumed, &diag);
    if (status == TP_OK) {
        prepared->quality = tmpl.quality;
        prepared->empty = tmpl.minutia_count == 0;
        status = tp_template_encode(&tmpl, TP_FORMAT_NATIVE, &prepared->data, &prepared->size_bytes, &diag);
        tp_template_deinit(&tmpl);
    }
    if (status != TP_OK)
        note_failure(p, index, status, &diag);
    tp_progress_step(p->progress, 1);
}

static tp_status start_workers(struct preparing *p, unsigned thread_count, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_pool_new(thread_count, &p->pool, diag);

    if (status == TP_OK)
        status = tp_alloc_zero(&memory, tp_pool_thread_count(p->pool), sizeof(struct tp_extractor *), diag);
    if (status != TP_OK)
        return status;
    p->extractors = memory;
    for (unsigned i = 0; status == TP_OK && i < tp_pool_thread_count(p->pool); i++)
        status = tp_extractor_new(&p->extractors[i], diag);
    return status;
}

static void stop_workers(struct preparing *p)
{
    for (unsigned i = 0; p->extractors && i < tp_pool_thread_count(p->pool); i++)
        tp_extractor_free(&p->extractors[i]);
    free(p->extractors);
    tp_pool_free(&p->pool);
}

/* Makes the templates of all rows, into PREPARED. */
static tp_status prepare(const struct tp_manifest *manifest, unsigned thread_count, struct prepared *prepared,
                         struct tp_diag *diag)
{
    struct preparing p = {.manifest = manifest, .prepared = prepared, .failed_place = SIZE_MAX};
    tp_status status = tp_progress_new("prints", manifest->count, &p.progress, diag);

    if (status == TP_OK)
        status = start_workers(&p, thread_count, diag);
    if (status == TP_OK) {
        pthread_mutex_init(&p.lock, NULL);
        tp_pool_run(p.pool, manifest->count, prepare_row, &p);
        pthread_mutex_destroy(&p.lock);
        status = p.status;
        if (status != TP_OK && diag)
            *diag = p.diag;
    }
    stop_workers(&p);
    tp_progress_free(&p.progress);
    return status;
}

/* ---- enrolment ----------------------------------------------------------------------------------------------------
 */

/* Adds what was stored just now to the gallery too. */
static tp_status add_to_gallery(struct tp_gallery *gallery, const char *subject,
                                const struct tp_store_impression *impressions, size_t count, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < count; i++) {
        struct tp_template tmpl;

        status = tp_template_decode(impressions[i].data, impressions[i].size_bytes, 0, &tmpl, NULL, diag);
        if (status == TP_OK)
            status = tp_gallery_add(gallery, subject, &tmpl, diag);
        tp_template_deinit(&tmpl);
    }
    return status;
}

/* Stores the rows from FIRST on that belong to one subject. */
static tp_status store_subject(struct tp_repository *repository, const struct tp_manifest *manifest,
                               const struct prepared *prepared, size_t first, struct tp_enrolled *out,
                               struct tp_diag *diag)
{
    const struct tp_manifest_row *rows = &manifest->rows[first];
    struct tp_store_impression *impressions;
    size_t count = 1;
    void *memory;
    tp_status status;

    while (first + count < manifest->count && strcmp(rows[count].subject, rows[0].subject) == 0)
        count++;
    *out = (struct tp_enrolled){rows[0].subject, count, 0, 0};
    status = tp_alloc(&memory, count, sizeof *impressions, diag);
    if (status != TP_OK)
        return status;
    impressions = memory;
    for (size_t i = 0; i < count; i++) {
        const struct prepared *one = &prepared[first + i];

        impressions[i] = (struct tp_store_impression){rows[i].finger, one->quality, one->data, one->size_bytes};
        out->ppi_assumed_count += one->ppi_assumed;
        out->empty_count += one->empty;
    }
    status = tp_store_enrol(repository->store, out->subject, (int64_t)time(NULL), impressions, count, diag);
    if (status == TP_OK && repository->gallery)
        status = add_to_gallery(repository->gallery, out->subject, impressions, count, diag);
    free(impressions);
    return status;
}

tp_status tp_repository_enrol(struct tp_repository *repository, const struct tp_manifest *manifest,
                              tp_enrolled_fn *acknowledge, void *context, struct tp_diag *diag)
{
    struct tp_enrolled enrolled;
    struct prepared *prepared;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, manifest->count, sizeof *prepared, diag);

    if (status != TP_OK)
        return status;
    prepared = memory;
    status = prepare(manifest, repository->thread_count, prepared, diag);
    for (size_t first = 0; status == TP_OK && first < manifest->count; first += enrolled.impression_count) {
        status = store_subject(repository, manifest, prepared, first, &enrolled, diag);
        if (status == TP_OK && acknowledge)
            acknowledge(context, &enrolled);
    }
    for (size_t i = 0; i < manifest->count; i++)
        free(prepared[i].data);
    free(prepared);
    return status;
}
