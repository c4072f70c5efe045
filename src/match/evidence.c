/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence: how much likelier what an alignment shows is between impressions of one finger than of two. */
#include "match/match.h"

#include <math.h>
#include <string.h>

#include "base/base.h"

#define POSITION_SD_PX 5.0f
#define DIRECTION_SD_RAD 0.15f
#define DIRECTION_OUTLIERS 0.1f
#define BEND_SD_PX 80.0f   /* reach of the displacement field */
#define BEND_PRIOR 1.0f    /* weight of no displacement */
#define DENSITY_MIN (1.0f / 2500)
#define UNMATCHED_COST 0.6f
#define ORIENTATION_GAIN 0.12f
#define ORIENTATION_EXPECTED 0.8f
#define RELAXATION_GAIN 1.0f
#define COHERENCE_UNIT (1.0f / TP_FIELD_COHERENCE(255))

/* What the two fields say about the overlap under the best motion. */
struct overlap {
    float area_px2;
    float agreement; /* sum over the cells of coherence x (cosine of twice the angle between the ridges - expected) */
};

static struct overlap measure_overlap(const struct tp_matcher *m, const struct tp_features *a,
                                      const struct tp_features *b)
{
    const struct tp_motion *t = &m->best.motion;
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

/* How surely both impressions show ridges at a minutia, 0..1, from the cells of its own impression and the other's. */
static float shown_by_both(const struct tp_features *own, float own_x, float own_y, const struct tp_features *other,
                           float other_x, float other_y)
{
    int product = TP_FIELD_COHERENCE(tp_features_cell_at(own, own_x, own_y)) *
                  TP_FIELD_COHERENCE(tp_features_cell_at(other, other_x, other_y));

    return (float)product * (COHERENCE_UNIT * COHERENCE_UNIT);
}

/* The displacement that the other pairs predict at pair K: skin bends smoothly. */
static void predict_bend(const struct tp_matcher *m, int k, float *bend_x, float *bend_y)
{
    const struct tp_alignment *best = &m->best;
    float weight = BEND_PRIOR, x = 0, y = 0;

    for (int i = 0; i < best->pair_count; i++) {
        float dx = m->ax[best->a[i]] - m->ax[best->a[k]], dy = m->ay[best->a[i]] - m->ay[best->a[k]];
        int step = (int)((dx * dx + dy * dy) * (32 / (2 * BEND_SD_PX * BEND_SD_PX)));
        float w = i == k || step > 255 ? 0.0f : m->gauss[step];

        weight += w;
        x += w * best->residual_x[i];
        y += w * best->residual_y[i];
    }
    *bend_x = x / weight;
    *bend_y = y / weight;
}

/* Log-likelihood ratio of each pair against a chance neighbour at DENSITY per square pixel. */
static float weigh_pairs(const struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b,
                         float density)
{
    const struct tp_feature_minutia *of_a = tp_features_minutiae(a), *of_b = tp_features_minutiae(b);
    const struct tp_alignment *best = &m->best;
    uint8_t turn_q8 = tp_angle_to_q8(tp_atan2(best->motion.s, best->motion.c));
    float sum = 0, chance = density * 2 * TP_PI * POSITION_SD_PX * POSITION_SD_PX;

    for (int k = 0; k < best->pair_count; k++) {
        uint8_t difference_q8 = (uint8_t)(of_a[best->a[k]].theta_q8 - of_b[best->b[k]].theta_q8 - turn_q8);
        float turn = (float)(int8_t)difference_q8 * (TP_PI / 128), bend_x, bend_y, dx, dy, position, direction;

        predict_bend(m, k, &bend_x, &bend_y);
        dx = best->residual_x[k] - bend_x;
        dy = best->residual_y[k] - bend_y;
        position = -(dx * dx + dy * dy) / (2 * POSITION_SD_PX * POSITION_SD_PX);
        direction = (1 - DIRECTION_OUTLIERS) * tp_exp(-turn * turn / (2 * DIRECTION_SD_RAD * DIRECTION_SD_RAD)) *
                        (sqrtf(2 * TP_PI) / DIRECTION_SD_RAD) + DIRECTION_OUTLIERS;
        sum += TP_MAX(position + tp_log(direction / chance), -1.0f);
    }
    return sum;
}

void tp_weigh(struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b)
{
    const struct tp_feature_minutia *of_a = tp_features_minutiae(a), *of_b = tp_features_minutiae(b);
    const struct tp_motion *t = &m->best.motion;
    struct overlap overlap = measure_overlap(m, a, b);
    uint8_t matched_a[TP_MINUTIAE_MAX] = {0}, matched_b[TP_MINUTIAE_MAX] = {0};
    float in_a = 0, in_b = 0, lost = 0, density;

    for (int k = 0; k < m->best.pair_count; k++)
        matched_a[m->best.a[k]] = matched_b[m->best.b[k]] = 1;
    for (int i = 0; i < a->minutia_count; i++) {
        float x = m->ax[i] - t->dx, y = m->ay[i] - t->dy;
        float shown = shown_by_both(a, m->ax[i], m->ay[i], b, t->c * x + t->s * y, t->c * y - t->s * x);

        in_a += shown > 0;
        lost += matched_a[i] ? 0 : shown;
    }
    for (int j = 0; j < b->minutia_count; j++) {
        float shown = shown_by_both(b, of_b[j].x_px, of_b[j].y_px, a, m->bx[j], m->by[j]);

        in_b += shown > 0;
        lost += matched_b[j] ? 0 : shown;
    }
    (void)of_a;
    density = TP_MAX(sqrtf(in_a * in_b) / TP_MAX(overlap.area_px2, 1.0f), DENSITY_MIN);
    m->evidence.matched = weigh_pairs(m, a, b, density);
    m->evidence.unmatched = -lost;
    m->evidence.orientation = a->has_field && b->has_field ? overlap.agreement : 0;
    m->evidence.total = m->evidence.matched + UNMATCHED_COST * m->evidence.unmatched +
                        ORIENTATION_GAIN * m->evidence.orientation + RELAXATION_GAIN * m->pairs.consistency;
}
