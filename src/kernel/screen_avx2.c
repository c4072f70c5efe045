/* SPDX-License-Identifier: Apache-2.0 */
/* Screening kernels for AVX2: bits are counted by a table of nibbles, four lanes of a block at a time. */
#include "kernel/screen.h"

#include <immintrin.h>

/* How many bits each byte has. */
static __m256i bits_set(__m256i x)
{
    const __m256i low = _mm256_set1_epi8(15);
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, /* twice */
                                           0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    __m256i even = _mm256_shuffle_epi8(table, _mm256_and_si256(x, low));
    __m256i odd = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(x, 4), low));

    return _mm256_add_epi8(even, odd);
}

/* Of four lanes; a byte's sum is at most 8 * TP_CODE_WORDS. */
static __m256i distances_of_four(const struct tp_code_block *block, int lane, const __m256i words[TP_CODE_WORDS])
{
    __m256i sum = _mm256_setzero_si256();

    for (int w = 0; w < TP_CODE_WORDS; w++) {
        __m256i code = _mm256_loadu_si256((const __m256i *)(const void *)&block->words[w][lane]);

        sum = _mm256_add_epi8(sum, bits_set(_mm256_xor_si256(code, words[w])));
    }
    return _mm256_sad_epu8(sum, _mm256_setzero_si256());
}

static __m128i distances(const struct tp_code_block *block, const __m256i words[TP_CODE_WORDS])
{
    __m256i first = distances_of_four(block, 0, words), last = distances_of_four(block, 4, words);
    __m256i both = _mm256_or_si256(first, _mm256_slli_epi64(last, 16)); /* 0 4 - - 1 5 - - ... */
    __m256i dense = _mm256_permutevar8x32_epi32(both, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
    const __m128i order = _mm_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);

    return _mm_shuffle_epi8(_mm256_castsi256_si128(dense), order);
}

/* min(score + weight * max(limit - distance, 0), 65535) */
static __m128i add_gain(__m128i scores, __m128i distance, __m128i limit, __m128i weight)
{
    __m128i near = _mm_subs_epu16(limit, distance), none = _mm_setzero_si128();
    __m128i gain = _mm_mullo_epi16(near, weight), over = _mm_mulhi_epu16(near, weight);
    __m128i large = _mm_xor_si128(_mm_cmpeq_epi16(over, none), _mm_set1_epi16(-1));

    return _mm_adds_epu16(scores, _mm_or_si128(gain, large));
}

static void scan(const struct tp_code_block *blocks, size_t count, const struct tp_code_probe *probe, uint16_t *scores)
{
    const __m128i limit = _mm_set1_epi16((short)probe->limit), weight = _mm_set1_epi16((short)probe->weight);
    __m256i words[TP_CODE_WORDS];

    for (int w = 0; w < TP_CODE_WORDS; w++)
        words[w] = _mm256_set1_epi64x((long long)probe->words[w]);
    for (size_t i = 0; i < count; i++) {
        __m128i *at = (__m128i *)(void *)&scores[TP_SCREEN_LANES * i];

        _mm_storeu_si128(at, add_gain(_mm_loadu_si128(at), distances(&blocks[i], words), limit, weight));
    }
}

static size_t pick(const uint16_t *scores, size_t count, uint16_t least, uint32_t *out)
{
    const __m128i bound = _mm_set1_epi16((short)least);
    size_t found = 0;

    for (size_t i = 0; i < count; i += TP_SCREEN_LANES) {
        __m128i values = _mm_loadu_si128((const __m128i *)(const void *)&scores[i]);
        __m128i large = _mm_cmpeq_epi16(_mm_max_epu16(values, bound), values);
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_packs_epi16(large, _mm_setzero_si128()));

        for (; mask; mask &= mask - 1)
            out[found++] = (uint32_t)i + (uint32_t)__builtin_ctz(mask);
    }
    return found;
}

void tp_screen_fill_avx2(struct tp_screen_kernels *table)
{
    table->scan = scan;
    table->pick = pick;
}
