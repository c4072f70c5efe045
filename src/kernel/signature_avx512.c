/* SPDX-License-Identifier: Apache-2.0 */
/* Signature kernels for AVX-512 with VPOPCNTDQ: a probe's minutiae in lanes, a candidate's broadcast. */
#include "kernel/signature.h"

#include <immintrin.h>

#define FIRST_OF_FOURS 0x1111111111u

static inline __m512i directions(const struct tp_signature *candidate)
{
    return _mm512_maskz_loadu_epi8(((__mmask64)1 << TP_SIGNATURE_MAX) - 1, candidate->theta_q8);
}

/* The fours that CANDIDATE has, a bit at the first minutia of each. */
static inline uint64_t fours_of(const struct tp_signature *candidate)
{
    unsigned count = candidate->count < TP_SIGNATURE_MAX ? candidate->count : TP_SIGNATURE_MAX;

    return (((uint64_t)1 << count) - 1) & FIRST_OF_FOURS;
}

/* Those of FOURS that a group looks at. */
static inline uint64_t looks_at(const struct tp_signature_query *query, size_t group, __m512i theta, uint64_t fours)
{
    __m512i turned = _mm512_sub_epi8(theta, _mm512_set1_epi8((char)query->from[group]));
    uint64_t inside = _mm512_cmple_epu8_mask(turned, _mm512_set1_epi8((char)query->span[group]));

    inside |= inside >> 1;
    return (inside | inside >> 2) & fours;
}

static inline __m512i distances(__m512i words, uint64_t word)
{
    return _mm512_popcnt_epi64(_mm512_xor_si512(words, _mm512_set1_epi64((long long)word)));
}

/* The least distance of each lane to the fours looked at. */
static inline __m512i least(__m512i words, const struct tp_signature *candidate, uint64_t fours)
{
    __m512i best = _mm512_set1_epi64(TP_SIGNATURE_FAR);

    for (; fours; fours &= fours - 1) {
        const uint64_t *four = &candidate->words[__builtin_ctzll(fours)];
        __m512i a = _mm512_min_epu8(distances(words, four[0]), distances(words, four[1]));
        __m512i b = _mm512_min_epu8(distances(words, four[2]), distances(words, four[3]));

        best = _mm512_min_epu8(best, _mm512_min_epu8(a, b));
    }
    return best;
}

static void scan(const struct tp_signature_query *query, const struct tp_signature *candidates, size_t count,
                 uint16_t *scores)
{
    for (size_t c = 0; c < count; c++) {
        __m512i theta = directions(&candidates[c]), sum = _mm512_setzero_si512();
        uint64_t fours = fours_of(&candidates[c]);

        for (size_t group = 0; group < query->group_count; group++) {
            __m512i words = _mm512_loadu_si512(&query->words[group * TP_SIGNATURE_GROUP]);
            __m512i limits = _mm512_loadu_si512(&query->limits[group * TP_SIGNATURE_GROUP]);
            __m512i near = least(words, &candidates[c], looks_at(query, group, theta, fours));
            __m512i part = _mm512_subs_epu8(limits, near);

            sum = _mm512_add_epi64(sum, _mm512_mullo_epi16(part, part));
        }
        scores[c] = (uint16_t)_mm512_reduce_add_epi64(sum);
    }
}

static void nearest(const struct tp_signature_query *query, const struct tp_signature *candidate,
                    uint16_t out[TP_SIGNATURE_MAX])
{
    __m512i theta = directions(candidate);
    uint64_t all = fours_of(candidate);

    for (size_t group = 0; group < query->group_count; group++) {
        __m512i words = _mm512_loadu_si512(&query->words[group * TP_SIGNATURE_GROUP]);
        __m512i best = _mm512_set1_epi64(TP_SIGNATURE_FAR << 8);

        for (uint64_t fours = looks_at(query, group, theta, all); fours; fours &= fours - 1)
            for (int j = __builtin_ctzll(fours), end = j + TP_SIGNATURE_FOUR; j < end; j++) {
                __m512i far = _mm512_slli_epi64(distances(words, candidate->words[j]), 8);

                best = _mm512_min_epu16(best, _mm512_or_si512(far, _mm512_set1_epi64(j)));
            }
        _mm_storeu_si128((__m128i *)(void *)&out[group * TP_SIGNATURE_GROUP], _mm512_cvtepi64_epi16(best));
    }
}

void tp_signature_fill_avx512(struct tp_signature_kernels *table)
{
    table->scan = scan;
    table->nearest = nearest;
}
