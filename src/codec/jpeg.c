/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG (ISO/IEC 10918-1) through libjpeg-turbo: gray, and colour as its luma. Resolution from the JFIF marker (ISO/IEC
 * 10918-5). What the library calls a warning is damage, and an error here: it would otherwise fill the missing part
 * with gray. The library reports errors by longjmp; what lives across one is in struct decoding. */
#include "codec/codec.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jerror.h>
#include <jpeglib.h>

enum { SCANS_MAX = 64 }; /* a progressive picture takes about ten; each costs a pass over all of it */

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
    fail(common->client_data, unsupported ? TP_E_UNSUPPORTED : tp_codec_classify(words), words);
}

/* Negative levels are warnings, the others tracing. */
static void on_message(j_common_ptr common, int level)
{
    if (level < 0)
        on_error(common);
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
