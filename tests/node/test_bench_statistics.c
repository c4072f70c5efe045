/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <string.h>

#include "node/bench_identify.h"

static void a_threshold_lets_so_many_through(void **state)
{
    int32_t scores[1000];

    (void)state;
    for (int i = 0; i < 1000; i++)
        scores[i] = (i * 7) % 1000;
    assert_int_equal(tp_bench_threshold(scores, 1000, 0.001), 999); /* 999 itself is the one in a thousand */
    assert_int_equal(tp_bench_threshold(scores, 1000, 0.01), 990);
    assert_int_equal(tp_bench_threshold(scores, 999, 0.001), 1000); /* not one of them may pass */
    assert_int_equal(tp_bench_threshold(scores, 1000, 1), 0);
    assert_int_equal(tp_bench_threshold(scores, 0, 0.01), TP_SCORE_MAX + 1);
    for (int i = 0; i < 1000; i++)
        scores[i] = -1; /* no search found anybody */
    assert_int_equal(tp_bench_threshold(scores, 1000, 0.01), 0);
    for (int i = 0; i < 100; i++)
        scores[i] = 5000; /* equal scores pass together or not at all */
    assert_int_equal(tp_bench_threshold(scores, 1000, 0.01), 5001);
}

static void assert_near(double value, double expected, double most)
{
    if (!(fabs(value - expected) <= most))
        fail_msg("%g is not %g", value, expected);
}

/* Values of Wilson's formula worked out by hand. */
static void a_share_knows_how_uncertain_it_is(void **state)
{
    struct tp_bench_share share = tp_bench_share(0, 1000);

    (void)state;
    assert_true(share.value == 0 && share.low == 0);
    assert_near(share.high, 0.003827, 1e-6);
    share = tp_bench_share(50, 100);
    assert_near(share.low, 0.403832, 1e-5);
    assert_near(share.high, 0.596168, 1e-5);
    share = tp_bench_share(10, 10);
    assert_true(share.value == 1 && share.high == 1);
    assert_near(share.low, 0.722467, 1e-5);
    share = tp_bench_share(0, 0);
    assert_true(isnan(share.value) && share.low == 0 && share.high == 1);
}

static void a_line_is_found_with_its_fit(void **state)
{
    const double x[] = {1, 2, 3, 4}, exact[] = {5, 7, 9, 11}, rough[] = {1, 3, 2, 4}, level[] = {2, 2, 2, 2};
    struct tp_bench_line line = tp_bench_fit(x, exact, 4);

    (void)state;
    assert_near(line.slope, 2, 1e-12);
    assert_near(line.offset, 3, 1e-12);
    assert_near(line.r2, 1, 1e-12);
    line = tp_bench_fit(x, rough, 4);
    assert_near(line.slope, 0.8, 1e-12);
    assert_near(line.offset, 0.5, 1e-12);
    assert_near(line.r2, 0.64, 1e-12);
    line = tp_bench_fit(x, level, 4);
    assert_near(line.slope, 0, 1e-12);
    assert_near(line.r2, 1, 1e-12);
    assert_true(isnan(tp_bench_fit(level, x, 4).slope));
    assert_true(isnan(tp_bench_fit(x, exact, 1).slope));
    assert_true(isnan(tp_bench_fit(x, exact, 0).slope));
}

/* Eight mates and 100 strangers, of whom the best reaches 4000. */
static size_t make_outcomes(struct tp_bench_outcome *out)
{
    static const struct tp_bench_outcome mates[] = {
        {true, 9000, 9000, 10, 1}, {true, 5000, 5000, 10, 1}, {true, 4001, 4001, 6000, 2}, {true, 4000, 4000, 10, 1},
        {true, 3000, 3000, 10, 1}, {true, 8000, -1, 10, 0},   {true, 0, -1, -1, 0},        {true, 3500, -1, 20, 0},
    };
    size_t count = TP_ARRAY_LENGTH(mates);

    memcpy(out, mates, sizeof mates);
    for (int i = 0; i < 100; i++)
        out[count++] = (struct tp_bench_outcome){false, -1, -1, i == 50 ? 4000 : i, 0};
    return count;
}

static void searches_are_judged_by_strangers(void **state)
{
    struct tp_bench_outcome outcomes[128];
    struct tp_bench_verdict verdict;
    size_t count = make_outcomes(outcomes);

    (void)state;
    assert_int_equal(tp_bench_judge(outcomes, count, &verdict, NULL), TP_OK);
    assert_int_equal(verdict.mated, 8);
    assert_int_equal(verdict.others, 100);
    assert_int_equal(verdict.first, 4);
    assert_int_equal(verdict.threshold[0], 4001); /* 0.1 % of 100 is none */
    assert_int_equal(verdict.threshold[1], 100);  /* 1 % is one: the best */
    assert_int_equal(verdict.missed[0], 5);
    assert_int_equal(verdict.findable[0], 4);
    assert_int_equal(verdict.lost[0], 1);
    assert_int_equal(verdict.missed[1], 3);
    assert_int_equal(verdict.findable[1], 7);
    assert_int_equal(verdict.lost[1], 2);
}

static void without_strangers_by_the_others_of_each_search(void **state)
{
    struct tp_bench_outcome outcomes[128];
    struct tp_bench_verdict verdict;

    (void)state;
    make_outcomes(outcomes);
    assert_int_equal(tp_bench_judge(outcomes, 8, &verdict, NULL), TP_OK);
    assert_int_equal(verdict.others, 8);
    assert_int_equal(verdict.threshold[1], 6001);
    assert_int_equal(verdict.missed[1], 7);
    assert_int_equal(tp_bench_judge(outcomes, 0, &verdict, NULL), TP_OK);
    assert_int_equal(verdict.mated, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_threshold_lets_so_many_through),
    cmocka_unit_test(a_share_knows_how_uncertain_it_is),
    cmocka_unit_test(a_line_is_found_with_its_fit),
    cmocka_unit_test(searches_are_judged_by_strangers),
    cmocka_unit_test(without_strangers_by_the_others_of_each_search),
};
TP_TEST_MAIN(tests)
