/* SPDX-License-Identifier: Apache-2.0 */
/* Checks the probes of a search and prepares them, finger by finger. */
#include "gallery/probes.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

static tp_status check_probes(const struct tp_probe_set *set, struct tp_diag *diag)
{
    size_t unknown = 0;

    if (set->probe_count == 0)
        return tp_fail(diag, TP_E_ARGUMENT, "probes", -1, "there is no probe");
    if (set->probe_count > TP_PROBES_MAX)
        return tp_fail(diag, TP_E_LIMIT, "probes", -1, "%zu probes, at most %d are accepted", set->probe_count,
                       TP_PROBES_MAX);
    for (size_t i = 0; i < set->probe_count; i++) {
        if (set->probes[i]->position > TP_POSITION_MAX)
            return tp_fail(diag, TP_E_ARGUMENT, "position", -1, "%u is no finger position", set->probes[i]->position);
        unknown += set->probes[i]->position == 0;
    }
    if (unknown > TP_PROBES_UNKNOWN_MAX)
        return tp_fail(diag, TP_E_LIMIT, "probes", -1, "%zu probes of unknown position, at most %d are accepted",
                       unknown, TP_PROBES_UNKNOWN_MAX);
    return TP_OK;
}

/* Of a group the best impression counts. */
static void weigh(struct tp_probe_group *group, const struct tp_template *probe)
{
    uint8_t minutiae = TP_MIN(probe->minutia_count, (uint8_t)TP_SIGNATURE_MAX);
    uint8_t quality = probe->quality <= 100 ? probe->quality : 0;

    if (minutiae < group->minutiae || (minutiae == group->minutiae && quality < group->quality))
        return;
    group->minutiae = minutiae;
    group->quality = quality;
}

/* By minutiae, then by quality, then as they come. */
static void put_in_order(struct tp_probes *probes)
{
    for (unsigned g = 0; g < probes->group_count; g++) {
        const struct tp_probe_group *group = &probes->groups[g];
        unsigned at = g;

        for (; at > 0; at--) {
            const struct tp_probe_group *before = &probes->groups[probes->order[at - 1]];

            if (before->minutiae > group->minutiae ||
                (before->minutiae == group->minutiae && before->quality >= group->quality))
                break;
            probes->order[at] = probes->order[at - 1];
        }
        probes->order[at] = (uint8_t)g;
    }
}

static tp_status add_probe(struct tp_probes *out, const struct tp_template *probe, size_t index, struct tp_diag *diag)
{
    struct tp_probe_group *last = out->group_count ? &out->groups[out->group_count - 1] : NULL;
    size_t at = out->count;
    struct tp_code code;
    struct tp_signature signature;
    tp_status status = tp_features_new(probe, &out->features[at], diag);

    if (status != TP_OK)
        return status;
    tp_code_make(out->features[at], &code);
    tp_code_probe(&code, out->features[at], &out->codes[at]);
    tp_signature_make(out->features[at], &signature);
    tp_signature_probe(&signature, &out->signatures[at]);
    if (last && last->position != 0 && last->position == probe->position)
        last->count++;
    else
        out->groups[out->group_count++] =
            (struct tp_probe_group){.position = probe->position, .probe = (uint8_t)index, .first = at, .count = 1};
    weigh(&out->groups[out->group_count - 1], probe);
    out->has_unknown |= probe->position == 0;
    out->count++;
    return TP_OK;
}

/* Known positions first, in rising order, so that the probes of a finger come together. */
tp_status tp_probes_init(struct tp_probes *out, const struct tp_probe_set *set, struct tp_diag *diag)
{
    tp_status status = check_probes(set, diag);
    void *memory = NULL;

    memset(out, 0, sizeof *out);
    if (status == TP_OK)
        status = tp_alloc(&memory, set->probe_count, sizeof *out->signatures, diag);
    out->signatures = memory;
    for (unsigned turn = 1; turn <= TP_POSITION_MAX + 1; turn++)
        for (size_t i = 0; status == TP_OK && i < set->probe_count; i++)
            if (set->probes[i]->position == turn % (TP_POSITION_MAX + 1))
                status = add_probe(out, set->probes[i], i, diag);
    put_in_order(out);
    return status;
}

void tp_probes_deinit(struct tp_probes *probes)
{
    for (size_t i = 0; i < probes->count; i++)
        tp_features_free(&probes->features[i]);
    free(probes->signatures);
    memset(probes, 0, sizeof *probes);
}
