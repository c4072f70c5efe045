/* SPDX-License-Identifier: Apache-2.0 */
/* The answer: the best subjects, compared once more for what each finger says. */
#include <stdlib.h>
#include <string.h>

#include "gallery/search.h"
#include "gallery/subject.h"

void tp_candidates_deinit(struct tp_candidates *candidates)
{
    free(candidates->items);
    memset(candidates, 0, sizeof *candidates);
}

static void describe_one(void *context, size_t index, unsigned worker_index)
{
    struct tp_search *search = context;
    struct tp_quest *quest = search->quests;
    struct tp_candidate *candidate;
    struct tp_subject subject;
    const char *name;

    for (; index >= quest->best.count; quest++)
        index -= quest->best.count;
    candidate = &quest->out->items[index];
    candidate->score = -1;
    if (!tp_subject_find(search->view, quest->best.items[index].head, &subject))
        return;
    name = tp_subject_name(search->view, subject.head);
    memcpy(candidate->subject, name, TP_MIN(strlen(name), sizeof candidate->subject - 1));
    for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
        candidate->finger_scores[p] = -1;
    candidate->score = tp_subject_score(&subject, &quest->probes, &search->searcher->workers[worker_index], candidate);
}

static tp_status make_room(struct tp_quest *quest, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, quest->best.count, sizeof *quest->out->items, diag);

    free(quest->out->items);
    quest->out->items = memory;
    return status;
}

/* Takes out who was removed since. */
static void close_gaps(struct tp_quest *quest)
{
    struct tp_candidates *out = quest->out;

    out->count = 0;
    for (size_t i = 0; i < quest->best.count; i++)
        if (out->items[i].score >= 0)
            out->items[out->count++] = out->items[i];
}

tp_status tp_search_describe(struct tp_search *search, struct tp_diag *diag)
{
    enum { LAP = 64 };
    size_t items = 0;
    tp_status status = TP_OK;

    for (size_t q = 0; status == TP_OK && q < search->quest_count; q++) {
        tp_best_sort(&search->quests[q].best, search->view);
        items += search->quests[q].best.count;
        status = make_room(&search->quests[q], diag);
    }
    if (status == TP_OK)
        status = tp_search_run(search, items, LAP, describe_one, diag);
    for (size_t q = 0; status == TP_OK && q < search->quest_count; q++) {
        struct tp_quest *quest = &search->quests[q];

        close_gaps(quest);
        quest->out->screened = quest->screened;
        quest->out->refined = quest->refined;
        quest->out->compared = quest->compared;
    }
    return status;
}
