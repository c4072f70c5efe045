/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a ledger's published files without trusting them. The tiles at the right edge must make the checkpoint's
 * root; a full tile must make the hash that the checked tile above has for it; an entry must make its leaf's hash. */
#include "ledger/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CACHE_SLOTS = 64 };

struct slot {
    int level;
    uint64_t index;
    struct tp_tile_tree tree; /* width 0: empty */
};

struct tp_reader {
    struct tp_disk disk;
    uint8_t *bytes; /* of the note; owned */
    size_t size_bytes;
    struct tp_note note;
    struct tp_checkpoint checkpoint;
    struct tp_hasher *hasher;
    struct tp_tile_tree edge[TP_TILE_LEVELS]; /* the partial tile of each level */
    struct slot cache[CACHE_SLOTS];
};

/* ---- tiles ------------------------------------------------------------------------------------------------------- */

static tp_status fail_in(const struct tp_reader *reader, const struct tp_tile *tile, const char *what,
                         struct tp_diag *diag)
{
    char path[TP_TILE_PATH_BYTES], file[TP_DISK_PATH_BYTES];

    tp_tile_path(tile, path);
    snprintf(file, sizeof file, "%s/%s", reader->disk.root, path);
    return tp_diag_in_file(diag, tp_fail(diag, TP_E_CHECKSUM, NULL, -1, "%s", what), file);
}

tp_status tp_tile_read(const struct tp_disk *disk, const struct tp_tile *tile, uint8_t **data, size_t *size_bytes,
                       struct tp_diag *diag)
{
    const struct tp_tile full = {tile->level, tile->index, TP_TILE_WIDTH};
    size_t limit = tile->level == TP_TILE_ENTRIES ? TP_BUNDLE_MAX : TP_TILE_WIDTH * sizeof(struct tp_hash);
    char path[TP_TILE_PATH_BYTES], full_path[TP_TILE_PATH_BYTES];
    bool is_there;

    tp_tile_path(tile, path);
    tp_tile_path(&full, full_path);
    is_there = tp_disk_has(disk, path) || !tp_disk_has(disk, full_path);
    return tp_disk_read(disk, is_there ? path : full_path, limit, data, size_bytes, diag);
}

/* Reads the hashes of a tile, unchecked, and computes those above them. */
static tp_status load_tile(struct tp_reader *reader, const struct tp_tile *tile, struct tp_tile_tree *out,
                           struct tp_diag *diag)
{
    const size_t wanted = tile->width * sizeof out->nodes[0], full = TP_TILE_WIDTH * sizeof out->nodes[0];
    size_t size_bytes;
    uint8_t *data;
    tp_status status = tp_tile_read(&reader->disk, tile, &data, &size_bytes, diag);

    out->width = 0;
    if (status != TP_OK)
        return status;
    if (size_bytes == wanted || size_bytes == full) {
        out->width = tile->width;
        memcpy(out->nodes, data, wanted);
        tp_tile_hash(out, reader->hasher);
    } else {
        status = fail_in(reader, tile, "the tile has another size than its hashes", diag);
    }
    free(data);
    return status;
}

tp_status tp_reader_tile(struct tp_reader *reader, int level, uint64_t index, struct tp_tile_tree **out,
                         struct tp_diag *diag)
{
    struct tp_tile tile = {level, index, tp_tile_width(reader->checkpoint.size, level, index)};
    struct slot *slot = &reader->cache[(index + 7 * (unsigned)level) % CACHE_SLOTS];
    struct tp_hash wanted;
    tp_status status;

    TP_ASSERT(tile.width > 0);
    *out = tile.width < TP_TILE_WIDTH ? &reader->edge[level] : &slot->tree;
    if (tile.width < TP_TILE_WIDTH || (slot->tree.width > 0 && slot->level == level && slot->index == index))
        return TP_OK;
    status = tp_reader_node(reader, TP_TILE_HEIGHT * (unsigned)(level + 1), index, &wanted, diag);
    if (status != TP_OK)
        return status;
    slot->level = level;
    slot->index = index;
    status = load_tile(reader, &tile, &slot->tree, diag);
    if (status == TP_OK && memcmp(tp_tile_node(&slot->tree, TP_TILE_HEIGHT, 0), &wanted, sizeof wanted) != 0)
        status = fail_in(reader, &tile, "the tile's hashes do not make the root that the tile above has", diag);
    if (status != TP_OK)
        slot->tree.width = 0;
    return status;
}

