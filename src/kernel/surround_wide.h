/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel of surround.h for any width. The file that includes it has defined LANES (4, 8 or 16) and, for its
 * vectors, mask_of(ints)              a bit for each lane that is negative floor_of(floats)           rounded down
 *   clamp_of(ints, low, high)
 *   pairs_at(base, ints)       the bytes at these places in bits 0-7, and the ones after them in bits 8-15; any above
 *   fused(a, b, c)             a * b + c for floats, however rounded
 *   of_32(table, ints)         these of 32 floats
 *   spread(places, group, m)   the bits M of a group's lanes at the indices of its cells
 * with floats and ints the types below. Operations on floats are + - * and comparisons in one order, so that each width
 * gives the same bits; only the weights, which need not be exact, are fused where that is quicker. */
#ifndef TP_KERNEL_SURROUND_WIDE_H
#define TP_KERNEL_SURROUND_WIDE_H

#include "kernel/surround.h"

#include <string.h>

/* Minutiae near enough to matter, in the frame of the one described, and which of them each group sees. */
struct neighbours {
    float x[TP_SURROUND_MINUTIAE_MAX], y[TP_SURROUND_MINUTIAE_MAX];
    const float *weights[TP_SURROUND_MINUTIAE_MAX];
    uint8_t seen[TP_SURROUND_GROUPS][TP_SURROUND_MINUTIAE_MAX];
    uint32_t seen_count[TP_SURROUND_GROUPS];
};

/* The frame of a minutia. */
struct frame {
    float x, y, c, s;
};

static inline floats splat(float x)
{
    return x - (floats){0};
}

static inline floats load(const float *from)
{
    floats value;

    memcpy(&value, from, sizeof value);
    return value;
}

static inline void sort_into_groups(const struct tp_surround_places *places, struct neighbours *n, uint32_t k)
{
    for (int g = 0; g < TP_SURROUND_GROUPS; g++) {
        n->seen[g][n->seen_count[g]] = (uint8_t)k;
        n->seen_count[g] += (n->x[k] >= places->boxes[g].left) & (n->x[k] <= places->boxes[g].right) &
                            (n->y[k] >= places->boxes[g].top) & (n->y[k] <= places->boxes[g].bottom);
    }
}

static void look_around(const struct tp_surround_places *places, const struct tp_surround_print *print, uint32_t self,
                        const struct frame *frame, struct neighbours *n)
{
    uint32_t count = 0;

    memset(n->seen_count, 0, sizeof n->seen_count);
    for (uint32_t first = 0; first < print->count; first += LANES) {
        floats dx = load(print->x + first) - frame->x, dy = load(print->y + first) - frame->y;
        floats x = frame->c * dx + frame->s * dy, y = frame->c * dy - frame->s * dx;
        uint32_t near = mask_of(dx * dx + dy * dy <= TP_SURROUND_FAR_PX * TP_SURROUND_FAR_PX);

        if (self >= first && self < first + LANES)
            near &= ~(1u << (self - first));
        for (; near; near &= near - 1) {
            uint32_t lane = (uint32_t)__builtin_ctz(near);

            n->x[count] = x[lane];
            n->y[count] = y[lane];
            n->weights[count] = places->weights[(uint8_t)(print->theta_q8[first + lane] - print->theta_q8[self])];
            sort_into_groups(places, n, count++);
        }
    }
}

/* exp(-D2 / (2 SD^2)) for D2 up to the reach, to 6e-6 of it: the 8th power of a series about the middle. */
static inline floats weight_at(floats d2)
{
    const float middle = 9.0f / 32, scale = 0.75483960f; /* of d2 / (16 SD^2); exp(-middle) */
    floats v = d2 * (1 / (16 * TP_SURROUND_SD_PX * TP_SURROUND_SD_PX)) - middle;
    floats low = scale - scale * v, middle_terms = fused(v, splat(-scale / 6), splat(scale / 2));
    floats high = fused(v, splat(-scale / 120), splat(scale / 24)), v2 = v * v;
    floats p = fused(v2, fused(v2, high, middle_terms), low);

    p = p * p;
    p = p * p;
    return p * p;
}

/* Adds the bits of LANES cells from FIRST on, in lanes of their group from bit SHIFT on, to those of each direction. */
static inline void weigh_cells(const struct tp_surround_places *places, const struct neighbours *n, int group,
                               int shift, uint32_t bits[TP_SURROUND_DIRECTIONS + 1])
{
    floats x = load(places->cell_x + TP_SURROUND_GROUP * group + shift);
    floats y = load(places->cell_y + TP_SURROUND_GROUP * group + shift);
    floats sums[TP_SURROUND_DIRECTIONS] = {{0}};

    for (uint32_t i = 0; i < n->seen_count[group]; i++) {
        uint32_t k = n->seen[group][i];
        floats dx = n->x[k] - x, dy = n->y[k] - y, d2 = dx * dx + dy * dy;
        ints reached = d2 <= TP_SURROUND_REACH_PX * TP_SURROUND_REACH_PX;
        floats weight = (floats)((ints)weight_at(d2) & reached);

        for (int d = 0; d < TP_SURROUND_DIRECTIONS; d++)
            sums[d] = fused(weight, splat(n->weights[k][d]), sums[d]);
    }
    for (int d = 0; d < TP_SURROUND_DIRECTIONS; d++) {
        uint32_t sure = mask_of(sums[d] >= TP_SURROUND_THRESHOLD + TP_SURROUND_SLACK);

        bits[d] |= sure << shift;
        bits[TP_SURROUND_DIRECTIONS] |= (mask_of(sums[d] > TP_SURROUND_THRESHOLD - TP_SURROUND_SLACK) & ~sure) << shift;
    }
}

