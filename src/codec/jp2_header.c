/* SPDX-License-Identifier: Apache-2.0 */
/* The headers of a JPEG 2000 codestream (ISO/IEC 15444-1, Annex A), read before the decoder allocates by them. All
 * integers are big-endian; L counts itself and what follows.
 *
 *   SOC FF4F
 *   SIZ FF51  u16 L, u16 Rsiz, u32 Xsiz, Ysiz, XOsiz, YOsiz, XTsiz, YTsiz, XTOsiz, YTOsiz, u16 Csiz,
 *             Csiz times: u8 Ssiz (bits - 1, 80 signed), u8 XRsiz, u8 YRsiz                     A.5.1
 *   COD FF52  u16 L, u8 Scod, u8 progression, u16 layers, u8 transform of components, parameters  A.6.1
 *   COC FF53  u16 L, u8 component, u8 Scoc, parameters                                          A.6.2
 *             parameters: u8 levels, u8 code-block width - 2, u8 height - 2 (powers of two), u8 style, u8 transform,
 *             and when bit 0 of Scod or Scoc is set, levels + 1 times u8 precinct size (low 4 bits: width)
 *   SOT FF90  u16 L = 10, u16 tile, u32 Psot, u8 tile-part, u8 tile-parts; headers as above, SOD FF93, packets   A.4.2
 *   EOC FFD9
 *
 * What bounds memory and time: a packet takes at least one byte, so there cannot be more of them than bytes; small
 * code-blocks are for small images; the positions that the decoder steps through are limited. */
#include "codec/jp2.h"

#include <stdlib.h>
#include <string.h>

enum {
    SOC = 0xff4f,
    CAP = 0xff50,
    SIZ = 0xff51,
    COD = 0xff52,
    COC = 0xff53,
    SOT = 0xff90,
    SOD = 0xff93,
    EOC = 0xffd9,
    ALONE_FIRST = 0xff30, /* markers without a length */
    ALONE_LAST = 0xff3f
};

enum {
    BITS_MAX = 16,
    LEVELS_MAX = 32,
    TILES_MAX = 4096,
    TILE_PART_BYTES = 14,        /* SOT segment and SOD */
    PIXELS_PER_BYTE_MAX = 32768, /* of an image without any content */
    BLOCKS_FREE = 65536,         /* code-blocks of any size */
    BLOCK_PIXELS = 256,          /* at least so large on average are those of larger images */
    STEPS_MAX = 1500000
};
enum { RSIZ_EXTENSIONS = 0x8000, STYLE_HIGH_THROUGHPUT = 0x40, CUSTOM_PRECINCTS = 1, PRECINCT_LARGEST = 15 };

/* How one tile-component is coded. */
struct coding {
    bool known;
    uint8_t levels, block_width_log2, block_height_log2;
    uint8_t precinct_width_log2[LEVELS_MAX + 1], precinct_height_log2[LEVELS_MAX + 1];
};

/* What decoding asks for. */
struct demand {
    uint64_t packets, blocks, steps;
};

struct reader {
    struct tp_cursor cursor;
    int64_t base;
    const struct tp_codec_limits *limits;
    struct tp_jp2_header *out;
    struct tp_diag *diag;
    uint32_t x0, y0, x1, y1, tile_width, tile_height, tile_x0, tile_y0;
    uint32_t tiles_across, tile_count;
    uint32_t layers; /* the most that any COD says */
    struct coding coding[TP_JP2_COMPONENTS_MAX];
    uint8_t *parts_seen, *parts_promised; /* of each tile */
};

static int64_t here(const struct reader *reader)
{
    return reader->base + tp_cursor_offset(&reader->cursor);
}

static tp_status truncated(const struct reader *reader, const char *field)
{
    return tp_fail(reader->diag, TP_E_TRUNCATED, field, here(reader), "the codestream ends early");
}

static uint64_t divide_up(uint64_t a, uint64_t b)
{
    return a / b + (a % b > 0);
}

/* ---- image and tile size ---------------------------------------------------------------------------------------- */

