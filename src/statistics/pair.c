/* SPDX-License-Identifier: Apache-2.0 */
/* Pairing: what one organisation says it gave to the other must stand in the other's ledger as received, once, as the
 * same thing under the same agreement. */
#include "statistics/pairing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/count.h"

static const char no_twin[] = "has no twin", twice[] = "appears twice", differs[] = "differs from its twin";

static tp_status keep(struct tp_disclosures *disclosures, const struct tp_leaf *leaf, uint64_t index,
                      struct tp_diag *diag)
{
    void *memory = disclosures->items;
    tp_status status =
        tp_statistics_grow(&memory, &disclosures->capacity, disclosures->count, sizeof *disclosures->items, diag);
    struct tp_disclosed *item;

    disclosures->items = memory;
    if (status != TP_OK)
        return status;
    item = &disclosures->items[disclosures->count++];
    snprintf(item->id, sizeof item->id, "%s", leaf->values[TP_LEAF_DISCLOSURE_MEMBER]);
    snprintf(item->what, sizeof item->what, "%s", leaf->values[TP_LEAF_WHAT_MEMBER]);
    snprintf(item->agreement, sizeof item->agreement, "%s", leaf->values[TP_LEAF_AGREEMENT_MEMBER]);
    item->out = strcmp(leaf->values[TP_LEAF_SIDE_MEMBER], "out") == 0;
    item->index = index;
    return TP_OK;
}

tp_status tp_disclosures_add(struct tp_disclosures *disclosures, uint64_t index, const void *entry, size_t size_bytes,
                             struct tp_diag *diag)
{
    char name[40];
    struct tp_leaf leaf;
    tp_status status = tp_leaf_read(entry, size_bytes, &leaf, diag);

    if (status != TP_OK) {
        snprintf(name, sizeof name, "leaf %llu", (unsigned long long)index);
        return tp_diag_in_file(diag, status, name);
    }
    if (leaf.kind != TP_LEAF_DISCLOSURE || strcmp(leaf.values[TP_LEAF_PARTNER_MEMBER], disclosures->partner) != 0)
        return TP_OK;
    return keep(disclosures, &leaf, index, diag);
}

/* ---- comparing ----------------------------------------------------------------------------------------------------
 */

static int by_id(const void *a, const void *b)
{
    const struct tp_disclosed *x = a, *y = b;
    int order = strcmp(x->id, y->id);

    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

static int by_place(const void *a, const void *b)
{
    const struct tp_unpaired *x = a, *y = b;

    return x->in_a != y->in_a ? (x->in_a ? -1 : 1) : (x->index > y->index) - (x->index < y->index);
}

struct findings {
    struct tp_pairing *out;
    size_t capacity;
    struct tp_diag *diag;
};

static tp_status report(struct findings *findings, const struct tp_disclosed *item, bool in_a, const char *trouble)
{
    void *memory = findings->out->items;
    tp_status status = tp_statistics_grow(&memory, &findings->capacity, findings->out->count,
                                          sizeof *findings->out->items, findings->diag);
    struct tp_unpaired *found;

    findings->out->items = memory;
    if (status != TP_OK)
        return status;
    found = &findings->out->items[findings->out->count++];
    found->in_a = in_a;
    found->index = item->index;
    memcpy(found->disclosure, item->id, sizeof found->disclosure);
    memcpy(found->what, item->what, sizeof found->what);
    found->trouble = trouble;
    return TP_OK;
}

/* Walks on to the next id, and says so of each that repeats the one before. */
static tp_status next(struct findings *findings, const struct tp_disclosures *side, size_t *at, bool in_a)
{
    tp_status status = TP_OK;

    for ((*at)++; status == TP_OK && *at < side->count && strcmp(side->items[*at].id, side->items[*at - 1].id) == 0;
         (*at)++)
        status = report(findings, &side->items[*at], in_a, twice);
    return status;
}

static bool are_twins(const struct tp_disclosed *a, const struct tp_disclosed *b)
{
    return a->out != b->out && strcmp(a->what, b->what) == 0 && strcmp(a->agreement, b->agreement) == 0;
}

static tp_status walk(struct findings *findings, const struct tp_disclosures *a, const struct tp_disclosures *b)
{
    tp_status status = TP_OK;
    size_t i = 0, j = 0;

    while (status == TP_OK && (i < a->count || j < b->count)) {
        int order = i == a->count ? 1 : j == b->count ? -1 : strcmp(a->items[i].id, b->items[j].id);
        if (order == 0 && are_twins(&a->items[i], &b->items[j]))
            findings->out->pairs++;
        else if (order == 0)
            status = report(findings, &a->items[i], true, differs);
        else
            status = order < 0 ? report(findings, &a->items[i], true, no_twin)
                               : report(findings, &b->items[j], false, no_twin);
        if (status == TP_OK && order <= 0)
            status = next(findings, a, &i, true);
        if (status == TP_OK && order >= 0)
            status = next(findings, b, &j, false);
    }
    return status;
}

tp_status tp_disclosures_compare(struct tp_disclosures *a, struct tp_disclosures *b, struct tp_pairing *out,
                                 struct tp_diag *diag)
{
    struct findings findings = {.out = out, .diag = diag};
    tp_status status;

    memset(out, 0, sizeof *out);
    if (a->count > 0)
        qsort(a->items, a->count, sizeof *a->items, by_id);
    if (b->count > 0)
        qsort(b->items, b->count, sizeof *b->items, by_id);
    status = walk(&findings, a, b);
    if (status != TP_OK)
        tp_pairing_deinit(out);
    else if (out->count > 0)
        qsort(out->items, out->count, sizeof *out->items, by_place);
    return status;
}

void tp_pairing_deinit(struct tp_pairing *pairing)
{
    free(pairing->items);
    memset(pairing, 0, sizeof *pairing);
}

/* ---- ledgers ------------------------------------------------------------------------------------------------------
 */

static tp_status add_entry(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    return tp_disclosures_add(context, index, data, size_bytes, diag);
}

static tp_status collect(struct tp_reader *reader, struct tp_disclosures *out, struct tp_diag *diag)
{
    return tp_reader_each(reader, 0, tp_reader_checkpoint(reader)->size, add_entry, out, diag);
}

tp_status tp_pair(struct tp_reader *a, const char *a_key, struct tp_reader *b, const char *b_key,
                  struct tp_pairing *out, struct tp_diag *diag)
{
    struct tp_disclosures in_a = {.partner = b_key}, in_b = {.partner = a_key};
    tp_status status;

    memset(out, 0, sizeof *out);
    status = collect(a, &in_a, diag);
    if (status == TP_OK)
        status = collect(b, &in_b, diag);
    if (status == TP_OK)
        status = tp_disclosures_compare(&in_a, &in_b, out, diag);
    free(in_a.items);
    free(in_b.items);
    return status;
}
