/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "gallery/fusion.h"

#include <math.h>
#include <string.h>

#include <tenprint/match.h>

#include "base/base.h"

/* COUNT fingers of SCORE and one of FIRST before them. */
static int32_t fuse(int32_t first, unsigned count, int32_t score, uint64_t trials)
{
    int32_t scores[TP_ASSIGN_COLUMNS_MAX] = {first};

    for (unsigned i = 1; i <= count; i++)
        scores[i] = score;
    return tp_fuse_scores(scores, 1 + count, trials);
}

static void one_finger_keeps_its_score(void **state)
{
    (void)state;
    for (int32_t score = 0; score <= TP_SCORE_MAX; score += 7)
        assert_int_equal(fuse(score, 0, 0, 1), score);
    assert_int_equal(fuse(TP_SCORE_MAX, 0, 0, 1), TP_SCORE_MAX);
    assert_int_equal(fuse(500, 0, 0, 10), 0);
    assert_int_equal(fuse(TP_SCORE_MAX, 9, TP_SCORE_MAX, 1), TP_SCORE_MAX);
    assert_int_equal(fuse(0, 9, 0, 1), 0);
}

static void gives_the_values_of_the_documentation(void **state)
{
    (void)state;
    assert_int_equal(fuse(6000, 0, 0, 1), 6000);
    assert_int_equal(fuse(3000, 1, 3000, 1), 3969);
    assert_int_equal(fuse(6000, 1, 0, 1), 5097);
    assert_int_equal(fuse(2000, 9, 2000, 1), 7807);
    assert_int_equal(fuse(12000, 9, 0, 1), 9444);
    assert_int_equal(fuse(6000, 0, 0, 10), 5000);
    assert_int_equal(fuse(6000, 1, 6000, 90), 7707);
}

/* A strong finger is not outvoted by any number of failed ones. */
static void failed_fingers_cost_little(void **state)
{
    (void)state;
    for (unsigned failed = 1; failed <= 10; failed++)
        for (int32_t score = 4000; score <= TP_SCORE_MAX; score += 500) {
            assert_true(fuse(score, failed, 0, 1) >= score - 2700);
            assert_true(fuse(score, failed, 0, 1) < score);
        }
}

/* The same in libm's words: the best of all numbers of fingers. */
static double reference(const int32_t *falling, unsigned n, double trials)
{
    double best = 0, sum = 0;

    for (unsigned j = 1; j <= n; j++) {
        double x, q = 0, subsets = tgamma(n + 1.0) / tgamma(j + 1.0) / tgamma(n - j + 1.0);

        sum += n > 1 ? TP_MAX(falling[j - 1] - 301, 0) : falling[j - 1];
        x = sum * log(10) / 1000;
        for (unsigned i = 0; i < j; i++)
            q += exp(-x) * pow(x, i) / tgamma(i + 1.0);
        q *= subsets * trials * (n == 1 ? 1 : j == n ? 2 : 2.0 * (n - 1));
        best = TP_MAX(best, -1000 * log10(q));
    }
    return TP_MIN(best, TP_SCORE_MAX);
}

static void equals_the_formula_in_any_order(void **state)
{
    struct tp_rng rng = tp_rng_seed(3, 3);

    (void)state;
    for (unsigned round = 0; round < 5000; round++) {
        unsigned n = 1 + round % TP_ASSIGN_COLUMNS_MAX, turn = tp_rng_below(&rng, n);
        int32_t falling[TP_ASSIGN_COLUMNS_MAX], other[TP_ASSIGN_COLUMNS_MAX], fused;
        uint64_t trials = 1 + tp_rng_below(&rng, 1000);

        falling[0] = (int32_t)tp_rng_below(&rng, TP_SCORE_MAX + 1);
        for (unsigned i = 1; i < n; i++)
            falling[i] = (int32_t)tp_rng_below(&rng, (uint32_t)falling[i - 1] + 1);
        for (unsigned i = 0; i < n; i++)
            other[(i + turn) % n] = falling[i];
        fused = tp_fuse_scores(falling, n, trials);
        assert_true(fabs(fused - reference(falling, n, (double)trials)) <= 0.55);
        assert_int_equal(tp_fuse_scores(other, n, trials), fused);
        other[turn] = TP_MIN(other[turn] + 100, TP_SCORE_MAX);
        assert_true(tp_fuse_scores(other, n, trials) >= fused);
    }
}

/* When each finger's chance of a false match is twice what its score names, and scores below 500 are cut to 0, the
 * fused score must still hold: 1000 is reached by a tenth at most, and so on. */
static void names_no_rate_that_is_exceeded(void **state)
{
    enum { ROUNDS = 200000 };
    struct tp_rng rng = tp_rng_seed(1, 1);

    (void)state;
    for (unsigned n = 1; n <= 10; n += n < 3 ? 1 : 3) {
        double reached[4] = {0};

        for (unsigned i = 0; i < ROUNDS; i++) {
            int32_t scores[TP_ASSIGN_COLUMNS_MAX], fused;

            for (unsigned finger = 0; finger < n; finger++) {
                scores[finger] = (int32_t)floor(-1000 * log10((1 - (double)tp_rng_unit(&rng)) / (n > 1 ? 2 : 1)));
                scores[finger] = scores[finger] < 500 && i % 2 ? 0 : TP_MIN(scores[finger], TP_SCORE_MAX);
            }
            fused = tp_fuse_scores(scores, n, 1);
            for (int decade = 0; decade < 4; decade++)
                reached[decade] += fused >= 500 + 500 * decade;
        }
        for (int decade = 0; decade < 4; decade++) {
            double named = ROUNDS * pow(10, -0.5 - 0.5 * decade);

            assert_true(reached[decade] <= named + 4 * sqrt(named));
            assert_true(reached[decade] >= named * 0.2); /* nor is it far off */
        }
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
    assert_int_equal(fuse(TP_SCORE_MAX, a.pair_count - 1, TP_SCORE_MAX, a.trials), TP_SCORE_MAX);
    assert_int_equal(fuse(0, a.pair_count - 1, 0, a.trials), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_finger_keeps_its_score),     cmocka_unit_test(gives_the_values_of_the_documentation),
    cmocka_unit_test(failed_fingers_cost_little),     cmocka_unit_test(equals_the_formula_in_any_order),
    cmocka_unit_test(names_no_rate_that_is_exceeded), cmocka_unit_test(finds_the_best_assignment),
    cmocka_unit_test(takes_the_largest_problem),
};
TP_TEST_MAIN(tests)
