/* SPDX-License-Identifier: Apache-2.0 */
/* 1:N identification: every subject is compared, the best are kept in a heap for each worker and merged. Candidates
 * have a strict order (score, then subject), so that threads cannot change the result. */
#include <stdlib.h>
#include <string.h>

#include "gallery/fusion.h"
#include "gallery/gallery.h"

enum { TOP_DEFAULT = 10, GROUPS_MAX = TP_ASSIGN_ROWS_MAX };

/* Probes that are one finger: those of one known position, or a single one of unknown position. */
struct group {
    uint8_t position;
    uint8_t probe;       /* index of the first, as the caller counts */
    size_t first, count; /* in the search's features */
};

struct entry {
    int32_t score;
    const struct tp_gallery_subject *subject;
};

struct tp_searcher_worker {
    struct tp_matcher *matcher;
    struct tp_assignment *assignment;
    struct entry *heap; /* the worst of the kept ones on top; memory of the search */
    size_t heap_count;
};

struct search {
    const struct tp_gallery *gallery;
    struct tp_searcher *searcher;
    struct tp_features *features[TP_PROBES_MAX]; /* owned, group by group */
    size_t features_count;
    struct group groups[GROUPS_MAX];
    unsigned group_count;
    struct entry *entries; /* owned; the workers' heaps */
    size_t top;
    int32_t score_min;
    struct tp_candidates *out;
};

/* ---- searchers --------------------------------------------------------------------------------------------------- */

void tp_searcher_free(struct tp_searcher **slot)
{
    struct tp_searcher *searcher = *slot;

    if (!searcher)
        return;
    for (unsigned i = 0; searcher->workers && i < tp_pool_thread_count(searcher->pool); i++) {
        tp_matcher_free(&searcher->workers[i].matcher);
        free(searcher->workers[i].assignment);
    }
    free(searcher->workers);
    tp_pool_free(&searcher->pool);
    free(searcher);
    *slot = NULL;
}

static tp_status searcher_init(struct tp_searcher *searcher, uint32_t thread_count, struct tp_diag *diag)
{
    tp_status status = tp_pool_new(thread_count, &searcher->pool, diag);
    unsigned count;
    void *memory;

    if (status != TP_OK)
        return status;
    searcher->thread_count = thread_count;
    count = tp_pool_thread_count(searcher->pool);
    status = tp_alloc_zero(&memory, count, sizeof *searcher->workers, diag);
    searcher->workers = memory;
    for (unsigned i = 0; status == TP_OK && i < count; i++) {
        status = tp_alloc(&memory, 1, sizeof *searcher->workers[i].assignment, diag);
        searcher->workers[i].assignment = memory;
        if (status == TP_OK)
            status = tp_matcher_new(&searcher->workers[i].matcher, diag);
    }
    return status;
}

static tp_status searcher_take(struct tp_gallery_sync *sync, uint32_t thread_count, struct tp_searcher **out,
                               struct tp_diag *diag)
{
    struct tp_searcher **link = &sync->idle;
    void *memory;
    tp_status status;

    pthread_mutex_lock(&sync->idle_lock);
    while (*link && (*link)->thread_count != thread_count)
        link = &(*link)->next;
    *out = *link;
    if (*out)
        *link = (*out)->next;
    pthread_mutex_unlock(&sync->idle_lock);
    if (*out)
        return TP_OK;
    status = tp_alloc_zero(&memory, 1, sizeof **out, diag);
    *out = memory;
    if (status == TP_OK)
        status = searcher_init(*out, thread_count, diag);
    if (status != TP_OK)
        tp_searcher_free(out);
    return status;
}

static void searcher_put(struct tp_gallery_sync *sync, struct tp_searcher *searcher)
{
    pthread_mutex_lock(&sync->idle_lock);
    searcher->next = sync->idle;
    sync->idle = searcher;
    pthread_mutex_unlock(&sync->idle_lock);
}

/* ---- one subject ------------------------------------------------------------------------------------------------- */

struct subject_score {
    int32_t scores[TP_POSITION_COUNT]; /* of the fingers compared */
    unsigned count;
    uint64_t trials;
    struct tp_candidate *detail; /* NULL when only the score is wanted */
};

static void record_pair(struct subject_score *total, const struct group *group, unsigned position, int32_t score)
{
    total->scores[total->count++] = score;
    if (total->detail) {
        total->detail->finger_scores[position] = score;
        total->detail->finger_probes[position] = group->probe;
    }
}

static int32_t compare_finger(const struct search *search, struct tp_matcher *matcher, const struct group *group,
                              const struct tp_gallery_subject *subject, unsigned position)
{
    size_t first = 0;

    for (unsigned p = 0; p < position; p++)
        first += subject->counts[p];
    return tp_match_score_sets(matcher, (const struct tp_features *const *)&search->features[group->first],
                               group->count, (const struct tp_features *const *)&subject->impressions[first],
                               subject->counts[position]);
}

