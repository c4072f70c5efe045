/* SPDX-License-Identifier: Apache-2.0 */
/* Private to statistics: a table as rows that are safe to publish. */
#ifndef TP_STATISTICS_TABLE_H
#define TP_STATISTICS_TABLE_H

#include "statistics/definitions.h"

/* By what a table is broken down, in this order. */
enum tp_dimension { TP_BY_PERIOD, TP_BY_LEVEL, TP_BY_STATE, TP_BY_COUNTY, TP_BY_CLAUSES, TP_DIMENSIONS };

/* Months that stand together, both included. */
struct tp_period {
    char from[8], until[8];
};
/* So many leaves of one figure that say the same. Texts are borrowed. */
struct tp_fact {
    const char *labels[TP_DIMENSIONS]; /* "" where the table is not broken down by it; none of the period */
    struct tp_period period;
    unsigned level; /* place in the order of levels */
    size_t figure;  /* the count of figures: a month in which nothing of the table was counted */
    uint64_t count;
};
struct tp_facts {
    struct tp_fact *items; /* owned */
    size_t count, capacity;
};

enum { TP_RANGE_MAX = 2 * TP_LEAF_VALUE_MAX + 4 };
/* One number to publish: a figure in neighbouring cells taken together ("US-NY..US-WY"). */
struct tp_row {
    char labels[TP_DIMENSIONS][TP_RANGE_MAX];
    const struct tp_figure *figure;
    uint64_t count;
};
typedef tp_status tp_row_fn(void *context, const struct tp_row *row, struct tp_diag *diag);
typedef tp_status tp_period_fn(void *context, const struct tp_period *period, struct tp_diag *diag);

struct tp_split {
    const struct tp_table *table;
    bool by[TP_DIMENSIONS];
    bool exact[TP_DIMENSIONS]; /* broken down whatever the counts: what is public anyhow */
    unsigned threshold;
    bool by_clauses; /* splits figures by clauses where their definition says so */
    tp_row_fn *row;
    tp_period_fn *period; /* may be NULL: is told all periods, also empty ones */
    void *context;
};
/* Breaks FACTS, which are put into another order, down into rows. docs/statistics.md has the method and its proof. */
TP_NODISCARD tp_status tp_table_split(const struct tp_split *split, struct tp_fact *facts, size_t count,
                                      struct tp_diag *diag);

#endif
