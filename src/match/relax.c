/* SPDX-License-Identifier: Apache-2.0 */
/* Relaxation: true local pairs agree on one motion and support each other, chance ones do not. */
#include "match/match.h"

#include <math.h>

#include "base/base.h"

enum { ROUNDS = 6 };

#define SELF_SUPPORT 0.5f

/* Where support ends: difference of the two lengths, sideways deviation, and difference of the turns. */
#define LENGTH_TOLERANCE_PX 11.0f
#define LENGTH_TOLERANCE 0.07f
#define SIDE_TOLERANCE_PX 12.0f
#define SIDE_TOLERANCE 0.22f
#define TURN_TOLERANCE_RAD 0.65f
#define APART_PX 24.0f /* minutiae nearer to each other than this support each other less */

/* max(x, 0) without a comparison, which would keep the compiler from vectorising. Exact. */
static inline float positive(float x)
{
    return 0.5f * (x + fabsf(x));
}

static inline float bump(float x)
{
    return positive(1.0f - x * x);
}

/* How well pair I agrees with pairs FROM.., 0..1: the vector from one minutia to the other must have the same length in
 * both impressions, point the same way once B is turned by the mean turn of the pairs, and the turns must be alike.
 * Weighed by the similarities. Written without branches, for the compiler to vectorise. */
static void agreements(const struct tp_local_pairs *p, int i, int from, float *out)
{
    const float per_turn2 = 1.0f / (TURN_TOLERANCE_RAD * TURN_TOLERANCE_RAD);

    for (int j = from; j < TP_LOCAL_PAIRS_MAX; j++) {
        float ax = p->ax[j] - p->ax[i], ay = p->ay[j] - p->ay[i], bx = p->bx[j] - p->bx[i], by = p->by[j] - p->by[i];
        float c = 0.5f * (p->turn_cos[i] + p->turn_cos[j]), s = 0.5f * (p->turn_sin[i] + p->turn_sin[j]);
        float rx = c * bx - s * by, ry = s * bx + c * by;
        float la = sqrtf(ax * ax + ay * ay), lb = sqrtf(bx * bx + by * by), longest = la + positive(lb - la);
        float stretch = (la - lb) / (LENGTH_TOLERANCE_PX + LENGTH_TOLERANCE * longest);
        float side = (ax * ry - ay * rx) / ((SIDE_TOLERANCE_PX + SIDE_TOLERANCE * longest) * (longest + 1.0f));
        float turn2 = 2.0f - 2.0f * (p->turn_cos[i] * p->turn_cos[j] + p->turn_sin[i] * p->turn_sin[j]);
        float apart = 1.0f - positive(1.0f - longest * (1.0f / APART_PX));
        float forward = 0.5f + copysignf(0.5f, ax * rx + ay * ry);

        out[j] = forward * bump(stretch) * bump(side) * positive(1.0f - turn2 * per_turn2) * apart *
                 sqrtf(p->similarity[i] * p->similarity[j]);
    }
}

/* One round of power iteration: the weights tend to the principal eigenvector of the support, that is to the largest
 * cluster of pairs that agree with each other. Returns the norm, an estimate of the eigenvalue. */
static float iterate(struct tp_local_pairs *p)
{
    float sum[TP_LOCAL_PAIRS_MAX] = {0}, norm2 = 0, inverse;

    for (int i = 0; i < p->count; i++)
        for (int j = 0; j < TP_LOCAL_PAIRS_MAX; j++)
            sum[j] += p->weight[i] * p->support[i][j];
    for (int j = 0; j < p->count; j++)
        norm2 += sum[j] * sum[j];
    inverse = norm2 > 0 ? 1.0f / sqrtf(norm2) : 0;
    for (int j = 0; j < p->count; j++)
        p->weight[j] = sum[j] * inverse;
    return sqrtf(norm2);
}

/* Gives the unused places zeros, so that loops of fixed length may run over them. */
static void clear_unused(struct tp_local_pairs *p)
{
    for (int k = p->count; k < TP_LOCAL_PAIRS_MAX; k++) {
        p->ax[k] = p->ay[k] = p->bx[k] = p->by[k] = 0;
        p->turn_cos[k] = p->turn_sin[k] = p->similarity[k] = p->weight[k] = 0;
    }
}

void tp_local_relax(struct tp_matcher *m)
{
    struct tp_local_pairs *p = &m->pairs;

    clear_unused(p);
    for (int i = 0; i < p->count; i++) {
        agreements(p, i, i / 8 * 8, p->support[i]);
        for (int j = 0; j < i; j++)
            p->support[i][j] = p->support[j][i];
        p->support[i][i] = SELF_SUPPORT * p->similarity[i] * p->similarity[i];
        p->weight[i] = p->similarity[i];
    }
    p->consistency = 0;
    for (int round = 0; round < ROUNDS; round++)
        p->consistency = iterate(p);
}
