/* SPDX-License-Identifier: Apache-2.0 */
/* Relaxation: true local pairs agree on one motion and support each other, chance ones do not. */
#include "match/match.h"

#include <math.h>

#include "base/base.h"

enum { ROUNDS = 6 };

/* Where support ends: difference of the two lengths, sideways deviation, and difference of the turns. */
#define LENGTH_TOLERANCE_PX 11.0f
#define LENGTH_TOLERANCE 0.07f
#define SIDE_TOLERANCE_PX 12.0f
#define SIDE_TOLERANCE 0.22f
#define TURN_TOLERANCE_RAD 0.65f
#define APART_PX 24.0f /* minutiae nearer to each other than this support each other less */

static float bump(float x)
{
    return TP_MAX(0.0f, 1.0f - x * x);
}

/* How well pairs I and J agree, 0..1: the vector from one minutia to the other must have the same length in both
 * impressions, point the same way once B is turned by the mean turn of the pairs, and the turns must be alike. */
static float agreement(const struct tp_local_pairs *p, int i, int j)
{
    float ax = p->ax[j] - p->ax[i], ay = p->ay[j] - p->ay[i], bx = p->bx[j] - p->bx[i], by = p->by[j] - p->by[i];
    float c = 0.5f * (p->turn_cos[i] + p->turn_cos[j]), s = 0.5f * (p->turn_sin[i] + p->turn_sin[j]);
    float rx = c * bx - s * by, ry = s * bx + c * by;
    float la = sqrtf(ax * ax + ay * ay), lb = sqrtf(bx * bx + by * by), longest = TP_MAX(la, lb);
    float side = (ax * ry - ay * rx) / (longest + 1.0f);
    float turn2 = 2.0f - 2.0f * (p->turn_cos[i] * p->turn_cos[j] + p->turn_sin[i] * p->turn_sin[j]);
    float forward = ax * rx + ay * ry > 0.0f ? 1.0f : 0.0f;

    return forward * bump((la - lb) / (LENGTH_TOLERANCE_PX + LENGTH_TOLERANCE * longest)) *
           bump(side / (SIDE_TOLERANCE_PX + SIDE_TOLERANCE * longest)) *
           TP_MAX(0.0f, 1.0f - turn2 * (1.0f / (TURN_TOLERANCE_RAD * TURN_TOLERANCE_RAD))) *
           TP_MIN(1.0f, longest * (1.0f / APART_PX));
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

void tp_local_relax(struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b)
{
    struct tp_local_pairs *p = &m->pairs;
    float norm2 = 0;

    (void)a;
    (void)b;
    for (int i = 0; i < p->count; i++) {
        for (int j = 0; j < TP_LOCAL_PAIRS_MAX; j++)
            p->support[i][j] = 0;
    }
    for (int i = 0; i < p->count; i++) {
        for (int j = i + 1; j < p->count; j++)
            p->support[i][j] = p->support[j][i] = agreement(p, i, j) * sqrtf(p->similarity[i] * p->similarity[j]);
        p->support[i][i] = p->similarity[i] * p->similarity[i] * 0.5f;
        p->weight[i] = p->similarity[i];
        norm2 += p->weight[i] * p->weight[i];
    }
    for (int i = 0; i < p->count; i++)
        p->weight[i] *= 1.0f / sqrtf(norm2);
    p->consistency = 0;
    for (int round = 0; round < ROUNDS && p->count > 0; round++)
        p->consistency = iterate(p);
}
