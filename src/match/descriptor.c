/* SPDX-License-Identifier: Apache-2.0 */
/* The bit descriptor of a minutia: what its neighbourhood looks like from where it stands and looks.
 *
 * 64 places fill a disc evenly along a sunflower spiral (r = R sqrt((i + 1/2) / 64), one golden angle from each to the
 * next). Words 0-5 belong to six directions; bit i of word d is set when minutiae near place i that point about that
 * way weigh enough together. 32 more places on a disc of their own sample the ridge orientation against the minutia's
 * direction: word 6 + p / 2, half p % 2, holds for each place whether the orientation lies within 45 degrees of
 * p * 45 degrees (modulo 180), so that the bits two samples differ in grow evenly with the angle between them. Places
 * in the background are masked. */
#include "match/match.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

enum { CELLS = TP_SURROUND_CELLS, DIRECTIONS = TP_DESCRIPTOR_CELL_WORDS, SAMPLES = TP_SURROUND_SAMPLES };

#define CELL_RADIUS_PX (TP_SURROUND_FAR_PX - TP_SURROUND_REACH_PX) /* 76 */
#define SAMPLE_RADIUS_PX 64.0f
#define GOLDEN_ANGLE 2.39996323f
#define DIRECTION_SD_RAD 0.65f
#define FAR_AWAY_PX 1e6f

_Static_assert((int)DIRECTIONS == (int)TP_SURROUND_DIRECTIONS, "as the kernel has it");
_Static_assert(TP_FIELD_CELL_PX == TP_SURROUND_CELL_PX, "as the kernel has it");

struct place {
    float x, y;
};

/* ---- tables ------------------------------------------------------------------------------------------------------ */

static struct tp_surround_places places;
static struct place cells[CELLS]; /* by index */
static pthread_once_t places_once = PTHREAD_ONCE_INIT;

static struct place sunflower(int i, int count, float radius)
{
    float r = radius * sqrtf(((float)i + 0.5f) / (float)count), angle = GOLDEN_ANGLE * (float)i;

    return (struct place){r * tp_cos(angle), r * tp_sin(angle)};
}

static float direction_weight(uint8_t difference_q8, int direction)
{
    float d = tp_angle_difference(tp_angle_from_q8(difference_q8), (float)direction * (2 * TP_PI / DIRECTIONS));

    return tp_exp(-d * d / (2 * DIRECTION_SD_RAD * DIRECTION_SD_RAD));
}

static int by_x(const void *left, const void *right)
{
    float a = cells[*(const uint8_t *)left].x, b = cells[*(const uint8_t *)right].x;

    return (a > b) - (a < b);
}

static int by_y(const void *left, const void *right)
{
    float a = cells[*(const uint8_t *)left].y, b = cells[*(const uint8_t *)right].y;

    return (a > b) - (a < b);
}

static int by_index(const void *left, const void *right)
{
    return *(const uint8_t *)left - *(const uint8_t *)right;
}

/* The left and the right half of the disc, and of these the upper and the lower one. */
static void group_cells(void)
{
    uint8_t *index = places.cell_index;

    for (int i = 0; i < CELLS; i++)
        index[i] = (uint8_t)i;
    qsort(index, CELLS, 1, by_x);
    for (int half = 0; half < 2; half++)
        qsort(index + half * (CELLS / 2), CELLS / 2, 1, by_y);
    for (int g = 0; g < TP_SURROUND_GROUPS; g++)
        qsort(index + g * TP_SURROUND_GROUP, TP_SURROUND_GROUP, 1, by_index);
}

static void make_places(void)
{
    for (int i = 0; i < CELLS; i++)
        cells[i] = sunflower(i, CELLS, CELL_RADIUS_PX);
    group_cells();
    for (int i = 0; i < CELLS; i++) {
        int g = i / TP_SURROUND_GROUP, first = i % TP_SURROUND_GROUP == 0;
        struct place p = cells[places.cell_index[i]];

        places.cell_x[i] = p.x;
        places.cell_y[i] = p.y;
        places.group_cells[g] |= (uint64_t)1 << places.cell_index[i];
        places.boxes[g].left = TP_MIN(first ? p.x : places.boxes[g].left, p.x);
        places.boxes[g].right = TP_MAX(first ? p.x : places.boxes[g].right, p.x);
        places.boxes[g].top = TP_MIN(first ? p.y : places.boxes[g].top, p.y);
        places.boxes[g].bottom = TP_MAX(first ? p.y : places.boxes[g].bottom, p.y);
    }
    for (int g = 0; g < TP_SURROUND_GROUPS; g++) {
        places.boxes[g].left -= TP_SURROUND_REACH_PX + 1;
        places.boxes[g].right += TP_SURROUND_REACH_PX + 1;
        places.boxes[g].top -= TP_SURROUND_REACH_PX + 1;
        places.boxes[g].bottom += TP_SURROUND_REACH_PX + 1;
    }
    for (int i = 0; i < SAMPLES; i++) {
        struct place p = sunflower(i, SAMPLES, SAMPLE_RADIUS_PX);

        places.sample_x[i] = p.x;
        places.sample_y[i] = p.y;
        places.doubled_x[i] = tp_cos((float)i * (TP_PI / 16));
        places.doubled_y[i] = tp_sin((float)i * (TP_PI / 16));
    }
    for (int i = 0; i < 256; i++) {
        places.cosine[i] = tp_cos(tp_angle_from_q8((uint8_t)i));
        places.sine[i] = tp_sin(tp_angle_from_q8((uint8_t)i));
        for (int d = 0; d < DIRECTIONS; d++)
            places.weights[i][d] = direction_weight((uint8_t)i, d);
    }
}

