/* SPDX-License-Identifier: Apache-2.0 */
/* Fisher's method for the best fingers, and the assignment of probes to fingers. */
#include "gallery/fusion.h"

#include "base/base.h"
#include <tenprint/match.h>

enum { FACTOR_TWO = 301 }; /* 1000 * log10(2) */

/* -1000 log10(Q(SHAPE, x) * TRIALS), where x is SUM in natural units. */
static double judge_sum(int32_t sum, unsigned shape, double trials)
{
    const double ln10 = 2.30258509299404568402;
    double x = sum * (ln10 / TP_SCORE_PER_DECADE), term = 1.0, polynomial = 1.0;

    for (unsigned i = 1; i < shape; i++) {
        term *= x / i;
        polynomial += term;
    }
    return sum - (double)tp_log((float)(polynomial * trials)) * (TP_SCORE_PER_DECADE / ln10);
}

static void insert_falling(int32_t *sorted, unsigned count, int32_t score)
{
    for (; count > 0 && sorted[count - 1] < score; count--)
        sorted[count] = sorted[count - 1];
    sorted[count] = score;
}

int32_t tp_fuse_scores(const int32_t *scores, unsigned count, uint64_t trials)
{
    int32_t sorted[TP_ASSIGN_COLUMNS_MAX], sum = 0;
    double best = 0, subsets = 1; /* C(count, size) */

    TP_ASSERT(count >= 1 && count <= TP_ASSIGN_COLUMNS_MAX);
    if (count == 1)
        return (int32_t)(TP_CLAMP(judge_sum(scores[0], 1, (double)trials), 0.0, (double)TP_SCORE_MAX) + 0.5);
    for (unsigned i = 0; i < count; i++)
        insert_falling(sorted, i, TP_MAX(scores[i] - FACTOR_TWO, 0));
    for (unsigned size = 1; size <= count; size++) {
        double share = size == count ? 2 : 2.0 * (count - 1);

        sum += sorted[size - 1];
        subsets = subsets * (count - size + 1) / size;
        best = TP_MAX(best, judge_sum(sum, size, subsets * share * (double)trials));
    }
    return (int32_t)(TP_MIN(best, (double)TP_SCORE_MAX) + 0.5);
}

/* Lets one more row take a column or none. `best` and `ways` speak of the sets of columns taken so far; going from
 * large sets to small ones reads only entries that the row has not changed yet. */
static void add_row(struct tp_assignment *a, unsigned row, unsigned columns)
{
    for (unsigned set = (1u << columns) - 1; set > 0; set--) {
        int8_t choice = -1;

        if ((unsigned)__builtin_popcount(set) > row + 1)
            continue;
        for (unsigned column = 0; column < columns; column++) {
            unsigned before = set & ~(1u << column);
            int32_t score = a->scores[row][column];

            if (before == set || score < 0 || a->ways[before] == 0)
                continue;
            if (a->ways[set] == 0 || a->best[before] + score > a->best[set]) {
                a->best[set] = a->best[before] + score;
                choice = (int8_t)column;
            }
            a->ways[set] += a->ways[before];
        }
        a->choice[row][set] = choice;
    }
    a->choice[row][0] = -1;
}

/* The best of the largest sets, and how many assignments fill a set of that size. */
static unsigned choose_set(struct tp_assignment *a, unsigned columns)
{
    unsigned chosen = 0;

    a->pair_count = 0;
    a->trials = 1;
    for (unsigned set = 1; set < 1u << columns; set++) {
        unsigned size = (unsigned)__builtin_popcount(set);

        if (a->ways[set] == 0 || size < a->pair_count)
            continue;
        if (size > a->pair_count || a->best[set] > a->best[chosen])
            chosen = set;
        a->trials = size > a->pair_count ? a->ways[set] : a->trials + a->ways[set];
        a->pair_count = size;
    }
    a->sum = a->best[chosen];
    return chosen;
}

void tp_assign(struct tp_assignment *a, unsigned rows, unsigned columns)
{
    unsigned set;

    TP_ASSERT(rows <= TP_ASSIGN_ROWS_MAX && columns <= TP_ASSIGN_COLUMNS_MAX);
    for (set = 0; set < 1u << columns; set++) {
        a->best[set] = 0;
        a->ways[set] = set == 0;
    }
    for (unsigned row = 0; row < rows; row++)
        add_row(a, row, columns);
    set = choose_set(a, columns);
    for (unsigned row = rows; row-- > 0;) {
        a->column_of_row[row] = a->choice[row][set];
        if (a->column_of_row[row] >= 0)
            set &= ~(1u << a->column_of_row[row]);
    }
}
