/* SPDX-License-Identifier: Apache-2.0 */
/* Comparison of two impressions: the steps, and when it may stop. */
#include "match/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/* The consistency below which a comparison ends early: chance finds more pairs that agree where there are more to
 * choose from. What that loses is measured in docs/method-comparison.md. */
#define CONSISTENCY_PER_MINUTIA 0.06f
#define CONSISTENCY_MIN 1.1f
#define CONSISTENCY_ENOUGH 2.0f

static float consistency_needed(const struct tp_features *a, const struct tp_features *b)
{
    float fewest = TP_MIN(a->minutia_count, b->minutia_count);

    return TP_CLAMP(CONSISTENCY_PER_MINUTIA * fewest, CONSISTENCY_MIN, CONSISTENCY_ENOUGH);
}

tp_status tp_matcher_new(struct tp_matcher **out, struct tp_diag *diag)
{
    struct tp_matcher *m;
    void *memory;
    tp_status status;

    *out = NULL;
    status = tp_alloc_zero(&memory, 1, sizeof *m, diag);
    if (status)
        return status;
    m = memory;
    m->kernels = tp_kernels();
    for (int i = 0; i < 256; i++) {
        m->cosine[i] = tp_cos(tp_angle_from_q8((uint8_t)i));
        m->sine[i] = tp_sin(tp_angle_from_q8((uint8_t)i));
        m->gauss[i] = tp_exp((float)i * (-1.0f / 32));
    }
    *out = m;
    return TP_OK;
}

void tp_matcher_free(struct tp_matcher **matcher)
{
    if (*matcher)
        tp_wipe(*matcher, sizeof **matcher);
    free(*matcher);
    *matcher = NULL;
}

struct tp_match_raw tp_match_raw(struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b)
{
    m->best.pair_count = 0;
    tp_local_find(m, a, b);
    tp_local_relax(m);
    if (m->pairs.consistency < consistency_needed(a, b) || !tp_align(m, a, b))
        return (struct tp_match_raw){false, m->pairs.consistency};
    return (struct tp_match_raw){true, m->evidence.total};
}

/* Whether A and B must be swapped so that both orders of arguments give the same bits. */
static bool out_of_order(const struct tp_features *a, const struct tp_features *b)
{
    if (a->key != b->key)
        return a->key > b->key;
    if (a->size_bytes != b->size_bytes)
        return a->size_bytes > b->size_bytes;
    return memcmp(a, b, a->size_bytes) > 0;
}

int32_t tp_match_score(struct tp_matcher *matcher, const struct tp_features *probe, const struct tp_features *candidate)
{
    bool swap = out_of_order(probe, candidate);
    struct tp_match_raw raw = swap ? tp_match_raw(matcher, candidate, probe) : tp_match_raw(matcher, probe, candidate);

    return tp_calibrate(&raw);
}

int32_t tp_match_detail(struct tp_matcher *matcher, const struct tp_features *probe,
                        const struct tp_features *candidate, struct tp_match_detail *detail)
{
    bool swap = out_of_order(probe, candidate);
    const struct tp_alignment *best = &matcher->best;
    const struct tp_feature_minutia *of_probe = tp_features_minutiae(probe);
    const struct tp_feature_minutia *of_candidate = tp_features_minutiae(candidate);
    struct tp_motion motion = {1, 0, 0, 0};

    memset(detail, 0, sizeof *detail);
    detail->score = tp_match_score(matcher, probe, candidate);
    detail->pair_count = (uint32_t)best->pair_count;
    for (int k = 0; k < best->pair_count; k++) {
        detail->pairs[k].probe = of_probe[swap ? best->b[k] : best->a[k]].index;
        detail->pairs[k].candidate = of_candidate[swap ? best->a[k] : best->b[k]].index;
    }
    if (best->pair_count > 0)
        motion = swap ? tp_motion_invert(&best->motion) : best->motion;
    detail->rotation_rad = tp_atan2(-motion.s, motion.c);
    detail->dx_px = motion.dx;
    detail->dy_px = motion.dy;
    return detail->score;
}
