/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence: how much likelier what an alignment shows is between impressions of one finger than of two. */
#include "match/match.h"

#include <math.h>
#include <string.h>

#include "base/base.h"

#define RADIUS_PX 14.0f     /* of align.c: a chance neighbour lies anywhere in it */
#define POSITION_SD_PX 3.0f /* once the bend is taken out */
#define POSITION_OUTLIERS 0.05f
#define DIRECTION_SD_RAD 0.09f
#define DIRECTION_OUTLIERS 0.05f
#define TURN_MAX_RAD 0.64f
#define DENSITY_MIN (1.0f / 2500)
#define DENSITY_USUAL_PX2 1500
#define ORIENTATION_EXPECTED 0.8f
#define COHERENCE_UNIT (1.0f / TP_FIELD_COHERENCE(255))
#define TYPE_SAME 0.35f /* log-likelihood ratios of equal and different types, measured */
#define TYPE_OTHER -0.6f
#define SIMILARITY_EVEN 163.0f /* where a pair's similarity says nothing */
#define SIMILARITY_GAIN 0.14f
#define QUALITY_UNKNOWN 60
#define HULL_COHERENCE 4

#define WEIGHT_BIAS -19.571f
#define WEIGHT_PAIR 2.786f
#define WEIGHT_POSITION 0.892f
#define WEIGHT_DIRECTION 0.142f
#define WEIGHT_TYPE 0.491f
#define WEIGHT_SIMILARITY 0.037f
#define WEIGHT_MISSING 0.945f
#define WEIGHT_RARITY 1.817f
#define WEIGHT_ORIENTATION 0.555f
#define WEIGHT_CONSISTENCY 5.504f
#define WEIGHT_SHARED 4.671f

/* What the two fields say about the overlap under the best motion. */
struct overlap {
    float area_px2;
    float agreement; /* sum over the cells of coherence x (cosine of twice the angle between the ridges - expected) */
};

static struct overlap measure_overlap(const struct tp_matcher *m, const struct tp_features *a,
                                      const struct tp_features *b, const struct tp_motion *t)
{
    const uint8_t *cells = tp_features_cells(b);
    int turn = tp_angle_to_q8(tp_atan2(t->s, t->c));
    struct overlap overlap = {0, 0};

    for (int row = 0; row < b->rows; row++)
        for (int column = 0; column < b->columns; column++) {
            uint8_t of_b = cells[row * b->columns + column], of_a;
            float x = ((float)(column + b->column0) + 0.5f) * TP_FIELD_CELL_PX;
            float y = ((float)(row + b->row0) + 0.5f) * TP_FIELD_CELL_PX;
            int difference;

            if (!of_b)
                continue;
            of_a = tp_features_cell_at(a, t->c * x - t->s * y + t->dx, t->s * x + t->c * y + t->dy);
            if (!of_a)
                continue;
            overlap.area_px2 += TP_FIELD_CELL_PX * TP_FIELD_CELL_PX;
            difference = (TP_FIELD_ORIENTATION(of_a) - TP_FIELD_ORIENTATION(of_b)) * 4 - turn; /* in 2 pi / 256 */
            overlap.agreement += (float)(TP_FIELD_COHERENCE(of_a) * TP_FIELD_COHERENCE(of_b)) *
                                 (COHERENCE_UNIT * COHERENCE_UNIT) *
                                 (m->cosine[(uint8_t)(2 * difference)] - ORIENTATION_EXPECTED);
        }
    return overlap;
}

/* The probability that a true minutia of QUALITY where its own impression has coherence OWN is also found by the other,
 * which has coherence OTHER there: a logistic model. 0 where one shows nothing. */
static float found_again(uint8_t quality, int own, int other)
{
    static const float of_other[8] = {0, -1.6f, -0.7f, -0.25f, 0, 0.35f, 0.55f, 0.6f};
    float q = (float)(quality ? quality : QUALITY_UNKNOWN) * 0.01f;
    float z = -1.2f + 4.3f * q + of_other[other] - 0.15f * (float)(own - 4);

    return own == 0 || other == 0 ? 0 : 1 / (1 + tp_exp(-z));
}

static float position_ratio(float dx, float dy)
{
    const float spread = 2 * TP_PI * POSITION_SD_PX * POSITION_SD_PX, room = TP_PI * RADIUS_PX * RADIUS_PX;
    float near = tp_exp(-(dx * dx + dy * dy) / (2 * POSITION_SD_PX * POSITION_SD_PX)) / spread;

    return tp_log((1 - POSITION_OUTLIERS) * near * room + POSITION_OUTLIERS);
}