tp_status tp_reader_node(struct tp_reader *reader, unsigned height, uint64_t index, struct tp_hash *out,
                         struct tp_diag *diag)
{
    unsigned rank = height % TP_TILE_HEIGHT;
    uint64_t per_tile = TP_TILE_WIDTH >> rank;
    struct tp_tile_tree *tree;
    tp_status status = tp_reader_tile(reader, (int)(height / TP_TILE_HEIGHT), index / per_tile, &tree, diag);

    if (status == TP_OK)
        *out = *tp_tile_node(tree, rank, index % per_tile);
    return status;
}

/* The root of the leaves BEGIN to END, where BEGIN is a multiple of each complete subtree's size in between. */
static tp_status range_root(struct tp_reader *reader, uint64_t begin, uint64_t end, struct tp_hash *out,
                            struct tp_diag *diag)
{
    struct tp_tree tree = {.size = end - begin};
    tp_status status = TP_OK;
    size_t count = 0;

    for (unsigned height = 64; height-- > 0 && status == TP_OK;)
        if (tree.size >> height & 1) {
            status = tp_reader_node(reader, height, begin >> height, &tree.peaks[count++], diag);
            begin += 1ull << height;
        }
    if (status == TP_OK)
        tp_tree_root(&tree, reader->hasher, out);
    return status;
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static tp_status check_note(struct tp_reader *reader, const struct tp_verifier *verifier, struct tp_diag *diag)
{
    tp_status status = tp_note_parse(reader->bytes, reader->size_bytes, &reader->note, diag);

    if (status != TP_OK)
        return status;
    if (!tp_note_signature_of(&reader->note, verifier))
        return tp_fail(diag, TP_E_DENIED, "checkpoint", -1, "it has no valid signature by %s", verifier->name);
    status = tp_checkpoint_parse(reader->note.text, &reader->checkpoint, diag);
    if (status == TP_OK && strcmp(reader->checkpoint.origin, verifier->name) != 0)
        status = tp_fail(diag, TP_E_DENIED, "checkpoint: origin", -1, "it is another ledger's than %s", verifier->name);
    return status;
}

static tp_status check_edge(struct tp_reader *reader, struct tp_diag *diag)
{
    uint64_t size = reader->checkpoint.size;
    struct tp_hash root;
    tp_status status = TP_OK;

    for (int level = 0; level < TP_TILE_LEVELS && status == TP_OK; level++) {
        struct tp_tile tile = {level, tp_tile_count(size, level) / TP_TILE_WIDTH, 0};
        tile.width = tp_tile_width(size, level, tile.index);
        if (tile.width > 0)
            status = load_tile(reader, &tile, &reader->edge[level], diag);
    }
    if (status == TP_OK)
        status = range_root(reader, 0, size, &root, diag);
    if (status == TP_OK && memcmp(&root, &reader->checkpoint.root, sizeof root) != 0)
        status = tp_diag_in_file(
            diag,
            tp_fail(diag, TP_E_CHECKSUM, "root", -1, "the tiles at the right edge do not make the checkpoint's root"),
            reader->disk.root);
    return status;
}

/* Takes DATA, which is a note. */
static tp_status open_with(const struct tp_disk *disk, const struct tp_verifier *verifier, uint8_t *data,
                           size_t size_bytes, struct tp_reader **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK) {
        free(data);
        return status;
    }
    (*out)->disk = *disk;
    (*out)->bytes = data;
    (*out)->size_bytes = size_bytes;
    status = tp_hasher_new(&(*out)->hasher, diag);
    if (status == TP_OK)
        status = check_note(*out, verifier, diag);
    if (status == TP_OK)
        status = check_edge(*out, diag);
    if (status != TP_OK)
        tp_reader_close(out);
    return status;
}

