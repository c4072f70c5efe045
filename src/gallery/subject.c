/* SPDX-License-Identifier: Apache-2.0 */
/* Fingers of a subject against fingers of the probes: which belong together, and what they say when taken together. */
#include "gallery/subject.h"

#include <stdio.h>
#include <string.h>

#include "gallery/prints.h"
#include "match/match.h"

enum { NOT_YET = -1 };

/* A place in the chain of a subject's rows. */
struct place {
    const struct tp_segment *segment; /* NULL at the end */
    uint32_t row, index;
};

static struct place place_at(const struct tp_view *view, uint32_t row)
{
    struct place place = {NULL, row, 0};

    if (row != TP_ROW_NONE)
        place.segment = tp_view_find(view, row, &place.index);
    return place;
}

/* Numbers rise along a chain, but for a row that another process, which no pin holds up, is just wiping. */
static struct place place_next(const struct tp_view *view, const struct place *place)
{
    uint32_t next = tp_row_next(place->segment, place->index);

    return place_at(view, next > place->row ? next : TP_ROW_NONE);
}

static bool is_alive(const struct tp_subject *subject)
{
    struct place head = place_at(subject->view, subject->head);

    return head.segment && tp_row_alive(head.segment, head.index);
}

bool tp_subject_find(const struct tp_view *view, uint32_t head, struct tp_subject *out)
{
    struct place at = place_at(view, head);

    *out = (struct tp_subject){.view = view, .head = head};
    if (!at.segment || !tp_row_alive(at.segment, at.index))
        return false;
    for (; at.segment; at = place_next(view, &at))
        for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
            out->has[p] |= at.segment->rows[at.index].sizes[p] > 0;
    return true;
}

const char *tp_subject_name(const struct tp_view *view, uint32_t head)
{
    struct place at = place_at(view, head);

    return at.segment && tp_row_alive(at.segment, at.index) ? tp_row_name(at.segment, at.index) : "";
}

/* ---- signatures ---------------------------------------------------------------------------------------------------
 */

static int32_t refine_finger(const struct tp_segment *segment, uint32_t index, unsigned position,
                             const struct tp_probes *probes, const struct tp_probe_group *group)
{
    const struct tp_signature *column;
    int32_t best = 0;

    if (segment->rows[index].sizes[position] == 0)
        return 0;
    column = atomic_load_explicit(&segment->signatures[position], memory_order_acquire);
    for (size_t i = group->first; i < group->first + group->count; i++) {
        int32_t score = tp_signature_score(&probes->signatures[i], &column[index]);
        best = TP_MAX(best, score);
    }
    return best;
}

/* The best of a row's fingers for a group. */
static int32_t refine_row(const struct tp_segment *segment, uint32_t index, const struct tp_probes *probes,
                          const struct tp_probe_group *group)
{
    int32_t best = 0;

    for (unsigned p = 0; p < TP_POSITION_COUNT; p++) {
        int32_t score = p == group->position || p == 0 || group->position == 0
                            ? refine_finger(segment, index, p, probes, group)
                            : 0;
        best = TP_MAX(best, score);
    }
    return best;
}

static bool may_have(const struct tp_subject *subject, const struct tp_probe_group *group)
{
    return group->position == 0 || subject->has[group->position] || subject->has[0];
}

static int32_t sum_of(const int32_t *fingers, unsigned count)
{
    int32_t sum = 0;

    for (unsigned g = 0; g < count; g++)
        sum += fingers[g];
    return sum;
}

int32_t tp_subject_refine(const struct tp_subject *subject, const struct tp_probes *probes, unsigned limit,
                          int32_t *fingers)
{
    uint8_t chosen[TP_GROUPS_MAX];
    unsigned count = 0;

    for (unsigned i = 0; i < probes->group_count && count < limit; i++)
        if (may_have(subject, &probes->groups[probes->order[i]]))
            chosen[count++] = probes->order[i];
    memset(fingers, 0, probes->group_count * sizeof *fingers);
    for (struct place at = place_at(subject->view, subject->head); at.segment; at = place_next(subject->view, &at))
        for (unsigned i = 0; i < count; i++) {
            int32_t score = refine_row(at.segment, at.index, probes, &probes->groups[chosen[i]]);
            fingers[chosen[i]] = TP_MAX(fingers[chosen[i]], score);
        }
    return sum_of(fingers, probes->group_count);
}

