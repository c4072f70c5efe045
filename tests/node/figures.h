/* SPDX-License-Identifier: Apache-2.0 */
/* Collects the figures of a benchmark. */
#ifndef TP_TEST_FIGURES_H
#define TP_TEST_FIGURES_H

#include <math.h>
#include <string.h>

#include "node/node.h"

struct figures {
    size_t count;
    struct {
        char name[96], unit[32];
        double value;
    } items[512];
};

static inline void figures_take(void *context, const struct tp_bench_figure *figure)
{
    struct figures *figures = context;

    assert_true(figures->count < TP_ARRAY_LENGTH(figures->items));
    assert_true(isfinite(figure->value));
    if (figure->baseline)
        assert_true(figure->baseline_value > 0 && isfinite(figure->ratio) && figure->ratio > 0);
    snprintf(figures->items[figures->count].name, sizeof figures->items[0].name, "%s", figure->name);
    snprintf(figures->items[figures->count].unit, sizeof figures->items[0].unit, "%s", figure->unit);
    figures->items[figures->count++].value = figure->value;
}

/* The value of the figure called NAME, which must be there once. */
static inline double figures_value(const struct figures *figures, const char *name)
{
    double value = -1;
    int found = 0;

    for (size_t i = 0; i < figures->count; i++)
        if (strcmp(figures->items[i].name, name) == 0) {
            value = figures->items[i].value;
            found++;
        }
    if (found != 1)
        fail_msg("%d figures are called %s", found, name);
    return value;
}

#endif