static tp_status check_grid(struct reader *reader)
{
    uint64_t down;

    if (reader->x1 <= reader->x0 || reader->y1 <= reader->y0)
        return tp_fail(reader->diag, TP_E_FORMAT, "JP2 SIZ", here(reader), "the image has no pixels");
    if (reader->tile_width == 0 || reader->tile_height == 0 || reader->tile_x0 > reader->x0 ||
        reader->tile_y0 > reader->y0 || (uint64_t)reader->tile_x0 + reader->tile_width <= reader->x0 ||
        (uint64_t)reader->tile_y0 + reader->tile_height <= reader->y0)
        return tp_fail(reader->diag, TP_E_FORMAT, "JP2 SIZ", here(reader), "the first tile does not begin the image");
    reader->out->width_px = reader->x1 - reader->x0;
    reader->out->height_px = reader->y1 - reader->y0;
    reader->tiles_across = (uint32_t)divide_up(reader->x1 - reader->tile_x0, reader->tile_width);
    down = divide_up(reader->y1 - reader->tile_y0, reader->tile_height);
    if (down * reader->tiles_across > TILES_MAX)
        return tp_fail(reader->diag, TP_E_LIMIT, "JP2 SIZ", here(reader), "%u x %llu tiles; at most %d are accepted",
                       reader->tiles_across, (unsigned long long)down, TILES_MAX);
    reader->tile_count = (uint32_t)down * reader->tiles_across;
    return tp_codec_check_size(reader->limits, reader->out->width_px, reader->out->height_px, "JP2 SIZ", reader->diag);
}

static tp_status read_components(struct reader *reader, struct tp_cursor *segment)
{
    uint16_t count = tp_read_u16be(segment);

    if (count < 1 || count > TP_JP2_COMPONENTS_MAX)
        return tp_fail(reader->diag, count ? TP_E_UNSUPPORTED : TP_E_FORMAT, "JP2 SIZ", here(reader),
                       "%u components; gray has one and colour three", count);
    reader->out->component_count = count;
    for (unsigned i = 0; i < count; i++) {
        struct tp_jp2_component *component = &reader->out->components[i];
        uint8_t depth = tp_read_u8(segment);

        component->bits = (uint8_t)((depth & 0x7f) + 1);
        component->is_signed = depth & 0x80;
        component->dx = tp_read_u8(segment);
        component->dy = tp_read_u8(segment);
        if (!segment->bad && component->bits > BITS_MAX)
            return tp_fail(reader->diag, TP_E_UNSUPPORTED, "JP2 SIZ", here(reader),
                           "samples of %u bits; at most %d are supported", component->bits, BITS_MAX);
        if (!segment->bad && (component->dx == 0 || component->dy == 0))
            return tp_fail(reader->diag, TP_E_FORMAT, "JP2 SIZ", here(reader), "a component without samples");
    }
    return TP_OK;
}

static tp_status read_size(struct reader *reader, struct tp_cursor *segment)
{
    uint32_t *const numbers[] = {&reader->x1,         &reader->y1,          &reader->x0,      &reader->y0,
                                 &reader->tile_width, &reader->tile_height, &reader->tile_x0, &reader->tile_y0};
    uint16_t capabilities = tp_read_u16be(segment);
    tp_status status;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(numbers); i++)
        *numbers[i] = tp_read_u32be(segment);
    status = read_components(reader, segment);
    if (status != TP_OK)
        return status;
    if (segment->bad || tp_cursor_left(segment) > 0)
        return tp_fail(reader->diag, TP_E_FORMAT, "JP2 SIZ", here(reader), "its length does not suit its components");
    if (capabilities & RSIZ_EXTENSIONS)
        return tp_fail(reader->diag, TP_E_UNSUPPORTED, "JP2 SIZ", here(reader),
                       "extensions of ISO/IEC 15444-2 are not supported");
    return check_grid(reader);
}

/* ---- coding style ----------------------------------------------------------------------------------------------- */