tp_status tp_reader_open(const char *folder, const struct tp_verifier *verifier, struct tp_reader **out,
                         struct tp_diag *diag)
{
    struct tp_disk disk;
    size_t size_bytes;
    uint8_t *data;
    tp_status status = tp_disk_init(&disk, folder, diag);

    *out = NULL;
    if (status == TP_OK)
        status = tp_disk_read(&disk, "checkpoint", TP_NOTE_MAX, &data, &size_bytes, diag);
    return status == TP_OK ? open_with(&disk, verifier, data, size_bytes, out, diag) : status;
}

tp_status tp_reader_open_at(const char *folder, const struct tp_verifier *verifier, const void *note, size_t size_bytes,
                            struct tp_reader **out, struct tp_diag *diag)
{
    struct tp_disk disk;
    void *copy;
    tp_status status = tp_disk_init(&disk, folder, diag);

    *out = NULL;
    if (status == TP_OK)
        status = tp_alloc(&copy, size_bytes + 1, 1, diag);
    if (status != TP_OK)
        return status;
    memcpy(copy, note, size_bytes);
    return open_with(&disk, verifier, copy, size_bytes, out, diag);
}

void tp_reader_close(struct tp_reader **reader)
{
    if (!*reader)
        return;
    tp_hasher_free(&(*reader)->hasher);
    tp_note_deinit(&(*reader)->note);
    free((*reader)->bytes);
    free(*reader);
    *reader = NULL;
}

const struct tp_checkpoint *tp_reader_checkpoint(const struct tp_reader *reader)
{
    return &reader->checkpoint;
}

const struct tp_note *tp_reader_note(const struct tp_reader *reader)
{
    return &reader->note;
}

struct tp_span tp_reader_bytes(const struct tp_reader *reader)
{
    return (struct tp_span){reader->bytes, reader->size_bytes};
}

/* ---- entries ----------------------------------------------------------------------------------------------------- */

/* A visit to the entries FIRST to END. */
struct walk {
    struct tp_reader *reader;
    uint64_t first, end;
    tp_entry_fn *visit;
    void *context;
};

/* Entries before the first are hashed and compared too: they have to be read anyway. */
static tp_status visit_bundle(const struct walk *walk, const struct tp_tile *tile, struct tp_cursor bundle,
                              struct tp_diag *diag)
{
    uint64_t index = tile->index * TP_TILE_WIDTH;
    struct tp_hash leaves[TP_TILE_WIDTH]; /* the tile itself may go when the visitor reads on */
    struct tp_tile_tree *tree;
    tp_status status = tp_reader_tile(walk->reader, 0, tile->index, &tree, diag);

    if (status == TP_OK)
        memcpy(leaves, tree->nodes, tile->width * sizeof leaves[0]);
    for (unsigned i = 0; i < tile->width && index < walk->end && status == TP_OK; i++, index++) {
        struct tp_span entry;
        struct tp_hash leaf;
        if (!tp_bundle_take(&bundle, &entry))
            return fail_in(walk->reader, tile, "the entries end too early", diag);
        tp_hash_leaf(walk->reader->hasher, entry.data, entry.size_bytes, &leaf);
        if (memcmp(&leaf, &leaves[i], sizeof leaf) != 0)
            return fail_in(walk->reader, tile, "an entry does not make the hash that the tree has for it", diag);
        if (index >= walk->first)
            status = walk->visit(walk->context, index, entry.data, entry.size_bytes, diag);
    }
    return status;
}

tp_status tp_reader_each(struct tp_reader *reader, uint64_t first, uint64_t count, tp_entry_fn *visit, void *context,
                         struct tp_diag *diag)
{
    const struct walk walk = {reader, first, first + count, visit, context};
    uint64_t size = reader->checkpoint.size;
    tp_status status = TP_OK;

