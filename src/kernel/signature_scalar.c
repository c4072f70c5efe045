/* SPDX-License-Identifier: Apache-2.0 */
/* Signature kernels in plain C: the specification of the others. */
#include "kernel/bits.h"
#include "kernel/signature.h"

#include <stdbool.h>

/* Whether a group looks at the four that begins with minutia FIRST. */
static bool looks(const struct tp_signature_query *query, size_t group, const struct tp_signature *candidate,
                  size_t first)
{
    for (size_t j = first; j < first + TP_SIGNATURE_FOUR; j++)
        if ((uint8_t)(candidate->theta_q8[j] - query->from[group]) <= query->span[group])
            return true;
    return false;
}

static void nearest(const struct tp_signature_query *query, const struct tp_signature *candidate,
                    uint16_t out[TP_SIGNATURE_MAX])
{
    size_t count = candidate->count < TP_SIGNATURE_MAX ? candidate->count : TP_SIGNATURE_MAX;

    for (size_t i = 0; i < (size_t)query->group_count * TP_SIGNATURE_GROUP; i++)
        out[i] = TP_SIGNATURE_FAR << 8;
    for (size_t group = 0; group < query->group_count; group++)
        for (size_t first = 0; first < count; first += TP_SIGNATURE_FOUR) {
            if (!looks(query, group, candidate, first))
                continue;
            for (size_t i = group * TP_SIGNATURE_GROUP; i < (group + 1) * TP_SIGNATURE_GROUP; i++)
                for (size_t j = first; j < first + TP_SIGNATURE_FOUR; j++) {
                    unsigned key = bits_set(query->words[i] ^ candidate->words[j]) << 8 | (unsigned)j;

                    out[i] = (uint16_t)(key < out[i] ? key : out[i]);
                }
        }
}

static void scan(const struct tp_signature_query *query, const struct tp_signature *candidates, size_t count,
                 uint16_t *scores)
{
    for (size_t c = 0; c < count; c++) {
        uint16_t near[TP_SIGNATURE_MAX];
        unsigned sum = 0;

        nearest(query, &candidates[c], near);
        for (size_t i = 0; i < (size_t)query->group_count * TP_SIGNATURE_GROUP; i++) {
            unsigned limit = (unsigned)query->limits[i], distance = near[i] >> 8;

            if (distance < limit)
                sum += (limit - distance) * (limit - distance);
        }
        scores[c] = (uint16_t)sum;
    }
}

void tp_signature_fill_scalar(struct tp_signature_kernels *table)
{
    table->scan = scan;
    table->nearest = nearest;
}
