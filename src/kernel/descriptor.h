/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels over bit descriptors of minutiae: all similarities of two sets, and the places of the large ones. */
#ifndef TP_KERNEL_DESCRIPTOR_H
#define TP_KERNEL_DESCRIPTOR_H

#include <stddef.h>
#include <stdint.h>

/* Eight descriptors side by side, one in each lane: eight words of bits, then the mask that says which bits of words
 * 0-5 are known and the one for words 6-7. A bit is never set where its mask is not. Lanes that hold nothing are zero.
 */
enum { TP_DESCRIPTOR_LANES = 8, TP_DESCRIPTOR_BIT_WORDS = 8, TP_DESCRIPTOR_CELL_WORDS = 6, TP_DESCRIPTOR_WORDS = 10 };
struct tp_descriptor_block {
    uint64_t words[TP_DESCRIPTOR_WORDS][TP_DESCRIPTOR_LANES];
};

/* Added to the bits compared, so that two nearly empty descriptors do not count as alike. */
#define TP_DESCRIPTOR_PRIOR_BITS 24

struct tp_descriptor_kernels {
    /* OUT[i * 8 * B_BLOCKS + j] for the first A_COUNT descriptors of A and all lanes of B: with BOTH the bits set in
     * both and TOTAL the bits set in either where the other is known, 510 * BOTH / (TOTAL + prior), rounded down. */
    void (*similarity)(const struct tp_descriptor_block *a, size_t a_count, const struct tp_descriptor_block *b,
                       size_t b_blocks, uint8_t *out);
    /* Writes the indices of the values of at least LEAST in rising order to OUT (room for COUNT, at most 65536) and
     * returns how many. COUNT is a multiple of 8. */
    size_t (*pick)(const uint8_t *values, size_t count, uint8_t least, uint16_t *out);
};

void tp_descriptor_fill_scalar(struct tp_descriptor_kernels *table);
void tp_descriptor_fill_avx2(struct tp_descriptor_kernels *table);
void tp_descriptor_fill_avx512(struct tp_descriptor_kernels *table);

#endif
