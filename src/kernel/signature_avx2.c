/* SPDX-License-Identifier: Apache-2.0 */
/* Signature kernels for AVX2: four of a probe's minutiae in lanes, bits counted by nibble look-up. */
#include "kernel/signature.h"

#include <immintrin.h>

#define FIRST_OF_FOURS 0x1111111111u
enum { LANES = 4 };

/* The bits in which each of four words differs from WORD. */
static inline __m256i distances(__m256i words, uint64_t word)
{
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2,
                                           2, 3, 2, 3, 3, 4);
    const __m256i nibble = _mm256_set1_epi8(15);
    __m256i x = _mm256_xor_si256(words, _mm256_set1_epi64x((long long)word));
    __m256i low = _mm256_shuffle_epi8(table, _mm256_and_si256(x, nibble));
    __m256i high = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(x, 4), nibble));

    return _mm256_sad_epu8(_mm256_add_epi8(low, high), _mm256_setzero_si256());
}

static inline uint64_t fours_of(const struct tp_signature *candidate)
{
    unsigned count = candidate->count < TP_SIGNATURE_MAX ? candidate->count : TP_SIGNATURE_MAX;

    return (((uint64_t)1 << count) - 1) & FIRST_OF_FOURS;
}

/* Those of FOURS that a group looks at. */
static inline uint64_t looks_at(const struct tp_signature_query *query, size_t group,
                                const struct tp_signature *candidate, uint64_t fours)
{
    __m256i from = _mm256_set1_epi8((char)query->from[group]), span = _mm256_set1_epi8((char)query->span[group]);
    __m256i a = _mm256_sub_epi8(_mm256_loadu_si256((const __m256i *)(const void *)candidate->theta_q8), from);
    __m128i b = _mm_sub_epi8(_mm_loadl_epi64((const __m128i *)(const void *)&candidate->theta_q8[32]),
                             _mm256_castsi256_si128(from));
    uint64_t inside = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(a, span), a));

    b = _mm_cmpeq_epi8(_mm_min_epu8(b, _mm256_castsi256_si128(span)), b);
    inside |= (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 32;
    inside |= inside >> 1;
    return (inside | inside >> 2) & fours;
}

static inline __m256i load4(const uint64_t *words)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)words);
}

static inline __m256i square_below(__m256i limits, __m256i best)
{
    __m256i part = _mm256_subs_epu8(limits, best);

    return _mm256_mullo_epi16(part, part);
}

static unsigned score(const struct tp_signature_query *query, const struct tp_signature *candidate)
{
    uint64_t all = fours_of(candidate);
    __m256i sum = _mm256_setzero_si256();
    __m128i half;

    for (size_t group = 0; group < query->group_count; group++) {
        const uint64_t *words = &query->words[group * TP_SIGNATURE_GROUP];
        const uint64_t *limits = &query->limits[group * TP_SIGNATURE_GROUP];
        __m256i low = load4(words), high = load4(words + LANES), far = _mm256_set1_epi64x(TP_SIGNATURE_FAR);
        __m256i best_low = far, best_high = far;

        for (uint64_t fours = looks_at(query, group, candidate, all); fours; fours &= fours - 1)
            for (int j = __builtin_ctzll(fours), end = j + TP_SIGNATURE_FOUR; j < end; j++) {
                best_low = _mm256_min_epu8(best_low, distances(low, candidate->words[j]));
                best_high = _mm256_min_epu8(best_high, distances(high, candidate->words[j]));
            }
        sum = _mm256_add_epi64(sum, square_below(load4(limits), best_low));
        sum = _mm256_add_epi64(sum, square_below(load4(limits + LANES), best_high));
    }
    half = _mm_add_epi64(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    return (unsigned)(_mm_cvtsi128_si64(half) + _mm_extract_epi64(half, 1));
}

static void scan(const struct tp_signature_query *query, const struct tp_signature *candidates, size_t count,
                 uint16_t *scores)
{
    for (size_t c = 0; c < count; c++)
        scores[c] = (uint16_t)score(query, &candidates[c]);
}

static void nearest(const struct tp_signature_query *query, const struct tp_signature *candidate,
                    uint16_t out[TP_SIGNATURE_MAX])
{
    uint64_t all = fours_of(candidate);

    for (size_t lane = 0; lane < (size_t)query->group_count * TP_SIGNATURE_GROUP; lane += LANES) {
        __m256i words = load4(&query->words[lane]), best = _mm256_set1_epi64x(TP_SIGNATURE_FAR << 8);
        uint64_t keys[LANES];

        for (uint64_t fours = looks_at(query, lane / TP_SIGNATURE_GROUP, candidate, all); fours; fours &= fours - 1)
            for (int j = __builtin_ctzll(fours), end = j + TP_SIGNATURE_FOUR; j < end; j++) {
                __m256i far = _mm256_slli_epi64(distances(words, candidate->words[j]), 8);

                best = _mm256_min_epu16(best, _mm256_or_si256(far, _mm256_set1_epi64x(j)));
            }
        _mm256_storeu_si256((__m256i *)(void *)keys, best);
        for (int k = 0; k < LANES; k++)
            out[lane + (size_t)k] = (uint16_t)keys[k];
    }
}

void tp_signature_fill_avx2(struct tp_signature_kernels *table)
{
    table->scan = scan;
    table->nearest = nearest;
}
