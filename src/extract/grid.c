/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic on the coarse grid: Gaussian smoothing and interpolation, each sum in one fixed order. */
#include "extract/stages.h"

#include <string.h>

enum { RADIUS_MAX = 64 };

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

void tp_grid_smooth(const struct tp_grid *grid, float *plane, float sigma_cells)
{
    float taps[RADIUS_MAX + 1] = {0};
    int radius = make_taps(sigma_cells, taps);
    size_t columns = grid->columns;

    memset(grid->line, 0, (columns + 2 * (size_t)radius) * sizeof(float));
    for (uint32_t y = 0; y < grid->rows; y++) {
        float *restrict out = grid->scratch + y * columns;
        const float *restrict in = grid->line + radius;
        memcpy(grid->line + radius, plane + y * columns, columns * sizeof(float));
        for (size_t x = 0; x < columns; x++)
            out[x] = in[x] * taps[0];
        for (int k = 1; k <= radius; k++)
            for (size_t x = 0; x < columns; x++)
                out[x] += (in[(ptrdiff_t)x - k] + in[(ptrdiff_t)x + k]) * taps[k];
    }
    for (uint32_t y = 0; y < grid->rows; y++) {
        float *restrict out = plane + y * columns;
        const float *restrict in = grid->scratch + y * columns;
        for (size_t x = 0; x < columns; x++)
            out[x] = in[x] * taps[0];
        for (int k = 1; k <= radius; k++) {
            const float *restrict above = (int)y >= k ? in - (size_t)k * columns : NULL;
            const float *restrict below = y + (uint32_t)k < grid->rows ? in + (size_t)k * columns : NULL;
            for (size_t x = 0; above && x < columns; x++)
                out[x] += above[x] * taps[k];
            for (size_t x = 0; below && x < columns; x++)
                out[x] += below[x] * taps[k];
        }
    }
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
