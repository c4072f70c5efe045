/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"

#include <math.h>
#include <stdlib.h>

enum { DRAWS = 200000 };

static void a_seed_and_stream_give_the_same_numbers(void **state)
{
    struct tp_rng a = tp_rng_seed(7, 1), b = tp_rng_seed(7, 1), other_stream = tp_rng_seed(7, 2),
                  other_seed = tp_rng_seed(8, 1);
    int same = 0;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        uint64_t value = tp_rng_u64(&a);
        assert_true(value == tp_rng_u64(&b));
        same += value == tp_rng_u64(&other_stream) || value == tp_rng_u64(&other_seed);
    }
    assert_int_equal(same, 0);
}

static void below_is_even(void **state)
{
    struct tp_rng rng = tp_rng_seed(1, 1);
    int counts[7] = {0};

    (void)state;
    for (int i = 0; i < DRAWS; i++)
        counts[tp_rng_below(&rng, 7)]++;
    for (int i = 0; i < 7; i++) /* five standard deviations */
        assert_true(abs(counts[i] - DRAWS / 7) < 5 * 157);
    for (int i = 0; i < 100; i++)
        assert_int_equal(tp_rng_below(&rng, 1), 0);
}

static void unit_and_range_keep_their_bounds(void **state)
{
    struct tp_rng rng = tp_rng_seed(1, 2);
    double sum = 0;

    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        float unit = tp_rng_unit(&rng), ranged = tp_rng_range(&rng, -3.0f, 5.0f);
        assert_true(unit >= 0.0f && unit < 1.0f);
        assert_true(ranged >= -3.0f && ranged <= 5.0f);
        sum += (double)unit;
    }
    assert_true(fabs(sum / DRAWS - 0.5) < 5 * 0.289 / sqrt(DRAWS));
}

static void normal_has_its_moments(void **state)
{
    struct tp_rng rng = tp_rng_seed(1, 3);
    double sum = 0, squares = 0;
    int beyond_two = 0;

    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        double x = (double)tp_rng_normal(&rng);
        sum += x;
        squares += x * x;
        beyond_two += fabs(x) > 2;
    }
    assert_true(fabs(sum / DRAWS) < 5 / sqrt(DRAWS));
    assert_true(fabs(squares / DRAWS - 1) < 5 * sqrt(2.0 / DRAWS));
    assert_true(fabs((double)beyond_two / DRAWS - 0.0455) < 0.003);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_seed_and_stream_give_the_same_numbers),
    cmocka_unit_test(below_is_even),
    cmocka_unit_test(unit_and_range_keep_their_bounds),
    cmocka_unit_test(normal_has_its_moments),
};
TP_TEST_MAIN(tests)
