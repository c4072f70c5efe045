/* SPDX-License-Identifier: Apache-2.0 */
/* Alignment: from the strongest local pairs to a rigid motion and all pairs of minutiae that it brings together. */
#include "match/match.h"

#include <math.h>
#include <string.h>

#include "base/base.h"

enum { SEEDS = 4, ROUNDS = 3, BENT_FROM = 1, COST_STEPS = 256, NEAR_MAX = 4096, BAND_PX = 16 };

#define RADIUS_FIRST_PX 20.0f
#define RADIUS_PX 14.0f
#define TURN_MAX_Q8 26 /* 0.64 rad */
#define POSITION_SD_PX 4.0f
#define DIRECTION_SD_RAD 0.1f
#define BEND_SD_PX 50.0f /* reach of the displacement field */
#define BEND_PRIOR 0.6f  /* weight of no displacement */

/* Weighted sums from which a rigid motion is fitted. */
struct fit {
    float weight, ax, ay, bx, by, dot, cross, turn_cos, turn_sin;
};

static void fit_add(struct fit *f, float w, float ax, float ay, float bx, float by)
{
    f->weight += w;
    f->ax += w * ax;
    f->ay += w * ay;
    f->bx += w * bx;
    f->by += w * by;
    f->dot += w * (ax * bx + ay * by);
    f->cross += w * (ay * bx - ax * by);
}

static void fit_add_turn(struct fit *f, float w, float turn_cos, float turn_sin)
{
    f->turn_cos += w * turn_cos;
    f->turn_sin += w * turn_sin;
}

/* The most likely motion under independent normal errors of positions and directions. */
static struct tp_motion fit_motion(const struct fit *f)
{
    const float per_turn = POSITION_SD_PX * POSITION_SD_PX / (DIRECTION_SD_RAD * DIRECTION_SD_RAD);
    float c = f->dot - (f->ax * f->bx + f->ay * f->by) / f->weight + per_turn * f->turn_cos;
    float s = f->cross - (f->ay * f->bx - f->ax * f->by) / f->weight + per_turn * f->turn_sin;
    float length = sqrtf(c * c + s * s);
    struct tp_motion motion = {1, 0, 0, 0};

    if (length > 0) {
        motion.c = c / length;
        motion.s = s / length;
    }
    motion.dx = (f->ax - (motion.c * f->bx - motion.s * f->by)) / f->weight;
    motion.dy = (f->ay - (motion.s * f->bx + motion.c * f->by)) / f->weight;
    return motion;
}

static struct tp_motion motion_of_seed(const struct tp_local_pairs *p, int seed)
{
    struct fit f = {0};

    for (int k = 0; k < p->count; k++) {
        float w = k == seed ? 1.0f : p->support[seed][k];

        if (w <= 0)
            continue;
        /* relative to the seed, for precision */
        fit_add(&f, w, p->ax[k] - p->ax[seed], p->ay[k] - p->ay[seed], p->bx[k] - p->bx[seed], p->by[k] - p->by[seed]);
        fit_add_turn(&f, w, p->turn_cos[k], p->turn_sin[k]);
    }
    struct tp_motion motion = fit_motion(&f);
    motion.dx += p->ax[seed] - (motion.c * p->bx[seed] - motion.s * p->by[seed]);
    motion.dy += p->ay[seed] - (motion.s * p->bx[seed] + motion.c * p->by[seed]);
    return motion;
}

static void move_all(struct tp_matcher *m, const struct tp_features *b, const struct tp_motion *motion)
{
    const struct tp_feature_minutia *of_b = tp_features_minutiae(b);

    for (int j = 0; j < b->minutia_count; j++) {
        float x = of_b[j].x_px, y = of_b[j].y_px;

        m->bx[j] = motion->c * x - motion->s * y + motion->dx;
        m->by[j] = motion->s * x + motion->c * y + motion->dy;
    }
}

struct tp_bend tp_bend_at(const struct tp_matcher *m, const struct tp_alignment *alignment, float x, float y,
                          int without)
{
    float weight = BEND_PRIOR, sum_x = 0, sum_y = 0;

    for (int k = 0; k < alignment->pair_count; k++) {
        float dx = m->ax[alignment->a[k]] - x, dy = m->ay[alignment->a[k]] - y;
        int step = (int)((dx * dx + dy * dy) * (32 / (2 * BEND_SD_PX * BEND_SD_PX)));
        float w = k == without || step > 255 ? 0.0f : m->gauss[step];

        weight += w;
        sum_x += w * alignment->residual_x[k];
        sum_y += w * alignment->residual_y[k];
    }
    return (struct tp_bend){sum_x / weight, sum_y / weight};
}

