/* SPDX-License-Identifier: Apache-2.0 */
/* Reference loops in plain C. */
#include "kernel/reference.h"

static uint64_t read_words(const uint64_t *words, size_t count)
{
    uint64_t sums[4] = {0};

    for (size_t i = 0; i < count; i += 4)
        for (size_t k = 0; k < 4; k++)
            sums[k] ^= words[i + k];
    return sums[0] ^ sums[1] ^ sums[2] ^ sums[3];
}

static uint64_t popcount(const uint64_t *words, size_t count, uint64_t key)
{
    uint64_t total = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t x = words[i] ^ key;
        x -= x >> 1 & 0x5555555555555555u;
        x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
        x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
        total += x * 0x0101010101010101u >> 56;
    }
    return total;
}

void tp_reference_fill_scalar(struct tp_reference_kernels *table)
{
    table->read = read_words;
    table->popcount = popcount;
}
