/* SPDX-License-Identifier: Apache-2.0 */
/* 1:N identification from the probes to the candidates. Stages are in files of their own; here they are put together
 * for one search and for many, which go through the gallery in rounds. */
#include <stdlib.h>
#include <string.h>

#include "gallery/search.h"
#include "gallery/subject.h"

enum { TOP_DEFAULT = 10, ROUND_QUESTS = 64, ATTEMPTS = 3, ROUND_BYTES = 256 << 20 };

/* ---- what stages call ---------------------------------------------------------------------------------------------
 */

struct lap {
    struct tp_search *search;
    tp_pool_fn *fn;
    size_t first;
};

static void run_one(void *context, size_t index, unsigned worker)
{
    const struct lap *lap = context;

    lap->fn(lap->search, lap->first + index, worker);
}

static tp_status pin_anew(struct tp_search *search)
{
    if (search->held)
        return TP_OK;
    tp_rows_unpin(&search->pin);
    tp_rows_pin(search->gallery->rows, &search->pin);
    search->view = search->pin.view;
    return search->view->generation == search->generation ? TP_OK : TP_E_BUSY;
}

/* False when the search is to end. A round that begins again tells nothing until it is where it was. */
static bool tell(struct tp_search *search, double share)
{
    if (!search->options->progress || share < search->share_told)
        return true;
    search->share_told = share;
    return search->options->progress(search->options->context, share);
}

static tp_status check_workers(const struct tp_search *search, struct tp_diag *diag)
{
    for (unsigned i = 0; i < tp_pool_thread_count(search->searcher->pool); i++) {
        const struct tp_searcher_worker *worker = &search->searcher->workers[i];

        if (worker->status != TP_OK)
            return tp_fail(diag, worker->status, worker->diag.field, worker->diag.offset_bytes, "%s",
                           worker->diag.text);
    }
    return TP_OK;
}

tp_status tp_search_run(struct tp_search *search, size_t count, size_t lap_count, tp_pool_fn *fn, struct tp_diag *diag)
{
    struct lap lap = {search, fn, 0};
    tp_status status = TP_OK;

    while (status == TP_OK && lap.first < count) {
        size_t items = TP_MIN(lap_count, count - lap.first);

        tp_pool_run(search->searcher->pool, items, run_one, &lap);
        lap.first += items;
        status = check_workers(search, diag);
        if (status == TP_OK &&
            !tell(search, search->share_from + search->share_span * (double)lap.first / (double)count))
            status = tp_fail(diag, TP_E_CANCELLED, NULL, -1, "the search was cancelled");
        if (status == TP_OK)
            status = pin_anew(search);
    }
    return status;
}

tp_status tp_quest_reserve(struct tp_quest *quest, size_t count, struct tp_diag *diag)
{
    struct tp_survivor *list;

    if (count <= quest->capacity)
        return TP_OK;
    list = realloc(quest->list, count * sizeof *list);
    if (!list)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a list of %zu subjects", count);
    quest->list = list;
    quest->capacity = count;
    return TP_OK;
}

uint32_t tp_search_rank(const struct tp_search *search, const struct tp_quest *quest)
{
    for (size_t i = 0; search->trace->subject && i < quest->count; i++)
        if (strcmp(tp_subject_name(search->view, quest->list[i].head), search->trace->subject) == 0)
            return (uint32_t)i;
    return TP_RANK_NONE;
}

/* ---- a round ------------------------------------------------------------------------------------------------------
 */

/* What the lists of a quest take at most. */
static size_t list_bytes(const struct tp_search *search, const struct tp_quest *quest)
{
    struct tp_rows_counts counts;
    struct tp_search_plan plan;
    size_t keys;

    tp_rows_count(search->gallery->rows, &counts);
    tp_plan_make(search->options->mode, &quest->probes, counts.rows, &plan);
    keys = 2 * (size_t)TP_MAX(plan.screened, plan.glimpsed) * tp_pool_thread_count(search->searcher->pool);
    return keys * sizeof(uint64_t) + (size_t)plan.screened * sizeof(struct tp_survivor);
}