void tp_subject_fetch(const struct tp_view *view, uint32_t head, const struct tp_probes *probes, unsigned limit)
{
    enum { LINE_BYTES = 64 };
    struct place at = place_at(view, head);

    if (!at.segment)
        return;
    __builtin_prefetch(&at.segment->rows[at.index]);
    for (unsigned i = 0; i < TP_MIN(limit, probes->group_count); i++) {
        unsigned position = probes->groups[probes->order[i]].position;
        const struct tp_signature *column =
            atomic_load_explicit(&at.segment->signatures[position], memory_order_acquire);

        for (size_t byte = 0; column && byte < sizeof *column; byte += LINE_BYTES)
            __builtin_prefetch((const char *)&column[at.index] + byte);
    }
}

int32_t tp_subject_promise(const struct tp_subject *subject, const struct tp_probes *probes, const int32_t *fingers)
{
    int32_t scores[TP_GROUPS_MAX];
    unsigned count = 0;

    for (unsigned g = 0; g < probes->group_count; g++)
        if (may_have(subject, &probes->groups[g]))
            scores[count++] = fingers[g];
    return count ? tp_fuse_scores(scores, count, 1) : 0;
}

void tp_subject_best_fingers(const struct tp_subject *subject, const struct tp_probes *probes, const int32_t *fingers,
                             uint8_t out[TP_GLANCE_FINGERS])
{
    for (unsigned i = 0; i < TP_GLANCE_FINGERS; i++) {
        out[i] = TP_GLANCE_NONE;
        for (unsigned g = 0; g < probes->group_count; g++) {
            bool taken = !subject->has[probes->groups[g].position] || probes->groups[g].position == 0;

            for (unsigned before = 0; before < i; before++)
                taken |= out[before] == g;
            if (!taken && (out[i] == TP_GLANCE_NONE || fingers[g] > fingers[out[i]]))
                out[i] = (uint8_t)g;
        }
    }
}

/* ---- full comparison ----------------------------------------------------------------------------------------------
 */

/* Subjects may change between a search's pins, and numbers may mean others: nothing is kept beyond one subject. */
static void unload(struct tp_searcher_worker *worker)
{
    if (worker->loaded)
        tp_wipe(worker->loaded, worker->loaded->size_bytes);
    worker->loaded = NULL;
}

/* The subject was seen alive. Another process that maps the file may remove it meanwhile, since pins do not reach that
 * far; rows are marked dead before their bytes go. So what cannot be read is damage only if the subject is still alive.
 */
static tp_status read_print(const struct tp_subject *subject, const struct place *at, unsigned position,
                            struct tp_searcher_worker *worker)
{
    struct tp_diag reason = {0};
    tp_status status = tp_row_intact(at->segment, at->index) ? TP_OK : TP_E_CHECKSUM;
    char name[TP_SUBJECT_ID_MAX];

    if (status == TP_OK)
        status = tp_print_load(at->segment, at->index, position, worker->room, &worker->loaded, &reason);
    if (status == TP_OK)
        return TP_OK;
    snprintf(name, sizeof name, "%s", tp_row_name(at->segment, at->index));
    if (!is_alive(subject))
        return TP_E_NOT_FOUND;
    return tp_fail(&worker->diag, status, "gallery", at->row,
                   "row %u of subject %s is damaged: remove it and add it again", at->row, name);
}

/* The features of an impression; those of the last one are kept, since several probes may ask for them. NULL when it is
 * gone or broken. */
static const struct tp_features *load(const struct tp_subject *subject, const struct place *at, unsigned position,
                                      struct tp_searcher_worker *worker)
{
    tp_status status;

    if (worker->loaded && worker->loaded_row == at->row && worker->loaded_position == position)
        return worker->loaded;
    unload(worker);
    status = read_print(subject, at, position, worker);
    if (status != TP_OK && status != TP_E_NOT_FOUND && worker->status == TP_OK)
        worker->status = status;
    worker->loaded_row = at->row;
    worker->loaded_position = position;
    return worker->loaded;
}

static int32_t compare_finger(const struct tp_subject *subject, const struct tp_probes *probes,
                              const struct tp_probe_group *group, unsigned position, struct tp_searcher_worker *worker)
{
    for (struct place at = place_at(subject->view, subject->head); at.segment; at = place_next(subject->view, &at)) {
        const struct tp_features *features = NULL;

        if (at.segment->rows[at.index].sizes[position] > 0)
            features = load(subject, &at, position, worker);
        for (size_t i = group->first; features && i < group->first + group->count; i++)
            tp_match_sets_add(worker->matcher, probes->features[i], features);
        worker->comparisons += features ? group->count : 0;
    }
    return tp_match_sets_end(worker->matcher);
}

