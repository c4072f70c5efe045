/* SPDX-License-Identifier: Apache-2.0 */
/* Normalisation: each pixel's distance from the local mean in local deviations, so that pressure, ink and sensor gain
 * cancel. Ridges come out positive. */
#include "extract/stages.h"

#include <math.h>

#define SIGMA_CELLS 2.5f     /* 10 px: about one ridge period, so that single ridges do not vanish */
#define DEVIATION_FLOOR 4.0f /* gray levels: keeps the noise of an empty background small */

/* Mean of the cell's pixels and of their squares. */
static void average_cell(const struct tp_work *work, const uint8_t *pixels, uint32_t column, uint32_t row, float *mean,
                         float *mean_square)
{
    uint32_t x0 = column * TP_CELL_PX, x1 = TP_MIN(x0 + TP_CELL_PX, work->width_px);
    uint32_t y0 = row * TP_CELL_PX, y1 = TP_MIN(y0 + TP_CELL_PX, work->height_px);
    uint32_t sum = 0, square = 0;
    float count = (float)((x1 - x0) * (y1 - y0));

    for (uint32_t y = y0; y < y1; y++)
        for (uint32_t x = x0; x < x1; x++) {
            uint32_t value = pixels[(size_t)y * work->width_px + x];
            sum += value;
            square += value * value;
        }
    *mean = (float)sum / count;
    *mean_square = (float)square / count;
}

static void measure(struct tp_work *work, const uint8_t *pixels)
{
    struct tp_grid grid = tp_work_grid(work);
    float *weight = work->scratch[0];
    size_t cells = (size_t)work->columns * work->rows;

    for (uint32_t row = 0; row < work->rows; row++)
        for (uint32_t column = 0; column < work->columns; column++) {
            size_t i = (size_t)row * work->columns + column;
            average_cell(work, pixels, column, row, &work->mean[i], &work->contrast[i]);
            weight[i] = 1.0f;
        }
    tp_grid_smooth(&grid, work->mean, SIGMA_CELLS);
    tp_grid_smooth(&grid, work->contrast, SIGMA_CELLS);
    tp_grid_smooth(&grid, weight, SIGMA_CELLS);
    for (size_t i = 0; i < cells; i++) {
        float mean = work->mean[i] / weight[i];
        float variance = work->contrast[i] / weight[i] - mean * mean;
        work->mean[i] = mean;
        work->contrast[i] = sqrtf(TP_MAX(variance, 0.0f));
    }
}

static int16_t normal_of(float mean, float gain, uint8_t pixel)
{
    float value = (mean - (float)pixel) * gain;

    return (int16_t)TP_CLAMP(value, (float)-TP_NORMAL_LIMIT, (float)TP_NORMAL_LIMIT);
}

/* A row, from the lines of its means and gains. The pixels between the middles of two cells are done together: their
 * places between these are always the same. */
static void normalise_row(const uint8_t *in, uint32_t width_px, const float *mean, const float *gain, int16_t *out)
{
    static const float places[TP_CELL_PX] = {0.125f, 0.375f, 0.625f, 0.875f};
    uint32_t x = 0;

    for (; x < TP_MIN(width_px, (uint32_t)TP_CELL_PX / 2); x++)
        out[x] = normal_of(tp_grid_at(mean, x), tp_grid_at(gain, x), in[x]);
    for (uint32_t i = 1; x + TP_CELL_PX <= width_px; i++, x += TP_CELL_PX)
        for (uint32_t k = 0; k < TP_CELL_PX; k++)
            out[x + k] = normal_of(mean[i] + (mean[i + 1] - mean[i]) * places[k],
                                   gain[i] + (gain[i + 1] - gain[i]) * places[k], in[x + k]);
    for (; x < width_px; x++)
        out[x] = normal_of(tp_grid_at(mean, x), tp_grid_at(gain, x), in[x]);
}

void tp_normalise(struct tp_work *work, const uint8_t *pixels)
{
    float *mean = work->line, *gain = work->line + work->columns + 2;
    float *gains = work->scratch[0];
    size_t cells = (size_t)work->columns * work->rows;

    measure(work, pixels);
    for (size_t i = 0; i < cells; i++)
        gains[i] = TP_NORMAL_UNIT / (work->contrast[i] + DEVIATION_FLOOR);
    for (uint32_t y = 0; y < work->height_px; y++) {
        const uint8_t *in = pixels + (size_t)y * work->width_px;
        int16_t *out = work->normal + (ptrdiff_t)y * work->stride_px;
        tp_grid_row(work->mean, work->columns, work->rows, y, mean);
        tp_grid_row(gains, work->columns, work->rows, y, gain);
        normalise_row(in, work->width_px, mean, gain, out);
    }
}
