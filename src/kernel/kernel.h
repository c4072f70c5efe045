/* SPDX-License-Identifier: Apache-2.0 */
/* SIMD kernels as a table of functions. The scalar table is the specification: every level gives its bits. A level
 * overwrites what it does better; the table is chosen once, by what the processor has, and TP_CPU=scalar|avx2|avx512
 * in the environment caps it (an unknown name aborts). Kernels allocate nothing and cannot fail. */
#ifndef TP_KERNEL_H
#define TP_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/descriptor.h"
#include "kernel/filter.h"
#include "kernel/reference.h"
#include "kernel/relax.h"
#include "kernel/screen.h"
#include "kernel/signature.h"
#include "kernel/surround.h"

enum tp_kernel_level { TP_KERNEL_SCALAR, TP_KERNEL_AVX2, TP_KERNEL_AVX512, TP_KERNEL_LEVELS };

struct tp_kernels {
    const char *name; /* "scalar", "avx2", "avx512" */
    struct tp_descriptor_kernels descriptor;
    struct tp_filter_kernels filter;
    struct tp_reference_kernels reference;
    struct tp_relax_kernels relax;
    struct tp_screen_kernels screen;
    struct tp_signature_kernels signature;
    struct tp_surround_kernels surround;
};

/* The table of the best level this machine has. Thread-safe. */
const struct tp_kernels *tp_kernels(void);

/* The table of one level, for tests and benchmarks; NULL where the processor lacks it. */
const struct tp_kernels *tp_kernels_at(enum tp_kernel_level level);

/* Each level fills what it has (x86-64 builds only above scalar). */
void tp_kernels_fill_scalar(struct tp_kernels *table);
void tp_kernels_fill_avx2(struct tp_kernels *table);
void tp_kernels_fill_avx512(struct tp_kernels *table);

#endif
