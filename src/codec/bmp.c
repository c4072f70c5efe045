/* SPDX-License-Identifier: Apache-2.0 */
/* BMP, as Microsoft's "Bitmap Storage" describes it. Little endian:
 *
 *    0  "BM", file size u32, reserved u32, offset of the pixels u32
 *   14  header size u32: 12 (OS/2), 40 (BITMAPINFOHEADER), 52, 56, 64, 108 (V4) or 124 (V5)
 *   18  width i32, height i32 (negative: top row first), planes u16 = 1, bits per pixel u16 (1, 4, 8, 16, 24, 32),
 *       compression u32 (0 none, 1 RLE8, 2 RLE4, 3 bit masks), image size u32, pixels per metre i32 x 2,
 *       colours used u32, important u32; in OS/2's only width u16, height u16, planes u16, bits u16
 *   54  with compression 3: masks of red, green and blue u32 x 3; from header size 56 on that of alpha too
 *       palette (blue, green, red and, but for OS/2, 0) up to 8 bits per pixel
 *       pixels: bottom row first, rows padded to 4 bytes, several pixels in a byte from the high bits down
 *
 * The fourth byte of uncompressed 32-bit pixels means nothing; only a mask declares alpha. This reader is our own: no
 * library that Debian has reads run-length compression, which common programs write for gray pictures, and rejects
 * pixels that the palette lacks. */
#include "codec/codec.h"

#include <string.h>

enum { FILE_HEADER_BYTES = 14, OS2_BYTES = 12, INFO_BYTES = 40, OS2_V2_BYTES = 64, MASKS_BYTES = 12 };
enum { UNCOMPRESSED = 0, RLE8 = 1, RLE4 = 2, BIT_MASKS = 3 };

struct decoding {
    struct tp_cursor pixels;
    struct tp_image *out;
    struct tp_diag *diag;
    uint32_t pixel_offset_bytes, header_bytes;
    int32_t width_px, height_px; /* as the file says; negative height: top row first */
    uint16_t planes, bits;
    uint32_t compression, x_per_metre, y_per_metre, colours_used;
    uint32_t masks[3], alpha_mask;
    uint32_t colours; /* in the palette */
    uint8_t gray[256];
};

/* ---- the header ------------------------------------------------------------------------------------------------- */

static void read_os2_header(struct decoding *d, struct tp_cursor *cursor)
{
    d->width_px = tp_read_u16le(cursor);
    d->height_px = tp_read_u16le(cursor);
    d->planes = tp_read_u16le(cursor);
    d->bits = tp_read_u16le(cursor);
}

static void read_header(struct decoding *d, struct tp_cursor *cursor)
{
    tp_read_bytes(cursor, 10);
    d->pixel_offset_bytes = tp_read_u32le(cursor);
    d->header_bytes = tp_read_u32le(cursor);
    if (d->header_bytes == OS2_BYTES) {
        read_os2_header(d, cursor);
        return;
    }
    d->width_px = (int32_t)tp_read_u32le(cursor);
    d->height_px = (int32_t)tp_read_u32le(cursor);
    d->planes = tp_read_u16le(cursor);
    d->bits = tp_read_u16le(cursor);
    d->compression = tp_read_u32le(cursor);
    tp_read_bytes(cursor, 4);
    d->x_per_metre = tp_read_u32le(cursor);
    d->y_per_metre = tp_read_u32le(cursor);
    d->colours_used = tp_read_u32le(cursor);
    tp_read_bytes(cursor, 4);
}

/* Those of the file, or the usual ones. */
static void read_masks(struct decoding *d, struct tp_cursor *cursor)
{
    static const uint32_t usual[2][3] = {{0x7C00, 0x3E0, 0x1F}, {0xFF0000, 0xFF00, 0xFF}};

    memcpy(d->masks, usual[d->bits != 16], sizeof d->masks);
    if (d->compression != BIT_MASKS)
        return;
    for (int i = 0; i < 3; i++)
        d->masks[i] = tp_read_u32le(cursor);
    if (d->header_bytes > INFO_BYTES + MASKS_BYTES)
        d->alpha_mask = tp_read_u32le(cursor);
}

