/* SPDX-License-Identifier: Apache-2.0 */
/* Relaxation: true local pairs agree on one motion and support each other, chance ones do not. */
#include "match/match.h"

#include <math.h>

#include "base/base.h"

enum { ROUNDS = 6 };

#define SELF_SUPPORT 0.5f

/* One round of power iteration: the weights tend to the principal eigenvector of the support, that is to the largest
 * cluster of pairs that agree with each other. Returns the norm, an estimate of the eigenvalue. */
static float iterate(const struct tp_relax_kernels *kernels, struct tp_local_pairs *p)
{
    float sum[TP_LOCAL_PAIRS_MAX], norm2 = 0, inverse;

    kernels->gather(p, sum);
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
    m->kernels->relax.agree(p);
    for (int i = 0; i < p->count; i++) {
        for (int j = 0; j < i; j++)
            p->support[i][j] = p->support[j][i];
        p->support[i][i] = SELF_SUPPORT * p->similarity[i] * p->similarity[i];
        p->weight[i] = p->similarity[i];
    }
    p->consistency = 0;
    for (int round = 0; round < ROUNDS; round++)
        p->consistency = iterate(&m->kernels->relax, p);
}
