/* SPDX-License-Identifier: Apache-2.0 */
/* Calibration: from raw scores to false match rates. */
#include "match/match.h"

#include <math.h>

#include "base/base.h"

#define MILLIBANS_PER_NAT (1000 / 2.30258509299404568402)

int32_t tp_calibrate(const struct tp_match_raw *raw)
{
    float millibans = raw->aligned ? 200 * raw->score : 0;

    return (int32_t)TP_CLAMP(millibans, 0.0f, (float)TP_SCORE_MAX);
}

double tp_score_fmr(int32_t score)
{
    return (double)tp_exp((float)(-(double)score / MILLIBANS_PER_NAT));
}

int32_t tp_score_for_fmr(double fmr)
{
    int32_t low = 0, high = TP_SCORE_MAX;

    while (low < high) {
        int32_t middle = (low + high) / 2;

        if (tp_score_fmr(middle) <= fmr)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
