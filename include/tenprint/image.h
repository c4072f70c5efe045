/* SPDX-License-Identifier: Apache-2.0 */
/* Gray images: what codecs produce and extraction consumes. */
#ifndef TENPRINT_IMAGE_H
#define TENPRINT_IMAGE_H

#include <stdbool.h>

#include <tenprint/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TP_PPI_STANDARD 500 /* the engine's one coordinate system */

/* 8-bit gray, row-major from the top left, no padding; 0 is black (ridges are dark), 255 white. */
struct tp_image {
    uint32_t width_px, height_px;
    float ppi;       /* pixels per inch in both directions; 0 when the source does not say */
    uint8_t *pixels; /* width_px * height_px, owned; NULL when empty */
};

/* Allocates a white image of the given size (1..65,535 each way). Fails with E_LIMIT or E_MEMORY; OUT is then empty. */
TP_API TP_NODISCARD tp_status tp_image_init(struct tp_image *out, uint32_t width_px, uint32_t height_px, float ppi,
                                            struct tp_diag *diag);

/* Frees the pixels and empties the image; accepts an empty one. */
TP_API void tp_image_deinit(struct tp_image *image);

/* Resamples IMAGE to TO_PPI into the new image OUT; an image of unknown resolution is taken to have 500 ppi. Area
 * weighting when shrinking, bicubic when enlarging. Deterministic on every machine. IMAGE and OUT must differ. */
TP_API TP_NODISCARD tp_status tp_image_resample(const struct tp_image *image, float to_ppi, struct tp_image *out,
                                                struct tp_diag *diag);

#ifdef __cplusplus
}
#endif
#endif
