/* SPDX-License-Identifier: Apache-2.0 */
/* Reading tiles from the disk, and what the writer takes from a reader when it opens: the note as it lies in the file,
 * and the checked right edge. */
#ifndef TP_LEDGER_READER_H
#define TP_LEDGER_READER_H

#include "ledger/disk.h"
#include "ledger/tile.h"

/* The file of a tile or bundle, unchecked; free DATA with free(). One that was partial is gone once the full one is
 * there (C2SP tlog-tiles, Partial Tiles), which is read then: it begins with the same. */
TP_NODISCARD tp_status tp_tile_read(const struct tp_disk *disk, const struct tp_tile *tile, uint8_t **data,
                                    size_t *size_bytes, struct tp_diag *diag);

/* Borrowed from the reader. */
struct tp_span tp_reader_bytes(const struct tp_reader *reader);
/* A tile of the checkpoint's tree, checked; borrowed until the next call. Such a tile must exist. */
TP_NODISCARD tp_status tp_reader_tile(struct tp_reader *reader, int level, uint64_t index, struct tp_tile_tree **out,
                                      struct tp_diag *diag);
/* The root of the complete subtree of the leaves INDEX << HEIGHT to (INDEX + 1) << HEIGHT, all in the tree. */
TP_NODISCARD tp_status tp_reader_node(struct tp_reader *reader, unsigned height, uint64_t index, struct tp_hash *out,
                                      struct tp_diag *diag);

#endif
