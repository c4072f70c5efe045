/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG 2000 (ISO/IEC 15444-1): what the readers of boxes and of the codestream's headers find out before a decoder
 * sees the file. */
#ifndef TP_CODEC_JP2_H
#define TP_CODEC_JP2_H

#include "codec/codec.h"

enum { TP_JP2_COMPONENTS_MAX = 4 };

/* EnumCS of the colour specification box (I.5.3.3); 0 when the file says nothing that is understood. */
enum tp_jp2_colour { TP_JP2_UNKNOWN = 0, TP_JP2_SRGB = 16, TP_JP2_GRAY = 17, TP_JP2_YCC = 18 };

/* ---- boxes (jp2_boxes.c) ---------------------------------------------------------------------------------------- */

struct tp_jp2_boxes {
    struct tp_cursor codestream;
    int64_t codestream_offset;
    enum tp_jp2_colour colour;
    float ppi;  /* 0 when there is no resolution box */
    bool alpha; /* a channel definition box names an opacity channel */
};
/* Finds the codestream in a JP2 file, or in one that is nothing but a codestream. */
TP_NODISCARD tp_status tp_jp2_read_boxes(const uint8_t *data, size_t size_bytes, struct tp_jp2_boxes *out,
                                         struct tp_diag *diag);

/* Writes a JP2 file around CODESTREAM: an 8-bit gray image with its resolution, when that is known. */
void tp_jp2_write_boxes(const struct tp_image *image, const struct tp_buffer *codestream, struct tp_buffer *out);

/* ---- the codestream's headers (jp2_header.c) -------------------------------------------------------------------- */

struct tp_jp2_header {
    uint32_t width_px, height_px;
    unsigned component_count; /* 1..TP_JP2_COMPONENTS_MAX */
    struct tp_jp2_component {
        uint8_t bits; /* 1..16 */
        bool is_signed;
        uint8_t dx, dy; /* subsampling */
    } components[TP_JP2_COMPONENTS_MAX];
};
/* Reads the main header and walks all tile-parts. What passes is complete (every tile is there, no tile-part leaves the
 * file) and decoding it takes memory in proportion to LIMITS. OFFSET is that of the codestream in its file. */
TP_NODISCARD tp_status tp_jp2_read_header(struct tp_cursor codestream, int64_t offset_bytes,
                                          const struct tp_codec_limits *limits, struct tp_jp2_header *out,
                                          struct tp_diag *diag);

#endif