/* Assigns the probes that have no finger yet to the subject's fingers that are not TAKEN. */
static void assign_rest(const struct search *search, struct tp_searcher_worker *worker,
                        const struct tp_gallery_subject *subject, const bool *taken, struct subject_score *total)
{
    const struct group *rows[GROUPS_MAX];
    unsigned columns[TP_POSITION_COUNT], row_count = 0, column_count = 0;
    struct tp_assignment *a = worker->assignment;

    for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
        if (subject->counts[p] && !taken[p])
            columns[column_count++] = p;
    for (unsigned g = 0; g < search->group_count; g++) {
        const struct group *group = &search->groups[g];
        if (group->position == 0 || (!subject->counts[group->position] && subject->counts[0]))
            rows[row_count++] = group;
    }
    if (row_count == 0 || column_count == 0)
        return;
    for (unsigned r = 0; r < row_count; r++)
        for (unsigned c = 0; c < column_count; c++)
            a->scores[r][c] = rows[r]->position != 0 && columns[c] != 0
                                  ? -1
                                  : compare_finger(search, worker->matcher, rows[r], subject, columns[c]);
    tp_assign(a, row_count, column_count);
    total->trials = a->trials;
    for (unsigned r = 0; r < row_count; r++)
        if (a->column_of_row[r] >= 0)
            record_pair(total, rows[r], columns[a->column_of_row[r]], a->scores[r][a->column_of_row[r]]);
}

/* The fused score of SUBJECT, -1 when it shares no finger with the probes. DETAIL may be NULL. */
static int32_t score_subject(const struct search *search, struct tp_searcher_worker *worker,
                             const struct tp_gallery_subject *subject, struct tp_candidate *detail)
{
    struct subject_score total = {.trials = 1, .detail = detail};
    bool taken[TP_POSITION_COUNT] = {false};

    for (unsigned g = 0; g < search->group_count; g++) {
        const struct group *group = &search->groups[g];
        int32_t score;

        if (group->position == 0 || subject->counts[group->position] == 0)
            continue;
        score = compare_finger(search, worker->matcher, group, subject, group->position);
        record_pair(&total, group, group->position, score);
        taken[group->position] = true;
    }
    assign_rest(search, worker, subject, taken, &total);
    return total.count ? tp_fuse_scores(total.scores, total.count, total.trials) : -1;
}

/* ---- the best ones ----------------------------------------------------------------------------------------------- */

/* Below 0 when A ranks before B. */
static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return strcmp(x->subject->id, y->subject->id);
}