/* Bits in a row without gaps, at most sixteen. */
static bool is_mask(uint32_t mask)
{
    uint32_t ones = mask ? mask / (mask & (0u - mask)) : 0;
    return ones >= 1 && ones <= UINT16_MAX && (ones & (ones + 1)) == 0;
}

static bool is_known_header(uint32_t header_bytes)
{
    return header_bytes == OS2_BYTES || header_bytes == INFO_BYTES || header_bytes == 52 || header_bytes == 56 ||
           header_bytes == OS2_V2_BYTES || header_bytes == 108 || header_bytes == 124;
}

static bool is_known_compression(const struct decoding *d)
{
    switch (d->compression) {
    case UNCOMPRESSED:
        return true;
    case RLE8:
        return d->bits == 8 && d->height_px > 0;
    case RLE4:
        return d->bits == 4 && d->height_px > 0;
    default:
        return d->compression == BIT_MASKS && d->header_bytes != OS2_V2_BYTES && (d->bits == 16 || d->bits == 32);
    }
}

static tp_status check_header(const struct decoding *d)
{
    if (!is_known_header(d->header_bytes))
        return tp_fail(d->diag, TP_E_UNSUPPORTED, "BMP header", 14, "a header of %u bytes is not known",
                       d->header_bytes);
    if (d->pixel_offset_bytes < FILE_HEADER_BYTES + d->header_bytes)
        return tp_fail(d->diag, TP_E_FORMAT, "BMP header", 10, "the pixels begin inside the header");
    if (d->planes != 1)
        return tp_fail(d->diag, TP_E_FORMAT, "BMP header", 26, "%u colour planes; there must be one", d->planes);
    if (d->bits != 1 && d->bits != 4 && d->bits != 8 && d->bits != 16 && d->bits != 24 && d->bits != 32)
        return tp_fail(d->diag, TP_E_FORMAT, "BMP header", 28, "%u bits per pixel; 1, 4, 8, 16, 24 and 32 are known",
                       d->bits);
    if (!is_known_compression(d))
        return tp_fail(d->diag, TP_E_UNSUPPORTED, "BMP header", 30,
                       "compression %u with %u bits per pixel is not supported", d->compression, d->bits);
    if (d->alpha_mask != 0)
        return tp_fail(d->diag, TP_E_UNSUPPORTED, "BMP header", 66,
                       "the image has transparency (alpha), which a fingerprint image must not have");
    if (!is_mask(d->masks[0]) || !is_mask(d->masks[1]) || !is_mask(d->masks[2]))
        return tp_fail(d->diag, TP_E_FORMAT, "BMP header", 54, "the bit masks of the colours are malformed");
    if (d->width_px < 0)
        return tp_fail(d->diag, TP_E_FORMAT, "BMP header", 18, "the width is negative");
    return TP_OK;
}

/* The palette follows the headers and masks; it may not reach into the pixels. */
static tp_status read_palette(struct decoding *d)
{
    struct tp_cursor cursor = tp_cursor_over(d->pixels.begin, d->pixel_offset_bytes); /* which lies in the file */
    size_t begin = FILE_HEADER_BYTES + (size_t)d->header_bytes;
    size_t entry_bytes = d->header_bytes == OS2_BYTES ? 3 : 4;
    uint32_t wanted = 1u << d->bits;

    if (d->colours_used > 0)
        wanted = TP_MIN(wanted, d->colours_used);
    tp_read_bytes(&cursor, begin);
    d->colours = (uint32_t)TP_MIN((size_t)wanted, tp_cursor_left(&cursor) / entry_bytes);
    for (uint32_t i = 0; i < d->colours; i++) {
        const uint8_t *entry = tp_read_bytes(&cursor, entry_bytes);
        d->gray[i] = tp_codec_luma(entry[2], entry[1], entry[0]);
    }
    if (d->colours == 0)
        return tp_fail(d->diag, TP_E_FORMAT, "BMP palette", (int64_t)begin, "there is none");
    return TP_OK;
}

