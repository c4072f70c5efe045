/* SPDX-License-Identifier: Apache-2.0 */
/* BMP files byte by byte. */
#include "samples.h"

struct bmp_options {
    uint32_t header_bytes; /* 0: 40 */
    uint16_t bits;
    uint32_t compression;
    bool top_down;
    uint32_t masks[4]; /* red, green, blue, alpha */
    uint32_t x_per_metre, y_per_metre;
    uint32_t colours; /* of the palette; 0: all */
    uint32_t gap_bytes;
    bool run_through_padding; /* a last run fills the row to a multiple of 4 bytes */
};

static void write_u16le(struct tp_buffer *file, uint32_t value)
{
    tp_write_u8(file, (uint8_t)value);
    tp_write_u8(file, (uint8_t)(value >> 8));
}

static void write_u32le(struct tp_buffer *file, uint32_t value)
{
    write_u16le(file, value & 0xFFFF);
    write_u16le(file, value >> 16);
}

static void write_zeros(struct tp_buffer *file, size_t count)
{
    for (size_t i = 0; i < count; i++)
        tp_write_u8(file, 0);
}

static uint32_t colour_count(const struct bmp_options *o)
{
    return o->bits > 8 ? 0 : o->colours ? o->colours : 1u << o->bits;
}

static void write_info(struct tp_buffer *file, const struct bmp_options *o)
{
    size_t begin = file->size_bytes;

    write_u32le(file, o->header_bytes);
    if (o->header_bytes == 12) {
        write_u16le(file, SAMPLE_WIDTH_PX);
        write_u16le(file, SAMPLE_HEIGHT_PX);
    } else {
        write_u32le(file, SAMPLE_WIDTH_PX);
        write_u32le(file, o->top_down ? 0u - SAMPLE_HEIGHT_PX : SAMPLE_HEIGHT_PX);
    }
    write_u16le(file, 1);
    write_u16le(file, o->bits);
    if (o->header_bytes == 12)
        return;
    write_u32le(file, o->compression);
    write_u32le(file, 0);
    write_u32le(file, o->x_per_metre);
    write_u32le(file, o->y_per_metre);
    write_u32le(file, o->colours);
    write_u32le(file, 0);
    for (int i = 0; i < (o->header_bytes == 40 ? 3 : 4) && o->compression == 3; i++)
        write_u32le(file, o->masks[i]);
    if (file->size_bytes < begin + o->header_bytes)
        write_zeros(file, begin + o->header_bytes - file->size_bytes);
}

static void write_head(struct tp_buffer *file, const struct bmp_options *o)
{
    uint32_t entry_bytes = o->header_bytes == 12 ? 3 : 4;
    uint32_t masks_bytes = o->compression == 3 && o->header_bytes == 40 ? 12 : 0;

    tp_write_text(file, "BM");
    write_u32le(file, 0);
    write_u32le(file, 0);
    write_u32le(file, 14 + o->header_bytes + masks_bytes + entry_bytes * colour_count(o) + o->gap_bytes);
    write_info(file, o);
    for (uint32_t i = 0; i < colour_count(o); i++) {
        uint8_t gray = tp_codec_scale(i, (1u << o->bits) - 1);
        tp_write_bytes(file, (const uint8_t[4]){gray, gray, gray, 0}, entry_bytes);
    }
    write_zeros(file, o->gap_bytes);
}

/* A component's sample in its mask. */
static uint32_t in_mask(uint32_t x, uint32_t y, unsigned component, uint32_t mask)
{
    uint32_t unit = mask & (0u - mask);
    unsigned bits = 0;

    if (!mask)
        return 0;
    for (uint32_t ones = mask / unit; ones; ones >>= 1)
        bits++;
    return picture_at(x, y, component, bits) * unit;
}

