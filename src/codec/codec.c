/* SPDX-License-Identifier: Apache-2.0 */
/* Telling image formats apart: by content when reading, by extension when writing; and what the decoders share. */
#include "codec/codec.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEFAULT_MAX_SIDE_PX = 20000, DEFAULT_MAX_PIXELS = 100000000, DEFAULT_MAX_FILE_BYTES = 256 << 20 };
enum { PPI_LEAST = 10, PPI_MOST = 10000 };
enum { RATIO_MOST = 500 };

/* A format's first bytes. */
struct format {
    const char *magic;
    size_t magic_bytes;
    tp_codec_decode_fn *decode;
};

static const struct format formats[] = {
    {"\x89PNG\r\n\x1a\n", 8, tp_codec_decode_png},
    {"P5", 2, tp_codec_decode_pgm},
    {"P2", 2, tp_codec_decode_pgm},
    {"BM", 2, tp_codec_decode_bmp},
    {"\xff\xd8\xff", 3, tp_codec_decode_jpeg},
    {"\0\0\0\x0cjP  \r\n\x87\n", 12, tp_codec_decode_jp2}, /* a JP2 file */
    {"\xff\x4f\xff\x51", 4, tp_codec_decode_jp2},          /* a JPEG 2000 codestream without one */
    {"II\x2a\0", 4, tp_codec_decode_tiff},
    {"MM\0\x2a", 4, tp_codec_decode_tiff},
    {"II\x2b\0", 4, tp_codec_decode_tiff}, /* BigTIFF */
    {"MM\0\x2b", 4, tp_codec_decode_tiff},
    {"\xff\xa0\xff", 3, tp_codec_decode_wsq},
};

static struct tp_codec_limits complete(const struct tp_codec_limits *limits)
{
    struct tp_codec_limits all = limits ? *limits : (struct tp_codec_limits){0};

    if (all.max_side_px == 0)
        all.max_side_px = DEFAULT_MAX_SIDE_PX;
    if (all.max_pixels == 0)
        all.max_pixels = DEFAULT_MAX_PIXELS;
    if (all.max_file_bytes == 0)
        all.max_file_bytes = DEFAULT_MAX_FILE_BYTES;
    return all;
}

tp_status tp_codec_classify(const char *words)
{
    static const struct {
        const char *part;
        tp_status status;
    } table[] = {
        {"limit", TP_E_LIMIT},          {"emory", TP_E_MEMORY},         {"No space", TP_E_MEMORY},
        {"CRC", TP_E_CHECKSUM},         {"remature", TP_E_TRUNCATED},   {"ot enough", TP_E_TRUNCATED},
        {"Read error", TP_E_TRUNCATED}, {"annot read", TP_E_TRUNCATED}, {"an not read", TP_E_TRUNCATED},
        {"IO error", TP_E_TRUNCATED},
    };

    for (size_t i = 0; i < TP_ARRAY_LENGTH(table); i++)
        if (strstr(words, table[i].part))
            return table[i].status;
    return TP_E_FORMAT;
}

tp_status tp_codec_check_size(const struct tp_codec_limits *limits, uint64_t width_px, uint64_t height_px,
                              const char *field, struct tp_diag *diag)
{
    if (width_px == 0 || height_px == 0)
        return tp_fail(diag, TP_E_FORMAT, field, -1, "the image has no pixels");
    if (width_px > limits->max_side_px || height_px > limits->max_side_px || width_px > limits->max_pixels / height_px)
        return tp_fail(diag, TP_E_LIMIT, field, -1,
                       "%llu x %llu pixels; at most %u a side and %llu in all are accepted",
                       (unsigned long long)width_px, (unsigned long long)height_px, limits->max_side_px,
                       (unsigned long long)limits->max_pixels);
    return TP_OK;
}

