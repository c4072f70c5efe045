/* SPDX-License-Identifier: Apache-2.0 */
/* Contextual enhancement: each pixel through the Gabor filter of its ridge orientation and period (Hong, Wan and Jain
 * 1998). Filters are free of DC and of unit norm, in integers, so that every machine gives the same bits. */
#include "extract/stages.h"
#include "kernel/kernel.h"

#include <math.h>

#define SIGMA_PX 4.0f
#define TAP_UNIT 8192.0f

static void make_filter(int16_t *out, float angle, float period_px)
{
    float taps[TP_GABOR_ROWS][TP_GABOR_ROWS], sum = 0, weights = 0, norm = 0;
    float nx = -tp_sin(angle), ny = tp_cos(angle), envelope[TP_GABOR_ROWS];

    for (int i = 0; i < TP_GABOR_ROWS; i++)
        envelope[i] = tp_exp(-0.5f * (float)((i - TP_GABOR_RADIUS) * (i - TP_GABOR_RADIUS)) / (SIGMA_PX * SIGMA_PX));
    for (int y = 0; y < TP_GABOR_ROWS; y++)
        for (int x = 0; x < TP_GABOR_ROWS; x++) {
            float across = nx * (float)(x - TP_GABOR_RADIUS) + ny * (float)(y - TP_GABOR_RADIUS);
            taps[y][x] = tp_cos(2 * TP_PI * across / period_px);
            sum += taps[y][x] * envelope[y] * envelope[x];
            weights += envelope[y] * envelope[x];
        }
    for (int y = 0; y < TP_GABOR_ROWS; y++)
        for (int x = 0; x < TP_GABOR_ROWS; x++) {
            taps[y][x] = (taps[y][x] - sum / weights) * envelope[y] * envelope[x];
            norm += taps[y][x] * taps[y][x];
        }
    norm = TAP_UNIT / sqrtf(norm);
    for (int y = 0; y < TP_GABOR_ROWS; y++)
        for (int x = 0; x < TP_GABOR_ROWS; x++)
            out[y * TP_GABOR_ROW_TAPS + x] = (int16_t)floorf(taps[y][x] * norm + 0.5f);
}

void tp_gabor_tables(struct tp_tables *tables)
{
    for (int p = 0; p < TP_GABOR_PERIODS; p++)
        for (int o = 0; o < TP_GABOR_ORIENTATIONS; o++)
            make_filter(tables->gabor + (p * TP_GABOR_ORIENTATIONS + o) * TP_GABOR_FILTER_TAPS,
                        (float)o * TP_PI / TP_GABOR_ORIENTATIONS, tp_period_px((float)p));
}

/* The filter of a doubled-angle vector and a period index. */
static uint16_t choose_filter(float x, float y, float period)
{
    int32_t o = (int32_t)floorf(tp_atan2(y, x) * (TP_GABOR_ORIENTATIONS / (2 * TP_PI)) + 0.5f);
    int32_t p = (int32_t)TP_CLAMP(period + 0.5f, 0.0f, (float)(TP_GABOR_PERIODS - 1));

    return (uint16_t)(p * TP_GABOR_ORIENTATIONS + (o & (TP_GABOR_ORIENTATIONS - 1)));
}

/* One filter for each pair of pixels of row Y, TP_GABOR_NONE outside the mask. */
static void choose_row(struct tp_work *work, uint32_t y, uint16_t *filters)
{
    size_t length = work->columns + 2;
    float *flow_x = work->line, *flow_y = flow_x + length, *period = flow_y + length;
    const uint8_t *mask = work->mask + (size_t)(y / TP_CELL_PX) * work->columns;

    tp_grid_row(work->flow_x, work->columns, work->rows, y, flow_x);
    tp_grid_row(work->flow_y, work->columns, work->rows, y, flow_y);
    tp_grid_row(work->period, work->columns, work->rows, y, period);
    for (uint32_t x = 0; x < work->width_px; x += 2)
        filters[x / 2] = mask[x / TP_CELL_PX]
                             ? choose_filter(tp_grid_at(flow_x, x), tp_grid_at(flow_y, x), tp_grid_at(period, x))
                             : TP_GABOR_NONE;
}

void tp_enhance(struct tp_work *work, const struct tp_tables *tables)
{
    const struct tp_kernels *kernels = tp_kernels();
    uint16_t *filters = (uint16_t *)(void *)work->scratch[0];
    uint32_t pairs = (work->width_px + 1) / 2;

    for (uint32_t y = 0; y < work->height_px; y++) {
        if (y % 2 == 0)
            choose_row(work, y, filters);
        kernels->filter.gabor_row(work->normal + (ptrdiff_t)y * work->stride_px, work->stride_px, tables->gabor,
                                  filters, pairs, work->response + (ptrdiff_t)y * work->stride_px);
    }
}
