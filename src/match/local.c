/* SPDX-License-Identifier: Apache-2.0 */
/* Local pairs: which minutiae of the two impressions stand in similar neighbourhoods. */
#include "match/match.h"

#include <string.h>

#include "base/base.h"

enum { SAMPLED_ROWS = 4, SIMILARITY_MIN = 16, KEPT_PER_ROW = 6 };

/* The similarity that about KEPT_PER_ROW pairs of each row reach, from every SAMPLED_ROWS-th row. */
static uint8_t similarity_bound(const struct tp_matcher *m, size_t rows, size_t stride)
{
    uint16_t histogram[256] = {0};
    size_t wanted = 0, above = 0;
    int value = 256;

    for (size_t row = 0; row < rows; row += SAMPLED_ROWS, wanted += KEPT_PER_ROW)
        for (size_t i = 0; i < stride; i++)
            histogram[m->similarity[row * stride + i]]++;
    while (value > SIMILARITY_MIN && above < wanted)
        above += histogram[--value];
    return (uint8_t)TP_MIN(value, 255);
}

/* Sorts the picked places by falling similarity, equal ones by place. */
static void sort_picked(struct tp_matcher *m, size_t count)
{
    uint16_t start[256] = {0};
    unsigned sum = 0;

    for (size_t i = 0; i < count; i++)
        start[m->similarity[m->picked[i]]]++;
    for (int value = 255; value >= 0; value--) {
        unsigned here = start[value];

        start[value] = (uint16_t)sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        m->sorted[start[m->similarity[m->picked[i]]]++] = m->picked[i];
}

static void add_pair(struct tp_matcher *m, const struct tp_feature_minutia *a, const struct tp_feature_minutia *b,
                     uint8_t similarity)
{
    struct tp_local_pairs *p = &m->pairs;
    uint8_t turn_q8 = (uint8_t)(a->theta_q8 - b->theta_q8);
    int k = p->count++;

    p->ax[k] = a->x_px;
    p->ay[k] = a->y_px;
    p->bx[k] = b->x_px;
    p->by[k] = b->y_px;
    p->turn_cos[k] = m->cosine[turn_q8];
    p->turn_sin[k] = m->sine[turn_q8];
    p->similarity[k] = (float)similarity * (1.0f / 256);
}

/* Takes the pairs greedily, each minutia once. */
static void take_pairs(struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b, size_t count)
{
    const struct tp_feature_minutia *of_a = tp_features_minutiae(a), *of_b = tp_features_minutiae(b);
    uint32_t stride = (uint32_t)(tp_features_blocks(b) * TP_DESCRIPTOR_LANES);
    /* 2^32 / stride: exact for 16-bit places, and no division in the loop */
    uint64_t per_stride = stride ? UINT32_MAX / stride + 1 : 0;
    uint8_t used_a[TP_LOCAL_MAX] = {0}, used_b[TP_LOCAL_MAX] = {0};
    struct tp_local_pairs *p = &m->pairs;

    for (size_t k = 0; k < count && p->count < TP_LOCAL_PAIRS_MAX; k++) {
        uint32_t i = (uint32_t)(m->sorted[k] * per_stride >> 32), j = m->sorted[k] - i * stride;

        if (used_a[i] || used_b[j])
            continue;
        used_a[i] = used_b[j] = 1;
        p->a[p->count] = (uint8_t)i;
        p->b[p->count] = (uint8_t)j;
        add_pair(m, &of_a[i], &of_b[j], m->similarity[m->sorted[k]]);
    }
}

void tp_local_find(struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b)
{
    size_t b_blocks = tp_features_blocks(b), stride = b_blocks * TP_DESCRIPTOR_LANES, count;

    m->kernels->descriptor.similarity(a->blocks, a->local_count, b->blocks, b_blocks, m->similarity);
    count = m->kernels->descriptor.pick(m->similarity, a->local_count * stride,
                                        similarity_bound(m, a->local_count, stride), m->picked);
    sort_picked(m, count);
    m->pairs.count = 0;
    take_pairs(m, a, b, count);
}
