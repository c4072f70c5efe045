/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <stdlib.h>

#include "node/node.h"

/* Lists end with a value below -1. */
static struct tp_accuracy *count(const int *mated, const int *nonmated)
{
    struct tp_accuracy *accuracy = calloc(1, sizeof *accuracy);

    assert_non_null(accuracy);
    for (; *mated >= -1; mated++)
        tp_accuracy_add(accuracy, *mated, true);
    for (; *nonmated >= -1; nonmated++)
        tp_accuracy_add(accuracy, *nonmated, false);
    return accuracy;
}
#define SCORES(...) ((const int[]){__VA_ARGS__, -2})
#define NONE ((const int[]){-2})

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) < 1e-12))
        fail_msg("%.15g instead of %.15g", value, expected);
}

static void assert_eer(const int *mated, const int *nonmated, double expected)
{
    struct tp_accuracy *accuracy = count(mated, nonmated);

    assert_near(tp_accuracy_eer(accuracy), expected);
    free(accuracy);
}

static void counts_shares_at_thresholds(void **state)
{
    struct tp_accuracy *accuracy = count(SCORES(10, 20, 20, 30), SCORES(0, 10, 10, 25, TP_SCORE_MAX));

    (void)state;
    assert_near(tp_accuracy_fmr(accuracy, 0), 1);
    assert_near(tp_accuracy_fmr(accuracy, 10), 0.8);
    assert_near(tp_accuracy_fmr(accuracy, 11), 0.4);
    assert_near(tp_accuracy_fmr(accuracy, TP_SCORE_MAX), 0.2);
    assert_near(tp_accuracy_fmr(accuracy, TP_SCORE_MAX + 1), 0);
    assert_near(tp_accuracy_fnmr(accuracy, 10), 0);
    assert_near(tp_accuracy_fnmr(accuracy, 20), 0.25);
    assert_near(tp_accuracy_fnmr(accuracy, 21), 0.75);
    assert_near(tp_accuracy_fnmr(accuracy, TP_SCORE_MAX + 1), 1);
    free(accuracy);
}

static void finds_the_lowest_allowed_threshold(void **state)
{
    struct tp_accuracy *accuracy = count(SCORES(1), SCORES(0, 5, 5, 7));

    (void)state;
    assert_int_equal(tp_accuracy_threshold(accuracy, 1), 0);
    assert_int_equal(tp_accuracy_threshold(accuracy, 0.75), 1);
    assert_int_equal(tp_accuracy_threshold(accuracy, 0.74), 6);
    assert_int_equal(tp_accuracy_threshold(accuracy, 0.25), 6);
    assert_int_equal(tp_accuracy_threshold(accuracy, 0), 8);
    free(accuracy);
    accuracy = count(SCORES(1), SCORES(TP_SCORE_MAX));
    assert_int_equal(tp_accuracy_threshold(accuracy, 0), TP_SCORE_MAX + 1);
    free(accuracy);
}

/* 0.001 of 3000 are 3, although 0.001 * 3000 is no exact product. */
static void allows_what_a_share_means(void **state)
{
    struct tp_accuracy *accuracy = calloc(1, sizeof *accuracy);

    (void)state;
    for (int i = 0; i < 3000; i++)
        tp_accuracy_add(accuracy, i, false);
    assert_int_equal(tp_accuracy_threshold(accuracy, 0.001), 2997);
    free(accuracy);
}

static void equal_error_rate_by_hand(void **state)
{
    (void)state;
    assert_eer(SCORES(100, 90), SCORES(10, 0), 0);  /* apart */
    assert_eer(SCORES(10, 0), SCORES(100, 90), 1);  /* the wrong way round */
    assert_eer(SCORES(5, 5, 5), SCORES(5, 5), 0.5); /* one score for all: a coin is tossed */
    assert_eer(SCORES(9, 2), SCORES(5, 0), 0.5);    /* FMR 0.5 and FNMR 0.5 at threshold 5 */
    assert_eer(SCORES(9, 9, 9, 2), SCORES(5, 0, 0, 0), 0.25);
    assert_eer(SCORES(9, 5, 5, 5), SCORES(5, 5, 0, 0), 0.3); /* on the line from (0, 3/4) to (1/2, 0) */
}

static void equal_error_rate_needs_both_kinds(void **state)
{
    (void)state;
    struct tp_accuracy *accuracy = count(NONE, SCORES(1));
    assert_true(isnan(tp_accuracy_eer(accuracy)));
    assert_true(isnan(tp_accuracy_fnmr(accuracy, 0)));
    free(accuracy);
    accuracy = count(SCORES(1), NONE);
    assert_true(isnan(tp_accuracy_eer(accuracy)));
    assert_true(isnan(tp_accuracy_fmr(accuracy, 0)));
    assert_int_equal(tp_accuracy_threshold(accuracy, 0), 0);
    free(accuracy);
}

