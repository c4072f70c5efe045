/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "node/node.h"

static void percentiles_are_samples(void **state)
{
    double samples[] = {5, 1, 4, 2, 3};

    (void)state;
    assert_true(tp_percentile(samples, 5, 0.5) == 3);
    assert_true(tp_percentile(samples, 5, 0.95) == 5);
    assert_true(tp_percentile(samples, 5, 0) == 1);
    assert_true(tp_percentile(samples, 4, 0.5) == 2);
    assert_true(isnan(tp_percentile(samples, 0, 0.5)));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(percentiles_are_samples),
};
TP_TEST_MAIN(tests)
