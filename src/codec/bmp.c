/* SPDX-License-Identifier: Apache-2.0 */
/* BMP, as Microsoft's "Bitmap Storage" describes it. Little endian:
 *
 *    0  "BM", file size u32, reserved u32, offset of the pixels u32
 *   14  header size u32: 40 (BITMAPINFOHEADER), 108 (V4) or 124 (V5); width i32, height i32 (negative: top row first),
 *       planes u16 = 1, bits per pixel u16 (1, 4, 8, 16, 24, 32), compression u32 (0 none, 3 bit masks), image size u32,
 *       pixels per metre i32 x 2, colours used u32, important u32
 *   54  with compression 3: masks of red, green and blue u32 x 3; of alpha too in V4 and V5
 *       palette (blue, green, red, 0) up to 8 bits per pixel; then the pixels, rows padded to 4 bytes
 *
 * stb_image unpacks the pixels. It trusts its input more than we do (a short file reads as zeros, an index beyond the
 * palette as whatever memory holds), so only files that were checked in every part reach it. */
#include "codec/codec.h"

#include <limits.h>
#include <stdlib.h>

/* gcc asks at the end of the file, so this cannot be taken back: stb declares more than STBI_ONLY_BMP defines. */
#pragma GCC diagnostic ignored "-Wunused-function"
#define STBI_ASSERT(condition) TP_ASSERT(condition)
#define STBI_ONLY_BMP
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#include <stb/stb_image.h>

enum { FILE_HEADER_BYTES = 14, INFO_BYTES = 40, V4_BYTES = 108, V5_BYTES = 124, MASKS_BYTES = 12 };
enum { UNCOMPRESSED = 0, RLE8 = 1, RLE4 = 2, BIT_MASKS = 3 };

struct header {
    uint32_t pixel_offset_bytes, header_bytes;
    int32_t width_px, height_px;
    uint16_t planes, bits;
    uint32_t compression, x_per_metre, y_per_metre;
    uint32_t masks[3], alpha_mask;
};

static struct header read_header(struct tp_cursor *cursor)
{
    struct header h = {0};

    tp_read_bytes(cursor, 10);
    h.pixel_offset_bytes = tp_read_u32le(cursor);
    h.header_bytes = tp_read_u32le(cursor);
    h.width_px = (int32_t)tp_read_u32le(cursor);
    h.height_px = (int32_t)tp_read_u32le(cursor);
    h.planes = tp_read_u16le(cursor);
    h.bits = tp_read_u16le(cursor);
    h.compression = tp_read_u32le(cursor);
    tp_read_bytes(cursor, 4);
    h.x_per_metre = tp_read_u32le(cursor);
    h.y_per_metre = tp_read_u32le(cursor);
    tp_read_bytes(cursor, 8);
    if (h.compression == BIT_MASKS)
        for (int i = 0; i < 3; i++)
            h.masks[i] = tp_read_u32le(cursor);
    if (h.compression == BIT_MASKS && h.header_bytes >= V4_BYTES)
        h.alpha_mask = tp_read_u32le(cursor);
    return h;
}

/* Bits in a row without gaps, at most eight. */
static bool is_mask(uint32_t mask)
{
    uint32_t ones = mask ? mask / (mask & (0u - mask)) : 0;
    return ones >= 1 && ones <= 255 && (ones & (ones + 1)) == 0;
}

static tp_status check_kind(const struct header *h, struct tp_diag *diag)
{
    bool deep = h->bits == 16 || h->bits == 32;

    if (h->header_bytes != INFO_BYTES && h->header_bytes != V4_BYTES && h->header_bytes != V5_BYTES)
        return tp_fail(diag, TP_E_UNSUPPORTED, "BMP header", 14, "a header of %u bytes; 40, 108 and 124 are known",
                       h->header_bytes);
    if (h->planes != 1)
        return tp_fail(diag, TP_E_FORMAT, "BMP header", 26, "%u colour planes; there must be one", h->planes);
    if (h->bits != 1 && h->bits != 4 && h->bits != 8 && h->bits != 24 && !deep)
        return tp_fail(diag, TP_E_FORMAT, "BMP header", 28, "%u bits per pixel; 1, 4, 8, 16, 24 and 32 are known",
                       h->bits);
    if (h->compression == RLE8 || h->compression == RLE4)
        return tp_fail(diag, TP_E_UNSUPPORTED, "BMP header", 30, "run-length compressed; save it uncompressed");
    if (h->compression != UNCOMPRESSED && !(h->compression == BIT_MASKS && deep))
        return tp_fail(diag, TP_E_UNSUPPORTED, "BMP header", 30, "compression %u is not supported", h->compression);
    if (h->alpha_mask != 0)
        return tp_fail(diag, TP_E_UNSUPPORTED, "BMP header", 66,
                       "the image has transparency (alpha), which a fingerprint image must not have");
    if (h->compression == BIT_MASKS && !(is_mask(h->masks[0]) && is_mask(h->masks[1]) && is_mask(h->masks[2])))
        return tp_fail(diag, TP_E_FORMAT, "BMP header", 54, "the bit masks of the colours are malformed");
    return TP_OK;
}

static uint64_t row_bits(const struct header *h)
{
    return (uint64_t)h->width_px * h->bits;
}

