/* SPDX-License-Identifier: Apache-2.0 */
/* PNG (ISO/IEC 15948) through libpng: gray, colour and palette of every depth, interlaced or not; resolution from pHYs.
 * All other ancillary chunks are skipped unread, so that none can cost memory, and a damaged checksum is an error
 * anywhere. libpng reports errors by longjmp: what lives across one is in struct decoding or struct encoding, and
 * setjmp is called in functions that have no variables of their own. */
#include "codec/codec.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

enum { DEFLATE_MOST = 1032 }; /* bytes that one compressed byte can stand for */

/* What libpng's callbacks know. */
struct context {
    jmp_buf failed;
    tp_status status;
    struct tp_diag *diag;
    struct tp_cursor cursor;  /* when reading */
    struct tp_buffer *buffer; /* when writing */
};

static _Noreturn void fail(struct context *context, tp_status status, const char *words)
{
    int64_t offset = context->cursor.begin ? tp_cursor_offset(&context->cursor) : -1;

    context->status = tp_fail(context->diag, status, "PNG", offset, "%s", words);
    longjmp(context->failed, 1);
}

static _Noreturn void on_error(png_structp png, png_const_charp words)
{
    fail(png_get_error_ptr(png), tp_codec_classify(words), words);
}

/* Of what is left switched on, libpng warns only of damage. */
static void on_warning(png_structp png, png_const_charp words)
{
    on_error(png, words);
}

static void on_read(png_structp png, png_bytep out, size_t size_bytes)
{
    struct context *context = png_get_io_ptr(png);
    const uint8_t *bytes = tp_read_bytes(&context->cursor, size_bytes);

    if (!bytes)
        fail(context, TP_E_TRUNCATED, "the file ends early");
    memcpy(out, bytes, size_bytes);
}

static void on_write(png_structp png, png_bytep data, size_t size_bytes)
{
    struct context *context = png_get_io_ptr(png);

    tp_write_bytes(context->buffer, data, size_bytes);
    if (context->buffer->bad)
        fail(context, TP_E_MEMORY, "no memory to encode a PNG");
}