/* ---- descriptors ------------------------------------------------------------------------------------------------- */

/* Sets the bits of cell INDEX for each direction in which the minutiae around SELF weigh enough: what the definition
 * says, for the few cells where an approximation does not decide. */
static void set_cell(const struct tp_surround_print *print, uint32_t self, int index, uint64_t *words)
{
    float c = places.cosine[print->theta_q8[self]], s = places.sine[print->theta_q8[self]];
    float sum[DIRECTIONS] = {0};

    for (uint32_t i = 0; i < print->count; i++) {
        float dx = print->x[i] - print->x[self], dy = print->y[i] - print->y[self], d2 = dx * dx + dy * dy;
        const float *weights = places.weights[(uint8_t)(print->theta_q8[i] - print->theta_q8[self])];
        struct place p = {c * dx + s * dy, c * dy - s * dx};

        if (i == self || d2 > TP_SURROUND_FAR_PX * TP_SURROUND_FAR_PX)
            continue;
        dx = p.x - cells[index].x;
        dy = p.y - cells[index].y;
        d2 = dx * dx + dy * dy;
        if (d2 > TP_SURROUND_REACH_PX * TP_SURROUND_REACH_PX)
            continue;
        d2 = tp_exp(-d2 / (2 * TP_SURROUND_SD_PX * TP_SURROUND_SD_PX));
        for (int d = 0; d < DIRECTIONS; d++)
            sum[d] += d2 * weights[d];
    }
    for (int d = 0; d < DIRECTIONS; d++)
        if (sum[d] >= TP_SURROUND_THRESHOLD)
            words[d] |= (uint64_t)1 << index;
}

/* The print as the kernel takes it, its cells with a margin. */
struct framed {
    struct tp_surround_print print;
    uint8_t cells[(UINT8_MAX + 4) * (UINT8_MAX + 2) + 2];
};

static void fill_cells(const struct tp_features *f, uint8_t *out)
{
    const uint8_t *from = tp_features_cells(f);
    size_t width = f->columns + (size_t)4;

    memset(out, 0, width * (f->rows + (size_t)2) + 2);
    for (size_t row = 0; row < f->rows; row++)
        memcpy(out + (row + 1) * width + 2, from + row * f->columns, f->columns);
}

static void fill_print(const struct tp_features *f, struct framed *framed)
{
    const struct tp_feature_minutia *m = tp_features_minutiae(f);
    struct tp_surround_print *out = &framed->print;
    uint32_t i;

    fill_cells(f, framed->cells);

    out->count = f->minutia_count;
    for (i = 0; i < out->count; i++) {
        out->x[i] = m[i].x_px;
        out->y[i] = m[i].y_px;
        out->theta_q8[i] = m[i].theta_q8;
    }
    for (; i % 16; i++)
        out->x[i] = out->y[i] = FAR_AWAY_PX;
    out->cells = framed->cells;
    out->column0 = f->column0;
    out->row0 = f->row0;
    out->columns = f->columns;
    out->rows = f->rows;
}

void tp_descriptors(struct tp_features *f, struct tp_descriptor_block *blocks)
{
    const struct tp_kernels *kernels = tp_kernels();
    struct framed framed;
    struct tp_surround_bits bits;

    pthread_once(&places_once, make_places);
    fill_print(f, &framed);
    for (uint32_t i = 0; i < f->local_count; i++) {
        kernels->surround.describe(&places, &framed.print, i, &bits);
        for (; bits.unsure; bits.unsure &= bits.unsure - 1)
            set_cell(&framed.print, i, __builtin_ctzll(bits.unsure), bits.words);
        for (int w = 0; w < TP_DESCRIPTOR_WORDS; w++)
            blocks[i / TP_DESCRIPTOR_LANES].words[w][i % TP_DESCRIPTOR_LANES] = bits.words[w];
    }
}
