/* SPDX-License-Identifier: Apache-2.0 */
/* Local spectra: how much of each window (32 px, a Gaussian inside) is a wave of each orientation and period. Where
 * gradients follow pores, sweat or paper, the strongest waves still follow the ridges (after Chikkerur, Cartwright and
 * Govindaraju 2007, with a bank of filters in place of the Fourier transform). */
#include "extract/stages.h"

#include <math.h>
#include <string.h>

enum { SIDE = TP_SPECTRUM_SIDE, HALF = TP_SPECTRUM_SAMPLES, ORIENTATIONS = 16, PERIODS = 8 };
_Static_assert(ORIENTATIONS *PERIODS == TP_SPECTRUM_FILTERS && 2 * HALF == SIDE * SIDE, "waves, and halves of windows");
#define SIGMA_SAMPLES 5.0f /* 10 px */

static float wave_period_px(int p)
{
    return tp_period_px((float)p * (TP_GABOR_PERIODS - 1) / (PERIODS - 1));
}

/* The even and the odd filter of a wave: free of DC, of unit norm. */
static void make_pair(struct tp_spectrum_taps *taps, int wave)
{
    float angle = (float)(wave % ORIENTATIONS) * TP_PI / ORIENTATIONS,
          rate = 4 * TP_PI / wave_period_px(wave / ORIENTATIONS);
    float even[SIDE * SIDE], odd[SIDE * SIDE], weights[SIDE * SIDE], sum = 0, mean = 0, even_norm = 0, odd_norm = 0;

    for (int i = 0; i < SIDE * SIDE; i++) {
        float x = (float)(i % SIDE) - (SIDE - 1) / 2.0f, y = (float)(i / SIDE) - (SIDE - 1) / 2.0f;
        float phase = rate * (y * tp_cos(angle) - x * tp_sin(angle));
        weights[i] = tp_exp(-0.5f * (x * x + y * y) / (SIGMA_SAMPLES * SIGMA_SAMPLES));
        even[i] = tp_cos(phase);
        odd[i] = tp_sin(phase) * weights[i];
        mean += even[i] * weights[i];
        sum += weights[i];
    }
    for (int i = 0; i < SIDE * SIDE; i++) {
        even[i] = (even[i] - mean / sum) * weights[i];
        even_norm += even[i] * even[i];
        odd_norm += odd[i] * odd[i];
    }
    tp_spectrum_put(even, odd, even_norm, odd_norm, wave, taps);
}

void tp_spectrum_put(const float *even, const float *odd, float even_norm, float odd_norm, int wave,
                     struct tp_spectrum_taps *out)
{
    for (int i = 0; i < HALF; i++) {
        size_t at = (size_t)(i / 2 * TP_SPECTRUM_FILTERS + wave) * 2 + (size_t)(i % 2);
        out->even[at] = (int16_t)floorf(even[i] * (TP_SPECTRUM_UNIT / sqrtf(even_norm)) + 0.5f);
        out->odd[at] = (int16_t)floorf(odd[i] * (TP_SPECTRUM_UNIT / sqrtf(odd_norm)) + 0.5f);
    }
}

/* An even filter weighs two samples opposite each other alike, an odd one with opposite signs: half the products do. */
void tp_spectrum_measure(const struct tp_spectrum_taps *taps, const int16_t *windows, struct tp_spectrum_sums *out)
{
    const struct tp_kernels *kernels = tp_kernels();
    int16_t sums[TP_SPECTRUM_BATCH][HALF], differences[TP_SPECTRUM_BATCH][HALF];

    for (int w = 0; w < TP_SPECTRUM_BATCH; w++, windows += (ptrdiff_t)2 * HALF)
        for (int i = 0; i < HALF; i++) {
            sums[w][i] = (int16_t)(windows[i] + windows[2 * HALF - 1 - i]);
            differences[w][i] = (int16_t)(windows[i] - windows[2 * HALF - 1 - i]);
        }
    kernels->filter.spectrum(sums[0], taps->even, out->even[0]);
    kernels->filter.spectrum(differences[0], taps->odd, out->odd[0]);
}

void tp_spectrum_tables(struct tp_tables *tables)
{
    for (int wave = 0; wave < TP_SPECTRUM_FILTERS; wave++)
        make_pair(tables->spectrum, wave);
    for (int o = 0; o < ORIENTATIONS; o++) {
        tables->double_cos[o] = tp_cos(2 * TP_PI * (float)o / ORIENTATIONS);
        tables->double_sin[o] = tp_sin(2 * TP_PI * (float)o / ORIENTATIONS);
    }
}

/* Means of 2 x 2 pixels around the window's samples; its centre is the corner at (X, Y). */
static void take_window(const struct tp_work *work, int32_t x_px, int32_t y_px, int16_t *out)
{
    for (int v = 0; v < SIDE; v++) {
        int32_t y = y_px + 2 * v - SIDE;
        if (y < -TP_PAD_PX || y + 1 >= (int32_t)work->height_px + TP_PAD_PX) {
            memset(out + v * SIDE, 0, SIDE * sizeof *out);
            continue;
        }
        const int16_t *n = work->normal + (ptrdiff_t)y * work->stride_px + x_px - SIDE;
        for (int u = 0; u < SIDE; u++, n += 2)
            out[v * SIDE + u] = (int16_t)((n[0] + n[1] + n[work->stride_px] + n[work->stride_px + 1]) / 4);
    }
}

/* The doubled-angle vector of a window: the mean over the waves, weighted by squared power so that the strongest ones
 * prevail; its length says how far they agree. */
static void sum_up(const struct tp_tables *tables, const int32_t *evens, const int32_t *odds, float *wave_x,
                   float *wave_y)
{
    float x = 0, y = 0, total = 1e-9f;

    for (int w = 0; w < TP_SPECTRUM_FILTERS; w++) {
        float even = (float)evens[w] * 1e-6f, odd = (float)odds[w] * 1e-6f;
        float power = even * even + odd * odd, weight = power * power;
        x += weight * tables->double_cos[w % ORIENTATIONS];
        y += weight * tables->double_sin[w % ORIENTATIONS];
        total += weight;
    }
    *wave_x = x / total;
    *wave_y = y / total;
}

void tp_measure_spectrum(struct tp_work *work, const struct tp_tables *tables)
{
    uint32_t windows = work->lattice_columns * work->lattice_rows;
    int16_t samples[TP_SPECTRUM_BATCH][SIDE * SIDE] = {{0}};
    struct tp_spectrum_sums sums;

    for (uint32_t first = 0; first < windows; first += TP_SPECTRUM_BATCH) {
        uint32_t count = TP_MIN(windows - first, (uint32_t)TP_SPECTRUM_BATCH);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t column = (first + i) % work->lattice_columns, row = (first + i) / work->lattice_columns;
            take_window(work, (int32_t)(column * TP_LATTICE_PX + TP_LATTICE_PX / 2),
                        (int32_t)(row * TP_LATTICE_PX + TP_LATTICE_PX / 2), samples[i]);
        }
        tp_spectrum_measure(tables->spectrum, samples[0], &sums);
        for (uint32_t i = 0; i < count; i++)
            sum_up(tables, sums.even[i], sums.odd[i], &work->wave_x[first + i], &work->wave_y[first + i]);
    }
}
