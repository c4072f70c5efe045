/* SPDX-License-Identifier: Apache-2.0 */
/* What the writer takes from a reader when it opens: the note as it lies in the file, and the checked right edge. */
#ifndef TP_LEDGER_READER_H
#define TP_LEDGER_READER_H

#include "ledger/tile.h"

/* Borrowed from the reader. */
struct tp_bytes tp_reader_bytes(const struct tp_reader *reader);
/* A tile of the checkpoint's tree, checked; borrowed until the next call. Such a tile must exist. */
TP_NODISCARD tp_status tp_reader_tile(struct tp_reader *reader, int level, uint64_t index, struct tp_tile_tree **out,
                                      struct tp_diag *diag);
/* The root of the complete subtree of the leaves INDEX << HEIGHT to (INDEX + 1) << HEIGHT, all in the tree. */
TP_NODISCARD tp_status tp_reader_node(struct tp_reader *reader, unsigned height, uint64_t index, struct tp_hash *out,
                                      struct tp_diag *diag);

#endif
