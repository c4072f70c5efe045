/* SPDX-License-Identifier: Apache-2.0 */
/* TIFF files, written by libtiff into memory. */
#include "samples.h"

#include <stdio.h>
#include <string.h>

#include <tiffio.h>

struct tiff_options {
    const char *mode; /* NULL: "wl" */
    uint16_t bits, photometric, compression;
    uint16_t extra, planes, format, orientation, fill_order, predictor;
    uint32_t tile_px; /* 0: strips of 8 rows */
    uint16_t unit;    /* 0: no resolution */
    float x, y;
};

struct memory {
    uint8_t data[1 << 16];
    size_t size_bytes, position;
};

static tmsize_t on_read(thandle_t handle, void *out, tmsize_t size_bytes)
{
    struct memory *m = handle;
    size_t count = TP_MIN((size_t)size_bytes, m->size_bytes - TP_MIN(m->position, m->size_bytes));

    memcpy(out, m->data + m->position, count);
    m->position += count;
    return (tmsize_t)count;
}

static tmsize_t on_write(thandle_t handle, void *data, tmsize_t size_bytes)
{
    struct memory *m = handle;

    if (m->position + (size_t)size_bytes > sizeof m->data)
        return 0;
    memcpy(m->data + m->position, data, (size_t)size_bytes);
    m->position += (size_t)size_bytes;
    m->size_bytes = TP_MAX(m->size_bytes, m->position);
    return size_bytes;
}

static toff_t on_seek(thandle_t handle, toff_t offset, int whence)
{
    struct memory *m = handle;

    m->position = (size_t)offset + (whence == SEEK_CUR ? m->position : whence == SEEK_END ? m->size_bytes : 0);
    return m->position;
}

static int on_close(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t on_size(thandle_t handle)
{
    return ((struct memory *)handle)->size_bytes;
}

static bool is_colour(const struct tiff_options *o)
{
    return o->photometric == PHOTOMETRIC_RGB || o->photometric == PHOTOMETRIC_YCBCR;
}

static unsigned sample_count(const struct tiff_options *o)
{
    return (o->photometric == PHOTOMETRIC_SEPARATED ? 4 : is_colour(o) ? 3 : 1) + o->extra;
}

static void set_picture_fields(TIFF *tiff, const struct tiff_options *o)
{
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, (uint32_t)SAMPLE_WIDTH_PX);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, (uint32_t)SAMPLE_HEIGHT_PX);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, o->bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, sample_count(o));
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, o->photometric);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, o->planes ? o->planes : PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, o->compression ? o->compression : COMPRESSION_NONE);
    if (o->extra)
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, (uint16_t[]){EXTRASAMPLE_UNASSALPHA});
    if (o->format)
        TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, o->format);
    if (o->orientation)
        TIFFSetField(tiff, TIFFTAG_ORIENTATION, o->orientation);
    if (o->fill_order)
        TIFFSetField(tiff, TIFFTAG_FILLORDER, o->fill_order);
    if (o->predictor)
        TIFFSetField(tiff, TIFFTAG_PREDICTOR, o->predictor);
    if (o->photometric == PHOTOMETRIC_YCBCR)
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
}

static void set_fields(TIFF *tiff, const struct tiff_options *o)
{
    static uint16_t ramp[256];

    set_picture_fields(tiff, o);
    if (o->tile_px) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, o->tile_px);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, o->tile_px);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 8u);
    }
    if (o->unit) {
        TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, o->unit);
        TIFFSetField(tiff, TIFFTAG_XRESOLUTION, (double)o->x);
        TIFFSetField(tiff, TIFFTAG_YRESOLUTION, (double)o->y);
    }
    for (uint32_t i = 0; i < 1u << o->bits && o->photometric == PHOTOMETRIC_PALETTE; i++)
        ramp[i] = (uint16_t)(i * 65535 / ((1u << o->bits) - 1));
    if (o->photometric == PHOTOMETRIC_PALETTE)
        TIFFSetField(tiff, TIFFTAG_COLORMAP, ramp, ramp, ramp);
}

