/* SPDX-License-Identifier: Apache-2.0 */
/* TIFF 6.0 and BigTIFF through libtiff, from memory: the first picture of the file, in strips or tiles, gray of 1 to 16
 * bits, palette, colour of 8 and 16 bits. Resolution from the tags. Warnings of the directory are
 * harmless (unknown tags) unless part of it is missing; those while reading pixels mean damage and are errors. */
#include "codec/codec.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tiffio.h>

struct decoding {
    TIFF *tiff;
    const uint8_t *data;
    size_t size_bytes;
    uint64_t position; /* where libtiff reads next; may lie beyond the end */
    const struct tp_codec_limits *limits;
    struct tp_image *out;
    struct tp_diag *diag;
    tp_status status;    /* of the first error that libtiff reported */
    bool reading_pixels; /* from here on warnings count as errors */
    uint32_t width_px, height_px;
    uint16_t bits, samples, photometric, compression;
    uint8_t gray[256]; /* of each sample value, up to 8 bits */
};

/* ---- what libtiff calls ----------------------------------------------------------------------------------------- */

static tmsize_t on_read(thandle_t handle, void *out, tmsize_t size_bytes)
{
    struct decoding *d = handle;
    struct tp_cursor cursor = tp_cursor_over(d->data, d->size_bytes);
    size_t count = 0;

    if (size_bytes > 0 && tp_read_bytes(&cursor, (size_t)TP_MIN(d->position, (uint64_t)d->size_bytes))) {
        count = TP_MIN((size_t)size_bytes, tp_cursor_left(&cursor));
        memcpy(out, tp_read_bytes(&cursor, count), count);
        d->position += count;
    }
    return (tmsize_t)count;
}

static tmsize_t on_write(thandle_t handle, void *data, tmsize_t size_bytes)
{
    (void)handle, (void)data, (void)size_bytes;
    return 0;
}

static toff_t on_seek(thandle_t handle, toff_t offset, int whence)
{
    struct decoding *d = handle;
    uint64_t base = whence == SEEK_CUR ? d->position : whence == SEEK_END ? d->size_bytes : 0;

    if (offset > (uint64_t)INT64_MAX - base)
        return (toff_t)-1;
    return d->position = base + offset;
}

static int on_close(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t on_size(thandle_t handle)
{
    return ((struct decoding *)handle)->size_bytes;
}

static int on_message(struct decoding *d, bool warning, const char *format, va_list arguments)
{
    char words[200];
    tp_status status;

    vsnprintf(words, sizeof words, format, arguments);
    status = tp_codec_classify(words);
    if (d->status == TP_OK && (!warning || d->reading_pixels || status == TP_E_TRUNCATED))
        d->status = tp_fail(d->diag, status, "TIFF", -1, "%s", words);
    return 1; /* done; nothing is printed */
}

static int on_error(TIFF *tiff, void *user, const char *module, const char *format, va_list arguments)
{
    (void)tiff, (void)module;
    return on_message(user, false, format, arguments);
}

static int on_warning(TIFF *tiff, void *user, const char *module, const char *format, va_list arguments)
{
    (void)tiff, (void)module;
    return on_message(user, true, format, arguments);
}

static TIFF *open_tiff(struct decoding *d)
{
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    TIFF *tiff = NULL;

    if (!options)
        return NULL;
    TIFFOpenOptionsSetMaxSingleMemAlloc(options,
                                        (tmsize_t)TP_MIN(d->limits->max_pixels, (uint64_t)1 << 40) * 6 + 65536);
    TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, d);
    TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, d);
    tiff = TIFFClientOpenExt("the file", "r", d, on_read, on_write, on_seek, on_close, on_size, NULL, NULL, options);
    TIFFOpenOptionsFree(options);
    return tiff;
}

/* What libtiff said first, or that it said nothing. */
static tp_status library_failure(struct decoding *d)
{
    return d->status != TP_OK ? d->status : tp_fail(d->diag, TP_E_FORMAT, "TIFF", -1, "the file is malformed");
}

