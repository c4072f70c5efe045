/* SPDX-License-Identifier: Apache-2.0 */
/* The workspace of pattern growth, and its filters. */
#ifndef TP_SYNTH_GROWTH_H
#define TP_SYNTH_GROWTH_H

#include "synth/noise.h"
#include "synth/synth.h"

enum {
    TAPS = 15, /* filters are TAPS x TAPS, stored in rows of LANES */
    LANES = 16,
    REACH = TAPS / 2,
    ORIENTATIONS = 64,
    PERIODS = 16, /* from PERIOD_MIN_PX upward in steps of PERIOD_STEP */
    CELL = 8,     /* growth happens by cells of CELL x CELL pixels */
    CELL_COLUMNS = TP_SYNTH_WIDTH_PX / CELL,
    CELL_ROWS = TP_SYNTH_HEIGHT_PX / CELL,
    CELLS = CELL_COLUMNS * CELL_ROWS,
    TUNE = 4, /* one filter for each square of TUNE x TUNE pixels */
    TUNE_COLUMNS = TP_SYNTH_WIDTH_PX / TUNE,
    TUNE_ROWS = TP_SYNTH_HEIGHT_PX / TUNE,
    MARGIN = 16,
    STRIDE = TP_SYNTH_WIDTH_PX + 2 * MARGIN,
    PLANE = STRIDE * (TP_SYNTH_HEIGHT_PX + 2 * MARGIN),
    AMPLITUDE = 1000, /* of a pattern */
    UNIT_GAIN = 4096  /* a filter's response to its own wave of amplitude 1 */
};
#define PERIOD_MIN_PX 5.4f
#define PERIOD_STEP 1.06f

struct tp_synth {
    int16_t even[PERIODS][ORIENTATIONS][TAPS * LANES]; /* symmetric filters: ridges to ridges */
    int16_t odd[PERIODS][ORIENTATIONS][TAPS * LANES];  /* antisymmetric ones: the same a quarter period on */
    int16_t plane[PLANE];                              /* the growing pattern */
    int16_t next[PLANE];
    uint8_t orientation[TUNE_COLUMNS * TUNE_ROWS]; /* which filter, by TUNE squares */
    uint8_t period[TUNE_COLUMNS * TUNE_ROWS];
    uint8_t phase[TP_SYNTH_WIDTH_PX * TP_SYNTH_HEIGHT_PX]; /* 2*pi/256, along the ridge normal */
};

static inline size_t tp_synth_at(int x, int y)
{
    return (size_t)(y + MARGIN) * STRIDE + (size_t)(x + MARGIN);
}

/* The response of one filter at one place, in units of UNIT_GAIN; integers, so that any order of summing agrees. */
static inline int32_t tp_synth_response(const int16_t *plane, int x, int y, const int16_t *taps)
{
    const int16_t *at = plane + tp_synth_at(x - REACH, y - REACH);
    int32_t sum = 0;

    for (int row = 0; row < TAPS; row++)
        for (int lane = 0; lane < LANES; lane++)
            sum += at[row * STRIDE + lane] * taps[row * LANES + lane];
    return sum;
}

void tp_synth_make_filters(struct tp_synth *synth);
/* Chooses the filters of FINGER, then grows its pattern in synth->plane. */
void tp_synth_grow(struct tp_synth *synth, const struct tp_synth_finger *finger);
/* Finds the minutiae of the pattern in synth->plane. */
void tp_synth_find_minutiae(struct tp_synth *synth, struct tp_synth_master *master);

#endif
