/* SPDX-License-Identifier: Apache-2.0 */
/* Quality: of the ridges in each cell, of each minutia, and of the whole impression. */
#include "extract/stages.h"

#include <math.h>

#define SIGMA_CELLS 1.75f

/* Sums over a cell of response * normal, response^2 and normal^2. */
static void sum_cell(const struct tp_work *work, uint32_t column, uint32_t row, float *both, float *enhanced,
                     float *raw)
{
    uint32_t x0 = column * TP_CELL_PX, x1 = TP_MIN(x0 + TP_CELL_PX, work->width_px);
    uint32_t y0 = row * TP_CELL_PX, y1 = TP_MIN(y0 + TP_CELL_PX, work->height_px);
    int64_t rn = 0, rr = 0, nn = 0;

    for (uint32_t y = y0; y < y1; y++)
        for (uint32_t x = x0; x < x1; x++) {
            int32_t r = work->response[(ptrdiff_t)y * work->stride_px + x];
            int32_t n = work->normal[(ptrdiff_t)y * work->stride_px + x];
            rn += r * n;
            rr += r * r;
            nn += n * n;
        }
    *both = (float)rn;
    *enhanced = (float)rr;
    *raw = (float)nn;
}

void tp_grade_ridges(struct tp_work *work)
{
    struct tp_grid grid = tp_work_grid(work);
    float *both = work->quality, *enhanced = work->scratch[0], *raw = work->scratch[1];
    size_t cells = (size_t)work->columns * work->rows;

    for (uint32_t row = 0; row < work->rows; row++)
        for (uint32_t column = 0; column < work->columns; column++) {
            size_t i = (size_t)row * work->columns + column;
            sum_cell(work, column, row, &both[i], &enhanced[i], &raw[i]);
        }
    tp_grid_smooth(&grid, both, SIGMA_CELLS);
    tp_grid_smooth(&grid, enhanced, SIGMA_CELLS);
    tp_grid_smooth(&grid, raw, SIGMA_CELLS);
    for (size_t i = 0; i < cells; i++) {
        float agreement = both[i] / sqrtf(enhanced[i] * raw[i] + 1.0f);
        float strength = work->contrast[i] / (work->contrast[i] + 3.0f);
        work->quality[i] = work->mask[i] ? TP_CLAMP(agreement, 0.0f, 1.0f) * strength *
                                               sqrtf(TP_CLAMP(work->ridgeness[i] / 0.3f, 0.0f, 1.0f))
                                         : 0.0f;
    }
}

void tp_grade_endings(struct tp_work *work)
{
    for (uint32_t i = 0; i < work->ending_count; i++) {
        struct tp_ending *end = &work->endings[i];
        float inside = tp_border_distance_px(work, (float)end->x_px, (float)end->y_px) / 40.0f;
        float grade = work->quality[tp_cell(work, end->x_px, end->y_px)] * (0.7f + 0.3f * TP_MIN(inside, 1.0f));
        end->quality = (uint8_t)TP_CLAMP(100.0f * grade + 0.5f, 1.0f, 100.0f);
    }
}

uint8_t tp_grade_impression(const struct tp_work *work, const struct tp_template *tmpl)
{
    float area = 0, minutiae = 0;

    for (size_t i = 0; i < (size_t)work->columns * work->rows; i++)
        area += work->quality[i] * work->quality[i];
    for (uint32_t i = 0; i < tmpl->minutia_count; i++)
        minutiae += (float)tmpl->minutiae[i].quality;
    area = area * (TP_CELL_PX * TP_CELL_PX) / 40000.0f;
    minutiae = minutiae / 2000.0f;
    return (uint8_t)(100.0f * sqrtf((1 - tp_exp(-area)) * (1 - tp_exp(-minutiae))) + 0.5f);
}
