/* SPDX-License-Identifier: Apache-2.0 */
/* A ledger's folder, open for writing by one process.
 *
 *   checkpoint           the newest signed note                                             } published: any web
 *   tile/...             the tree and its entries (tile.c)                                   } server may serve
 *   cosigned/<size>      earlier checkpoints that witnesses had signed (cosign.c)            } these
 *   journal              what was acknowledged and is not published yet (journal.c)
 *   lock                 held by the process that writes
 *   new.tmp              what is about to be renamed to its place
 *
 * Appending writes to the journal only. Callers that come together are written together: the first to find nobody
 * writing takes all that wait, as one record with one sync. Publishing (publish.c) goes on beside it. */
#include "ledger/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "ledger/reader.h"

enum { BATCH_MAX = 1 << 24, GROUP_MAX = 1 << 24, WAITING_MAX = 1 << 26 /* bytes */ };

/* ---- appending --------------------------------------------------------------------------------------------------- */

/* An append that waits to be written; lives in the frame of its caller. */
struct request {
    const struct tp_span *entries;
    size_t count, size_bytes;
    uint64_t first;
    tp_status status;
    struct tp_diag diag;
    bool is_done;
    struct request *next;
};

static tp_status check_entries(struct request *request, struct tp_diag *diag)
{
    if (request->count == 0)
        return tp_fail(diag, TP_E_ARGUMENT, "entries", -1, "there are none");
    for (size_t i = 0; i < request->count; i++) {
        if (request->entries[i].size_bytes > TP_LEDGER_ENTRY_MAX)
            return tp_fail(diag, TP_E_LIMIT, "entry", -1, "it has %zu bytes, at most %d are possible",
                           request->entries[i].size_bytes, TP_LEDGER_ENTRY_MAX);
        request->size_bytes += 2 + request->entries[i].size_bytes;
        if (request->size_bytes > BATCH_MAX)
            return tp_fail(diag, TP_E_LIMIT, "entries", -1, "they have more than %d bytes together", BATCH_MAX);
    }
    return TP_OK;
}

/* Takes from the queue what fits into one record; the list that it returns is never empty. */
static struct request *take_group(struct tp_ledger *ledger)
{
    struct request *group = ledger->queue, *last = group;
    size_t size_bytes = group->size_bytes;

    while (last->next && size_bytes + last->next->size_bytes <= GROUP_MAX) {
        last = last->next;
        size_bytes += last->size_bytes;
    }
    ledger->queue = last->next;
    if (!last->next)
        ledger->queue_end = &ledger->queue;
    last->next = NULL;
    return group;
}

static tp_status write_group(struct tp_ledger *ledger, const struct request *group, struct tp_run *run,
                             struct tp_diag *diag)
{
    for (const struct request *request = group; request; request = request->next) {
        for (size_t i = 0; i < request->count; i++)
            tp_bundle_add(&run->bytes, &request->entries[i]);
        run->count += request->count;
    }
    if (run->bytes.bad)
        return tp_fail(diag, TP_E_MEMORY, "entries", -1, "no memory to append them");
    return tp_journal_append(&ledger->journal, run, diag);
}

/* Tells those who wait. Once a request is done its frame may be gone. */
static void finish_group(struct tp_ledger *ledger, struct request *group, tp_status status, const struct tp_diag *diag)
{
    uint64_t size = atomic_load(&ledger->size);

    for (struct request *request = group, *next; request; request = next) {
        next = request->next;
        request->first = size;
        request->status = status;
        request->diag = *diag;
        request->is_done = true;
        if (status == TP_OK)
            size += request->count;
    }
    atomic_store(&ledger->size, size);
    pthread_cond_broadcast(&ledger->changed);
}

