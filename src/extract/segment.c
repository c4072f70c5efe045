/* SPDX-License-Identifier: Apache-2.0 */
/* Segmentation: where there are ridges. What decides is how periodic the image is across the local orientation, not
 * how strong its gradients are; the border then follows the contrast, relative to that of the ridges nearby. */
#include "extract/stages.h"

#include <math.h>
#include <string.h>

#define RIDGENESS_SHARE 0.15f /* of the usual one, within the next two */
#define RIDGENESS_LOW 0.03f
#define RIDGENESS_HIGH 0.1f
#define RIDGENESS_CERTAIN 0.15f
#define RIDGENESS_SIGMA_CELLS 2.0f
#define REGION_SIGMA_CELLS 8.0f /* 32 px: three or four ridges around */
#define ENERGY_SHARE 0.4f
#define CONTRAST_MIN 2.0f
#define CONTRAST_SHARE 0.15f
#define COMPONENT_SHARE 0.2f
#define HOLE_SHARE 0.15f
enum { CLOSE_CELLS = 4, OPEN_CELLS = 5, STEP = 3, DIAGONAL = 4 };

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

/* Drops the components of the mask that are small beside all of it. */
static void drop_specks(struct tp_work *work)
{
    enum { SEEN = 2, GONE = 3 };
    uint32_t *stack = (uint32_t *)(void *)work->scratch[4], cells = work->columns * work->rows, all = 0;

    for (uint32_t i = 0; i < cells; i++)
        all += work->mask[i] == 1;
    for (uint32_t i = 0; i < cells; i++)
        if (work->mask[i] == 1 && (float)flood(work, stack, i, 1, SEEN) < COMPONENT_SHARE * (float)all)
            (void)flood(work, stack, i, SEEN, GONE);
    for (uint32_t i = 0; i < cells; i++)
        work->mask[i] = work->mask[i] == SEEN;
}

/* Fills what the mask encloses (the image's edge does not enclose), unless it is large. */
static void fill_holes(struct tp_work *work)
{
    enum { OUTSIDE = 2, LARGE = 3 };
    uint32_t *stack = (uint32_t *)(void *)work->scratch[4], columns = work->columns, cells = columns * work->rows;
    uint32_t all = 0;

    for (uint32_t i = 0; i < cells; i++) {
        uint32_t x = i % columns, y = i / columns;
        bool edge = x == 0 || y == 0 || x + 1 == columns || y + 1 == work->rows;
        all += work->mask[i] == 1;
        if (edge && work->mask[i] == 0)
            (void)flood(work, stack, i, 0, OUTSIDE);
    }
    for (uint32_t i = 0; i < cells; i++)
        if (work->mask[i] == 0 && (float)flood(work, stack, i, 0, LARGE) < HOLE_SHARE * (float)all)
            (void)flood(work, stack, i, LARGE, 1);
    for (uint32_t i = 0; i < cells; i++)
        work->mask[i] = work->mask[i] == 1;
}

/* Keeps the connected cells of the mask that hold a cell of certain ridges. */
static void keep_certain(struct tp_work *work)
{
    enum { KEPT = 2 };
    uint32_t *stack = (uint32_t *)(void *)work->scratch[4], cells = work->columns * work->rows;

    for (uint32_t i = 0; i < cells; i++)
        if (work->mask[i] == 1 && work->ridgeness[i] > RIDGENESS_CERTAIN)
            (void)flood(work, stack, i, 1, KEPT);
    for (uint32_t i = 0; i < cells; i++)
        work->mask[i] = work->mask[i] == KEPT;
}

/* The usual ridgeness and contrast of this image's ridges: means weighted by the square of the ridgeness. */
static void measure_usual(const struct tp_work *work, float *ridgeness, float *contrast)
{
    float sum = 1e-6f;

    *ridgeness = *contrast = 0;
    for (size_t i = 0; i < (size_t)work->columns * work->rows; i++) {
        float weight = work->ridgeness[i] * work->ridgeness[i];
        *ridgeness += weight * work->ridgeness[i];
        *contrast += weight * work->contrast[i];
        sum += weight;
    }
    *ridgeness /= sum;
    *contrast /= sum;
}

void tp_segment(struct tp_work *work)
{
    struct tp_grid grid = tp_work_grid(work);
    size_t cells = (size_t)work->columns * work->rows;
    float *local = work->scratch[0], *level = work->scratch[1], *weight = work->scratch[2], ridgeness, contrast;

    tp_grid_smooth(&grid, work->ridgeness, RIDGENESS_SIGMA_CELLS);
    measure_usual(work, &ridgeness, &contrast);
    ridgeness = TP_CLAMP(RIDGENESS_SHARE * ridgeness, RIDGENESS_LOW, RIDGENESS_HIGH);
    contrast = TP_MAX(CONTRAST_SHARE * contrast, CONTRAST_MIN);
    for (size_t i = 0; i < cells; i++) {
        weight[i] = work->ridgeness[i] > ridgeness ? work->ridgeness[i] : 0;
        local[i] = sqrtf(work->energy[i]);
        level[i] = local[i] * weight[i];
    }
    tp_grid_smooth(&grid, level, REGION_SIGMA_CELLS);
    tp_grid_smooth(&grid, weight, REGION_SIGMA_CELLS);
    for (size_t i = 0; i < cells; i++)
        work->mask[i] = work->ridgeness[i] > ridgeness && work->contrast[i] > contrast &&
                        local[i] * weight[i] > ENERGY_SHARE * level[i];
    keep_certain(work);
    grow(work, 1, CLOSE_CELLS);
    grow(work, 0, CLOSE_CELLS);
    grow(work, 0, OPEN_CELLS);
    grow(work, 1, OPEN_CELLS);
    drop_specks(work);
    fill_holes(work);
    for (size_t i = 0; i < cells; i++)
        work->mask[i] = work->mask[i] && work->contrast[i] > contrast;
    measure_distance(work, 0, 0);
}
