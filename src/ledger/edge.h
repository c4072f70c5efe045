/* SPDX-License-Identifier: Apache-2.0 */
/* The right edge of a tree: all it takes to write the tiles of the entries to come. */
#ifndef TP_LEDGER_EDGE_H
#define TP_LEDGER_EDGE_H

#include "ledger/disk.h"
#include "ledger/tile.h"

struct tp_edge {
    struct tp_tree tree;
    struct tp_hash hashes[TP_TILE_LEVELS][TP_TILE_WIDTH]; /* of each level's partial tile */
    struct tp_buffer bundle;                              /* the entries of the partial bundle */
};
void tp_edge_init(struct tp_edge *out);
void tp_edge_deinit(struct tp_edge *edge);
/* Of the reader's checkpoint. */
TP_NODISCARD tp_status tp_edge_load(struct tp_edge *edge, struct tp_reader *reader, struct tp_diag *diag);
/* OUT is one that was initialised. */
TP_NODISCARD tp_status tp_edge_copy(const struct tp_edge *edge, struct tp_edge *out, struct tp_diag *diag);

/* Where tiles go, and what they are hashed with. */
struct tp_edge_sink {
    const struct tp_disk *disk;
    struct tp_hasher *hasher;
};
/* Adds an entry and writes the tiles that it fills. */
TP_NODISCARD tp_status tp_edge_add(struct tp_edge *edge, const struct tp_edge_sink *sink, const struct tp_span *entry,
                                   struct tp_diag *diag);
/* Writes the partial tiles of EDGE, which grew from OLD_SIZE, and makes the names of all tiles in between durable. */
TP_NODISCARD tp_status tp_edge_finish(const struct tp_edge *edge, const struct tp_edge_sink *sink, uint64_t old_size,
                                      struct tp_diag *diag);
/* Removes the partial tiles whose full tiles came between the two sizes. */
TP_NODISCARD tp_status tp_edge_tidy(const struct tp_disk *disk, uint64_t old_size, uint64_t new_size,
                                    struct tp_diag *diag);

#endif
