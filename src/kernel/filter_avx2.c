/* SPDX-License-Identifier: Apache-2.0 */
/* Image filtering for AVX2: sixteen products of 16 bits at a time. */
#include "kernel/filter.h"

#include <immintrin.h>
#include <string.h>

static __m256i load(const int16_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

static int16_t finish(__m256i sum)
{
    __m128i s = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));

    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4E));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0xB1));
    s = _mm_srai_epi32(s, TP_GABOR_SHIFT);
    return (int16_t)_mm_cvtsi128_si32(_mm_packs_epi32(s, s));
}

static void gabor_row(const int16_t *in, ptrdiff_t stride, const int16_t *bank, const uint16_t *filters, uint32_t pairs,
                      int16_t *out)
{
    in -= TP_GABOR_ROWS / 2 * stride + TP_GABOR_ROWS / 2;
    for (uint32_t i = 0; i < pairs; i++, in += 2, out += 2) {
        const int16_t *filter = bank + (size_t)filters[i] * TP_GABOR_FILTER_TAPS, *row = in;
        __m256i a = _mm256_setzero_si256(), b = a, c = a, d = a;
        if (filters[i] == TP_GABOR_NONE) {
            out[0] = out[1] = 0;
            continue;
        }
        for (int y = 0; y < TP_GABOR_ROWS; y++, row += stride, filter += TP_GABOR_ROW_TAPS) {
            __m256i left = load(filter), right = load(filter + 16);
            a = _mm256_add_epi32(a, _mm256_madd_epi16(load(row), left));
            b = _mm256_add_epi32(b, _mm256_madd_epi16(load(row + 16), right));
            c = _mm256_add_epi32(c, _mm256_madd_epi16(load(row + 1), left));
            d = _mm256_add_epi32(d, _mm256_madd_epi16(load(row + 17), right));
        }
        out[0] = finish(_mm256_add_epi32(a, b));
        out[1] = finish(_mm256_add_epi32(c, d));
    }
}

/* Each register of taps serves all windows of the batch, whose sample pairs are broadcast. */
static void spectrum(const int16_t *samples, const int16_t *taps, int32_t *out)
{
    enum { LANES = 8, REGISTERS = 2 };

    for (int f = 0; f < TP_SPECTRUM_FILTERS; f += LANES * REGISTERS) {
        __m256i sum[TP_SPECTRUM_BATCH][REGISTERS];
        const int16_t *tap = taps + 2 * f;
        for (int w = 0; w < TP_SPECTRUM_BATCH; w++)
            for (int i = 0; i < REGISTERS; i++)
                sum[w][i] = _mm256_setzero_si256();
        for (int k = 0; k < TP_SPECTRUM_SAMPLES; k += 2, tap += 2 * TP_SPECTRUM_FILTERS)
            for (int i = 0; i < REGISTERS; i++) {
                __m256i row = load(tap + 2 * LANES * i);
                for (int w = 0; w < TP_SPECTRUM_BATCH; w++) {
                    int32_t pair;
                    memcpy(&pair, samples + w * TP_SPECTRUM_SAMPLES + k, sizeof pair);
                    sum[w][i] = _mm256_add_epi32(sum[w][i], _mm256_madd_epi16(_mm256_set1_epi32(pair), row));
                }
            }
        for (int w = 0; w < TP_SPECTRUM_BATCH; w++)
            for (int i = 0; i < REGISTERS; i++)
                _mm256_storeu_si256((__m256i *)(void *)(out + w * TP_SPECTRUM_FILTERS + f + LANES * i), sum[w][i]);
    }
}

void tp_filter_fill_avx2(struct tp_filter_kernels *table)
{
    table->gabor_row = gabor_row;
    table->spectrum = spectrum;
}