/* With the mutex, which it lets go while it writes. */
static void write_waiting(struct tp_ledger *ledger)
{
    struct request *group = take_group(ledger);
    struct tp_diag diag;
    struct tp_run run;
    tp_status status;

    tp_diag_init(&diag);
    tp_run_init(&run);
    ledger->is_writing = true;
    pthread_mutex_unlock(&ledger->mutex);
    status = write_group(ledger, group, &run, &diag);
    pthread_mutex_lock(&ledger->mutex);
    ledger->is_writing = false;
    if (status == TP_OK) {
        tp_write_bytes(&ledger->pending.bytes, run.bytes.data, run.bytes.size_bytes);
        ledger->pending.count += run.count;
    }
    finish_group(ledger, group, status, &diag);
    tp_run_deinit(&run);
}

/* What waits to be published is in memory, so there is a limit to it. */
static tp_status make_room(struct tp_ledger *ledger, struct tp_diag *diag)
{
    size_t size_bytes;

    pthread_mutex_lock(&ledger->mutex);
    size_bytes = ledger->pending.bytes.size_bytes;
    pthread_mutex_unlock(&ledger->mutex);
    return size_bytes > WAITING_MAX ? tp_ledger_publish(ledger, diag) : TP_OK;
}

tp_status tp_ledger_append(struct tp_ledger *ledger, const struct tp_span *entries, size_t count, uint64_t *first,
                           struct tp_diag *diag)
{
    struct request request = {.entries = entries, .count = count};
    tp_status status = check_entries(&request, diag);

    *first = 0;
    if (status == TP_OK)
        status = make_room(ledger, diag);
    if (status != TP_OK)
        return status;
    pthread_mutex_lock(&ledger->mutex);
    *ledger->queue_end = &request;
    ledger->queue_end = &request.next;
    while (!request.is_done)
        if (ledger->is_writing || ledger->is_wanted)
            pthread_cond_wait(&ledger->changed, &ledger->mutex);
        else
            write_waiting(ledger);
    pthread_mutex_unlock(&ledger->mutex);
    if (request.status != TP_OK && diag)
        *diag = request.diag;
    else if (request.status == TP_OK)
        *first = request.first;
    return request.status;
}

uint64_t tp_ledger_size(const struct tp_ledger *ledger)
{
    return atomic_load(&ledger->size);
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static void free_edge(struct tp_edge **edge)
{
    if (*edge)
        tp_edge_deinit(*edge);
    free(*edge);
    *edge = NULL;
}

static void release(struct tp_ledger **ledger)
{
    if (!*ledger)
        return;
    tp_journal_close(&(*ledger)->journal);
    if ((*ledger)->lock_fd >= 0)
        close((*ledger)->lock_fd);
    tp_run_deinit(&(*ledger)->pending);
    tp_run_deinit(&(*ledger)->taken);
    tp_buffer_deinit(&(*ledger)->note);
    tp_hasher_free(&(*ledger)->hasher);
    free_edge(&(*ledger)->edge);
    free_edge(&(*ledger)->work);
    pthread_cond_destroy(&(*ledger)->changed);
    pthread_mutex_destroy(&(*ledger)->mutex);
    pthread_mutex_destroy(&(*ledger)->publishing);
    free(*ledger);
    *ledger = NULL;
}

static tp_status make_edge(struct tp_edge **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status == TP_OK)
        tp_edge_init(*out);
    return status;
}