/* The samples of COUNT pixels from (X, Y) on, packed; beyond the picture its border goes on. */
static void fill_row(const struct tiff_options *o, uint32_t x, uint32_t y, uint32_t count, uint8_t *row)
{
    unsigned samples = o->planes == PLANARCONFIG_SEPARATE ? 1 : sample_count(o);

    memset(row, 0, 2 * (size_t)count * samples);
    for (uint32_t i = 0; i < count * samples; i++) {
        uint32_t value =
            picture_at(TP_MIN(x + i / samples, (uint32_t)SAMPLE_WIDTH_PX - 1),
                       TP_MIN(y, (uint32_t)SAMPLE_HEIGHT_PX - 1), is_colour(o) ? i % samples % 3 : 1, o->bits);
        if (o->photometric == PHOTOMETRIC_MINISWHITE)
            value = (1u << o->bits) - 1 - value;
        if (o->bits == 16)
            memcpy(row + 2 * i, &(uint16_t){(uint16_t)value}, 2);
        else
            row[i * o->bits / 8] |= (uint8_t)(value << (8 - o->bits - i * o->bits % 8));
    }
}

static bool write_tiles(TIFF *tiff, const struct tiff_options *o)
{
    static uint8_t tile[64 * 64 * 8];
    size_t row_bytes = (size_t)TIFFTileRowSize(tiff);
    bool done = true;

    for (uint32_t y = 0; y < SAMPLE_HEIGHT_PX; y += o->tile_px)
        for (uint32_t x = 0; x < SAMPLE_WIDTH_PX; x += o->tile_px) {
            for (uint32_t i = 0; i < o->tile_px; i++)
                fill_row(o, x, y + i, o->tile_px, tile + i * row_bytes);
            done = TIFFWriteTile(tiff, tile, x, y, 0, 0) > 0 && done;
        }
    return done;
}

static bool write_strips(TIFF *tiff, const struct tiff_options *o)
{
    uint8_t row[SAMPLE_WIDTH_PX * 8];
    uint16_t planes = o->planes == PLANARCONFIG_SEPARATE ? 3 : 1;
    bool done = true;

    for (uint16_t plane = 0; plane < planes; plane++)
        for (uint32_t y = 0; y < SAMPLE_HEIGHT_PX; y++) {
            fill_row(o, 0, y, SAMPLE_WIDTH_PX, row);
            done = TIFFWriteScanline(tiff, row, y, plane) == 1 && done;
        }
    return done;
}

static struct sample *make(struct samples *samples, const char *name, struct tiff_options o)
{
    static struct memory memory;
    struct sample *sample = samples_add(samples, "tiff", name);
    TIFF *tiff;

    if (o.bits == 0)
        o.bits = 8;
    memory.size_bytes = memory.position = 0;
    tiff = TIFFClientOpen(name, o.mode ? o.mode : "wl", &memory, on_read, on_write, on_seek, on_close, on_size, NULL,
                          NULL);
    if (!tiff) {
        sample->file.bad = true;
        return sample;
    }
    set_fields(tiff, &o);
    sample->file.bad = !(o.tile_px ? write_tiles(tiff, &o) : write_strips(tiff, &o));
    TIFFClose(tiff);
    tp_write_bytes(&sample->file, memory.data, memory.size_bytes);
    sample_expect(sample, o.bits, is_colour(&o));
    sample->ppi = o.unit ? 500 : 0;
    return sample;
}

static void make_gray(struct samples *samples)
{
    make(samples, "gray_1", (struct tiff_options){.bits = 1, .photometric = PHOTOMETRIC_MINISBLACK});
    make(samples, "gray_2", (struct tiff_options){.bits = 2, .photometric = PHOTOMETRIC_MINISBLACK});
    make(samples, "gray_4", (struct tiff_options){.bits = 4, .photometric = PHOTOMETRIC_MINISBLACK});
    make(samples, "gray_8",
         (struct tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .unit = RESUNIT_INCH, .x = 500, .y = 500});
    make(samples, "gray_16", (struct tiff_options){.bits = 16, .photometric = PHOTOMETRIC_MINISBLACK});
    make(samples, "gray_16_big_endian",
         (struct tiff_options){.mode = "wb", .bits = 16, .photometric = PHOTOMETRIC_MINISBLACK});
    make(samples, "white_1", (struct tiff_options){.bits = 1, .photometric = PHOTOMETRIC_MINISWHITE});
    make(samples, "white_8", (struct tiff_options){.photometric = PHOTOMETRIC_MINISWHITE});
    make(samples, "white_16", (struct tiff_options){.bits = 16, .photometric = PHOTOMETRIC_MINISWHITE});
    make(samples, "gray_1_low_bits_first",
         (struct tiff_options){.bits = 1, .photometric = PHOTOMETRIC_MINISBLACK, .fill_order = FILLORDER_LSB2MSB});
    make(samples, "gray_8_tiles", (struct tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .tile_px = 16});
    make(samples, "gray_1_tiles",
         (struct tiff_options){.bits = 1, .photometric = PHOTOMETRIC_MINISBLACK, .tile_px = 32});
    make(samples, "big_tiff", (struct tiff_options){.mode = "w8", .photometric = PHOTOMETRIC_MINISBLACK});
    make(samples, "centimetre",
         (struct tiff_options){
             .photometric = PHOTOMETRIC_MINISBLACK, .unit = RESUNIT_CENTIMETER, .x = 196.85f, .y = 196.85f});
    make(samples, "no_unit",
         (struct tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .unit = RESUNIT_NONE, .x = 500, .y = 500})
        ->ppi = 0;
}