static void write_row(struct tp_buffer *file, const struct bmp_options *o, uint32_t y)
{
    size_t begin = file->size_bytes;
    uint32_t collected = 0;

    for (uint32_t x = 0; x < SAMPLE_WIDTH_PX; x++) {
        uint32_t pixel = in_mask(x, y, 0, o->masks[0]) | in_mask(x, y, 1, o->masks[1]) | in_mask(x, y, 2, o->masks[2]);

        collected = collected << o->bits % 8 | picture_at(x, y, 1, o->bits < 8 ? o->bits : 8);
        if (o->bits == 8 || (o->bits < 8 && (x + 1) * o->bits % 8 == 0))
            tp_write_u8(file, (uint8_t)collected);
        if (o->bits == 8)
            collected = 0;
        for (unsigned i = 0; i < o->bits / 8u && o->bits > 8; i++)
            tp_write_u8(file, (uint8_t)(pixel >> 8 * i));
    }
    if (SAMPLE_WIDTH_PX * o->bits % 8)
        tp_write_u8(file, (uint8_t)(collected << (8 - SAMPLE_WIDTH_PX * o->bits % 8)));
    write_zeros(file, (0 - (file->size_bytes - begin)) % 4);
}

/* A pair of equal pixels as a run, the others literally. */
static void write_runs(struct tp_buffer *file, const struct bmp_options *o, uint32_t y)
{
    uint32_t literal = SAMPLE_WIDTH_PX - 4, begin = (uint32_t)file->size_bytes;

    tp_write_u8(file, 0);
    tp_write_u8(file, (uint8_t)literal);
    begin = (uint32_t)file->size_bytes;
    for (uint32_t x = 0; x < literal; x += o->bits == 4 ? 2 : 1)
        tp_write_u8(file, (uint8_t)(o->bits == 8 ? picture_at(x, y, 1, 8)
                                                 : picture_at(x, y, 1, 4) << 4 |
                                                       (x + 1 < literal ? picture_at(x + 1, y, 1, 4) : 0)));
    write_zeros(file, (file->size_bytes - begin) % 2);
    for (uint32_t x = literal; x < SAMPLE_WIDTH_PX; x++) {
        tp_write_u8(file, 1);
        tp_write_u8(file, (uint8_t)(picture_at(x, y, 1, o->bits) << (8 - o->bits)));
    }
    if (o->run_through_padding)
        tp_write_bytes(file, "\3\0", 2);
    tp_write_u8(file, 0);
    tp_write_u8(file, 0);
}

static struct sample *make(struct samples *samples, const char *name, struct bmp_options o)
{
    struct sample *sample = samples_add(samples, "bmp", name);
    bool runs = o.compression == 1 || o.compression == 2;

    if (o.header_bytes == 0)
        o.header_bytes = 40;
    write_head(&sample->file, &o);
    for (uint32_t i = 0; i < SAMPLE_HEIGHT_PX; i++) {
        uint32_t y = o.top_down ? i : SAMPLE_HEIGHT_PX - 1 - i;
        if (runs)
            write_runs(&sample->file, &o, y);
        else
            write_row(&sample->file, &o, y);
    }
    if (runs)
        tp_write_bytes(&sample->file, "\0\1", 2);
    sample_expect(sample, o.bits <= 8 ? o.bits : o.bits == 16 ? 5 : 8, o.bits > 8);
    sample->ppi = o.x_per_metre == 19685 ? 500 : 0;
    return sample;
}

#define MASKS_555                                                                                                      \
    {                                                                                                                  \
        0x7C00, 0x3E0, 0x1F, 0                                                                                         \
    }
#define MASKS_888                                                                                                      \
    {                                                                                                                  \
        0xFF0000, 0xFF00, 0xFF, 0                                                                                      \
    }

