/* SPDX-License-Identifier: Apache-2.0 */
/* The descriptor as it is defined, place by place and minutia by minutia: what src/match/descriptor.c and its kernels
 * have to give, bit for bit. */
#ifndef TP_TEST_DEFINED_DESCRIPTOR_H
#define TP_TEST_DEFINED_DESCRIPTOR_H

#include <math.h>

#include "base/base.h"
#include "match/match.h"

enum { CELLS = 64, DIRECTIONS = TP_DESCRIPTOR_CELL_WORDS, SAMPLES = 32, PLANES = 4 };

#define CELL_RADIUS_PX 76.0f
#define SAMPLE_RADIUS_PX 64.0f
#define GOLDEN_ANGLE 2.39996323f
#define POSITION_SD_PX 7.5f
#define DIRECTION_SD_RAD 0.65f
#define THRESHOLD 0.14f
#define REACH_PX (3 * POSITION_SD_PX)

/* A minutia's own frame and its neighbours in it. */
struct neighbour {
    float x, y;
    float weight[DIRECTIONS];
};
struct frame {
    float x, y, c, s;
    int count;
    struct neighbour neighbours[TP_MINUTIAE_MAX];
};

struct place {
    float x, y;
};

static inline struct place sunflower(int i, int count, float radius)
{
    float r = radius * sqrtf(((float)i + 0.5f) / (float)count), angle = GOLDEN_ANGLE * (float)i;

    return (struct place){r * tp_cos(angle), r * tp_sin(angle)};
}

static inline float direction_weight(uint8_t difference_q8, int direction)
{
    float d = tp_angle_difference(tp_angle_from_q8(difference_q8), (float)direction * (2 * TP_PI / DIRECTIONS));

    return tp_exp(-d * d / (2 * DIRECTION_SD_RAD * DIRECTION_SD_RAD));
}

static inline void look_around(const struct tp_feature_minutia *minutiae, int count, int self, struct frame *frame,
                               const float (*weights)[DIRECTIONS])
{
    const struct tp_feature_minutia *m = &minutiae[self];
    float angle = tp_angle_from_q8(m->theta_q8);

    frame->x = m->x_px;
    frame->y = m->y_px;
    frame->c = tp_cos(angle);
    frame->s = tp_sin(angle);
    frame->count = 0;
    for (int i = 0; i < count; i++) {
        float dx = minutiae[i].x_px - frame->x, dy = minutiae[i].y_px - frame->y;
        struct neighbour *n = &frame->neighbours[frame->count];
        uint8_t difference_q8 = (uint8_t)(minutiae[i].theta_q8 - m->theta_q8);

        if (i == self || dx * dx + dy * dy > (CELL_RADIUS_PX + REACH_PX) * (CELL_RADIUS_PX + REACH_PX))
            continue;
        n->x = frame->c * dx + frame->s * dy;
        n->y = frame->c * dy - frame->s * dx;
        for (int d = 0; d < DIRECTIONS; d++)
            n->weight[d] = weights[difference_q8][d];
        frame->count++;
    }
}

static inline struct place in_image(const struct frame *frame, struct place p)
{
    return (struct place){frame->x + frame->c * p.x - frame->s * p.y, frame->y + frame->s * p.x + frame->c * p.y};
}

/* Sets the bits of place BIT for each direction in which the neighbours weigh enough. */
static inline void set_cell(const struct frame *frame, struct place p, int bit, uint64_t (*words)[TP_DESCRIPTOR_LANES])
{
    float sum[DIRECTIONS] = {0};

    for (int i = 0; i < frame->count; i++) {
        const struct neighbour *n = &frame->neighbours[i];
        float dx = n->x - p.x, dy = n->y - p.y, d2 = dx * dx + dy * dy;

        if (d2 > REACH_PX * REACH_PX)
            continue;
        d2 = tp_exp(-d2 / (2 * POSITION_SD_PX * POSITION_SD_PX));
        for (int d = 0; d < DIRECTIONS; d++)
            sum[d] += d2 * n->weight[d];
    }
    for (int d = 0; d < DIRECTIONS; d++)
        if (sum[d] >= THRESHOLD)
            words[d][0] |= (uint64_t)1 << bit;
}