/* ---- the pixels ------------------------------------------------------------------------------------------------- */

static tp_status take_index(struct decoding *d, uint32_t index, uint8_t *pixel)
{
    if (index >= d->colours)
        return tp_fail(d->diag, TP_E_FORMAT, "BMP pixels", -1, "colour %u, but the palette has %u", index, d->colours);
    *pixel = d->gray[index];
    return TP_OK;
}

static tp_status take_index_row(struct decoding *d, struct tp_cursor *row, uint8_t *pixels)
{
    uint32_t mask = (1u << d->bits) - 1, per_byte = 8u / d->bits, byte = 0;
    tp_status status = TP_OK;

    for (uint32_t x = 0; x < d->out->width_px && status == TP_OK; x++) {
        if (x % per_byte == 0)
            byte = tp_read_u8(row);
        status = take_index(d, byte >> (8 - d->bits * (1 + x % per_byte)) & mask, pixels + x);
    }
    return status;
}

static uint8_t take_component(uint32_t pixel, uint32_t mask)
{
    uint32_t unit = mask & (0u - mask);
    return tp_codec_scale((pixel & mask) / unit, mask / unit);
}

static void take_colour_row(const struct decoding *d, struct tp_cursor *row, uint8_t *pixels)
{
    for (uint32_t x = 0; x < d->out->width_px; x++) {
        uint32_t pixel = tp_read_u16le(row);

        if (d->bits == 24)
            pixel |= (uint32_t)tp_read_u8(row) << 16;
        if (d->bits == 32)
            pixel |= (uint32_t)tp_read_u16le(row) << 16;
        pixels[x] = tp_codec_luma(take_component(pixel, d->masks[0]), take_component(pixel, d->masks[1]),
                                  take_component(pixel, d->masks[2]));
    }
}

/* The image's row for the file's row Y. */
static uint8_t *row_at(const struct decoding *d, uint32_t y)
{
    return d->out->pixels + (size_t)(d->height_px < 0 ? y : d->out->height_px - 1 - y) * d->out->width_px;
}

static tp_status read_rows(struct decoding *d)
{
    size_t row_bytes = ((size_t)d->out->width_px * d->bits + 7) / 8;
    size_t padding_bytes = (0 - row_bytes) % 4;
    tp_status status = TP_OK;

    for (uint32_t y = 0; y < d->out->height_px && status == TP_OK; y++) {
        struct tp_cursor row = tp_read_sub(&d->pixels, row_bytes);

        tp_read_bytes(&d->pixels, TP_MIN(padding_bytes, tp_cursor_left(&d->pixels)));
        if (row.bad)
            status = tp_fail(d->diag, TP_E_TRUNCATED, "BMP pixels", -1, "the file ends in row %u of %u", y,
                             d->out->height_px);
        else if (d->bits <= 8)
            status = take_index_row(d, &row, row_at(d, y));
        else
            take_colour_row(d, &row, row_at(d, y));
    }
    return status;
}

/* A compressed row may run on through the padding that an uncompressed one has: ImageMagick writes it so. */
static uint32_t padded_width_px(const struct decoding *d)
{
    return (uint32_t)(((uint64_t)d->out->width_px * d->bits + 31) / 32 * 32 / d->bits);
}

