/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic of identification: one score from several fingers, and which probe belongs to which finger. */
#ifndef TP_GALLERY_FUSION_H
#define TP_GALLERY_FUSION_H

#include <stdint.h>

enum { TP_ASSIGN_ROWS_MAX = 20, TP_ASSIGN_COLUMNS_MAX = 11 };

/* The calibrated score of COUNT (1..TP_ASSIGN_COLUMNS_MAX) independent finger comparisons with SCORES, 0 or more in any
 * order, when they are the best of TRIALS (>= 1) ways to pair probes with fingers. 0..TP_SCORE_MAX.
 *
 * A finger's score s names the chance 10^(-s/1000) that a non-mated comparison reaches it. One such chance is taken at
 * its word; of several, which are multiplied, each is taken twice as large, since a calibration is not better than
 * that: p = min(1, 2 * 10^(-s/1000)). The best j of the n fingers are judged by the sum x of their -ln p: of j given
 * fingers of another person it has the gamma distribution of shape j (Fisher), so the chance that any j of them reach x
 * is at most C(n, j) * Q(j, x) with Q(j, x) = e^-x * (1 + x + x^2/2! + ... + x^(j-1)/(j-1)!). Each j has its share of
 * the rate that the fused score names, all fingers together a half, the n - 1 smaller numbers the other half, and the
 * best one counts: with W = 2 for j = n, else 2 * (n - 1), the highest of -1000 log10(C(n, j) * Q(j, x) * W * TRIALS).
 * No dependence between the numbers j or the trials makes the true chance larger than the named one (Bonferroni), nor
 * do scores that are cut off at 0. */
int32_t tp_fuse_scores(const int32_t *scores, unsigned count, uint64_t trials);

/* Rows are probes, columns fingers; workspace and result of tp_assign. */
struct tp_assignment {
    int32_t scores[TP_ASSIGN_ROWS_MAX][TP_ASSIGN_COLUMNS_MAX]; /* in: >= 0, or -1 where the two cannot be one finger */
    int8_t column_of_row[TP_ASSIGN_ROWS_MAX];                  /* out: -1 for a probe left without a finger */
    unsigned pair_count;                                       /* out */
    int64_t sum;                                               /* out: of the chosen pairs' scores */
    uint64_t trials; /* out: how many assignments of as many pairs there are */
    int32_t best[1 << TP_ASSIGN_COLUMNS_MAX];
    uint64_t ways[1 << TP_ASSIGN_COLUMNS_MAX];
    int8_t choice[TP_ASSIGN_ROWS_MAX][1 << TP_ASSIGN_COLUMNS_MAX];
};

/* Finds, among the one-to-one assignments with the most pairs, the one with the highest sum of scores. Equal sums are
 * decided the same way every time. */
void tp_assign(struct tp_assignment *assignment, unsigned rows, unsigned columns);

#endif
