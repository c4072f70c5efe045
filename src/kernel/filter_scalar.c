/* SPDX-License-Identifier: Apache-2.0 */
/* Image filtering, scalar: the specification of the other levels. */
#include "kernel/filter.h"

static int16_t clamp16(int32_t value)
{
    return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
}

static int16_t gabor_pixel(const int16_t *in, ptrdiff_t stride, const int16_t *filter)
{
    int32_t sum = 0;

    in -= TP_GABOR_ROWS / 2 * stride + TP_GABOR_ROWS / 2;
    for (int y = 0; y < TP_GABOR_ROWS; y++, in += stride, filter += TP_GABOR_ROW_TAPS)
        for (int x = 0; x < TP_GABOR_ROWS; x++)
            sum += in[x] * filter[x];
    return clamp16(sum >> TP_GABOR_SHIFT);
}

static void gabor_row(const int16_t *in, ptrdiff_t stride, const int16_t *bank, const uint16_t *filters, uint32_t pairs,
                      int16_t *out)
{
    for (uint32_t i = 0; i < 2 * pairs; i++)
        out[i] = filters[i / 2] == TP_GABOR_NONE
                     ? 0
                     : gabor_pixel(in + i, stride, bank + (size_t)filters[i / 2] * TP_GABOR_FILTER_TAPS);
}

static void spectrum(const int16_t *samples, const int16_t *taps, int32_t *out)
{
    for (int window = 0; window < TP_SPECTRUM_BATCH;
         window++, samples += TP_SPECTRUM_SAMPLES, out += TP_SPECTRUM_FILTERS) {
        const int16_t *tap = taps;
        for (int f = 0; f < TP_SPECTRUM_FILTERS; f++)
            out[f] = 0;
        for (int k = 0; k < TP_SPECTRUM_SAMPLES; k += 2, tap += 2 * TP_SPECTRUM_FILTERS)
            for (int f = 0; f < TP_SPECTRUM_FILTERS; f++)
                out[f] += samples[k] * tap[2 * f] + samples[k + 1] * tap[2 * f + 1];
    }
}

void tp_filter_fill_scalar(struct tp_filter_kernels *table)
{
    table->gabor_row = gabor_row;
    table->spectrum = spectrum;
}
