/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ decoder: FBI, WSQ Gray-scale Fingerprint Image Compression Specification, IAFIS-IC-0110, version 3.1.
 *
 *     SOI, then in any order that defines things before they are used:
 *         tables, comments, the frame header            wsq_decode_tables.c
 *         three blocks: SOB and entropy-coded data      wsq_decode_entropy.c
 *     EOI; what follows it is ignored
 *
 * The blocks hold the quantised coefficients of the subbands 0..18, 19..51 and 52..59, each subband row by row. They
 * become numbers as they are read (width * (bin -+ centre) +- zero width / 2), and those the image (wsq_synthesis.c).
 * A block whose subbands are all left out may be missing. */
#include "codec/wsq_decode.h"

#include <stdlib.h>

/* One bit can stand for that many coefficients at most: 65,535 zeros in a code of 1 bit and 16 more. */
enum { COEFFICIENTS_PER_BIT_MOST = 3856 };

static const unsigned block_ends[TP_WSQ_BLOCKS + 1] = {0, 19, 52, TP_WSQ_CODED_BANDS};

struct decoder {
    struct tp_cursor cursor;
    const struct tp_codec_limits *limits;
    struct tp_diag *diag;
    struct tp_wsq_tables tables;
    struct tp_wsq_tree tree;
    float *plane; /* owned; allocated when the first block begins */
    bool filled[TP_WSQ_BANDS];
    unsigned block; /* the next one */
};

static struct tp_wsq_block block_of(struct decoder *d, unsigned number)
{
    return (struct tp_wsq_block){.tree = &d->tree,
                                 .quantiser = &d->tables.quantiser,
                                 .first = block_ends[number],
                                 .end = block_ends[number + 1],
                                 .plane = d->plane,
                                 .width_px = d->tables.frame.width_px,
                                 .filled = d->filled};
}

/* Coefficients of all blocks still to come. */
static uint64_t missing(struct decoder *d)
{
    uint64_t count = 0;

    for (unsigned i = d->block; i < TP_WSQ_BLOCKS; i++) {
        struct tp_wsq_block block = block_of(d, i);
        count += tp_wsq_block_size(&block);
    }
    return count;
}

static tp_status need_tables(struct decoder *d, const char *field)
{
    const char *name = !d->tables.has_frame ? "frame header (SOF)" : "quantisation table (DQT)";

    if (d->tables.has_frame && d->tables.has_quantiser)
        return TP_OK;
    return tp_fail(d->diag, TP_E_FORMAT, field, tp_cursor_offset(&d->cursor), "no %s came before", name);
}

/* ---- blocks ------------------------------------------------------------------------------------------------------ */

static tp_status begin_blocks(struct decoder *d)
{
    const struct tp_wsq_frame *frame = &d->tables.frame;
    size_t left = tp_cursor_left(&d->cursor);
    tp_status status = need_tables(d, "WSQ SOB");

    if (status != TP_OK)
        return status;
    tp_wsq_tree_init(&d->tree, frame->width_px, frame->height_px);
    if (missing(d) / COEFFICIENTS_PER_BIT_MOST / 8 > left)
        return tp_fail(d->diag, TP_E_TRUNCATED, "WSQ SOB", tp_cursor_offset(&d->cursor),
                       "%zu bytes cannot hold the coefficients of %u x %u pixels", left, frame->width_px,
                       frame->height_px);
    return tp_alloc_zero((void **)&d->plane, (size_t)frame->width_px * frame->height_px, sizeof *d->plane, d->diag);
}

static bool at_marker(const struct decoder *d)
{
    return tp_cursor_left(&d->cursor) >= 2 && d->cursor.at[0] == 0xff && d->cursor.at[1] != 0;
}

/* An encoder may write a block without coefficients, or leave it out. */
static void skip_empty_blocks(struct decoder *d)
{
    while (d->block < TP_WSQ_BLOCKS) {
        struct tp_wsq_block block = block_of(d, d->block);

        if (tp_wsq_block_size(&block) > 0)
            return;
        d->block++;
    }
}