/* One process writes. The lock goes with the process, however that ends. */
static tp_status lock_folder(struct tp_ledger *ledger, struct tp_diag *diag)
{
    char path[TP_DISK_PATH_BYTES];

    snprintf(path, sizeof path, "%s/lock", ledger->disk.root);
    ledger->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (ledger->lock_fd < 0)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "cannot open: %s", strerror(errno)), path);
    if (flock(ledger->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return TP_OK;
    return tp_diag_in_file(diag, tp_fail(diag, TP_E_BUSY, NULL, -1, "another process writes this ledger"), path);
}

/* All but what the files say. */
static tp_status prepare(const struct tp_disk *disk, const char *origin, struct tp_signer *signer,
                         struct tp_ledger **out, struct tp_diag *diag)
{
    struct tp_ledger *ledger;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = ledger = memory;
    if (status != TP_OK)
        return status;
    ledger->disk = *disk;
    ledger->signer = signer;
    ledger->lock_fd = ledger->journal.file.fd = -1;
    ledger->queue_end = &ledger->queue;
    tp_run_init(&ledger->pending);
    tp_run_init(&ledger->taken);
    tp_buffer_init(&ledger->note);
    pthread_mutex_init(&ledger->mutex, NULL);
    pthread_mutex_init(&ledger->publishing, NULL);
    pthread_cond_init(&ledger->changed, NULL);
    status = tp_verifier_make(origin, TP_KEY_NOTE, tp_signer_public(signer), &ledger->verifier, diag);
    if (status == TP_OK)
        status = make_edge(&ledger->edge, diag);
    if (status == TP_OK)
        status = make_edge(&ledger->work, diag);
    if (status == TP_OK)
        status = tp_hasher_new(&ledger->hasher, diag);
    if (status == TP_OK)
        status = lock_folder(ledger, diag);
    if (status != TP_OK)
        release(out);
    return status;
}

/* What creating leaves when it is interrupted may be created over; anything that could hold entries may not. */
static tp_status check_empty(struct tp_ledger *ledger, struct tp_diag *diag)
{
    struct tp_journal journal;
    struct tp_run entries;
    tp_status status = TP_OK;
    bool is_empty = true;

    if (tp_disk_has(&ledger->disk, "checkpoint") || tp_disk_has(&ledger->disk, "tile"))
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_EXISTS, NULL, -1, "there is a ledger"), ledger->disk.root);
    if (!tp_disk_has(&ledger->disk, "journal"))
        return TP_OK;
    tp_run_init(&entries);
    status = tp_journal_open(&journal, &ledger->disk, &entries, diag);
    is_empty = journal.next == 0;
    tp_journal_close(&journal);
    tp_run_deinit(&entries);
    if (status == TP_OK && !is_empty)
        status = tp_diag_in_file(
            diag, tp_fail(diag, TP_E_EXISTS, "journal", -1, "there are entries of a ledger without a checkpoint"),
            ledger->disk.root);
    return status;
}

tp_status tp_ledger_create_on(const struct tp_disk *disk, const char *origin, struct tp_signer *signer,
                              struct tp_diag *diag)
{
    struct tp_ledger *ledger = NULL;
    tp_status status = tp_disk_make_folder(disk, "", diag);

    if (status == TP_OK)
        status = prepare(disk, origin, signer, &ledger, diag);
    if (status == TP_OK)
        status = check_empty(ledger, diag);
    if (status == TP_OK)
        status = tp_disk_sync_folder(disk, "..", diag);
    if (status == TP_OK)
        status = tp_journal_replace(&ledger->journal, disk, 0, &ledger->pending, diag);
    if (status == TP_OK)
        status = tp_ledger_put_checkpoint(ledger, ledger->edge, diag);
    release(&ledger);
    return status;
}

tp_status tp_ledger_create(const char *folder, const char *origin, struct tp_signer *signer, struct tp_diag *diag)
{
    struct tp_disk disk;
    tp_status status = tp_disk_init(&disk, folder, diag);

    return status == TP_OK ? tp_ledger_create_on(&disk, origin, signer, diag) : status;
}

/* ---- what a crash left ------------------------------------------------------------------------------------------- */

static tp_status fail_contradiction(const struct tp_ledger *ledger, const char *what, struct tp_diag *diag)
{
    return tp_diag_in_file(diag, tp_fail(diag, TP_E_CHECKSUM, "journal", -1, "%s", what), ledger->disk.root);
}

/* Entries that are in the journal and published: they must be the same. */
struct overlap {
    const struct tp_ledger *ledger;
    struct tp_cursor journal;
};

static tp_status compare_entry(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    struct overlap *overlap = context;
    struct tp_span entry;

    (void)index;
    if (tp_bundle_take(&overlap->journal, &entry) && entry.size_bytes == size_bytes &&
        memcmp(entry.data, data, size_bytes) == 0)
        return TP_OK;
    return fail_contradiction(overlap->ledger, "it has another entry than was published", diag);
}

