/* SPDX-License-Identifier: Apache-2.0 */
/* Ridge patterns whose orientation, period and minutiae are known, and a workspace that is run up to a stage. */
#ifndef TP_TEST_PATTERN_H
#define TP_TEST_PATTERN_H

#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "extract/stages.h"

/* Waves of PERIOD px whose ridges run at ANGLE (image axes); with a dislocation at (X, Y) where SPIN is 1 or -1: there
 * a ridge or a valley ends. Within RADIUS of the centre (0: everywhere), white outside. */
struct pattern {
    uint32_t width_px, height_px;
    float angle_rad, period_px, amplitude, mean, noise;
    float x_px, y_px, radius_px;
    int spin;
    bool concentric; /* rings around the centre instead */
};

static inline float pattern_phase(const struct pattern *p, float x, float y)
{
    float cx = x - (float)p->width_px / 2, cy = y - (float)p->height_px / 2;
    float across = cy * tp_cos(p->angle_rad) - cx * tp_sin(p->angle_rad);

    if (p->concentric)
        across = sqrtf(cx * cx + cy * cy);
    return 2 * TP_PI * across / p->period_px + (float)p->spin * tp_atan2(y - p->y_px, x - p->x_px);
}

static inline struct tp_image draw_pattern(const struct pattern *p)
{
    struct tp_rng rng = tp_rng_seed(1, 1);
    struct tp_image image = {.width_px = p->width_px, .height_px = p->height_px, .ppi = 500};

    image.pixels = malloc((size_t)p->width_px * p->height_px);
    assert_non_null(image.pixels);
    for (uint32_t y = 0; y < p->height_px; y++)
        for (uint32_t x = 0; x < p->width_px; x++) {
            float cx = (float)x - (float)p->width_px / 2, cy = (float)y - (float)p->height_px / 2;
            bool inside = p->radius_px <= 0 || cx * cx + cy * cy < p->radius_px * p->radius_px;
            float value = p->mean - p->amplitude * tp_cos(pattern_phase(p, (float)x, (float)y));
            value = (inside ? value : 250.0f) + p->noise * tp_rng_normal(&rng);
            image.pixels[(size_t)y * p->width_px + x] = (uint8_t)TP_CLAMP(value, 0.0f, 255.0f);
        }
    return image;
}

enum stage { UP_TO_NORMALISE, UP_TO_ORIENT, UP_TO_FREQUENCY, UP_TO_SEGMENT, UP_TO_ENHANCE, UP_TO_GRADE };

struct bench {
    struct tp_tables tables;
    struct tp_work work;
};

/* Runs the stages up to LAST on pixels of this size. BENCH is zeroed or was used before. */
static inline void run_up_to(struct bench *bench, const uint8_t *pixels, uint32_t width_px, uint32_t height_px,
                             enum stage last)
{
    struct tp_work *work = &bench->work;

    if (!bench->tables.gabor)
        assert_int_equal(tp_tables_init(&bench->tables, NULL), TP_OK);
    assert_int_equal(tp_work_fit(work, width_px, height_px, NULL), TP_OK);
    tp_normalise(work, pixels);
    if (last >= UP_TO_ORIENT) {
        tp_measure_spectrum(work, &bench->tables);
        tp_orient(work);
    }
    if (last >= UP_TO_FREQUENCY)
        tp_measure_frequency(work, &bench->tables);
    if (last >= UP_TO_SEGMENT)
        tp_segment(work);
    if (last >= UP_TO_ENHANCE)
        tp_enhance(work, &bench->tables);
    if (last >= UP_TO_GRADE)
        tp_grade_ridges(work);
}

static inline void run_pattern(struct bench *bench, const struct pattern *pattern, enum stage last)
{
    struct tp_image image = draw_pattern(pattern);

    run_up_to(bench, image.pixels, image.width_px, image.height_px, last);
    free(image.pixels);
}

static inline void clear_bench(struct bench *bench)
{
    tp_tables_deinit(&bench->tables);
    tp_work_deinit(&bench->work);
}

/* Draws a skeleton into the workspace: '#' is on the line. Rows of one length; the workspace has the picture's size. */
static inline void draw_skeleton(struct tp_work *work, const char *const *rows, uint32_t count)
{
    uint32_t width = (uint32_t)strlen(rows[0]);

    assert_int_equal(tp_work_fit(work, width, count, NULL), TP_OK);
    memset(work->bits[0].words, 0, (size_t)work->bits[0].words_per_row * count * sizeof(uint64_t));
    for (uint32_t y = 0; y < count; y++)
        for (uint32_t x = 0; x < width; x++)
            if (rows[y][x] == '#')
                work->bits[0].words[(size_t)y * work->bits[0].words_per_row + x / 64] |= (uint64_t)1 << (x % 64);
    tp_trace(work, &work->bits[0]);
}

static inline bool on_line(const struct tp_work *work, int32_t x, int32_t y)
{
    return work->skeleton.at[y * work->skeleton.stride_px + x];
}

#endif
