/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolling and deleting: first the work that can fail, then the store, then memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "node/prepare.h"
#include "node/saved.h"

/* The store is the truth, and all of it is read, so damage shows now. */
static tp_status load_gallery(struct tp_repository *repository, bool checked, struct tp_diag *diag)
{
    tp_status status = checked ? TP_OK : tp_store_check(repository->store, diag);

    if (status == TP_OK)
        status = tp_gallery_new(&repository->gallery, diag);
    if (status == TP_OK)
        status = tp_store_read_begin(repository->store, diag);
    if (status != TP_OK)
        return status;
    status = tp_store_now(repository->store, &repository->moment, diag);
    if (status == TP_OK)
        status = tp_gallery_load(repository->gallery, repository->store, repository->thread_count, diag);
    tp_store_read_end(repository->store);
    return status;
}

/* With a saved gallery the store need not be read in full, which takes longer than everything else. */
static tp_status open_store(const char *path, const struct tp_repository_options *options, struct tp_repository *out,
                            bool *checked, struct tp_diag *diag)
{
    struct tp_store_options store_options = {.create = options->create, .busy_timeout_ms = options->busy_timeout_ms};
    tp_status status = tp_saved_path(path, &out->saved_path, diag);

    if (status != TP_OK)
        return status;
    store_options.unchecked = options->searchable && !options->fresh && access(out->saved_path, F_OK) == 0;
    *checked = !store_options.unchecked;
    return tp_store_open(path, &store_options, &out->store, diag);
}

tp_status tp_repository_open(const char *path, const struct tp_repository_options *options, struct tp_repository *out,
                             struct tp_diag *diag)
{
    bool checked, saved = false;
    tp_status status;

    memset(out, 0, sizeof *out);
    out->thread_count = options->thread_count;
    out->busy_timeout_ms = options->busy_timeout_ms;
    out->writer = options->writer;
    status = open_store(path, options, out, &checked, diag);
    if (status == TP_OK && options->searchable) {
        if (!options->fresh)
            status = tp_saved_open(out, &saved, diag);
        if (status == TP_OK && !saved)
            status = tp_diag_in_file(diag, load_gallery(out, checked, diag), path);
    }
    if (status != TP_OK)
        tp_repository_close(out);
    return status;
}

void tp_repository_close(struct tp_repository *repository)
{
    tp_gallery_free(&repository->gallery);
    tp_store_close(&repository->store);
    free(repository->saved_path);
    repository->saved_path = NULL;
}

tp_status tp_repository_update(struct tp_repository *repository, struct tp_diag *diag)
{
    return tp_saved_update(repository, diag);
}

/* Whoever was deleted by another process while this one wrote is in the file again, hence the second look. A file that
 * is in its place is mapped even when the disk has not noted its name. */
static tp_status finish_saving(struct tp_repository *repository, tp_status status, struct tp_diag *diag)
{
    repository->mapped = tp_gallery_is_mapped(repository->gallery);
    if (status == TP_OK)
        status = tp_saved_update(repository, diag);
    return tp_diag_in_file(diag, status, repository->saved_path);
}

tp_status tp_repository_save(struct tp_repository *repository, struct tp_diag *diag)
{
    int64_t end_ns = tp_saved_deadline(repository);
    uint8_t mark[TP_GALLERY_MARK_BYTES];
    struct tp_diag why;
    tp_status status;

    status = tp_saved_mark(&repository->moment, mark, diag);
    if (status != TP_OK)
        return status;
    do {
        tp_diag_init(&why);
        status = tp_gallery_save(repository->gallery, repository->saved_path, mark, &why);
    } while (status == TP_E_BUSY && tp_saved_wait(end_ns));
    if (status != TP_OK && diag)
        *diag = why;
    return finish_saving(repository, status, diag);
}

tp_status tp_repository_save_beside(struct tp_repository *repository, const struct tp_repository_lock *lock,
                                    struct tp_diag *diag)
{
    uint8_t mark[TP_GALLERY_MARK_BYTES];
    tp_status status = tp_saved_mark(&repository->moment, mark, diag);

    if (status != TP_OK)
        return status;
    status =
        tp_gallery_save_beside(repository->gallery, repository->saved_path, mark, lock->let_go, lock->context, diag);
    lock->take(lock->context);
    return finish_saving(repository, status, diag);
}

static tp_status forget_in_gallery(struct tp_repository *repository, const char *subject, struct tp_diag *diag)
{
    struct tp_store_moment now;
    tp_status status = tp_gallery_remove(repository->gallery, subject, diag);

    if (status != TP_OK && status != TP_E_NOT_FOUND)
        return status;
    status = tp_store_now(repository->store, &now, diag);
    if (status == TP_OK && now.change == repository->moment.change + 1) /* nothing else happened */
        repository->moment = now;
    return status;
}

