/* SPDX-License-Identifier: Apache-2.0 */
/* Image files: PNG, PGM, BMP, TIFF, JPEG, JPEG 2000 and WSQ in, told apart by content; all but BMP and TIFF out. */
#ifndef TENPRINT_CODEC_H
#define TENPRINT_CODEC_H

#include <stddef.h>

#include <tenprint/image.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a decoder accepts at most; a zero member stands for the default. */
struct tp_codec_limits {
    uint32_t max_side_px;    /* default 20,000 */
    uint64_t max_pixels;     /* default 100 million */
    uint64_t max_file_bytes; /* default 256 MiB */
};

/* Decodes SIZE bytes into the new image OUT. Colour and 16-bit samples become 8-bit gray; an alpha channel is refused
 * (E_UNSUPPORTED). OUT->ppi is what the file says, rounded to a whole number; 0 if it says nothing, or nothing within
 * 10..10,000; resolutions that differ in the two directions are refused. A damaged file never gives part of an image.
 * LIMITS may be NULL. E_FORMAT, E_TRUNCATED, E_CHECKSUM, E_LIMIT, E_UNSUPPORTED, E_MEMORY; OUT is then empty. */
TP_API TP_NODISCARD tp_status tp_codec_decode(const uint8_t *data, size_t size_bytes,
                                              const struct tp_codec_limits *limits, struct tp_image *out,
                                              struct tp_diag *diag);

/* The same for a file; E_IO when it cannot be read. */
TP_API TP_NODISCARD tp_status tp_codec_load(const char *path, const struct tp_codec_limits *limits,
                                            struct tp_image *out, struct tp_diag *diag);

/* SIZE bytes without any header: rows of 8-bit gray from the top left. OUT->ppi is 0, to be set by who knows it.
 * E_FORMAT when the size does not match. */
TP_API TP_NODISCARD tp_status tp_codec_decode_raw(const uint8_t *data, size_t size_bytes, uint32_t width_px,
                                                  uint32_t height_px, struct tp_image *out, struct tp_diag *diag);

enum tp_codec_format {
    TP_CODEC_PNG,
    TP_CODEC_PGM,
    TP_CODEC_WSQ,
    TP_CODEC_JP2,
    TP_CODEC_JPEG,
    TP_CODEC_RAW /* pixels only: nothing tells their size or resolution */
};

/* How an encoder works; a zero member stands for the default. */
struct tp_codec_options {
    /* Bits per pixel. WSQ, 0.05..8: the specification's r, 0.75 by default; files come out smaller, 15:1 for 0.75 on
     * average. JP2: by NIST SP 500-289 at 1000 ppi, else lossless. JPEG: by quality. */
    float rate_bpp;
    /* WSQ, JP2 and JPEG: instead, how many times the file is smaller than the pixels, 1..500; for WSQ met as closely as
     * a search over r can, and never by a larger file if any r gives one that fits. */
    float ratio;
    bool lossless; /* JP2 only */
};

/* Encodes IMAGE into the new buffer *DATA, to be freed with free(). OPTIONS may be NULL. The resolution is kept where
 * the format has a place for it. E_ARGUMENT (an empty image, a rate that the format does not take), E_LIMIT, E_MEMORY.
 */
TP_API TP_NODISCARD tp_status tp_codec_encode(const struct tp_image *image, enum tp_codec_format format,
                                              const struct tp_codec_options *options, uint8_t **data,
                                              size_t *size_bytes, struct tp_diag *diag);

/* The format of an extension (".wsq", ".jp2", ".jpg", ".raw", in any case, with or without what precedes it); false for
 * others. */
TP_API bool tp_codec_format_of(const char *path, enum tp_codec_format *out);

/* Writes IMAGE to PATH (replaced atomically) in the format of its extension, with the defaults of tp_codec_encode. The
 * resolution is kept where the format has a place for it, in whole pixels per metre. E_ARGUMENT (another extension, an
 * empty image), E_IO, E_MEMORY. */
TP_API TP_NODISCARD tp_status tp_codec_save(const struct tp_image *image, const char *path, struct tp_diag *diag);

#ifdef __cplusplus
}
#endif
#endif