static uint8_t turn_of(const struct tp_motion *motion)
{
    return tp_angle_to_q8(tp_atan2(motion->s, motion->c));
}

/* Puts A's minutiae into bands of BAND_PX, so that the ones near a height are found without looking at all. */
static void band_a(struct tp_matcher *m, const struct tp_features *a)
{
    const struct tp_feature_minutia *of_a = tp_features_minutiae(a);
    int sum = 0;

    memset(m->band_start, 0, sizeof m->band_start);
    for (int i = 0; i < a->minutia_count; i++) {
        m->ax[i] = of_a[i].x_px;
        m->ay[i] = of_a[i].y_px;
        m->band_start[of_a[i].y_px / BAND_PX + 1]++;
    }
    for (int band = 0; band <= TP_BANDS; band++)
        m->band_start[band] = (uint16_t)(sum += m->band_start[band]);
    for (int i = 0; i < a->minutia_count; i++)
        m->banded[m->band_start[of_a[i].y_px / BAND_PX]++] = (uint8_t)i;
    memmove(m->band_start + 1, m->band_start, TP_BANDS * sizeof m->band_start[0]);
    m->band_start[0] = 0;
}

/* The band of height Y, kept inside. */
static int band_at(float y)
{
    return (int)(TP_CLAMP(y, 0.0f, (float)(TP_BANDS * BAND_PX - 1)) * (1.0f / BAND_PX));
}

/* Adds the pair of minutiae I and J when they are within RADIUS and of about the same direction. Costs lie in
 * 0..COST_STEPS - 1. */
static int add_if_near(struct tp_matcher *m, uint8_t i, uint8_t j, int turn, float radius, int count)
{
    const float per_px2 = 1 / (POSITION_SD_PX * POSITION_SD_PX);
    const float per_step2 = TP_PI * TP_PI / (128 * 128 * DIRECTION_SD_RAD * DIRECTION_SD_RAD);
    const float scale =
        COST_STEPS / (RADIUS_FIRST_PX * RADIUS_FIRST_PX * per_px2 + TURN_MAX_Q8 * TURN_MAX_Q8 * per_step2 + 1);
    float dx = m->ax[i] - m->bent_x[j], dy = m->ay[i] - m->bent_y[j], d2 = dx * dx + dy * dy;

    if (d2 > radius * radius || turn > TURN_MAX_Q8 || turn < -TURN_MAX_Q8 || count == NEAR_MAX)
        return count;
    m->near[count].cost = (uint16_t)(scale * (d2 * per_px2 + (float)(turn * turn) * per_step2));
    m->near[count].a = i;
    m->near[count].b = j;
    return count + 1;
}

static int list_near(struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b, uint8_t turn_q8,
                     float radius)
{
    const struct tp_feature_minutia *of_a = tp_features_minutiae(a), *of_b = tp_features_minutiae(b);
    int count = 0;

    for (int j = 0; j < b->minutia_count; j++) {
        int end = m->band_start[band_at(m->bent_y[j] + radius) + 1];

        for (int k = m->band_start[band_at(m->bent_y[j] - radius)]; k < end; k++) {
            uint8_t i = m->banded[k];
            int turn = (int8_t)(uint8_t)(of_a[i].theta_q8 - of_b[j].theta_q8 - turn_q8);

            count = add_if_near(m, i, (uint8_t)j, turn, radius, count);
        }
    }
    return count;
}

static void sort_near(struct tp_matcher *m, int count)
{
    uint16_t start[COST_STEPS] = {0};
    unsigned sum = 0;

    for (int k = 0; k < count; k++)
        start[m->near[k].cost]++;
    for (int value = 0; value < COST_STEPS; value++) {
        unsigned here = start[value];

        start[value] = (uint16_t)sum;
        sum += here;
    }
    for (int k = 0; k < count; k++)
        m->near_sorted[start[m->near[k].cost]++] = m->near[k];
}

/* Where B's minutiae lie once moved and bent like the pairs of ALIGNMENT near them; only moved when BEND is not set. */
static void bend_all(struct tp_matcher *m, int count, const struct tp_alignment *alignment, bool bend)
{
    memcpy(m->bent_x, m->bx, sizeof m->bent_x);
    memcpy(m->bent_y, m->by, sizeof m->bent_y);
    for (int j = 0; bend && j < count; j++) {
        struct tp_bend at = tp_bend_at(m, alignment, m->bx[j], m->by[j], -1);

        m->bent_x[j] += at.x;
        m->bent_y[j] += at.y;
    }
}

