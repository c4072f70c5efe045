/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"

#include <math.h>

static void angles_agree_with_libm(void **state)
{
    struct tp_rng rng = tp_rng_seed(1, 1);

    (void)state;
    for (int i = 0; i < 200000; i++) {
        float y = tp_rng_range(&rng, -9, 9), x = tp_rng_range(&rng, -9, 9), t = tp_rng_range(&rng, -1e4f, 1e4f);
        assert_true(fabs((double)tp_atan2(y, x) - atan2((double)y, (double)x)) < 1e-6);
        assert_true(fabs((double)tp_sin(t) - sin((double)t)) < 1e-6);
        assert_true(fabs((double)tp_cos(t) - cos((double)t)) < 1e-6);
    }
}

static void exponentials_agree_with_libm(void **state)
{
    struct tp_rng rng = tp_rng_seed(1, 2);

    (void)state;
    for (int i = 0; i < 200000; i++) {
        float x = tp_rng_range(&rng, -80, 80), y = tp_rng_range(&rng, 1e-3f, 1e4f);
        assert_true(fabs((double)tp_exp(x) / exp((double)x) - 1) < 1e-6);
        assert_true(fabs((double)tp_log(y) - log((double)y)) < 1e-6 * fmax(1, fabs(log((double)y))));
    }
}

static void angle_units_round_trip(void **state)
{
    (void)state;
    for (int q = 0; q < 256; q++)
        assert_int_equal(tp_angle_to_q8(tp_angle_from_q8((uint8_t)q)), q);
    assert_int_equal(tp_angle_to_q8(-TP_PI / 2), 192);
    assert_true(fabsf(tp_angle_difference(3.0f, -3.0f) - (6.0f - 2 * TP_PI)) < 1e-6f);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(angles_agree_with_libm),
    cmocka_unit_test(exponentials_agree_with_libm),
    cmocka_unit_test(angle_units_round_trip),
};
TP_TEST_MAIN(tests)
