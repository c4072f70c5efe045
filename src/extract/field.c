/* SPDX-License-Identifier: Apache-2.0 */
/* What goes into the template: the minutiae, and the ridge field in cells of 16 px. */
#include "extract/stages.h"

#include <stdlib.h>

static int by_quality(const void *a, const void *b)
{
    const struct tp_ending *x = a, *y = b;

    if (x->quality != y->quality)
        return x->quality > y->quality ? -1 : 1;
    if (x->y_px != y->y_px)
        return x->y_px < y->y_px ? -1 : 1;
    if (x->x_px != y->x_px)
        return x->x_px < y->x_px ? -1 : 1;
    return x->type < y->type ? -1 : x->type > y->type;
}

struct tp_minutia tp_minutia_of(const struct tp_ending *end)
{
    return (struct tp_minutia){.x_px = (uint16_t)end->x_px,
                               .y_px = (uint16_t)end->y_px,
                               .theta_q8 = tp_angle_to_q8(tp_atan2(-end->dy, end->dx)),
                               .type = end->type,
                               .quality = end->quality};
}

void tp_store_minutiae(struct tp_work *work, struct tp_template *out)
{
    qsort(work->endings, work->ending_count, sizeof *work->endings, by_quality);
    out->minutia_count = (uint8_t)TP_MIN(work->ending_count, (uint32_t)TP_MINUTIAE_MAX);
    for (uint32_t i = 0; i < out->minutia_count; i++)
        out->minutiae[i] = tp_minutia_of(&work->endings[i]);
    tp_template_sort(out);
}

static uint8_t average_cell(const struct tp_work *work, uint32_t column, uint32_t row)
{
    enum { SIDE = TP_FIELD_CELL_PX / TP_CELL_PX };
    float x = 0, y = 0, quality = 0, angle;
    int32_t orientation, coherence;

    for (uint32_t v = row * SIDE; v < TP_MIN((row + 1) * SIDE, work->rows); v++)
        for (uint32_t u = column * SIDE; u < TP_MIN((column + 1) * SIDE, work->columns); u++) {
            size_t i = (size_t)v * work->columns + u;
            float weight = work->mask[i] ? work->quality[i] + 0.01f : 0.0f;
            x += weight * work->flow_x[i];
            y += weight * work->flow_y[i];
            quality += work->quality[i];
        }
    angle = tp_atan2(-y, x) * (16.0f / TP_PI);
    orientation = (int32_t)(angle < 0 ? angle - 0.5f : angle + 0.5f);
    coherence = (int32_t)(quality * (8.0f / (SIDE * SIDE)));
    return TP_FIELD_CELL(orientation, TP_MIN(coherence, 7));
}

void tp_store_field(const struct tp_work *work, struct tp_template *out)
{
    for (uint32_t row = 0; row < out->rows; row++)
        for (uint32_t column = 0; column < out->columns; column++)
            out->field[row * out->columns + column] = average_cell(work, column, row);
}
