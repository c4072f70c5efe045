/* SPDX-License-Identifier: Apache-2.0 */
/* Searches for many people at once: their prints are read first, then the gallery is read for hundreds together. */
#include <stdlib.h>
#include <string.h>

#include "node/prepare.h"

enum { CHUNK = 256 };

/* The prints of one person. */
struct wanted {
    const char *name;
    size_t first_row, row_count, probe_count;
};

struct tp_batch {
    const struct tp_manifest *manifest;
    struct tp_prepared *prepared; /* one for each row; owned */
    struct wanted *wanted;        /* owned */
    size_t count;
};

/* What a chunk needs; all owned. */
struct chunk {
    size_t probe_count;
    struct tp_template *templates;
    const struct tp_template **pointers;
    const char **files;
    struct tp_probe_set sets[CHUNK];
    struct tp_candidates candidates[CHUNK];
};

/* ---- reading ----------------------------------------------------------------------------------------------------- */

static tp_status check_wanted(const struct tp_batch *batch, struct wanted *wanted, struct tp_diag *diag)
{
    size_t unknown = 0;

    for (size_t r = wanted->first_row; r < wanted->first_row + wanted->row_count; r++) {
        wanted->probe_count += batch->prepared[r].count;
        for (size_t i = 0; i < batch->prepared[r].count; i++)
            unknown += batch->prepared[r].prints[i].position == TP_POSITION_UNKNOWN;
    }
    if (wanted->probe_count <= TP_PROBES_MAX && unknown <= TP_PROBES_UNKNOWN_MAX)
        return TP_OK;
    return tp_fail(diag, TP_E_LIMIT, wanted->name, -1, "more than %d prints, or than %d of unknown fingers",
                   TP_PROBES_MAX, TP_PROBES_UNKNOWN_MAX);
}

static tp_status group_rows(struct tp_batch *batch, struct tp_diag *diag)
{
    const struct tp_manifest *manifest = batch->manifest;
    tp_status status = TP_OK;

    for (size_t r = 0; r < manifest->count; r++) {
        const char *name = manifest->rows[r].subject;

        if (batch->count == 0 || strcmp(batch->wanted[batch->count - 1].name, name) != 0)
            batch->wanted[batch->count++] = (struct wanted){.name = name, .first_row = r};
        batch->wanted[batch->count - 1].row_count++;
    }
    for (size_t i = 0; status == TP_OK && i < batch->count; i++)
        status = check_wanted(batch, &batch->wanted[i], diag);
    return tp_diag_in_file(diag, status, manifest->file ? manifest->file : "");
}

tp_status tp_batch_new(const struct tp_manifest *manifest, unsigned thread_count, struct tp_batch **out,
                       struct tp_diag *diag)
{
    struct tp_batch *batch;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *batch, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    batch = memory;
    batch->manifest = manifest;
    status = tp_alloc_zero((void **)&batch->prepared, manifest->count, sizeof *batch->prepared, diag);
    if (status == TP_OK)
        status = tp_alloc_zero((void **)&batch->wanted, manifest->count, sizeof *batch->wanted, diag);
    if (status == TP_OK)
        status = tp_prepare(manifest, TP_TENPRINT_SEARCH, thread_count, batch->prepared, diag);
    if (status == TP_OK)
        status = group_rows(batch, diag);
    if (status != TP_OK)
        tp_batch_free(&batch);
    *out = batch;
    return status;
}

void tp_batch_free(struct tp_batch **slot)
{
    struct tp_batch *batch = *slot;

    if (!batch)
        return;
    for (size_t i = 0; batch->prepared && i < batch->manifest->count; i++)
        tp_prepared_deinit(&batch->prepared[i]);
    free(batch->prepared);
    free(batch->wanted);
    free(batch);
    *slot = NULL;
}

size_t tp_batch_count(const struct tp_batch *batch)
{
    return batch->count;
}

/* ---- searching --------------------------------------------------------------------------------------------------- */

static tp_status chunk_alloc(struct chunk *chunk, size_t probe_count, struct tp_diag *diag)
{
    tp_status status = tp_alloc_zero((void **)&chunk->templates, probe_count, sizeof *chunk->templates, diag);

    if (status == TP_OK)
        status = tp_alloc_zero((void **)&chunk->pointers, probe_count, sizeof *chunk->pointers, diag);
    if (status == TP_OK)
        status = tp_alloc_zero((void **)&chunk->files, probe_count, sizeof *chunk->files, diag);
    return status;
}