static float direction_ratio(float turn)
{
    const float spread = sqrtf(2 * TP_PI) * DIRECTION_SD_RAD, room = 2 * TURN_MAX_RAD;
    float near = tp_exp(-turn * turn / (2 * DIRECTION_SD_RAD * DIRECTION_SD_RAD)) / spread;

    return tp_log((1 - DIRECTION_OUTLIERS) * near * room + DIRECTION_OUTLIERS);
}

/* Adds up the log-likelihood ratios of the pairs against chance neighbours. */
static void weigh_pairs(const struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b,
                        const struct tp_alignment *best, struct tp_evidence *e)
{
    const struct tp_feature_minutia *of_a = tp_features_minutiae(a), *of_b = tp_features_minutiae(b);
    size_t stride = tp_features_blocks(b) * TP_DESCRIPTOR_LANES;
    uint8_t turn_q8 = tp_angle_to_q8(tp_atan2(best->motion.s, best->motion.c));

    for (int k = 0; k < best->pair_count; k++) {
        const struct tp_feature_minutia *p = &of_a[best->a[k]], *q = &of_b[best->b[k]];
        uint8_t difference_q8 = (uint8_t)(p->theta_q8 - q->theta_q8 - turn_q8);
        struct tp_bend bend = tp_bend_at(m, best, m->ax[best->a[k]], m->ay[best->a[k]], k);

        e->position += position_ratio(best->residual_x[k] - bend.x, best->residual_y[k] - bend.y);
        e->direction += direction_ratio((float)(int8_t)difference_q8 * (TP_PI / 128));
        e->type += p->type == 0 || q->type == 0 ? 0 : p->type == q->type ? TYPE_SAME : TYPE_OTHER;
        if (best->a[k] < a->local_count && best->b[k] < b->local_count)
            e->similarity +=
                SIMILARITY_GAIN * ((float)m->similarity[best->a[k] * stride + best->b[k]] - SIMILARITY_EVEN);
    }
}

/* The ridge coherence at a point; a middling one where only the hull of the minutiae is known. */
static int coherence_at(const struct tp_features *f, float x, float y)
{
    int coherence = TP_FIELD_COHERENCE(tp_features_cell_at(f, x, y));

    return f->has_field || coherence == 0 ? coherence : HULL_COHERENCE;
}

/* Adds to *MISSING what the minutiae of OWN that are not MATCHED say, whose impression MOTION carries onto OTHER's;
 * returns how many lie where both show ridges. */
static int weigh_side(const struct tp_features *own, const struct tp_features *other, const struct tp_motion *motion,
                      const uint8_t *matched, float *missing)
{
    const struct tp_feature_minutia *minutiae = tp_features_minutiae(own);
    int shared = 0;

    for (int i = 0; i < own->minutia_count; i++) {
        float x = minutiae[i].x_px, y = minutiae[i].y_px;
        int at_own = coherence_at(own, x, y);
        int at_other =
            coherence_at(other, motion->c * x - motion->s * y + motion->dx, motion->s * x + motion->c * y + motion->dy);

        shared += at_own && at_other;
        if (!matched[i])
            *missing += tp_log(1 - found_again(minutiae[i].quality, at_own, at_other));
    }
    return shared;
}

void tp_weigh(const struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b,
              const struct tp_alignment *best, struct tp_evidence *e)
{
    struct tp_motion onto_b = tp_motion_invert(&best->motion);
    struct overlap overlap = measure_overlap(m, a, b, &best->motion);
    uint8_t matched_a[TP_MINUTIAE_MAX] = {0}, matched_b[TP_MINUTIAE_MAX] = {0};
    float in_a, in_b, sum, density;

    memset(e, 0, sizeof *e);
    for (int k = 0; k < best->pair_count; k++)
        matched_a[best->a[k]] = matched_b[best->b[k]] = 1;
    in_a = (float)weigh_side(a, b, &onto_b, matched_a, &e->missing);
    in_b = (float)weigh_side(b, a, &best->motion, matched_b, &e->missing);
    weigh_pairs(m, a, b, best, e);
    density = TP_MAX(sqrtf(in_a * in_b) / TP_MAX(overlap.area_px2, 1.0f), DENSITY_MIN);
    e->rarity = -(float)best->pair_count * tp_log(density * DENSITY_USUAL_PX2);
    e->orientation = overlap.agreement;
    e->shared = 1 + sqrtf(in_a * in_b);
    sum = WEIGHT_PAIR * (float)best->pair_count + WEIGHT_POSITION * e->position + WEIGHT_DIRECTION * e->direction +
          WEIGHT_TYPE * e->type + WEIGHT_SIMILARITY * e->similarity + WEIGHT_MISSING * e->missing +
          WEIGHT_RARITY * e->rarity + WEIGHT_ORIENTATION * e->orientation + WEIGHT_CONSISTENCY * m->pairs.consistency;
    e->total = WEIGHT_BIAS + sum / sqrtf(e->shared) + WEIGHT_SHARED * tp_log(e->shared);
}
