/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic of identification: one score from several fingers, and which probe belongs to which finger. */
#ifndef TP_GALLERY_FUSION_H
#define TP_GALLERY_FUSION_H

#include <stdint.h>

/* The calibrated score of PAIR_COUNT (>= 1) independent finger comparisons whose scores add up to SUM, when they are
 * the best of TRIALS (>= 1) ways to pair probes with fingers. 0..TP_SCORE_MAX.
 *
 * A finger's score s names the chance 10^(-s/1000) that a non-mated comparison reaches it. One such chance is taken at
 * its word; of several, which are multiplied, each is taken twice as large, since a calibration is not better than
 * that: p = 2 * 10^(-s/1000). By Fisher's method (Statistical Methods for Research Workers, 4th ed. 1932, 21.1) the sum
 * x of -ln p over k independent fingers has, for another person's fingers, the gamma distribution of shape k, so the
 * chance to reach x is Q(k, x) = e^-x * (1 + x + x^2/2! + ... + x^(k-1)/(k-1)!) and the best of T trials reaches it
 * with a chance of at most T * Q (Bonferroni). Hence, with S the sum less 301 for each finger (none for a single one),
 * 0 at least, and P the polynomial above, fused = S - 1000 * log10(P * T). Scores that are cut off at 0 make the true
 * chance smaller than the named one, never larger. */
int32_t tp_fuse_scores(int64_t sum, unsigned pair_count, uint64_t trials);

enum { TP_ASSIGN_ROWS_MAX = 20, TP_ASSIGN_COLUMNS_MAX = 11 };

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
