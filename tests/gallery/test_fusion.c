/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "gallery/fusion.h"

#include <math.h>
#include <string.h>

#include <tenprint/match.h>

#include "base/base.h"

static void one_finger_keeps_its_score(void **state)
{
    (void)state;
    for (int32_t score = 0; score <= TP_SCORE_MAX; score += 7)
        assert_int_equal(tp_fuse_scores(score, 1, 1), score);
    assert_int_equal(tp_fuse_scores(TP_SCORE_MAX, 1, 1), TP_SCORE_MAX);
    assert_int_equal(tp_fuse_scores(6000, 1, 10), 5000);
    assert_int_equal(tp_fuse_scores(500, 1, 10), 0);
    assert_int_equal(tp_fuse_scores(10 * TP_SCORE_MAX, 10, 1), TP_SCORE_MAX);
}

static void gives_the_values_of_the_documentation(void **state)
{
    (void)state;
    assert_int_equal(tp_fuse_scores(6000, 2, 1), 4270);
    assert_int_equal(tp_fuse_scores(20000, 10, 1), 8109);
    assert_int_equal(tp_fuse_scores(6000, 1, 10), 5000);
    assert_int_equal(tp_fuse_scores(12000, 2, 90), 8008);
    assert_int_equal(tp_fuse_scores(12000, 10, 1), 2480);
}

/* -log10 Q(k, x) in libm's words, for twice the named rates. */
static double reference(int64_t sum, unsigned k)
{
    double x = (double)(k > 1 ? TP_MAX(sum - 301 * k, 0) : sum) * log(10) / 1000, q = 0;

    for (unsigned j = 0; j < k; j++)
        q += exp(-x) * pow(x, j) / tgamma(j + 1.0);
    return -1000 * log10(q);
}

static void follows_the_gamma_distribution(void **state)
{
    (void)state;
    for (unsigned k = 1; k <= 11; k++)
        for (int64_t sum = 50; sum < 25000; sum += 331) {
            double expected = TP_CLAMP(reference(sum, k), 0.0, (double)TP_SCORE_MAX);
            assert_true(fabs(tp_fuse_scores(sum, k, 1) - expected) <= 0.51);
            assert_true(tp_fuse_scores(sum + 331, k, 1) >= tp_fuse_scores(sum, k, 1));
        }
}

/* When a finger's chance of a false match is twice what its score names, the fused score must still hold: 1000 is
 * reached by a tenth at most. */
static void keeps_the_calibration(void **state)
{
    enum { ROUNDS = 200000 };
    struct tp_rng rng = tp_rng_seed(1, 1);

    (void)state;
    for (unsigned k = 1; k <= 10; k += 3) {
        unsigned tenth = 0, hundredth = 0;

        for (unsigned i = 0; i < ROUNDS; i++) {
            int64_t sum = 0;
            for (unsigned finger = 0; finger < k; finger++)
                sum += lrint(-1000 * log10((1 - (double)tp_rng_unit(&rng)) / (k > 1 ? 2 : 1)));
            tenth += tp_fuse_scores(sum, k, 1) >= 1000;
            hundredth += tp_fuse_scores(sum, k, 1) >= 2000;
        }
        assert_true(tenth > ROUNDS * 0.097 && tenth < ROUNDS * 0.103);
        assert_true(hundredth > ROUNDS * 0.009 && hundredth < ROUNDS * 0.011);
    }
}

/* ---- assignment ---------------------------------------------------------------------------------------------------
 */

struct exhaustive {
    const struct tp_assignment *a;
    unsigned rows, columns, pair_count;
    int64_t sum;
    uint64_t trials;
};

static void try_row(struct exhaustive *e, unsigned row, unsigned taken, unsigned pair_count, int64_t sum)
{
    if (row < e->rows) {
        try_row(e, row + 1, taken, pair_count, sum);
        for (unsigned c = 0; c < e->columns; c++)
            if (!(taken & 1u << c) && e->a->scores[row][c] >= 0)
                try_row(e, row + 1, taken | 1u << c, pair_count + 1, sum + e->a->scores[row][c]);
        return;
    }
    if (pair_count > e->pair_count)
        *e = (struct exhaustive){e->a, e->rows, e->columns, pair_count, sum, 0};
    if (pair_count == e->pair_count) {
        e->sum = TP_MAX(e->sum, sum);
        e->trials++;
    }
}

static void assert_consistent(const struct tp_assignment *a, unsigned rows)
{
    unsigned taken = 0, pairs = 0;
    int64_t sum = 0;

    for (unsigned r = 0; r < rows; r++)
        if (a->column_of_row[r] >= 0) {
            assert_false(taken & 1u << a->column_of_row[r]);
            taken |= 1u << a->column_of_row[r];
            sum += a->scores[r][a->column_of_row[r]];
            pairs++;
        }
    assert_int_equal(pairs, a->pair_count);
    assert_int_equal(sum, a->sum);
}

static void finds_the_best_assignment(void **state)
{
    static struct tp_assignment a;
    struct tp_rng rng = tp_rng_seed(2, 2);

    (void)state;
    for (unsigned round = 0; round < 500; round++) {
        unsigned rows = tp_rng_below(&rng, 6), columns = tp_rng_below(&rng, 6);
        uint32_t spread = 1 + tp_rng_below(&rng, 5000); /* small ones give ties */
        struct exhaustive e = {&a, rows, columns, 0, 0, 0};

        memset(&a, 0xAA, sizeof a);
        for (unsigned r = 0; r < rows; r++)
            for (unsigned c = 0; c < columns; c++)
                a.scores[r][c] = tp_rng_below(&rng, 5) ? (int32_t)tp_rng_below(&rng, spread) : -1;
        try_row(&e, 0, 0, 0, 0);
        tp_assign(&a, rows, columns);
        assert_int_equal(a.pair_count, e.pair_count);
        assert_int_equal(a.sum, e.sum);
        assert_int_equal(a.trials, e.trials);
        assert_consistent(&a, rows);
    }
}

static void takes_the_largest_problem(void **state)
{
    static struct tp_assignment a;

    (void)state;
    for (unsigned r = 0; r < TP_ASSIGN_ROWS_MAX; r++)
        for (unsigned c = 0; c < TP_ASSIGN_COLUMNS_MAX; c++)
            a.scores[r][c] = r == c + 5 ? TP_SCORE_MAX : 1;
    tp_assign(&a, TP_ASSIGN_ROWS_MAX, TP_ASSIGN_COLUMNS_MAX);
    assert_int_equal(a.pair_count, 11);
    assert_int_equal(a.sum, 11 * TP_SCORE_MAX);
    assert_true(a.trials == 6704425728000u); /* 20! / 9! */
    assert_int_equal(tp_fuse_scores(a.sum, a.pair_count, a.trials), TP_SCORE_MAX);
    assert_int_equal(tp_fuse_scores(0, a.pair_count, a.trials), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_finger_keeps_its_score),     cmocka_unit_test(gives_the_values_of_the_documentation),
    cmocka_unit_test(follows_the_gamma_distribution), cmocka_unit_test(keeps_the_calibration),
    cmocka_unit_test(finds_the_best_assignment),      cmocka_unit_test(takes_the_largest_problem),
};
TP_TEST_MAIN(tests)