static void sift_down(struct entry *heap, size_t count, struct entry entry)
{
    size_t at = 0, child;

    while ((child = 2 * at + 1) < count) {
        if (child + 1 < count && compare_entries(&heap[child + 1], &heap[child]) > 0)
            child++;
        if (compare_entries(&entry, &heap[child]) >= 0)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = entry;
}

static void sift_up(struct entry *heap, size_t at, struct entry entry)
{
    while (at > 0 && compare_entries(&entry, &heap[(at - 1) / 2]) > 0) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = entry;
}

static void keep(struct tp_searcher_worker *worker, size_t top, struct entry entry)
{
    if (worker->heap_count < top)
        sift_up(worker->heap, worker->heap_count++, entry);
    else if (compare_entries(&entry, &worker->heap[0]) < 0)
        sift_down(worker->heap, top, entry);
}

static void search_subject(void *context, size_t index, unsigned worker_index)
{
    struct search *search = context;
    struct tp_searcher_worker *worker = &search->searcher->workers[worker_index];
    struct entry entry = {0, search->gallery->subjects[index]};

    entry.score = score_subject(search, worker, entry.subject, NULL);
    if (entry.score >= TP_MAX(search->score_min, 0))
        keep(worker, search->top, entry);
}

/* Moves all kept entries to the front of the search's array, best first; returns how many are wanted. */
static size_t merge_heaps(struct search *search)
{
    unsigned worker_count = tp_pool_thread_count(search->searcher->pool);
    size_t count = 0;

    for (unsigned i = 0; i < worker_count; i++) {
        const struct tp_searcher_worker *worker = &search->searcher->workers[i];
        memmove(search->entries + count, worker->heap, worker->heap_count * sizeof *worker->heap);
        count += worker->heap_count;
    }
    qsort(search->entries, count, sizeof *search->entries, compare_entries);
    return TP_MIN(count, search->top);
}

/* Compares a candidate once more, now with its fingers' scores. */
static void describe_candidate(void *context, size_t index, unsigned worker_index)
{
    struct search *search = context;
    struct tp_candidate *candidate = &search->out->items[index];
    const struct tp_gallery_subject *subject = search->entries[index].subject;

    memcpy(candidate->subject, subject->id, strlen(subject->id) + 1);
    for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
        candidate->finger_scores[p] = -1;
    candidate->score = score_subject(search, &search->searcher->workers[worker_index], subject, candidate);
}

void tp_candidates_deinit(struct tp_candidates *candidates)
{
    free(candidates->items);
    memset(candidates, 0, sizeof *candidates);
}

static tp_status search_locked(struct search *search, struct tp_diag *diag)
{
    struct tp_pool *pool = search->searcher->pool;
    size_t count;
    void *memory;
    tp_status status;

    search->top = TP_MIN(search->top, search->gallery->subject_count);
    status = tp_alloc(&memory, search->top * tp_pool_thread_count(pool), sizeof *search->entries, diag);
    if (status != TP_OK)
        return status;
    search->entries = memory;
    for (unsigned i = 0; i < tp_pool_thread_count(pool); i++) {
        search->searcher->workers[i].heap = search->entries + i * search->top;
        search->searcher->workers[i].heap_count = 0;
    }
    tp_pool_run(pool, search->gallery->subject_count, search_subject, search);
    count = merge_heaps(search);
    status = tp_alloc_zero(&memory, count, sizeof *search->out->items, diag);
    if (status == TP_OK) {
        search->out->items = memory;
        search->out->count = (uint32_t)count;
        tp_pool_run(pool, count, describe_candidate, search);
    }
    free(search->entries);
    return status;
}

/* ---- the probes -------------------------------------------------------------------------------------------------- */

static tp_status check_probes(const struct tp_template *const *probes, size_t probe_count, struct tp_diag *diag)
{
    size_t unknown = 0;

    if (probe_count == 0)
        return tp_fail(diag, TP_E_ARGUMENT, "probes", -1, "there is no probe");
    if (probe_count > TP_PROBES_MAX)
        return tp_fail(diag, TP_E_LIMIT, "probes", -1, "%zu probes, at most %d are accepted", probe_count,
                       TP_PROBES_MAX);
    for (size_t i = 0; i < probe_count; i++) {
        if (probes[i]->position > TP_POSITION_MAX)
            return tp_fail(diag, TP_E_ARGUMENT, "position", -1, "%u is no finger position", probes[i]->position);
        unknown += probes[i]->position == 0;
    }
    if (unknown > TP_PROBES_UNKNOWN_MAX)
        return tp_fail(diag, TP_E_LIMIT, "probes", -1, "%zu probes of unknown position, at most %d are accepted",
                       unknown, TP_PROBES_UNKNOWN_MAX);
    return TP_OK;
}

static tp_status add_probe(struct search *search, const struct tp_template *probe, size_t index, struct tp_diag *diag)
{
    struct group *last = search->group_count ? &search->groups[search->group_count - 1] : NULL;
    tp_status status = tp_features_new(probe, &search->features[search->features_count], diag);

    if (status != TP_OK)
        return status;
    if (last && last->position != 0 && last->position == probe->position)
        last->count++;
    else
        search->groups[search->group_count++] =
            (struct group){probe->position, (uint8_t)index, search->features_count, 1};
    search->features_count++;
    return TP_OK;
}

/* Known positions first, in rising order, so that the probes of a finger come together. */
static tp_status add_probes(struct search *search, const struct tp_template *const *probes, size_t probe_count,
                            struct tp_diag *diag)
{
    tp_status status = check_probes(probes, probe_count, diag);

    for (unsigned turn = 1; turn <= TP_POSITION_COUNT; turn++)
        for (size_t i = 0; status == TP_OK && i < probe_count; i++)
            if (probes[i]->position == turn % TP_POSITION_COUNT)
                status = add_probe(search, probes[i], i, diag);
    return status;
}

tp_status tp_gallery_identify(const struct tp_gallery *gallery, const struct tp_template *const *probes,
                              size_t probe_count, const struct tp_identify_options *options, struct tp_candidates *out,
                              struct tp_diag *diag)
{
    static const struct tp_identify_options defaults;
    struct search search = {.gallery = gallery, .out = out};
    tp_status status = add_probes(&search, probes, probe_count, diag);

    memset(out, 0, sizeof *out);
    options = options ? options : &defaults;
    search.top = options->top ? options->top : TOP_DEFAULT;
    search.score_min = options->score_min;
    if (status == TP_OK)
        status = searcher_take(gallery->sync, options->thread_count, &search.searcher, diag);
    if (status == TP_OK) {
        pthread_rwlock_rdlock(&gallery->sync->lock);
        status = search_locked(&search, diag);
        pthread_rwlock_unlock(&gallery->sync->lock);
        searcher_put(gallery->sync, search.searcher);
    }
    for (size_t i = 0; i < search.features_count; i++)
        tp_features_free(&search.features[i]);
    return status;
}
