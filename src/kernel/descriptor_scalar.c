/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptor kernels in plain C: the specification of the others. */
#include "kernel/bits.h"
#include "kernel/descriptor.h"

static uint8_t similarity_of(const struct tp_descriptor_block *a, size_t i, const struct tp_descriptor_block *b,
                             size_t j)
{
    unsigned both = 0, total = TP_DESCRIPTOR_PRIOR_BITS;

    for (int w = 0; w < TP_DESCRIPTOR_BIT_WORDS; w++) {
        int mask = TP_DESCRIPTOR_BIT_WORDS + (w >= TP_DESCRIPTOR_CELL_WORDS);

        both += bits_set(a->words[w][i] & b->words[w][j]);
        total += bits_set(a->words[w][i] & b->words[mask][j]) + bits_set(b->words[w][j] & a->words[mask][i]);
    }
    return (uint8_t)((float)(510 * both) / (float)total);
}

static void similarity(const struct tp_descriptor_block *a, size_t a_count, const struct tp_descriptor_block *b,
                       size_t b_blocks, uint8_t *out)
{
    for (size_t i = 0; i < a_count; i++)
        for (size_t block = 0; block < b_blocks; block++)
            for (size_t lane = 0; lane < TP_DESCRIPTOR_LANES; lane++)
                *out++ = similarity_of(&a[i / TP_DESCRIPTOR_LANES], i % TP_DESCRIPTOR_LANES, &b[block], lane);
}

static size_t pick(const uint8_t *values, size_t count, uint8_t least, uint16_t *out)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++)
        if (values[i] >= least)
            out[found++] = (uint16_t)i;
    return found;
}

void tp_descriptor_fill_scalar(struct tp_descriptor_kernels *table)
{
    table->similarity = similarity;
    table->pick = pick;
}
