/* SPDX-License-Identifier: Apache-2.0 */
/* Verification from scratch: builds the tree from the entries alone, tile by tile from the left, and compares each tile
 * with its file as soon as it is full or the entries end. The reader is not used: this is the second opinion. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/disk.h"
#include "ledger/reader.h"

/* The tile of a level that is being filled. */
struct level {
    uint64_t index;
    struct tp_tile_tree tree;
};

struct verification {
    struct tp_disk disk;
    struct tp_checkpoint checkpoint;
    struct tp_hasher *hasher;
    struct tp_progress *progress; /* borrowed; may be NULL */
    struct tp_tree tree;
    struct level levels[TP_TILE_LEVELS];
};

static tp_status disagree(const struct verification *check, const struct tp_tile *tile, const char *what,
                          struct tp_diag *diag)
{
    char path[TP_TILE_PATH_BYTES], file[TP_DISK_PATH_BYTES];

    tp_tile_path(tile, path);
    snprintf(file, sizeof file, "%s/%s", check->disk.root, path);
    return tp_diag_in_file(diag, tp_fail(diag, TP_E_CHECKSUM, NULL, -1, "%s", what), file);
}

/* ---- tiles ------------------------------------------------------------------------------------------------------- */

static tp_status compare_tile(struct verification *check, int level, struct tp_diag *diag)
{
    const struct level *own = &check->levels[level];
    const struct tp_tile tile = {level, own->index, own->tree.width};
    size_t wanted = own->tree.width * sizeof own->tree.nodes[0], size_bytes;
    uint8_t *data;
    tp_status status = tp_tile_read(&check->disk, &tile, &data, &size_bytes, diag);

    if (status != TP_OK)
        return status;
    if ((size_bytes != wanted && size_bytes != sizeof own->tree.nodes[0] * TP_TILE_WIDTH) ||
        memcmp(data, own->tree.nodes, wanted) != 0)
        status = disagree(check, &tile, "the tile is not what the entries make", diag);
    free(data);
    return status;
}

/* A full tile is compared and its root goes into the level above. */
static tp_status add_hash(struct verification *check, int level, const struct tp_hash *hash, struct tp_diag *diag)
{
    struct tp_hash next = *hash;

    for (; level < TP_TILE_LEVELS; level++) {
        struct level *own = &check->levels[level];
        tp_status status;

        own->tree.nodes[own->tree.width++] = next;
        if (own->tree.width < TP_TILE_WIDTH)
            return TP_OK;
        status = compare_tile(check, level, diag);
        if (status != TP_OK)
            return status;
        tp_tile_hash(&own->tree, check->hasher);
        next = *tp_tile_node(&own->tree, TP_TILE_HEIGHT, 0);
        own->tree.width = 0;
        own->index++;
    }
    return TP_OK;
}

/* ---- entries ----------------------------------------------------------------------------------------------------- */

/* Behind the entries of a partial bundle there is nothing, or the rest of the full one that has taken its place. */
static bool ends_well(const struct tp_tile *tile, struct tp_cursor *rest)
{
    struct tp_span entry;
    unsigned count = tile->width;

    while (tp_cursor_left(rest) > 0 && tp_bundle_take(rest, &entry))
        count++;
    return !rest->bad && (count == tile->width || count == TP_TILE_WIDTH);
}

static tp_status add_bundle(struct verification *check, const struct tp_tile *tile, struct tp_cursor bundle,
                            struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (unsigned i = 0; i < tile->width && status == TP_OK; i++) {
        struct tp_span entry;
        struct tp_hash leaf;

        if (!tp_bundle_take(&bundle, &entry))
            return disagree(check, tile, "the entries end too early", diag);
        tp_hash_leaf(check->hasher, entry.data, entry.size_bytes, &leaf);
        tp_tree_append(&check->tree, check->hasher, &leaf);
        status = add_hash(check, 0, &leaf, diag);
    }
    if (status == TP_OK && !ends_well(tile, &bundle))
        status = disagree(check, tile, "something follows the entries", diag);
    return status;
}

static tp_status add_entries(struct verification *check, struct tp_diag *diag)
{
    uint64_t size = check->checkpoint.size;
    tp_status status = TP_OK;

    for (uint64_t index = 0; check->tree.size < size && status == TP_OK; index++) {
        const struct tp_tile tile = {TP_TILE_ENTRIES, index, tp_tile_width(size, TP_TILE_ENTRIES, index)};
        size_t size_bytes;
        uint8_t *data;

        status = tp_tile_read(&check->disk, &tile, &data, &size_bytes, diag);
        if (status != TP_OK)
            return status;
        status = add_bundle(check, &tile, tp_cursor_over(data, size_bytes), diag);
        free(data);
        tp_progress_step(check->progress, tile.width);
    }
    return status;
}

static tp_status finish(struct verification *check, struct tp_diag *diag)
{
    struct tp_hash root;
    tp_status status = TP_OK;

    for (int level = 0; level < TP_TILE_LEVELS && status == TP_OK; level++)
        if (check->levels[level].tree.width > 0)
            status = compare_tile(check, level, diag);
    if (status != TP_OK)
        return status;
    tp_tree_root(&check->tree, check->hasher, &root);
    if (memcmp(&root, &check->checkpoint.root, sizeof root) != 0)
        return tp_fail(diag, TP_E_CHECKSUM, "checkpoint: root", -1, "the %" PRIu64 " entries make another one",
                       check->checkpoint.size);
    return TP_OK;
}

/* ---- checkpoint -------------------------------------------------------------------------------------------------- */

static tp_status read_checkpoint(struct verification *check, const struct tp_verifier *verifier, struct tp_diag *diag)
{
    struct tp_note note;
    size_t size_bytes;
    uint8_t *data;
    tp_status status = tp_disk_read(&check->disk, "checkpoint", TP_NOTE_MAX, &data, &size_bytes, diag);

    if (status != TP_OK)
        return status;
    status = tp_note_parse(data, size_bytes, &note, diag);
    free(data);
    if (status != TP_OK)
        return status;
    status = tp_checkpoint_parse(note.text, &check->checkpoint, diag);
    if (status == TP_OK &&
        (strcmp(check->checkpoint.origin, verifier->name) != 0 || !tp_note_signature_of(&note, verifier)))
        status = tp_fail(diag, TP_E_DENIED, "checkpoint", -1, "it is not signed by %s", verifier->name);
    tp_note_deinit(&note);
    return status;
}

tp_status tp_ledger_verify(const char *folder, const struct tp_verifier *verifier, struct tp_progress *progress,
                           uint64_t *size, struct tp_diag *diag)
{
    struct verification *check;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *check, diag);

    *size = 0;
    if (status != TP_OK)
        return status;
    check = memory;
    check->progress = progress;
    status = tp_disk_init(&check->disk, folder, diag);
    if (status == TP_OK)
        status = tp_hasher_new(&check->hasher, diag);
    if (status == TP_OK)
        status = read_checkpoint(check, verifier, diag);
    if (status == TP_OK)
        status = add_entries(check, diag);
    if (status == TP_OK)
        status = finish(check, diag);
    if (status == TP_OK)
        *size = check->checkpoint.size;
    tp_hasher_free(&check->hasher);
    free(check);
    return tp_diag_in_file(diag, status, folder);
}
