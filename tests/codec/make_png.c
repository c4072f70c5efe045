/* SPDX-License-Identifier: Apache-2.0 */
/* PNG files byte by byte, in stored deflate blocks, so that every field can be chosen. */
#include "samples.h"

#include <string.h>

enum { GRAY = 0, RGB = 2, PALETTE = 3, GRAY_ALPHA = 4, RGBA = 6 };

struct png_options {
    uint8_t bits, kind, interlaced;
    uint32_t x_per_metre, y_per_metre;
    uint8_t unit;
    bool transparent; /* a tRNS chunk */
    bool text;        /* a compressed text chunk before the picture */
};

static void write_chunk(struct tp_buffer *file, const char *type, const struct tp_buffer *body)
{
    struct tp_buffer checked;

    tp_buffer_init(&checked);
    tp_write_bytes(&checked, type, 4);
    tp_write_bytes(&checked, body->data, body->size_bytes);
    tp_write_u32be(file, (uint32_t)body->size_bytes);
    tp_write_bytes(file, checked.data, checked.size_bytes);
    tp_write_u32be(file, tp_crc32(checked.data, checked.size_bytes));
    tp_buffer_deinit(&checked);
}

static uint32_t adler32(const struct tp_buffer *data)
{
    uint32_t a = 1, b = 0;

    for (size_t i = 0; i < data->size_bytes; i++) {
        a = (a + data->data[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

/* At most 65,535 bytes as one stored block. */
static void write_stored(struct tp_buffer *out, const struct tp_buffer *data)
{
    uint16_t size = (uint16_t)data->size_bytes;

    tp_write_bytes(out, "\x78\x01\x01", 3);
    tp_write_bytes(out, (const uint8_t[4]){(uint8_t)size, (uint8_t)(size >> 8), (uint8_t)~size, (uint8_t)(~size >> 8)},
                   4);
    tp_write_bytes(out, data->data, size);
    tp_write_u32be(out, adler32(data));
}

static void write_pixel(struct tp_buffer *row, const struct png_options *o, uint32_t x, uint32_t y)
{
    unsigned first = o->kind == GRAY || o->kind == GRAY_ALPHA ? 1 : 0, last = first ? 1 : 2;

    for (unsigned c = first; c <= last; c++) {
        uint32_t value = picture_at(x, y, c, o->bits);
        if (o->bits == 16)
            tp_write_u16be(row, (uint16_t)value);
        else
            tp_write_u8(row, (uint8_t)value);
    }
    if (o->kind & 4)
        tp_write_u8(row, 255);
}

/* Rows of less than eight bits: gray samples, or palette indices that are the gray ones. */
static void write_packed(struct tp_buffer *row, const struct png_options *o, const uint32_t at[3])
{
    unsigned collected = 0, bits = 0;

    for (uint32_t x = at[0]; x < SAMPLE_WIDTH_PX; x += at[1]) {
        collected = collected << o->bits | picture_at(x, at[2], 1, o->bits);
        bits += o->bits;
        if (bits >= 8) { /* more than 8 only for a depth that PNG lacks */
            tp_write_u8(row, (uint8_t)collected);
            bits = collected = 0;
        }
    }
    if (bits)
        tp_write_u8(row, (uint8_t)(collected << (8 - bits)));
}

/* The rows of one pass: every DX-th pixel of every DY-th row from (X0, Y0). */
static void write_pass(struct tp_buffer *rows, const struct png_options *o, const uint8_t pass[4])
{
    if (pass[0] >= SAMPLE_WIDTH_PX)
        return;
    for (uint32_t y = pass[1]; y < SAMPLE_HEIGHT_PX; y += pass[3]) {
        tp_write_u8(rows, 0);
        if (o->bits < 8 || o->kind == PALETTE)
            write_packed(rows, o, (const uint32_t[3]){pass[0], pass[2], y});
        else
            for (uint32_t x = pass[0]; x < SAMPLE_WIDTH_PX; x += pass[2])
                write_pixel(rows, o, x, y);
    }
}

static void write_rows(struct tp_buffer *rows, const struct png_options *o)
{
    static const uint8_t whole[4] = {0, 0, 1, 1};
    static const uint8_t adam7[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                        {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};

    if (!o->interlaced)
        write_pass(rows, o, whole);
    for (int i = 0; i < 7 && o->interlaced; i++)
        write_pass(rows, o, adam7[i]);
}

static void write_small_chunk(struct tp_buffer *file, const char *type, const void *data, size_t size_bytes)
{
    struct tp_buffer body;

    tp_buffer_init(&body);
    tp_write_bytes(&body, data, size_bytes);
    write_chunk(file, type, &body);
    tp_buffer_deinit(&body);
}

static void write_head(struct tp_buffer *file, const struct png_options *o)
{
    struct tp_buffer body;

    tp_buffer_init(&body);
    tp_write_u32be(&body, SAMPLE_WIDTH_PX);
    tp_write_u32be(&body, SAMPLE_HEIGHT_PX);
    tp_write_bytes(&body, (const uint8_t[5]){o->bits, o->kind, 0, 0, o->interlaced}, 5);
    write_chunk(file, "IHDR", &body);
    body.size_bytes = 0;
    tp_write_u32be(&body, o->x_per_metre);
    tp_write_u32be(&body, o->y_per_metre);
    tp_write_u8(&body, o->unit);
    if (o->x_per_metre)
        write_chunk(file, "pHYs", &body);
    body.size_bytes = 0;
    for (unsigned i = 0; i < 1u << o->bits && o->kind == PALETTE; i++) /* a gray ramp, in colour */
        tp_write_bytes(&body,
                       (const uint8_t[3]){tp_codec_scale(i, (1u << o->bits) - 1),
                                          tp_codec_scale(i, (1u << o->bits) - 1),
                                          tp_codec_scale(i, (1u << o->bits) - 1)},
                       3);
    if (o->kind == PALETTE)
        write_chunk(file, "PLTE", &body);
    if (o->transparent)
        write_small_chunk(file, "tRNS", o->kind == RGB ? "\0\1\0\2\0\3" : "\0\1", o->kind == RGB ? 6 : 2);
    if (o->text)
        write_small_chunk(file, "zTXt", "Comment\0\0not deflate", 20);
    tp_buffer_deinit(&body);
}

static void make(struct samples *samples, const char *name, const struct png_options *o)
{
    struct sample *sample = samples_add(samples, "png", name);
    struct tp_buffer rows, packed;

    tp_buffer_init(&rows);
    tp_buffer_init(&packed);
    tp_write_bytes(&sample->file, "\x89PNG\r\n\x1a\n", 8);
    write_head(&sample->file, o);
    write_rows(&rows, o);
    write_stored(&packed, &rows);
    write_chunk(&sample->file, "IDAT", &packed);
    write_small_chunk(&sample->file, "IEND", "", 0);
    tp_buffer_deinit(&rows);
    tp_buffer_deinit(&packed);
    sample_expect(sample, o->bits, o->kind == RGB);
    sample->ppi = o->x_per_metre == 19685 && o->unit == 1 ? 500 : 0;
}

static void make_refused(struct samples *samples)
{
    make(samples, "gray_alpha", &(struct png_options){.bits = 8, .kind = GRAY_ALPHA});
    sample_refused(&samples->items[samples->count - 1], TP_E_UNSUPPORTED, "alpha");
    make(samples, "rgb_alpha", &(struct png_options){.bits = 8, .kind = RGBA});
    sample_refused(&samples->items[samples->count - 1], TP_E_UNSUPPORTED, "alpha");
    make(samples, "transparent_gray", &(struct png_options){.bits = 8, .transparent = true});
    sample_refused(&samples->items[samples->count - 1], TP_E_UNSUPPORTED, "alpha");
    make(samples, "transparent_rgb", &(struct png_options){.bits = 8, .kind = RGB, .transparent = true});
    sample_refused(&samples->items[samples->count - 1], TP_E_UNSUPPORTED, "alpha");
    make(samples, "transparent_palette", &(struct png_options){.bits = 8, .kind = PALETTE, .transparent = true});
    sample_refused(&samples->items[samples->count - 1], TP_E_UNSUPPORTED, "alpha");
    make(samples, "not_square", &(struct png_options){.bits = 8, .x_per_metre = 19685, .y_per_metre = 9843, .unit = 1});
    sample_refused(&samples->items[samples->count - 1], TP_E_UNSUPPORTED, "not square");
    make(samples, "not_square_shape", &(struct png_options){.bits = 8, .x_per_metre = 1, .y_per_metre = 2});
    sample_refused(&samples->items[samples->count - 1], TP_E_UNSUPPORTED, "not square");
    make(samples, "bits_3", &(struct png_options){.bits = 3});
    sample_refused(&samples->items[samples->count - 1], TP_E_FORMAT, "bit depth");
}

/* What the product's own encoder writes. */
static void make_own(struct samples *samples)
{
    struct sample *sample = samples_add(samples, "png", "own");
    struct tp_image image = {SAMPLE_WIDTH_PX, SAMPLE_HEIGHT_PX, 500, sample->pixels};

    if (tp_codec_encode_png(&image, &sample->file, NULL) != TP_OK)
        sample->file.bad = true;
}

void samples_make_png(struct samples *samples)
{
    make_own(samples);
    make(samples, "gray_1", &(struct png_options){.bits = 1});
    make(samples, "gray_2", &(struct png_options){.bits = 2});
    make(samples, "gray_4", &(struct png_options){.bits = 4});
    make(samples, "gray_8",
         &(struct png_options){.bits = 8, .x_per_metre = 19685, .y_per_metre = 19685, .unit = 1, .text = true});
    make(samples, "gray_16", &(struct png_options){.bits = 16, .x_per_metre = 19685, .y_per_metre = 19685});
    make(samples, "rgb_8", &(struct png_options){.bits = 8, .kind = RGB});
    make(samples, "rgb_16", &(struct png_options){.bits = 16, .kind = RGB});
    make(samples, "palette_1", &(struct png_options){.bits = 1, .kind = PALETTE});
    make(samples, "palette_4", &(struct png_options){.bits = 4, .kind = PALETTE});
    make(samples, "palette_8", &(struct png_options){.bits = 8, .kind = PALETTE});
    make(samples, "gray_1_interlaced", &(struct png_options){.bits = 1, .interlaced = 1});
    make(samples, "gray_8_interlaced", &(struct png_options){.bits = 8, .interlaced = 1});
    make(samples, "rgb_16_interlaced", &(struct png_options){.bits = 16, .kind = RGB, .interlaced = 1});
    make_refused(samples);
}