static void never_accepts_negative_scores(void **state)
{
    struct tp_accuracy *accuracy = count(SCORES(-1, -1, 7, 7), SCORES(3, -1));

    (void)state;
    assert_near(tp_accuracy_fnmr(accuracy, 0), 0.5);
    assert_near(tp_accuracy_fmr(accuracy, 0), 0.5);
    assert_near(tp_accuracy_eer(accuracy), 0.5);
    free(accuracy);
}

static void pooling_adds_up(void **state)
{
    struct tp_accuracy *a = count(SCORES(9, 2), SCORES(0)), *b = count(SCORES(9), SCORES(5, 0));
    struct tp_accuracy *both = count(SCORES(9, 2, 9), SCORES(0, 5, 0));

    (void)state;
    tp_accuracy_pool(a, b);
    assert_memory_equal(a, both, sizeof *a);
    free(a);
    free(b);
    free(both);
}

/* ---- against a slow calculation straight from the definitions ---- */

enum { RANDOM_MATED = 30, RANDOM_NONMATED = 70, RANDOM_SCORES = 12 };

static double accepted_share(const int *scores, int count, int threshold)
{
    int accepted = 0;

    for (int i = 0; i < count; i++)
        accepted += scores[i] >= threshold;
    return (double)accepted / count;
}

/* Where the polyline of operating points for falling thresholds meets FMR = FNMR. */
static double slow_eer(const int *mated, const int *nonmated)
{
    double fmr = 0, fnmr = 1;

    for (int t = RANDOM_SCORES;; t--) {
        double next_fmr = accepted_share(nonmated, RANDOM_NONMATED, t);
        double next_fnmr = 1 - accepted_share(mated, RANDOM_MATED, t);
        if (next_fmr >= next_fnmr) {
            double along = (fnmr - fmr) / (fnmr - fmr + next_fmr - next_fnmr);
            return fmr + along * (next_fmr - fmr);
        }
        fmr = next_fmr;
        fnmr = next_fnmr;
    }
}

static int slow_threshold(const int *nonmated, double fmr)
{
    int threshold = RANDOM_SCORES;

    while (threshold > 0 && accepted_share(nonmated, RANDOM_NONMATED, threshold - 1) <= fmr)
        threshold--;
    return threshold;
}

static void agrees_with_the_definitions_on_random_scores(void **state)
{
    struct tp_rng rng = tp_rng_seed(8, 0);

    (void)state;
    for (int round = 0; round < 300; round++) {
        int mated[RANDOM_MATED + 1], nonmated[RANDOM_NONMATED + 1];
        struct tp_accuracy *accuracy;
        mated[RANDOM_MATED] = nonmated[RANDOM_NONMATED] = -2;
        for (int i = 0; i < RANDOM_MATED; i++)
            mated[i] = (int)tp_rng_below(&rng, RANDOM_SCORES);
        for (int i = 0; i < RANDOM_NONMATED; i++)
            nonmated[i] = (int)tp_rng_below(&rng, RANDOM_SCORES - (unsigned)(round % 10));
        accuracy = count(mated, nonmated);
        if (fabs(tp_accuracy_eer(accuracy) - slow_eer(mated, nonmated)) > 1e-9)
            fail_msg("round %d: EER %g instead of %g", round, tp_accuracy_eer(accuracy), slow_eer(mated, nonmated));
        for (int allowed = 0; allowed <= RANDOM_NONMATED; allowed += 7)
            assert_int_equal(tp_accuracy_threshold(accuracy, (double)allowed / RANDOM_NONMATED),
                             slow_threshold(nonmated, (double)allowed / RANDOM_NONMATED));
        for (int t = 0; t <= RANDOM_SCORES; t++) {
            assert_near(tp_accuracy_fmr(accuracy, t), accepted_share(nonmated, RANDOM_NONMATED, t));
            assert_near(tp_accuracy_fnmr(accuracy, t), 1 - accepted_share(mated, RANDOM_MATED, t));
        }
        free(accuracy);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(counts_shares_at_thresholds),
    cmocka_unit_test(finds_the_lowest_allowed_threshold),
    cmocka_unit_test(allows_what_a_share_means),
    cmocka_unit_test(equal_error_rate_by_hand),
    cmocka_unit_test(equal_error_rate_needs_both_kinds),
    cmocka_unit_test(never_accepts_negative_scores),
    cmocka_unit_test(pooling_adds_up),
    cmocka_unit_test(agrees_with_the_definitions_on_random_scores),
};
TP_TEST_MAIN(tests)
