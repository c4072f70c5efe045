/* SPDX-License-Identifier: Apache-2.0 */
/* The second look: the signatures of those that the first look left, and who of them is compared, in which order. */
#include <stdlib.h>
#include <string.h>

#include "gallery/search.h"
#include "gallery/subject.h"

/* While one subject is looked at memory brings the one after next. */
static void fetch(const struct tp_search *search, const struct tp_quest *quest, const struct tp_survivor *survivor,
                  unsigned fingers)
{
    enum { AHEAD = 2 };

    if (quest->list + quest->count - survivor > AHEAD)
        tp_subject_fetch(search->view, survivor[AHEAD].head, &quest->probes, fingers);
}

/* Some of the fingers. */
static void glimpse_one(void *context, size_t index, unsigned worker_index)
{
    struct tp_search *search = context;
    struct tp_quest *quest = tp_search_quest_of(search, &index);
    struct tp_survivor *survivor = &quest->list[index];
    int32_t fingers[TP_GROUPS_MAX];
    struct tp_subject subject;

    (void)worker_index;
    fetch(search, quest, survivor, quest->plan.sign_fingers);
    if (tp_subject_find(search->view, survivor->head, &subject))
        survivor->signature = tp_subject_refine(&subject, &quest->probes, quest->plan.sign_fingers, fingers);
}

static void refine_one(void *context, size_t index, unsigned worker_index)
{
    struct tp_search *search = context;
    struct tp_quest *quest = tp_search_quest_of(search, &index);
    struct tp_survivor *survivor = &quest->list[index];
    int32_t fingers[TP_GROUPS_MAX];
    struct tp_subject subject;

    (void)worker_index;
    fetch(search, quest, survivor, quest->probes.group_count);
    survivor->signature = 0;
    if (!tp_subject_find(search->view, survivor->head, &subject))
        return;
    survivor->signature = tp_subject_refine(&subject, &quest->probes, quest->probes.group_count, fingers);
    survivor->promising = quest->plan.promise_score > 0 &&
                          tp_subject_promise(&subject, &quest->probes, fingers) >= quest->plan.promise_score;
    tp_subject_best_fingers(&subject, &quest->probes, fingers, survivor->glance);
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

/* Leaves the best COUNT, and those that the first look thought best. Behind LEAST of them only who PROMISES. */
static void choose(struct tp_quest *quest, uint32_t best, uint32_t least)
{
    size_t count = 0;

    if (quest->count > 0)
        qsort(quest->list, quest->count, sizeof *quest->list, by_promise);
    for (size_t i = 0; i < quest->count; i++)
        if ((i < best && (i < least || quest->list[i].promising)) || quest->list[i].direct)
            quest->list[count++] = quest->list[i];
    quest->count = count;
}

static bool is_glimpsed(const struct tp_quest *quest)
{
    return !quest->plan.exhaustive && quest->plan.sign_fingers > 0 &&
           quest->plan.sign_fingers < quest->probes.group_count;
}

static tp_status look(struct tp_search *search, bool glimpse, struct tp_diag *diag)
{
    enum { LAP = 4096 };
    size_t items = 0;
    tp_status status;

    for (size_t q = 0; q < search->quest_count; q++) {
        struct tp_quest *quest = &search->quests[q];

        quest->block = quest->plan.exhaustive || (glimpse && !is_glimpsed(quest)) ? 0 : quest->count;
        items += quest->block;
    }
    status = tp_search_run(search, items, LAP, glimpse ? glimpse_one : refine_one, diag);
    for (size_t q = 0; q < search->quest_count; q++)
        search->quests[q].block = 0;
    return status;
}

tp_status tp_search_refine(struct tp_search *search, struct tp_diag *diag)
{
    tp_status status = look(search, true, diag);

    for (size_t q = 0; status == TP_OK && q < search->quest_count; q++) {
        struct tp_quest *quest = &search->quests[q];

        quest->refined = quest->plan.exhaustive ? 0 : quest->count;
        if (is_glimpsed(quest))
            choose(quest, quest->plan.signed_, quest->plan.signed_);
    }
    if (status == TP_OK)
        status = look(search, false, diag);
    for (size_t q = 0; status == TP_OK && q < search->quest_count; q++) {
        struct tp_quest *quest = &search->quests[q];

        if (quest->plan.exhaustive)
            continue;
        if (quest->count > 0)
            qsort(quest->list, quest->count, sizeof *quest->list, by_promise);
        if (search->trace)
            search->trace->signature_rank = tp_search_rank(search, quest);
        choose(quest, quest->plan.refined,
               quest->plan.promise_score > 0 ? quest->plan.compared_least : quest->plan.refined);
    }
    return status;
}
