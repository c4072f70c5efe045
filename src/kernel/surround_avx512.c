/* SPDX-License-Identifier: Apache-2.0 */
/* Surroundings of minutiae for AVX-512: sixteen lanes. */
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/surround.h"

enum { LANES = 16 };
typedef float floats __attribute__((vector_size(64)));
typedef int32_t ints __attribute__((vector_size(64)));

static inline uint32_t mask_of(ints x)
{
    return _mm512_movepi32_mask((__m512i)x);
}

static inline floats floor_of(floats x)
{
    return (floats)_mm512_roundscale_ps((__m512)x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
}

static inline ints clamp_of(ints x, int32_t low, int32_t high)
{
    return (ints)_mm512_min_epi32(_mm512_max_epi32((__m512i)x, _mm512_set1_epi32(low)), _mm512_set1_epi32(high));
}

static inline ints pairs_at(const uint8_t *base, ints at)
{
    return (ints)_mm512_i32gather_epi32((__m512i)at, base, 1);
}

static inline floats fused(floats a, floats b, floats c)
{
    return (floats)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
}

static inline floats of_32(const float *table, ints at)
{
    return (floats)_mm512_permutex2var_ps(_mm512_loadu_ps(table), (__m512i)at, _mm512_loadu_ps(table + 16));
}

static inline uint64_t spread(const struct tp_surround_places *places, int group, uint32_t bits)
{
    return _pdep_u64(bits, places->group_cells[group]);
}

#include "kernel/surround_wide.h"

void tp_surround_fill_avx512(struct tp_surround_kernels *table)
{
    table->describe = describe;
}
