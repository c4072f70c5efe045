/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "figures.h"

static void finds_whom_it_enrolled(void **state)
{
    struct figures figures = {0};

    (void)state;
    assert_int_equal(
        tp_bench_identify(&(struct tp_bench_options){.rounds = 1, .subjects_max = 100}, figures_take, &figures, NULL),
        TP_OK);
    assert_true(figures_value(&figures, "one finger, 100 subjects, search, median") > 0);
    assert_true(figures_value(&figures, "one finger, 100 subjects, impressions compared") > 0);
    assert_true(figures_value(&figures, "one finger, 100 subjects, memory of an impression") > 0);
    assert_in_range((int)figures_value(&figures, "one finger, 100 subjects, right person first"), 70, 100);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(finds_whom_it_enrolled),
};
TP_TEST_MAIN(tests)
