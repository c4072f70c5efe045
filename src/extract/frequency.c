/* SPDX-License-Identifier: Apache-2.0 */
/* Ridge period: x-signatures (Hong, Wan and Jain 1998) across the ridges, compared with waves of each period; and how
 * periodic they are, which tells ridges from print, edges and noise. */
#include "extract/quad.h"
#include "extract/stages.h"

#include <math.h>
#include <string.h>

enum {
    LENGTH = TP_SIGNATURE_LENGTH,
    HALF = LENGTH / 2,
    ALONG = 8,      /* samples to each side along the ridge */
    ALONG_STEP = 2, /* px */
    STEP_CELLS = TP_LATTICE_PX / TP_CELL_PX,
    PERIODS = TP_GABOR_PERIODS
};
#define SMOOTH_WINDOWS 1.0f /* 12 px */
#define INFILL_WINDOWS 4.0f

float tp_period_px(float index)
{
    const float range = 1.268511f; /* log(TP_PERIOD_MAX_PX / TP_PERIOD_MIN_PX) */
    return TP_PERIOD_MIN_PX * tp_exp(range * index / (PERIODS - 1));
}

void tp_frequency_tables(struct tp_tables *tables)
{
    tables->window_sum = 0;
    for (int t = 0; t < LENGTH; t++) {
        float c = tp_cos(TP_PI * (float)(t - HALF) / (LENGTH + 1));
        tables->window[t] = c * c;
        tables->window_sum += c * c;
        for (int p = 0; p < PERIODS; p++) {
            float phase = 2 * TP_PI * (float)(t - HALF) / tp_period_px((float)p);
            tables->wave_cos[t][p] = tp_cos(phase);
            tables->wave_sin[t][p] = tp_sin(phase);
        }
    }
}

struct signature {
    float values[LENGTH]; /* mean along the ridge */
    float energy;         /* windowed mean square of the samples */
};

/* Samples around (X, Y), nearest pixels: at most 29 px from the image, where the padding counts as 0. */
static void take_signature(const struct tp_work *work, const struct tp_tables *tables, size_t cell, int32_t x_px,
                           int32_t y_px, struct signature *out)
{
    float c2 = work->flow_x[cell], s2 = work->flow_y[cell];
    float c = sqrtf(TP_MAX(0.5f * (1 + c2), 0.0f)), s = sqrtf(TP_MAX(0.5f * (1 - c2), 0.0f));
    int32_t rx, ry;

    if (s2 < 0)
        s = -s;
    rx = (int32_t)(c * 65536.0f);
    ry = (int32_t)(s * 65536.0f);
    out->energy = 0;
    for (int t = 0; t < LENGTH; t++) {
        int32_t sum = 0, square = 0;
        int32_t x = (x_px << 16) + 32768 - (t - HALF) * ry - ALONG * rx;
        int32_t y = (y_px << 16) + 32768 + (t - HALF) * rx - ALONG * ry;
        for (int a = 0; a <= ALONG; a++, x += ALONG_STEP * rx, y += ALONG_STEP * ry) {
            int32_t value = work->normal[(ptrdiff_t)(y >> 16) * work->stride_px + (x >> 16)];
            sum += value;
            square += value * value;
        }
        out->values[t] = (float)sum / (ALONG + 1);
        out->energy += tables->window[t] * ((float)square / (ALONG + 1));
    }
}

/* Correlation of the signature's middle, REACH samples to each side, with itself LAG samples further. */
static float self_correlation(const float *values, int reach, int lag)
{
    float product = 0, a = 1.0f, b = 1.0f;

    for (int t = HALF - reach; t + lag <= HALF + reach; t++) {
        product += values[t] * values[t + lag];
        a += values[t] * values[t];
        b += values[t + lag] * values[t + lag];
    }
    return product / sqrtf(a * b);
}

/* The power of the wave of each period in VALUES, which are weighted. */
static void measure_powers(const struct tp_tables *tables, const float *values, float *power)
{
    enum { QUADS = PERIODS / TP_QUAD };
    tp_quad c[QUADS] = {{0}}, s[QUADS] = {{0}};

    for (int t = 0; t < LENGTH; t++) {
        tp_quad value = tp_quad_of(values[t]);
        for (int q = 0; q < QUADS; q++) {
            c[q] += value * tp_quad_load(tables->wave_cos[t] + (ptrdiff_t)TP_QUAD * q);
            s[q] += value * tp_quad_load(tables->wave_sin[t] + (ptrdiff_t)TP_QUAD * q);
        }
    }
    for (int q = 0; q < QUADS; q++)
        tp_quad_store(power + (ptrdiff_t)TP_QUAD * q, c[q] * c[q] + s[q] * s[q]);
}

