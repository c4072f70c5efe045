/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include <tenprint/gallery.h>

#include "base/base.h"

static void round_rates_give_round_scores(void **state)
{
    (void)state;
    assert_int_equal(tp_score_for_fpir(0.1, 1), 1000);
    assert_int_equal(tp_score_for_fpir(0.001, 1), 3000);
    assert_int_equal(tp_score_for_fpir(1e-6, 1), 6000);
    assert_int_equal(tp_score_for_fpir(0.5, 1), 302);
    assert_int_equal(tp_score_for_fpir(0.001, 1000000), 9000); /* 8999.78 */
    assert_int_equal(tp_score_for_fpir(1e-6, 10000000000u), 16000);
    assert_int_equal(tp_score_for_fpir(0.01, 0), 2000);
}

/* libm's expm1 and log1p, in long double. */
static void equals_the_formula(void **state)
{
    static const uint64_t sizes[] = {1, 2, 3, 10, 1000, 123457, 1000000, 100000000, 10000000000u};

    (void)state;
    for (double fpir = 1e-6; fpir < 1; fpir *= 1.07)
        for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++) {
            long double p = -expm1l(log1pl(-(long double)fpir) / (long double)sizes[i]);
            long double expected = -1000 * log10l(p);
            int32_t score = tp_score_for_fpir(fpir, sizes[i]);

            assert_true(score - expected > -1e-5L && score - expected < 1.00001L);
        }
    assert_int_equal(tp_score_for_fpir(1 - 1e-12, 100), (int32_t)ceil(-1000 * log10(-expm1(log(1e-12) / 100))));
}

/* What is promised: a search finds nobody with a chance of 1 - fpir at least, and not with much more. */
static void keeps_the_rate(void **state)
{
    (void)state;
    for (uint64_t subjects = 1; subjects <= 10000000000u; subjects *= 10)
        for (double fpir = 1e-6; fpir < 0.9; fpir *= 3) {
            double p = pow(10, -tp_score_for_fpir(fpir, subjects) / 1000.0);
            double all = -expm1((double)subjects * log1p(-p));

            assert_true(all <= fpir * 1.00001 && all > fpir * 0.99);
        }
}

static void grows_with_the_gallery(void **state)
{
    int32_t last = 0;

    (void)state;
    for (uint64_t subjects = 1; subjects < (uint64_t)1 << 62; subjects *= 2) {
        int32_t score = tp_score_for_fpir(0.01, subjects);

        assert_true(score > last || score == TP_SCORE_MAX);
        last = score;
    }
}

static void extremes_are_cut(void **state)
{
    (void)state;
    assert_int_equal(tp_score_for_fpir(0, 10), TP_SCORE_MAX);
    assert_int_equal(tp_score_for_fpir(-1, 10), TP_SCORE_MAX);
    assert_int_equal(tp_score_for_fpir((double)NAN, 10), TP_SCORE_MAX);
    assert_int_equal(tp_score_for_fpir(5e-324, UINT64_MAX), TP_SCORE_MAX);
    assert_int_equal(tp_score_for_fpir(1e-300, 1), TP_SCORE_MAX);
    assert_int_equal(tp_score_for_fpir(1e-6, UINT64_MAX), TP_SCORE_MAX);
    assert_int_equal(tp_score_for_fpir(1, 10), 0);
    assert_int_equal(tp_score_for_fpir((double)INFINITY, 10), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(round_rates_give_round_scores),
    cmocka_unit_test(equals_the_formula),
    cmocka_unit_test(keeps_the_rate),
    cmocka_unit_test(grows_with_the_gallery),
    cmocka_unit_test(extremes_are_cut),
};
TP_TEST_MAIN(tests)
