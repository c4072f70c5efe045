/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels of image filtering. Integers only, so that every level gives the same bits. */
#ifndef TP_KERNEL_FILTER_H
#define TP_KERNEL_FILTER_H

#include <stddef.h>
#include <stdint.h>

/* A filter: 23 rows of 23 taps, each row followed by zeros up to 32. */
enum { TP_GABOR_ROWS = 23, TP_GABOR_ROW_TAPS = 32, TP_GABOR_FILTER_TAPS = TP_GABOR_ROWS * TP_GABOR_ROW_TAPS };
enum { TP_GABOR_SHIFT = 12, TP_GABOR_NONE = 0xFFFF };

/* A set of spectral filters on halves of windows of 16 x 16 samples, stored for pairs of samples: taps of sample pair k
 * for filter f at [k * TP_SPECTRUM_FILTERS + f][2]. */
enum { TP_SPECTRUM_SIDE = 16, TP_SPECTRUM_SAMPLES = 128, TP_SPECTRUM_FILTERS = 128, TP_SPECTRUM_BATCH = 4 };

struct tp_filter_kernels {
    /* Filters PAIRS pairs of pixels of the row at IN: pair i through BANK's filter FILTERS[i], 0 for TP_GABOR_NONE.
     * OUT = sum of products >> TP_GABOR_SHIFT, clamped to 16 bits; no sum may leave 32 bits. IN has 11 rows above and
     * below and, in each, 11 pixels to the left and 21 to the right of the filtered ones. */
    void (*gabor_row)(const int16_t *in, ptrdiff_t stride, const int16_t *bank, const uint16_t *filters, uint32_t pairs,
                      int16_t *out);

    /* Of TP_SPECTRUM_BATCH halves, one after the other: OUT[half][f] = sum over the half's samples of sample * tap
     * of filter f; no sum may leave 32 bits. */
    void (*spectrum)(const int16_t *samples, const int16_t *taps, int32_t *out);
};

void tp_filter_fill_scalar(struct tp_filter_kernels *table);
void tp_filter_fill_avx2(struct tp_filter_kernels *table);
void tp_filter_fill_avx512(struct tp_filter_kernels *table);

#endif
