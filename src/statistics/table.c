/* SPDX-License-Identifier: Apache-2.0 */
/* Suppression by adding neighbours together. The categories of a dimension are walked through in a fixed order and
 * taken together until every figure of the table is zero or at least the threshold, and so is what is left over between
 * a figure and those that add up to it; what remains at the end joins the groups before it until that is so. Each group
 * is broken down further in the same way. So every leaf is in one row, rows add up to the totals, and no cell is shown
 * that is small.
 *
 * Why it is safe (docs/statistics.md): in a group of cells that stand together, whole cases can be moved between the
 * first, the last and any third cell so that a figure of that cell takes any of threshold - 1 values, and every row
 * stays as it is. Periods are not joined but wait for more months, so that a later report only adds rows. */
#include "statistics/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/count.h"

/* ---- order --------------------------------------------------------------------------------------------------------
 */

static int compare_label(const void *a, const void *b, enum tp_dimension by)
{
    const struct tp_fact *x = a, *y = b;

    return strcmp(x->labels[by], y->labels[by]);
}

static int compare_period(const void *a, const void *b)
{
    const struct tp_fact *x = a, *y = b;

    return strcmp(x->period.from, y->period.from);
}

static int compare_level(const void *a, const void *b)
{
    const struct tp_fact *x = a, *y = b;

    return x->level == y->level ? compare_label(a, b, TP_BY_LEVEL) : x->level < y->level ? -1 : 1;
}

static int compare_state(const void *a, const void *b)
{
    return compare_label(a, b, TP_BY_STATE);
}

static int compare_county(const void *a, const void *b)
{
    return compare_label(a, b, TP_BY_COUNTY);
}

static int compare_clauses(const void *a, const void *b)
{
    return compare_label(a, b, TP_BY_CLAUSES);
}

static int compare_figure(const void *a, const void *b)
{
    const struct tp_fact *x = a, *y = b;

    return (x->figure > y->figure) - (x->figure < y->figure);
}

static int (*const comparisons[TP_DIMENSIONS])(const void *, const void *) = {
    [TP_BY_PERIOD] = compare_period, [TP_BY_LEVEL] = compare_level,     [TP_BY_STATE] = compare_state,
    [TP_BY_COUNTY] = compare_county, [TP_BY_CLAUSES] = compare_clauses,
};

/* ---- groups -------------------------------------------------------------------------------------------------------
 */

/* Neighbouring facts, and how much of each figure they hold. */
struct group {
    struct tp_fact *begin, *end;
    uint64_t sums[TP_FIGURES_MAX + 1]; /* the last: months without a figure, always 0 */
};

static bool is_safe(uint64_t count, unsigned threshold)
{
    return count == 0 || count >= threshold;
}

/* Whether the group may be published as it is. */
static bool may_stand(const struct tp_table *table, const struct group *group, unsigned threshold)
{
    for (size_t i = 0; i < table->figure_count; i++) {
        if (!is_safe(group->sums[i], threshold))
            return false;
    }
    for (size_t i = 0; i < table->sum_count; i++) {
        const struct tp_sum *sum = &table->sums[i];
        uint64_t whole = group->sums[sum->whole], parts = 0;
        for (size_t j = 0; j < sum->part_count; j++)
            parts += group->sums[sum->parts[j]];
        if (!is_safe(whole > parts ? whole - parts : parts - whole, threshold))
            return false;
    }
    return true;
}

static bool is_empty(const struct tp_table *table, const struct group *group)
{
    for (size_t i = 0; i < table->figure_count; i++) {
        if (group->sums[i] > 0)
            return false;
    }
    return true;
}

/* Takes the next category, all facts of one label, into GROUP. */
static void take_category(struct group *group, const struct tp_fact *end, enum tp_dimension by)
{
    const struct tp_fact *first = group->end;

    while (group->end < end && comparisons[by](first, group->end) == 0) {
        group->sums[group->end->figure] += group->end->count;
        group->end++;
    }
}

static void join(struct group *group, const struct group *rest)
{
    group->end = rest->end;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(group->sums); i++)
        group->sums[i] += rest->sums[i];
}

/* ---- breaking down ------------------------------------------------------------------------------------------------
 */

static tp_status break_down(const struct tp_split *split, const struct group *whole, enum tp_dimension by,
                            struct tp_row *row, struct tp_diag *diag);

static void name_range(char out[TP_RANGE_MAX], const char *from, const char *to)
{
    if (strcmp(from, to) == 0)
        snprintf(out, TP_RANGE_MAX, "%s", from);
    else
        snprintf(out, TP_RANGE_MAX, "%s..%s", from, to);
}

/* Goes on with a group whose bounds are certain. */
static tp_status go_on(const struct tp_split *split, const struct group *group, enum tp_dimension by,
                       struct tp_row *row, struct tp_diag *diag)
{
    const struct tp_fact *first = group->begin, *last = group->end - 1;
    struct tp_period period;
    tp_status status = TP_OK;

    if (by == TP_BY_PERIOD) {
        memcpy(period.from, first->period.from, sizeof period.from);
        memcpy(period.until, last->period.until, sizeof period.until);
        if (split->period)
            status = split->period(split->context, &period, diag);
        name_range(row->labels[by], period.from, period.until);
    } else {
        name_range(row->labels[by], first->labels[by], last->labels[by]);
    }
    if (status != TP_OK || is_empty(split->table, group))
        return status;
    status = break_down(split, group, by + 1, row, diag);
    row->labels[by][0] = '\0';
    return status;
}

