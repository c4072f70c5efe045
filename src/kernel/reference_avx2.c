/* SPDX-License-Identifier: Apache-2.0 */
/* Reference loops with AVX2's loads and the POPCNT instruction. */
#include "kernel/reference.h"

#include <immintrin.h>

enum { LANES = 4, STREAMS = 8 };

static uint64_t read_words(const uint64_t *words, size_t count)
{
    __m256i sums[STREAMS];
    uint64_t lanes[LANES];

    for (size_t k = 0; k < STREAMS; k++)
        sums[k] = _mm256_setzero_si256();
    for (size_t i = 0; i < count; i += STREAMS * LANES)
        for (size_t k = 0; k < STREAMS; k++)
            sums[k] = _mm256_xor_si256(sums[k], _mm256_loadu_si256((const void *)&words[i + k * LANES]));
    for (size_t k = 1; k < STREAMS; k++)
        sums[0] = _mm256_xor_si256(sums[0], sums[k]);
    _mm256_storeu_si256((void *)lanes, sums[0]);
    return lanes[0] ^ lanes[1] ^ lanes[2] ^ lanes[3];
}

static uint64_t popcount(const uint64_t *words, size_t count, uint64_t key)
{
    uint64_t totals[4] = {0};

    for (size_t i = 0; i < count; i += 4)
        for (size_t k = 0; k < 4; k++)
            totals[k] += (uint64_t)_mm_popcnt_u64(words[i + k] ^ key);
    return totals[0] + totals[1] + totals[2] + totals[3];
}

void tp_reference_fill_avx2(struct tp_reference_kernels *table)
{
    table->read = read_words;
    table->popcount = popcount;
}
