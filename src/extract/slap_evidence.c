/* SPDX-License-Identifier: Apache-2.0 */
/* Ridge evidence for slaps: the share of each window that is one wave of a ridge's period. Print, writing, lines, edges
 * and stains spread over many waves; ridges do not. The window is that of extraction (spectrum.c), taken on the image
 * at 250 ppi. Where the evidence ends follows the contrast of the cells. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "extract/slap.h"
#include "extract/stages.h"

enum { SIDE = TP_SPECTRUM_SIDE, PAD = SIDE, ORIENTATIONS = 16, PERIODS = 8, WAVES = TP_SPECTRUM_FILTERS };
enum { NODE_CELLS = 3, NODE_PX = NODE_CELLS * TP_SLAP_CELL_PX };
#define PERIOD_MIN_PX 2.4f /* 0.24 mm */
#define PERIOD_MAX_PX 7.0f /* 0.71 mm */
#define SIGMA_PX 5.0f
#define SIGMA_MEAN_CELLS 1.5f
#define SIGMA_DETAIL_CELLS 0.6f
#define SIGMA_SHARE_NODES 0.8f
#define QUIET 2.0f         /* gray levels: what has less detail is not looked at */
#define SHARE_ENOUGH 0.55f /* of the usual one: certainly ridges */
#define SHARE_MIN 0.10f
#define SHARE_MAX 0.22f
#define SHARE_LOW 0.3f         /* of what is enough: no ridges */
#define SIGMA_USUAL_NODES 4.0f /* 5 mm */
#define USUAL_PRIOR 0.01f
#define USUAL_MIN 0.3f
#define DETAIL_LOW 0.2f /* of the ridges' own */
#define DETAIL_HIGH 0.5f
#define LEVEL_MAX 2.0f

/* What making a map needs besides. */
struct evidence {
    struct tp_slap_map *map;
    const struct tp_image *image;
    uint32_t stride_px, node_columns, node_rows;
    size_t cells;
    int16_t *normal; /* the image, its local mean taken out, with PAD pixels of zeros around */
    struct tp_spectrum_taps *taps;
    float *mean, *unit, *detail, *energy, *share; /* by cell; share by node */
    float *usual, *weight; /* by node: the usual detail of the ridges around, and how many they are */
    float *line, *scratch;
    struct tp_arena arena;
};

/* One wave's even and odd filter, Gaussian, free of DC, of unit norm: cos(u + v) and sin(u + v) from their parts. */
static void make_wave(struct tp_spectrum_taps *taps, int wave, const float *weights)
{
    float angle = (float)(wave % ORIENTATIONS) * TP_PI / ORIENTATIONS;
    float grow = tp_log(PERIOD_MAX_PX / PERIOD_MIN_PX) / (PERIODS - 1);
    float rate = 2 * TP_PI / (PERIOD_MIN_PX * tp_exp(grow * (float)(wave / ORIENTATIONS)));
    float cx[SIDE], sx[SIDE], cy[SIDE], sy[SIDE], even[SIDE * SIDE], odd[SIDE * SIDE];
    float mean = 0, sum = 0, even_norm = 0, odd_norm = 0;

    for (int i = 0; i < SIDE; i++) {
        float at = (float)i - (SIDE - 1) / 2.0f;
        cx[i] = tp_cos(-rate * at * tp_sin(angle));
        sx[i] = tp_sin(-rate * at * tp_sin(angle));
        cy[i] = tp_cos(rate * at * tp_cos(angle));
        sy[i] = tp_sin(rate * at * tp_cos(angle));
    }
    for (int i = 0; i < SIDE * SIDE; i++) {
        float weight = weights[i % SIDE] * weights[i / SIDE];
        even[i] = cx[i % SIDE] * cy[i / SIDE] - sx[i % SIDE] * sy[i / SIDE];
        odd[i] = (sx[i % SIDE] * cy[i / SIDE] + cx[i % SIDE] * sy[i / SIDE]) * weight;
        mean += even[i] * weight;
        sum += weight;
    }
    for (int i = 0; i < SIDE * SIDE; i++) {
        even[i] = (even[i] - mean / sum) * weights[i % SIDE] * weights[i / SIDE];
        even_norm += even[i] * even[i];
        odd_norm += odd[i] * odd[i];
    }
    tp_spectrum_put(even, odd, even_norm, odd_norm, wave, taps);
}

