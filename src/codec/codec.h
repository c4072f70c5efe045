/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the codec module: one decoder for each format, and what they share. The cli and node modules use the encoders
 * to memory. */
#ifndef TP_CODEC_CODEC_H
#define TP_CODEC_CODEC_H

#include <tenprint/codec.h>

#include "image/image.h"

/* Encodes into BUFFER, which is initialised and empty; empty again on failure. */
TP_NODISCARD tp_status tp_codec_encode_png(const struct tp_image *image, struct tp_buffer *buffer,
                                           struct tp_diag *diag);
TP_NODISCARD tp_status tp_codec_encode_pgm(const struct tp_image *image, struct tp_buffer *buffer,
                                           struct tp_diag *diag);
/* The canvas as a colour PNG file. */
TP_NODISCARD tp_status tp_codec_save_canvas(const struct tp_canvas *canvas, const char *path, struct tp_diag *diag);

/* ---- for the decoders ------------------------------------------------------------------------------------------- */

/* Decodes one format. LIMITS has no zero member; OUT is empty before, and after a failure. */
typedef tp_status tp_codec_decode_fn(const uint8_t *data, size_t size_bytes, const struct tp_codec_limits *limits,
                                     struct tp_image *out, struct tp_diag *diag);
tp_codec_decode_fn tp_codec_decode_png, tp_codec_decode_pgm, tp_codec_decode_bmp, tp_codec_decode_tiff,
    tp_codec_decode_jpeg, tp_codec_decode_wsq, tp_codec_decode_jp2;

/* Encodes one format; OPTIONS is not NULL. BUFFER is initialised and empty. */
typedef tp_status tp_codec_encode_fn(const struct tp_image *image, const struct tp_codec_options *options,
                                     struct tp_buffer *buffer, struct tp_diag *diag);
tp_codec_encode_fn tp_codec_encode_wsq, tp_codec_encode_jp2, tp_codec_encode_jpeg, tp_codec_encode_raw;

/* E_LIMIT or E_FORMAT unless an image of this size is acceptable. FIELD names the place in the format's words. */
TP_NODISCARD tp_status tp_codec_check_size(const struct tp_codec_limits *limits, uint64_t width_px, uint64_t height_px,
                                           const char *field, struct tp_diag *diag);

/* The status that a library's error message stands for: E_MEMORY, E_LIMIT, E_CHECKSUM, E_TRUNCATED or E_FORMAT. */
tp_status tp_codec_classify(const char *words);

/* Sets *PPI from a file's resolution in both directions, pixels for each UNIT_M metres, rounded to a whole number. It
 * becomes 0 when the unit is not known (0) or the value senseless (outside 10..10,000 ppi). E_UNSUPPORTED when the
 * directions differ by more than a thousandth. */
TP_NODISCARD tp_status tp_codec_set_ppi(double x_per_unit, double y_per_unit, double unit_m, float *ppi,
                                        struct tp_diag *diag);

/* The whole number of pixels per metre that files keep for PPI; 0 for an unknown or senseless one. */
uint32_t tp_codec_per_metre(float ppi);

/* Rec. 601 luma in 16-bit fixed point; equal components give themselves. */
static inline uint8_t tp_codec_luma(uint8_t red, uint8_t green, uint8_t blue)
{
    return (uint8_t)((19595u * red + 38470u * green + 7471u * blue + 32768u) >> 16);
}

/* A sample of 0..MAXIMUM (at most 65535) to 0..255, rounded to nearest. */
static inline uint8_t tp_codec_scale(uint32_t sample, uint32_t maximum)
{
    return (uint8_t)((sample * 255u + maximum / 2) / maximum);
}

/* COUNT pixels of red, green, blue to gray; OUT may be IN. */
void tp_codec_gray_from_rgb(const uint8_t *in, size_t count, uint8_t *out);

#endif