static tp_status read_parameters(struct reader *reader, struct tp_cursor *segment, bool custom, struct coding *out)
{
    memset(out, 0, sizeof *out);
    out->levels = tp_read_u8(segment);
    out->block_width_log2 = (uint8_t)(2 + (tp_read_u8(segment) & 15));
    out->block_height_log2 = (uint8_t)(2 + (tp_read_u8(segment) & 15));
    if (tp_read_u8(segment) & STYLE_HIGH_THROUGHPUT)
        return tp_fail(reader->diag, TP_E_UNSUPPORTED, "JP2 COD", here(reader),
                       "high-throughput code-blocks (ISO/IEC 15444-15) are not supported");
    tp_read_u8(segment); /* transform */
    if (out->levels > LEVELS_MAX || out->block_width_log2 + out->block_height_log2 > 12)
        return tp_fail(reader->diag, TP_E_FORMAT, "JP2 COD", here(reader),
                       "%u levels and code-blocks of 2^%u x 2^%u are not allowed", out->levels, out->block_width_log2,
                       out->block_height_log2);
    for (unsigned r = 0; r <= out->levels; r++) {
        uint8_t size = custom ? tp_read_u8(segment) : PRECINCT_LARGEST << 4 | PRECINCT_LARGEST;

        out->precinct_width_log2[r] = size & 15;
        out->precinct_height_log2[r] = size >> 4;
        if (r > 0 && !segment->bad && (!(size & 15) || !(size >> 4)))
            return tp_fail(reader->diag, TP_E_FORMAT, "JP2 COD", here(reader), "precincts of one sample");
    }
    out->known = true;
    if (segment->bad)
        return tp_fail(reader->diag, TP_E_FORMAT, "JP2 COD", here(reader), "the segment is too short");
    return TP_OK;
}

/* Reads a COD (for all components) or COC segment into CODING. */
static tp_status read_coding(struct reader *reader, uint16_t marker, struct tp_cursor *segment, struct coding *coding)
{
    unsigned first = 0, last = reader->out->component_count - 1;
    uint32_t layers;
    uint8_t style;
    tp_status status;

    if (coding == reader->coding && coding[0].known != (marker == COC)) /* so that it is clear which of them counts */
        return tp_fail(reader->diag, TP_E_UNSUPPORTED, "JP2 COD", here(reader), "more than one, or one after a COC");
    if (marker == COC) {
        first = last = tp_read_u8(segment);
        if (first >= reader->out->component_count)
            return tp_fail(reader->diag, TP_E_FORMAT, "JP2 COC", here(reader), "there is no component %u", first);
    }
    style = tp_read_u8(segment);
    if (marker == COD) {
        tp_read_u8(segment); /* progression */
        layers = tp_read_u16be(segment);
        tp_read_u8(segment); /* transform of components */
        if (!segment->bad && layers == 0)
            return tp_fail(reader->diag, TP_E_FORMAT, "JP2 COD", here(reader), "there are no layers");
        reader->layers = TP_MAX(reader->layers, layers);
    }
    status = read_parameters(reader, segment, style & CUSTOM_PRECINCTS, &coding[first]);
    for (unsigned i = first + 1; i <= last; i++)
        coding[i] = coding[first];
    return status;
}

/* ---- what decoding asks for ------------------------------------------------------------------------------------- */

/* [from, to) of one direction of a tile-component, and how its resolution is divided. */
struct extent {
    uint64_t from, to;
};

/* How many cells of 2^LOG2 the extent touches. */
static uint64_t cells(struct extent e, unsigned log2)
{
    return e.to > e.from ? ((e.to + (1ull << log2) - 1) >> log2) - (e.from >> log2) : 0;
}

static struct extent reduced(struct extent e, unsigned levels)
{
    uint64_t round = (1ull << levels) - 1;
    return (struct extent){(e.from + round) >> levels, (e.to + round) >> levels};
}

/* The low (0) or high (1) half of a resolution. */
static struct extent half(struct extent e, unsigned high)
{
    return (struct extent){(e.from + 1 - high) >> 1, (e.to + 1 - high) >> 1};
}