/* Pairs the minutiae one-to-one under ALIGNMENT's motion, nearest first. */
static void pair_up(struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b, float radius,
                    bool bend, struct tp_alignment *alignment)
{
    uint8_t used_a[TP_MINUTIAE_MAX] = {0}, used_b[TP_MINUTIAE_MAX] = {0};
    int count;

    move_all(m, b, &alignment->motion);
    bend_all(m, b->minutia_count, alignment, bend);
    count = list_near(m, a, b, turn_of(&alignment->motion), radius);
    sort_near(m, count);
    alignment->pair_count = 0;
    for (int k = 0; k < count; k++) {
        uint8_t i = m->near_sorted[k].a, j = m->near_sorted[k].b;
        int at = alignment->pair_count;

        if (used_a[i] || used_b[j])
            continue;
        used_a[i] = used_b[j] = 1;
        alignment->a[at] = i;
        alignment->b[at] = j;
        alignment->residual_x[at] = m->ax[i] - m->bx[j];
        alignment->residual_y[at] = m->ay[i] - m->by[j];
        alignment->pair_count++;
    }
}

/* Fits the motion to the pairs, far ones counting less. */
static void refit(const struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b,
                  struct tp_alignment *alignment)
{
    const struct tp_feature_minutia *of_a = tp_features_minutiae(a), *of_b = tp_features_minutiae(b);
    struct fit f = {0};
    float x0, y0, u0, v0;

    if (alignment->pair_count == 0)
        return;
    x0 = m->ax[alignment->a[0]];
    y0 = m->ay[alignment->a[0]];
    u0 = of_b[alignment->b[0]].x_px;
    v0 = of_b[alignment->b[0]].y_px;
    for (int k = 0; k < alignment->pair_count; k++) {
        const struct tp_feature_minutia *p = &of_a[alignment->a[k]], *q = &of_b[alignment->b[k]];
        float rx = alignment->residual_x[k], ry = alignment->residual_y[k];
        float w = 1.0f / (1.0f + (rx * rx + ry * ry) * (1.0f / (4 * POSITION_SD_PX * POSITION_SD_PX)));
        uint8_t turn_q8 = (uint8_t)(p->theta_q8 - q->theta_q8);

        fit_add(&f, w, p->x_px - x0, p->y_px - y0, q->x_px - u0, q->y_px - v0);
        fit_add_turn(&f, w, m->cosine[turn_q8], m->sine[turn_q8]);
    }
    alignment->motion = fit_motion(&f);
    alignment->motion.dx += x0 - (alignment->motion.c * u0 - alignment->motion.s * v0);
    alignment->motion.dy += y0 - (alignment->motion.s * u0 + alignment->motion.c * v0);
}

static bool makes_pair(const struct tp_alignment *alignment, uint8_t a, uint8_t b)
{
    for (int k = 0; k < alignment->pair_count; k++)
        if (alignment->a[k] == a && alignment->b[k] == b)
            return true;
    return false;
}

/* The untried pair of the largest weight, -1 when none is left. */
static int next_seed(const struct tp_local_pairs *p, const uint8_t *tried)
{
    int best = -1;

    for (int k = 0; k < p->count; k++)
        if (!tried[k] && p->weight[k] > 0 && (best < 0 || p->weight[k] > p->weight[best]))
            best = k;
    return best;
}

bool tp_align(struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b)
{
    uint8_t tried[TP_LOCAL_PAIRS_MAX] = {0};
    struct tp_evidence evidence;

    band_a(m, a);
    m->best.pair_count = 0;
    for (int trial = 0; trial < SEEDS; trial++) {
        int seed = next_seed(&m->pairs, tried);

        if (seed < 0)
            break;
        tried[seed] = 1;
        if (makes_pair(&m->best, m->pairs.a[seed], m->pairs.b[seed]))
            continue;
        m->trial.motion = motion_of_seed(&m->pairs, seed);
        for (int round = 0; round < ROUNDS; round++) {
            if (round > 0)
                refit(m, a, b, &m->trial);
            pair_up(m, a, b, round == 0 ? RADIUS_FIRST_PX : RADIUS_PX, round >= BENT_FROM, &m->trial);
        }
        if (m->trial.pair_count == 0)
            continue;
        tp_weigh(m, a, b, &m->trial, &evidence);
        if (m->best.pair_count == 0 || evidence.total > m->evidence.total) {
            m->best = m->trial;
            m->evidence = evidence;
        }
    }
    return m->best.pair_count > 0;
}
