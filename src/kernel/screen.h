/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels that read the screening codes of a whole gallery: how near each code is to a probe's, and which are near. */
#ifndef TP_KERNEL_SCREEN_H
#define TP_KERNEL_SCREEN_H

#include <stddef.h>
#include <stdint.h>

/* The codes of one friction ridge position of eight subjects side by side, one in each lane: a block is read in order
 * and gives eight distances without a sum across lanes. */
enum { TP_SCREEN_LANES = 8, TP_CODE_WORDS = 8 };
struct tp_code_block {
    uint64_t words[TP_CODE_WORDS][TP_SCREEN_LANES];
};

/* A probe's code as a scan takes it. A lane at DISTANCE bits gets weight * (limit - distance), nothing from LIMIT on:
 * a finger that failed takes nothing away from the others. */
struct tp_code_probe {
    uint64_t words[TP_CODE_WORDS];
    uint16_t limit;  /* 0 .. 64 * TP_CODE_WORDS */
    uint16_t weight; /* 0 .. 255 */
};

struct tp_screen_kernels {
    /* Adds what each of the 8 * COUNT lanes gets to SCORES, which stop at 65535. */
    void (*scan)(const struct tp_code_block *blocks, size_t count, const struct tp_code_probe *probe, uint16_t *scores);
    /* Writes the indices of the scores of at least LEAST in rising order to OUT (room for COUNT) and returns how many.
     * COUNT is a multiple of 8, below 2^32. */
    size_t (*pick)(const uint16_t *scores, size_t count, uint16_t least, uint32_t *out);
};

void tp_screen_fill_scalar(struct tp_screen_kernels *table);
void tp_screen_fill_avx2(struct tp_screen_kernels *table);
void tp_screen_fill_avx512(struct tp_screen_kernels *table);

#endif
