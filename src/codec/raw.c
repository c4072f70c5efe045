/* SPDX-License-Identifier: Apache-2.0 */
/* Raw: rows of 8-bit gray from the top left and nothing else. Records keep images so (ANSI/NIST-ITL 1, compression
 * algorithm NONE); the size stands beside them. */
#include "codec/codec.h"

#include <string.h>

tp_status tp_codec_decode_raw(const uint8_t *data, size_t size_bytes, uint32_t width_px, uint32_t height_px,
                              struct tp_image *out, struct tp_diag *diag)
{
    tp_status status;

    memset(out, 0, sizeof *out);
    if (width_px == 0 || height_px == 0)
        return tp_fail(diag, TP_E_FORMAT, "raw size", -1, "the image has no pixels");
    if (size_bytes != (uint64_t)width_px * height_px)
        return tp_fail(diag, TP_E_FORMAT, "raw size", -1, "%zu bytes are no %u x %u pixels of one byte", size_bytes,
                       width_px, height_px);
    status = tp_image_init(out, width_px, height_px, 0, diag);
    if (status == TP_OK)
        memcpy(out->pixels, data, size_bytes);
    return status;
}

tp_status tp_codec_encode_raw(const struct tp_image *image, const struct tp_codec_options *options,
                              struct tp_buffer *buffer, struct tp_diag *diag)
{
    (void)options;
    tp_write_bytes(buffer, image->pixels, (size_t)image->width_px * image->height_px);
    if (!buffer->bad)
        return TP_OK;
    tp_buffer_deinit(buffer);
    return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the pixels");
}
