/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptor kernels for AVX-512 with VPOPCNTDQ: eight lanes at a time. */
#include "kernel/descriptor.h"

#include <immintrin.h>

static inline __m512i load8(const uint64_t *words)
{
    return _mm512_loadu_si512(words);
}

/* The similarities of descriptor LANE_A of A with the eight of B, as bytes in the low half. */
static inline __m128i similarity8(const struct tp_descriptor_block *a, size_t lane_a,
                                  const struct tp_descriptor_block *b)
{
    __m512i both = _mm512_setzero_si512(), total = _mm512_set1_epi64(TP_DESCRIPTOR_PRIOR_BITS);
    __m256 quotient;

    for (int w = 0; w < TP_DESCRIPTOR_BIT_WORDS; w++) {
        int mask = TP_DESCRIPTOR_BIT_WORDS + (w >= TP_DESCRIPTOR_CELL_WORDS);
        __m512i aw = _mm512_set1_epi64((long long)a->words[w][lane_a]);
        __m512i am = _mm512_set1_epi64((long long)a->words[mask][lane_a]);
        __m512i bw = load8(b->words[w]), bm = load8(b->words[mask]);

        both = _mm512_add_epi64(both, _mm512_popcnt_epi64(_mm512_and_si512(aw, bw)));
        total = _mm512_add_epi64(total, _mm512_popcnt_epi64(_mm512_and_si512(aw, bm)));
        total = _mm512_add_epi64(total, _mm512_popcnt_epi64(_mm512_and_si512(bw, am)));
    }
    quotient = _mm256_div_ps(_mm256_mul_ps(_mm512_cvtepi64_ps(both), _mm256_set1_ps(510)), _mm512_cvtepi64_ps(total));
    return _mm256_cvtepi32_epi8(_mm256_cvttps_epi32(quotient));
}

static void similarity(const struct tp_descriptor_block *a, size_t a_count, const struct tp_descriptor_block *b,
                       size_t b_blocks, uint8_t *out)
{
    for (size_t i = 0; i < a_count; i++)
        for (size_t block = 0; block < b_blocks; block++, out += TP_DESCRIPTOR_LANES)
            _mm_storel_epi64((__m128i *)(void *)out,
                             similarity8(&a[i / TP_DESCRIPTOR_LANES], i % TP_DESCRIPTOR_LANES, &b[block]));
}

static size_t pick(const uint8_t *values, size_t count, uint8_t least, uint16_t *out)
{
    const __m512i bound = _mm512_set1_epi8((char)least);
    size_t found = 0;

    for (size_t i = 0; i < count; i += 64) {
        __mmask64 inside = count - i >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << (count - i)) - 1;
        __m512i v = _mm512_maskz_loadu_epi8(inside, values + i);
        uint64_t hits = _mm512_mask_cmpge_epu8_mask(inside, v, bound);

        for (; hits; hits &= hits - 1)
            out[found++] = (uint16_t)(i + (size_t)__builtin_ctzll(hits));
    }
    return found;
}

void tp_descriptor_fill_avx512(struct tp_descriptor_kernels *table)
{
    table->similarity = similarity;
    table->pick = pick;
}