static uint64_t count_blocks(const struct coding *c, unsigned r, struct extent x, struct extent y)
{
    unsigned width = TP_MIN(c->block_width_log2, c->precinct_width_log2[r] - (r > 0));
    unsigned height = TP_MIN(c->block_height_log2, c->precinct_height_log2[r] - (r > 0));
    uint64_t sum = 0;

    if (r == 0)
        return cells(x, width) * cells(y, height);
    for (unsigned band = 1; band < 4; band++)
        sum += cells(half(x, band & 1), width) * cells(half(y, band >> 1), height);
    return sum;
}

/* The smallest distance of positions in a tile, over all components and resolutions. */
struct step {
    uint64_t x, y;
    unsigned resolutions;
};

static void add_component(const struct reader *reader, const struct coding *c, struct extent x, struct extent y,
                          struct demand *demand)
{
    for (unsigned r = 0; r <= c->levels; r++) {
        struct extent rx = reduced(x, c->levels - r), ry = reduced(y, c->levels - r);

        demand->packets +=
            reader->layers * cells(rx, c->precinct_width_log2[r]) * cells(ry, c->precinct_height_log2[r]);
        demand->blocks += count_blocks(c, r, rx, ry);
    }
}

static void narrow_step(const struct coding *c, const struct tp_jp2_component *component, struct step *step)
{
    for (unsigned r = 0; r <= c->levels; r++) {
        step->x = TP_MIN(step->x, (uint64_t)component->dx << (c->precinct_width_log2[r] + c->levels - r));
        step->y = TP_MIN(step->y, (uint64_t)component->dy << (c->precinct_height_log2[r] + c->levels - r));
    }
    step->resolutions += c->levels + 1u;
}

/* The samples of a tile in one direction, of a component with distance D. */
static struct extent samples(struct extent tile, uint8_t d)
{
    return (struct extent){divide_up(tile.from, d), divide_up(tile.to, d)};
}

static struct extent tile_extent(uint32_t origin, uint32_t size, uint32_t index, struct extent image)
{
    uint64_t from = origin + (uint64_t)size * index;
    return (struct extent){TP_MAX(from, image.from), TP_MIN(from + size, image.to)};
}

static void add_tile(const struct reader *reader, const struct coding *coding, uint32_t tile, struct demand *demand)
{
    const struct extent x = tile_extent(reader->tile_x0, reader->tile_width, tile % reader->tiles_across,
                                        (struct extent){reader->x0, reader->x1});
    const struct extent y = tile_extent(reader->tile_y0, reader->tile_height, tile / reader->tiles_across,
                                        (struct extent){reader->y0, reader->y1});
    struct step step = {UINT64_MAX, UINT64_MAX, 0};

    for (unsigned i = 0; i < reader->out->component_count; i++) {
        const struct tp_jp2_component *component = &reader->out->components[i];

        if (!coding[i].known)
            continue;
        add_component(reader, &coding[i], samples(x, component->dx), samples(y, component->dy), demand);
        narrow_step(&coding[i], component, &step);
    }
    demand->steps += step.resolutions * divide_up(x.to - x.from, step.x) * divide_up(y.to - y.from, step.y);
}

static tp_status check_demand(const struct reader *reader, const struct demand *demand)
{
    uint64_t size_bytes = (uint64_t)(reader->cursor.end - reader->cursor.begin);
    uint64_t pixels = (uint64_t)reader->out->width_px * reader->out->height_px;

    if (demand->packets > size_bytes)
        return tp_fail(reader->diag, TP_E_TRUNCATED, "JP2 COD", here(reader), "%llu bytes cannot hold %llu packets",
                       (unsigned long long)size_bytes, (unsigned long long)demand->packets);
    if (demand->blocks > BLOCKS_FREE + pixels * reader->out->component_count / BLOCK_PIXELS)
        return tp_fail(reader->diag, TP_E_LIMIT, "JP2 COD", here(reader), "%llu code-blocks are too many for the image",
                       (unsigned long long)demand->blocks);
    if (demand->steps > STEPS_MAX)
        return tp_fail(reader->diag, TP_E_LIMIT, "JP2 COD", here(reader), "precincts of too many forms");
    return TP_OK;
}