static tp_status read_block(struct decoder *d, struct tp_wsq_segment *header)
{
    unsigned table = tp_read_u8(&header->body);
    struct tp_wsq_data data = {&d->cursor, d->tables.restart_interval > 0, d->diag};
    struct tp_wsq_lookup lookup;
    struct tp_wsq_block block;
    tp_status status = TP_OK;

    if (header->body.bad || tp_cursor_left(&header->body) > 0)
        return tp_fail(d->diag, TP_E_FORMAT, "WSQ SOB", header->offset_bytes - 2, "the length is not 3");
    if (!d->plane)
        status = begin_blocks(d);
    if (status != TP_OK)
        return status;
    if (at_marker(d) && d->block < TP_WSQ_BLOCKS) {
        block = block_of(d, d->block);
        if (tp_wsq_block_size(&block) == 0) {
            d->block++;
            return TP_OK;
        }
    }
    skip_empty_blocks(d);
    if (d->block == TP_WSQ_BLOCKS)
        return tp_fail(d->diag, TP_E_FORMAT, "WSQ SOB", header->offset_bytes, "a block after the last one");
    if (table >= TP_WSQ_CODE_TABLES || !d->tables.codes[table].defined)
        return tp_fail(d->diag, TP_E_FORMAT, "WSQ SOB", header->offset_bytes, "no Huffman table %u came before", table);
    tp_wsq_lookup_init(&lookup, &d->tables.codes[table]);
    block = block_of(d, d->block++);
    return tp_wsq_read_block(&data, &lookup, &block);
}

/* ---- segments ---------------------------------------------------------------------------------------------------- */

static tp_status read_marker(struct decoder *d, unsigned *marker)
{
    int64_t at = tp_cursor_offset(&d->cursor);
    unsigned first = tp_read_u8(&d->cursor), code = 0xff;

    while (code == 0xff && !d->cursor.bad) /* a marker may be preceded by any number of them */
        code = tp_read_u8(&d->cursor);
    *marker = first << 8 | code;
    if (d->cursor.bad)
        return tp_fail(d->diag, TP_E_TRUNCATED, "WSQ", at, "the file ends without an EOI marker");
    if (first != 0xff)
        return tp_fail(d->diag, TP_E_FORMAT, "WSQ", at, "%02X where a marker should begin", first);
    return TP_OK;
}

static tp_status check_size(struct decoder *d, int64_t offset_bytes)
{
    const struct tp_wsq_frame *frame = &d->tables.frame;
    tp_status status = tp_codec_check_size(d->limits, frame->width_px, frame->height_px, "WSQ SOF", d->diag);

    if (status != TP_OK && d->diag)
        d->diag->offset_bytes = offset_bytes;
    return status;
}

static tp_status read_segment(struct decoder *d, unsigned marker)
{
    int64_t at = tp_cursor_offset(&d->cursor);
    unsigned length = tp_read_u16be(&d->cursor);
    struct tp_wsq_segment segment = {.marker = marker, .offset_bytes = at + 2, .diag = d->diag};
    tp_status status;

    if (marker < TP_WSQ_SOF || marker > TP_WSQ_COM)
        return tp_fail(d->diag, TP_E_FORMAT, "WSQ", at - 2, "marker %04X has no place here", marker);
    if (!d->cursor.bad && length < 2)
        return tp_fail(d->diag, TP_E_FORMAT, tp_wsq_marker_name(marker), at, "a length of %u", length);
    segment.body = tp_read_sub(&d->cursor, (size_t)length - 2);
    if (d->cursor.bad)
        return tp_fail(d->diag, TP_E_TRUNCATED, tp_wsq_marker_name(marker), at, "the file ends inside the segment");
    if (marker == TP_WSQ_SOB)
        return read_block(d, &segment);
    status = tp_wsq_read_segment(&segment, &d->tables);
    if (status == TP_OK && marker == TP_WSQ_SOF)
        status = check_size(d, at + 4);
    return status;
}