static uint64_t row_stride_bytes(const struct header *h)
{
    return (row_bits(h) + 31) / 32 * 4;
}

/* How many rows; the sign says only which comes first. */
static uint64_t row_count(const struct header *h)
{
    return (uint64_t)(h->height_px < 0 ? -(int64_t)h->height_px : h->height_px);
}

/* The palette, if any, must fill all that lies between header and pixels, and the pixels must be there (but for the
 * padding of the last row). */
static tp_status check_layout(const struct header *h, size_t size_bytes, struct tp_diag *diag)
{
    uint64_t begin = FILE_HEADER_BYTES + h->header_bytes;
    uint64_t pixels_end = h->pixel_offset_bytes + row_stride_bytes(h) * (row_count(h) - 1) + (row_bits(h) + 7) / 8;
    uint64_t least, most;

    if (h->header_bytes == INFO_BYTES && h->compression == BIT_MASKS)
        begin += MASKS_BYTES;
    least = begin + (h->bits <= 8 ? 4 : 0);
    most = begin + (h->bits <= 8 ? 4 * 256 : 0);
    if (h->pixel_offset_bytes < least || h->pixel_offset_bytes > most)
        return tp_fail(diag, TP_E_FORMAT, "BMP header", 10, "the pixels begin at byte %u instead of within %llu..%llu",
                       h->pixel_offset_bytes, (unsigned long long)least, (unsigned long long)most);
    if (size_bytes < pixels_end)
        return tp_fail(diag, TP_E_TRUNCATED, "BMP pixels", -1, "the file has %zu bytes, its pixels end at %llu",
                       size_bytes, (unsigned long long)pixels_end);
    return TP_OK;
}

/* Every pixel must name a colour that the palette has. */
static tp_status check_indices(const struct header *h, struct tp_cursor pixels, struct tp_diag *diag)
{
    uint32_t colours = (h->pixel_offset_bytes - FILE_HEADER_BYTES - h->header_bytes) / 4;
    uint32_t mask = (1u << h->bits) - 1;
    uint64_t row_bytes = (row_bits(h) + 7) / 8;

    if (colours > mask)
        return TP_OK;
    for (uint64_t y = 0; y < row_count(h); y++) {
        struct tp_cursor row = tp_read_sub(&pixels, row_bytes);
        uint64_t x = 0;

        tp_read_bytes(&pixels, row_stride_bytes(h) - row_bytes);
        while (tp_cursor_left(&row) > 0) {
            uint32_t byte = tp_read_u8(&row);
            for (int shift = 8 - h->bits; shift >= 0; shift -= h->bits, x++)
                if (x < (uint64_t)h->width_px && (byte >> shift & mask) >= colours)
                    return tp_fail(diag, TP_E_FORMAT, "BMP pixels", -1, "colour %u where the palette has %u",
                                   byte >> shift & mask, colours);
        }
    }
    return TP_OK;
}

static tp_status check(const struct header *h, struct tp_cursor *cursor, const struct tp_codec_limits *limits,
                       struct tp_diag *diag)
{
    size_t size_bytes = (size_t)(cursor->end - cursor->begin);
    tp_status status = TP_OK;

    if (cursor->bad || size_bytes > INT_MAX)
        return tp_fail(diag, cursor->bad ? TP_E_TRUNCATED : TP_E_LIMIT, "BMP header", -1,
                       cursor->bad ? "the file ends early" : "the file is too large");
    status = check_kind(h, diag);
    if (status == TP_OK && h->width_px < 0)
        status = tp_fail(diag, TP_E_FORMAT, "BMP header", 18, "the width is negative");
    if (status == TP_OK)
        status = tp_codec_check_size(limits, (uint64_t)h->width_px, row_count(h), "BMP header", diag);
    if (status == TP_OK)
        status = check_layout(h, size_bytes, diag);
    if (status == TP_OK && h->bits <= 8) {
        struct tp_cursor pixels = tp_cursor_over(cursor->begin, size_bytes);
        tp_read_bytes(&pixels, h->pixel_offset_bytes);
        status = check_indices(h, pixels, diag);
    }
    return status;
}

tp_status tp_codec_decode_bmp(const uint8_t *data, size_t size_bytes, const struct tp_codec_limits *limits,
                              struct tp_image *out, struct tp_diag *diag)
{
    struct tp_cursor cursor = tp_cursor_over(data, size_bytes);
    struct header h = read_header(&cursor);
    int width_px = 0, height_px = 0, components = 0;
    uint8_t *rgb = NULL;
    float ppi = 0;
    tp_status status = check(&h, &cursor, limits, diag);

    if (status == TP_OK)
        status = tp_codec_set_ppi(h.x_per_metre, h.y_per_metre, 1.0, &ppi, diag);
    if (status != TP_OK)
        return status;
    rgb = stbi_load_from_memory(data, (int)size_bytes, &width_px, &height_px, &components, 3);
    if (!rgb)
        return tp_fail(diag, tp_codec_classify(stbi_failure_reason()), "BMP", -1, "%s", stbi_failure_reason());
    status = tp_image_init(out, (uint32_t)width_px, (uint32_t)height_px, ppi, diag);
    if (status == TP_OK)
        tp_codec_gray_from_rgb(rgb, (size_t)width_px * (size_t)height_px, out->pixels);
    stbi_image_free(rgb);
    return status;
}