static tp_status check_main(struct reader *reader)
{
    uint64_t size_bytes = (uint64_t)(reader->cursor.end - reader->cursor.begin);
    struct demand demand = {0};

    if (!reader->coding[0].known)
        return tp_fail(reader->diag, TP_E_FORMAT, "JP2 COD", here(reader), "the main header has none");
    if ((uint64_t)reader->tile_count * TILE_PART_BYTES > size_bytes ||
        (uint64_t)reader->out->width_px * reader->out->height_px / PIXELS_PER_BYTE_MAX > size_bytes)
        return tp_fail(reader->diag, TP_E_TRUNCATED, "JP2 SIZ", here(reader),
                       "%llu bytes cannot hold %u x %u pixels in %u tiles", (unsigned long long)size_bytes,
                       reader->out->width_px, reader->out->height_px, reader->tile_count);
    for (uint32_t tile = 0; tile < reader->tile_count; tile++)
        add_tile(reader, reader->coding, tile, &demand);
    return check_demand(reader, &demand);
}

/* ---- markers ---------------------------------------------------------------------------------------------------- */

/* Takes a marker segment's length and contents. */
static tp_status read_segment(struct reader *reader, struct tp_cursor *out)
{
    uint16_t length = tp_read_u16be(&reader->cursor);

    if (!reader->cursor.bad && length < 2)
        return tp_fail(reader->diag, TP_E_FORMAT, "JP2 marker", here(reader), "a segment of %u bytes", length);
    *out = tp_read_sub(&reader->cursor, length >= 2 ? length - 2u : 0);
    return reader->cursor.bad ? truncated(reader, "JP2 marker") : TP_OK;
}

/* Reads headers up to and with the marker END. TILE is UINT32_MAX in the main header. */
static tp_status read_headers(struct reader *reader, uint16_t end, uint32_t tile)
{
    struct coding own[TP_JP2_COMPONENTS_MAX] = {{0}}, *coding = tile == UINT32_MAX ? reader->coding : own;
    uint16_t marker;

    while ((marker = tp_read_u16be(&reader->cursor)) != end) {
        struct tp_cursor segment;
        tp_status status;

        if (reader->cursor.bad)
            return truncated(reader, "JP2 marker");
        if (marker < 0xff01 || marker == CAP || marker == EOC || marker == SOC || marker == SIZ)
            return tp_fail(reader->diag, marker == CAP ? TP_E_UNSUPPORTED : TP_E_FORMAT, "JP2 marker", here(reader),
                           "%04X is not expected here", marker);
        if (marker >= ALONE_FIRST && marker <= ALONE_LAST)
            continue;
        status = read_segment(reader, &segment);
        if (status == TP_OK && (marker == COD || marker == COC))
            status = read_coding(reader, marker, &segment, coding);
        if (status != TP_OK)
            return status;
        if (coding == own) {
            struct demand demand = {0};

            add_tile(reader, own, tile, &demand);
            memset(own, 0, sizeof own);
            status = check_demand(reader, &demand);
        }
        if (status != TP_OK)
            return status;
    }
    return TP_OK;
}

static tp_status read_main(struct reader *reader)
{
    struct tp_cursor segment;
    tp_status status;

    if (tp_read_u16be(&reader->cursor) != SOC || tp_read_u16be(&reader->cursor) != SIZ)
        return tp_fail(reader->diag, TP_E_FORMAT, "JP2 SIZ", here(reader),
                       "the codestream does not begin with SOC, SIZ");
    status = read_segment(reader, &segment);
    if (status == TP_OK)
        status = read_size(reader, &segment);
    if (status == TP_OK)
        status = read_headers(reader, SOT, UINT32_MAX);
    return status == TP_OK ? check_main(reader) : status;
}

/* ---- tile-parts ------------------------------------------------------------------------------------------------- */