/* Index of the best period (with a fraction), and the ridgeness. */
static float judge(const struct tp_tables *tables, struct signature *signature, float *ridgeness)
{
    float weighted[LENGTH], power[PERIODS], mean = 0, own = 1e-3f, index;
    int best = 0;

    for (int t = 0; t < LENGTH; t++)
        mean += tables->window[t] * signature->values[t];
    mean /= tables->window_sum;
    for (int t = 0; t < LENGTH; t++) {
        signature->values[t] -= mean;
        weighted[t] = tables->window[t] * signature->values[t];
        own += weighted[t] * signature->values[t];
    }
    measure_powers(tables, weighted, power);
    for (int p = 1; p < PERIODS; p++)
        if (power[p] > power[best])
            best = p;
    index = (float)best;
    if (best > 0 && best < PERIODS - 1) {
        float bend = power[best - 1] - 2 * power[best] + power[best + 1];
        if (bend < 0)
            index += 0.5f * (power[best - 1] - power[best + 1]) / bend;
    }
    int lag = (int)(tp_period_px(index) + 0.5f), reach = TP_MIN(2 * lag, (int)HALF);
    float rhythm =
        0.5f * (self_correlation(signature->values, reach, lag) - self_correlation(signature->values, reach, lag / 2));
    *ridgeness = TP_MAX(rhythm, 0.0f) * (own / (signature->energy + 100.0f * tables->window_sum));
    return index;
}

void tp_lattice_spread(const struct tp_work *work, const float *from, float *to)
{
    uint32_t columns = work->lattice_columns, rows = work->lattice_rows;

    for (uint32_t y = 0; y < work->rows; y++) {
        float v = TP_MAX(((float)y - 1.0f) / STEP_CELLS, 0.0f);
        uint32_t y0 = TP_MIN((uint32_t)v, rows - 1), y1 = TP_MIN(y0 + 1, rows - 1);
        float fy = v - (float)(uint32_t)v;
        for (uint32_t x = 0; x < work->columns; x++) {
            float u = TP_MAX(((float)x - 1.0f) / STEP_CELLS, 0.0f);
            uint32_t x0 = TP_MIN((uint32_t)u, columns - 1), x1 = TP_MIN(x0 + 1, columns - 1);
            float fx = u - (float)(uint32_t)u;
            float a = from[y0 * columns + x0] + (from[y0 * columns + x1] - from[y0 * columns + x0]) * fx;
            float b = from[y1 * columns + x0] + (from[y1 * columns + x1] - from[y1 * columns + x0]) * fx;
            to[(size_t)y * work->columns + x] = a + (b - a) * fy;
        }
    }
}

void tp_measure_frequency(struct tp_work *work, const struct tp_tables *tables)
{
    uint32_t columns = work->lattice_columns, rows = work->lattice_rows;
    size_t windows = (size_t)columns * rows;
    struct tp_grid grid = {columns, rows, work->line, work->scratch[5]};
    float *index = work->scratch[0], *weight = work->scratch[1], *ridgeness = work->scratch[2];
    float *wide_index = work->scratch[3], *wide_weight = work->scratch[4], sum = 0, sum_weight = 0;

    for (uint32_t i = 0; i < windows; i++) {
        uint32_t column = TP_MIN(i % columns * STEP_CELLS + 1, work->columns - 1);
        uint32_t row = TP_MIN(i / columns * STEP_CELLS + 1, work->rows - 1);
        struct signature signature;
        take_signature(work, tables, (size_t)row * work->columns + column, (int32_t)(column * TP_CELL_PX + 2),
                       (int32_t)(row * TP_CELL_PX + 2), &signature);
        index[i] = judge(tables, &signature, &ridgeness[i]);
        weight[i] = ridgeness[i] * ridgeness[i];
        index[i] *= weight[i];
        sum += index[i];
        sum_weight += weight[i];
    }
    memcpy(wide_index, index, windows * sizeof(float));
    memcpy(wide_weight, weight, windows * sizeof(float));
    tp_grid_smooth(&grid, index, SMOOTH_WINDOWS);
    tp_grid_smooth(&grid, weight, SMOOTH_WINDOWS);
    tp_grid_smooth(&grid, wide_index, INFILL_WINDOWS);
    tp_grid_smooth(&grid, wide_weight, INFILL_WINDOWS);
    float mean = (sum + 0.5f * PERIODS * 1e-6f) / (sum_weight + 1e-6f);
    for (size_t i = 0; i < windows; i++)
        index[i] = (index[i] + 0.05f * wide_index[i] + 1e-4f * mean) / (weight[i] + 0.05f * wide_weight[i] + 1e-4f);
    tp_lattice_spread(work, index, work->period);
    tp_lattice_spread(work, ridgeness, work->ridgeness);
}
