/* SPDX-License-Identifier: Apache-2.0 */
/* An impression's minutiae, however many, as one vector: each descriptor is reduced to a few axes and shared out among
 * the kinds of neighbourhoods that it may be of; its departures from their means are averaged. No frame of the finger
 * is needed, so none can be found wrongly. */
#include "screen/code.h"

#include <string.h>

#define ELEMENT_MAX 384.0f /* one and a half deviations */
#define QUALITY_FLOOR 30.0f
#define MIDDLE_SD_PX 110.0f

/* Adds the rows of TABLE for the bits set in WORD. */
static void add_bits(uint64_t word, const int8_t (*table)[TP_CODE_AXES], int32_t *sum)
{
    for (; word; word &= word - 1) {
        const int8_t *row = table[__builtin_ctzll(word)];

        for (int d = 0; d < TP_CODE_AXES; d++)
            sum[d] += row[d];
    }
}

static void add_unknown(uint64_t mask, const int16_t (*table)[TP_CODE_AXES], int32_t *sum)
{
    for (uint64_t word = ~mask; word; word &= word - 1) {
        const int16_t *row = table[__builtin_ctzll(word)];

        for (int d = 0; d < TP_CODE_AXES; d++)
            sum[d] += row[d];
    }
}

/* The descriptor of minutia I along the axes. */
static void reduce(const struct tp_code_weights *w, const struct tp_features *f, unsigned i, float out[TP_CODE_AXES])
{
    const uint64_t(*words)[TP_DESCRIPTOR_LANES] = f->blocks[i / TP_DESCRIPTOR_LANES].words;
    unsigned lane = i % TP_DESCRIPTOR_LANES;
    uint64_t samples = words[TP_DESCRIPTOR_BIT_WORDS + 1][lane];
    int32_t sum[TP_CODE_AXES];

    memcpy(sum, w->zero, sizeof sum);
    for (int k = 0; k < TP_DESCRIPTOR_BIT_WORDS; k++)
        add_bits(words[k][lane], &w->bits[64 * k], sum);
    add_unknown(words[TP_DESCRIPTOR_BIT_WORDS][lane], w->unknown, sum);
    add_unknown(samples, &w->unknown[64], sum);
    for (int d = 0; d < TP_CODE_AXES; d++)
        out[d] = (float)sum[d];
}

/* How likely the point at Z is of each kind; sums to 1. */
static void share_out(const struct tp_code_weights *w, const float z[TP_CODE_AXES], float part[TP_CODE_KINDS])
{
    float largest, sum = 0;

    memcpy(part, w->share, sizeof w->share);
    for (int d = 0; d < TP_CODE_AXES; d++)
        for (int k = 0; k < TP_CODE_KINDS; k++) {
            float away = z[d] - w->middle[d][k];

            part[k] -= away * away * w->sharp[d][k];
        }
    largest = part[0];
    for (int k = 1; k < TP_CODE_KINDS; k++)
        largest = TP_MAX(largest, part[k]);
    for (int k = 0; k < TP_CODE_KINDS; k++) {
        part[k] = tp_exp(part[k] - largest);
        sum += part[k];
    }
    for (int k = 0; k < TP_CODE_KINDS; k++)
        part[k] /= sum;
}

struct point {
    float x, y;
};

/* The middle of the cells that show ridges. */
static struct point middle_of(const struct tp_features *f)
{
    const uint8_t *cells = tp_features_cells(f);
    int64_t x = 0, y = 0, count = 0;

    for (int row = 0; row < f->rows; row++)
        for (int column = 0; column < f->columns; column++)
            if (TP_FIELD_COHERENCE(cells[row * f->columns + column])) {
                x += column;
                y += row;
                count++;
            }
    count = TP_MAX(count, 1);
    return (struct point){((float)x / (float)count + 0.5f + f->column0) * TP_FIELD_CELL_PX,
                          ((float)y / (float)count + 0.5f + f->row0) * TP_FIELD_CELL_PX};
}

/* How much minutia I counts: the more the better it is, the more of its surroundings show, and the nearer it is to the
 * middle, so that what a rolled print shows beyond a plain one does not drown what both show. */
static float weigh(const struct tp_features *f, unsigned i, struct point middle)
{
    const struct tp_feature_minutia *m = &tp_features_minutiae(f)[i];
    uint64_t shown = f->blocks[i / TP_DESCRIPTOR_LANES].words[TP_DESCRIPTOR_BIT_WORDS][i % TP_DESCRIPTOR_LANES];
    float dx = (float)m->x_px - middle.x, dy = (float)m->y_px - middle.y;

    return (QUALITY_FLOOR + m->quality) * (float)__builtin_popcountll(shown) *
           tp_exp(-(dx * dx + dy * dy) / (2 * MIDDLE_SD_PX * MIDDLE_SD_PX));
}

/* The sum of all weights is returned. */
static float sum_up(const struct tp_code_weights *w, const struct tp_features *features,
                    float sum[TP_CODE_AXES][TP_CODE_KINDS])
{
    struct point middle = middle_of(features);
    float z[TP_CODE_AXES], part[TP_CODE_KINDS], total = 0;

    for (unsigned i = 0; i < features->local_count; i++) {
        float weight = weigh(features, i, middle);

        if (weight <= 0)
            continue;
        total += weight;
        reduce(w, features, i, z);
        share_out(w, z, part);
        for (int k = 0; k < TP_CODE_KINDS; k++)
            part[k] *= weight;
        for (int d = 0; d < TP_CODE_AXES; d++)
            for (int k = 0; k < TP_CODE_KINDS; k++)
                sum[d][k] += part[k] * (z[d] - w->middle[d][k]);
    }
    return total;
}

/* Clipped, so that a few neighbourhoods of one kind do not drown the others. */
static int16_t round_off(float value)
{
    float clipped = TP_CLAMP(value, -ELEMENT_MAX, ELEMENT_MAX);

    return (int16_t)(clipped < 0 ? clipped - 0.5f : clipped + 0.5f);
}

void tp_code_vector(const struct tp_code_weights *w, const struct tp_features *features, int16_t out[TP_CODE_VECTOR])
{
    float sum[TP_CODE_AXES][TP_CODE_KINDS] = {0};
    float total = sum_up(w, features, sum);

    memset(out, 0, TP_CODE_VECTOR * sizeof out[0]);
    if (total <= 0)
        return;
    for (int d = 0; d < TP_CODE_AXES; d++)
        for (int k = 0; k < TP_CODE_KINDS; k++)
            out[d * TP_CODE_KINDS + k] = round_off(sum[d][k] / total * w->gain[d][k]);
}