static void make_taps(struct tp_spectrum_taps *taps)
{
    float weights[SIDE];

    for (int i = 0; i < SIDE; i++) {
        float at = (float)i - (SIDE - 1) / 2.0f;
        weights[i] = tp_exp(-0.5f * at * at / (SIGMA_PX * SIGMA_PX));
    }
    for (int wave = 0; wave < WAVES; wave++)
        make_wave(taps, wave, weights);
}

static void smooth(const struct evidence *e, float *plane, float sigma_cells)
{
    struct tp_grid grid = {e->map->columns, e->map->rows, e->line, e->scratch};

    tp_grid_smooth(&grid, plane, sigma_cells);
}

/* The mean of each cell, smoothed; cells that the image's edge cuts take the pixels they have. */
static void measure_mean(struct evidence *e)
{
    const struct tp_image *image = e->image;

    memset(e->mean, 0, e->cells * sizeof(float));
    memset(e->unit, 0, e->cells * sizeof(float));
    for (uint32_t y = 0; y < image->height_px; y++) {
        const uint8_t *row = image->pixels + (size_t)y * image->width_px;
        size_t cell = (size_t)(y / TP_SLAP_CELL_PX) * e->map->columns;
        for (uint32_t x = 0; x < image->width_px; x += TP_SLAP_CELL_PX, cell++) {
            uint32_t end = TP_MIN(x + TP_SLAP_CELL_PX, image->width_px), sum = 0;
            for (uint32_t i = x; i < end; i++)
                sum += row[i];
            e->mean[cell] += (float)sum;
            e->unit[cell] += (float)(end - x);
        }
    }
    smooth(e, e->mean, SIGMA_MEAN_CELLS);
    smooth(e, e->unit, SIGMA_MEAN_CELLS);
    for (size_t i = 0; i < e->cells; i++)
        e->mean[i] /= e->unit[i];
}

/* Ridges come out positive. */
static void subtract_mean(struct evidence *e)
{
    const struct tp_image *image = e->image;

    memset(e->detail, 0, e->cells * sizeof(float));
    memset(e->normal, 0, (size_t)e->stride_px * (image->height_px + 2 * PAD) * sizeof(int16_t));
    for (uint32_t y = 0; y < image->height_px; y++) {
        const uint8_t *row = image->pixels + (size_t)y * image->width_px;
        int16_t *out = e->normal + (size_t)(y + PAD) * e->stride_px + PAD;
        float *detail = e->detail + (size_t)(y / TP_SLAP_CELL_PX) * e->map->columns;
        tp_grid_row(e->mean, e->map->columns, e->map->rows, y, e->line);
        for (uint32_t x = 0; x < image->width_px; x++) {
            int32_t value = (int32_t)(8.0f * (tp_grid_at(e->line, x) - (float)row[x]));
            out[x] = (int16_t)value;
            detail[x / TP_SLAP_CELL_PX] += (float)(value * value);
        }
    }
    for (size_t i = 0; i < e->cells; i++)
        e->detail[i] *= 1.0f / (64 * TP_SLAP_CELL_PX * TP_SLAP_CELL_PX);
    memcpy(e->energy, e->detail, e->cells * sizeof(float));
    smooth(e, e->energy, SIGMA_PX / TP_SLAP_CELL_PX);
    smooth(e, e->detail, SIGMA_DETAIL_CELLS);
    for (size_t i = 0; i < e->cells; i++)
        e->detail[i] = sqrtf(e->detail[i]);
}

/* The share of the strongest wave: 1 for a wave without end. Its power is at most twice the window's energy, whose
 * Gaussian weighs 2 pi sigma^2 in all. */
static float share_of(const int32_t *evens, const int32_t *odds, float energy)
{
    float best = 0;

    for (int w = 0; w < WAVES; w++) {
        float even = (float)evens[w] * (1.0f / (8 * TP_SPECTRUM_UNIT));
        float odd = (float)odds[w] * (1.0f / (8 * TP_SPECTRUM_UNIT));
        best = TP_MAX(best, even * even + odd * odd);
    }
    return TP_MIN(best / (4 * TP_PI * SIGMA_PX * SIGMA_PX * energy), 1.0f);
}

