/* SPDX-License-Identifier: Apache-2.0 */
/* Writing tiles. Each is put beside its place, synced and renamed, so that nobody ever reads half a tile. A full tile
 * is written when its last entry comes; a partial one for each checkpoint that has it, under its width, and it stays
 * until the full one is there. Writing again after a crash gives the same bytes. */
#include "ledger/edge.h"

#include <stdio.h>
#include <string.h>

#include "ledger/reader.h"

void tp_edge_init(struct tp_edge *out)
{
    memset(out, 0, sizeof *out);
    tp_buffer_init(&out->bundle);
}

void tp_edge_deinit(struct tp_edge *edge)
{
    tp_buffer_deinit(&edge->bundle);
}

static tp_status check_bundle(const struct tp_edge *edge, struct tp_diag *diag)
{
    return edge->bundle.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a bundle of entries") : TP_OK;
}

/* ---- reading it back --------------------------------------------------------------------------------------------- */

static tp_status take_entry(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    const struct tp_span entry = {data, size_bytes};
    struct tp_edge *edge = context;

    (void)index;
    tp_bundle_add(&edge->bundle, &entry);
    return check_bundle(edge, diag);
}

static tp_status load_level(struct tp_edge *edge, struct tp_reader *reader, int level, struct tp_diag *diag)
{
    uint64_t index = tp_tile_count(edge->tree.size, level) / TP_TILE_WIDTH;
    unsigned width = tp_tile_width(edge->tree.size, level, index);
    struct tp_tile_tree *tree;
    tp_status status;

    if (width == 0)
        return TP_OK;
    status = tp_reader_tile(reader, level, index, &tree, diag);
    if (status == TP_OK)
        memcpy(edge->hashes[level], tree->nodes, width * sizeof tree->nodes[0]);
    return status;
}

tp_status tp_edge_load(struct tp_edge *edge, struct tp_reader *reader, struct tp_diag *diag)
{
    uint64_t size = tp_reader_checkpoint(reader)->size;
    tp_status status = TP_OK;
    size_t count = 0;

    edge->tree.size = size;
    for (unsigned height = 64; height-- > 0 && status == TP_OK;)
        if (size >> height & 1)
            status = tp_reader_node(reader, height, (size >> height) - 1, &edge->tree.peaks[count++], diag);
    for (int level = 0; level < TP_TILE_LEVELS && status == TP_OK; level++)
        status = load_level(edge, reader, level, diag);
    if (status == TP_OK)
        status = tp_reader_each(reader, size - size % TP_TILE_WIDTH, size % TP_TILE_WIDTH, take_entry, edge, diag);
    return status;
}

tp_status tp_edge_copy(const struct tp_edge *edge, struct tp_edge *out, struct tp_diag *diag)
{
    out->tree = edge->tree;
    memcpy(out->hashes, edge->hashes, sizeof out->hashes);
    out->bundle.size_bytes = 0;
    tp_write_bytes(&out->bundle, edge->bundle.data, edge->bundle.size_bytes);
    return check_bundle(out, diag);
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

/* Makes the folders of PATH, of which each begins at a slash. */
static tp_status make_folders(const struct tp_disk *disk, const char *path, struct tp_diag *diag)
{
    char folder[TP_TILE_PATH_BYTES];
    tp_status status = TP_OK;

    for (const char *slash = strchr(path, '/'); slash && status == TP_OK; slash = strchr(slash + 1, '/')) {
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
        if (!tp_disk_has(disk, folder))
            status = tp_disk_make_folder(disk, folder, diag);
    }
    return status;
}

static tp_status write_tile(const struct tp_disk *disk, const struct tp_tile *tile, const void *data, size_t size_bytes,
                            struct tp_diag *diag)
{
    char path[TP_TILE_PATH_BYTES];
    tp_status status;

    tp_tile_path(tile, path);
    status = make_folders(disk, path, diag);
    if (status == TP_OK)
        status = tp_disk_put(disk, TP_DISK_BESIDE, data, size_bytes, diag);
    if (status == TP_OK)
        status = tp_disk_rename(disk, TP_DISK_BESIDE, path, diag);
    return status;
}

/* Writes the tile at the edge of LEVEL, and with that of level 0 its bundle. */
static tp_status write_level(const struct tp_edge *edge, const struct tp_disk *disk, const struct tp_tile *tile,
                             struct tp_diag *diag)
{
    struct tp_tile bundle = *tile;
    tp_status status = TP_OK;

    bundle.level = TP_TILE_ENTRIES;
    if (tile->level == 0)
        status = write_tile(disk, &bundle, edge->bundle.data, edge->bundle.size_bytes, diag);
    if (status == TP_OK)
        status = write_tile(disk, tile, edge->hashes[tile->level], tile->width * sizeof edge->hashes[0][0], diag);
    return status;
}

static void hash_tile(const struct tp_edge *edge, int level, struct tp_hasher *hasher, struct tp_hash *out)
{
    struct tp_tile_tree tree = {.width = TP_TILE_WIDTH};

    memcpy(tree.nodes, edge->hashes[level], sizeof edge->hashes[level]);
    tp_tile_hash(&tree, hasher);
    *out = *tp_tile_node(&tree, TP_TILE_HEIGHT, 0);
}

tp_status tp_edge_add(struct tp_edge *edge, const struct tp_edge_sink *sink, const struct tp_span *entry,
                      struct tp_diag *diag)
{
    struct tp_hash hash;
    uint64_t count = edge->tree.size;
    tp_status status;

    tp_hash_leaf(sink->hasher, entry->data, entry->size_bytes, &hash);
    tp_bundle_add(&edge->bundle, entry);
    status = check_bundle(edge, diag);
    for (int level = 0; status == TP_OK; level++, count /= TP_TILE_WIDTH) {
        const struct tp_tile tile = {level, count / TP_TILE_WIDTH, TP_TILE_WIDTH};
        edge->hashes[level][count % TP_TILE_WIDTH] = hash;
        if (level == 0)
            tp_tree_append(&edge->tree, sink->hasher, &hash);
        if (count % TP_TILE_WIDTH != TP_TILE_WIDTH - 1)
            break;
        status = write_level(edge, sink->disk, &tile, diag);
        hash_tile(edge, level, sink->hasher, &hash);
        if (level == 0)
            edge->bundle.size_bytes = 0;
    }
    return status;
}

/* ---- from one size to another ------------------------------------------------------------------------------------ */

/* The tiles of LEVEL that growing from one size to another writes: FIRST to before END. */
struct span {
    uint64_t first, end;
};

static struct span span_of(int level, uint64_t old_size, uint64_t new_size)
{
    uint64_t before = tp_tile_count(old_size, level), after = tp_tile_count(new_size, level);

    if (before == after)
        return (struct span){0, 0};
    return (struct span){before / TP_TILE_WIDTH, (after + TP_TILE_WIDTH - 1) / TP_TILE_WIDTH};
}

/* Syncs the folders of PATH, the deepest first, down to the one it shares with DONE, whose folders are synced. */
static tp_status sync_folders(const struct tp_disk *disk, const char *path, const char *done, struct tp_diag *diag)
{
    char folder[TP_TILE_PATH_BYTES];
    tp_status status = TP_OK;

    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strrchr(folder, '/'); slash && status == TP_OK; slash = strrchr(folder, '/')) {
        if (strncmp(done, folder, (size_t)(slash - folder) + 1) == 0)
            break;
        *slash = '\0';
        status = tp_disk_sync_folder(disk, folder, diag);
    }
    return status;
}

