/* SPDX-License-Identifier: Apache-2.0 */
/* The last stage of a search: subjects are compared in blocks, the most promising first. Blocks are the same for any
 * number of threads, and whether to go on is only asked between them. */
#include "gallery/search.h"
#include "gallery/subject.h"

enum { BLOCK = 32, CHUNK = 4096, LAP = 64 };

/* Who promises nothing is given one finger to show otherwise. */
static int32_t score_of(const struct tp_subject *subject, const struct tp_quest *quest,
                        const struct tp_survivor *survivor, struct tp_searcher_worker *worker)
{
    const struct tp_search_plan *plan = &quest->plan;
    const bool unlikely = plan->promise_score > 0 && !survivor->promising;
    const struct tp_glance glance = {
        .groups = survivor->glance,
        .count = unlikely ? TP_MIN(plan->glance_fingers, 1u) : plan->glance_fingers,
        .least = plan->glance_score,
    };

    if (plan->exhaustive || (size_t)(survivor - quest->list) < plan->whole)
        return tp_subject_score(subject, &quest->probes, worker, NULL);
    return tp_subject_glance(subject, &quest->probes, worker, &glance);
}

static void compare_one(void *context, size_t index, unsigned worker_index)
{
    struct tp_search *search = context;
    struct tp_searcher_worker *worker = &search->searcher->workers[worker_index];
    struct tp_quest *quest = tp_search_quest_of(search, &index);
    struct tp_survivor *survivor = &quest->list[quest->at + index];
    uint64_t before = worker->comparisons;
    struct tp_subject subject;

    survivor->score = -1;
    if (worker->status != TP_OK || !tp_subject_find(search->view, survivor->head, &subject))
        return;
    survivor->score = score_of(&subject, quest, survivor, worker);
    survivor->compared = worker->comparisons > before;
}

/* Puts the next subjects of the gallery on the list of an exhaustive search. */
static void fill(const struct tp_search *search, struct tp_quest *quest)
{
    uint32_t index;

    quest->at = quest->count = 0;
    for (; quest->next_row < search->row_count && quest->count < quest->capacity; quest->next_row++) {
        const struct tp_segment *segment = tp_view_find(search->view, quest->next_row, &index);

        if (segment && tp_row_alive(segment, index) && segment->rows[index].head == quest->next_row)
            quest->list[quest->count++] = (struct tp_survivor){.head = quest->next_row};
    }
}

/* Sets how many are compared next; returns it. */
static size_t begin_block(const struct tp_search *search, struct tp_quest *quest)
{
    if (quest->plan.exhaustive && quest->at == quest->count)
        fill(search, quest);
    quest->block = quest->count - quest->at;
    if (!quest->plan.exhaustive)
        quest->block = TP_MIN(quest->block, (size_t)BLOCK);
    return quest->block;
}

/* Once a subject makes the answer clear only the next ones are still compared, and those whose signatures promise
 * something, among which a second enrolment of the same person would stand. */
static void end_early(struct tp_quest *quest, int32_t best)
{
    size_t count = quest->at;

    if (quest->plan.exhaustive || best < quest->plan.clear_score)
        return;
    for (size_t i = quest->at; i < quest->count; i++)
        if (i < quest->plan.clear_compared || quest->list[i].promising)
            quest->list[count++] = quest->list[i];
    quest->count = count;
}

static tp_status end_block(const struct tp_search *search, struct tp_quest *quest, struct tp_diag *diag)
{
    int32_t best = -1;
    tp_status status = TP_OK;

    for (; status == TP_OK && quest->block > 0; quest->block--, quest->at++) {
        const struct tp_survivor *survivor = &quest->list[quest->at];

        quest->compared += survivor->compared;
        best = TP_MAX(best, survivor->score);
        if (survivor->score >= TP_MAX(search->options->score_min, 0))
            status =
                tp_best_offer(&quest->best, search->view, (struct tp_ranked){survivor->score, survivor->head}, diag);
    }
    end_early(quest, best);
    return status;
}

/* How much of the comparing is done once the current blocks are. */
static double share_done(const struct tp_search *search)
{
    double done = 0;

    for (size_t q = 0; q < search->quest_count; q++) {
        const struct tp_quest *quest = &search->quests[q];

        if (quest->plan.exhaustive)
            done += search->row_count ? (double)quest->next_row / search->row_count : 1;
        else
            done += quest->count ? (double)(quest->at + quest->block) / (double)quest->count : 1;
    }
    return done / (double)search->quest_count;
}

tp_status tp_search_compare(struct tp_search *search, struct tp_diag *diag)
{
    const double from = search->share_from, span = search->share_span;
    tp_status status = TP_OK;
    size_t items = 1;

    for (size_t q = 0; status == TP_OK && q < search->quest_count; q++)
        if (search->quests[q].plan.exhaustive)
            status = tp_quest_reserve(&search->quests[q], TP_MIN((size_t)CHUNK, (size_t)search->row_count), diag);
    while (status == TP_OK && items > 0) {
        double done = share_done(search);

        items = 0;
        for (size_t q = 0; q < search->quest_count; q++)
            items += begin_block(search, &search->quests[q]);
        search->share_from = from + span * done;
        search->share_span = span * (share_done(search) - done);
        status = tp_search_run(search, items, LAP, compare_one, diag);
        for (size_t q = 0; status == TP_OK && q < search->quest_count; q++)
            status = end_block(search, &search->quests[q], diag);
    }
    return status;
}