static tp_status quest_init(struct tp_quest *out, const struct tp_probe_set *set, struct tp_candidates *candidates,
                            struct tp_diag *diag)
{
    memset(out, 0, sizeof *out);
    out->out = candidates;
    return tp_probes_init(&out->probes, set, diag);
}

static void quest_deinit(const struct tp_search *search, struct tp_quest *quest)
{
    for (unsigned w = 0; quest->shortlists && w < tp_pool_thread_count(search->searcher->pool); w++)
        tp_shortlist_deinit(&quest->shortlists[w]);
    free(quest->shortlists);
    tp_probes_deinit(&quest->probes);
    tp_best_deinit(&quest->best);
    free(quest->list);
}

/* As if nothing had been done yet. */
static void quest_reset(const struct tp_search *search, struct tp_quest *quest)
{
    size_t top = search->options->top ? search->options->top : TOP_DEFAULT;

    if (search->trace && search->trace->plan)
        quest->plan = *search->trace->plan;
    else
        tp_plan_make(search->options->mode, &quest->probes, search->row_count, &quest->plan);
    quest->count = quest->at = quest->block = 0;
    quest->next_row = 0;
    quest->screened = quest->refined = quest->compared = 0;
    tp_best_deinit(&quest->best);
    tp_best_init(&quest->best, TP_MIN(top, (size_t)search->row_count));
    quest->out->subjects = search->subject_count;
    if (search->trace) {
        search->trace->code_rank = search->trace->signature_rank = search->trace->comparison_rank = TP_RANK_NONE;
    }
}

static uint32_t rows_of(const struct tp_view *view)
{
    const struct tp_segment *last;

    if (view->segment_count == 0)
        return 0;
    last = view->segments[view->segment_count - 1];
    return last->first_row + atomic_load_explicit(last->count, memory_order_acquire);
}

/* The stages with the part of a round's time that each is expected to take, for the progress. */
static const struct stage {
    tp_status (*run)(struct tp_search *search, struct tp_diag *diag);
    double share, exhaustive_share;
} stages[] = {
    {tp_search_screen, 0.7, 0},
    {tp_search_refine, 0.1, 0},
    {tp_search_compare, 0.2, 1},
    {tp_search_describe, 0, 0},
};

static tp_status run_stages(struct tp_search *search, double from, double span, struct tp_diag *diag)
{
    double seconds[TP_ARRAY_LENGTH(stages)] = {0};
    bool exhaustive = search->quests[0].plan.exhaustive;
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < TP_ARRAY_LENGTH(stages); i++) {
        double share = exhaustive ? stages[i].exhaustive_share : stages[i].share;
        int64_t start_ns = tp_clock_cpu_ns();

        search->share_from = from;
        search->share_span = span * share;
        from += span * share;
        status = stages[i].run(search, diag);
        seconds[i] = (double)(tp_clock_cpu_ns() - start_ns) / 1e9;
    }
    if (search->trace) {
        search->trace->screening_s = seconds[0];
        search->trace->refinement_s = seconds[1];
        search->trace->comparison_s = seconds[2] + seconds[3];
    }
    return status;
}

/* A compaction gives rows other numbers and the round begins again; the last attempt holds its pin and so cannot be
 * disturbed. */
static tp_status run_round(struct tp_search *search, double from, double span, struct tp_diag *diag)
{
    tp_status status = TP_E_BUSY;

    for (unsigned attempt = 1; status == TP_E_BUSY && attempt <= ATTEMPTS; attempt++) {
        search->subject_count =
            tp_gallery_subject_count(search->gallery); /* before the pin: who removes waits for it */
        tp_rows_pin(search->gallery->rows, &search->pin);
        search->view = search->pin.view;
        search->generation = search->view->generation;
        search->row_count = rows_of(search->view);
        search->held = attempt == ATTEMPTS;
        for (size_t q = 0; q < search->quest_count; q++)
            quest_reset(search, &search->quests[q]);
        status = run_stages(search, from, span, diag);
        tp_rows_unpin(&search->pin);
    }
    return status;
}

/* ---- searches -----------------------------------------------------------------------------------------------------
 */

