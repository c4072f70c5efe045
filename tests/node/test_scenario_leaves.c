/* SPDX-License-Identifier: Apache-2.0 */
/* What leaves are counted by. */
#include "scenario_fixture.h"

static void numbers_of_one_message_are_not_counted_by(void **state)
{
    struct tp_leaf leaf;
    char key[TP_SCENARIO_KEY_MAX];

    (void)state;
    tp_leaf_init(&leaf, TP_LEAF_DISCLOSURE, INT64_C(1306886400));
    tp_leaf_set(&leaf, TP_LEAF_WHAT_MEMBER, "search");
    tp_leaf_set(&leaf, TP_LEAF_SIDE_MEMBER, "out");
    tp_leaf_set(&leaf, TP_LEAF_DISCLOSURE_MEMBER, "00112233445566778899aabbccddeeff");
    tp_scenario_leaf_key(&leaf, key);
    assert_string_equal(key, "disclosure|2011-06|search|out");
}

static void events_are_counted_by_kind_and_reason(void **state)
{
    struct tp_leaf leaf;
    char key[TP_SCENARIO_KEY_MAX];

    (void)state;
    tp_leaf_init(&leaf, TP_LEAF_REFUSED_EVENT, INT64_C(1306886400));
    tp_leaf_set(&leaf, TP_LEAF_EVENT_MEMBER, "sign");
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
    tp_leaf_set(&leaf, TP_LEAF_REASON_MEMBER, "too-early");
    tp_scenario_leaf_key(&leaf, key);
    assert_string_equal(key, "refused-event|2011-06|sign|too-early");
}

static void clauses_stand_in_the_order_of_their_codes(void **state)
{
    struct tp_decision decision = {.effect = TP_EFFECT_DENIED, .count = 3};
    char clauses[100], few[10];

    (void)state;
    decision.clauses[0].clause = TP_CLAUSE_VERSION;
    decision.clauses[0].effect = TP_EFFECT_DENIED;
    decision.clauses[1].clause = TP_CLAUSE_PARTIES;
    decision.clauses[1].effect = TP_EFFECT_ALLOWED;
    decision.clauses[2].clause = TP_CLAUSE_EXCLUSION;
    decision.clauses[2].effect = TP_EFFECT_WITHHELD;
    tp_scenario_clauses(&decision, clauses, sizeof clauses);
    assert_string_equal(clauses, "exclusion version");
    tp_scenario_clauses(&decision, few, sizeof few);
    assert_string_equal(few, "exclusion");
}

static void a_clause_is_a_whole_word(void **state)
{
    (void)state;
    assert_true(tp_scenario_has_word("onward-transfer parties", "parties"));
    assert_true(tp_scenario_has_word("onward-transfer parties", "onward-transfer"));
    assert_false(tp_scenario_has_word("onward-transfer parties", "onward"));
    assert_false(tp_scenario_has_word("onward-transfer parties", "transfer"));
    assert_false(tp_scenario_has_word("", "parties"));
}

static void levels_have_codes(void **state)
{
    (void)state;
    assert_string_equal(tp_scenario_level_code(-1), "unknown");
    assert_string_equal(tp_scenario_level_code(0), "none");
    assert_string_equal(tp_scenario_level_code(3), "level-1");
    assert_string_equal(tp_scenario_level_code(4), "unknown");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(numbers_of_one_message_are_not_counted_by),
    cmocka_unit_test(events_are_counted_by_kind_and_reason),
    cmocka_unit_test(clauses_stand_in_the_order_of_their_codes),
    cmocka_unit_test(a_clause_is_a_whole_word),
    cmocka_unit_test(levels_have_codes),
};

TP_TEST_MAIN(tests)
