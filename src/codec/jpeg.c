/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG (ISO/IEC 10918-1) through libjpeg-turbo: gray, and colour as its luma. Resolution from the JFIF marker (ISO/IEC
 * 10918-5). What the library calls a warning is damage, and an error here: it would otherwise fill the missing part
 * with gray. Written is baseline gray. The library reports errors by longjmp; what lives across one is in struct
 * decoding or struct encoding. */
#include "codec/codec.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jerror.h>
#include <jpeglib.h>

enum { SCANS_MAX = 64 }; /* a progressive picture takes about ten; each costs a pass over all of it */
enum { SOF_LOSSLESS = 0xc3 };
enum { DEFAULT_QUALITY = 95, QUALITY_MAX = 100 };

/* ---- reading ---------------------------------------------------------------------------------------------------- */

struct decoding {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    tp_status status;
    size_t size_bytes;
    const struct tp_codec_limits *limits;
    struct tp_image *out;
    struct tp_diag *diag;
};

static _Noreturn void fail(struct decoding *d, tp_status status, const char *words)
{
    int64_t offset = d->jpeg.src ? (int64_t)(d->size_bytes - d->jpeg.src->bytes_in_buffer) : -1;

    d->status = tp_fail(d->diag, status, "JPEG", offset, "%s", words);
    longjmp(d->failed, 1);
}

static _Noreturn void on_error(j_common_ptr common)
{
    char words[JMSG_LENGTH_MAX];
    int code = common->err->msg_code;
    bool unsupported = code == JERR_BAD_PRECISION || code == JERR_SOF_UNSUPPORTED || code == JERR_ARITH_NOTIMPL ||
                       code == JERR_CCIR601_NOTIMPL || code == JERR_CONVERSION_NOTIMPL ||
                       code == JERR_FRACT_SAMPLE_NOTIMPL || code == JERR_NOT_COMPILED;

    common->err->format_message(common, words);
    if (code == JERR_SOF_UNSUPPORTED && common->err->msg_parm.i[0] == SOF_LOSSLESS)
        snprintf(words, sizeof words, "lossless JPEG (JPEGL, process 14 of ITU-T T.81) is not supported");
    fail(common->client_data, unsupported ? TP_E_UNSUPPORTED : tp_codec_classify(words), words);
}

/* Negative levels are warnings, the others tracing. */
static void on_message(j_common_ptr common, int level)
{
    if (level < 0)
        on_error(common);
}

static void on_message_ignored(j_common_ptr common, int level)
{
    (void)common;
    (void)level;
}

static void on_progress(j_common_ptr common)
{
    struct decoding *d = common->client_data;

    if (d->jpeg.input_scan_number > SCANS_MAX)
        fail(d, TP_E_LIMIT, "more passes over the picture than a real image has");
}

static tp_status check_header(struct decoding *d)
{
    static const double unit_m[] = {0, 0.0254, 0.01}; /* by JFIF's density unit */
    uint8_t unit = d->jpeg.saw_JFIF_marker && d->jpeg.density_unit < TP_ARRAY_LENGTH(unit_m) ? d->jpeg.density_unit : 0;
    tp_status status = tp_codec_check_size(d->limits, d->jpeg.image_width, d->jpeg.image_height, "JPEG SOF", d->diag);
    float ppi = 0;

    if (status == TP_OK && d->jpeg.jpeg_color_space != JCS_GRAYSCALE && d->jpeg.jpeg_color_space != JCS_YCbCr &&
        d->jpeg.jpeg_color_space != JCS_RGB)
        status = tp_fail(d->diag, TP_E_UNSUPPORTED, "JPEG SOF", -1, "neither gray nor a three-colour image");
    if (status == TP_OK)
        status = tp_codec_set_ppi(d->jpeg.X_density, d->jpeg.Y_density, unit_m[unit], &ppi, d->diag);
    if (status == TP_OK)
        status = tp_image_init(d->out, d->jpeg.image_width, d->jpeg.image_height, ppi, d->diag);
    return status;
}

static void read_rows(struct decoding *d)
{
    while (d->jpeg.output_scanline < d->jpeg.output_height) {
        JSAMPROW row = d->out->pixels + (size_t)d->jpeg.output_scanline * d->out->width_px;
        jpeg_read_scanlines(&d->jpeg, &row, 1);
    }
}

static tp_status decode(struct decoding *d, const uint8_t *data)
{
    if (setjmp(d->failed))
        return d->status;
    jpeg_create_decompress(&d->jpeg);
    jpeg_mem_src(&d->jpeg, data, d->size_bytes);
    jpeg_read_header(&d->jpeg, TRUE);
    d->status = check_header(d);
    if (d->status != TP_OK)
        return d->status;
    d->jpeg.progress = &d->progress;
    d->jpeg.out_color_space = JCS_GRAYSCALE; /* Y of YCbCr is Rec. 601 luma already */
    d->jpeg.dct_method = JDCT_ISLOW;         /* exact integers, the same on every machine */
    jpeg_start_decompress(&d->jpeg);
    read_rows(d);
    jpeg_finish_decompress(&d->jpeg);
    return TP_OK;
}

