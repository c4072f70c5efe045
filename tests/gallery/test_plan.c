/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "gallery/plan.h"

static void small_galleries_are_searched_exhaustively(void **state)
{
    static const struct tp_probes probes;
    struct tp_search_plan plan;

    (void)state;
    tp_plan_make(TP_SEARCH_FAST, &probes, TP_EXHAUSTIVE_ROWS, &plan);
    assert_true(plan.exhaustive);
    tp_plan_make(TP_SEARCH_EXHAUSTIVE, &probes, 1u << 30, &plan);
    assert_true(plan.exhaustive);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(small_galleries_are_searched_exhaustively)};
TP_TEST_MAIN(tests)
