/* SPDX-License-Identifier: Apache-2.0 */
/* The report: all tables of the definitions, or the first by county, as rows of CSV or JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/count.h"
#include "statistics/table.h"
#include "json/json.h"

/* What a table took together. */
struct periods {
    struct tp_period *items; /* owned */
    size_t count, capacity;
};
struct report {
    const struct tp_statistics *statistics;
    const struct tp_statistics_form *form;
    const struct tp_table *table;          /* being written */
    char last[8];                          /* the newest month; complete are those before it */
    struct tp_facts facts;                 /* of the table being written */
    struct periods periods[TP_TABLES_MAX]; /* of the tables that are written */
    struct tp_buffer *csv;
    struct tp_json *json;
};

/* ---- facts --------------------------------------------------------------------------------------------------------
 */

static bool is_counted(const struct tp_figure *figure, const struct tp_shape *shape)
{
    if (!figure->kinds[shape->kind])
        return false;
    for (size_t i = 0; i < figure->condition_count; i++) {
        if (!tp_json_lists(figure->conditions[i].values, tp_shape_value(shape, figure->conditions[i].member)))
            return false;
    }
    return true;
}

static tp_status add_fact(struct report *report, const struct tp_fact *fact, struct tp_diag *diag)
{
    void *memory = report->facts.items;
    tp_status status = tp_statistics_grow(&memory, &report->facts.capacity, report->facts.count, sizeof *fact, diag);

    report->facts.items = memory;
    if (status == TP_OK)
        report->facts.items[report->facts.count++] = *fact;
    return status;
}

static unsigned level_place(const struct tp_definitions *definitions, const char *level)
{
    unsigned place = 0;

    while (place < TP_DEFINED_LEVELS && strcmp(definitions->levels[place], level) != 0)
        place++;
    return place;
}

/* What a leaf of SHAPE says, as far as the table is by it. */
static struct tp_fact describe(const struct report *report, const struct tp_shape *shape)
{
    const char *level = tp_shape_value(shape, TP_LEAF_LEVEL_MEMBER),
               *state = tp_shape_value(shape, TP_LEAF_STATE_MEMBER);
    struct tp_fact fact = {.count = shape->count};

    for (size_t i = 0; i < TP_DIMENSIONS; i++)
        fact.labels[i] = "";
    if (report->table->by_level) {
        fact.labels[TP_BY_LEVEL] = level[0] != '\0' ? level : "unknown";
        fact.level = level_place(report->statistics->definitions, fact.labels[TP_BY_LEVEL]);
    }
    if (report->table->by_state)
        fact.labels[TP_BY_STATE] = state[0] != '\0' ? state : "unknown";
    fact.labels[TP_BY_CLAUSES] = tp_shape_value(shape, TP_LEAF_CLAUSES_MEMBER);
    return fact;
}

static tp_status add_figures(struct report *report, const struct tp_shape *shape, struct tp_fact *fact,
                             struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < report->table->figure_count; i++) {
        fact->figure = i;
        if (is_counted(&report->table->figures[i], shape))
            status = add_fact(report, fact, diag);
    }
    return status;
}

/* The quarter or year of MONTH. Nothing is suppressed by a report that shows all, and it is by month. */
static void set_period(const struct report *report, const char *month, struct tp_period *out)
{
    unsigned months = report->form->threshold > 0 ? report->table->months : 1;
    unsigned number = (unsigned)strtoul(month + 5, NULL, 10), first = (number - 1) / months * months + 1;

    snprintf(out->from, sizeof out->from, "%.4s-%02u", month, first % 100);
    snprintf(out->until, sizeof out->until, "%.4s-%02u", month, (first + months - 1) % 100);
}

/* False when it is not to be shown: not over, or waiting for more. */
static bool find_period(const struct report *report, const char *month, struct tp_period *out)
{
    const struct periods *followed;

    set_period(report, month, out);
    if (report->form->threshold > 0 && strcmp(out->until, report->last) >= 0)
        return false;
    if (report->table->follows == TP_NOT_FOLLOWING)
        return true;
    followed = &report->periods[report->table->follows];
    for (size_t i = 0; i < followed->count; i++) {
        *out = followed->items[i];
        if (strcmp(out->from, month) <= 0 && strcmp(month, out->until) <= 0)
            return true;
    }
    return false;
}

