/* SPDX-License-Identifier: Apache-2.0 */
/* Maps of ridge evidence with fingers drawn on them. */
#ifndef TP_TEST_SLAP_MAP_H
#define TP_TEST_SLAP_MAP_H

#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "extract/slap.h"

/* A finger's last joint with a round tip, in millimetres, and the joint below it where JOINT is above 0 long. */
struct drawn_finger {
    float tip_x, tip_y, angle_rad, width, height, joint;
};

static inline struct tp_slap_map map_new(float width_mm, float height_mm)
{
    struct tp_slap_map map = {.columns = (uint32_t)TP_SLAP_CELLS(width_mm), .rows = (uint32_t)TP_SLAP_CELLS(height_mm)};

    map.ridges = calloc((size_t)map.columns * map.rows, 2);
    assert_non_null(map.ridges);
    map.detail = map.ridges + (size_t)map.columns * map.rows;
    return map;
}

static inline bool in_finger(const struct drawn_finger *f, float across, float along)
{
    float half = f->width / 2, above = half - along;

    if (above > 0)
        return across * across + above * above < half * half;
    return fabsf(across) < half && (along < f->height || (along > f->height + 1.5f && along < f->height + f->joint));
}

static inline void map_draw(struct tp_slap_map *map, const struct drawn_finger *finger)
{
    float cosine = tp_cos(finger->angle_rad), sine = tp_sin(finger->angle_rad);

    for (uint32_t y = 0; y < map->rows; y++)
        for (uint32_t x = 0; x < map->columns; x++) {
            float dx = ((float)x + 0.5f) * TP_SLAP_CELL_MM - finger->tip_x;
            float dy = ((float)y + 0.5f) * TP_SLAP_CELL_MM - finger->tip_y;
            if (!in_finger(finger, dx * cosine - dy * sine, dx * sine + dy * cosine))
                continue;
            map->ridges[y * map->columns + x] = 240;
            map->detail[y * map->columns + x] = 130;
        }
}

#endif
