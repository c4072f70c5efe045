/* SPDX-License-Identifier: Apache-2.0 */
/* The score that keeps false candidates rare in a gallery of some size. Series in double precision, by + - * / only, so
 * that every machine names the same score. */
#include <stdint.h>

#include <tenprint/gallery.h>

#include "base/base.h"

static const double ln2 = 0.69314718055994530942, ln10 = 2.30258509299404568402;

/* ln((1 + z) / (1 - z)), |z| <= 0.21. */
static double log_of_ratio(double z)
{
    double sum = 0, power = z;

    for (int i = 1; i < 26; i += 2) {
        sum += power / i;
        power *= z * z;
    }
    return 2 * sum;
}

/* ln X, 0 < X <= 1. */
static double log_of(double x)
{
    double whole = 0;

    for (; x < 0.75; x *= 2)
        whole -= ln2;
    return whole + log_of_ratio((x - 1) / (x + 1));
}

/* 1 - e^-Y, Y >= 0, as exact for small Y as Y is. */
static double chance_of(double y)
{
    double sum = 0, term = 1;
    int halvings = 0;

    for (; y > 0.25; y /= 2)
        halvings++;
    for (int i = 1; i < 14; i++) {
        term *= -y / i;
        sum -= term;
    }
    for (; halvings > 0; halvings--)
        sum *= 2 - sum; /* 1 - (1 - sum)^2 */
    return sum;
}

int32_t tp_score_for_fpir(double fpir, uint64_t subjects)
{
    double each, decades;
    int32_t score;

    if (fpir >= 1)
        return 0;
    each = fpir < 0.25 ? log_of_ratio(fpir / (2 - fpir)) : -log_of(1 - fpir); /* -ln(1 - fpir) */
    each /= (double)TP_MAX(subjects, 1u);
    if (!(each > 1e-25)) /* rarer than any score */
        return TP_SCORE_MAX;
    decades = -log_of(chance_of(each)) * (TP_SCORE_PER_DECADE / ln10);
    decades = TP_MIN(decades, (double)TP_SCORE_MAX);
    score = (int32_t)decades;
    return decades - score > 1e-6 ? score + 1 : score; /* rounded up, but not for a rounding error */
}
