/* SPDX-License-Identifier: Apache-2.0 */
/* Publishing. What a checkpoint covers is on the disk before the checkpoint is, and what was durable before it stays
 * so until the checkpoint is durable too:
 *
 *   1. entries are in the journal (log.c)
 *   2. tiles: each file, then the folders that name them (edge.c)
 *   3. the checkpoint before, when witnesses had signed it, is kept aside (cosign.c)
 *   4. the checkpoint: beside its place, synced, renamed, and the folder
 *   5. the journal lets go of what is published, and partial tiles go whose full ones are there
 *
 * A crash before 4 leaves the old checkpoint and entries in the journal, one after it the new checkpoint and the same
 * entries in both, which is what opening expects. A checkpoint that somebody may have seen is never followed by another
 * tree of its size: its entries are durable since 1, in that order. */
#include <stdio.h>
#include <string.h>

#include "ledger/log.h"

tp_status tp_ledger_put_note(struct tp_ledger *ledger, struct tp_buffer *note, struct tp_diag *diag)
{
    tp_status status;

    if (note->bad)
        status = tp_fail(diag, TP_E_MEMORY, "checkpoint", -1, "no memory for it");
    else
        status = tp_disk_put(&ledger->disk, TP_DISK_BESIDE, note->data, note->size_bytes, diag);
    if (status != TP_OK)
        goto out;
    ledger->is_broken = true; /* from here on it is not known which one is there */
    status = tp_disk_rename(&ledger->disk, TP_DISK_BESIDE, "checkpoint", diag);
    if (status == TP_OK)
        status = tp_disk_sync_folder(&ledger->disk, "", diag);
    if (status != TP_OK)
        goto out;
    ledger->is_broken = false;
    tp_buffer_deinit(&ledger->note);
    ledger->note = *note;
    tp_buffer_init(note);
out:
    tp_buffer_deinit(note);
    return status;
}

tp_status tp_ledger_put_checkpoint(struct tp_ledger *ledger, const struct tp_edge *edge, struct tp_diag *diag)
{
    struct tp_checkpoint checkpoint = {.size = edge->tree.size};
    struct tp_buffer text, note;
    tp_status status;

    tp_buffer_init(&text);
    tp_buffer_init(&note);
    snprintf(checkpoint.origin, sizeof checkpoint.origin, "%s", ledger->verifier.name);
    tp_tree_root(&edge->tree, ledger->hasher, &checkpoint.root);
    tp_checkpoint_write(&checkpoint, &text);
    tp_write_bytes(&note, text.data, text.size_bytes);
    tp_write_u8(&note, '\n');
    tp_write_u8(&text, '\0');
    status = text.bad ? tp_fail(diag, TP_E_MEMORY, "checkpoint", -1, "no memory for it")
                      : tp_note_sign((const char *)text.data, &ledger->verifier, ledger->signer, 0, &note, diag);
    tp_buffer_deinit(&text);
    if (status == TP_OK)
        return tp_ledger_put_note(ledger, &note, diag);
    tp_buffer_deinit(&note);
    return status;
}

tp_status tp_ledger_forget(struct tp_ledger *ledger, uint64_t old_size, struct tp_diag *diag)
{
    uint64_t size = ledger->edge->tree.size;
    tp_status status = tp_edge_tidy(&ledger->disk, old_size, size, diag);

    pthread_mutex_lock(&ledger->mutex);
    ledger->is_wanted = true;
    while (ledger->is_writing)
        pthread_cond_wait(&ledger->changed, &ledger->mutex);
    if (status == TP_OK)
        status = tp_journal_replace(&ledger->journal, &ledger->disk, size, &ledger->pending, diag);
    ledger->is_wanted = false;
    pthread_cond_broadcast(&ledger->changed);
    pthread_mutex_unlock(&ledger->mutex);
    return status;
}

static void swap_runs(struct tp_run *a, struct tp_run *b)
{
    struct tp_run kept = *a;

    *a = *b;
    *b = kept;
}

/* Moves what is pending behind what an earlier attempt left. */
static tp_status take_pending(struct tp_ledger *ledger, struct tp_diag *diag)
{
    pthread_mutex_lock(&ledger->mutex);
    if (ledger->taken.count == 0) {
        swap_runs(&ledger->taken, &ledger->pending);
    } else {
        tp_write_bytes(&ledger->taken.bytes, ledger->pending.bytes.data, ledger->pending.bytes.size_bytes);
        ledger->taken.bytes.bad |= ledger->pending.bytes.bad;
        ledger->taken.count += ledger->pending.count;
    }
    tp_run_clear(&ledger->pending);
    pthread_mutex_unlock(&ledger->mutex);
    if (ledger->taken.bytes.bad) {
        ledger->is_broken = true; /* the entries are in the journal only */
        return tp_fail(diag, TP_E_MEMORY, "entries", -1, "no memory for what is to be published");
    }
    return TP_OK;
}

static tp_status write_tiles(struct tp_ledger *ledger, struct tp_diag *diag)
{
    const struct tp_edge_sink sink = {&ledger->disk, ledger->hasher};
    struct tp_cursor cursor = tp_cursor_over(ledger->taken.bytes.data, ledger->taken.bytes.size_bytes);
    struct tp_span entry;
    tp_status status = tp_edge_copy(ledger->edge, ledger->work, diag);

    while (status == TP_OK && tp_cursor_left(&cursor) > 0 && tp_bundle_take(&cursor, &entry))
        status = tp_edge_add(ledger->work, &sink, &entry, diag);
    return status == TP_OK ? tp_edge_finish(ledger->work, &sink, ledger->edge->tree.size, diag) : status;
}

static tp_status publish(struct tp_ledger *ledger, struct tp_diag *diag)
{
    uint64_t old_size = ledger->edge->tree.size;
    struct tp_edge *kept = ledger->edge;
    tp_status status;

    if (ledger->is_broken)
        return tp_fail(diag, TP_E_IO, "checkpoint", -1,
                       "it cannot be written since an error of the disk: the ledger has to be opened again");
    status = take_pending(ledger, diag);
    if (status != TP_OK || ledger->taken.count == 0)
        return status;
    status = write_tiles(ledger, diag);
    if (status == TP_OK)
        status = tp_ledger_keep_cosigned(ledger, diag);
    if (status == TP_OK)
        status = tp_ledger_put_checkpoint(ledger, ledger->work, diag);
    if (status != TP_OK)
        return status;
    ledger->edge = ledger->work;
    ledger->work = kept;
    tp_run_clear(&ledger->taken);
    return tp_ledger_forget(ledger, old_size, diag);
}

bool tp_ledger_is_broken(struct tp_ledger *ledger)
{
    bool is_broken;

    pthread_mutex_lock(&ledger->publishing);
    is_broken = ledger->is_broken;
    pthread_mutex_unlock(&ledger->publishing);
    return is_broken;
}

tp_status tp_ledger_publish(struct tp_ledger *ledger, struct tp_diag *diag)
{
    tp_status status;

    pthread_mutex_lock(&ledger->publishing);
    status = publish(ledger, diag);
    pthread_mutex_unlock(&ledger->publishing);
    return status;
}