/* Moves those of ENTRIES that are not published yet to what is pending. */
static tp_status take_unpublished(struct tp_ledger *ledger, struct tp_reader *reader, const struct tp_run *entries,
                                  struct tp_diag *diag)
{
    struct overlap overlap = {ledger, tp_cursor_over(entries->bytes.data, entries->bytes.size_bytes)};
    uint64_t published = tp_reader_checkpoint(reader)->size;
    tp_status status;

    if (ledger->journal.first > published)
        return fail_contradiction(ledger, "it begins behind the end of the checkpoint, which is an old one", diag);
    if (ledger->journal.next < published)
        return fail_contradiction(ledger, "it ends before the checkpoint does, it is an old one", diag);
    status =
        tp_reader_each(reader, ledger->journal.first, published - ledger->journal.first, compare_entry, &overlap, diag);
    if (status != TP_OK)
        return status;
    tp_write_bytes(&ledger->pending.bytes, overlap.journal.at, tp_cursor_left(&overlap.journal));
    ledger->pending.count = ledger->journal.next - published;
    atomic_store(&ledger->size, ledger->journal.next);
    return ledger->pending.bytes.bad ? tp_fail(diag, TP_E_MEMORY, "journal", -1, "no memory for its entries") : TP_OK;
}

static tp_status recover(struct tp_ledger *ledger, struct tp_reader *reader, struct tp_diag *diag)
{
    const struct tp_span note = tp_reader_bytes(reader);
    struct tp_run entries;
    tp_status status;

    tp_run_init(&entries);
    status = tp_journal_open(&ledger->journal, &ledger->disk, &entries, diag);
    if (status == TP_OK)
        status = take_unpublished(ledger, reader, &entries, diag);
    tp_run_deinit(&entries);
    if (status == TP_OK)
        status = tp_edge_load(ledger->edge, reader, diag);
    if (status != TP_OK)
        return status;
    tp_write_bytes(&ledger->note, note.data, note.size_bytes);
    if (ledger->note.bad)
        return tp_fail(diag, TP_E_MEMORY, "checkpoint", -1, "no memory for it");
    if (ledger->journal.first < ledger->edge->tree.size)
        status = tp_ledger_forget(ledger, ledger->journal.first, diag);
    /* A power cut may have brought back an older checkpoint than somebody has seen: all its entries are here. */
    return status == TP_OK ? tp_ledger_publish(ledger, diag) : status;
}

tp_status tp_ledger_open_on(const struct tp_disk *disk, const char *origin, struct tp_signer *signer,
                            struct tp_ledger **out, struct tp_diag *diag)
{
    struct tp_reader *reader = NULL;
    tp_status status;

    *out = NULL;
    if (!tp_disk_has(disk, "checkpoint"))
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "there is no ledger"), disk->root);
    status = prepare(disk, origin, signer, out, diag);
    if (status == TP_OK)
        status = tp_reader_open(disk->root, &(*out)->verifier, &reader, diag);
    if (status == TP_OK)
        status = recover(*out, reader, diag);
    tp_reader_close(&reader);
    if (status != TP_OK)
        release(out);
    return status;
}

tp_status tp_ledger_open(const char *folder, const char *origin, struct tp_signer *signer, struct tp_ledger **out,
                         struct tp_diag *diag)
{
    struct tp_disk disk;
    tp_status status = tp_disk_init(&disk, folder, diag);

    *out = NULL;
    return status == TP_OK ? tp_ledger_open_on(&disk, origin, signer, out, diag) : status;
}

void tp_ledger_close(struct tp_ledger **ledger)
{
    tp_status status;

    if (!*ledger)
        return;
    status = tp_ledger_publish(*ledger, NULL);
    (void)status; /* what could not be published stays in the journal */
    release(ledger);
}
