/* SPDX-License-Identifier: Apache-2.0 */
/* What is no minutia: breaks, spurs and specks of the skeletons are repaired; endings at the mask's border and in
 * crowds are dropped. */
#include "extract/stages.h"

#include <math.h>
#include <stdlib.h>

enum { GAP_PX = 16, TAIL_PX = 14, FRAGMENT_PX = 18, CLOUD_PX = 20, CLOUD_OTHERS = 6, OUTWARD_PX = 8, BORDER_PX = 4 };
#define GAP_COSINE 0.819f /* 35 degrees */

/* ---- gaps ------------------------------------------------------------------------------------------------------- */

/* Whether two ends face each other over a gap. */
static bool face(const struct tp_ending *a, const struct tp_ending *b)
{
    float x = (float)(b->x_px - a->x_px), y = (float)(b->y_px - a->y_px), length = sqrtf(x * x + y * y);

    return length <= GAP_PX && -(a->dx * x + a->dy * y) > GAP_COSINE * length &&
           b->dx * x + b->dy * y > GAP_COSINE * length;
}

/* Visits the pixels strictly between two ends; draws them, or tells whether one of them touches another line. */
static bool draw_between(struct tp_skeleton *skeleton, const struct tp_ending *a, const struct tp_ending *b, bool draw)
{
    int32_t dx = b->x_px - a->x_px, dy = b->y_px - a->y_px, steps = TP_MAX(abs(dx), abs(dy));

    for (int32_t i = 1; i < steps; i++) {
        int32_t x = a->x_px + (2 * i * dx + steps) / (2 * steps) - (dx < 0 && (2 * i * dx + steps) % (2 * steps) < 0);
        int32_t y = a->y_px + (2 * i * dy + steps) / (2 * steps) - (dy < 0 && (2 * i * dy + steps) % (2 * steps) < 0);
        uint32_t offset = (uint32_t)(y * skeleton->stride_px + x);
        if (draw && !skeleton->at[offset]) {
            skeleton->at[offset] = 1;
            skeleton->pixels[skeleton->pixel_count++] = offset;
        } else if (!draw && skeleton->at[offset]) {
            return true;
        }
    }
    return false;
}

static int by_length(const void *a, const void *b)
{
    const struct tp_gap *x = a, *y = b;

    if (x->length2_px != y->length2_px)
        return x->length2_px < y->length2_px ? -1 : 1;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return x->b < y->b ? -1 : x->b > y->b;
}

static uint32_t find_gaps(const struct tp_ending *ends, uint32_t count, struct tp_gap *gaps, uint32_t room)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = i + 1; j < count && ends[j].y_px - ends[i].y_px <= GAP_PX && found < room; j++)
            if (face(&ends[i], &ends[j])) {
                int32_t x = ends[j].x_px - ends[i].x_px, y = ends[j].y_px - ends[i].y_px;
                gaps[found++] = (struct tp_gap){x * x + y * y, i, j};
            }
    qsort(gaps, found, sizeof *gaps, by_length);
    return found;
}

static int by_position(const void *a, const void *b)
{
    const struct tp_ending *x = a, *y = b;

    if (x->y_px != y->y_px)
        return x->y_px < y->y_px ? -1 : 1;
    return x->x_px < y->x_px ? -1 : x->x_px > y->x_px;
}

static void join_gaps(struct tp_work *work)
{
    struct tp_ending *ends = work->endings + work->ending_count;
    uint32_t count = tp_find_ends(work, ends, work->ending_capacity - work->ending_count);
    uint32_t gap_count;

    qsort(ends, count, sizeof *ends, by_position);
    gap_count = find_gaps(ends, count, work->gaps, work->gap_capacity);
    for (uint32_t i = 0; i < gap_count; i++) {
        struct tp_ending *a = &ends[work->gaps[i].a], *b = &ends[work->gaps[i].b];
        if (a->dropped || b->dropped || draw_between(&work->skeleton, a, b, false))
            continue;
        (void)draw_between(&work->skeleton, a, b, true);
        a->dropped = b->dropped = true;
    }
}

