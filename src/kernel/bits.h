/* SPDX-License-Identifier: Apache-2.0 */
/* Counting bits in plain C. */
#ifndef TP_KERNEL_BITS_H
#define TP_KERNEL_BITS_H

#include <stdint.h>

static inline unsigned bits_set(uint64_t x)
{
    x -= x >> 1 & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
    return (unsigned)(x * 0x0101010101010101u >> 56);
}

#endif
