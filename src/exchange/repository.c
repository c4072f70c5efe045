/* SPDX-License-Identifier: Apache-2.0 */
/* The organisation's repository in memory: opened with the folder, and up to date with the store after each commit. */
#include "exchange/state.h"

enum { LARGE = 1000 /* subjects */, MANY = 1000 /* encounters */ };

tp_status tp_exchange_open_repository(struct tp_exchange *exchange, struct tp_diag *diag)
{
    const struct tp_repository_options options = {
        .searchable = true, .writer = true, .thread_count = exchange->options.thread_count};

    return tp_repository_open(exchange->store_path, &options, &exchange->repository, diag);
}

/* The store has committed, so a failure here changes nothing there; the gallery is tried again later. */
void tp_exchange_follow_store(struct tp_exchange *exchange)
{
    bool stale = atomic_load(&exchange->stale), all = stale || exchange->enrolled;

    for (size_t i = 0; i < exchange->deleted_count; i++)
        if (tp_repository_forget(&exchange->repository, exchange->deleted[i], NULL) != TP_OK)
            stale = all = true;
    exchange->deleted_count = 0;
    if (all)
        stale = tp_repository_update(&exchange->repository, NULL) != TP_OK;
    atomic_store(&exchange->stale, stale);
}

/* So that opening the folder again need not read all of a large store: what came since the gallery was saved is what
 * opening adds to it, some thousand prints a second. */
static void let_go(void *context)
{
    tp_exchange_unlock(context);
}

static void take(void *context)
{
    tp_exchange_lock(context);
}

tp_status tp_exchange_save_gallery(struct tp_exchange *exchange, size_t enrolments_min, struct tp_diag *diag)
{
    const struct tp_repository_lock lock = {let_go, take, exchange};
    struct tp_repository *repository = &exchange->repository;
    struct tp_saved_gallery saved;
    tp_status status;

    if (tp_gallery_subject_count(repository->gallery) < LARGE)
        return TP_OK;
    status = tp_saved_gallery_describe(exchange->store_path, &saved, NULL);
    if (status == TP_OK && saved.known && saved.enrolments < (enrolments_min > 0 ? enrolments_min : MANY))
        return TP_OK;
    tp_exchange_lock(exchange); /* for as long as it takes to say which moment the file is of */
    status = tp_repository_save_beside(repository, &lock, diag);
    tp_exchange_unlock(exchange);
    return status;
}
