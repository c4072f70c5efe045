/* SPDX-License-Identifier: Apache-2.0 */
/* Screening kernels in plain C: the specification of the others. */
#include "kernel/bits.h"
#include "kernel/screen.h"

static void scan(const struct tp_code_block *blocks, size_t count, const struct tp_code_probe *probe, uint16_t *scores)
{
    for (size_t i = 0; i < count; i++)
        for (size_t lane = 0; lane < TP_SCREEN_LANES; lane++, scores++) {
            unsigned distance = 0, sum;

            for (int w = 0; w < TP_CODE_WORDS; w++)
                distance += bits_set(blocks[i].words[w][lane] ^ probe->words[w]);
            if (distance >= probe->limit)
                continue;
            sum = *scores + probe->weight * (probe->limit - distance);
            *scores = (uint16_t)(sum < UINT16_MAX ? sum : UINT16_MAX);
        }
}

static size_t pick(const uint16_t *scores, size_t count, uint16_t least, uint32_t *out)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++)
        if (scores[i] >= least)
            out[found++] = (uint32_t)i;
    return found;
}

void tp_screen_fill_scalar(struct tp_screen_kernels *table)
{
    table->scan = scan;
    table->pick = pick;
}