/* ---- the directory ---------------------------------------------------------------------------------------------- */

static tp_status refuse(struct decoding *d, const char *field, const char *what, unsigned value)
{
    return tp_fail(d->diag, TP_E_UNSUPPORTED, field, -1, "%s %u is not supported", what, value);
}

static bool is_known_compression(uint16_t compression)
{
    static const uint16_t known[] = {
        COMPRESSION_NONE,      COMPRESSION_CCITTRLE, COMPRESSION_CCITTRLEW, COMPRESSION_CCITTFAX3,
        COMPRESSION_CCITTFAX4, COMPRESSION_LZW,      COMPRESSION_JPEG,      COMPRESSION_ADOBE_DEFLATE,
        COMPRESSION_DEFLATE,   COMPRESSION_PACKBITS, COMPRESSION_LZMA,      COMPRESSION_ZSTD,
    };

    for (size_t i = 0; i < TP_ARRAY_LENGTH(known); i++)
        if (known[i] == compression)
            return true;
    return false;
}

/* Which bit depths and numbers of samples each kind of picture may have. */
static tp_status check_samples(struct decoding *d)
{
    bool colour = d->photometric == PHOTOMETRIC_RGB || d->photometric == PHOTOMETRIC_YCBCR;
    bool shallow = d->bits == 1 || d->bits == 2 || d->bits == 4;
    uint16_t extra = 0, *extra_kinds = NULL;

    if (d->photometric != PHOTOMETRIC_MINISBLACK && d->photometric != PHOTOMETRIC_MINISWHITE &&
        d->photometric != PHOTOMETRIC_PALETTE && d->photometric != PHOTOMETRIC_RGB &&
        !(d->photometric == PHOTOMETRIC_YCBCR && d->compression == COMPRESSION_JPEG))
        return refuse(d, "TIFF PhotometricInterpretation", "kind of picture", d->photometric);
    TIFFGetFieldDefaulted(d->tiff, TIFFTAG_EXTRASAMPLES, &extra, &extra_kinds);
    if (extra > 0 || d->samples > (colour ? 3 : 1))
        return tp_fail(
            d->diag, TP_E_UNSUPPORTED, "TIFF ExtraSamples", -1,
            "the image has transparency (alpha) or other extra samples, which a fingerprint image must not have");
    if (d->samples != (colour ? 3 : 1))
        return tp_fail(d->diag, TP_E_FORMAT, "TIFF SamplesPerPixel", -1, "%u samples for each pixel", d->samples);
    if (d->bits != 8 && !(d->bits == 16 && d->photometric != PHOTOMETRIC_PALETTE) && !(shallow && !colour))
        return refuse(d, "TIFF BitsPerSample", "a depth of", d->bits);
    return TP_OK;
}

static tp_status check_directory(struct decoding *d)
{
    uint16_t format = SAMPLEFORMAT_UINT, planes = PLANARCONFIG_CONTIG, orientation = ORIENTATION_TOPLEFT;
    tp_status status;

    if (!TIFFGetField(d->tiff, TIFFTAG_IMAGEWIDTH, &d->width_px) ||
        !TIFFGetField(d->tiff, TIFFTAG_IMAGELENGTH, &d->height_px) ||
        !TIFFGetField(d->tiff, TIFFTAG_PHOTOMETRIC, &d->photometric))
        return tp_fail(d->diag, TP_E_FORMAT, "TIFF", -1, "width, length or photometric interpretation is missing");
    status = tp_codec_check_size(d->limits, d->width_px, d->height_px, "TIFF ImageWidth, ImageLength", d->diag);
    if (status != TP_OK)
        return status;
    TIFFGetFieldDefaulted(d->tiff, TIFFTAG_BITSPERSAMPLE, &d->bits);
    TIFFGetFieldDefaulted(d->tiff, TIFFTAG_SAMPLESPERPIXEL, &d->samples);
    TIFFGetFieldDefaulted(d->tiff, TIFFTAG_COMPRESSION, &d->compression);
    TIFFGetFieldDefaulted(d->tiff, TIFFTAG_SAMPLEFORMAT, &format);
    TIFFGetFieldDefaulted(d->tiff, TIFFTAG_PLANARCONFIG, &planes);
    TIFFGetFieldDefaulted(d->tiff, TIFFTAG_ORIENTATION, &orientation);
    if (!is_known_compression(d->compression))
        return refuse(d, "TIFF Compression", "compression", d->compression);
    if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID)
        return refuse(d, "TIFF SampleFormat", "sample format", format);
    if (planes != PLANARCONFIG_CONTIG && d->samples > 1)
        return refuse(d, "TIFF PlanarConfiguration", "planar configuration", planes);
    if (orientation != ORIENTATION_TOPLEFT)
        return refuse(d, "TIFF Orientation", "orientation", orientation);
    return check_samples(d);
}

