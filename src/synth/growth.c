/* SPDX-License-Identifier: Apache-2.0 */
/* Ridges grow from seeds by contextual filtering, as in SFinGe (Cappelli, Maio, Maltoni 2002): each place is filtered
 * with the Gabor filter of its orientation and period and amplified, again and again, until the area is filled. Where
 * the flow does not fit the period, and where fronts meet, minutiae emerge. Only cells at the growing front and those
 * not yet settled are filtered. */
#include "synth/growth.h"

#include <math.h>
#include <string.h>

enum {
    SEEDS_MIN = 90, /* minutiae come mostly from fronts that meet, so their number follows that of the seeds */
    SEEDS_MAX = 240,
    GROW_DIVISOR = UNIT_GAIN * 2 / 5,   /* amplifies by 5/2 each pass */
    POLISH_DIVISOR = UNIT_GAIN * 5 / 4, /* brings the clipped waves back to smooth ones */
    SETTLE_PASSES = 3,                  /* after a cell is filled */
    PASSES_MAX = 80,
    POLISH_PASSES = 2
};

static void make_filter(float period_px, float theta_rad, int16_t even[TAPS * LANES], int16_t odd[TAPS * LANES])
{
    float envelope[TAPS * TAPS], wave_even[TAPS * TAPS], wave_odd[TAPS * TAPS];
    float sigma = 0.36f * period_px, sum = 0, mean = 0, power = 0;
    float nx = -tp_sin(theta_rad), ny = -tp_cos(theta_rad); /* along the ridge's normal, y downward */
    int32_t rest = 0;

    for (int i = 0; i < TAPS * TAPS; i++) {
        float x = (float)(i % TAPS - REACH), y = (float)(i / TAPS - REACH);
        float angle = 2.0f * TP_PI / period_px * (x * nx + y * ny);
        envelope[i] = tp_exp(-(x * x + y * y) / (2 * sigma * sigma));
        wave_even[i] = tp_cos(angle);
        wave_odd[i] = tp_sin(angle);
        sum += envelope[i];
        mean += envelope[i] * wave_even[i];
    }
    mean /= sum;
    for (int i = 0; i < TAPS * TAPS; i++)
        power += envelope[i] * (wave_even[i] - mean) * wave_even[i];
    memset(even, 0, TAPS * LANES * sizeof *even);
    memset(odd, 0, TAPS * LANES * sizeof *odd);
    for (int i = 0; i < TAPS * TAPS; i++) {
        int at = i / TAPS * LANES + i % TAPS;
        even[at] = (int16_t)lrintf(UNIT_GAIN * envelope[i] * (wave_even[i] - mean) / power);
        odd[at] = (int16_t)lrintf(UNIT_GAIN * envelope[i] * wave_odd[i] / power);
        rest += even[at];
    }
    even[REACH * LANES + REACH] = (int16_t)(even[REACH * LANES + REACH] - rest); /* what rounding left of the mean */
}

void tp_synth_make_filters(struct tp_synth *synth)
{
    float period_px = PERIOD_MIN_PX;

    for (int p = 0; p < PERIODS; p++, period_px *= PERIOD_STEP)
        for (int o = 0; o < ORIENTATIONS; o++)
            make_filter(period_px, (float)o * (TP_PI / ORIENTATIONS), synth->even[p][o], synth->odd[p][o]);
}

static void choose_filters(struct tp_synth *synth, const struct tp_synth_finger *finger)
{
    for (int i = 0; i < TUNE_COLUMNS * TUNE_ROWS; i++) {
        float x = (float)(i % TUNE_COLUMNS * TUNE) + (TUNE - 1) / 2.0f;
        float y = (float)(i / TUNE_COLUMNS * TUNE) + (TUNE - 1) / 2.0f;
        float steps = tp_log(tp_synth_period(finger, x, y) / PERIOD_MIN_PX) / tp_log(PERIOD_STEP);
        int period = (int)(steps + 0.5f);
        int orientation = (int)(tp_synth_orientation(finger, x, y) * (ORIENTATIONS / TP_PI) + 0.5f);
        synth->orientation[i] = (uint8_t)(orientation % ORIENTATIONS);
        synth->period[i] = (uint8_t)TP_CLAMP(period, 0, PERIODS - 1);
    }
}

/* Filters one cell of plane into next and returns its summed magnitude. */
static int32_t filter_cell(struct tp_synth *synth, int cell, int32_t divisor)
{
    int left = cell % CELL_COLUMNS * CELL, top = cell / CELL_COLUMNS * CELL;
    int32_t magnitude = 0;

    for (int i = 0; i < CELL * CELL; i++) {
        int x = left + i % CELL, y = top + i / CELL;
        int tune = y / TUNE * TUNE_COLUMNS + x / TUNE;
        const int16_t *taps = synth->even[synth->period[tune]][synth->orientation[tune]];
        int32_t value = tp_synth_response(synth->plane, x, y, taps) / divisor;
        value = TP_CLAMP(value, -AMPLITUDE, AMPLITUDE);
        synth->next[tp_synth_at(x, y)] = (int16_t)value;
        magnitude += value < 0 ? -value : value;
    }
    return magnitude;
}

