/* SPDX-License-Identifier: Apache-2.0 */
/* The vote of the pairs that like words make: two pairs support each other when the vector between the probe's
 * minutiae, turned like the first pair, is about the one between the candidate's, and both pairs turn about alike. The
 * best pair's support is the vote: pairs of different fingers agree by chance only. */
#include "screen/signature.h"

#include <stdlib.h>

#include "base/base.h"

enum {
    PAIRS_MAX = 12,
    TURN_Q8 = 24,     /* most that the turns of two pairs may differ by: 34 degrees */
    LENIENCE_PX = 12, /* how far the ends of the vectors may lie apart, */
    PER_LENGTH = 5,   /* and 5/32 of their length */
    UNIT_PX = 4
};

/* A minutia of the probe and the nearest of the candidate. */
struct pair {
    uint16_t key;   /* bits that differ << 8 | the probe's */
    uint8_t a, b;   /* indices */
    uint8_t turn;   /* from A's direction to B's */
    int32_t weight; /* bits below the limit */
};

/* The best pairs, nearest first. */
static int choose(const struct tp_signature_probe *probe, const struct tp_signature *candidate,
                  const uint16_t nearest[TP_SIGNATURE_MAX], struct pair *out)
{
    int count = 0;

    for (int i = 0; i < probe->signature.count; i++) {
        int32_t distance = nearest[i] >> 8, weight = (int32_t)probe->query.limits[i] - distance, at;
        uint16_t key = (uint16_t)(distance << 8 | i);
        uint8_t b = (uint8_t)(nearest[i] & UINT8_MAX);

        if (weight <= 0 || (count == PAIRS_MAX && key > out[count - 1].key))
            continue;
        at = count < PAIRS_MAX ? count++ : count - 1;
        for (; at > 0 && out[at - 1].key > key; at--)
            out[at] = out[at - 1];
        out[at] =
            (struct pair){key, (uint8_t)i, b, (uint8_t)(candidate->theta_q8[b] - probe->signature.theta_q8[i]), weight};
    }
    return count;
}

/* About the length of a vector: right along the axes and the diagonals' 6 % too much. */
static int32_t length(int32_t x, int32_t y)
{
    x = abs(x);
    y = abs(y);
    return TP_MAX(x, y) + TP_MIN(x, y) / 2;
}

/* How well two pairs agree, 0..256 times their weights. */
static uint32_t support(const struct tp_signature_probe *probe, const struct tp_signature *candidate,
                        const struct pair *p, const struct pair *q)
{
    const struct tp_signature *a = &probe->signature, *b = candidate;
    int32_t cosine = probe->cosine_q14[p->turn], sine = probe->sine_q14[p->turn];
    int32_t ax = UNIT_PX * (a->x[q->a] - a->x[p->a]), ay = UNIT_PX * (a->y[q->a] - a->y[p->a]);
    int32_t bx = UNIT_PX * (b->x[q->b] - b->x[p->b]), by = UNIT_PX * (b->y[q->b] - b->y[p->b]);
    int32_t apart = length(((cosine * ax - sine * ay) >> 14) - bx, ((sine * ax + cosine * ay) >> 14) - by);
    int32_t lenience = LENIENCE_PX + length(bx, by) * PER_LENGTH / 32;

    if (apart >= lenience)
        return 0;
    return (uint32_t)(256 * (lenience - apart) / lenience * p->weight * q->weight);
}

uint32_t tp_signature_vote(const struct tp_signature_probe *probe, const struct tp_signature *candidate,
                           const uint16_t nearest[TP_SIGNATURE_MAX])
{
    struct pair pairs[PAIRS_MAX];
    uint32_t votes[PAIRS_MAX] = {0}, best = 0;
    int count = choose(probe, candidate, nearest, pairs);

    for (int p = 0; p < count; p++) {
        for (int q = p + 1; q < count; q++) {
            uint8_t turn = (uint8_t)(pairs[q].turn - pairs[p].turn);
            uint32_t both;

            if ((uint8_t)(turn + TURN_Q8) > 2 * TURN_Q8 || pairs[p].b == pairs[q].b)
                continue;
            both = support(probe, candidate, &pairs[p], &pairs[q]);
            votes[p] += both;
            votes[q] += both;
        }
        best = TP_MAX(best, votes[p]);
    }
    return best >> 8;
}