/* ---- tails and fragments ---------------------------------------------------------------------------------------- */

static void erase(struct tp_skeleton *skeleton, const uint32_t *path, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        skeleton->at[path[i]] = 0;
}

/* Erases branches of at most TAIL_PX pixels, the shortest first: rounds of growing length. */
static void cut_tails(struct tp_work *work)
{
    struct tp_skeleton *skeleton = &work->skeleton;
    struct tp_ending *ends = work->endings + work->ending_count;
    uint32_t count = tp_find_ends(work, ends, work->ending_capacity - work->ending_count);
    uint32_t path[TAIL_PX + 2], length;

    for (uint32_t limit = 2; limit <= TAIL_PX; limit += 3)
        for (uint32_t i = 0; i < count; i++) {
            uint32_t offset = (uint32_t)(ends[i].y_px * skeleton->stride_px + ends[i].x_px);
            if (!skeleton->at[offset] || tp_walk(skeleton, offset, limit, path, &length) != TP_WALK_JUNCTION)
                continue;
            erase(skeleton, path, length);
            tp_clean_around(skeleton, path[length - 1]);
        }
    tp_clean_skeleton(skeleton);
}

static void cut_fragments(struct tp_skeleton *skeleton)
{
    uint32_t path[FRAGMENT_PX + 2], count;

    for (uint32_t i = 0; i < skeleton->pixel_count; i++) {
        uint32_t offset = skeleton->pixels[i];
        if (skeleton->at[offset] && !tp_drop_bit(tp_neighbours(skeleton, offset)) &&
            tp_walk(skeleton, offset, FRAGMENT_PX, path, &count) == TP_WALK_ENDING)
            erase(skeleton, path, count);
    }
    tp_clean_skeleton(skeleton);
}

void tp_repair_skeleton(struct tp_work *work)
{
    cut_tails(work);
    join_gaps(work);
    tp_clean_skeleton(&work->skeleton);
    cut_tails(work);
    cut_fragments(&work->skeleton);
}

/* ---- endings ---------------------------------------------------------------------------------------------------- */

float tp_border_distance_px(const struct tp_work *work, float x_px, float y_px)
{
    if (x_px < 0 || y_px < 0 || x_px >= (float)work->width_px || y_px >= (float)work->height_px)
        return 0;
    return (float)work->distance[tp_cell(work, (int32_t)x_px, (int32_t)y_px)] * (TP_CELL_PX / 3.0f) - TP_CELL_PX / 2;
}

static bool at_border(const struct tp_work *work, const struct tp_ending *end)
{
    float x = (float)end->x_px, y = (float)end->y_px;

    return tp_border_distance_px(work, x, y) < BORDER_PX ||
           tp_border_distance_px(work, x - OUTWARD_PX * end->dx, y - OUTWARD_PX * end->dy) < BORDER_PX;
}

static bool in_cloud(const struct tp_work *work, uint32_t i)
{
    const struct tp_ending *ends = work->endings;
    uint32_t others = 0;

    for (uint32_t j = i; j-- > 0 && ends[i].y_px - ends[j].y_px <= CLOUD_PX;)
        others += abs(ends[i].x_px - ends[j].x_px) <= CLOUD_PX;
    for (uint32_t j = i + 1; j < work->ending_count && ends[j].y_px - ends[i].y_px <= CLOUD_PX; j++)
        others += abs(ends[i].x_px - ends[j].x_px) <= CLOUD_PX;
    return others > CLOUD_OTHERS;
}

static void forget_dropped(struct tp_work *work)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < work->ending_count; i++)
        if (!work->endings[i].dropped)
            work->endings[kept++] = work->endings[i];
    work->ending_count = kept;
}

void tp_filter_endings(struct tp_work *work)
{
    for (uint32_t i = 0; i < work->ending_count; i++)
        work->endings[i].dropped = at_border(work, &work->endings[i]);
    forget_dropped(work);
    qsort(work->endings, work->ending_count, sizeof *work->endings, by_position);
    for (uint32_t i = 0; i < work->ending_count; i++)
        work->endings[i].dropped = in_cloud(work, i);
    forget_dropped(work);
}
