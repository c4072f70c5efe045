/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"
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

static void plans_fit_the_gallery(void **state)
{
    static struct tp_probes probes;

    (void)state;
    for (unsigned mode = TP_SEARCH_THOROUGH; mode <= TP_SEARCH_FAST; mode++)
        for (probes.group_count = 1; probes.group_count <= 10; probes.group_count++)
            for (uint64_t rows = TP_EXHAUSTIVE_ROWS + 1; rows < UINT32_MAX; rows *= 3) {
                struct tp_search_plan plan;

                tp_plan_make(mode, &probes, rows, &plan);
                assert_false(plan.exhaustive);
                assert_true(plan.screened <= rows && plan.refined <= plan.screened && plan.direct <= plan.screened);
                assert_true(probes.group_count >= 5 || plan.refined >= 250); /* hundreds, where fingers are few */
                assert_true(plan.refined >= plan.clear_compared && plan.signed_ >= plan.refined);
                assert_true(plan.compared_least >= 32 && plan.compared_least >= plan.clear_compared);
                assert_true(plan.promise_score == 0 || probes.group_count >= 5);
                assert_true(plan.code_fingers == 0 || plan.glimpsed >= plan.screened);
                assert_true(plan.glance_fingers <= TP_GLANCE_FINGERS);
                assert_true(plan.clear_score > 6000);
            }
}

/* Fast looks at no more than thorough does, and many fingers need no more than few. */
static void less_is_looked_at_where_less_is_needed(void **state)
{
    static struct tp_probes probes;

    (void)state;
    for (uint64_t rows = 1000; rows < 100000000; rows *= 10) {
        uint32_t before = UINT32_MAX;

        for (probes.group_count = 1; probes.group_count <= 10; probes.group_count++) {
            struct tp_search_plan thorough, fast;

            tp_plan_make(TP_SEARCH_THOROUGH, &probes, rows, &thorough);
            tp_plan_make(TP_SEARCH_FAST, &probes, rows, &fast);
            assert_true(fast.screened <= thorough.screened && fast.refined <= thorough.refined);
            assert_true(thorough.refined <= before);
            before = thorough.refined;
        }
    }
}

static void looks_at_more_where_probes_say_little(void **state)
{
    static struct tp_probes probes = {.group_count = 1};
    struct tp_search_plan good, poor, bad;

    (void)state;
    probes.groups[0].minutiae = 30;
    tp_plan_make(TP_SEARCH_THOROUGH, &probes, 1000000, &good);
    probes.groups[0].minutiae = 17;
    tp_plan_make(TP_SEARCH_THOROUGH, &probes, 1000000, &poor);
    probes.groups[0].minutiae = 9;
    tp_plan_make(TP_SEARCH_THOROUGH, &probes, 1000000, &bad);
    assert_true(good.screened < poor.screened && poor.screened < bad.screened);
    assert_true(good.refined < poor.refined && poor.refined < bad.refined);
}

/* Probes that may be any finger are all looked at from the beginning. */
static void unknown_positions_are_not_put_off(void **state)
{
    static struct tp_probes probes = {.group_count = 10, .has_unknown = true};
    struct tp_search_plan plan;

    (void)state;
    tp_plan_make(TP_SEARCH_THOROUGH, &probes, 1000000, &plan);
    assert_int_equal(plan.code_fingers, 0);
    assert_int_equal(plan.promise_score, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(small_galleries_are_searched_exhaustively),
    cmocka_unit_test(plans_fit_the_gallery),
    cmocka_unit_test(less_is_looked_at_where_less_is_needed),
    cmocka_unit_test(looks_at_more_where_probes_say_little),
    cmocka_unit_test(unknown_positions_are_not_put_off),
};
TP_TEST_MAIN(tests)
