/* SPDX-License-Identifier: Apache-2.0 */
/* Fingers cut out of slaps. */
#include <math.h>
#include <string.h>

#include <tenprint/slap.h>

#include "base/base.h"

#define MARGIN_MM 0.5f        /* kept around the finger's rectangle */
#define BACKGROUND_SHARE 0.1f /* of the box is lighter than what is taken for the background */

/* A gray level as light as the paper between the ridges. */
static uint8_t background_of(const struct tp_image *image)
{
    uint32_t histogram[256] = {0}, size_px = image->width_px * image->height_px, lighter = 0;
    int level = 255;

    for (uint32_t i = 0; i < size_px; i++)
        histogram[image->pixels[i]]++;
    while (level > 0 && (float)(lighter += histogram[level]) < BACKGROUND_SHARE * (float)size_px)
        level--;
    return (uint8_t)level;
}

/* Paints the pixels of one row that lie outside the finger's rectangle. */
static void paint_row(struct tp_image *out, uint32_t row, const struct tp_slap_finger *finger, uint8_t background)
{
    float margin = MARGIN_MM * (out->ppi > 0 ? out->ppi : TP_PPI_STANDARD) / 25.4f;
    float cosine = tp_cos(finger->rotation_rad), sine = tp_sin(finger->rotation_rad);
    float half_width = finger->width_px / 2 + margin, half_height = finger->height_px / 2 + margin;
    float dy = (float)(finger->top_px + row) + 0.5f - finger->y_px;
    uint8_t *pixels = out->pixels + (size_t)row * out->width_px;

    for (uint32_t x = 0; x < out->width_px; x++) {
        float dx = (float)(finger->left_px + x) + 0.5f - finger->x_px;
        float across = dx * cosine - dy * sine, along = dx * sine + dy * cosine;
        if (!(fabsf(across) <= half_width && fabsf(along) <= half_height))
            pixels[x] = background;
    }
}

tp_status tp_slap_crop(const struct tp_image *image, const struct tp_slap_finger *finger, struct tp_image *out,
                       struct tp_diag *diag)
{
    uint8_t background;
    tp_status status;

    memset(out, 0, sizeof *out);
    if (!image->pixels || finger->left_px >= finger->right_px || finger->top_px >= finger->bottom_px ||
        finger->right_px > image->width_px || finger->bottom_px > image->height_px)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "the finger's box is empty or outside the image");
    status =
        tp_image_init(out, finger->right_px - finger->left_px, finger->bottom_px - finger->top_px, image->ppi, diag);
    if (status)
        return status;
    for (uint32_t y = 0; y < out->height_px; y++)
        memcpy(out->pixels + (size_t)y * out->width_px,
               image->pixels + (size_t)(finger->top_px + y) * image->width_px + finger->left_px, out->width_px);
    background = background_of(out);
    for (uint32_t y = 0; y < out->height_px; y++)
        paint_row(out, y, finger, background);
    return TP_OK;
}
