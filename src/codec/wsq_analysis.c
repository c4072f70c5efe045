/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ: the forward transform. Each split filters the columns of a rectangle from the plane to the scratch memory, and
 * then the rows back to the plane.
 *
 * A line x of n samples is extended by reflection at its first and last sample (..x2 x1 x0 x1 x2..), so that
 *
 *     low[i]  = sum of low tap[4 + k]  * x[2 i + k]        k = -4 .. 4, i = 0 .. (n + 1) / 2 - 1
 *     high[i] = sum of high tap[3 + k] * x[2 i + 1 + k]    k = -3 .. 3, i = 0 .. n / 2 - 1
 *
 * The filters are symmetric; samples at equal distances are added first. All loops run along a row of memory, for the
 * compiler to vectorise; the order of operations is the same on every machine. */
#include "codec/wsq.h"

enum { LOW_REACH = 4, HIGH_REACH = 3 };

/* Half of a symmetric filter from its middle on. */
struct halves {
    float low[LOW_REACH + 1], high[HIGH_REACH + 1];
};

static struct halves halves_of(const struct tp_wsq_filters *filters)
{
    struct halves halves;

    TP_ASSERT(filters->low_taps == 2 * LOW_REACH + 1 && filters->high_taps == 2 * HIGH_REACH + 1);
    for (int k = 0; k <= LOW_REACH; k++)
        halves.low[k] = filters->low[LOW_REACH + k];
    for (int k = 0; k <= HIGH_REACH; k++)
        halves.high[k] = filters->high[HIGH_REACH + k];
    return halves;
}

/* Where sample INDEX lies in a line of LENGTH that is reflected at both ends. */
static uint32_t reflect(int64_t index, uint32_t length)
{
    int64_t last = (int64_t)length - 1;

    if (last == 0)
        return 0;
    while (index < 0 || index > last)
        index = index < 0 ? -index : 2 * last - index;
    return (uint32_t)index;
}

/* ---- columns ---------------------------------------------------------------------------------------------------- */

static void low_row(const float *const rows[2 * LOW_REACH + 1], const float taps[LOW_REACH + 1], uint32_t width,
                    float *restrict out)
{
    const float *r0 = rows[0], *r1 = rows[1], *r2 = rows[2], *r3 = rows[3], *r4 = rows[4];
    const float *r5 = rows[5], *r6 = rows[6], *r7 = rows[7], *r8 = rows[8];
    const float t0 = taps[0], t1 = taps[1], t2 = taps[2], t3 = taps[3], t4 = taps[4];

    for (uint32_t x = 0; x < width; x++)
        out[x] = t0 * r4[x] + t1 * (r3[x] + r5[x]) + t2 * (r2[x] + r6[x]) + t3 * (r1[x] + r7[x]) + t4 * (r0[x] + r8[x]);
}

static void high_row(const float *const rows[2 * HIGH_REACH + 1], const float taps[HIGH_REACH + 1], uint32_t width,
                     float *restrict out)
{
    const float *r0 = rows[0], *r1 = rows[1], *r2 = rows[2], *r3 = rows[3];
    const float *r4 = rows[4], *r5 = rows[5], *r6 = rows[6];
    const float t0 = taps[0], t1 = taps[1], t2 = taps[2], t3 = taps[3];

    for (uint32_t x = 0; x < width; x++)
        out[x] = t0 * r3[x] + t1 * (r2[x] + r4[x]) + t2 * (r1[x] + r5[x]) + t3 * (r0[x] + r6[x]);
}

/* Filters the columns of the rectangle at IN, whose rows are STRIDE apart, to OUT, where they follow each other. */
static void split_columns(const struct tp_wsq_split *split, const struct halves *halves, const float *in, size_t stride,
                          float *out)
{
    uint32_t lows = split->height - split->height / 2, highs = split->height / 2;
    float *low = out + (split->y_inverted ? (size_t)highs * split->width : 0);
    float *high = out + (split->y_inverted ? 0 : (size_t)lows * split->width);
    const float *rows[2 * LOW_REACH + 1];

    for (uint32_t i = 0; i < lows; i++) {
        for (int k = -LOW_REACH; k <= LOW_REACH; k++)
            rows[LOW_REACH + k] = in + reflect(2 * (int64_t)i + k, split->height) * stride;
        low_row(rows, halves->low, split->width, low + (size_t)i * split->width);
        if (i < highs) /* its middle lies one row further, and its reach is one row less */
            high_row(rows + 2, halves->high, split->width, high + (size_t)i * split->width);
    }
}

