/* SPDX-License-Identifier: Apache-2.0 */
/* Tiles (C2SP tlog-tiles): the tree cut into pieces of 256 hashes, each a file that never changes once it is full.
 *
 *   tile/<level>/<index>            256 hashes of 32 bytes: the roots of complete subtrees of 256^level leaves
 *   tile/entries/<index>            256 entries, each a length (2 bytes, big-endian) and that many bytes
 *   ... .p/<width>                  1 to 255 of them: the right edge of the tree that a checkpoint covers
 *
 * An index is written in groups of three digits, all but the last with an x: 1234067 is x001/x234/067. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/text.h"
#include "ledger/tile.h"

/* ---- names ------------------------------------------------------------------------------------------------------- */

static void write_index(uint64_t index, char out[TP_TILE_PATH_BYTES])
{
    char groups[TP_TILE_PATH_BYTES];

    snprintf(out, TP_TILE_PATH_BYTES, "%03u", (unsigned)(index % 1000));
    for (index /= 1000; index > 0; index /= 1000) {
        snprintf(groups, sizeof groups, "x%03u/%s", (unsigned)(index % 1000), out);
        memcpy(out, groups, sizeof groups);
    }
}

void tp_tile_path(const struct tp_tile *tile, char out[TP_TILE_PATH_BYTES])
{
    char index[TP_TILE_PATH_BYTES], level[16] = "entries", part[16] = "";

    write_index(tile->index, index);
    if (tile->level != TP_TILE_ENTRIES)
        snprintf(level, sizeof level, "%d", tile->level);
    if (tile->width < TP_TILE_WIDTH)
        snprintf(part, sizeof part, ".p/%u", tile->width);
    snprintf(out, TP_TILE_PATH_BYTES, "tile/%s/%s%s", level, index, part);
}

/* TEXT up to its end or the next '/', which is dropped. */
static struct tp_line take_element(const char **text)
{
    struct tp_line element = {*text, strcspn(*text, "/")};

    *text += element.size_bytes;
    *text += **text == '/';
    return element;
}

static bool read_group(struct tp_line group, uint64_t *index)
{
    uint64_t value = 0;

    if (group.size_bytes != 3)
        return false;
    for (size_t i = 0; i < 3; i++) {
        if (group.at[i] < '0' || group.at[i] > '9')
            return false;
        value = 10 * value + (uint64_t)(group.at[i] - '0');
    }
    if (*index > (UINT64_MAX - value) / 1000)
        return false;
    *index = 1000 * *index + value;
    return true;
}

static bool read_width(const char *text, unsigned *width)
{
    const struct tp_line line = {text, strlen(text)};
    uint64_t value;

    if (!tp_line_to_number(line, &value) || value < 1 || value >= TP_TILE_WIDTH)
        return false;
    *width = (unsigned)value;
    return true;
}

/* Reads what it can make sense of; that it is spelled in the one right way is checked by writing it again. */
static bool read_path(const char *path, struct tp_tile *out)
{
    struct tp_line element = take_element(&path);
    uint64_t level;

    if (!tp_line_is(element, "tile"))
        return false;
    element = take_element(&path);
    if (tp_line_is(element, "entries"))
        out->level = TP_TILE_ENTRIES;
    else if (tp_line_to_number(element, &level) && level < 64)
        out->level = (int)level;
    else
        return false;
    for (element = take_element(&path); tp_line_drop(&element, "x"); element = take_element(&path))
        if (!read_group(element, &out->index))
            return false;
    out->width = TP_TILE_WIDTH;
    if (element.size_bytes == 5 && memcmp(element.at + 3, ".p", 2) == 0) {
        element.size_bytes = 3;
        if (!read_width(path, &out->width))
            return false;
    }
    return read_group(element, &out->index);
}

bool tp_tile_parse(const char *path, struct tp_tile *out)
{
    char again[TP_TILE_PATH_BYTES];

    memset(out, 0, sizeof *out);
    if (read_path(path, out)) {
        tp_tile_path(out, again);
        if (strcmp(again, path) == 0)
            return true;
    }
    memset(out, 0, sizeof *out);
    return false;
}

uint64_t tp_tile_count(uint64_t size, int level)
{
    return level == TP_TILE_ENTRIES ? size : level < TP_TILE_LEVELS ? size >> (TP_TILE_HEIGHT * level) : 0;
}

unsigned tp_tile_width(uint64_t size, int level, uint64_t index)
{
    uint64_t count = tp_tile_count(size, level);

    if (index > count / TP_TILE_WIDTH)
        return 0;
    return (unsigned)TP_MIN(count - index * TP_TILE_WIDTH, TP_TILE_WIDTH);
}

/* ---- entries ----------------------------------------------------------------------------------------------------- */

bool tp_bundle_take(struct tp_cursor *bundle, struct tp_span *out)
{
    out->size_bytes = tp_read_u16be(bundle);
    out->data = tp_read_bytes(bundle, out->size_bytes);
    if (bundle->bad)
        *out = (struct tp_span){NULL, 0};
    return !bundle->bad;
}

void tp_bundle_add(struct tp_buffer *bundle, const struct tp_span *entry)
{
    tp_write_u16be(bundle, (uint16_t)entry->size_bytes);
    tp_write_bytes(bundle, entry->data, entry->size_bytes);
}

/* ---- hashes ------------------------------------------------------------------------------------------------------ */

/* The ranks stand one behind the other: 256 hashes, 128, 64 ... */
struct tp_hash *tp_tile_node(struct tp_tile_tree *tree, unsigned rank, uint64_t index)
{
    TP_ASSERT(rank <= TP_TILE_HEIGHT && index < tree->width >> rank);
    return &tree->nodes[2 * TP_TILE_WIDTH - (2 * TP_TILE_WIDTH >> rank) + index];
}

void tp_tile_hash(struct tp_tile_tree *tree, struct tp_hasher *hasher)
{
    for (unsigned rank = 1; rank <= TP_TILE_HEIGHT; rank++)
        for (unsigned i = 0; i < tree->width >> rank; i++)
            tp_hash_node(hasher, tp_tile_node(tree, rank - 1, 2 * i), tp_tile_node(tree, rank - 1, 2 * i + 1),
                         tp_tile_node(tree, rank, i));
}
