/* SPDX-License-Identifier: Apache-2.0 */
/* Error rates from counted scores. */
#include <math.h>

#include "node/node.h"

void tp_accuracy_add(struct tp_accuracy *accuracy, int32_t score, bool mated)
{
    uint64_t *counts = mated ? accuracy->mated : accuracy->nonmated;

    if (mated)
        accuracy->mated_count++;
    else
        accuracy->nonmated_count++;
    if (score >= 0)
        counts[TP_MIN(score, TP_SCORE_MAX)]++;
}

void tp_accuracy_pool(struct tp_accuracy *accuracy, const struct tp_accuracy *other)
{
    accuracy->mated_count += other->mated_count;
    accuracy->nonmated_count += other->nonmated_count;
    for (size_t i = 0; i <= TP_SCORE_MAX; i++) {
        accuracy->mated[i] += other->mated[i];
        accuracy->nonmated[i] += other->nonmated[i];
    }
}

static uint64_t count_from(const uint64_t *counts, int32_t threshold)
{
    uint64_t sum = 0;

    for (int32_t score = threshold; score <= TP_SCORE_MAX; score++)
        sum += counts[score];
    return sum;
}

static double share(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : (double)NAN;
}

double tp_accuracy_fmr(const struct tp_accuracy *accuracy, int32_t threshold)
{
    return share(count_from(accuracy->nonmated, threshold), accuracy->nonmated_count);
}

double tp_accuracy_fnmr(const struct tp_accuracy *accuracy, int32_t threshold)
{
    return share(accuracy->mated_count - count_from(accuracy->mated, threshold), accuracy->mated_count);
}

int32_t tp_accuracy_threshold(const struct tp_accuracy *accuracy, double fmr)
{
    /* The small summand keeps 0.001 * 3000 from becoming 2.9999... */
    const double allowed = fmr * (double)accuracy->nonmated_count + 1e-9;
    uint64_t matches = 0;
    int32_t threshold = TP_SCORE_MAX + 1;

    while (threshold > 0 && (double)(matches + accuracy->nonmated[threshold - 1]) <= allowed)
        matches += accuracy->nonmated[--threshold];
    return threshold;
}

/* Between neighbouring operating points, the one with the higher threshold (FMR < FNMR) first. */
static double crossing(double fmr_0, double fnmr_0, double fmr_1, double fnmr_1)
{
    double gap_0 = fnmr_0 - fmr_0, gap_1 = fnmr_1 - fmr_1;

    return fmr_0 + (fmr_1 - fmr_0) * gap_0 / (gap_0 - gap_1);
}

double tp_accuracy_eer(const struct tp_accuracy *accuracy)
{
    double fmr = 0, fnmr = 1;
    uint64_t matches = 0, accepted = 0;

    if (!accuracy->mated_count || !accuracy->nonmated_count)
        return (double)NAN;
    for (int32_t score = TP_SCORE_MAX; score >= 0; score--) {
        double next_fmr, next_fnmr;
        matches += accuracy->nonmated[score];
        accepted += accuracy->mated[score];
        next_fmr = share(matches, accuracy->nonmated_count);
        next_fnmr = share(accuracy->mated_count - accepted, accuracy->mated_count);
        if (next_fmr >= next_fnmr)
            return crossing(fmr, fnmr, next_fmr, next_fnmr);
        fmr = next_fmr;
        fnmr = next_fnmr;
    }
    return (fmr + fnmr) / 2; /* never equal: comparisons that no threshold accepts */
}
