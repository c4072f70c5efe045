/* SPDX-License-Identifier: Apache-2.0 */
/* Screening kernels for AVX-512 with VPOPCNTDQ: the eight lanes of a block are the eight words of a register. */
#include "kernel/screen.h"

#include <immintrin.h>

static __m128i distances(const struct tp_code_block *block, const __m512i words[TP_CODE_WORDS])
{
    __m512i sum = _mm512_setzero_si512();

    for (int w = 0; w < TP_CODE_WORDS; w++) {
        __m512i code = _mm512_loadu_si512(block->words[w]);

        sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(_mm512_xor_si512(code, words[w])));
    }
    return _mm512_cvtepi64_epi16(sum);
}

/* min(score + weight * max(limit - distance, 0), 65535) */
static __m128i add_gain(__m128i scores, __m128i distance, __m128i limit, __m128i weight)
{
    __m128i near = _mm_subs_epu16(limit, distance);
    __m128i gain = _mm_mullo_epi16(near, weight), over = _mm_mulhi_epu16(near, weight);
    __mmask8 large = _mm_test_epi16_mask(over, over);

    return _mm_adds_epu16(scores, _mm_mask_mov_epi16(gain, large, _mm_set1_epi16(-1)));
}

static void scan(const struct tp_code_block *blocks, size_t count, const struct tp_code_probe *probe, uint16_t *scores)
{
    const __m128i limit = _mm_set1_epi16((short)probe->limit), weight = _mm_set1_epi16((short)probe->weight);
    __m512i words[TP_CODE_WORDS];

    for (int w = 0; w < TP_CODE_WORDS; w++)
        words[w] = _mm512_set1_epi64((long long)probe->words[w]);
    for (size_t i = 0; i < count; i++) {
        __m128i *at = (__m128i *)(void *)&scores[TP_SCREEN_LANES * i];

        _mm_storeu_si128(at, add_gain(_mm_loadu_si128(at), distances(&blocks[i], words), limit, weight));
    }
}

static size_t pick(const uint16_t *scores, size_t count, uint16_t least, uint32_t *out)
{
    const __m512i bound = _mm512_set1_epi16((short)least);
    size_t found = 0;

    for (size_t i = 0; i < count; i += 32) {
        __mmask32 inside = count - i >= 32 ? (__mmask32)-1 : ((__mmask32)1 << (count - i)) - 1;
        __m512i values = _mm512_maskz_loadu_epi16(inside, &scores[i]);
        uint32_t large = _mm512_mask_cmpge_epu16_mask(inside, values, bound);

        for (; large; large &= large - 1)
            out[found++] = (uint32_t)i + (uint32_t)__builtin_ctz(large);
    }
    return found;
}

void tp_screen_fill_avx512(struct tp_screen_kernels *table)
{
    table->scan = scan;
    table->pick = pick;
}