tp_status tp_repository_forget(struct tp_repository *repository, const char *subject, struct tp_diag *diag)
{
    tp_status status = repository->gallery ? forget_in_gallery(repository, subject, diag) : TP_OK;

    if (status == TP_OK && !(repository->gallery && tp_gallery_is_mapped(repository->gallery)))
        status = tp_saved_remove(repository, subject, diag);
    return status;
}

tp_status tp_repository_delete(struct tp_repository *repository, const char *subject, struct tp_diag *diag)
{
    struct tp_diag why;
    bool deleted;
    tp_status status, forgotten;

    if (repository->mapped && !repository->writer)
        return tp_fail(diag, TP_E_DENIED, NULL, -1, "the repository was opened for searching only");
    status = tp_store_delete(repository->store, subject, &deleted, diag);
    if (status == TP_E_NOT_FOUND) /* completes a deletion that ended between the store and the file */
        (void)!tp_repository_forget(repository, subject, NULL);
    if (!deleted)
        return status;
    tp_diag_init(&why);
    forgotten = tp_repository_forget(repository, subject, &why);
    if (status != TP_OK || forgotten == TP_OK)
        return status;
    return tp_diag_pass(diag, forgotten, &why);
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

/* ---- enrolment ----------------------------------------------------------------------------------------------------
 */

/* The prints of ROW_COUNT rows as the store takes them. */
static size_t gather(const struct tp_prepared *prepared, size_t row_count, struct tp_store_impression *impressions,
                     struct tp_enrolled *out)
{
    size_t count = 0;

    for (size_t i = 0; i < row_count; i++) {
        for (size_t j = 0; j < prepared[i].count; j++) {
            const struct tp_prepared_print *print = &prepared[i].prints[j];

            impressions[count++] =
                (struct tp_store_impression){print->position, print->quality, print->data, print->size_bytes};
            out->ppi_assumed_count += print->ppi_assumed;
            out->empty_count += print->empty;
        }
        out->unplaced_count += prepared[i].unplaced_count;
        out->doubtful_slap_count += prepared[i].doubtful_slap_count;
    }
    return count;
}

static void note_contradictions(const struct tp_prepared *prepared, const struct tp_manifest_row *rows,
                                size_t row_count, struct tp_enrolled *out)
{
    for (size_t i = 0; i < row_count; i++)
        if (prepared[i].contradictory && out->contradictory_count++ == 0)
            out->contradictory = rows[i].path;
}

/* How many rows from FIRST on belong to one subject. */
static size_t rows_of_subject(const struct tp_manifest *manifest, size_t first)
{
    size_t count = 1;

    while (first + count < manifest->count &&
           strcmp(manifest->rows[first + count].subject, manifest->rows[first].subject) == 0)
        count++;
    return count;
}

static tp_status store_subject(struct tp_repository *repository, const struct tp_prepared *prepared, size_t row_count,
                               struct tp_enrolled *enrolled, struct tp_diag *diag)
{
    struct tp_store_impression *impressions;
    size_t count = 0;
    void *memory;
    tp_status status;

    for (size_t i = 0; i < row_count; i++)
        count += prepared[i].count;
    status = tp_alloc(&memory, count, sizeof *impressions, diag);
    if (status != TP_OK)
        return status;
    impressions = memory;
    enrolled->impression_count = gather(prepared, row_count, impressions, enrolled);
    status = tp_store_enrol(repository->store, enrolled->subject, (int64_t)time(NULL), impressions, count, diag);
    if (status == TP_OK && repository->gallery)
        status = tp_saved_update(repository, diag);
    free(impressions);
    return status;
}

tp_status tp_repository_enrol(struct tp_repository *repository, const struct tp_manifest *manifest,
                              tp_enrolled_fn *acknowledge, void *context, struct tp_diag *diag)
{
    struct tp_prepared *prepared;
    size_t row_count;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, manifest->count, sizeof *prepared, diag);

    if (status != TP_OK)
        return status;
    prepared = memory;
    status = tp_prepare(manifest, TP_TENPRINT_ENROL, repository->thread_count, prepared, diag);
    for (size_t first = 0; status == TP_OK && first < manifest->count; first += row_count) {
        struct tp_enrolled enrolled = {.subject = manifest->rows[first].subject};

        row_count = rows_of_subject(manifest, first);
        note_contradictions(&prepared[first], &manifest->rows[first], row_count, &enrolled);
        status = store_subject(repository, &prepared[first], row_count, &enrolled, diag);
        if (status == TP_OK && acknowledge)
            acknowledge(context, &enrolled);
    }
    for (size_t i = 0; i < manifest->count; i++)
        tp_prepared_deinit(&prepared[i]);
    free(prepared);
    return status;
}
