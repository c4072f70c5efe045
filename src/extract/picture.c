/* SPDX-License-Identifier: Apache-2.0 */
/* The pictures of the trace: each stage's output in gray. Nothing is drawn without a sink. */
#include "extract/stages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

tp_status tp_tracer_init(struct tp_tracer *out, const struct tp_extract_options *options, const struct tp_image *image,
                         struct tp_diag *diag)
{
    *out = (struct tp_tracer){
        .fn = options->trace, .context = options->trace_context, .stages_only = options->trace_stages_only};
    if (!out->fn)
        return TP_OK;
    return tp_alloc((void **)&out->picture, image->width_px, image->height_px, diag);
}

void tp_tracer_deinit(struct tp_tracer *tracer)
{
    free(tracer->picture);
    tracer->picture = NULL;
}

void tp_tracer_mark(const struct tp_tracer *tracer, const char *stage)
{
    const struct tp_trace_layer layer = {.stage = stage};

    if (tracer->fn && tracer->stages_only)
        tracer->fn(tracer->context, &layer);
}

static bool wants_picture(const struct tp_tracer *tracer, const char *stage)
{
    tp_tracer_mark(tracer, stage);
    return tracer->fn && !tracer->stages_only;
}

static void show(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work)
{
    const struct tp_trace_layer layer = {
        .stage = stage, .width_px = work->width_px, .height_px = work->height_px, .pixels = tracer->picture};
    tracer->fn(tracer->context, &layer);
}

static void show_plane(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work,
                       const int16_t *plane, int32_t divisor)
{
    if (!wants_picture(tracer, stage))
        return;
    for (uint32_t y = 0; y < work->height_px; y++)
        for (uint32_t x = 0; x < work->width_px; x++) {
            int32_t value = 128 - plane[(ptrdiff_t)y * work->stride_px + x] / divisor;
            tracer->picture[(size_t)y * work->width_px + x] = (uint8_t)TP_CLAMP(value, 0, 255);
        }
    show(tracer, stage, work);
}

static void show_grid(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work, const float *plane,
                      float scale)
{
    if (!wants_picture(tracer, stage))
        return;
    for (uint32_t y = 0; y < work->height_px; y++)
        for (uint32_t x = 0; x < work->width_px; x++) {
            float value = plane[tp_cell(work, (int32_t)x, (int32_t)y)] * scale;
            tracer->picture[(size_t)y * work->width_px + x] = (uint8_t)TP_CLAMP(value, 0.0f, 255.0f);
        }
    show(tracer, stage, work);
}

void tp_show_normal(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work)
{
    show_plane(tracer, stage, work, work->normal, 4);
}

void tp_show_response(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work)
{
    show_plane(tracer, stage, work, work->response, 40);
}

void tp_show_frequency(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work)
{
    show_grid(tracer, stage, work, work->period, 255.0f / TP_GABOR_PERIODS);
}

void tp_show_quality(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work)
{
    show_grid(tracer, stage, work, work->quality, 255.0f);
}

/* The normalised image, dimmed outside the mask. */
void tp_show_mask(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work)
{
    if (!wants_picture(tracer, stage))
        return;
    for (uint32_t y = 0; y < work->height_px; y++)
        for (uint32_t x = 0; x < work->width_px; x++) {
            int32_t value = 128 - work->normal[(ptrdiff_t)y * work->stride_px + x] / 4;
            bool inside = work->mask[tp_cell(work, (int32_t)x, (int32_t)y)];
            tracer->picture[(size_t)y * work->width_px + x] = (uint8_t)(inside ? TP_CLAMP(value, 0, 255) : value / 3);
        }
    show(tracer, stage, work);
}

/* A stroke along the ridges in every fourth cell. */
void tp_show_orientation(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work)
{
    if (!wants_picture(tracer, stage))
        return;
    memset(tracer->picture, 255, (size_t)work->width_px * work->height_px);
    for (uint32_t row = 1; row < work->rows; row += 3)
        for (uint32_t column = 1; column < work->columns; column += 3) {
            size_t i = (size_t)row * work->columns + column;
            float angle = 0.5f * tp_atan2(work->flow_y[i], work->flow_x[i]);
            for (int t = -5; t <= 5; t++) {
                int32_t x = (int32_t)(column * TP_CELL_PX + 2) + (int32_t)floorf((float)t * tp_cos(angle) + 0.5f);
                int32_t y = (int32_t)(row * TP_CELL_PX + 2) + (int32_t)floorf((float)t * tp_sin(angle) + 0.5f);
                if (x >= 0 && y >= 0 && x < (int32_t)work->width_px && y < (int32_t)work->height_px)
                    tracer->picture[(size_t)y * work->width_px + (size_t)x] =
                        (uint8_t)(200.0f - 200.0f * work->coherence[i]);
            }
        }
    show(tracer, stage, work);
}

void tp_show_bits(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work)
{
    const struct tp_bits *bits = &work->bits[0];

    if (!wants_picture(tracer, stage))
        return;
    for (uint32_t y = 0; y < work->height_px; y++)
        for (uint32_t x = 0; x < work->width_px; x++) {
            bool set = bits->words[(size_t)y * bits->words_per_row + x / 64] >> (x % 64) & 1;
            tracer->picture[(size_t)y * work->width_px + x] = set ? 0 : 255;
        }
    show(tracer, stage, work);
}

void tp_show_skeleton(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work)
{
    if (!wants_picture(tracer, stage))
        return;
    for (uint32_t y = 0; y < work->height_px; y++)
        for (uint32_t x = 0; x < work->width_px; x++)
            tracer->picture[(size_t)y * work->width_px + x] =
                work->skeleton.at[(ptrdiff_t)y * work->skeleton.stride_px + x] ? 0 : 255;
    show(tracer, stage, work);
}

void tp_show_endings(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work)
{
    struct tp_minutia minutiae[TP_MINUTIAE_MAX];
    struct tp_trace_layer layer = {
        .stage = stage, .width_px = work->width_px, .height_px = work->height_px, .minutiae = minutiae};

    if (!wants_picture(tracer, stage))
        return;
    layer.minutia_count = TP_MIN(work->ending_count, (uint32_t)TP_MINUTIAE_MAX);
    for (uint32_t i = 0; i < layer.minutia_count; i++)
        minutiae[i] = tp_minutia_of(&work->endings[i]);
    tracer->fn(tracer->context, &layer);
}

void tp_show_ridgeness(const struct tp_tracer *tracer, const char *stage, const struct tp_work *work)
{
    show_grid(tracer, stage, work, work->ridgeness, 255.0f);
}
