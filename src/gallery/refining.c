/* SPDX-License-Identifier: Apache-2.0 */
/* The second look: the signatures of those that the first look left, and who of them is compared, in which order. */
#include <stdlib.h>
#include <string.h>

#include "gallery/search.h"
#include "gallery/subject.h"

static void refine_one(void *context, size_t index, unsigned worker_index)
{
    struct tp_search *search = context;
    struct tp_quest *quest = search->quests;
    int32_t fingers[TP_GROUPS_MAX];
    struct tp_subject subject;

    (void)worker_index;
    for (; index >= quest->block; quest++)
        index -= quest->block;
    if (tp_subject_find(search->view, quest->list[index].head, &subject))
        quest->list[index].signature = tp_subject_refine(&subject, &quest->probes, fingers);
}

/* The most promising first; strict, since no two are of one subject. */
static int by_promise(const void *left, const void *right)
{
    const struct tp_survivor *a = left, *b = right;

    if (a->signature != b->signature)
        return a->signature > b->signature ? -1 : 1;
    if (a->first != b->first)
        return a->first > b->first ? -1 : 1;
    return a->head == b->head ? 0 : a->head < b->head ? -1 : 1;
}

/* Leaves the best, and those that the first look thought best. */
static void choose(struct tp_quest *quest)
{
    size_t count = 0;

    for (size_t i = 0; i < quest->count; i++)
        if (i < quest->plan.refined || quest->list[i].direct)
            quest->list[count++] = quest->list[i];
    quest->count = count;
}

tp_status tp_search_refine(struct tp_search *search, struct tp_diag *diag)
{
    enum { LAP = 4096 };
    size_t items = 0;
    tp_status status;

    for (size_t q = 0; q < search->quest_count; q++) {
        struct tp_quest *quest = &search->quests[q];

        quest->block = quest->plan.exhaustive ? 0 : quest->count;
        items += quest->block;
    }
    status = tp_search_run(search, items, LAP, refine_one, diag);
    for (size_t q = 0; q < search->quest_count; q++) {
        struct tp_quest *quest = &search->quests[q];

        quest->block = 0;
        if (status != TP_OK || quest->plan.exhaustive)
            continue;
        quest->refined = quest->count;
        if (quest->count > 0)
            qsort(quest->list, quest->count, sizeof *quest->list, by_promise);
        if (search->trace)
            search->trace->signature_rank = tp_search_rank(search, quest);
        choose(quest);
    }
    return status;
}
