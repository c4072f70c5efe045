/* SPDX-License-Identifier: Apache-2.0 */
/* Master patterns: the grown ridges with what else is fixed about a finger's skin: pores and creases. */
#include "synth/growth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PIXELS = TP_SYNTH_WIDTH_PX * TP_SYNTH_HEIGHT_PX };

tp_status tp_synth_new(struct tp_synth **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status == TP_OK)
        tp_synth_make_filters(*out);
    return status;
}

void tp_synth_free(struct tp_synth **synth)
{
    free(*synth);
    *synth = NULL;
}

/* Raises a map to a soft round spot. */
static void stamp(uint8_t *map, float x, float y, float radius, float depth)
{
    int reach = (int)(radius + 1.5f);

    for (int iy = (int)y - reach; iy <= (int)y + reach + 1; iy++)
        for (int ix = (int)x - reach; ix <= (int)x + reach + 1; ix++) {
            float dx = (float)ix - x, dy = (float)iy - y, distance = sqrtf(dx * dx + dy * dy);
            float value = depth * 255.0f * TP_CLAMP((radius + 0.7f - distance) / (radius * 0.5f + 0.7f), 0.0f, 1.0f);
            if (ix < 0 || iy < 0 || ix >= TP_SYNTH_WIDTH_PX || iy >= TP_SYNTH_HEIGHT_PX)
                continue;
            if (value > map[iy * TP_SYNTH_WIDTH_PX + ix])
                map[iy * TP_SYNTH_WIDTH_PX + ix] = (uint8_t)value;
        }
}

/* Sweat pores lie along the middle of ridges, about one for each ridge period: a jittered grid of places, each moved to
 * the crest that it lies on. */
static void make_pores(struct tp_synth_master *master, struct tp_rng *rng)
{
    const struct tp_synth_finger *finger = &master->finger;
    const float step = 7.5f;

    for (float gy = 8; gy < TP_SYNTH_HEIGHT_PX - 8; gy += step)
        for (float gx = 8; gx < TP_SYNTH_WIDTH_PX - 8; gx += step) {
            float x = gx + tp_rng_range(rng, -3, 3), y = gy + tp_rng_range(rng, -3, 3);
            float radius = tp_rng_range(rng, 0.7f, 1.9f), depth = tp_rng_range(rng, 0.3f, 1.0f);
            float theta = tp_synth_orientation(finger, x, y), best_offset = 0;
            float nx = tp_sin(theta), ny = tp_cos(theta);
            int best = 0;
            for (float offset = -4; offset <= 4; offset += 1) {
                int ix = (int)(x + offset * nx), iy = (int)(y + offset * ny);
                int value = master->pattern[iy * TP_SYNTH_WIDTH_PX + ix];
                if (value > best) {
                    best = value;
                    best_offset = offset;
                }
            }
            if (best > AMPLITUDE / 2)
                stamp(master->pores, x + best_offset * nx, y + best_offset * ny, radius, depth);
        }
}

/* Creases are bent white lines across ridges, more of them on worn skin; most run across the finger. */
static void make_creases(struct tp_synth_master *master, struct tp_rng *rng)
{
    int count = (int)(tp_rng_unit(rng) * (2.0f + 14.0f * master->finger.wear));

    for (int i = 0; i < count; i++) {
        float x = tp_rng_range(rng, 40, TP_SYNTH_WIDTH_PX - 40), y = tp_rng_range(rng, 60, TP_SYNTH_HEIGHT_PX - 20);
        float lean = 0.5f * tp_rng_normal(rng), angle = lean + (tp_rng_unit(rng) < 0.25f ? TP_PI / 2 : 0);
        float turn = 0.004f * tp_rng_normal(rng), width = tp_rng_unit(rng);
        float radius = 0.5f + 1.7f * width * tp_rng_unit(rng), length = tp_rng_range(rng, 25, 150);
        for (float s = 0; s < length; s += 0.7f) {
            float fade = TP_MIN(1.0f, TP_MIN(s, length - s) / 15.0f);
            stamp(master->creases, x, y, radius * (0.5f + 0.5f * fade), fade);
            angle += turn + 0.03f * tp_rng_normal(rng);
            x += 0.7f * tp_cos(angle);
            y -= 0.7f * tp_sin(angle);
        }
    }
}

static void copy_pattern(const struct tp_synth *synth, int16_t *pattern)
{
    for (int y = 0; y < TP_SYNTH_HEIGHT_PX; y++)
        memcpy(pattern + y * TP_SYNTH_WIDTH_PX, &synth->plane[tp_synth_at(0, y)], TP_SYNTH_WIDTH_PX * sizeof *pattern);
}

tp_status tp_synth_master_new(struct tp_synth *synth, uint64_t seed, uint32_t person, unsigned position,
                              struct tp_synth_master **out, struct tp_diag *diag)
{
    struct tp_synth_master *master;
    struct tp_rng rng;
    void *memory;
    tp_status status;

    *out = NULL;
    if (position < 1 || position > TP_POSITION_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "finger %u is not 1..10", position);
    status = tp_alloc_zero(&memory, 1, sizeof *master + PIXELS * (sizeof(int16_t) + 2), diag);
    if (status != TP_OK)
        return status;
    master = memory;
    master->pattern = (int16_t *)(void *)(master + 1);
    master->pores = (uint8_t *)(master->pattern + PIXELS);
    master->creases = master->pores + PIXELS;
    tp_synth_finger_init(&master->finger, seed, person, position);
    tp_synth_grow(synth, &master->finger);
    copy_pattern(synth, master->pattern);
    tp_synth_find_minutiae(synth, master);
    rng = tp_synth_stream(seed, person, position, 0, TP_SYNTH_FOR_SKIN);
    make_pores(master, &rng);
    make_creases(master, &rng);
    *out = master;
    return TP_OK;
}

void tp_synth_master_free(struct tp_synth_master **master)
{
    free(*master);
    *master = NULL;
}
