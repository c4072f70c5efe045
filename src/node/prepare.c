/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a manifest to templates, on all threads. Rows are taken in batches: first each row is read, and an image
 * extracted at once; then the images of the batch's transactions are, so that a single card keeps all threads busy and
 * many cards do not fill the memory. */
#include "node/prepare.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_ROWS = 64 };

/* One source of a transaction. */
struct task {
    size_t row, source;
};

struct preparing {
    const struct tp_manifest *manifest;
    enum tp_tenprint_use use;
    struct tp_prepared *prepared; /* one for each row */
    struct tp_workers workers;
    struct tp_progress *progress;
    size_t first;         /* row of the batch */
    struct task *tasks;   /* of the batch's transactions */
    pthread_mutex_t lock; /* of what follows: the first row that failed, as the manifest counts */
    size_t failed_place;
    tp_status status;
    struct tp_diag diag;
};

/* ---- failures ---------------------------------------------------------------------------------------------------- */

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

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static tp_status add_print(struct tp_prepared *prepared, const struct tp_template *tmpl, bool ppi_assumed,
                           struct tp_diag *diag)
{
    struct tp_prepared_print print = {.position = tmpl->position,
                                      .quality = tmpl->quality,
                                      .ppi_assumed = ppi_assumed,
                                      .empty = tmpl->minutia_count == 0};
    struct tp_prepared_print *prints = realloc(prepared->prints, (prepared->count + 1) * sizeof *prints);
    tp_status status;

    if (!prints)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the prints");
    prepared->prints = prints;
    status = tp_template_encode(tmpl, TP_FORMAT_NATIVE, &print.data, &print.size_bytes, diag);
    if (status == TP_OK)
        prepared->prints[prepared->count++] = print;
    return status;
}

static tp_status prepare_image(const struct tp_manifest_row *row, enum tp_tenprint_use use,
                               struct tp_extractor *extractor, struct tp_prepared *prepared, struct tp_diag *diag)
{
    struct tp_template tmpl;
    bool ppi_assumed;
    tp_status status;

    if (row->finger == TP_POSITION_UNKNOWN && use == TP_TENPRINT_ENROL)
        return tp_fail(diag, row->line ? TP_E_FORMAT : TP_E_ARGUMENT, row->path, -1,
                       "say which finger: 1=IMAGE for the right thumb");
    status = tp_manifest_row_load(row, extractor, &tmpl, &ppi_assumed, diag);
    if (status == TP_OK)
        status = add_print(prepared, &tmpl, ppi_assumed, diag);
    tp_template_deinit(&tmpl);
    return status;
}

/* Reads one row: an image is extracted at once, a transaction opened. */
static tp_status open_row(const struct tp_manifest_row *row, enum tp_tenprint_use use, struct tp_extractor *extractor,
                          struct tp_prepared *prepared, struct tp_diag *diag)
{
    bool is_transaction;
    tp_status status = tp_tenprint_load(row->path, use, row->finger != TP_POSITION_UNKNOWN, &is_transaction,
                                        &prepared->transaction, diag);

    if (!is_transaction)
        return prepare_image(row, use, extractor, prepared, diag);
    if (status == TP_OK && row->finger != TP_POSITION_UNKNOWN)
        status = tp_diag_in_file(diag,
                                 tp_fail(diag, row->line ? TP_E_FORMAT : TP_E_ARGUMENT, NULL, -1,
                                         "says its fingers itself: give it without one"),
                                 row->path);
    return status;
}

static void open_one(void *context, size_t index, unsigned worker)
{
    struct preparing *p = context;
    size_t row = p->first + index;
    struct tp_diag diag;
    tp_status status;

    if (is_needless(p, row))
        return;
    tp_diag_init(&diag);
    status = open_row(&p->manifest->rows[row], p->use, p->workers.extractors[worker], &p->prepared[row], &diag);
    if (status != TP_OK)
        note_failure(p, row, status, &diag);
    tp_progress_step(p->progress, 1);
}

/* ---- transactions ------------------------------------------------------------------------------------------------ */

static void extract_one(void *context, size_t index, unsigned worker)
{
    struct preparing *p = context;
    const struct task *task = &p->tasks[index];
    const struct tp_manifest_row *row = &p->manifest->rows[task->row];
    struct tp_diag diag;
    tp_status status;

    if (is_needless(p, task->row))
        return;
    tp_diag_init(&diag);
    status = tp_tenprint_extract(&p->prepared[task->row].transaction, task->source, p->workers.extractors[worker],
                                 row->ppi, &diag);
    if (status != TP_OK)
        note_failure(p, task->row, tp_diag_in_file(&diag, status, row->path), &diag);
}