struct total {
    int32_t scores[TP_POSITION_COUNT]; /* of the fingers compared */
    unsigned count;
    uint64_t trials;
    struct tp_candidate *detail; /* NULL when only the score is wanted */
};

static void record_pair(struct total *total, const struct tp_probe_group *group, unsigned position, int32_t score)
{
    total->scores[total->count++] = score;
    if (total->detail) {
        total->detail->finger_scores[position] = score;
        total->detail->finger_probes[position] = group->probe;
    }
}

/* Assigns the probes that have no finger yet to the subject's fingers that are not TAKEN. */
static void assign_rest(const struct tp_subject *subject, const struct tp_probes *probes, const bool *taken,
                        struct tp_searcher_worker *worker, struct total *total)
{
    const struct tp_probe_group *rows[TP_GROUPS_MAX];
    unsigned columns[TP_POSITION_COUNT], row_count = 0, column_count = 0;
    struct tp_assignment *a = worker->assignment;

    for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
        if (subject->has[p] && !taken[p])
            columns[column_count++] = p;
    for (unsigned g = 0; g < probes->group_count; g++) {
        const struct tp_probe_group *group = &probes->groups[g];
        if (group->position == 0 || (!subject->has[group->position] && subject->has[0]))
            rows[row_count++] = group;
    }
    if (row_count == 0 || column_count == 0)
        return;
    for (unsigned c = 0; c < column_count; c++)
        for (unsigned r = 0; r < row_count; r++)
            a->scores[r][c] = rows[r]->position != 0 && columns[c] != 0
                                  ? -1
                                  : compare_finger(subject, probes, rows[r], columns[c], worker);
    tp_assign(a, row_count, column_count);
    total->trials = a->trials;
    for (unsigned r = 0; r < row_count; r++)
        if (a->column_of_row[r] >= 0)
            record_pair(total, rows[r], columns[a->column_of_row[r]], a->scores[r][a->column_of_row[r]]);
}

/* DONE: by group, the scores of fingers of known position that were compared already, else NOT_YET. */
static int32_t score_all(const struct tp_subject *subject, const struct tp_probes *probes, const int32_t *done,
                         struct tp_searcher_worker *worker, struct tp_candidate *detail)
{
    struct total total = {.trials = 1, .detail = detail};
    bool taken[TP_POSITION_COUNT] = {false};

    for (unsigned g = 0; g < probes->group_count; g++) {
        const struct tp_probe_group *group = &probes->groups[g];
        int32_t score = done[g];

        if (group->position == 0 || !subject->has[group->position])
            continue;
        if (score == NOT_YET)
            score = compare_finger(subject, probes, group, group->position, worker);
        record_pair(&total, group, group->position, score);
        taken[group->position] = true;
    }
    assign_rest(subject, probes, taken, worker, &total);
    unload(worker);
    if (total.count == 0 || !is_alive(subject)) /* what was read of one who is being removed may be half of it */
        return -1;
    return tp_fuse_scores(total.scores, total.count, total.trials);
}

int32_t tp_subject_score(const struct tp_subject *subject, const struct tp_probes *probes,
                         struct tp_searcher_worker *worker, struct tp_candidate *detail)
{
    int32_t done[TP_GROUPS_MAX];

    for (unsigned g = 0; g < TP_GROUPS_MAX; g++)
        done[g] = NOT_YET;
    return score_all(subject, probes, done, worker, detail);
}

int32_t tp_subject_glance(const struct tp_subject *subject, const struct tp_probes *probes,
                          struct tp_searcher_worker *worker, const struct tp_glance *glance)
{
    int32_t done[TP_GROUPS_MAX], sum = 0;

    for (unsigned g = 0; g < TP_GROUPS_MAX; g++)
        done[g] = NOT_YET;
    /* where fingers must be assigned, and where there are few, there is nothing to choose from */
    if (probes->has_unknown || subject->has[0] || probes->group_count <= glance->count)
        return score_all(subject, probes, done, worker, NULL);
    for (unsigned i = 0; i < glance->count && sum < glance->least; i++) {
        unsigned g = glance->groups[i];

        if (g == TP_GLANCE_NONE)
            return score_all(subject, probes, done, worker, NULL);
        done[g] = compare_finger(subject, probes, &probes->groups[g], probes->groups[g].position, worker);
        sum += done[g];
    }
    if (sum >= glance->least)
        return score_all(subject, probes, done, worker, NULL);
    unload(worker);
    return -1;
}
