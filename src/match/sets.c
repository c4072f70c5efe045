/* SPDX-License-Identifier: Apache-2.0 */
/* Several impressions of one finger on either side. The false match rates that their comparisons name are joined by the
 * harmonic mean (D. J. Wilson, PNAS 116(4), 2019, doi 10.1073/pnas.1814092116), which holds its level also when they
 * depend on each other, as those of impressions of one finger do. The best comparison dominates: others may be bad. */
#include "match/match.h"

#include <string.h>

#include "base/base.h"

#define MILLIBANS_PER_NAT 434.294481903251828f
enum { NEGLIGIBLE = 7000 }; /* a rate that many millibans above the best one no longer counts */

void tp_match_sets_add(struct tp_matcher *matcher, const struct tp_features *probe, const struct tp_features *candidate)
{
    int32_t score = tp_match_score(matcher, probe, candidate);

    matcher->score_counts[score]++;
    matcher->score_best = TP_MAX(matcher->score_best, score);
    matcher->score_count++;
}

int32_t tp_match_sets_end(struct tp_matcher *matcher)
{
    float sum = 0, count = (float)matcher->score_count;
    int32_t best = matcher->score_best, mean;

    matcher->score_best = 0;
    matcher->score_count = 0;
    if (count <= 0)
        return 0;
    /* by falling score: the sum does not depend on the order of the impressions */
    for (int32_t score = best; score >= 0; score--) {
        if (matcher->score_counts[score] > 0 && score > best - NEGLIGIBLE)
            sum += (float)matcher->score_counts[score] * tp_exp((float)(score - best) / MILLIBANS_PER_NAT);
        matcher->score_counts[score] = 0;
    }
    mean = best + (int32_t)(MILLIBANS_PER_NAT * tp_log(sum / count) - 0.5f);
    return TP_MAX(mean, 0);
}

int32_t tp_match_score_sets(struct tp_matcher *matcher, const struct tp_features *const *probes, size_t probe_count,
                            const struct tp_features *const *candidates, size_t candidate_count)
{
    for (size_t i = 0; i < probe_count; i++)
        for (size_t j = 0; j < candidate_count; j++)
            tp_match_sets_add(matcher, probes[i], candidates[j]);
    return tp_match_sets_end(matcher);
}