tp_status tp_codec_set_ppi(double x_per_unit, double y_per_unit, double unit_m, float *ppi, struct tp_diag *diag)
{
    double difference = x_per_unit - y_per_unit;
    double exact_ppi = unit_m > 0 ? x_per_unit * (0.0254 / unit_m) : 0;

    *ppi = 0;
    if (!(x_per_unit > 0 && y_per_unit > 0))
        return TP_OK;
    if (TP_MAX(difference, -difference) > x_per_unit * 0.001)
        return tp_fail(diag, TP_E_UNSUPPORTED, "resolution", -1,
                       "%g x %g in the two directions; pixels that are not square are not supported", x_per_unit,
                       y_per_unit);
    if (unit_m == 0.01 && x_per_unit == 196) /* 196.85, which is 500 ppi, with its fraction cut off */
        exact_ppi = TP_PPI_STANDARD;
    if (exact_ppi > PPI_LEAST - 0.5 && exact_ppi < PPI_MOST + 0.5)
        *ppi = (float)(int)(exact_ppi + 0.5);
    return TP_OK;
}

uint32_t tp_codec_per_metre(float ppi)
{
    return ppi >= PPI_LEAST && ppi <= PPI_MOST ? (uint32_t)((double)ppi / 0.0254 + 0.5) : 0;
}

void tp_codec_gray_from_rgb(const uint8_t *in, size_t count, uint8_t *out)
{
    for (size_t i = 0; i < count; i++)
        out[i] = tp_codec_luma(in[3 * i], in[3 * i + 1], in[3 * i + 2]);
}

tp_status tp_codec_decode(const uint8_t *data, size_t size_bytes, const struct tp_codec_limits *limits,
                          struct tp_image *out, struct tp_diag *diag)
{
    struct tp_codec_limits all = complete(limits);

    memset(out, 0, sizeof *out);
    if (size_bytes == 0)
        return tp_fail(diag, TP_E_TRUNCATED, NULL, -1, "the file is empty");
    if (size_bytes > all.max_file_bytes)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "%zu bytes; at most %llu are accepted", size_bytes,
                       (unsigned long long)all.max_file_bytes);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(formats); i++)
        if (size_bytes >= formats[i].magic_bytes && memcmp(data, formats[i].magic, formats[i].magic_bytes) == 0)
            return formats[i].decode(data, size_bytes, &all, out, diag);
    return tp_fail(diag, TP_E_UNSUPPORTED, NULL, 0,
                   "not an image in a known format (PNG, PGM, BMP, TIFF, JPEG, JPEG 2000, WSQ)");
}

tp_status tp_codec_load(const char *path, const struct tp_codec_limits *limits, struct tp_image *out,
                        struct tp_diag *diag)
{
    struct tp_codec_limits all = complete(limits);
    size_t size_bytes;
    uint8_t *data;
    tp_status status;

