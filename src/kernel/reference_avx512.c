/* SPDX-License-Identifier: Apache-2.0 */
/* Reference loops with AVX-512's loads and VPOPCNTDQ. */
#include "kernel/reference.h"

#include <immintrin.h>

enum { LANES = 8, STREAMS = 8 };

static uint64_t read_words(const uint64_t *words, size_t count)
{
    __m512i sums[STREAMS];
    uint64_t lanes[LANES], all = 0;

    for (size_t k = 0; k < STREAMS; k++)
        sums[k] = _mm512_setzero_si512();
    for (size_t i = 0; i < count; i += STREAMS * LANES)
        for (size_t k = 0; k < STREAMS; k++)
            sums[k] = _mm512_xor_si512(sums[k], _mm512_loadu_si512(&words[i + k * LANES]));
    for (size_t k = 1; k < STREAMS; k++)
        sums[0] = _mm512_xor_si512(sums[0], sums[k]);
    _mm512_storeu_si512(lanes, sums[0]);
    for (size_t k = 0; k < LANES; k++)
        all ^= lanes[k];
    return all;
}

static uint64_t popcount(const uint64_t *words, size_t count, uint64_t key)
{
    const __m512i keys = _mm512_set1_epi64((long long)key);
    __m512i totals[STREAMS];

    for (size_t k = 0; k < STREAMS; k++)
        totals[k] = _mm512_setzero_si512();
    for (size_t i = 0; i < count; i += STREAMS * LANES)
        for (size_t k = 0; k < STREAMS; k++) {
            __m512i differs = _mm512_xor_si512(keys, _mm512_loadu_si512(&words[i + k * LANES]));
            totals[k] = _mm512_add_epi64(totals[k], _mm512_popcnt_epi64(differs));
        }
    for (size_t k = 1; k < STREAMS; k++)
        totals[0] = _mm512_add_epi64(totals[0], totals[k]);
    return (uint64_t)_mm512_reduce_add_epi64(totals[0]);
}

void tp_reference_fill_avx512(struct tp_reference_kernels *table)
{
    table->read = read_words;
    table->popcount = popcount;
}