struct groups {
    struct group *items; /* owned */
    size_t count, capacity;
};

static tp_status add_group(struct groups *groups, const struct group *group, struct tp_diag *diag)
{
    void *memory = groups->items;
    tp_status status = tp_statistics_grow(&memory, &groups->capacity, groups->count, sizeof *group, diag);

    groups->items = memory;
    if (status == TP_OK)
        groups->items[groups->count++] = *group;
    return status;
}

/* What remains at the end joins the groups before it until they may stand together; all of them always may, where the
 * whole does. */
static void join_rest(struct groups *groups, const struct tp_table *table, unsigned threshold)
{
    while (groups->count > 1 && !may_stand(table, &groups->items[groups->count - 1], threshold)) {
        join(&groups->items[groups->count - 2], &groups->items[groups->count - 1]);
        groups->count--;
    }
}

/* Groups of neighbours that may stand, and what remains; categories in which nothing was counted are left out, but
 * periods are listed all. */
static tp_status find_groups(const struct tp_split *split, const struct group *whole, enum tp_dimension by,
                             struct groups *out, struct tp_diag *diag)
{
    unsigned threshold = split->exact[by] ? 0 : split->threshold;
    struct group next = {.begin = whole->begin, .end = whole->begin};
    tp_status status = TP_OK;

    while (status == TP_OK && next.end < whole->end) {
        bool stands;
        take_category(&next, whole->end, by);
        stands = may_stand(split->table, &next, threshold);
        if (!stands && (next.end < whole->end || by == TP_BY_PERIOD))
            continue;
        if (by == TP_BY_PERIOD || !is_empty(split->table, &next))
            status = add_group(out, &next, diag);
        next = (struct group){.begin = next.end, .end = next.end};
    }
    if (by != TP_BY_PERIOD)
        join_rest(out, split->table, threshold);
    return status;
}

static tp_status each_group(const struct tp_split *split, const struct group *whole, enum tp_dimension by,
                            struct tp_row *row, struct tp_diag *diag)
{
    struct groups groups = {NULL, 0, 0};
    tp_status status = find_groups(split, whole, by, &groups, diag);

    for (size_t i = 0; status == TP_OK && i < groups.count; i++)
        status = go_on(split, &groups.items[i], by, row, diag);
    free(groups.items);
    return status;
}

/* Splits one figure of a row by clauses, as if it were a table of its own. */
static tp_status split_figure(const struct tp_split *split, struct group *facts, size_t figure, struct tp_row *row,
                              struct tp_diag *diag)
{
    const struct tp_table alone = {.figures = {split->table->figures[figure]}, .figure_count = 1};
    struct tp_split inner = *split;

    inner.table = &alone;
    inner.by_clauses = false;
    inner.by[TP_BY_CLAUSES] = true;
    for (struct tp_fact *fact = facts->begin; fact < facts->end; fact++)
        fact->figure = 0;
    return break_down(&inner, facts, TP_BY_CLAUSES, row, diag);
}

static tp_status emit_figure(const struct tp_split *split, struct group *facts, size_t figure, struct tp_row *row,
                             struct tp_diag *diag)
{
    if (split->by_clauses && split->table->figures[figure].by_clauses)
        return split_figure(split, facts, figure, row, diag);
    row->figure = &split->table->figures[figure];
    row->count = 0;
    for (const struct tp_fact *fact = facts->begin; fact < facts->end; fact++)
        row->count += fact->count;
    return split->row(split->context, row, diag);
}

static tp_status emit(const struct tp_split *split, const struct group *group, struct tp_row *row, struct tp_diag *diag)
{
    struct group facts = {.begin = group->begin};
    tp_status status = TP_OK;

    qsort(group->begin, (size_t)(group->end - group->begin), sizeof *group->begin, compare_figure);
    while (status == TP_OK && facts.begin < group->end) {
        size_t figure = facts.begin->figure;
        for (facts.end = facts.begin; facts.end < group->end && facts.end->figure == figure;)
            facts.end++;
        if (figure < split->table->figure_count)
            status = emit_figure(split, &facts, figure, row, diag);
        facts.begin = facts.end;
    }
    return status;
}

static tp_status break_down(const struct tp_split *split, const struct group *whole, enum tp_dimension by,
                            struct tp_row *row, struct tp_diag *diag)
{
    while (by < TP_DIMENSIONS && !split->by[by])
        by++;
    if (by == TP_DIMENSIONS)
        return emit(split, whole, row, diag);
    qsort(whole->begin, (size_t)(whole->end - whole->begin), sizeof *whole->begin, comparisons[by]);
    return each_group(split, whole, by, row, diag);
}

tp_status tp_table_split(const struct tp_split *split, struct tp_fact *facts, size_t count, struct tp_diag *diag)
{
    const struct group all = {.begin = facts, .end = facts + count};
    struct tp_row row;

    memset(&row, 0, sizeof row);
    return count > 0 ? break_down(split, &all, TP_BY_PERIOD, &row, diag) : TP_OK;
}