/* So that every month is there, also when nothing of the table was counted in it. */
static tp_status add_month(struct report *report, const struct tp_fact *like, struct tp_diag *diag)
{
    struct tp_fact fact = {.period = like->period, .figure = report->table->figure_count};

    for (size_t i = 0; i < TP_DIMENSIONS; i++)
        fact.labels[i] = "";
    return add_fact(report, &fact, diag);
}

static tp_status collect(struct report *report, struct tp_diag *diag)
{
    const struct tp_statistics *statistics = report->statistics;
    tp_status status = TP_OK;

    report->facts.count = 0;
    for (size_t i = 0; status == TP_OK && i < statistics->shape_count; i++) {
        const struct tp_shape *shape = &statistics->shapes[i];
        struct tp_fact fact = describe(report, shape);
        if (shape->count == 0 || !find_period(report, tp_shape_value(shape, TP_LEAF_MONTH_MEMBER), &fact.period))
            continue;
        status = add_figures(report, shape, &fact, diag);
        if (status == TP_OK)
            status = add_month(report, &fact, diag);
    }
    return status;
}

/* ---- rows ---------------------------------------------------------------------------------------------------------
 */

static tp_status write_row(void *context, const struct tp_row *row, struct tp_diag *diag)
{
    static const char *const names[TP_DIMENSIONS] = {"period", "level", "state", "county", "clauses"};
    struct report *report = context;

    (void)diag;
    if (!report->json) {
        tp_write_text(report->csv, "%s,%s,%s,%s,%s,%s,%s,%llu\n", report->table->name, row->labels[TP_BY_PERIOD],
                      row->labels[TP_BY_LEVEL], row->labels[TP_BY_STATE], row->labels[TP_BY_COUNTY], row->figure->name,
                      row->labels[TP_BY_CLAUSES], (unsigned long long)row->count);
        return TP_OK;
    }
    tp_json_object(report->json, NULL);
    tp_json_text(report->json, "table", report->table->name);
    for (size_t i = 0; i < TP_DIMENSIONS; i++) {
        if (row->labels[i][0] != '\0')
            tp_json_text(report->json, names[i], row->labels[i]);
    }
    tp_json_text(report->json, "figure", row->figure->name);
    tp_json_integer(report->json, "count", (int64_t)row->count);
    tp_json_close(report->json);
    return TP_OK;
}

static tp_status keep_period(void *context, const struct tp_period *period, struct tp_diag *diag)
{
    struct report *report = context;
    struct periods *periods = &report->periods[report->table - report->statistics->definitions->tables];
    void *memory = periods->items;
    tp_status status = tp_statistics_grow(&memory, &periods->capacity, periods->count, sizeof *period, diag);

    periods->items = memory;
    if (status == TP_OK)
        periods->items[periods->count++] = *period;
    return status;
}

static tp_status write_table(struct report *report, const struct tp_table *table, struct tp_diag *diag)
{
    const struct tp_split split = {
        .table = table,
        .by = {[TP_BY_PERIOD] = true, [TP_BY_LEVEL] = table->by_level, [TP_BY_STATE] = table->by_state},
        .threshold = report->form->threshold,
        .by_clauses = true,
        .row = write_row,
        .period = keep_period,
        .context = report,
    };
    tp_status status;

    report->table = table;
    status = collect(report, diag);
    return status == TP_OK ? tp_table_split(&split, report->facts.items, report->facts.count, diag) : status;
}

/* ---- counties -----------------------------------------------------------------------------------------------------
 */

static tp_status collect_opened(struct report *report, struct tp_diag *diag)
{
    const struct tp_statistics *statistics = report->statistics;
    tp_status status = TP_OK;

    report->facts.count = 0;
    for (size_t i = 0; status == TP_OK && i < statistics->opened_count; i++) {
        const struct tp_opened *opened = &statistics->opened[i];
        const struct tp_shape *shape = &statistics->shapes[statistics->leaves[opened->index]];
        struct tp_fact fact = describe(report, shape);
        fact.labels[TP_BY_COUNTY] = opened->county;
        fact.count = 1;
        status = add_figures(report, shape, &fact, diag);
    }
    return status;
}

/* Level and state of each leaf are public, so that hiding them again would protect nobody; counties are what openings
 * add. Not by period or clauses: with the public numbers by those they would tell more than a row should. */
