/* SPDX-License-Identifier: Apache-2.0 */
/* Tiles: names, widths, what lies in them. */
#ifndef TP_LEDGER_TILE_H
#define TP_LEDGER_TILE_H

#include "ledger/ledger.h"

enum {
    TP_TILE_HEIGHT = 8,
    TP_TILE_WIDTH = 1 << TP_TILE_HEIGHT,
    TP_TILE_LEVELS = 8, /* of a tree of fewer than 2^63 leaves */
    TP_TILE_ENTRIES = -1,
    TP_TILE_PATH_BYTES = 64,
    TP_BUNDLE_MAX = TP_TILE_WIDTH * (2 + TP_LEDGER_ENTRY_MAX) /* bytes */
};

struct tp_tile {
    int level; /* 0 to 63, or TP_TILE_ENTRIES for a bundle */
    uint64_t index;
    unsigned width; /* 1 to TP_TILE_WIDTH, which is full */
};
void tp_tile_path(const struct tp_tile *tile, char out[TP_TILE_PATH_BYTES]);
/* False for any text that is not just what tp_tile_path writes. */
bool tp_tile_parse(const char *path, struct tp_tile *out);
/* How many hashes of LEVEL (or entries) a tree of SIZE has. */
uint64_t tp_tile_count(uint64_t size, int level);
/* How many of them lie in the tile of INDEX: 0 when there is none. */
unsigned tp_tile_width(uint64_t size, int level, uint64_t index);

/* Takes the next entry, borrowed; false (and the cursor bad) when what is left is none. */
bool tp_bundle_take(struct tp_cursor *bundle, struct tp_span *out);
void tp_bundle_add(struct tp_buffer *bundle, const struct tp_span *entry);

/* A tile with the hashes of the complete subtrees in it: rank 0 is what the file holds, rank 8 the root of a full one.
 */
struct tp_tile_tree {
    unsigned width;
    struct tp_hash nodes[2 * TP_TILE_WIDTH - 1];
};
struct tp_hash *tp_tile_node(struct tp_tile_tree *tree, unsigned rank, uint64_t index);
/* From rank 0 and the width. */
void tp_tile_hash(struct tp_tile_tree *tree, struct tp_hasher *hasher);

#endif
