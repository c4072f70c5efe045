/* SPDX-License-Identifier: Apache-2.0 */
/* Segmentation: where there are ridges. What decides is how periodic the image is across the local orientation, not
 * how strong its gradients are; the border then follows the contrast, relative to that of the ridges nearby. */
#include "extract/stages.h"

#include <math.h>
#include <string.h>

#define RIDGENESS_MIN 0.2f
#define RIDGENESS_SIGMA_CELLS 2.0f
#define REGION_SIGMA_CELLS 8.0f
#define CONTRAST_SHARE 0.3f
#define CONTRAST_MIN 2.0f
enum { CLOSE_CELLS = 2, OPEN_CELLS = 3, STEP = 3, DIAGONAL = 4 };

/* Chamfer distances (3-4, in thirds of a cell) from the cells where MASK == VALUE; the outside counts as OUTSIDE. */
static void measure_distance(const struct tp_work *work, uint8_t value, uint16_t outside)
{
    int32_t columns = (int32_t)work->columns, rows = (int32_t)work->rows;
    uint16_t *d = work->distance;

    for (int pass = 0; pass < 2; pass++)
        for (int32_t i = 0; i < columns * rows; i++) {
            int32_t at = pass ? columns * rows - 1 - i : i, x = at % columns, y = at / columns, s = pass ? 1 : -1;
            uint32_t best = pass ? d[at] : work->mask[at] == value ? 0 : 60000;
            bool no_side = pass ? x == columns - 1 : x == 0, no_row = pass ? y == rows - 1 : y == 0;
            bool no_other = pass ? x == 0 : x == columns - 1;
            best = TP_MIN(best, (no_side ? outside : d[at + s]) + (uint32_t)STEP);
            best = TP_MIN(best, (no_row ? outside : d[at + s * columns]) + (uint32_t)STEP);
            best = TP_MIN(best, (no_row || no_side ? outside : d[at + s * columns + s]) + (uint32_t)DIAGONAL);
            best = TP_MIN(best, (no_row || no_other ? outside : d[at + s * columns - s]) + (uint32_t)DIAGONAL);
            d[at] = (uint16_t)TP_MIN(best, 60000u);
        }
}

/* Sets the cells within RADIUS cells of those that are VALUE to VALUE. */
static void grow(struct tp_work *work, uint8_t value, int radius)
{
    size_t cells = (size_t)work->columns * work->rows;

    measure_distance(work, value, 60000);
    for (size_t i = 0; i < cells; i++)
        if (work->distance[i] <= radius * STEP)
            work->mask[i] = value;
}

/* Marks the connected cells of VALUE around SEED with MARK; returns their number. The stack holds each cell once. */
static uint32_t flood(struct tp_work *work, uint32_t *stack, uint32_t seed, uint8_t value, uint8_t mark)
{
    uint32_t columns = work->columns, count = 0, top = 0;

    work->mask[seed] = mark;
    stack[top++] = seed;
    while (top) {
        uint32_t at = stack[--top], x = at % columns, y = at / columns;
        const uint32_t next[4] = {at - 1, at + 1, at - columns, at + columns};
        const bool inside[4] = {x > 0, x + 1 < columns, y > 0, y + 1 < work->rows};
        count++;
        for (int k = 0; k < 4; k++)
            if (inside[k] && work->mask[next[k]] == value) {
                work->mask[next[k]] = mark;
                stack[top++] = next[k];
            }
    }
    return count;
}

/* Keeps the components of at least SHARE of the largest; then fills the holes smaller than that share. */
static void keep_large(struct tp_work *work, uint8_t value, float share)
{
    enum { SEEN = 2, LARGE = 3 };
    uint32_t *stack = (uint32_t *)(void *)work->scratch[4], cells = work->columns * work->rows, largest = 0;
    uint8_t other = value ? 0 : 1;

    for (uint32_t i = 0; i < cells; i++)
        if (work->mask[i] == value)
            largest = TP_MAX(largest, flood(work, stack, i, value, SEEN));
    for (uint32_t i = 0; i < cells; i++)
        if (work->mask[i] == SEEN && (float)flood(work, stack, i, SEEN, LARGE) < share * (float)largest)
            (void)flood(work, stack, i, LARGE, other);
    for (uint32_t i = 0; i < cells; i++)
        if (work->mask[i] == LARGE)
            work->mask[i] = value;
}

void tp_segment(struct tp_work *work)
{
    struct tp_grid grid = tp_work_grid(work);
    size_t cells = (size_t)work->columns * work->rows;
    float *local = work->scratch[0], *level = work->scratch[1], *weight = work->scratch[2];

    tp_grid_smooth(&grid, work->ridgeness, RIDGENESS_SIGMA_CELLS);
    for (size_t i = 0; i < cells; i++) {
        float w = work->ridgeness[i] > RIDGENESS_MIN ? work->ridgeness[i] : 0;
        local[i] = sqrtf(work->energy[i]) * (work->contrast[i] + 4.0f);
        level[i] = local[i] * w;
        weight[i] = w;
    }
    tp_grid_smooth(&grid, level, REGION_SIGMA_CELLS);
    tp_grid_smooth(&grid, weight, REGION_SIGMA_CELLS);
    for (size_t i = 0; i < cells; i++)
        work->mask[i] = work->ridgeness[i] > RIDGENESS_MIN && work->contrast[i] > CONTRAST_MIN &&
                        local[i] * weight[i] > CONTRAST_SHARE * level[i];
    grow(work, 1, CLOSE_CELLS);
    grow(work, 0, CLOSE_CELLS);
    grow(work, 0, OPEN_CELLS);
    grow(work, 1, OPEN_CELLS);
    keep_large(work, 1, 0.25f);
    keep_large(work, 0, 0.25f);
    measure_distance(work, 0, 0);
}
