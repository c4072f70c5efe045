/* SPDX-License-Identifier: Apache-2.0 */
/* What the benchmarks share: prints to measure with, and reference loops to measure against. */
#ifndef TP_NODE_BENCH_H
#define TP_NODE_BENCH_H

#include "node/node.h"

/* ---- prints (bench_prints.c) ------------------------------------------------------------------------------------ */

struct tp_bench_prints {
    struct tp_image *images;
    uint32_t *fingers; /* which finger each image shows */
    size_t count;
};
/* Loads the folder, or makes synthetic fingers: sensors in turn. */
TP_NODISCARD tp_status tp_bench_prints_make(const struct tp_bench_options *options, struct tp_bench_prints *out,
                                            struct tp_diag *diag);
void tp_bench_prints_deinit(struct tp_bench_prints *prints);

/* ---- reference loops (reference.c) ------------------------------------------------------------------------------ */

/* Each runs for some milliseconds in plain C and returns its rate by the thread's CPU clock. */
double tp_reference_chain_per_s(void);    /* dependent 64-bit multiply-adds */
double tp_reference_cycles_per_s(void);   /* dependent 64-bit additions: one a cycle on any processor we know */
double tp_reference_popcount_per_s(void); /* xor and population count of 64 bits, from the first-level cache */
TP_NODISCARD tp_status tp_reference_read_bytes_per_s(double *rate, struct tp_diag *diag); /* 64 MiB, in order */

/* Peak resident memory of the process in bytes; 0 where the system does not say. */
uint64_t tp_memory_peak_bytes(void);
/* Resident memory now. */
uint64_t tp_memory_now_bytes(void);

#endif
