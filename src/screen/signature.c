/* SPDX-License-Identifier: Apache-2.0 */
/* The signature of an impression: for each of its best minutiae how the ridges run around it. */
#include "screen/screen.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "match/match.h"

_Static_assert(sizeof(struct tp_signature) % 64 == 0, "signatures are cache lines");

enum { UNIT_PX = 4, BITS_UNLIKE = 32 };

static int by_direction(const void *left, const void *right)
{
    const struct tp_feature_minutia *a = left, *b = right;

    if (a->theta_q8 != b->theta_q8)
        return a->theta_q8 < b->theta_q8 ? -1 : 1;
    if (a->y_px != b->y_px)
        return a->y_px < b->y_px ? -1 : 1;
    return a->x_px != b->x_px ? (a->x_px < b->x_px ? -1 : 1) : (a->index > b->index) - (a->index < b->index);
}

void tp_signature_make(const struct tp_features *features, struct tp_signature *out)
{
    struct tp_feature_minutia order[TP_SIGNATURE_MAX];
    uint64_t words[TP_MINUTIAE_MAX];
    unsigned count = TP_MIN((unsigned)features->local_count, (unsigned)TP_SIGNATURE_MAX);

    memset(out, 0, sizeof *out);
    for (unsigned i = 0; i < count; i++) {
        order[i] = tp_features_minutiae(features)[i];
        words[order[i].index] =
            features->blocks[i / TP_DESCRIPTOR_LANES].words[TP_DESCRIPTOR_CELL_WORDS][i % TP_DESCRIPTOR_LANES];
    }
    qsort(order, count, sizeof order[0], by_direction);
    for (unsigned i = 0; i < count; i++) {
        out->words[i] = words[order[i].index];
        out->theta_q8[i] = order[i].theta_q8;
        out->x[i] = (uint8_t)TP_MIN(order[i].x_px / UNIT_PX, 255);
        out->y[i] = (uint8_t)TP_MIN(order[i].y_px / UNIT_PX, 255);
    }
    out->count = (uint8_t)count;
}

void tp_signature_probe(const struct tp_signature *signature, struct tp_signature_probe *out)
{
    out->kernels = tp_kernels();
    out->signature = *signature;
}

int32_t tp_signature_score(struct tp_signature_probe *probe, const struct tp_signature *candidate)
{
    int32_t sum = 0;

    for (unsigned i = 0; i < probe->signature.count; i++) {
        int best = 0;

        for (unsigned j = 0; j < candidate->count; j++) {
            int unlike = __builtin_popcountll(probe->signature.words[i] ^ candidate->words[j]);

            best = TP_MAX(best, BITS_UNLIKE - unlike);
        }
        sum += best * best;
    }
    return TP_MIN(sum, UINT16_MAX);
}