static void accept_cell(struct tp_synth *synth, int cell)
{
    int left = cell % CELL_COLUMNS * CELL, top = cell / CELL_COLUMNS * CELL;

    for (int y = top; y < top + CELL; y++)
        memcpy(&synth->plane[tp_synth_at(left, y)], &synth->next[tp_synth_at(left, y)], CELL * sizeof(int16_t));
}

static void plant_seeds(struct tp_synth *synth, const struct tp_synth_finger *finger)
{
    struct tp_rng rng = tp_synth_stream(finger->seed, finger->person, finger->position, 0, TP_SYNTH_FOR_GROWTH);
    int seeds = SEEDS_MIN + (int)tp_rng_below(&rng, SEEDS_MAX - SEEDS_MIN);

    for (int i = 0; i < seeds; i++) {
        float x = tp_rng_range(&rng, 20, TP_SYNTH_WIDTH_PX - 20), y = tp_rng_range(&rng, 20, TP_SYNTH_HEIGHT_PX - 20);
        if (tp_synth_inside(finger, x, y) > 0.05f)
            synth->plane[tp_synth_at((int)x, (int)y)] = AMPLITUDE;
        else
            i--;
    }
}

/* Where growth stands: cells outside the outline are never worked on. */
struct front {
    uint8_t wanted[CELLS]; /* inside the outline */
    uint8_t filled[CELLS]; /* 0 empty, 1 begun, 2 + passes since it was full */
    uint8_t active[CELLS];
};

/* A cell is active while it or a neighbour holds something and it is not settled. */
static int mark_active(struct front *front)
{
    int count = 0;

    for (int cell = 0; cell < CELLS; cell++) {
        int column = cell % CELL_COLUMNS, row = cell / CELL_COLUMNS;
        bool near = false;
        front->active[cell] = 0;
        if (!front->wanted[cell] || front->filled[cell] >= 2 + SETTLE_PASSES)
            continue;
        for (int i = 0; i < 9; i++) {
            int c = column + i % 3 - 1, r = row + i / 3 - 1;
            near |= c >= 0 && c < CELL_COLUMNS && r >= 0 && r < CELL_ROWS && front->filled[r * CELL_COLUMNS + c];
        }
        front->active[cell] = near;
        count += near;
    }
    return count;
}

static void init_front(struct front *front, const struct tp_synth_finger *finger, const struct tp_synth *synth)
{
    memset(front, 0, sizeof *front);
    for (int cell = 0; cell < CELLS; cell++) {
        int left = cell % CELL_COLUMNS * CELL, top = cell / CELL_COLUMNS * CELL;
        front->wanted[cell] = tp_synth_inside(finger, (float)left + CELL / 2.0f, (float)top + CELL / 2.0f) > -0.12f;
        for (int i = 0; i < CELL * CELL; i++)
            front->filled[cell] |= synth->plane[tp_synth_at(left + i % CELL, top + i / CELL)] != 0;
    }
}

static void pass(struct tp_synth *synth, struct front *front, int32_t divisor)
{
    for (int cell = 0; cell < CELLS; cell++) {
        int32_t magnitude;
        if (!front->active[cell])
            continue;
        magnitude = filter_cell(synth, cell, divisor);
        if (front->filled[cell] >= 2 || magnitude > CELL * CELL * AMPLITUDE / 2)
            front->filled[cell] = (uint8_t)(TP_MAX(front->filled[cell], 1) + 1);
        else if (magnitude > CELL * CELL * 4)
            front->filled[cell] = 1;
    }
    for (int cell = 0; cell < CELLS; cell++)
        if (front->active[cell])
            accept_cell(synth, cell);
}

void tp_synth_grow(struct tp_synth *synth, const struct tp_synth_finger *finger)
{
    struct front front;

    memset(synth->plane, 0, sizeof synth->plane);
    choose_filters(synth, finger);
    plant_seeds(synth, finger);
    init_front(&front, finger, synth);
    for (int i = 0; i < PASSES_MAX && mark_active(&front) > 0; i++)
        pass(synth, &front, GROW_DIVISOR);
    for (int i = 0; i < POLISH_PASSES; i++) {
        memcpy(front.active, front.wanted, sizeof front.active);
        pass(synth, &front, POLISH_DIVISOR);
    }
}