/* COUNT pixels at (X, Y): a run of VALUE, or as many literal ones; those in the padding are dropped. */
static tp_status take_run(struct decoding *d, uint32_t x, uint32_t y, uint32_t count, int value)
{
    uint32_t byte = (uint32_t)value;
    uint8_t dropped;
    tp_status status = TP_OK;

    if (y >= d->out->height_px || count > padded_width_px(d) - x)
        return tp_fail(d->diag, TP_E_FORMAT, "BMP pixels", -1, "a run of pixels leaves row %u", y);
    for (uint32_t i = 0; i < count && status == TP_OK; i++) {
        bool high = d->bits == 4 && i % 2 == 0;

        if (value < 0 && (d->bits == 8 || high))
            byte = tp_read_u8(&d->pixels);
        status = take_index(d,
                            d->bits == 8 ? byte
                            : high       ? byte >> 4
                                         : byte & 15,
                            x + i < d->out->width_px ? row_at(d, y) + x + i : &dropped);
    }
    /* Literal pixels fill whole pairs of bytes. */
    if (value < 0 && (count * d->bits + 7) / 8 % 2)
        tp_read_u8(&d->pixels);
    return status;
}

/* Every row must be filled; a picture that leaves pixels out is refused. */
static tp_status read_runs(struct decoding *d)
{
    enum { END_OF_ROW, END_OF_PICTURE, MOVE };
    uint32_t x = 0, y = 0;
    tp_status status = TP_OK;

    while (status == TP_OK) {
        uint32_t count = tp_read_u8(&d->pixels), value = tp_read_u8(&d->pixels);

        if (d->pixels.bad)
            return tp_fail(d->diag, TP_E_TRUNCATED, "BMP pixels", -1, "the file ends in row %u of %u", y,
                           d->out->height_px);
        if (count == 0 && value == MOVE)
            return tp_fail(d->diag, TP_E_UNSUPPORTED, "BMP pixels", -1, "the compressed picture leaves out pixels");
        if (count == 0 && value == END_OF_PICTURE && y + (x >= d->out->width_px) == d->out->height_px)
            return TP_OK;
        if (count == 0 && value <= END_OF_PICTURE) {
            if (value == END_OF_PICTURE || x < d->out->width_px)
                return tp_fail(d->diag, TP_E_FORMAT, "BMP pixels", -1, "row %u ends after %u pixels", y, x);
            x = 0;
            y++;
            continue;
        }
        status = count ? take_run(d, x, y, count, (int)value) : take_run(d, x, y, value, -1);
        x += count ? count : value;
    }
    return status;
}

tp_status tp_codec_decode_bmp(const uint8_t *data, size_t size_bytes, const struct tp_codec_limits *limits,
                              struct tp_image *out, struct tp_diag *diag)
{
    struct decoding d = {.pixels = tp_cursor_over(data, size_bytes), .out = out, .diag = diag};
    struct tp_cursor cursor = d.pixels;
    uint32_t rows;
    float ppi = 0;
    tp_status status;

    read_header(&d, &cursor);
    read_masks(&d, &cursor);
    if (cursor.bad || !tp_read_bytes(&d.pixels, d.pixel_offset_bytes))
        return tp_fail(diag, TP_E_TRUNCATED, "BMP header", -1, "the file ends before its pixels");
    rows = d.height_px < 0 ? 0u - (uint32_t)d.height_px : (uint32_t)d.height_px;
    status = check_header(&d);
    if (status == TP_OK)
        status = tp_codec_check_size(limits, (uint32_t)d.width_px, rows, "BMP header", diag);
    if (status == TP_OK && d.bits <= 8)
        status = read_palette(&d);
    if (status == TP_OK)
        status = tp_codec_set_ppi(d.x_per_metre, d.y_per_metre, 1.0, &ppi, diag);
    if (status == TP_OK)
        status = tp_image_init(out, (uint32_t)d.width_px, rows, ppi, diag);
    if (status == TP_OK)
        status = d.compression == RLE8 || d.compression == RLE4 ? read_runs(&d) : read_rows(&d);
    if (status != TP_OK)
        tp_image_deinit(out);
    return status;
}
