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

/* Rows of intermediate values, WIDTH + 4 each: the image smoothed and sloped down the columns, and the products of the
 * gradients at each pixel. */
struct rows {
    int16_t *smooth, *slope;
    int32_t *xx, *xy, *yy;
};

/* The products of the gradients along pixel row Y. */
static void multiply_row(const struct tp_work *work, uint32_t y, const struct rows *rows)
{
    const ptrdiff_t stride = work->stride_px;
    const int16_t *restrict n = work->normal + (ptrdiff_t)y * stride - 2;
    int16_t *restrict smooth = rows->smooth, *restrict slope = rows->slope;
    int32_t *restrict xx = rows->xx, *restrict xy = rows->xy, *restrict yy = rows->yy;
    const uint32_t width = work->columns * TP_CELL_PX;

    for (uint32_t x = 0; x < width + 4; x++) {
        const int16_t *p = n + x;
        smooth[x] =
            (int16_t)(LOW_0 * p[0] + LOW_1 * (p[-stride] + p[stride]) + LOW_2 * (p[-2 * stride] + p[2 * stride]));
        slope[x] = (int16_t)(SLOPE_1 * (p[stride] - p[-stride]) + SLOPE_2 * (p[2 * stride] - p[-2 * stride]));
    }
    for (uint32_t x = 0; x < width; x++) {
        const int16_t *s = smooth + x, *v = slope + x;
        int32_t gx = (SLOPE_1 * (s[3] - s[1]) + SLOPE_2 * (s[4] - s[0])) >> GRADIENT_SHIFT;
        int32_t gy = (LOW_0 * v[2] + LOW_1 * (v[1] + v[3]) + LOW_2 * (v[0] + v[4])) >> GRADIENT_SHIFT;
        xx[x] = gx * gx;
        xy[x] = gx * gy;
        yy[x] = gy * gy;
    }
}

/* The structure tensor of each cell: the doubled-angle vector of the ridges, and the energy. */
static void measure_tensor(struct tp_work *work, float *const tensor[3])
{
    size_t width = work->columns * TP_CELL_PX + 4;
    int32_t *memory = (int32_t *)(void *)work->line;
    const struct rows rows = {(int16_t *)(void *)(memory + 3 * width), (int16_t *)(void *)(memory + 3 * width) + width,
                              memory, memory + width, memory + 2 * width};

    for (int i = 0; i < 3; i++)
        memset(tensor[i], 0, (size_t)work->columns * work->rows * sizeof(float));
    for (uint32_t y = 0; y < work->height_px; y++) {
        size_t cell = (size_t)(y / TP_CELL_PX) * work->columns;
        multiply_row(work, y, &rows);
        for (uint32_t x = 0; x < work->columns * TP_CELL_PX; x += TP_CELL_PX, cell++) {
            int32_t xx = rows.xx[x] + rows.xx[x + 1] + rows.xx[x + 2] + rows.xx[x + 3];
            int32_t xy = rows.xy[x] + rows.xy[x + 1] + rows.xy[x + 2] + rows.xy[x + 3];
            int32_t yy = rows.yy[x] + rows.yy[x + 1] + rows.yy[x + 2] + rows.yy[x + 3];
            tensor[0][cell] += (float)(yy - xx);
            tensor[1][cell] += (float)(-2 * xy);
            tensor[2][cell] += (float)(xx + yy);
        }
    }
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
