/* SPDX-License-Identifier: Apache-2.0 */
/* The code of an impression: which bits its minutiae's descriptors have in common. */
#include "screen/screen.h"

#include "match/match.h"

/* One bit is set when more than a quarter of the descriptors that exist have it. */
static uint64_t common_bits(const struct tp_features *features, int word)
{
    uint64_t bits = 0;

    for (int bit = 0; bit < 64; bit++) {
        unsigned count = 0;

        for (unsigned i = 0; i < features->local_count; i++)
            count += features->blocks[i / TP_DESCRIPTOR_LANES].words[word][i % TP_DESCRIPTOR_LANES] >> bit & 1;
        bits |= (uint64_t)(4 * count > features->local_count) << bit;
    }
    return bits;
}

void tp_code_make(const struct tp_features *features, struct tp_code *out)
{
    for (int w = 0; w < TP_CODE_WORDS; w++)
        out->words[w] = common_bits(features, w % TP_DESCRIPTOR_BIT_WORDS);
}

void tp_code_probe(const struct tp_code *code, const struct tp_features *features, struct tp_code_probe *out)
{
    for (int w = 0; w < TP_CODE_WORDS; w++)
        out->words[w] = code->words[w];
    out->limit = 64 * TP_CODE_WORDS / 2;
    out->weight = features->minutia_count > 0 ? 3 : 0;
}