/* The orientation at P, interpolated, as a vector of the doubled angle; its length says how sure it is (0..7). */
static inline struct place orientation_at(const struct tp_features *f, const struct place *doubled, struct place p)
{
    float u = p.x / TP_FIELD_CELL_PX - 0.5f, v = p.y / TP_FIELD_CELL_PX - 0.5f;
    float u0 = floorf(u), v0 = floorf(v);
    struct place sum = {0, 0};

    for (int k = 0; k < 4; k++) {
        float cu = u0 + (float)(k & 1), cv = v0 + (float)(k >> 1);
        uint8_t cell = tp_features_cell_at(f, (cu + 0.5f) * TP_FIELD_CELL_PX, (cv + 0.5f) * TP_FIELD_CELL_PX);
        float w = (1 - fabsf(u - cu)) * (1 - fabsf(v - cv)) * (float)TP_FIELD_COHERENCE(cell);

        sum.x += w * doubled[TP_FIELD_ORIENTATION(cell)].x;
        sum.y += w * doubled[TP_FIELD_ORIENTATION(cell)].y;
    }
    return sum;
}

/* Sets the bits of orientation sample BIT. */
static inline void set_sample(const struct tp_features *f, const struct frame *frame, const struct place *doubled,
                              struct place p, int bit, uint64_t (*words)[TP_DESCRIPTOR_LANES])
{
    struct place o = orientation_at(f, doubled, in_image(frame, p));
    float c2 = frame->c * frame->c - frame->s * frame->s, s2 = 2 * frame->c * frame->s;
    float x = o.x * c2 + o.y * s2, y = o.y * c2 - o.x * s2;
    const float along[PLANES] = {x, y, -x, -y}; /* cosines to 0, 45, 90, 135 degrees, doubled */

    if (o.x * o.x + o.y * o.y < 1.0f)
        return;
    for (int plane = 0; plane < PLANES; plane++)
        if (along[plane] > 0)
            words[DIRECTIONS + plane / 2][0] |= (uint64_t)1 << (bit + 32 * (plane % 2));
    words[TP_DESCRIPTOR_BIT_WORDS + 1][0] |= (uint64_t)0x100000001 << bit;
}

static inline void describe_as_defined(const struct tp_features *f, struct tp_descriptor_block *blocks)
{
    struct place cells[CELLS], samples[SAMPLES], doubled[32];
    float weights[256][DIRECTIONS];
    struct frame frame;

    for (int i = 0; i < CELLS; i++)
        cells[i] = sunflower(i, CELLS, CELL_RADIUS_PX);
    for (int i = 0; i < SAMPLES; i++)
        samples[i] = sunflower(i, SAMPLES, SAMPLE_RADIUS_PX);
    for (int i = 0; i < 32; i++)
        doubled[i] = (struct place){tp_cos((float)i * (TP_PI / 16)), tp_sin((float)i * (TP_PI / 16))};
    for (int i = 0; i < 256; i++)
        for (int d = 0; d < DIRECTIONS; d++)
            weights[i][d] = direction_weight((uint8_t)i, d);
    for (int i = 0; i < f->local_count; i++) {
        struct tp_descriptor_block *block = &blocks[i / TP_DESCRIPTOR_LANES];
        uint64_t(*words)[TP_DESCRIPTOR_LANES] =
            (uint64_t(*)[TP_DESCRIPTOR_LANES]) & block->words[0][i % TP_DESCRIPTOR_LANES];

        look_around(tp_features_minutiae(f), f->minutia_count, i, &frame, (const float(*)[DIRECTIONS])weights);
        for (int k = 0; k < CELLS; k++) {
            struct place p = in_image(&frame, cells[k]);

            if (TP_FIELD_COHERENCE(tp_features_cell_at(f, p.x, p.y)) == 0)
                continue;
            words[TP_DESCRIPTOR_BIT_WORDS][0] |= (uint64_t)1 << k;
            set_cell(&frame, cells[k], k, words);
        }
        for (int k = 0; k < SAMPLES; k++)
            set_sample(f, &frame, doubled, samples[k], k, words);
    }
}

#endif
