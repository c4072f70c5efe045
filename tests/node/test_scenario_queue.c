/* SPDX-License-Identifier: Apache-2.0 */
/* What is due when. */
#include "test.h"

#include "node/scenario_run.h"

static void what_is_due_first_comes_first(void **state)
{
    struct tp_scenario_queue queue = {0};
    struct tp_scenario_item item, last = {.at_s = -1};
    struct tp_rng rng = tp_rng_seed(1, 0);

    (void)state;
    for (size_t i = 0; i < 3000; i++) {
        int64_t at_s = tp_rng_below(&rng, 500);
        enum tp_scenario_due due = (enum tp_scenario_due)tp_rng_below(&rng, TP_SCENARIO_DUE_AFTERWARDS + 1);
        assert_int_equal(tp_scenario_queue_add(&queue, at_s, due, i, NULL), TP_OK);
    }
    for (size_t i = 0; i < 3000; i++) {
        assert_true(tp_scenario_queue_take(&queue, &item));
        assert_true(item.at_s >= last.at_s);
        if (item.at_s == last.at_s) {
            assert_true(item.due >= last.due);
            if (item.due == last.due)
                assert_true(item.order > last.order);
        }
        last = item;
    }
    assert_false(tp_scenario_queue_take(&queue, &item));
    tp_scenario_queue_deinit(&queue);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_due_first_comes_first),
};

TP_TEST_MAIN(tests)
