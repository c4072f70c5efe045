/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ: the fixed decomposition of an image into 64 subbands, and the filters that the specification gives.
 *
 *     whole -> LL1 -> LL2 -> 16 rectangles: bands 3..18, the first of which is split again: bands 0..3
 *              |      HL2 -> 16: bands 19..34
 *              |      LH2 -> 16: bands 35..50
 *              |      HH2: band 51
 *              HL1 -> 4: bands 52..55
 *              LH1 -> 4: bands 56..59
 *              HH1 -> 4: bands 60..63, which are never coded, nor computed
 *
 * Every split gives four rectangles: first and second in x, then the same below. Filtering a high half turns its
 * frequencies round; so that neighbours in the plane are neighbours in frequency, a rectangle that came second in a
 * direction is split with the halves exchanged in that direction. */
#include "codec/wsq.h"

#include <string.h>

const struct tp_wsq_filters tp_wsq_filters_9_7 = {
    .low_taps = 9,
    .high_taps = 7,
    .low = {0.03782845550699546f, -0.02384946501938000f, -0.11062440441842342f, 0.37740285561265380f,
            0.85269867900940344f, 0.37740285561265380f, -0.11062440441842342f, -0.02384946501938000f,
            0.03782845550699546f},
    .high = {0.06453888262893845f, -0.04068941760955867f, -0.41809227322221221f, 0.78848561640566439f,
             -0.41809227322221221f, -0.04068941760955867f, 0.06453888262893845f},
};

/* The low half has the odd sample. */
static uint32_t first_length(uint32_t length, bool inverted)
{
    return inverted ? length / 2 : length - length / 2;
}

static void cut(const struct tp_wsq_split *split, struct tp_wsq_band quarters[4])
{
    uint32_t width = first_length(split->width, split->x_inverted);
    uint32_t height = first_length(split->height, split->y_inverted);

    quarters[0] = (struct tp_wsq_band){split->x, split->y, width, height};
    quarters[1] = (struct tp_wsq_band){split->x + width, split->y, split->width - width, height};
    quarters[2] = (struct tp_wsq_band){split->x, split->y + height, width, split->height - height};
    quarters[3] =
        (struct tp_wsq_band){split->x + width, split->y + height, split->width - width, split->height - height};
}

/* Adds the split of RECTANGLE, which was the quarter PLACE of its parent. */
static void add(struct tp_wsq_tree *tree, const struct tp_wsq_band *rectangle, unsigned place,
                struct tp_wsq_band quarters[4])
{
    struct tp_wsq_split *split = &tree->splits[tree->split_count++];

    *split = (struct tp_wsq_split){.x = rectangle->x,
                                   .y = rectangle->y,
                                   .width = rectangle->width,
                                   .height = rectangle->height,
                                   .x_inverted = (place & 1) != 0,
                                   .y_inverted = (place & 2) != 0};
    cut(split, quarters);
}

static void add_sixteen(struct tp_wsq_tree *tree, const struct tp_wsq_band *rectangle, unsigned place,
                        struct tp_wsq_band *bands)
{
    struct tp_wsq_band quarters[4];

    add(tree, rectangle, place, quarters);
    for (unsigned i = 0; i < 4; i++)
        add(tree, &quarters[i], i, bands + (size_t)4 * i);
}

void tp_wsq_tree_init(struct tp_wsq_tree *out, uint32_t width_px, uint32_t height_px)
{
    struct tp_wsq_band whole = {0, 0, width_px, height_px};
    struct tp_wsq_band first[4], second[4], lowest[16];
    struct tp_wsq_split corner;

    memset(out, 0, sizeof *out);
    add(out, &whole, 0, first);
    add(out, &first[0], 0, second);
    add(out, &first[1], 1, &out->bands[52]);
    add(out, &first[2], 2, &out->bands[56]);
    add_sixteen(out, &second[1], 1, &out->bands[19]);
    add_sixteen(out, &second[2], 2, &out->bands[35]);
    add_sixteen(out, &second[0], 0, lowest);
    out->bands[51] = second[3];
    add(out, &lowest[0], 0, &out->bands[0]);
    memcpy(&out->bands[4], &lowest[1], 15 * sizeof lowest[0]);
    corner = (struct tp_wsq_split){first[3].x, first[3].y, first[3].width, first[3].height, true, true};
    cut(&corner, &out->bands[60]);
}