static tp_status write_counties(struct report *report, const struct tp_table *table, struct tp_diag *diag)
{
    const struct tp_split split = {
        .table = table,
        .by = {[TP_BY_LEVEL] = true, [TP_BY_STATE] = true, [TP_BY_COUNTY] = true},
        .exact = {[TP_BY_LEVEL] = true, [TP_BY_STATE] = true},
        .threshold = report->form->threshold,
        .row = write_row,
        .context = report,
    };
    tp_status status;

    report->table = table;
    if (!table->by_level || !table->by_state)
        return TP_OK;
    status = collect_opened(report, diag);
    return status == TP_OK ? tp_table_split(&split, report->facts.items, report->facts.count, diag) : status;
}

/* ---- the whole ----------------------------------------------------------------------------------------------------
 */

static void find_last_month(struct report *report)
{
    for (size_t i = 0; i < report->statistics->shape_count; i++) {
        const struct tp_shape *shape = &report->statistics->shapes[i];
        const char *month = tp_shape_value(shape, TP_LEAF_MONTH_MEMBER);
        if (shape->count > 0 && strcmp(month, report->last) > 0)
            snprintf(report->last, sizeof report->last, "%s", month);
    }
}

static void write_head(const struct report *report)
{
    const struct tp_statistics *statistics = report->statistics;
    bool partly = report->form->threshold > 0 && !report->form->counties;
    const char *before = partly ? report->last : "";

    if (!report->json) {
        tp_write_text(report->csv, "table,period,level,state,county,figure,clauses,count\n");
        tp_write_text(report->csv, "report,,,,,definitions,,%u\n", statistics->definitions->version);
        tp_write_text(report->csv, "report,,,,,size,,%llu\n", (unsigned long long)statistics->leaf_count);
        tp_write_text(report->csv, "report,,,,,threshold,,%u\n", report->form->threshold);
        if (report->form->counties)
            tp_write_text(report->csv, "report,,,,,openings,,%zu\n", statistics->opened_count);
        else
            tp_write_text(report->csv, "report,%s,,,,months-before,,\n", before);
        return;
    }
    tp_json_text(report->json, "form", "tenprint-statistics/1");
    tp_json_integer(report->json, "definitions", statistics->definitions->version);
    tp_json_integer(report->json, "size", (int64_t)statistics->leaf_count);
    tp_json_integer(report->json, "threshold", report->form->threshold);
    if (report->form->counties)
        tp_json_integer(report->json, "openings", (int64_t)statistics->opened_count);
    else
        tp_json_text(report->json, "months_before", before);
    tp_json_list(report->json, "rows");
}

static tp_status write_body(struct report *report, struct tp_diag *diag)
{
    const struct tp_definitions *definitions = report->statistics->definitions;
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < definitions->table_count; i++) {
        const struct tp_table *table = &definitions->tables[i];
        status = report->form->counties ? write_counties(report, table, diag) : write_table(report, table, diag);
    }
    return status;
}

static tp_status finish(struct report *report, struct tp_buffer *out, struct tp_diag *diag)
{
    if (report->json) {
        tp_status status;
        tp_json_close(report->json);
        status = tp_json_write_canonical(report->json, out, diag);
        if (status != TP_OK)
            return status;
        tp_write_u8(out, '\n');
    }
    return out->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "there is not enough memory for the tables") : TP_OK;
}

tp_status tp_statistics_write(const struct tp_statistics *statistics, const struct tp_statistics_form *form,
                              struct tp_buffer *out, struct tp_diag *diag)
{
    struct report report = {.statistics = statistics, .form = form, .csv = out};
    tp_status status = TP_OK;

    if (!tp_threshold_is_safe(form->threshold))
        return tp_fail(diag, TP_E_ARGUMENT, "threshold", -1, "it is 0, or at least 3: less would protect nobody");
    if (form->format == TP_STATISTICS_JSON)
        status = tp_json_new(&report.json, diag);
    if (status == TP_OK) {
        find_last_month(&report);
        write_head(&report);
        status = write_body(&report, diag);
    }
    if (status == TP_OK)
        status = finish(&report, out, diag);
    tp_json_free(&report.json);
    free(report.facts.items);
    for (size_t i = 0; i < TP_TABLES_MAX; i++)
        free(report.periods[i].items);
    return status;
}
