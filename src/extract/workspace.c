/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of an extractor: tables that serve every image, and the workspace, one arena, cut anew for each image,
 * grown when an image is larger than all before. */
#include "extract/stages.h"
#include "kernel/kernel.h"

#include <stdlib.h>
#include <string.h>

tp_status tp_tables_init(struct tp_tables *out, struct tp_diag *diag)
{
    size_t gabor = (size_t)TP_GABOR_PERIODS * TP_GABOR_ORIENTATIONS * TP_GABOR_FILTER_TAPS;
    tp_status status;

    memset(out, 0, sizeof *out);
    status = tp_alloc_zero((void **)&out->gabor, gabor, sizeof(int16_t), diag);
    if (!status)
        status = tp_alloc_zero((void **)&out->spectrum, 1, sizeof *out->spectrum, diag);
    if (status) {
        tp_tables_deinit(out);
        return status;
    }
    tp_frequency_tables(out);
    tp_spectrum_tables(out);
    tp_gabor_tables(out);
    return TP_OK;
}

void tp_tables_deinit(struct tp_tables *tables)
{
    free(tables->gabor);
    free(tables->spectrum);
    memset(tables, 0, sizeof *tables);
}

static size_t padded_stride(uint32_t width_px)
{
    return ((size_t)width_px + 2 * TP_PAD_PX + 31) / 32 * 32;
}

static int16_t *take_plane(struct tp_work *work)
{
    size_t stride = padded_stride(work->width_px);
    int16_t *plane = tp_arena_take(&work->arena, stride * (work->height_px + 2 * TP_PAD_PX), sizeof *plane);

    if (!plane)
        return NULL;
    memset(plane, 0, stride * (work->height_px + 2 * TP_PAD_PX) * sizeof *plane);
    return plane + stride * TP_PAD_PX + TP_PAD_PX;
}

static void take_grids(struct tp_work *work)
{
    size_t cells = (size_t)work->columns * work->rows;
    float **const planes[] = {
        &work->mean,       &work->contrast,   &work->flow_x,     &work->flow_y,     &work->coherence, &work->energy,
        &work->period,     &work->ridgeness,  &work->quality,    &work->wave_x,     &work->wave_y,    &work->scratch[0],
        &work->scratch[1], &work->scratch[2], &work->scratch[3], &work->scratch[4], &work->scratch[5]};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(planes); i++)
        *planes[i] = tp_arena_take(&work->arena, cells, sizeof(float));
    work->mask = tp_arena_take(&work->arena, cells, 1);
    work->distance = tp_arena_take(&work->arena, cells, sizeof *work->distance);
    work->line = tp_arena_take(&work->arena, 16 * ((size_t)work->columns + 16) + 4 * (size_t)work->rows, sizeof(float));
}

static void take_bits(struct tp_work *work, struct tp_bits *bits)
{
    size_t words = ((size_t)work->width_px + 63) / 64;

    bits->words = tp_arena_take(&work->arena, words * (work->height_px + 2), sizeof(uint64_t));
    if (!bits->words)
        return;
    memset(bits->words, 0, words * (work->height_px + 2) * sizeof(uint64_t));
    bits->words += words;
    bits->words_per_row = (uint32_t)words;
    bits->rows = work->height_px;
}

/* Cuts the arena. The last piece taken tells whether all fitted. */
static bool cut(struct tp_work *work, uint32_t width_px, uint32_t height_px)
{
    size_t skeleton_bytes = ((size_t)width_px + 2) * ((size_t)height_px + 2);

    tp_arena_rewind(&work->arena, 0);
    work->width_px = width_px;
    work->height_px = height_px;
    work->stride_px = (int32_t)padded_stride(width_px);
    work->columns = (width_px + TP_CELL_PX - 1) / TP_CELL_PX;
    work->rows = (height_px + TP_CELL_PX - 1) / TP_CELL_PX;
    work->normal = take_plane(work);
    work->response = take_plane(work);
    work->lattice_columns = (width_px + TP_LATTICE_PX - 1) / TP_LATTICE_PX;
    work->lattice_rows = (height_px + TP_LATTICE_PX - 1) / TP_LATTICE_PX;
    take_grids(work);
    take_bits(work, &work->bits[0]);
    take_bits(work, &work->bits[1]);
    work->skeleton_bytes = tp_arena_take(&work->arena, skeleton_bytes, 1);
    work->skeleton.stride_px = (int32_t)width_px + 2;
    work->skeleton.at = work->skeleton_bytes + work->skeleton.stride_px + 1;
    work->skeleton.pixels = tp_arena_take(&work->arena, (size_t)width_px * height_px / 2 + 64, sizeof(uint32_t));
    work->ending_capacity = (uint32_t)((size_t)width_px * height_px / 16 + 64);
    work->endings = tp_arena_take(&work->arena, work->ending_capacity, sizeof *work->endings);
    work->gap_capacity = work->ending_capacity / 4;
    work->gaps = tp_arena_take(&work->arena, work->gap_capacity, sizeof *work->gaps);
    return work->gaps != NULL;
}

/* An upper bound of what cut() takes. */
static size_t need_bytes(uint32_t width_px, uint32_t height_px)
{
    size_t planes = padded_stride(width_px) * (height_px + 2 * TP_PAD_PX) * 2 * sizeof(int16_t);
    size_t cells = ((size_t)width_px / TP_CELL_PX + 1) * ((size_t)height_px / TP_CELL_PX + 1) * 80;
    size_t pixels = ((size_t)width_px + 64) * ((size_t)height_px + 2);

    return planes + cells + pixels * (1 + 2 + sizeof(struct tp_ending) / 16 + 2) + 65536 +
           (4 * (size_t)width_px + height_px) * sizeof(float) + sizeof(struct tp_ending) * 128;
}

tp_status tp_work_fit(struct tp_work *work, uint32_t width_px, uint32_t height_px, struct tp_diag *diag)
{
    size_t need = need_bytes(width_px, height_px);

    if (need > work->arena.size_bytes) {
        tp_arena_deinit(&work->arena);
        tp_status status = tp_arena_init(&work->arena, need, diag);
        if (status)
            return status;
    }
    TP_ASSERT(cut(work, width_px, height_px));
    return TP_OK;
}

void tp_work_deinit(struct tp_work *work)
{
    tp_arena_deinit(&work->arena);
    memset(work, 0, sizeof *work);
}
