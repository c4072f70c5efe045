/* SPDX-License-Identifier: Apache-2.0 */
/* Error versus rejected share: what quality says about comparison errors. */
#include <stdlib.h>

#include "node/node.h"

/* One impression in the ranking of all sets. */
struct ranked {
    uint32_t set, index;
    uint8_t quality;
};

static int by_quality(const void *a, const void *b)
{
    const struct ranked *first = a, *second = b;

    if (first->quality != second->quality)
        return first->quality < second->quality ? -1 : 1;
    if (first->set != second->set)
        return first->set < second->set ? -1 : 1;
    return first->index < second->index ? -1 : first->index > second->index;
}

static void rank(const struct tp_evaluated_set *sets, size_t set_count, struct ranked *out)
{
    size_t count = 0;

    for (size_t s = 0; s < set_count; s++)
        for (size_t i = 0; i < sets[s].images.count; i++) {
            uint8_t quality = sets[s].impressions[i].quality;
            out[count++] =
                (struct ranked){.set = (uint32_t)s, .index = (uint32_t)i, .quality = quality <= 100 ? quality : 0};
        }
    qsort(out, count, sizeof *out, by_quality);
}

/* Impressions of a finger stand together, so a mated pair is found by walking on from its first. */
static void count_mated(const struct tp_evaluated_set *set, const bool *rejected, int32_t threshold,
                        uint64_t *mated_count, uint64_t *missed)
{
    size_t count = set->images.count;

    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count && set->images.files[j].finger == set->images.files[i].finger; j++) {
            if (rejected[i] || rejected[j])
                continue;
            *mated_count += 1;
            *missed += set->scores[tp_evaluated_pair(count, i, j)] < threshold;
        }
}

static void count_remaining(const struct tp_evaluated_set *sets, size_t set_count, int32_t threshold,
                            const struct ranked *ranking, bool *rejected, struct tp_rejection *out)
{
    uint64_t missed = 0;

    for (size_t s = 0, first = 0; s < set_count; first += sets[s].images.count, s++) {
        for (size_t i = 0; i < out->rejected; i++)
            if (ranking[i].set == s)
                rejected[first + ranking[i].index] = true;
        count_mated(&sets[s], rejected + first, threshold, &out->mated_count, &missed);
    }
    out->fnmr = out->mated_count ? (double)missed / (double)out->mated_count : 0;
}

tp_status tp_evaluate_rejection(const struct tp_evaluated_set *sets, size_t set_count, int32_t threshold, double share,
                                struct tp_rejection *out, struct tp_diag *diag)
{
    size_t count = 0;
    void *ranking, *rejected = NULL;
    tp_status status;

    *out = (struct tp_rejection){0};
    for (size_t s = 0; s < set_count; s++)
        count += sets[s].images.count;
    status = tp_alloc(&ranking, count, sizeof(struct ranked), diag);
    if (status == TP_OK)
        status = tp_alloc_zero(&rejected, count, sizeof(bool), diag);
    if (status == TP_OK) {
        rank(sets, set_count, ranking);
        out->rejected = (size_t)(share * (double)count + 1e-9);
        count_remaining(sets, set_count, threshold, ranking, rejected, out);
    }
    free(ranking);
    free(rejected);
    return status;
}
