/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels that compare signatures, minutia against minutia: how near is the nearest of the other side. */
#ifndef TP_KERNEL_SIGNATURE_H
#define TP_KERNEL_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

enum {
    TP_SIGNATURE_MAX = 40,  /* minutiae: the best ones */
    TP_SIGNATURE_GROUP = 8, /* of a probe's, which lie side by side in lanes */
    TP_SIGNATURE_GROUPS = TP_SIGNATURE_MAX / TP_SIGNATURE_GROUP,
    TP_SIGNATURE_FOUR = 4,      /* of a candidate's, which are looked at together */
    TP_SIGNATURE_FAR = 64,      /* the distance where there is nothing to be near to */
    TP_SIGNATURE_LIMIT_MAX = 40 /* so that all squares fit 16 bits */
};

/* Flat, without pointers, 448 bytes; all zero means nothing. Minutiae by rising direction; behind the last one its word
 * and direction are repeated until the count is a multiple of four. */
struct tp_signature {
    uint64_t words[TP_SIGNATURE_MAX];
    uint8_t theta_q8[TP_SIGNATURE_MAX];               /* clockwise */
    uint8_t x[TP_SIGNATURE_MAX], y[TP_SIGNATURE_MAX]; /* from the leftmost and topmost one, in units of 4 px, to 255 */
    uint8_t count;                                    /* to TP_SIGNATURE_MAX, and taken as that beyond */
    uint8_t reserved[7];
};

/* The probe's side. Its minutiae go in groups of eight, and a group looks at those fours of the candidate's minutiae of
 * which some direction d has (uint8_t)(d - from) <= span. */
struct tp_signature_query {
    uint64_t words[TP_SIGNATURE_MAX];
    uint64_t limits[TP_SIGNATURE_MAX]; /* to TP_SIGNATURE_LIMIT_MAX; 0 where there is no minutia */
    uint8_t from[TP_SIGNATURE_GROUPS], span[TP_SIGNATURE_GROUPS];
    uint8_t group_count;
};

struct tp_signature_kernels {
    /* For each of COUNT candidates the sum over the probe's minutiae of max(0, limit - d)^2, where d is the number of
     * bits in which the nearest word looked at differs. */
    void (*scan)(const struct tp_signature_query *query, const struct tp_signature *candidates, size_t count,
                 uint16_t *scores);
    /* For each minutia in a group d << 8 | the index of the nearest, the lowest of equals; TP_SIGNATURE_FAR << 8 where
     * none is nearer than that. */
    void (*nearest)(const struct tp_signature_query *query, const struct tp_signature *candidate,
                    uint16_t out[TP_SIGNATURE_MAX]);
};

void tp_signature_fill_scalar(struct tp_signature_kernels *table);
void tp_signature_fill_avx2(struct tp_signature_kernels *table);
void tp_signature_fill_avx512(struct tp_signature_kernels *table);

#endif
