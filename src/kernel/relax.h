/* SPDX-License-Identifier: Apache-2.0 */
/* Kernel for the relaxation of local pairs (match/relax.c): how well they agree with each other. */
#ifndef TP_KERNEL_RELAX_H
#define TP_KERNEL_RELAX_H

#include <stdint.h>

enum { TP_LOCAL_PAIRS_MAX = 32 };

/* Local pairs: minutiae with like neighbourhoods, each at most once (match/local.c, match/relax.c). */
struct tp_local_pairs {
    int count;
    float consistency; /* how many of the pairs agree with each other, about: what early rejection looks at */
    uint8_t a[TP_LOCAL_PAIRS_MAX], b[TP_LOCAL_PAIRS_MAX];
    float ax[TP_LOCAL_PAIRS_MAX], ay[TP_LOCAL_PAIRS_MAX], bx[TP_LOCAL_PAIRS_MAX], by[TP_LOCAL_PAIRS_MAX];
    float turn_cos[TP_LOCAL_PAIRS_MAX], turn_sin[TP_LOCAL_PAIRS_MAX]; /* from B's direction to A's */
    float similarity[TP_LOCAL_PAIRS_MAX];
    float weight[TP_LOCAL_PAIRS_MAX]; /* after relaxation */
    float support[TP_LOCAL_PAIRS_MAX][TP_LOCAL_PAIRS_MAX];
};

/* Where support ends: difference of the two lengths, sideways deviation, and difference of the turns. */
#define TP_RELAX_LENGTH_TOLERANCE_PX 11.0f
#define TP_RELAX_LENGTH_TOLERANCE 0.07f
#define TP_RELAX_SIDE_TOLERANCE_PX 12.0f
#define TP_RELAX_SIDE_TOLERANCE 0.22f
#define TP_RELAX_TURN_TOLERANCE_RAD 0.65f
#define TP_RELAX_APART_PX 24.0f /* minutiae nearer to each other than this support each other less */

struct tp_relax_kernels {
    /* How well each pair I agrees with the pairs from I rounded down to a multiple of 8 on, 0..1, into support[I]: the
     * vector from one minutia to the other must have the same length in both impressions, point the same way once B is
     * turned by the mean turn of the pairs, and the turns must be alike. Weighed by the similarities. Places from COUNT
     * on are zero, except for A and B. */
    void (*agree)(struct tp_local_pairs *pairs);

    /* One round of power iteration: SUM[j] of weight[i] * support[i][j], in the order of I. */
    void (*gather)(const struct tp_local_pairs *pairs, float sum[TP_LOCAL_PAIRS_MAX]);
};

void tp_relax_fill_scalar(struct tp_relax_kernels *table);
void tp_relax_fill_avx2(struct tp_relax_kernels *table);
void tp_relax_fill_avx512(struct tp_relax_kernels *table);

#endif
