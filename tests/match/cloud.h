/* SPDX-License-Identifier: Apache-2.0 */
/* Made-up impressions for the tests of the comparison: clouds of minutiae along a smooth ridge flow, and second
 * impressions of them, moved, bent, thinned and littered. */
#ifndef TP_TEST_CLOUD_H
#define TP_TEST_CLOUD_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <tenprint/match.h>

#include "base/base.h"

/* The ridge orientation at a point relative to the middle, anticlockwise: something like an arch that depends on BEND.
 */
static inline float cloud_flow(float x, float y, float bend)
{
    return 0.6f * tp_sin(x / 70 + bend) + 0.4f * tp_cos(y / 90 - 2 * bend);
}

/* COUNT minutiae of a finger with its field, 320 x 400 px. */
static inline void cloud_make(uint64_t seed, int count, struct tp_template *out)
{
    struct tp_rng rng = tp_rng_seed(seed, 77);
    float bend = tp_rng_range(&rng, -3, 3);

    tp_template_init(out);
    out->width_px = 320;
    out->height_px = 400;
    out->quality = 255;
    out->minutia_count = (uint8_t)count;
    for (int i = 0; i < count; i++) {
        struct tp_minutia *m = &out->minutiae[i];
        float flow;

        m->x_px = (uint16_t)(20 + tp_rng_below(&rng, 280));
        m->y_px = (uint16_t)(20 + tp_rng_below(&rng, 360));
        flow = cloud_flow((float)m->x_px - 160, (float)m->y_px - 200, bend);
        m->theta_q8 = (uint8_t)(tp_angle_to_q8(flow) + 128 * tp_rng_below(&rng, 2));
        m->type = (uint8_t)(1 + tp_rng_below(&rng, 2));
        m->quality = (uint8_t)(1 + tp_rng_below(&rng, 100));
    }
    if (tp_template_make_field(out, NULL) == TP_OK)
        for (int i = 0; i < out->columns * out->rows; i++) {
            float x = (float)(i % out->columns) * TP_FIELD_CELL_PX + 8 - 160;
            float y = (float)(i / out->columns) * TP_FIELD_CELL_PX + 8 - 200;
            int step = (int)floorf(cloud_flow(x, y, bend) * (32 / TP_PI) + 0.5f);

            out->field[i] = TP_FIELD_CELL(step, 7);
        }
    tp_template_sort(out);
}

struct cloud_change {
    float rotation_rad, dx_px, dy_px; /* about the middle, anticlockwise on the screen */
    float bend_px, noise_px, noise_rad;
    float lost, added; /* shares of the minutiae */
};

static inline uint8_t cloud_turned_cell(const struct tp_template *tmpl, float x, float y, float rotation_rad)
{
    int column = (int)floorf(x / TP_FIELD_CELL_PX), row = (int)floorf(y / TP_FIELD_CELL_PX);
    uint8_t cell;

    if (column < 0 || row < 0 || column >= tmpl->columns || row >= tmpl->rows)
        return 0;
    cell = tmpl->field[row * tmpl->columns + column];
    return TP_FIELD_CELL(TP_FIELD_ORIENTATION(cell) + (int)floorf(rotation_rad * (32 / TP_PI) + 0.5f) + 64,
                         TP_FIELD_COHERENCE(cell));
}

/* Another impression of the finger of TMPL. What leaves the image is lost. */
static inline void cloud_press(const struct tp_template *tmpl, const struct cloud_change *change, uint64_t seed,
                               struct tp_template *out)
{
    struct tp_rng rng = tp_rng_seed(seed, 78);
    float c = tp_cos(change->rotation_rad), s = tp_sin(change->rotation_rad);
    int added = (int)((float)tmpl->minutia_count * change->added);

    tp_template_init(out);
    out->width_px = 520;
    out->height_px = 520;
    out->quality = 255;
    for (int i = 0; i < tmpl->minutia_count; i++) {
        struct tp_minutia m = tmpl->minutiae[i];
        float x = (float)m.x_px - 160, y = (float)m.y_px - 200;
        float u = c * x + s * y + 260 + change->dx_px + change->bend_px * tp_sin(y / 80);
        float v = -s * x + c * y + 260 + change->dy_px + change->bend_px * tp_cos(x / 80);

        u += change->noise_px * tp_rng_normal(&rng);
        v += change->noise_px * tp_rng_normal(&rng);
        if (u < 0 || v < 0 || u >= 519 || v >= 519 || tp_rng_unit(&rng) < change->lost)
            continue;
        m.x_px = (uint16_t)(u + 0.5f);
        m.y_px = (uint16_t)(v + 0.5f);
        m.theta_q8 = tp_angle_to_q8(tp_angle_from_q8(m.theta_q8) + change->rotation_rad +
                                    change->noise_rad * tp_rng_normal(&rng));
        out->minutiae[out->minutia_count++] = m;
    }
    for (int i = 0; i < added && out->minutia_count < TP_MINUTIAE_MAX; i++) {
        struct tp_minutia m = {(uint16_t)tp_rng_below(&rng, 519), (uint16_t)tp_rng_below(&rng, 519),
                               (uint8_t)tp_rng_below(&rng, 256), 1, 20};

        out->minutiae[out->minutia_count++] = m;
    }
    if (tmpl->field && tp_template_make_field(out, NULL) == TP_OK)
        for (int i = 0; i < out->columns * out->rows; i++) {
            float u = (float)(i % out->columns) * TP_FIELD_CELL_PX + 8 - 260 - change->dx_px;
            float v = (float)(i / out->columns) * TP_FIELD_CELL_PX + 8 - 260 - change->dy_px;

            out->field[i] = cloud_turned_cell(tmpl, c * u - s * v + 160, s * u + c * v + 200, change->rotation_rad);
        }
    tp_template_sort(out);
}

/* ---- prepared ---------------------------------------------------------------------------------------------------- */

static const struct cloud_change MOVED = {0.4f, 20, -12, 5, 2, 0.08f, 0.2f, 0.2f};
static const struct cloud_change TURNED = {2.6f, 35, 40, 0, 0.3f, 0.01f, 0, 0};

static inline struct tp_matcher *matcher_new(void)
{
    struct tp_matcher *m;

    assert_int_equal(tp_matcher_new(&m, NULL), TP_OK);
    return m;
}

static inline struct tp_features *features_of(const struct tp_template *tmpl)
{
    struct tp_features *f;

    assert_int_equal(tp_features_new(tmpl, &f, NULL), TP_OK);
    return f;
}

static inline void strip(struct tp_template *tmpl)
{
    free(tmpl->field);
    tmpl->field = NULL;
    tmpl->columns = tmpl->rows = 0;
}

/* Features of cloud SEED pressed by CHANGE (NULL: as it is), without a field when BARE. */
static inline struct tp_features *impression(uint64_t seed, int count, const struct cloud_change *change, bool bare)
{
    struct tp_template tmpl, pressed;
    struct tp_features *f;

    cloud_make(seed, count, &tmpl);
    if (change) {
        cloud_press(&tmpl, change, seed * 3 + 1, &pressed);
        tp_template_deinit(&tmpl);
        tmpl = pressed;
    }
    if (bare)
        strip(&tmpl);
    f = features_of(&tmpl);
    tp_template_deinit(&tmpl);
    return f;
}

#endif
