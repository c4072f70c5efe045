/* SPDX-License-Identifier: Apache-2.0 */
/* What the other kernels are measured against: reading memory and counting bits as fast as a level can. */
#ifndef TP_KERNEL_REFERENCE_H
#define TP_KERNEL_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

/* COUNT words of them at once; a count is a multiple. */
enum { TP_REFERENCE_WORDS = 64 };

struct tp_reference_kernels {
    uint64_t (*read)(const uint64_t *words, size_t count);                   /* the words, xored */
    uint64_t (*popcount)(const uint64_t *words, size_t count, uint64_t key); /* bits in which they differ from KEY */
};

void tp_reference_fill_scalar(struct tp_reference_kernels *table);
void tp_reference_fill_avx2(struct tp_reference_kernels *table);
void tp_reference_fill_avx512(struct tp_reference_kernels *table);

#endif