static void on_flush(png_structp png)
{
    (void)png;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

struct decoding {
    struct context context;
    png_structp png;
    png_infop info;
    const struct tp_codec_limits *limits;
    struct tp_image *out;
    uint8_t *samples; /* gray or colour, 8 bits each: one row, or the whole picture when it is interlaced */
};

static void set_up_reading(struct decoding *d)
{
    png_byte resolution[] = "pHYs";

    png_set_read_fn(d->png, &d->context, on_read);
    png_set_user_limits(d->png, 0x7fffffff, 0x7fffffff); /* ours are checked after the header */
    png_set_crc_action(d->png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_benign_errors(d->png, 0);
    png_set_keep_unknown_chunks(d->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(d->png, PNG_HANDLE_CHUNK_AS_DEFAULT, resolution, 1);
}

static tp_status read_resolution(struct decoding *d)
{
    png_uint_32 x = 0, y = 0;
    int unit = PNG_RESOLUTION_UNKNOWN;

    png_get_pHYs(d->png, d->info, &x, &y, &unit);
    return tp_codec_set_ppi(x, y, unit == PNG_RESOLUTION_METER ? 1.0 : 0, &d->out->ppi, d->context.diag);
}

static tp_status check_header(struct decoding *d)
{
    tp_status status = tp_codec_check_size(d->limits, png_get_image_width(d->png, d->info),
                                           png_get_image_height(d->png, d->info), "PNG IHDR", d->context.diag);

    if (status == TP_OK &&
        ((png_get_color_type(d->png, d->info) & PNG_COLOR_MASK_ALPHA) || png_get_valid(d->png, d->info, PNG_INFO_tRNS)))
        status = tp_fail(d->context.diag, TP_E_UNSUPPORTED, "PNG IHDR", -1,
                         "the image has transparency (alpha), which a fingerprint image must not have");
    return status;
}

/* Makes libpng deliver 8-bit gray or colour. */
static void choose_samples(struct decoding *d)
{
    png_set_scale_16(d->png);
    png_set_expand(d->png);
    png_set_interlace_handling(d->png);
    png_read_update_info(d->png, d->info);
}

static bool is_interlaced(const struct decoding *d)
{
    return png_get_interlace_type(d->png, d->info) != PNG_INTERLACE_NONE;
}

static tp_status allocate(struct decoding *d, size_t file_bytes)
{
    uint32_t width_px = png_get_image_width(d->png, d->info), height_px = png_get_image_height(d->png, d->info);
    size_t row_bytes = png_get_rowbytes(d->png, d->info);
    tp_status status;

    if ((size_t)width_px * height_px / 8 / DEFLATE_MOST > file_bytes)
        return tp_fail(d->context.diag, TP_E_TRUNCATED, "PNG IDAT", -1, "%zu bytes cannot hold %u x %u pixels",
                       file_bytes, width_px, height_px);
    status = tp_image_init(d->out, width_px, height_px, d->out->ppi, d->context.diag);
    if (status == TP_OK)
        status = tp_alloc((void **)&d->samples, is_interlaced(d) ? height_px : 1, row_bytes, d->context.diag);
    return status;
}

static void take_row(struct decoding *d, uint32_t y, const uint8_t *samples)
{
    uint8_t *row = d->out->pixels + (size_t)y * d->out->width_px;

    if (png_get_channels(d->png, d->info) == 1)
        memcpy(row, samples, d->out->width_px);
    else
        tp_codec_gray_from_rgb(samples, d->out->width_px, row);
}

static void read_rows(struct decoding *d)
{
    size_t stride_bytes = is_interlaced(d) ? png_get_rowbytes(d->png, d->info) : 0;
    int passes = is_interlaced(d) ? PNG_INTERLACE_ADAM7_PASSES : 1;

    for (int pass = 0; pass < passes; pass++)
        for (uint32_t y = 0; y < d->out->height_px; y++) {
            uint8_t *samples = d->samples + y * stride_bytes;

            png_read_row(d->png, samples, NULL);
            if (pass == passes - 1)
                take_row(d, y, samples);
        }
    png_read_end(d->png, NULL);
}

static tp_status decode(struct decoding *d)
{
    if (setjmp(d->context.failed))
        return d->context.status;
    d->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &d->context, on_error, on_warning);
    d->info = png_create_info_struct(d->png);
    if (!d->info)
        return tp_fail(d->context.diag, TP_E_MEMORY, NULL, -1, "no memory to decode a PNG");
    set_up_reading(d);
    png_read_info(d->png, d->info);
    d->context.status = check_header(d);
    if (d->context.status == TP_OK)
        d->context.status = read_resolution(d);
    if (d->context.status != TP_OK)
        return d->context.status;
    choose_samples(d);
    d->context.status = allocate(d, (size_t)(d->context.cursor.end - d->context.cursor.begin));
    if (d->context.status == TP_OK)
        read_rows(d);
    return d->context.status;
}

tp_status tp_codec_decode_png(const uint8_t *data, size_t size_bytes, const struct tp_codec_limits *limits,
                              struct tp_image *out, struct tp_diag *diag)
{
    struct decoding d = {
        .context = {.cursor = tp_cursor_over(data, size_bytes), .diag = diag}, .limits = limits, .out = out};
    tp_status status = decode(&d);

    if (status != TP_OK)
        tp_image_deinit(out);
    free(d.samples);
    png_destroy_read_struct(&d.png, &d.info, NULL);
    return status;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

struct picture {
    uint32_t width_px, height_px;
    float ppi;
    int colour_type, channels;
    const uint8_t *samples;
};

struct encoding {
    struct context context;
    png_structp png;
    png_infop info;
    const struct picture *picture;
};

static tp_status encode_rows(struct encoding *e)
{
    if (setjmp(e->context.failed))
        return e->context.status;
    e->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &e->context, on_error, on_warning);
    e->info = png_create_info_struct(e->png);
    if (!e->info)
        return tp_fail(e->context.diag, TP_E_MEMORY, NULL, -1, "no memory to encode a PNG");
    png_set_write_fn(e->png, &e->context, on_write, on_flush);
    png_set_IHDR(e->png, e->info, e->picture->width_px, e->picture->height_px, 8, e->picture->colour_type,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (tp_codec_per_metre(e->picture->ppi) > 0)
        png_set_pHYs(e->png, e->info, tp_codec_per_metre(e->picture->ppi), tp_codec_per_metre(e->picture->ppi),
                     PNG_RESOLUTION_METER);
    png_write_info(e->png, e->info);
    for (size_t y = 0; y < e->picture->height_px; y++)
        png_write_row(e->png, e->picture->samples + y * e->picture->width_px * (size_t)e->picture->channels);
    png_write_end(e->png, NULL);
    return TP_OK;
}

static tp_status encode(const struct picture *picture, struct tp_buffer *buffer, struct tp_diag *diag)
{
    struct encoding e = {.context = {.buffer = buffer, .diag = diag}, .picture = picture};
    tp_status status = encode_rows(&e);

    png_destroy_write_struct(&e.png, &e.info);
    if (status != TP_OK)
        tp_buffer_deinit(buffer);
    return status;
}

tp_status tp_codec_encode_png(const struct tp_image *image, struct tp_buffer *buffer, struct tp_diag *diag)
{
    struct picture picture = {image->width_px, image->height_px, image->ppi, PNG_COLOR_TYPE_GRAY, 1, image->pixels};
    return encode(&picture, buffer, diag);
}

tp_status tp_codec_save_canvas(const struct tp_canvas *canvas, const char *path, struct tp_diag *diag)
{
    struct picture picture = {canvas->width_px, canvas->height_px, 0, PNG_COLOR_TYPE_RGB, 3, canvas->pixels};
    struct tp_buffer buffer;
    tp_status status;

    tp_buffer_init(&buffer);
    status = encode(&picture, &buffer, diag);
    if (status == TP_OK)
        status = tp_file_write(path, buffer.data, buffer.size_bytes, diag);
    tp_buffer_deinit(&buffer);
    return tp_diag_in_file(diag, status, path);
}
