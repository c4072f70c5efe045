/* SPDX-License-Identifier: Apache-2.0 */
/* The gray image. */
#include <tenprint/image.h>

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

tp_status tp_image_init(struct tp_image *out, uint32_t width_px, uint32_t height_px, float ppi, struct tp_diag *diag)
{
    size_t size_bytes = (size_t)width_px * height_px;
    tp_status status;
    void *pixels;

    memset(out, 0, sizeof *out);
    if (width_px < 1 || height_px < 1 || width_px > UINT16_MAX || height_px > UINT16_MAX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "an image of %u x %u pixels; each side must lie in 1..65535",
                       width_px, height_px);
    status = tp_alloc(&pixels, size_bytes, 1, diag);
    if (status != TP_OK)
        return status;
    memset(pixels, 255, size_bytes);
    *out = (struct tp_image){width_px, height_px, ppi, pixels};
    return TP_OK;
}

void tp_image_deinit(struct tp_image *image)
{
    free(image->pixels);
    memset(image, 0, sizeof *image);
}
