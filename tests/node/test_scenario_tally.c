/* SPDX-License-Identifier: Apache-2.0 */
/* Counting by key. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "node/scenario_run.h"

static void keys_are_counted(void **state)
{
    struct tp_scenario_tally tally = {0};
    char key[32];

    (void)state;
    assert_int_equal(tp_scenario_tally_of(&tally, "none"), 0);
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "key %d", i % 700);
        tp_scenario_tally_add(&tally, key, 2);
    }
    assert_int_equal(tally.used, 700);
    assert_int_equal(tp_scenario_tally_of(&tally, "key 0"), 16);
    assert_int_equal(tp_scenario_tally_of(&tally, "key 699"), 14);
    assert_int_equal(tp_scenario_tally_of(&tally, "key 700"), 0);
    tp_scenario_tally_deinit(&tally);
}

static void differences_are_found_on_either_side(void **state)
{
    struct tp_scenario_tally a = {0}, b = {0};

    (void)state;
    assert_null(tp_scenario_tally_difference(&a, &b));
    tp_scenario_tally_add(&a, "x", 1);
    assert_string_equal(tp_scenario_tally_difference(&a, &b), "x");
    assert_string_equal(tp_scenario_tally_difference(&b, &a), "x");
    tp_scenario_tally_add(&b, "x", 1);
    assert_null(tp_scenario_tally_difference(&a, &b));
    tp_scenario_tally_add(&b, "y", 1);
    assert_string_equal(tp_scenario_tally_difference(&a, &b), "y");
    tp_scenario_tally_deinit(&a);
    tp_scenario_tally_deinit(&b);
}

static void sorted_items_stand_in_front(void **state)
{
    struct tp_scenario_tally tally = {0};

    (void)state;
    tp_scenario_tally_sort(&tally);
    tp_scenario_tally_add(&tally, "b", 1);
    tp_scenario_tally_add(&tally, "c", 1);
    tp_scenario_tally_add(&tally, "a", 1);
    tp_scenario_tally_sort(&tally);
    assert_string_equal(tally.items[0].key, "a");
    assert_string_equal(tally.items[2].key, "c");
    assert_string_equal(tally.items[3].key, "");
    tp_scenario_tally_deinit(&tally);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(keys_are_counted),
    cmocka_unit_test(differences_are_found_on_either_side),
    cmocka_unit_test(sorted_items_stand_in_front),
};

TP_TEST_MAIN(tests)
