/* SPDX-License-Identifier: Apache-2.0 */
/* Private to statistics: definitions as they were read. Texts belong to the document. */
#ifndef TP_STATISTICS_DEFINITIONS_H
#define TP_STATISTICS_DEFINITIONS_H

#include "statistics/statistics.h"

enum { TP_TABLES_MAX = 16, TP_FIGURES_MAX = 16, TP_CONDITIONS_MAX = 8, TP_SUMS_MAX = 8, TP_DEFINED_LEVELS = 5 };
enum { TP_NOT_FOLLOWING = TP_TABLES_MAX };

struct tp_condition {
    enum tp_leaf_member member;
    const struct tp_json_value *values; /* a list of texts */
};
struct tp_figure {
    const char *name;
    bool kinds[TP_LEAF_KINDS];
    struct tp_condition conditions[TP_CONDITIONS_MAX];
    size_t condition_count;
    bool by_clauses;
};
/* Figures of a table that add up to another: what is left over is protected as if it were a figure. */
struct tp_sum {
    size_t whole, parts[TP_FIGURES_MAX], part_count;
};
struct tp_table {
    const char *name;
    unsigned months; /* of a period: 1, 3 or 12 */
    size_t follows;  /* place of an earlier table whose periods it takes, TP_NOT_FOLLOWING for none */
    bool by_level, by_state;
    struct tp_figure figures[TP_FIGURES_MAX];
    size_t figure_count;
    struct tp_sum sums[TP_SUMS_MAX];
    size_t sum_count;
};
struct tp_definitions {
    struct tp_json_document *document; /* owned */
    unsigned version, threshold;
    const char *levels[TP_DEFINED_LEVELS]; /* in the order of the tables */
    struct tp_table tables[TP_TABLES_MAX];
    size_t table_count;
};

#endif