/* Where the cells at these places of the grid lie; outside of it an empty one, also after one to the left. */
static inline ints place_of(const struct tp_surround_print *print, ints column, ints row)
{
    column = clamp_of(column - print->column0, -2, print->columns);
    row = clamp_of(row - print->row0, -1, print->rows);
    return (row + 1) * (print->columns + 4) + column + 2;
}

/* Which of LANES cells are not in the background. */
static inline uint32_t find_covered(const struct tp_surround_places *places, const struct tp_surround_print *print,
                                    const struct frame *frame, int first)
{
    floats px = load(places->cell_x + first), py = load(places->cell_y + first);
    floats x = frame->x + frame->c * px - frame->s * py, y = frame->y + frame->s * px + frame->c * py;
    ints column = __builtin_convertvector(x * (1.0f / TP_SURROUND_CELL_PX) + 1024.0f, ints) - 1024;
    ints row = __builtin_convertvector(y * (1.0f / TP_SURROUND_CELL_PX) + 1024.0f, ints) - 1024;

    return mask_of((pairs_at(print->cells, place_of(print, column, row)) & 7) != 0);
}

static inline void describe_cells(const struct tp_surround_places *places, const struct tp_surround_print *print,
                                  const struct frame *frame, const struct neighbours *n, struct tp_surround_bits *out)
{
    for (int g = 0; g < TP_SURROUND_GROUPS; g++) {
        uint32_t bits[TP_SURROUND_DIRECTIONS + 1] = {0}, covered = 0;

        for (int shift = 0; shift < TP_SURROUND_GROUP; shift += LANES) {
            covered |= find_covered(places, print, frame, TP_SURROUND_GROUP * g + shift) << shift;
            weigh_cells(places, n, g, shift, bits);
        }
        for (int d = 0; d < TP_SURROUND_DIRECTIONS; d++)
            out->words[d] |= spread(places, g, bits[d] & covered);
        out->words[8] |= spread(places, g, covered);
        out->unsure |= spread(places, g, bits[TP_SURROUND_DIRECTIONS] & covered);
    }
}

/* 1 - |X| */
static inline floats nearness(floats x)
{
    return 1 - (floats)((ints)x & 0x7FFFFFFF);
}

/* LANES samples from FIRST on: the orientation, interpolated as vectors of the doubled angle, against the direction. */
static inline void describe_samples(const struct tp_surround_places *places, const struct tp_surround_print *print,
                                    const struct frame *frame, int first, struct tp_surround_bits *out)
{
    floats px = load(places->sample_x + first), py = load(places->sample_y + first);
    floats u = (frame->x + frame->c * px - frame->s * py) * (1.0f / TP_SURROUND_CELL_PX) - 0.5f, u0 = floor_of(u);
    floats v = (frame->y + frame->s * px + frame->c * py) * (1.0f / TP_SURROUND_CELL_PX) - 0.5f, v0 = floor_of(v);
    floats sum_x = {0}, sum_y = {0}, x, y;
    float c2 = frame->c * frame->c - frame->s * frame->s, s2 = 2 * frame->c * frame->s;
    uint64_t known;

    for (int k = 0; k < 2; k++) {
        floats cv = v0 + (float)k, near_v = nearness(v - cv);
        ints column = __builtin_convertvector(u0, ints), row = __builtin_convertvector(cv, ints);
        ints pair = pairs_at(print->cells, place_of(print, column, row));

        for (int l = 0; l < 2; l++) {
            ints cell = pair >> (8 * l) & 255;
            floats weight = nearness(u - (u0 + (float)l)) * near_v * __builtin_convertvector(cell & 7, floats);

            sum_x += weight * of_32(places->doubled_x, cell >> 3);
            sum_y += weight * of_32(places->doubled_y, cell >> 3);
        }
    }
    x = sum_x * c2 + sum_y * s2;
    y = sum_y * c2 - sum_x * s2;
    known = mask_of(sum_x * sum_x + sum_y * sum_y >= 1.0f);
    out->words[6] |= (known & mask_of(x > 0)) << first | (known & mask_of(y > 0)) << (first + 32);
    out->words[7] |= (known & mask_of(x < 0)) << first | (known & mask_of(y < 0)) << (first + 32);
    out->words[9] |= known << first | known << (first + 32);
}

static void describe(const struct tp_surround_places *places, const struct tp_surround_print *print, uint32_t self,
                     struct tp_surround_bits *out)
{
    const struct frame frame = {print->x[self], print->y[self], places->cosine[print->theta_q8[self]],
                                places->sine[print->theta_q8[self]]};
    struct neighbours neighbours;

    memset(out, 0, sizeof *out);
    look_around(places, print, self, &frame, &neighbours);
    describe_cells(places, print, &frame, &neighbours, out);
    for (int first = 0; first < TP_SURROUND_SAMPLES; first += LANES)
        describe_samples(places, print, &frame, first, out);
}

#endif
