/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: tiles. The first byte says which: 'p', a path, and what is accepted is written the same again; anything
 * else, a bundle of entries, and what is taken from it makes the same bytes again. */
#include <stdlib.h>
#include <string.h>

#include "ledger/tile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void check_path(const uint8_t *data, size_t size_bytes)
{
    char *path = malloc(size_bytes + 1), again[TP_TILE_PATH_BYTES];
    struct tp_tile tile;

    TP_ASSERT(path);
    memcpy(path, data, size_bytes);
    path[size_bytes] = '\0';
    if (tp_tile_parse(path, &tile)) {
        TP_ASSERT(tile.width >= 1 && tile.width <= TP_TILE_WIDTH && tile.level >= TP_TILE_ENTRIES && tile.level < 64);
        tp_tile_path(&tile, again);
        TP_ASSERT(strcmp(path, again) == 0);
    } else {
        TP_ASSERT(tile.width == 0);
    }
    free(path);
}

static void check_bundle(const uint8_t *data, size_t size_bytes)
{
    struct tp_cursor cursor = tp_cursor_over(data, size_bytes);
    struct tp_buffer again;
    struct tp_span entry;

    tp_buffer_init(&again);
    while (tp_bundle_take(&cursor, &entry)) {
        TP_ASSERT(entry.size_bytes <= TP_LEDGER_ENTRY_MAX);
        tp_bundle_add(&again, &entry);
        TP_ASSERT(again.size_bytes == (size_t)tp_cursor_offset(&cursor));
    }
    TP_ASSERT(entry.data == NULL && entry.size_bytes == 0);
    TP_ASSERT(again.size_bytes <= size_bytes);
    TP_ASSERT(again.size_bytes == 0 || memcmp(again.data, data, again.size_bytes) == 0);
    tp_buffer_deinit(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    if (size_bytes > 0 && data[0] == 'p')
        check_path(data + 1, size_bytes - 1);
    else if (size_bytes > 0)
        check_bundle(data + 1, size_bytes - 1);
    return 0;
}
