/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "match/match.h"

static int32_t calibrate(bool aligned, float score)
{
    struct tp_match_raw raw = {aligned, score};

    return tp_calibrate(&raw);
}

static void scores_grow_with_raw_scores(void **state)
{
    int32_t last = 0;

    (void)state;
    for (int i = 0; i <= 200; i++) {
        int32_t score = calibrate(false, (float)i * 0.006f);

        assert_true(score >= last);
        last = score;
    }
    for (int i = -200; i <= 400; i++) {
        int32_t score = calibrate(true, (float)i * 0.25f);

        assert_true(score >= last && score <= TP_SCORE_MAX);
        last = score;
    }
    assert_int_equal(last, TP_SCORE_MAX);
}

static void extremes_stay_in_range(void **state)
{
    (void)state;
    assert_int_equal(calibrate(false, 0), 0);
    assert_int_equal(calibrate(true, 1e30f), TP_SCORE_MAX);
    assert_in_range(calibrate(true, -1e30f), 0, 1500);
    assert_in_range(calibrate(false, 1e30f), 0, TP_SCORE_MAX);
}

static void a_score_names_its_rate(void **state)
{
    (void)state;
    for (int32_t score = 0; score <= TP_SCORE_MAX; score += 50)
        assert_true(fabs(tp_score_fmr(score) / pow(10, -score / 1000.0) - 1) < 1e-5);
}

static void rates_and_scores_are_inverse(void **state)
{
    (void)state;
    for (int32_t score = 0; score <= TP_SCORE_MAX; score += 7)
        assert_int_equal(tp_score_for_fmr(tp_score_fmr(score)), score);
    assert_int_equal(tp_score_for_fmr(1), 0);
    assert_int_equal(tp_score_for_fmr(0.001), 3000);
    assert_int_equal(tp_score_for_fmr(1e-300), TP_SCORE_MAX);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(scores_grow_with_raw_scores),
    cmocka_unit_test(extremes_stay_in_range),
    cmocka_unit_test(a_score_names_its_rate),
    cmocka_unit_test(rates_and_scores_are_inverse),
};
TP_TEST_MAIN(tests)