static tp_status sync_level(const struct tp_disk *disk, int level, uint64_t old_size, uint64_t new_size,
                            struct tp_diag *diag)
{
    const struct span span = span_of(level == TP_TILE_ENTRIES ? 0 : level, old_size, new_size);
    char path[TP_TILE_PATH_BYTES], done[TP_TILE_PATH_BYTES] = "";
    tp_status status = TP_OK;

    for (uint64_t index = span.first; index < span.end && status == TP_OK; index++) {
        const struct tp_tile tile = {level, index, tp_tile_width(new_size, level, index)};
        tp_tile_path(&tile, path);
        status = sync_folders(disk, path, done, diag);
        memcpy(done, path, sizeof done);
    }
    return status;
}

tp_status tp_edge_finish(const struct tp_edge *edge, const struct tp_edge_sink *sink, uint64_t old_size,
                         struct tp_diag *diag)
{
    uint64_t size = edge->tree.size;
    tp_status status = TP_OK;

    for (int level = 0; level < TP_TILE_LEVELS && status == TP_OK; level++) {
        const struct span span = span_of(level, old_size, size);
        const struct tp_tile tile = {level, span.end - 1, tp_tile_width(size, level, span.end - 1)};
        if (span.end > 0 && tile.width < TP_TILE_WIDTH)
            status = write_level(edge, sink->disk, &tile, diag);
    }
    for (int level = TP_TILE_ENTRIES; level < TP_TILE_LEVELS && status == TP_OK; level++)
        status = sync_level(sink->disk, level, old_size, size, diag);
    if (status == TP_OK && size > old_size)
        status = tp_disk_sync_folder(sink->disk, "", diag);
    return status;
}

/* ---- partial tiles that are no longer needed --------------------------------------------------------------------- */

struct removal {
    const struct tp_disk *disk;
    const char *folder;
};

static tp_status remove_part(void *context, const char *name, struct tp_diag *diag)
{
    const struct removal *removal = context;
    char path[TP_TILE_PATH_BYTES * 2];

    snprintf(path, sizeof path, "%s/%s", removal->folder, name);
    return tp_disk_remove(removal->disk, path, diag);
}

static tp_status remove_parts(const struct tp_disk *disk, int level, uint64_t index, struct tp_diag *diag)
{
    const struct tp_tile tile = {level, index, TP_TILE_WIDTH};
    char path[TP_TILE_PATH_BYTES], folder[TP_TILE_PATH_BYTES];
    struct removal removal = {disk, folder};
    tp_status status;

    tp_tile_path(&tile, path);
    snprintf(folder, sizeof folder, "%s.p", path);
    if (!tp_disk_has(disk, folder))
        return TP_OK;
    status = tp_disk_each(disk, folder, remove_part, &removal, diag);
    return status == TP_OK ? tp_disk_remove(disk, folder, diag) : status;
}

tp_status tp_edge_tidy(const struct tp_disk *disk, uint64_t old_size, uint64_t new_size, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (int level = TP_TILE_ENTRIES; level < TP_TILE_LEVELS && status == TP_OK; level++)
        for (uint64_t index = tp_tile_count(old_size, level) / TP_TILE_WIDTH;
             index < tp_tile_count(new_size, level) / TP_TILE_WIDTH && status == TP_OK; index++)
            status = remove_parts(disk, level, index, diag);
    return status;
}
