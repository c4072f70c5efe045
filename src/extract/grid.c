/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic on the coarse grid: Gaussian smoothing and interpolation, each sum in one fixed order. */
#include "extract/quad.h"
#include "extract/stages.h"

#include <string.h>

enum { RADIUS_MAX = 64, QUADS = 4, BLOCK = QUADS * TP_QUAD };

static int make_taps(float sigma_cells, float *taps)
{
    int radius = TP_MIN((int)(3.0f * sigma_cells + 0.5f), (int)RADIUS_MAX);
    float sum = 0;

    for (int k = 0; k <= radius; k++) {
        taps[k] = tp_exp(-0.5f * (float)(k * k) / (sigma_cells * sigma_cells));
        sum += k ? 2 * taps[k] : taps[k];
    }
    for (int k = 0; k <= radius; k++)
        taps[k] /= sum;
    return radius;
}

/* Blocks of sums that do not wait for each other. */
static inline void start(tp_quad *sums, const float *in, float tap)
{
    for (size_t q = 0; q < QUADS; q++)
        sums[q] = tp_quad_load(in + TP_QUAD * q) * tp_quad_of(tap);
}

static inline void add(tp_quad *sums, const float *in, float tap)
{
    for (size_t q = 0; q < QUADS; q++)
        sums[q] += tp_quad_load(in + TP_QUAD * q) * tp_quad_of(tap);
}

static inline void store(const tp_quad *sums, float *out)
{
    for (size_t q = 0; q < QUADS; q++)
        tp_quad_store(out + TP_QUAD * q, sums[q]);
}

/* OUT = the sum of TAPS over the values to both sides of each of IN's, RADIUS of which lie before and behind the row.
 */
static void smooth_along(const float *in, size_t columns, const float *taps, int radius, float *out)
{
    size_t x = 0;

    for (; x + BLOCK <= columns; x += BLOCK) {
        tp_quad sums[QUADS];
        start(sums, in + x, taps[0]);
        for (int k = 1; k <= radius; k++)
            for (size_t q = 0; q < QUADS; q++) {
                const float *at = in + x + TP_QUAD * q;
                sums[q] += (tp_quad_load(at - k) + tp_quad_load(at + k)) * tp_quad_of(taps[k]);
            }
        store(sums, out + x);
    }
    for (; x < columns; x++) {
        float sum = in[x] * taps[0];
        for (int k = 1; k <= radius; k++)
            sum += (in[(ptrdiff_t)x - k] + in[(ptrdiff_t)x + k]) * taps[k];
        out[x] = sum;
    }
}

/* The same over the rows above and below row Y of IN; those that do not exist count as zeros. */
static void smooth_across(const struct tp_grid *grid, const float *in, uint32_t y, const float *taps, int radius,
                          float *out)
{
    const size_t columns = grid->columns;
    size_t x = 0;

    in += y * columns;
    for (; x + BLOCK <= columns; x += BLOCK) {
        tp_quad sums[QUADS];
        start(sums, in + x, taps[0]);
        for (int k = 1; k <= radius; k++) {
            if ((int)y >= k)
                add(sums, in + x - (size_t)k * columns, taps[k]);
            if (y + (uint32_t)k < grid->rows)
                add(sums, in + x + (size_t)k * columns, taps[k]);
        }
        store(sums, out + x);
    }
    for (; x < columns; x++) {
        float sum = in[x] * taps[0];
        for (int k = 1; k <= radius; k++) {
            if ((int)y >= k)
                sum += in[x - (size_t)k * columns] * taps[k];
            if (y + (uint32_t)k < grid->rows)
                sum += in[x + (size_t)k * columns] * taps[k];
        }
        out[x] = sum;
    }
}

void tp_grid_smooth(const struct tp_grid *grid, float *plane, float sigma_cells)
{
    float taps[RADIUS_MAX + 1] = {0};
    int radius = make_taps(sigma_cells, taps);
    size_t columns = grid->columns;

    memset(grid->line, 0, (columns + 2 * (size_t)radius) * sizeof(float));
    for (uint32_t y = 0; y < grid->rows; y++) {
        memcpy(grid->line + radius, plane + y * columns, columns * sizeof(float));
        smooth_along(grid->line + radius, columns, taps, radius, grid->scratch + y * columns);
    }
    for (uint32_t y = 0; y < grid->rows; y++)
        smooth_across(grid, grid->scratch, y, taps, radius, plane + y * columns);
}

void tp_grid_row(const float *plane, uint32_t columns, uint32_t rows, uint32_t y_px, float *line)
{
    uint32_t i = (y_px + TP_CELL_PX / 2) / TP_CELL_PX;
    float f = ((float)((y_px + TP_CELL_PX / 2) % TP_CELL_PX) + 0.5f) / TP_CELL_PX;
    const float *above = plane + (size_t)(i > 0 ? TP_MIN(i - 1, rows - 1) : 0) * columns;
    const float *below = plane + (size_t)TP_MIN(i, rows - 1) * columns;

    for (uint32_t x = 0; x < columns; x++)
        line[x + 1] = above[x] + (below[x] - above[x]) * f;
    line[0] = line[1];
    line[columns + 1] = line[columns];
}

struct tp_grid tp_work_grid(const struct tp_work *work)
{
    return (struct tp_grid){work->columns, work->rows, work->line, work->scratch[5]};
}