    memset(out, 0, sizeof *out);
    status = tp_file_read(path, TP_MIN(all.max_file_bytes, (uint64_t)SIZE_MAX), &data, &size_bytes, diag);
    if (status == TP_OK)
        status = tp_codec_decode(data, size_bytes, &all, out, diag);
    free(data);
    return tp_diag_in_file(diag, status, path);
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

static tp_status encode_png(const struct tp_image *image, const struct tp_codec_options *options,
                            struct tp_buffer *buffer, struct tp_diag *diag)
{
    (void)options;
    return tp_codec_encode_png(image, buffer, diag);
}

static tp_status encode_pgm(const struct tp_image *image, const struct tp_codec_options *options,
                            struct tp_buffer *buffer, struct tp_diag *diag)
{
    (void)options;
    return tp_codec_encode_pgm(image, buffer, diag);
}

static const struct writer {
    const char *name, *extensions[2];
    tp_codec_encode_fn *encode;
    bool takes_rate, takes_lossless;
} writers[] = {
    [TP_CODEC_PNG] = {"PNG", {".png"}, encode_png, false, true},
    [TP_CODEC_PGM] = {"PGM", {".pgm"}, encode_pgm, false, true},
    [TP_CODEC_WSQ] = {"WSQ", {".wsq"}, tp_codec_encode_wsq, true, false},
    [TP_CODEC_JP2] = {"JPEG 2000", {".jp2"}, tp_codec_encode_jp2, true, true},
    [TP_CODEC_JPEG] = {"JPEG", {".jpg", ".jpeg"}, tp_codec_encode_jpeg, true, false},
    [TP_CODEC_RAW] = {"raw", {".raw"}, tp_codec_encode_raw, false, true},
};

static tp_status check_options(const struct writer *writer, const struct tp_codec_options *options,
                               struct tp_diag *diag)
{
    if (!(options->rate_bpp >= 0 && options->rate_bpp <= 64))
        return tp_fail(diag, TP_E_ARGUMENT, "rate", -1, "%g bits per pixel make no sense", (double)options->rate_bpp);
    if (options->ratio != 0 && !(options->ratio >= 1 && options->ratio <= RATIO_MOST))
        return tp_fail(diag, TP_E_ARGUMENT, "ratio", -1, "%g to 1; it must lie in 1..%d", (double)options->ratio,
                       RATIO_MOST);
    if (options->rate_bpp > 0 && options->ratio > 0)
        return tp_fail(diag, TP_E_ARGUMENT, "ratio", -1, "either a rate or a ratio");
    if ((options->rate_bpp > 0 || options->ratio > 0) && !writer->takes_rate)
        return tp_fail(diag, TP_E_ARGUMENT, "rate", -1, "%s keeps every pixel, its size cannot be chosen",
                       writer->name);
    if (options->lossless && !writer->takes_lossless)
        return tp_fail(diag, TP_E_ARGUMENT, "lossless", -1, "%s is never lossless", writer->name);
    if (options->lossless && (options->rate_bpp > 0 || options->ratio > 0))
        return tp_fail(diag, TP_E_ARGUMENT, "lossless", -1, "a lossless image has no rate to choose");
    return TP_OK;
}

static tp_status encode(const struct tp_image *image, enum tp_codec_format format,
                        const struct tp_codec_options *options, struct tp_buffer *buffer, struct tp_diag *diag)
{
    static const struct tp_codec_options defaults = {0};
    const struct writer *writer = (size_t)format < TP_ARRAY_LENGTH(writers) ? &writers[format] : NULL;
    tp_status status;

    if (!image->pixels)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "there is no image to write");
    if (!writer)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "no such format");
    if (!options)
        options = &defaults;
    status = check_options(writer, options, diag);
    return status == TP_OK ? writer->encode(image, options, buffer, diag) : status;
}

tp_status tp_codec_encode(const struct tp_image *image, enum tp_codec_format format,
                          const struct tp_codec_options *options, uint8_t **data, size_t *size_bytes,
                          struct tp_diag *diag)
{
    struct tp_buffer buffer;
    tp_status status;

    *data = NULL;
    *size_bytes = 0;
    tp_buffer_init(&buffer);
    status = encode(image, format, options, &buffer, diag);
    if (status != TP_OK) {
        tp_buffer_deinit(&buffer);
        return status;
    }
    *data = buffer.data;
    *size_bytes = buffer.size_bytes;
    return TP_OK;
}

bool tp_codec_format_of(const char *path, enum tp_codec_format *out)
{
    size_t length = strlen(path);

    *out = TP_CODEC_PNG;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(writers); i++)
        for (size_t j = 0; j < TP_ARRAY_LENGTH(writers[i].extensions) && writers[i].extensions[j]; j++) {
            size_t extension_length = strlen(writers[i].extensions[j]);

            if (length < extension_length ||
                strcasecmp(path + length - extension_length, writers[i].extensions[j]) != 0)
                continue;
            *out = (enum tp_codec_format)i;
            return true;
        }
    return false;
}

tp_status tp_codec_save(const struct tp_image *image, const char *path, struct tp_diag *diag)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    enum tp_codec_format format;
    struct tp_buffer buffer;
    tp_status status;

    tp_buffer_init(&buffer);
    if (!tp_codec_format_of(path, &format) || strrchr(name, '.') == name)
        status = tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "images are written as .png, .pgm, .wsq, .jp2, .jpg or .raw");
    else
        status = encode(image, format, NULL, &buffer, diag);
    if (status == TP_OK)
        status = tp_file_write(path, buffer.data, buffer.size_bytes, diag);
    tp_buffer_deinit(&buffer);
    return tp_diag_in_file(diag, status, path);
}
