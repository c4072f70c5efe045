/* SPDX-License-Identifier: Apache-2.0 */
/* Minutiae: the loose ends of the ridges' skeleton are ridge endings, those of the valleys' are bifurcations. */
#include "extract/stages.h"

#include <math.h>

enum { DIRECTION_PX = 17 };

/* The unit vector from the end at START into its line. */
static void measure_direction(const struct tp_skeleton *skeleton, uint32_t start, float *dx, float *dy)
{
    uint32_t path[DIRECTION_PX + 1], count, stride = (uint32_t)skeleton->stride_px;

    (void)tp_walk(skeleton, start, DIRECTION_PX, path, &count);
    float x = (float)(path[count - 1] % stride) - (float)(start % stride);
    float y = (float)(path[count - 1] / stride) - (float)(start / stride);
    float length = sqrtf(x * x + y * y);
    *dx = length > 0 ? x / length : 0;
    *dy = length > 0 ? y / length : 0;
}

uint32_t tp_find_ends(const struct tp_work *work, struct tp_ending *out, uint32_t room)
{
    const struct tp_skeleton *skeleton = &work->skeleton;
    uint32_t count = 0, stride = (uint32_t)skeleton->stride_px;

    for (uint32_t i = 0; i < skeleton->pixel_count && count < room; i++) {
        uint32_t offset = skeleton->pixels[i];
        if (!skeleton->at[offset] || tp_drop_bit(tp_neighbours(skeleton, offset)))
            continue;
        struct tp_ending *end = &out[count++];
        *end = (struct tp_ending){.x_px = (int32_t)(offset % stride), .y_px = (int32_t)(offset / stride)};
        measure_direction(skeleton, offset, &end->dx, &end->dy);
    }
    return count;
}

/* Averages the direction with the orientation field's, which is steadier but knows no sense. */
static void steady_direction(const struct tp_work *work, struct tp_ending *end)
{
    size_t cell = tp_cell(work, end->x_px, end->y_px);
    float x = sqrtf(TP_MAX(0.5f * (1 + work->flow_x[cell]), 0.0f));
    float y = sqrtf(TP_MAX(0.5f * (1 - work->flow_x[cell]), 0.0f));
    float length;

    if (work->flow_y[cell] < 0)
        y = -y;
    if (x * end->dx + y * end->dy < 0) {
        x = -x;
        y = -y;
    }
    x += end->dx;
    y += end->dy;
    length = sqrtf(x * x + y * y);
    end->dx = length > 0 ? x / length : 1;
    end->dy = length > 0 ? y / length : 0;
}

void tp_collect_endings(struct tp_work *work, enum tp_minutia_type type)
{
    struct tp_ending *ends = work->endings + work->ending_count;
    uint32_t count = tp_find_ends(work, ends, work->ending_capacity - work->ending_count), kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (ends[i].dx == 0 && ends[i].dy == 0)
            continue;
        ends[i].type = (uint8_t)type;
        steady_direction(work, &ends[i]);
        ends[kept++] = ends[i];
    }
    work->ending_count += kept;
}
