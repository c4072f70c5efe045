/* SPDX-License-Identifier: Apache-2.0 */
/* What searches are worth: error rates with their uncertainty, and how cost grows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "node/bench_identify.h"

const double tp_bench_fpirs[TP_BENCH_FPIRS] = {0.001, 0.01};

static int falling(const void *a, const void *b)
{
    int32_t first = *(const int32_t *)a, second = *(const int32_t *)b;

    return first < second ? 1 : first > second ? -1 : 0;
}

int32_t tp_bench_threshold(int32_t *others, size_t count, double fpir)
{
    size_t allowed = (size_t)(fpir * (double)count + 1e-9);

    if (count == 0)
        return TP_SCORE_MAX + 1;
    qsort(others, count, sizeof *others, falling);
    return allowed < count ? TP_MAX(others[allowed] + 1, 0) : 0;
}

struct tp_bench_share tp_bench_share(size_t hits, size_t count)
{
    const double z = 1.959964;
    double n = (double)count, p = (double)hits / n, middle, reach;

    if (count == 0)
        return (struct tp_bench_share){(double)NAN, 0, 1};
    middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    reach = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return (struct tp_bench_share){p, hits ? TP_MAX(middle - reach, 0.0) : 0,
                                   hits < count ? TP_MIN(middle + reach, 1.0) : 1};
}

struct tp_bench_line tp_bench_fit(const double *x, const double *y, size_t count)
{
    double n = (double)count, mean_x = 0, mean_y = 0, xx = 0, xy = 0, yy = 0, slope;

    for (size_t i = 0; i < count; i++) {
        mean_x += x[i] / n;
        mean_y += y[i] / n;
    }
    for (size_t i = 0; i < count; i++) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
    }
    if (!(xx > 0))
        return (struct tp_bench_line){(double)NAN, (double)NAN, (double)NAN};
    slope = xy / xx;
    return (struct tp_bench_line){slope, mean_y - slope * mean_x, yy > 0 ? slope * xy / yy : 1};
}

/* The best scores of anybody else: of the strangers' searches, or of all where there are none. */
static size_t collect_others(const struct tp_bench_outcome *outcomes, size_t count, int32_t *others)
{
    size_t strangers = 0, taken = 0;

    for (size_t i = 0; i < count; i++)
        strangers += !outcomes[i].mated;
    for (size_t i = 0; i < count; i++)
        if (!strangers || !outcomes[i].mated)
            others[taken++] = outcomes[i].other;
    return taken;
}

tp_status tp_bench_judge(const struct tp_bench_outcome *outcomes, size_t count, struct tp_bench_verdict *out,
                         struct tp_diag *diag)
{
    int32_t *others;
    void *memory;
    tp_status status = tp_alloc(&memory, count, sizeof *others, diag);

    memset(out, 0, sizeof *out);
    if (status != TP_OK)
        return status;
    others = memory;
    out->others = collect_others(outcomes, count, others);
    for (int r = 0; r < TP_BENCH_FPIRS; r++) {
        int32_t least = out->threshold[r] = tp_bench_threshold(others, out->others, tp_bench_fpirs[r]);
        for (size_t i = 0; i < count; i++) {
            bool found = outcomes[i].mated && outcomes[i].mate >= least;
            out->missed[r] += outcomes[i].mated && !found;
            out->findable[r] += outcomes[i].mated && outcomes[i].own >= least;
            out->lost[r] += outcomes[i].mated && outcomes[i].own >= least && !found;
        }
    }
    for (size_t i = 0; i < count; i++) {
        out->mated += outcomes[i].mated;
        out->first += outcomes[i].mated && outcomes[i].rank == 1;
    }
    free(others);
    return TP_OK;
}
