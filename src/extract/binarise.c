/* SPDX-License-Identifier: Apache-2.0 */
/* Binarisation: the sign of the enhanced image. */
#include "extract/stages.h"

#include <string.h>

void tp_binarise(const struct tp_work *work, struct tp_bits *bits, bool ridges)
{
    memset(bits->words, 0, (size_t)bits->words_per_row * bits->rows * sizeof(uint64_t));
    for (uint32_t y = 0; y < work->height_px; y++) {
        const int16_t *response = work->response + (ptrdiff_t)y * work->stride_px;
        const uint8_t *mask = work->mask + (size_t)(y / TP_CELL_PX) * work->columns;
        uint64_t *out = bits->words + (size_t)y * bits->words_per_row;
        for (uint32_t x = 0; x < work->width_px; x += TP_CELL_PX) {
            uint32_t count = TP_MIN(work->width_px - x, (uint32_t)TP_CELL_PX);
            uint64_t set = 0;
            if (!mask[x / TP_CELL_PX])
                continue;
            for (uint32_t i = 0; i < count; i++)
                set |= (uint64_t)((response[x + i] > 0) == ridges) << i;
            out[x / 64] |= set << (x % 64);
        }
    }
}