/* Consumes the packets of a tile-part without a length, which go to the end of the codestream. */
static tp_status skip_to_end(struct reader *reader)
{
    size_t left = tp_cursor_left(&reader->cursor);

    if (left < 2)
        return truncated(reader, "JP2 SOT");
    tp_read_bytes(&reader->cursor, left - 2);
    return TP_OK;
}

/* One tile-part, its SOT marker read already. */
static tp_status read_tile_part(struct reader *reader)
{
    int64_t start = tp_cursor_offset(&reader->cursor) - 2, used;
    struct tp_cursor segment;
    uint8_t promised;
    uint16_t tile;
    uint32_t length;
    tp_status status = read_segment(reader, &segment);

    if (status != TP_OK)
        return status;
    tile = tp_read_u16be(&segment);
    length = tp_read_u32be(&segment);
    tp_read_u8(&segment); /* place among the tile's parts */
    promised = tp_read_u8(&segment);
    if (segment.bad || tp_cursor_left(&segment) > 0 || tile >= reader->tile_count)
        return tp_fail(reader->diag, TP_E_FORMAT, "JP2 SOT", here(reader), "no tile-part of one of the %u tiles",
                       reader->tile_count);
    reader->parts_seen[tile] = (uint8_t)TP_MIN(reader->parts_seen[tile] + 1, 255);
    reader->parts_promised[tile] = TP_MAX(reader->parts_promised[tile], promised);
    status = read_headers(reader, SOD, tile);
    if (status != TP_OK)
        return status;
    if (length == 0)
        return skip_to_end(reader);
    used = tp_cursor_offset(&reader->cursor) - start;
    if (length < used)
        return tp_fail(reader->diag, TP_E_FORMAT, "JP2 SOT", here(reader), "a tile-part shorter than its header");
    tp_read_bytes(&reader->cursor, (size_t)(length - used));
    return reader->cursor.bad ? truncated(reader, "JP2 SOT") : TP_OK;
}

/* Whether the tile-parts seen are all there are, although the end marker is missing. */
static bool is_complete(const struct reader *reader)
{
    for (uint32_t tile = 0; tile < reader->tile_count; tile++)
        if (reader->parts_promised[tile] == 0 || reader->parts_seen[tile] < reader->parts_promised[tile])
            return false;
    return true;
}

static tp_status read_tile_parts(struct reader *reader)
{
    uint16_t marker = SOT;
    tp_status status = TP_OK;

    while (status == TP_OK && marker == SOT) {
        status = read_tile_part(reader);
        if (status == TP_OK && tp_cursor_left(&reader->cursor) == 0 && is_complete(reader))
            return TP_OK;
        marker = tp_read_u16be(&reader->cursor);
    }
    if (status != TP_OK)
        return status;
    if (reader->cursor.bad)
        return truncated(reader, "JP2 EOC");
    if (marker != EOC)
        return tp_fail(reader->diag, TP_E_FORMAT, "JP2 SOT", here(reader), "%04X follows a tile-part", marker);
    for (uint32_t tile = 0; tile < reader->tile_count; tile++)
        if (reader->parts_seen[tile] == 0)
            return tp_fail(reader->diag, TP_E_TRUNCATED, "JP2 EOC", here(reader), "tile %u is missing", tile);
    return TP_OK;
}

tp_status tp_jp2_read_header(struct tp_cursor codestream, int64_t offset_bytes, const struct tp_codec_limits *limits,
                             struct tp_jp2_header *out, struct tp_diag *diag)
{
    struct reader reader = {.cursor = codestream, .base = offset_bytes, .limits = limits, .out = out, .diag = diag};
    tp_status status;

    memset(out, 0, sizeof *out);
    status = read_main(&reader);
    if (status == TP_OK)
        status = tp_alloc_zero((void **)&reader.parts_seen, reader.tile_count, 2, diag);
    if (status == TP_OK) {
        reader.parts_promised = reader.parts_seen + reader.tile_count;
        status = read_tile_parts(&reader);
    }
    free(reader.parts_seen);
    return status;
}
