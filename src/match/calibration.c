/* SPDX-License-Identifier: Apache-2.0 */
/* Calibration: from raw scores to false match rates.
 *
 * The tables are what build/bench/calibrate prints (docs/method-comparison.md says from which prints): the scores that
 * the raw scores of non-mated comparisons stand for, up to where there are enough of them, and from there a straight
 * line, that is an exponential tail. Raw scores of aligned comparisons stand above all of rejected ones. */
#include "match/match.h"

#include <math.h>

#include "base/base.h"

#define NATS_PER_MILLIBAN 0.00230258509299404568

struct knot {
    float raw, score;
};
static const struct knot REJECTED[] = {{0.0f, 0}, {1.1f, 350}};
static const struct knot ALIGNED[] = {{-12.0f, 350}, {-6.0f, 1000}, {-1.9f, 2000}, {0.3f, 3000}, {2.5f, 4000}, {4.7f, 5000}};

/* Piecewise linear through the knots; below the first constant, after the last as before it. */
static float interpolate(const struct knot *knots, size_t count, float raw)
{
    size_t k = 1;

    if (raw <= knots[0].raw)
        return knots[0].score;
    while (k + 1 < count && raw > knots[k].raw)
        k++;
    return knots[k - 1].score + (raw - knots[k - 1].raw) * (knots[k].score - knots[k - 1].score) /
                                    (knots[k].raw - knots[k - 1].raw);
}

int32_t tp_calibrate(const struct tp_match_raw *raw)
{
    float score = raw->aligned ? interpolate(ALIGNED, TP_ARRAY_LENGTH(ALIGNED), raw->score)
                               : interpolate(REJECTED, TP_ARRAY_LENGTH(REJECTED), raw->score);

    return (int32_t)TP_CLAMP(score + 0.5f, 0.0f, (float)TP_SCORE_MAX);
}

double tp_score_fmr(int32_t score)
{
    return (double)tp_exp((float)(-(double)score * NATS_PER_MILLIBAN));
}

int32_t tp_score_for_fmr(double fmr)
{
    int32_t low = 0, high = TP_SCORE_MAX;

    while (low < high) {
        int32_t middle = low + (high - low) / 2;

        if (tp_score_fmr(middle) <= fmr)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
