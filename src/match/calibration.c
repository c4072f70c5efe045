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
static const struct knot REJECTED[] = {{0, 0}, {0.75f, 125}, {1.05f, 301}, {2.00f, 808}};
static const struct knot ALIGNED[] = {{-31.35f, 808}, {-4.35f, 1523}, {-2.55f, 2000},
                                      {-1.03f, 2523}, {0.07f, 3000},  {6.70f, 6000}};

/* Piecewise linear through the knots; below the first constant, after the last as before it. */
static float interpolate(const struct knot *knots, size_t count, float raw)
{
    size_t k = 1;

    if (raw <= knots[0].raw)
        return knots[0].score;
    while (k + 1 < count && raw > knots[k].raw)
        k++;
    return knots[k - 1].score +
           (raw - knots[k - 1].raw) * (knots[k].score - knots[k - 1].score) / (knots[k].raw - knots[k - 1].raw);
}

int32_t tp_calibrate(const struct tp_match_raw *raw)
{
    float score = raw->aligned ? interpolate(ALIGNED, TP_ARRAY_LENGTH(ALIGNED), raw->score)
                               : TP_MIN(interpolate(REJECTED, TP_ARRAY_LENGTH(REJECTED), raw->score), ALIGNED[0].score);

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