tp_status tp_codec_decode_jpeg(const uint8_t *data, size_t size_bytes, const struct tp_codec_limits *limits,
                               struct tp_image *out, struct tp_diag *diag)
{
    struct decoding d = {.size_bytes = size_bytes, .limits = limits, .out = out, .diag = diag};
    tp_status status;

    d.jpeg.err = jpeg_std_error(&d.errors);
    d.jpeg.client_data = &d;
    d.errors.error_exit = on_error;
    d.errors.emit_message = on_message;
    d.progress.progress_monitor = on_progress;
    status = decode(&d, data);
    jpeg_destroy_decompress(&d.jpeg);
    if (status != TP_OK)
        tp_image_deinit(out);
    return status;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

struct encoding {
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    jmp_buf failed;
    tp_status status;
    unsigned char *data; /* from malloc */
    unsigned long size_bytes;
    const struct tp_image *image;
    int quality;
    struct tp_diag *diag;
};

static _Noreturn void on_encoding_error(j_common_ptr common)
{
    struct encoding *e = common->client_data;
    char words[JMSG_LENGTH_MAX];

    common->err->format_message(common, words);
    e->status = tp_fail(e->diag, tp_codec_classify(words), "JPEG", -1, "%s", words);
    longjmp(e->failed, 1);
}

static void set_up(struct encoding *e)
{
    bool known = e->image->ppi >= 1 && e->image->ppi <= UINT16_MAX;

    e->jpeg.image_width = e->image->width_px;
    e->jpeg.image_height = e->image->height_px;
    e->jpeg.input_components = 1;
    e->jpeg.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&e->jpeg);
    jpeg_set_quality(&e->jpeg, e->quality, TRUE); /* which keeps it baseline */
    e->jpeg.dct_method = JDCT_ISLOW;
    e->jpeg.optimize_coding = TRUE;
    e->jpeg.density_unit = known ? 1 : 0;
    e->jpeg.X_density = e->jpeg.Y_density = known ? (UINT16)(e->image->ppi + 0.5f) : 1;
}

static tp_status encode_rows(struct encoding *e)
{
    if (setjmp(e->failed))
        return e->status;
    jpeg_create_compress(&e->jpeg);
    jpeg_mem_dest(&e->jpeg, &e->data, &e->size_bytes);
    set_up(e);
    jpeg_start_compress(&e->jpeg, TRUE);
    while (e->jpeg.next_scanline < e->image->height_px) {
        JSAMPROW row = e->image->pixels + (size_t)e->jpeg.next_scanline * e->image->width_px;
        jpeg_write_scanlines(&e->jpeg, &row, 1);
    }
    jpeg_finish_compress(&e->jpeg);
    return TP_OK;
}

/* Encodes with QUALITY in place of what BUFFER holds. */
static tp_status encode(const struct tp_image *image, int quality, struct tp_buffer *buffer, struct tp_diag *diag)
{
    struct encoding e = {.image = image, .quality = quality, .diag = diag};
    tp_status status;

    e.jpeg.err = jpeg_std_error(&e.errors);
    e.jpeg.client_data = &e;
    e.errors.error_exit = on_encoding_error;
    e.errors.emit_message = on_message_ignored;
    status = encode_rows(&e);
    tp_buffer_deinit(buffer);
    if (status == TP_OK)
        tp_write_bytes(buffer, e.data, e.size_bytes);
    if (buffer->bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory to encode a JPEG");
    jpeg_destroy_compress(&e.jpeg);
    free(e.data);
    return status;
}

/* The best quality whose file is no larger than the rate allows. */
static tp_status find_quality(const struct tp_image *image, float rate_bpp, int *quality, struct tp_diag *diag)
{
    double most_bytes = (double)rate_bpp / 8 * image->width_px * image->height_px;
    int low = 0, high = QUALITY_MAX + 1; /* low fits, high does not */
    struct tp_buffer buffer;
    tp_status status = TP_OK;

    tp_buffer_init(&buffer);
    while (status == TP_OK && high - low > 1) {
        int middle = (low + high) / 2;

        status = encode(image, middle, &buffer, diag);
        if ((double)buffer.size_bytes <= most_bytes)
            low = middle;
        else
            high = middle;
    }
    tp_buffer_deinit(&buffer);
    if (status == TP_OK && low == 0)
        status = tp_fail(diag, TP_E_ARGUMENT, "rate", -1, "a JPEG of this image takes more than %g bits per pixel",
                         (double)rate_bpp);
    *quality = low;
    return status;
}

tp_status tp_codec_encode_jpeg(const struct tp_image *image, const struct tp_codec_options *options,
                               struct tp_buffer *buffer, struct tp_diag *diag)
{
    float rate_bpp = options->ratio > 0 ? 8 / options->ratio : options->rate_bpp;
    int quality = DEFAULT_QUALITY;
    tp_status status = TP_OK;

    if (rate_bpp > 0)
        status = find_quality(image, rate_bpp, &quality, diag);
    if (status == TP_OK)
        status = encode(image, quality, buffer, diag);
    if (status != TP_OK)
        tp_buffer_deinit(buffer);
    return status;
}
