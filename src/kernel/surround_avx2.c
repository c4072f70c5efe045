/* SPDX-License-Identifier: Apache-2.0 */
/* Surroundings of minutiae for AVX2: eight lanes. */
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/surround.h"

enum { LANES = 8 };
typedef float floats __attribute__((vector_size(32)));
typedef int32_t ints __attribute__((vector_size(32)));

static inline uint32_t mask_of(ints x)
{
    return (uint32_t)_mm256_movemask_ps((__m256)x);
}

static inline floats floor_of(floats x)
{
    return (floats)_mm256_floor_ps((__m256)x);
}

static inline ints clamp_of(ints x, int32_t low, int32_t high)
{
    return (ints)_mm256_min_epi32(_mm256_max_epi32((__m256i)x, _mm256_set1_epi32(low)), _mm256_set1_epi32(high));
}

static inline ints pairs_at(const uint8_t *base, ints at)
{
    return (ints)_mm256_i32gather_epi32((const int *)(const void *)base, (__m256i)at, 1);
}

static inline floats fused(floats a, floats b, floats c)
{
    return (floats)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
}

static inline floats of_32(const float *table, ints at)
{
    return (floats)_mm256_i32gather_ps(table, (__m256i)at, 4);
}

static inline uint64_t spread(const struct tp_surround_places *places, int group, uint32_t bits)
{
    return _pdep_u64(bits, places->group_cells[group]);
}

#include "kernel/surround_wide.h"

void tp_surround_fill_avx2(struct tp_surround_kernels *table)
{
    table->describe = describe;
}