/* ---- rows ------------------------------------------------------------------------------------------------------- */

enum { PIECE = 512, MARGIN = 2 };

/* A piece of a row: its samples of even and of odd position, with those of the neighbours. */
struct piece {
    float even[PIECE + 2 * MARGIN], odd[PIECE + 2 * MARGIN];
};

static void load_pair(const float *row, uint32_t length, int64_t pair, float *even, float *odd)
{
    *even = row[reflect(2 * pair, length)];
    *odd = row[reflect(2 * pair + 1, length)];
}

/* Fills PIECE with pairs FIRST - MARGIN .. FIRST + COUNT + MARGIN - 1 of a row. */
static void load_piece(const float *row, uint32_t length, uint32_t first, uint32_t count, struct piece *piece)
{
    int64_t origin = (int64_t)first - MARGIN;
    int64_t total = (int64_t)count + 2 * MARGIN;
    int64_t begin = TP_MAX(-origin, 0), end = TP_CLAMP(length / 2 - origin, begin, total);
    const float *inside = row + 2 * (origin + begin);

    for (int64_t i = 0; i < begin; i++)
        load_pair(row, length, origin + i, &piece->even[i], &piece->odd[i]);
    for (int64_t i = 0; i < end - begin; i++) {
        piece->even[begin + i] = inside[2 * i];
        piece->odd[begin + i] = inside[2 * i + 1];
    }
    for (int64_t i = end; i < total; i++)
        load_pair(row, length, origin + i, &piece->even[i], &piece->odd[i]);
}

static void low_piece(const struct piece *piece, const float taps[LOW_REACH + 1], uint32_t count, float *restrict out)
{
    const float *e = piece->even + MARGIN, *o = piece->odd + MARGIN;
    const float t0 = taps[0], t1 = taps[1], t2 = taps[2], t3 = taps[3], t4 = taps[4];

    for (int64_t i = 0; i < count; i++)
        out[i] = t0 * e[i] + t1 * (o[i - 1] + o[i]) + t2 * (e[i - 1] + e[i + 1]) + t3 * (o[i - 2] + o[i + 1]) +
                 t4 * (e[i - 2] + e[i + 2]);
}

static void high_piece(const struct piece *piece, const float taps[HIGH_REACH + 1], uint32_t count, float *restrict out)
{
    const float *e = piece->even + MARGIN, *o = piece->odd + MARGIN;
    const float t0 = taps[0], t1 = taps[1], t2 = taps[2], t3 = taps[3];

    for (int64_t i = 0; i < count; i++)
        out[i] = t0 * o[i] + t1 * (e[i] + e[i + 1]) + t2 * (o[i - 1] + o[i + 1]) + t3 * (e[i - 1] + e[i + 2]);
}

/* Filters one row of LENGTH samples from IN to OUT. */
static void split_row(const float *in, uint32_t length, bool inverted, const struct halves *halves, float *out)
{
    uint32_t lows = length - length / 2, highs = length / 2;
    float *low = out + (inverted ? highs : 0), *high = out + (inverted ? 0 : lows);
    struct piece piece;

    for (uint32_t first = 0; first < lows; first += PIECE) {
        uint32_t low_count = TP_MIN(lows - first, (uint32_t)PIECE);
        uint32_t high_count = TP_MIN(highs - first, (uint32_t)PIECE);

        load_piece(in, length, first, low_count, &piece);
        low_piece(&piece, halves->low, low_count, low + first);
        high_piece(&piece, halves->high, high_count, high + first);
    }
}

void tp_wsq_analyse(const struct tp_wsq_tree *tree, const struct tp_wsq_filters *filters, float *plane,
                    uint32_t width_px, float *scratch)
{
    const struct halves halves = halves_of(filters);

    for (unsigned i = 0; i < tree->split_count; i++) {
        const struct tp_wsq_split *split = &tree->splits[i];
        float *corner = plane + (size_t)split->y * width_px + split->x;

        split_columns(split, &halves, corner, width_px, scratch);
        for (uint32_t y = 0; y < split->height; y++)
            split_row(scratch + (size_t)y * split->width, split->width, split->x_inverted, &halves,
                      corner + (size_t)y * width_px);
    }
}
