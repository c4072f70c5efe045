/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptor kernels for AVX2: four lanes at a time, bits counted by nibble look-up. */
#include "kernel/descriptor.h"

#include <immintrin.h>

/* Bits set in each byte of X. */
static inline __m256i byte_counts(__m256i x)
{
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2,
                                           2, 3, 2, 3, 3, 4);
    const __m256i nibble = _mm256_set1_epi8(15);
    __m256i low = _mm256_shuffle_epi8(table, _mm256_and_si256(x, nibble));
    __m256i high = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(x, 4), nibble));

    return _mm256_add_epi8(low, high);
}

static inline __m256i load4(const uint64_t *words)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)words);
}

/* Four 64-bit counts below 2^31 as four floats. */
static inline __m128 to_floats(__m256i counts)
{
    const __m256i even = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);

    return _mm_cvtepi32_ps(_mm256_castsi256_si128(_mm256_permutevar8x32_epi32(counts, even)));
}

/* The similarities of descriptor LANE_A of A with the four of B from lane FIRST on, as 32-bit integers. */
static inline __m128i similarity4(const struct tp_descriptor_block *a, size_t lane_a,
                                  const struct tp_descriptor_block *b, size_t first)
{
    __m256i both = _mm256_setzero_si256(), total = _mm256_setzero_si256(), zero = _mm256_setzero_si256();
    __m128 scaled, bits;

    /* A byte gathers at most 8 x 16 bits in TOTAL: no overflow before the sums of bytes at the end. */
    for (int w = 0; w < TP_DESCRIPTOR_BIT_WORDS; w++) {
        int mask = TP_DESCRIPTOR_BIT_WORDS + (w >= TP_DESCRIPTOR_CELL_WORDS);
        __m256i aw = _mm256_set1_epi64x((long long)a->words[w][lane_a]);
        __m256i am = _mm256_set1_epi64x((long long)a->words[mask][lane_a]);
        __m256i bw = load4(&b->words[w][first]), bm = load4(&b->words[mask][first]);

        both = _mm256_add_epi8(both, byte_counts(_mm256_and_si256(aw, bw)));
        total = _mm256_add_epi8(total, byte_counts(_mm256_and_si256(aw, bm)));
        total = _mm256_add_epi8(total, byte_counts(_mm256_and_si256(bw, am)));
    }
    scaled = _mm_mul_ps(to_floats(_mm256_sad_epu8(both, zero)), _mm_set1_ps(510));
    bits = _mm_add_ps(to_floats(_mm256_sad_epu8(total, zero)), _mm_set1_ps(TP_DESCRIPTOR_PRIOR_BITS));
    return _mm_cvttps_epi32(_mm_div_ps(scaled, bits));
}

static void similarity(const struct tp_descriptor_block *a, size_t a_count, const struct tp_descriptor_block *b,
                       size_t b_blocks, uint8_t *out)
{
    for (size_t i = 0; i < a_count; i++)
        for (size_t block = 0; block < b_blocks; block++) {
            const struct tp_descriptor_block *of_a = &a[i / TP_DESCRIPTOR_LANES];
            size_t lane = i % TP_DESCRIPTOR_LANES;
            __m128i words =
                _mm_packus_epi32(similarity4(of_a, lane, &b[block], 0), similarity4(of_a, lane, &b[block], 4));

            _mm_storel_epi64((__m128i *)(void *)out, _mm_packus_epi16(words, words));
            out += TP_DESCRIPTOR_LANES;
        }
}

static size_t pick(const uint8_t *values, size_t count, uint8_t least, uint16_t *out)
{
    const __m256i bound = _mm256_set1_epi8((char)least);
    size_t found = 0, i = 0;

    for (; i + 32 <= count; i += 32) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(values + i));
        uint32_t hits = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(v, bound), v));

        for (; hits; hits &= hits - 1)
            out[found++] = (uint16_t)(i + (size_t)__builtin_ctz(hits));
    }
    for (; i < count; i++)
        if (values[i] >= least)
            out[found++] = (uint16_t)i;
    return found;
}

void tp_descriptor_fill_avx2(struct tp_descriptor_kernels *table)
{
    table->similarity = similarity;
    table->pick = pick;
}