static void check_one(void *context, size_t index, unsigned worker)
{
    struct preparing *p = context;
    struct tp_prepared *prepared = &p->prepared[p->first + index];

    (void)worker;
    if (!is_needless(p, p->first + index))
        prepared->contradictory = tp_sequence_contradicts(&prepared->transaction);
}

/* The prints of known fingers; the transaction is not needed any more. */
static tp_status take_prints(const struct tp_manifest_row *row, enum tp_tenprint_use use, struct tp_prepared *prepared,
                             struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < prepared->transaction.count; i++) {
        const struct tp_tenprint_source *source = &prepared->transaction.sources[i];

        prepared->doubtful_slap_count += source->slap.remarks != 0;
        for (size_t j = 0; status == TP_OK && j < source->print_count; j++)
            if (source->prints[j].position == TP_POSITION_UNKNOWN && use == TP_TENPRINT_ENROL)
                prepared->unplaced_count++;
            else
                status = add_print(prepared, &source->prints[j], source->ppi_assumed, diag);
    }
    if (status == TP_OK && prepared->count == 0)
        status = tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "no print%s was found in the file",
                         use == TP_TENPRINT_ENROL ? " of a known finger" : "");
    tp_tenprint_deinit(&prepared->transaction);
    return tp_diag_in_file(diag, status, row->path);
}

static tp_status list_tasks(struct preparing *p, size_t rows, size_t *count, struct tp_diag *diag)
{
    size_t all = 0;
    void *memory;
    tp_status status;

    *count = 0;
    for (size_t i = 0; i < rows; i++)
        all += p->prepared[p->first + i].transaction.count;
    status = tp_alloc(&memory, TP_MAX(all, (size_t)1), sizeof *p->tasks, diag);
    if (status != TP_OK)
        return status;
    p->tasks = memory;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < p->prepared[p->first + i].transaction.count; j++)
            p->tasks[(*count)++] = (struct task){p->first + i, j};
    return TP_OK;
}

static tp_status prepare_batch(struct preparing *p, size_t rows, struct tp_diag *diag)
{
    size_t tasks;
    tp_status status;

    tp_pool_run(p->workers.pool, rows, open_one, p);
    status = list_tasks(p, rows, &tasks, diag);
    if (status != TP_OK)
        return status;
    tp_pool_run(p->workers.pool, tasks, extract_one, p);
    tp_pool_run(p->workers.pool, rows, check_one, p);
    free(p->tasks);
    p->tasks = NULL;
    for (size_t row = p->first; row < p->first + rows; row++) {
        struct tp_diag row_diag;

        tp_diag_init(&row_diag);
        if (p->prepared[row].transaction.count == 0 || is_needless(p, row) || place_of(p, row) == p->failed_place)
            continue;
        status = take_prints(&p->manifest->rows[row], p->use, &p->prepared[row], &row_diag);
        if (status != TP_OK)
            note_failure(p, row, status, &row_diag);
    }
    return TP_OK;
}

tp_status tp_prepare(const struct tp_manifest *manifest, enum tp_tenprint_use use, unsigned thread_count,
                     struct tp_prepared *out, struct tp_diag *diag)
{
    struct preparing p = {.manifest = manifest, .use = use, .prepared = out, .failed_place = SIZE_MAX};
    tp_status status = tp_progress_new("prints", manifest->count, &p.progress, diag);

    if (status == TP_OK)
        status = tp_workers_init(thread_count, &p.workers, diag);
    if (status == TP_OK) {
        pthread_mutex_init(&p.lock, NULL);
        for (; status == TP_OK && p.first < manifest->count; p.first += BATCH_ROWS)
            status = prepare_batch(&p, TP_MIN(manifest->count - p.first, (size_t)BATCH_ROWS), diag);
        pthread_mutex_destroy(&p.lock);
        if (status == TP_OK && p.status != TP_OK) {
            status = p.status;
            if (diag)
                *diag = p.diag;
        }
    }
    tp_workers_deinit(&p.workers);
    tp_progress_free(&p.progress);
    return status;
}

void tp_prepared_deinit(struct tp_prepared *prepared)
{
    for (size_t i = 0; i < prepared->count; i++)
        free(prepared->prints[i].data);
    free(prepared->prints);
    tp_tenprint_deinit(&prepared->transaction);
    memset(prepared, 0, sizeof *prepared);
}
