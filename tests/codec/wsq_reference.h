/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ encoding up to the indices, once more: the specification's formulae in double precision, as plainly as they can
 * be written, with libm and without a line of src/codec. */
#ifndef TP_TESTS_CODEC_WSQ_REFERENCE_H
#define TP_TESTS_CODEC_WSQ_REFERENCE_H

#include <stdint.h>

#include <tenprint/image.h>

struct reference_band {
    uint32_t x, y, width, height;
};

struct reference {
    uint32_t width, height;
    double shift, scale;
    double *plane; /* owned */
    struct reference_band bands[64];
    double variances[60], widths[64];
};

/* Everything up to the variances. */
void reference_init(struct reference *out, const struct tp_image *image);
void reference_free(struct reference *reference);
void reference_choose_widths(struct reference *reference, double rate_bpp);
int reference_index(const struct reference *reference, unsigned band, uint32_t x, uint32_t y);

/* A print of the synthetic finger POSITION, as the optical sensor sees it. */
void reference_print(struct tp_image *out, unsigned position);
/* Waves of ridges with noise, of any size. */
void reference_ridges(struct tp_image *out, uint32_t width_px, uint32_t height_px);

#endif
