/* SPDX-License-Identifier: Apache-2.0 */
/* Surroundings of minutiae in plain C: four lanes, which the compiler gives to any processor. */
#include <stddef.h>
#include <stdint.h>

#include "kernel/surround.h"

enum { LANES = 4 };
typedef float floats __attribute__((vector_size(16)));
typedef int32_t ints __attribute__((vector_size(16)));

static inline uint32_t mask_of(ints x)
{
    uint32_t mask = 0;

    for (int lane = 0; lane < LANES; lane++)
        mask |= (uint32_t)(x[lane] < 0) << lane;
    return mask;
}

static inline floats floor_of(floats x)
{
    floats whole = __builtin_convertvector(__builtin_convertvector(x, ints), floats);

    return whole + __builtin_convertvector(whole > x, floats);
}

static inline ints clamp_of(ints x, int32_t low, int32_t high)
{
    ints below = x<low, above = x> high;

    return (x & ~below & ~above) | (low & below) | (high & above);
}

static inline ints pairs_at(const uint8_t *base, ints at)
{
    ints pairs;

    for (int lane = 0; lane < LANES; lane++)
        pairs[lane] = base[at[lane]] | base[at[lane] + 1] << 8;
    return pairs;
}

static inline floats fused(floats a, floats b, floats c)
{
    return a * b + c;
}

static inline floats of_32(const float *table, ints at)
{
    return (floats){table[at[0]], table[at[1]], table[at[2]], table[at[3]]};
}

static inline uint64_t spread(const struct tp_surround_places *places, int group, uint32_t bits)
{
    uint64_t word = 0;

    for (; bits; bits &= bits - 1)
        word |= (uint64_t)1 << places->cell_index[TP_SURROUND_GROUP * group + __builtin_ctz(bits)];
    return word;
}

#include "kernel/surround_wide.h"

void tp_surround_fill_scalar(struct tp_surround_kernels *table)
{
    table->describe = describe;
}