    if (first > size || count > size - first)
        return tp_fail(diag, TP_E_ARGUMENT, "index", -1, "the checkpoint covers fewer entries");
    for (uint64_t index = first / TP_TILE_WIDTH; count > 0 && index * TP_TILE_WIDTH < walk.end && status == TP_OK;
         index++) {
        struct tp_tile tile = {TP_TILE_ENTRIES, index, tp_tile_width(size, TP_TILE_ENTRIES, index)};
        size_t size_bytes;
        uint8_t *data;
        status = tp_tile_read(&reader->disk, &tile, &data, &size_bytes, diag);
        if (status == TP_OK)
            status = visit_bundle(&walk, &tile, tp_cursor_over(data, size_bytes), diag);
        free(data);
    }
    return status;
}

/* ---- proofs ------------------------------------------------------------------------------------------------------ */

/* The largest power of two below COUNT, which is at least two. */
static uint64_t split(uint64_t count)
{
    uint64_t half = 1;

    while (half < count - half)
        half *= 2;
    return half;
}

static tp_status push(struct tp_reader *reader, uint64_t begin, uint64_t end, struct tp_proof *out,
                      struct tp_diag *diag)
{
    TP_ASSERT(out->count < TP_PROOF_MAX);
    return range_root(reader, begin, end, &out->hashes[out->count++], diag);
}

/* Proofs are found from the root down and read from the leaf up. */
static void reverse(struct tp_proof *proof)
{
    for (size_t i = 0; i < proof->count / 2; i++) {
        struct tp_hash kept = proof->hashes[i];
        proof->hashes[i] = proof->hashes[proof->count - 1 - i];
        proof->hashes[proof->count - 1 - i] = kept;
    }
}

static tp_status check_size(const struct tp_reader *reader, uint64_t size, struct tp_diag *diag)
{
    if (size <= reader->checkpoint.size)
        return TP_OK;
    return tp_fail(diag, TP_E_ARGUMENT, "size", -1, "the checkpoint covers fewer entries");
}

tp_status tp_reader_inclusion(struct tp_reader *reader, uint64_t index, uint64_t size, struct tp_proof *out,
                              struct tp_diag *diag)
{
    uint64_t begin = 0, end = size;
    tp_status status = check_size(reader, size, diag);

    out->count = 0;
    if (status == TP_OK && index >= size)
        status = tp_fail(diag, TP_E_ARGUMENT, "index", -1, "a tree of that size has no such entry");
    while (status == TP_OK && end - begin > 1) {
        uint64_t middle = begin + split(end - begin);
        bool is_left = index < middle;
        status = is_left ? push(reader, middle, end, out, diag) : push(reader, begin, middle, out, diag);
        *(is_left ? &end : &begin) = middle;
    }
    reverse(out);
    return status;
}

tp_status tp_reader_consistency(struct tp_reader *reader, uint64_t old_size, uint64_t new_size, struct tp_proof *out,
                                struct tp_diag *diag)
{
    uint64_t begin = 0, end = new_size;
    tp_status status = check_size(reader, new_size, diag);

    out->count = 0;
    if (status == TP_OK && old_size > new_size)
        status = tp_fail(diag, TP_E_ARGUMENT, "old size", -1, "the older tree is the larger one");
    if (old_size == 0)
        return status;
    while (status == TP_OK && end != old_size) {
        uint64_t middle = begin + split(end - begin);
        bool is_left = old_size <= middle;
        status = is_left ? push(reader, middle, end, out, diag) : push(reader, begin, middle, out, diag);
        *(is_left ? &end : &begin) = middle;
    }
    if (status == TP_OK && begin > 0) /* else the start is the old root, which the verifier has */
        status = push(reader, begin, end, out, diag);
    reverse(out);
    return status;
}

tp_status tp_reader_root(struct tp_reader *reader, uint64_t size, struct tp_hash *out, struct tp_diag *diag)
{
    tp_status status = check_size(reader, size, diag);

    memset(out, 0, sizeof *out);
    return status == TP_OK ? range_root(reader, 0, size, out, diag) : status;
}
