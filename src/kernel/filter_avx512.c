/* SPDX-License-Identifier: Apache-2.0 */
/* Image filtering for AVX-512: a filter's row at a time. */
#include "kernel/filter.h"

#include <immintrin.h>
#include <string.h>

static int16_t finish(__m512i sum)
{
    int32_t value = _mm512_reduce_add_epi32(sum) >> TP_GABOR_SHIFT;
    return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
}

static void gabor_row(const int16_t *in, ptrdiff_t stride, const int16_t *bank, const uint16_t *filters, uint32_t pairs,
                      int16_t *out)
{
    in -= TP_GABOR_ROWS / 2 * stride + TP_GABOR_ROWS / 2;
    for (uint32_t i = 0; i < pairs; i++, in += 2, out += 2) {
        const int16_t *filter = bank + (size_t)filters[i] * TP_GABOR_FILTER_TAPS, *row = in;
        __m512i a = _mm512_setzero_si512(), b = a;
        if (filters[i] == TP_GABOR_NONE) {
            out[0] = out[1] = 0;
            continue;
        }
        for (int y = 0; y < TP_GABOR_ROWS; y++, row += stride, filter += TP_GABOR_ROW_TAPS) {
            __m512i taps = _mm512_loadu_si512(filter);
            a = _mm512_add_epi32(a, _mm512_madd_epi16(_mm512_loadu_si512(row), taps));
            b = _mm512_add_epi32(b, _mm512_madd_epi16(_mm512_loadu_si512(row + 1), taps));
        }
        out[0] = finish(a);
        out[1] = finish(b);
    }
}

/* Each register of taps serves all windows of the batch, whose sample pairs are broadcast. */
static void spectrum(const int16_t *samples, const int16_t *taps, int32_t *out)
{
    enum { LANES = 16, REGISTERS = 4 };

    for (int f = 0; f < TP_SPECTRUM_FILTERS; f += LANES * REGISTERS) {
        __m512i sum[TP_SPECTRUM_BATCH][REGISTERS];
        const int16_t *tap = taps + 2 * f;
        for (int w = 0; w < TP_SPECTRUM_BATCH; w++)
            for (int i = 0; i < REGISTERS; i++)
                sum[w][i] = _mm512_setzero_si512();
        for (int k = 0; k < TP_SPECTRUM_SAMPLES; k += 2, tap += 2 * TP_SPECTRUM_FILTERS)
            for (int i = 0; i < REGISTERS; i++) {
                __m512i row = _mm512_loadu_si512(tap + 2 * LANES * i);
                for (int w = 0; w < TP_SPECTRUM_BATCH; w++) {
                    int32_t pair;
                    memcpy(&pair, samples + w * TP_SPECTRUM_SAMPLES + k, sizeof pair);
                    sum[w][i] = _mm512_add_epi32(sum[w][i], _mm512_madd_epi16(_mm512_set1_epi32(pair), row));
                }
            }
        for (int w = 0; w < TP_SPECTRUM_BATCH; w++)
            for (int i = 0; i < REGISTERS; i++)
                _mm512_storeu_si512(out + w * TP_SPECTRUM_FILTERS + f + LANES * i, sum[w][i]);
    }
}

void tp_filter_fill_avx512(struct tp_filter_kernels *table)
{
    table->gabor_row = gabor_row;
    table->spectrum = spectrum;
}
