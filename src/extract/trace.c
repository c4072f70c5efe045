/* SPDX-License-Identifier: Apache-2.0 */
/* The skeleton as lines to walk on: one pixel wide, eight-connected, every pixel with its neighbours at hand. */
#include "extract/stages.h"

#include <string.h>

const int8_t tp_step_x[8] = {1, 1, 0, -1, -1, -1, 0, 1};
const int8_t tp_step_y[8] = {0, -1, -1, -1, 0, 1, 1, 1};

static int32_t step_offset(const struct tp_skeleton *skeleton, unsigned step)
{
    return tp_step_y[step] * skeleton->stride_px + tp_step_x[step];
}

unsigned tp_neighbours(const struct tp_skeleton *skeleton, uint32_t offset)
{
    const uint8_t *p = skeleton->at + offset;
    int32_t s = skeleton->stride_px;

    return (unsigned)(p[1] | p[1 - s] << 1 | p[-s] << 2 | p[-1 - s] << 3 | p[-1] << 4 | p[s - 1] << 5 | p[s] << 6 |
                      p[s + 1] << 7);
}

/* Whether deleting a pixel with these neighbours keeps the line connected (one run of eight-connected neighbours and
 * a background beside it) and is no end. */
static bool redundant(unsigned n)
{
    unsigned runs = 0;

    for (unsigned side = 0; side < 8; side += 2) {
        unsigned here = n >> side & 1, corner = n >> (side + 1) & 1, next = n >> ((side + 2) & 7) & 1;
        runs += !here && (corner || next);
    }
    return runs == 1 && tp_drop_bit(n);
}

/* Deletes the pixels without which every line stays as connected as it was, and forgets the erased ones. */
void tp_clean_skeleton(struct tp_skeleton *skeleton)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < skeleton->pixel_count; i++) {
        uint32_t offset = skeleton->pixels[i];
        if (!skeleton->at[offset])
            continue;
        if (redundant(tp_neighbours(skeleton, offset)))
            skeleton->at[offset] = 0;
        else
            skeleton->pixels[kept++] = offset;
    }
    skeleton->pixel_count = kept;
}

void tp_clean_around(struct tp_skeleton *skeleton, uint32_t offset)
{
    for (unsigned step = 0; step < 8; step++) {
        int32_t next = (int32_t)offset + step_offset(skeleton, step); /* negative in the margin, where nothing is set */
        if (skeleton->at[next] && redundant(tp_neighbours(skeleton, (uint32_t)next)))
            skeleton->at[next] = 0;
    }
}

void tp_trace(struct tp_work *work, const struct tp_bits *bits)
{
    struct tp_skeleton *skeleton = &work->skeleton;
    size_t room = (size_t)work->width_px * work->height_px / 2 + 64;

    memset(work->skeleton_bytes, 0, ((size_t)work->width_px + 2) * ((size_t)work->height_px + 2));
    skeleton->pixel_count = 0;
    for (uint32_t y = 0; y < bits->rows; y++)
        for (uint32_t i = 0; i < bits->words_per_row; i++)
            for (uint64_t left = bits->words[(size_t)y * bits->words_per_row + i]; left; left &= left - 1) {
                uint32_t x = i * 64 + (uint32_t)__builtin_ctzll(left);
                uint32_t offset = y * (uint32_t)skeleton->stride_px + x;
                if (skeleton->pixel_count == room)
                    return;
                skeleton->at[offset] = 1;
                skeleton->pixels[skeleton->pixel_count++] = offset;
            }
    tp_clean_skeleton(skeleton);
}

enum tp_walk_end tp_walk(const struct tp_skeleton *skeleton, uint32_t start, uint32_t limit, uint32_t *path,
                         uint32_t *count)
{
    uint32_t at = start, before = UINT32_MAX;

    path[0] = start;
    for (*count = 1; *count <= limit; ++*count) {
        unsigned neighbours = tp_neighbours(skeleton, at), next = 8;
        for (unsigned step = 0; step < 8; step++)
            if (neighbours >> step & 1 && (uint32_t)((int32_t)at + step_offset(skeleton, step)) != before)
                next = step;
        if (next == 8)
            return TP_WALK_ENDING;
        before = at;
        at = (uint32_t)((int32_t)at + step_offset(skeleton, next));
        if (tp_drop_bit(tp_drop_bit(tp_neighbours(skeleton, at))))
            return TP_WALK_JUNCTION;
        path[*count] = at;
    }
    return TP_WALK_LIMIT;
}
