/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels of relax.h in loops that a compiler vectorises, for the level of the file that includes it. Operations on
 * floats are + - * / and square roots, each exact to its last bit and in one order, so every level gives the same. */
#ifndef TP_KERNEL_RELAX_WIDE_H
#define TP_KERNEL_RELAX_WIDE_H

#include "kernel/relax.h"

#include <math.h>

/* max(x, 0) without a comparison, which would keep the compiler from vectorising. Exact. */
static inline float positive(float x)
{
    return 0.5f * (x + fabsf(x));
}

static inline float bump(float x)
{
    return positive(1.0f - x * x);
}

/* Written without branches, for the compiler to vectorise. */
static inline void agree_with(const struct tp_local_pairs *p, int i, int from, float *restrict out)
{
    const float per_turn2 = 1.0f / (TP_RELAX_TURN_TOLERANCE_RAD * TP_RELAX_TURN_TOLERANCE_RAD);

    for (int j = from; j < TP_LOCAL_PAIRS_MAX; j++) {
        float ax = p->ax[j] - p->ax[i], ay = p->ay[j] - p->ay[i], bx = p->bx[j] - p->bx[i], by = p->by[j] - p->by[i];
        float c = 0.5f * (p->turn_cos[i] + p->turn_cos[j]), s = 0.5f * (p->turn_sin[i] + p->turn_sin[j]);
        float rx = c * bx - s * by, ry = s * bx + c * by;
        float la = sqrtf(ax * ax + ay * ay), lb = sqrtf(bx * bx + by * by), longest = la + positive(lb - la);
        float stretch = (la - lb) / (TP_RELAX_LENGTH_TOLERANCE_PX + TP_RELAX_LENGTH_TOLERANCE * longest);
        float side =
            (ax * ry - ay * rx) / ((TP_RELAX_SIDE_TOLERANCE_PX + TP_RELAX_SIDE_TOLERANCE * longest) * (longest + 1.0f));
        float turn2 = 2.0f - 2.0f * (p->turn_cos[i] * p->turn_cos[j] + p->turn_sin[i] * p->turn_sin[j]);
        float apart = 1.0f - positive(1.0f - longest * (1.0f / TP_RELAX_APART_PX));
        float forward = 0.5f + copysignf(0.5f, ax * rx + ay * ry);

        out[j] = forward * bump(stretch) * bump(side) * positive(1.0f - turn2 * per_turn2) * apart *
                 sqrtf(p->similarity[i] * p->similarity[j]);
    }
}

static void agree(struct tp_local_pairs *pairs)
{
    float out[TP_LOCAL_PAIRS_MAX];

    for (int i = 0; i < pairs->count; i++) {
        int from = i / 8 * 8;

        agree_with(pairs, i, from, out);
        for (int j = from; j < TP_LOCAL_PAIRS_MAX; j++)
            pairs->support[i][j] = out[j];
    }
}

static void gather(const struct tp_local_pairs *pairs, float sum[TP_LOCAL_PAIRS_MAX])
{
    float total[TP_LOCAL_PAIRS_MAX] = {0};

    for (int i = 0; i < pairs->count; i++)
        for (int j = 0; j < TP_LOCAL_PAIRS_MAX; j++)
            total[j] += pairs->weight[i] * pairs->support[i][j];
    for (int j = 0; j < TP_LOCAL_PAIRS_MAX; j++)
        sum[j] = total[j];
}

#endif