static tp_status read_resolution(struct decoding *d, float *ppi)
{
    static const double unit_m[] = {0, 0, 0.0254, 0.01}; /* by ResolutionUnit */
    float x = 0, y = 0;
    uint16_t unit = RESUNIT_INCH;

    TIFFGetField(d->tiff, TIFFTAG_XRESOLUTION, &x);
    TIFFGetField(d->tiff, TIFFTAG_YRESOLUTION, &y);
    TIFFGetFieldDefaulted(d->tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
    return tp_codec_set_ppi((double)x, (double)y, unit < TP_ARRAY_LENGTH(unit_m) ? unit_m[unit] : 0, ppi, d->diag);
}

/* The gray of each sample value of up to 8 bits. */
static tp_status build_gray(struct decoding *d)
{
    uint32_t maximum = (1u << TP_MIN(d->bits, 8)) - 1;
    uint16_t *red = NULL, *green = NULL, *blue = NULL;

    if (d->photometric == PHOTOMETRIC_PALETTE && !TIFFGetField(d->tiff, TIFFTAG_COLORMAP, &red, &green, &blue))
        return tp_fail(d->diag, TP_E_FORMAT, "TIFF ColorMap", -1, "the palette is missing");
    for (uint32_t v = 0; v <= maximum; v++) {
        uint8_t scaled = tp_codec_scale(v, maximum);

        if (red)
            scaled = tp_codec_luma(tp_codec_scale(red[v], UINT16_MAX), tp_codec_scale(green[v], UINT16_MAX),
                                   tp_codec_scale(blue[v], UINT16_MAX));
        d->gray[v] = d->photometric == PHOTOMETRIC_MINISWHITE ? (uint8_t)(255 - scaled) : scaled;
    }
    return TP_OK;
}

/* ---- the pixels ------------------------------------------------------------------------------------------------- */

/* Sample I of a row as 8 bits. */
static uint8_t sample_at(const struct decoding *d, const uint8_t *row, size_t i)
{
    size_t bit = i * d->bits;
    uint16_t wide;
    uint8_t gray;

    if (d->bits < 16)
        return d->gray[row[bit / 8] >> (8 - d->bits - bit % 8) & ((1 << d->bits) - 1)];
    memcpy(&wide, row + 2 * i, sizeof wide);
    gray = tp_codec_scale(wide, UINT16_MAX);
    return d->photometric == PHOTOMETRIC_MINISWHITE ? (uint8_t)(255 - gray) : gray;
}

/* Converts COUNT pixels of a decoded row into the image at (X, Y). */
static void take_row(struct decoding *d, const uint8_t *row, uint32_t x, uint32_t y, uint32_t count)
{
    uint8_t *pixels = d->out->pixels + (size_t)y * d->out->width_px + x;

    for (size_t i = 0; i < count; i++)
        pixels[i] = d->samples == 1 ? sample_at(d, row, i)
                                    : tp_codec_luma(sample_at(d, row, 3 * i), sample_at(d, row, 3 * i + 1),
                                                    sample_at(d, row, 3 * i + 2));
}

static size_t row_bytes_for(const struct decoding *d, uint32_t width_px)
{
    return ((size_t)width_px * d->samples * d->bits + 7) / 8;
}

static tp_status read_strips(struct decoding *d)
{
    size_t row_bytes = (size_t)TIFFScanlineSize64(d->tiff);
    uint8_t *row = NULL;
    tp_status status;

    if (row_bytes < row_bytes_for(d, d->width_px))
        return library_failure(d);
    status = tp_alloc_zero((void **)&row, row_bytes, 1, d->diag);
    for (uint32_t y = 0; y < d->height_px && status == TP_OK; y++) {
        if (TIFFReadScanline(d->tiff, row, y, 0) != 1 || d->status != TP_OK)
            status = library_failure(d);
        else
            take_row(d, row, 0, y, d->width_px);
    }
    free(row);
    return status;
}

struct tiling {
    uint32_t width_px, height_px;
    size_t row_bytes, size_bytes;
    uint8_t *samples;
};

static tp_status read_tile(struct decoding *d, const struct tiling *tile, uint32_t x, uint32_t y)
{
    uint32_t columns = TP_MIN(tile->width_px, d->width_px - x), rows = TP_MIN(tile->height_px, d->height_px - y);
    tmsize_t got =
        TIFFReadEncodedTile(d->tiff, TIFFComputeTile(d->tiff, x, y, 0, 0), tile->samples, (tmsize_t)tile->size_bytes);

    if (got != (tmsize_t)tile->size_bytes || d->status != TP_OK)
        return library_failure(d);
    for (uint32_t i = 0; i < rows; i++)
        take_row(d, tile->samples + i * tile->row_bytes, x, y + i, columns);
    return TP_OK;
}

static tp_status read_tiles(struct decoding *d)
{
    struct tiling tile = {0};
    tp_status status;

    TIFFGetField(d->tiff, TIFFTAG_TILEWIDTH, &tile.width_px);
    TIFFGetField(d->tiff, TIFFTAG_TILELENGTH, &tile.height_px);
    status = tp_codec_check_size(d->limits, tile.width_px, tile.height_px, "TIFF TileWidth, TileLength", d->diag);
    if (status != TP_OK)
        return status;
    tile.row_bytes = (size_t)TIFFTileRowSize64(d->tiff);
    tile.size_bytes = (size_t)TIFFTileSize64(d->tiff);
    if (tile.row_bytes < row_bytes_for(d, tile.width_px) || tile.size_bytes / tile.row_bytes < tile.height_px)
        return library_failure(d);
    status = tp_alloc_zero((void **)&tile.samples, tile.size_bytes, 1, d->diag);
    for (uint32_t y = 0; y < d->height_px && status == TP_OK; y += tile.height_px)
        for (uint32_t x = 0; x < d->width_px && status == TP_OK; x += tile.width_px)
            status = read_tile(d, &tile, x, y);
    free(tile.samples);
    return status;
}

static tp_status decode(struct decoding *d)
{
    float ppi = 0;
    tp_status status = check_directory(d);

    if (status == TP_OK)
        status = read_resolution(d, &ppi);
    if (status == TP_OK)
        status = build_gray(d);
    if (status == TP_OK)
        status = tp_image_init(d->out, d->width_px, d->height_px, ppi, d->diag);
    if (status != TP_OK)
        return status;
    d->reading_pixels = true;
    if (d->compression == COMPRESSION_JPEG && d->samples == 3)
        TIFFSetField(d->tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    return TIFFIsTiled(d->tiff) ? read_tiles(d) : read_strips(d);
}

tp_status tp_codec_decode_tiff(const uint8_t *data, size_t size_bytes, const struct tp_codec_limits *limits,
                               struct tp_image *out, struct tp_diag *diag)
{
    struct decoding d = {.data = data, .size_bytes = size_bytes, .limits = limits, .out = out, .diag = diag};
    tp_status status;

    d.tiff = open_tiff(&d);
    status = d.tiff && d.status == TP_OK ? decode(&d) : library_failure(&d);
    if (d.tiff)
        TIFFClose(d.tiff);
    if (status != TP_OK)
        tp_image_deinit(out);
    return status;
}