static void make_refused(struct samples *samples)
{
    struct sample *sample;

    sample_refused(
        make(samples, "alpha",
             (struct bmp_options){
                 .header_bytes = 108, .bits = 32, .compression = 3, .masks = {0xFF0000, 0xFF00, 0xFF, 0xFF000000}}),
        TP_E_UNSUPPORTED, "alpha");
    sample_refused(make(samples, "not_square", (struct bmp_options){.bits = 8, .x_per_metre = 19685, .y_per_metre = 9}),
                   TP_E_UNSUPPORTED, "not square");
    sample_refused(make(samples, "masks_with_gaps",
                        (struct bmp_options){.bits = 16, .compression = 3, .masks = {0x5000, 0x3E0, 0x1F, 0}}),
                   TP_E_FORMAT, "masks");
    sample_refused(make(samples, "colour_beyond_palette", (struct bmp_options){.bits = 8, .colours = 100}), TP_E_FORMAT,
                   "the palette has 100");
    sample_refused(
        make(samples, "compression_4", (struct bmp_options){.bits = 24, .compression = 4, .masks = MASKS_888}),
        TP_E_UNSUPPORTED, "compression 4");
    sample_refused(make(samples, "header_41", (struct bmp_options){.header_bytes = 41, .bits = 8}), TP_E_UNSUPPORTED,
                   "header of 41");
    sample_refused(make(samples, "bits_7", (struct bmp_options){.bits = 7}), TP_E_FORMAT, "bits per pixel");
    sample = make(samples, "pixels_in_header", (struct bmp_options){.bits = 24, .masks = MASKS_888});
    sample->file.data[10] = 53;
    sample_refused(sample, TP_E_FORMAT, "inside the header");
    sample = make(samples, "runs_leave_row", (struct bmp_options){.bits = 8, .compression = 1});
    sample->file.data[14 + 40 + 1024 + 1] = 200;
    sample_refused(sample, TP_E_FORMAT, "leaves row");
    sample = make(samples, "runs_skip_pixels", (struct bmp_options){.bits = 8, .compression = 1});
    sample->file.data[14 + 40 + 1024 + 1] = 2;
    sample_refused(sample, TP_E_UNSUPPORTED, "leaves out");
    sample = make(samples, "runs_end_early", (struct bmp_options){.bits = 8, .compression = 1});
    sample->file.data[14 + 40 + 1024 + 1] = 1;
    sample_refused(sample, TP_E_FORMAT, "ends after");
}

void samples_make_bmp(struct samples *samples)
{
    make(samples, "gray_1", (struct bmp_options){.bits = 1});
    make(samples, "gray_4", (struct bmp_options){.bits = 4});
    make(samples, "gray_8", (struct bmp_options){.bits = 8, .x_per_metre = 19685, .y_per_metre = 19685});
    make(samples, "gray_8_top_down", (struct bmp_options){.bits = 8, .top_down = true});
    make(samples, "gray_8_fewer_colours", (struct bmp_options){.bits = 8, .colours = 250, .gap_bytes = 17});
    make(samples, "os2_4", (struct bmp_options){.header_bytes = 12, .bits = 4});
    make(samples, "os2_24", (struct bmp_options){.header_bytes = 12, .bits = 24, .masks = MASKS_888});
    make(samples, "os2_v2_8", (struct bmp_options){.header_bytes = 64, .bits = 8});
    make(samples, "rgb_16", (struct bmp_options){.bits = 16, .masks = MASKS_555});
    make(samples, "rgb_24", (struct bmp_options){.bits = 24, .masks = MASKS_888, .gap_bytes = 2});
    make(samples, "rgb_32", (struct bmp_options){.bits = 32, .masks = MASKS_888});
    make(samples, "v3_16", (struct bmp_options){.header_bytes = 56, .bits = 16, .compression = 3, .masks = MASKS_555});
    make(samples, "masks_32", (struct bmp_options){.bits = 32, .compression = 3, .masks = {0xFF, 0xFF00, 0xFF0000, 0}});
    make(samples, "v5_32",
         (struct bmp_options){
             .header_bytes = 124, .bits = 32, .compression = 3, .masks = {0xFF000000, 0xFF0000, 0xFF00, 0}});
    make(samples, "runs_8", (struct bmp_options){.bits = 8, .compression = 1});
    make(samples, "runs_8_padded", (struct bmp_options){.bits = 8, .compression = 1, .run_through_padding = true});
    make(samples, "runs_4", (struct bmp_options){.bits = 4, .compression = 2});
    make_refused(samples);
}