static tp_status read_file(struct decoder *d)
{
    unsigned marker;
    tp_status status = read_marker(d, &marker);

    if (status == TP_OK && marker != TP_WSQ_SOI)
        return tp_fail(d->diag, TP_E_FORMAT, "WSQ SOI", 0, "the file begins with %04X", marker);
    while (status == TP_OK) {
        status = read_marker(d, &marker);
        if (status != TP_OK || marker == TP_WSQ_EOI)
            break;
        status = read_segment(d, marker);
    }
    if (status == TP_OK && !d->plane)
        status = begin_blocks(d);
    if (status == TP_OK && missing(d) > 0) {
        skip_empty_blocks(d);
        status = tp_fail(d->diag, TP_E_FORMAT, "WSQ EOI", tp_cursor_offset(&d->cursor) - 2, "block %u of %d is missing",
                         d->block + 1, TP_WSQ_BLOCKS);
    }
    return status;
}

/* ---- the image --------------------------------------------------------------------------------------------------- */

/* Whether any subband inside SPLIT has coefficients other than zero. */
static bool is_filled(const struct decoder *d, const struct tp_wsq_split *split)
{
    for (unsigned i = 0; i < TP_WSQ_CODED_BANDS; i++) {
        const struct tp_wsq_band *band = &d->tree.bands[i];

        if (d->filled[i] && band->x >= split->x && band->y >= split->y && band->x < split->x + split->width &&
            band->y < split->y + split->height)
            return true;
    }
    return false;
}

/* What has only zeros stays as it is. */
static tp_status synthesise(struct decoder *d)
{
    const struct tp_wsq_frame *frame = &d->tables.frame;
    struct tp_wsq_tree tree = d->tree;
    float *scratch;
    tp_status status;

    tree.split_count = 0;
    for (unsigned i = 0; i < d->tree.split_count; i++)
        if (is_filled(d, &d->tree.splits[i]))
            tree.splits[tree.split_count++] = d->tree.splits[i];
    if (tree.split_count == 0)
        return TP_OK;
    if (!d->tables.has_filters)
        return tp_fail(d->diag, TP_E_FORMAT, "WSQ EOI", tp_cursor_offset(&d->cursor) - 2,
                       "no transform table (DTT) came before");
    status = tp_alloc((void **)&scratch, tp_wsq_synthesis_scratch(frame->width_px, frame->height_px), sizeof *scratch,
                      d->diag);
    if (status == TP_OK)
        tp_wsq_synthesise(&tree, &d->tables.filters, d->plane, frame->width_px, scratch);
    free(scratch);
    return status;
}

/* Rounded to the nearest gray, cut to 0..255. */
static void to_pixels(const float *restrict plane, size_t count, const struct tp_wsq_frame *frame,
                      uint8_t *restrict pixels)
{
    for (size_t i = 0; i < count; i++) {
        float gray = plane[i] * frame->scale + frame->shift + 0.5f;

        gray = gray > 0 ? gray : 0;
        gray = gray < 255 ? gray : 255;
        pixels[i] = (uint8_t)(int)gray;
    }
}

static tp_status decode(struct decoder *d, struct tp_image *out)
{
    const struct tp_wsq_frame *frame = &d->tables.frame;
    tp_status status = read_file(d);

    if (status == TP_OK)
        status = synthesise(d);
    if (status == TP_OK)
        status = tp_image_init(out, frame->width_px, frame->height_px, d->tables.ppi, d->diag);
    if (status == TP_OK)
        to_pixels(d->plane, (size_t)frame->width_px * frame->height_px, frame, out->pixels);
    return status;
}

tp_status tp_codec_decode_wsq(const uint8_t *data, size_t size_bytes, const struct tp_codec_limits *limits,
                              struct tp_image *out, struct tp_diag *diag)
{
    struct decoder d = {.cursor = tp_cursor_over(data, size_bytes), .limits = limits, .diag = diag};
    tp_status status = decode(&d, out);

    free(d.plane);
    return status;
}