static void make_compressed(struct samples *samples)
{
    make(samples, "lzw", (struct tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .compression = COMPRESSION_LZW});
    make(samples, "deflate_16_predictor",
         (struct tiff_options){.bits = 16,
                               .photometric = PHOTOMETRIC_MINISBLACK,
                               .compression = COMPRESSION_ADOBE_DEFLATE,
                               .predictor = 2});
    make(samples, "packbits",
         (struct tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .compression = COMPRESSION_PACKBITS});
    make(samples, "lzma",
         (struct tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .compression = COMPRESSION_LZMA});
    make(samples, "zstd",
         (struct tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .compression = COMPRESSION_ZSTD});
    make(samples, "fax_rle",
         (struct tiff_options){.bits = 1, .photometric = PHOTOMETRIC_MINISWHITE, .compression = COMPRESSION_CCITTRLE});
    make(samples, "fax_3",
         (struct tiff_options){.bits = 1, .photometric = PHOTOMETRIC_MINISWHITE, .compression = COMPRESSION_CCITTFAX3});
    make(samples, "fax_4",
         (struct tiff_options){.bits = 1, .photometric = PHOTOMETRIC_MINISWHITE, .compression = COMPRESSION_CCITTFAX4});
    make(samples, "jpeg_gray",
         (struct tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .compression = COMPRESSION_JPEG})
        ->tolerance = 8;
    make(samples, "jpeg_colour",
         (struct tiff_options){.photometric = PHOTOMETRIC_YCBCR, .compression = COMPRESSION_JPEG, .tile_px = 32})
        ->tolerance = 12;
}

static void make_colour(struct samples *samples)
{
    make(samples, "rgb_8", (struct tiff_options){.photometric = PHOTOMETRIC_RGB});
    make(samples, "rgb_16",
         (struct tiff_options){.bits = 16, .photometric = PHOTOMETRIC_RGB, .compression = COMPRESSION_LZW});
    make(samples, "rgb_8_tiles", (struct tiff_options){.photometric = PHOTOMETRIC_RGB, .tile_px = 16});
    make(samples, "palette_4", (struct tiff_options){.bits = 4, .photometric = PHOTOMETRIC_PALETTE});
    make(samples, "palette_8", (struct tiff_options){.photometric = PHOTOMETRIC_PALETTE});
}

static void make_refused(struct samples *samples)
{
    sample_refused(
        make(samples, "gray_alpha", (struct tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .extra = 1}),
        TP_E_UNSUPPORTED, "alpha");
    sample_refused(make(samples, "rgb_alpha", (struct tiff_options){.photometric = PHOTOMETRIC_RGB, .extra = 1}),
                   TP_E_UNSUPPORTED, "alpha");
    sample_refused(
        make(samples, "planes", (struct tiff_options){.photometric = PHOTOMETRIC_RGB, .planes = PLANARCONFIG_SEPARATE}),
        TP_E_UNSUPPORTED, "planar configuration 2");
    sample_refused(make(samples, "signed",
                        (struct tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .format = SAMPLEFORMAT_INT}),
                   TP_E_UNSUPPORTED, "sample format 2");
    sample_refused(
        make(samples, "turned",
             (struct tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .orientation = ORIENTATION_BOTRIGHT}),
        TP_E_UNSUPPORTED, "orientation 3");
    sample_refused(make(samples, "cmyk", (struct tiff_options){.photometric = PHOTOMETRIC_SEPARATED}), TP_E_UNSUPPORTED,
                   "kind of picture 5");
    sample_refused(
        make(samples, "not_square",
             (struct tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .unit = RESUNIT_INCH, .x = 500, .y = 250}),
        TP_E_UNSUPPORTED, "not square");
    sample_refused(
        make(samples, "pixarlog",
             (struct tiff_options){.photometric = PHOTOMETRIC_MINISBLACK, .compression = COMPRESSION_PIXARLOG}),
        TP_E_UNSUPPORTED, "compression 32909");
}

void samples_make_tiff(struct samples *samples)
{
    make_gray(samples);
    make_compressed(samples);
    make_colour(samples);
    make_refused(samples);
}