static size_t cell_of_node(const struct evidence *e, uint32_t node)
{
    uint32_t x = node % e->node_columns * NODE_CELLS + NODE_CELLS / 2;
    uint32_t y = node / e->node_columns * NODE_CELLS + NODE_CELLS / 2;

    return (size_t)TP_MIN(y, e->map->rows - 1) * e->map->columns + TP_MIN(x, e->map->columns - 1);
}

static void take_window(const struct evidence *e, uint32_t node, int16_t *out)
{
    uint32_t x = TP_MIN(node % e->node_columns * NODE_PX + NODE_PX / 2, e->image->width_px);
    uint32_t y = TP_MIN(node / e->node_columns * NODE_PX + NODE_PX / 2, e->image->height_px);

    for (uint32_t i = 0; i < SIDE; i++)
        memcpy(out + (size_t)i * SIDE, e->normal + (size_t)(y + PAD - SIDE / 2 + i) * e->stride_px + x + PAD - SIDE / 2,
               SIDE * sizeof(int16_t));
}

static void measure_shares(struct evidence *e)
{
    uint32_t nodes = e->node_columns * e->node_rows, queue[TP_SPECTRUM_BATCH], queued = 0;
    int16_t samples[TP_SPECTRUM_BATCH][SIDE * SIDE] = {{0}};
    struct tp_spectrum_sums sums;

    for (uint32_t node = 0; node < nodes; node++) {
        e->share[node] = 0;
        if (e->energy[cell_of_node(e, node)] > QUIET * QUIET) {
            take_window(e, node, samples[queued]);
            queue[queued++] = node;
        }
        if (queued == TP_SPECTRUM_BATCH || (queued && node + 1 == nodes)) {
            tp_spectrum_measure(e->taps, samples[0], &sums);
            while (queued--)
                e->share[queue[queued]] =
                    share_of(sums.even[queued], sums.odd[queued], e->energy[cell_of_node(e, queue[queued])]);
            queued = 0;
        }
    }
}

static void smooth_nodes(struct evidence *e, float *plane, float sigma_nodes)
{
    struct tp_grid grid = {e->node_columns, e->node_rows, e->line, e->scratch};

    tp_grid_smooth(&grid, plane, sigma_nodes);
}

/* The usual share and detail of this image's ridges: means weighted by the squared share. The detail is that of the
 * ridges nearby where there are some: one finger may be pressed down more than the others. Returns the share. */
static float measure_usual(struct evidence *e)
{
    uint32_t nodes = e->node_columns * e->node_rows;
    float share = 0, detail = 0, weights = 1e-6f;

    for (uint32_t i = 0; i < nodes; i++) {
        e->weight[i] = e->share[i] * e->share[i];
        e->usual[i] = e->weight[i] * sqrtf(e->energy[cell_of_node(e, i)]);
        share += e->weight[i] * e->share[i];
        detail += e->usual[i];
        weights += e->weight[i];
    }
    share /= weights;
    detail = TP_MAX(detail / weights, QUIET);
    smooth_nodes(e, e->usual, SIGMA_USUAL_NODES);
    smooth_nodes(e, e->weight, SIGMA_USUAL_NODES);
    for (uint32_t i = 0; i < nodes; i++)
        e->usual[i] = TP_MAX((e->usual[i] + USUAL_PRIOR * detail) / (e->weight[i] + USUAL_PRIOR), USUAL_MIN * detail);
    return share;
}

static float ramp(float value, float low, float high)
{
    return TP_CLAMP((value - low) / (high - low), 0.0f, 1.0f);
}

/* The value of a plane of nodes at a cell, interpolated. */
static float node_value(const struct evidence *e, const float *plane, uint32_t column, uint32_t row)
{
    float x = TP_CLAMP(((float)column - NODE_CELLS / 2) / NODE_CELLS, 0.0f, (float)(e->node_columns - 1));
    float y = TP_CLAMP(((float)row - NODE_CELLS / 2) / NODE_CELLS, 0.0f, (float)(e->node_rows - 1));
    uint32_t i = (uint32_t)x, j = (uint32_t)y, right = i + 1 < e->node_columns, below = j + 1 < e->node_rows;
    const float *at = plane + (size_t)j * e->node_columns + i, *under = at + (below ? e->node_columns : 0);
    float u = x - (float)i, v = y - (float)j;

    return (at[0] * (1 - u) + at[right] * u) * (1 - v) + (under[0] * (1 - u) + under[right] * u) * v;
}

