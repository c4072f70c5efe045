/* SPDX-License-Identifier: Apache-2.0 */
/* Ridge orientation: structure tensor on the coarse grid, a coarser scale where the fine one is in doubt, then
 * diffusion from the coherent cells into the others. */
#include "extract/stages.h"

#include <math.h>
#include <string.h>

#define SIGMA_FINE_CELLS 1.75f  /* 7 px */
#define SIGMA_WAVE_LATTICE 1.0f /* 12 px */
#define SIGMA_DIFFUSE_CELLS 1.5f
enum { DIFFUSION_ROUNDS = 4 };

/* Matched low-pass and derivative filters of five taps (Farid and Simoncelli 2004), in 64ths: the direction of a
 * gradient made of the two is right for every orientation of ridges as fine as five pixels. */
enum { LOW_0 = 28, LOW_1 = 16, LOW_2 = 2, SLOPE_1 = 18, SLOPE_2 = 7, GRADIENT_SHIFT = 8 };

/* Adds the products of the gradients along pixel row Y to the cells' tensors. */
static void add_row(const struct tp_work *work, uint32_t y, int16_t *smooth, int16_t *slope, float *const tensor[3])
{
    ptrdiff_t stride = work->stride_px;
    const int16_t *n = work->normal + (ptrdiff_t)y * stride;
    size_t cell = (size_t)(y / TP_CELL_PX) * work->columns;

    for (int32_t x = -2; x < (int32_t)work->width_px + 2; x++) {
        const int16_t *p = n + x;
        smooth[x + 2] = (int16_t)(LOW_0 * p[0] + LOW_1 * (p[-stride] + p[stride]) + LOW_2 * (p[-2 * stride] + p[2 * stride]));
        slope[x + 2] = (int16_t)(SLOPE_1 * (p[stride] - p[-stride]) + SLOPE_2 * (p[2 * stride] - p[-2 * stride]));
    }
    for (uint32_t x0 = 0; x0 < work->width_px; x0 += TP_CELL_PX, cell++) {
        int32_t xx = 0, xy = 0, yy = 0;
        for (uint32_t x = x0; x < x0 + TP_CELL_PX; x++) {
            const int16_t *s = smooth + x + 2, *v = slope + x + 2;
            int32_t gx = (SLOPE_1 * (s[1] - s[-1]) + SLOPE_2 * (s[2] - s[-2])) >> GRADIENT_SHIFT;
            int32_t gy = (LOW_0 * v[0] + LOW_1 * (v[-1] + v[1]) + LOW_2 * (v[-2] + v[2])) >> GRADIENT_SHIFT;
            xx += gx * gx;
            xy += gx * gy;
            yy += gy * gy;
        }
        tensor[0][cell] += (float)(yy - xx);
        tensor[1][cell] += (float)(-2 * xy);
        tensor[2][cell] += (float)(xx + yy);
    }
}

static void measure_tensor(struct tp_work *work, float *const tensor[3])
{
    int16_t *smooth = (int16_t *)(void *)work->line;
    int16_t *slope = smooth + work->columns * TP_CELL_PX + 8;

    for (int i = 0; i < 3; i++)
        memset(tensor[i], 0, (size_t)work->columns * work->rows * sizeof(float));
    memset(smooth, 0, 2 * (work->columns * TP_CELL_PX + 8) * sizeof *smooth);
    for (uint32_t y = 0; y < work->height_px; y++)
        add_row(work, y, smooth, slope, tensor);
}

/* The gradients' direction as far as they are coherent, for the rest that of the strongest waves. */
static void blend(size_t cells, float *const fine[3], const float *wave_x, const float *wave_y, float *coherence)
{
    for (size_t i = 0; i < cells; i++) {
        float length = sqrtf(fine[0][i] * fine[0][i] + fine[1][i] * fine[1][i]) + 1e-3f;
        float c = TP_MIN(length / (fine[2][i] + 1.0f), 1.0f);
        float wave = sqrtf(wave_x[i] * wave_x[i] + wave_y[i] * wave_y[i]);
        float along = (fine[0][i] * wave_x[i] + fine[1][i] * wave_y[i]) / length;
        c *= 1.0f - 0.5f * (wave - along);
        coherence[i] = c;
        fine[0][i] = fine[0][i] * (c / length) + wave_x[i] * (1.0f - c);
        fine[1][i] = fine[1][i] * (c / length) + wave_y[i] * (1.0f - c);
    }
}

/* Each round keeps a coherent cell near what was measured there and gives the others the mean of their surroundings. */
static void diffuse(const struct tp_work *work, float *const measured[2])
{
    struct tp_grid grid = tp_work_grid(work);
    size_t cells = (size_t)work->columns * work->rows;

    memcpy(work->flow_x, measured[0], cells * sizeof(float));
    memcpy(work->flow_y, measured[1], cells * sizeof(float));
    for (int round = 0; round < DIFFUSION_ROUNDS; round++) {
        tp_grid_smooth(&grid, work->flow_x, SIGMA_DIFFUSE_CELLS);
        tp_grid_smooth(&grid, work->flow_y, SIGMA_DIFFUSE_CELLS);
        for (size_t i = 0; i < cells; i++) {
            float keep = work->coherence[i] * work->coherence[i];
            work->flow_x[i] = keep * measured[0][i] + (1.0f - keep) * work->flow_x[i];
            work->flow_y[i] = keep * measured[1][i] + (1.0f - keep) * work->flow_y[i];
        }
    }
}

void tp_orient(struct tp_work *work)
{
    struct tp_grid grid = tp_work_grid(work);
    size_t cells = (size_t)work->columns * work->rows;
    float *const fine[3] = {work->scratch[0], work->scratch[1], work->energy};
    struct tp_grid lattice = {work->lattice_columns, work->lattice_rows, work->line, work->scratch[5]};

    measure_tensor(work, fine);
    for (int i = 0; i < 3; i++)
        tp_grid_smooth(&grid, fine[i], SIGMA_FINE_CELLS);
    tp_grid_smooth(&lattice, work->wave_x, SIGMA_WAVE_LATTICE);
    tp_grid_smooth(&lattice, work->wave_y, SIGMA_WAVE_LATTICE);
    tp_lattice_spread(work, work->wave_x, work->scratch[2]);
    tp_lattice_spread(work, work->wave_y, work->scratch[3]);
    blend(cells, fine, work->scratch[2], work->scratch[3], work->coherence);
    diffuse(work, fine);
    for (size_t i = 0; i < cells; i++) {
        float length = sqrtf(work->flow_x[i] * work->flow_x[i] + work->flow_y[i] * work->flow_y[i]);
        bool none = length < 1e-6f;
        work->flow_x[i] = none ? 1.0f : work->flow_x[i] / length;
        work->flow_y[i] = none ? 0.0f : work->flow_y[i] / length;
    }
}
