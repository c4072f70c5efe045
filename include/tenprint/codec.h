/* SPDX-License-Identifier: Apache-2.0 */
/* Image files: PNG, PGM, BMP, TIFF and JPEG in, told apart by content; PNG and PGM out. */
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

/* Writes IMAGE to PATH (replaced atomically) in the format of its extension: .png or .pgm. The resolution is kept, in
 * whole pixels per metre. E_ARGUMENT (another extension, an empty image), E_IO, E_MEMORY. */
TP_API TP_NODISCARD tp_status tp_codec_save(const struct tp_image *image, const char *path, struct tp_diag *diag);

#ifdef __cplusplus
}
#endif
#endif