static void write_map(struct evidence *e)
{
    float share = TP_CLAMP(SHARE_ENOUGH * measure_usual(e), SHARE_MIN, SHARE_MAX);

    for (uint32_t y = 0; y < e->map->rows; y++)
        for (uint32_t x = 0; x < e->map->columns; x++) {
            size_t i = (size_t)y * e->map->columns + x;
            float level = e->detail[i] / node_value(e, e->usual, x, y);
            e->map->detail[i] = (uint8_t)(255 / LEVEL_MAX * TP_MIN(level, LEVEL_MAX));
            e->map->ridges[i] = (uint8_t)(255 * ramp(node_value(e, e->share, x, y), SHARE_LOW * share, share) *
                                          ramp(level, DETAIL_LOW, DETAIL_HIGH));
        }
}

static tp_status reserve(struct evidence *e, struct tp_diag *diag)
{
    const struct tp_image *image = e->image;
    size_t padded = (size_t)e->stride_px * (image->height_px + 2 * PAD), nodes = (size_t)e->node_columns * e->node_rows;
    size_t line = (size_t)e->map->columns + 512;
    tp_status status = tp_arena_init(
        &e->arena,
        padded * sizeof(int16_t) + sizeof *e->taps + (5 * e->cells + 3 * nodes + line) * sizeof(float) + 16 * 64, diag);

    if (status)
        return status;
    e->normal = tp_arena_take(&e->arena, padded, sizeof(int16_t));
    e->taps = tp_arena_take(&e->arena, 1, sizeof *e->taps);
    e->mean = tp_arena_take(&e->arena, e->cells, sizeof(float));
    e->unit = tp_arena_take(&e->arena, e->cells, sizeof(float));
    e->detail = tp_arena_take(&e->arena, e->cells, sizeof(float));
    e->energy = tp_arena_take(&e->arena, e->cells, sizeof(float));
    e->scratch = tp_arena_take(&e->arena, e->cells, sizeof(float));
    e->share = tp_arena_take(&e->arena, nodes, sizeof(float));
    e->usual = tp_arena_take(&e->arena, nodes, sizeof(float));
    e->weight = tp_arena_take(&e->arena, nodes, sizeof(float));
    e->line = tp_arena_take(&e->arena, line, sizeof(float));
    TP_ASSERT(e->line);
    return TP_OK;
}

tp_status tp_slap_map_init(struct tp_slap_map *out, const struct tp_image *image, struct tp_diag *diag)
{
    struct evidence e = {.map = out, .image = image, .stride_px = image->width_px + 2 * PAD};
    tp_status status;

    *out = (struct tp_slap_map){.columns = (image->width_px + TP_SLAP_CELL_PX - 1) / TP_SLAP_CELL_PX,
                                .rows = (image->height_px + TP_SLAP_CELL_PX - 1) / TP_SLAP_CELL_PX};
    e.cells = (size_t)out->columns * out->rows;
    e.node_columns = (out->columns + NODE_CELLS - 1) / NODE_CELLS;
    e.node_rows = (out->rows + NODE_CELLS - 1) / NODE_CELLS;
    status = tp_alloc((void **)&out->ridges, e.cells, 2, diag);
    if (!status)
        status = reserve(&e, diag);
    if (status) {
        tp_slap_map_deinit(out);
        return status;
    }
    out->detail = out->ridges + e.cells;
    make_taps(e.taps);
    measure_mean(&e);
    subtract_mean(&e);
    measure_shares(&e);
    smooth_nodes(&e, e.share, SIGMA_SHARE_NODES);
    write_map(&e);
    tp_arena_deinit(&e.arena);
    return TP_OK;
}

void tp_slap_map_deinit(struct tp_slap_map *map)
{
    free(map->ridges);
    memset(map, 0, sizeof *map);
}