static void chunk_free(struct chunk **slot)
{
    struct chunk *chunk = *slot;

    for (size_t i = 0; i < chunk->probe_count; i++)
        tp_template_deinit(&chunk->templates[i]);
    for (size_t i = 0; i < CHUNK; i++)
        tp_candidates_deinit(&chunk->candidates[i]);
    free(chunk->templates);
    free(chunk->pointers);
    free(chunk->files);
    free(chunk);
    *slot = NULL;
}

static tp_status take_probes(const struct tp_batch *batch, const struct wanted *wanted, struct chunk *chunk,
                             struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t r = wanted->first_row; status == TP_OK && r < wanted->first_row + wanted->row_count; r++) {
        const struct tp_prepared *prepared = &batch->prepared[r];

        for (size_t i = 0; status == TP_OK && i < prepared->count; i++) {
            size_t at = chunk->probe_count;

            status = tp_template_decode(prepared->prints[i].data, prepared->prints[i].size_bytes, 0,
                                        &chunk->templates[at], NULL, diag);
            chunk->templates[at].position = prepared->prints[i].position;
            chunk->pointers[at] = &chunk->templates[at];
            chunk->files[at] = batch->manifest->rows[r].path;
            chunk->probe_count += status == TP_OK;
        }
    }
    return status;
}

/* The templates of COUNT people from FIRST on. */
static tp_status chunk_new(const struct tp_batch *batch, size_t first, size_t count, struct chunk **out,
                           struct tp_diag *diag)
{
    size_t probe_count = 0;
    struct chunk *chunk;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *chunk, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    chunk = memory;
    for (size_t i = 0; i < count; i++)
        probe_count += batch->wanted[first + i].probe_count;
    status = chunk_alloc(chunk, probe_count, diag);
    for (size_t i = 0; status == TP_OK && i < count; i++) {
        chunk->sets[i] =
            (struct tp_probe_set){chunk->pointers + chunk->probe_count, batch->wanted[first + i].probe_count};
        status = take_probes(batch, &batch->wanted[first + i], chunk, diag);
    }
    if (status != TP_OK)
        chunk_free(&chunk);
    *out = chunk;
    return status;
}

/* Progress over all chunks. */
struct watch {
    const struct tp_identify_options *options;
    struct tp_progress *progress;
    size_t total, first, count, shown; /* the chunk: where it begins, and how many; how many were shown */
};

static bool watch_share(void *context, double share)
{
    struct watch *watch = context;
    size_t done = watch->first + (size_t)(share * (double)watch->count);

    if (done > watch->shown) {
        tp_progress_step(watch->progress, done - watch->shown);
        watch->shown = done;
    }
    return !watch->options->progress ||
           watch->options->progress(watch->options->context,
                                    ((double)watch->first + share * (double)watch->count) / (double)watch->total);
}

static tp_status run_chunk(const struct tp_batch *batch, const struct tp_gallery *gallery, struct watch *watch,
                           tp_batch_fn *fn, void *context, struct tp_diag *diag)
{
    struct tp_identify_options options = *watch->options;
    struct chunk *chunk;
    tp_status status = chunk_new(batch, watch->first, watch->count, &chunk, diag);

    if (status != TP_OK)
        return status;
    options.progress = watch_share;
    options.context = watch;
    status = tp_gallery_identify_all(gallery, chunk->sets, watch->count, &options, chunk->candidates, diag);
    for (size_t i = 0; status == TP_OK && i < watch->count; i++) {
        const struct tp_batch_result result = {
            .name = batch->wanted[watch->first + i].name,
            .files = chunk->files + (chunk->sets[i].probes - chunk->pointers),
            .probe_count = chunk->sets[i].probe_count,
            .candidates = &chunk->candidates[i],
        };
        fn(context, &result);
    }
    chunk_free(&chunk);
    return status;
}

tp_status tp_batch_run(const struct tp_batch *batch, const struct tp_gallery *gallery,
                       const struct tp_identify_options *options, tp_batch_fn *fn, void *context, struct tp_diag *diag)
{
    struct watch watch = {.options = options, .total = batch->count};
    tp_status status = tp_progress_new("searches", batch->count, &watch.progress, diag);

    for (; status == TP_OK && watch.first < batch->count; watch.first += watch.count) {
        watch.count = TP_MIN(batch->count - watch.first, (size_t)CHUNK);
        if (watch_share(&watch, 0))
            status = run_chunk(batch, gallery, &watch, fn, context, diag);
        else
            status = tp_fail(diag, TP_E_CANCELLED, NULL, -1, "was cancelled");
    }
    tp_progress_free(&watch.progress);
    return status;
}