static tp_status begin(struct tp_search *search, struct tp_diag *diag)
{
    tp_status status = tp_searcher_take(search->gallery->shelf, search->options->thread_count, &search->searcher, diag);

    for (unsigned i = 0; status == TP_OK && i < tp_pool_thread_count(search->searcher->pool); i++) {
        struct tp_searcher_worker *worker = &search->searcher->workers[i];

        worker->comparisons = 0;
        worker->status = TP_OK;
        tp_diag_init(&worker->diag);
    }
    return status;
}

/* One round: the sets from FIRST on, as many as its lists have room for, which SEARCH->quest_count then says. */
static tp_status run_sets(struct tp_search *search, const struct tp_probe_set *sets, size_t first, size_t set_count,
                          struct tp_candidates *out, struct tp_diag *diag)
{
    size_t left = TP_MIN(set_count - first, (size_t)ROUND_QUESTS), bytes = 0;
    double span = 1.0 / (double)set_count;
    tp_status status = TP_OK;

    search->quest_count = 0;
    while (status == TP_OK && search->quest_count < left && bytes < ROUND_BYTES) {
        size_t q = search->quest_count++;

        status = quest_init(&search->quests[q], &sets[first + q], &out[first + q], diag);
        if (status == TP_OK)
            bytes += list_bytes(search, &search->quests[q]);
    }
    if (status == TP_OK)
        status = run_round(search, span * (double)first, span * (double)search->quest_count, diag);
    for (size_t q = 0; q < search->quest_count; q++)
        quest_deinit(search, &search->quests[q]);
    return status;
}

/* All of SEARCH is zero but for what the caller wants. */
static tp_status run_search(struct tp_search *search, const struct tp_probe_set *sets, size_t set_count,
                            struct tp_candidates *out, struct tp_diag *diag)
{
    static const struct tp_identify_options defaults;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, TP_MIN(set_count, (size_t)ROUND_QUESTS), sizeof *search->quests, diag);

    memset(out, 0, set_count * sizeof *out);
    search->quests = memory;
    search->options = search->options ? search->options : &defaults;
    if (status == TP_OK)
        status = begin(search, diag);
    for (size_t first = 0; status == TP_OK && first < set_count; first += search->quest_count)
        status = run_sets(search, sets, first, set_count, out, diag);
    for (size_t i = 0; status != TP_OK && i < set_count; i++)
        tp_candidates_deinit(&out[i]);
    for (unsigned i = 0; search->trace && search->searcher && i < tp_pool_thread_count(search->searcher->pool); i++)
        search->trace->comparisons += search->searcher->workers[i].comparisons;
    if (search->searcher)
        tp_searcher_put(search->gallery->shelf, search->searcher);
    free(search->quests);
    free(search->tiles);
    return status;
}

tp_status tp_gallery_identify_all(const struct tp_gallery *gallery, const struct tp_probe_set *sets, size_t set_count,
                                  const struct tp_identify_options *options, struct tp_candidates *out,
                                  struct tp_diag *diag)
{
    struct tp_search search = {.gallery = gallery, .options = options};

    return run_search(&search, sets, set_count, out, diag);
}

tp_status tp_gallery_identify(const struct tp_gallery *gallery, const struct tp_template *const *probes,
                              size_t probe_count, const struct tp_identify_options *options, struct tp_candidates *out,
                              struct tp_diag *diag)
{
    const struct tp_probe_set set = {probes, probe_count};

    return tp_gallery_identify_all(gallery, &set, 1, options, out, diag);
}

tp_status tp_gallery_identify_traced(const struct tp_gallery *gallery, const struct tp_probe_set *set,
                                     const struct tp_identify_options *options, struct tp_search_trace *trace,
                                     struct tp_candidates *out, struct tp_diag *diag)
{
    struct tp_search search = {.gallery = gallery, .options = options, .trace = trace};
    tp_status status;

    trace->comparisons = 0;
    status = run_search(&search, set, 1, out, diag);

    for (uint32_t i = 0; trace->subject && i < out->count; i++)
        if (strcmp(out->items[i].subject, trace->subject) == 0)
            trace->comparison_rank = i;
    return status;
}
