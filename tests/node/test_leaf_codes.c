/* SPDX-License-Identifier: Apache-2.0 */
/* The closed lists of leaves repeat the codes of modules that leaf may not know: they must be the same. */
#include "test.h"

#include <string.h>

#include "agreement/agreement.h"
#include "leaf/leaf.h"
#include "policy/policy.h"

static size_t length_of(const char *const *list)
{
    size_t length = 0;

    while (list[length])
        length++;
    return length;
}

static bool has(const char *const *list, const char *code)
{
    for (; *list; list++) {
        if (strcmp(*list, code) == 0)
            return true;
    }
    return false;
}

static void events_are_those_of_agreements(void **state)
{
    const char *const *codes = tp_leaf_values(TP_LEAF_EVENT, TP_LEAF_EVENT_MEMBER);

    (void)state;
    assert_int_equal(length_of(codes), tp_events.count);
    for (size_t i = 0; i < tp_events.count; i++)
        assert_string_equal(codes[i], tp_events.items[i].code);
}

static void reasons_are_the_refusals_of_agreements(void **state)
{
#define CODE(name, code, words) code,
    static const char *const refusals[] = {TP_REFUSAL_LIST(CODE)};
    const char *const *codes = tp_leaf_values(TP_LEAF_REFUSED_EVENT, TP_LEAF_REASON_MEMBER);

    (void)state;
    assert_string_equal(refusals[0], "none"); /* that is no refusal */
    assert_int_equal(length_of(codes), TP_ARRAY_LENGTH(refusals) - 1);
    for (size_t i = 1; i < TP_ARRAY_LENGTH(refusals); i++)
        assert_true(has(codes, refusals[i]));
}

static void clauses_stages_and_effects_are_those_of_the_policy(void **state)
{
    const char *const *clauses = tp_leaf_values(TP_LEAF_DECISION, TP_LEAF_CLAUSES_MEMBER);
    const char *const *stages = tp_leaf_values(TP_LEAF_DECISION, TP_LEAF_STAGE_MEMBER);
    const char *const *effects = tp_leaf_values(TP_LEAF_DECISION, TP_LEAF_EFFECT_MEMBER);

    (void)state;
    assert_int_equal(length_of(clauses), TP_CLAUSES);
    for (enum tp_clause clause = 0; clause < TP_CLAUSES; clause++)
        assert_true(has(clauses, tp_clause_code(clause)));
    assert_int_equal(length_of(stages), TP_STAGES);
    for (enum tp_stage stage = 0; stage < TP_STAGES; stage++)
        assert_true(has(stages, tp_stage_code(stage)));
    assert_int_equal(length_of(effects), 3);
    for (enum tp_effect effect = TP_EFFECT_ALLOWED; effect <= TP_EFFECT_DENIED; effect++)
        assert_true(has(effects, tp_effect_code(effect)));
}

static void levels_are_the_seriousness_of_agreements_and_unknown(void **state)
{
    const char *const *levels = tp_leaf_values(TP_LEAF_SUBMISSION, TP_LEAF_LEVEL_MEMBER);

    (void)state;
    assert_int_equal(length_of(levels), tp_seriousness.count + 1);
    for (size_t i = 0; i < tp_seriousness.count; i++)
        assert_true(has(levels, tp_seriousness.items[i].code));
    assert_true(has(levels, "unknown"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(events_are_those_of_agreements),
    cmocka_unit_test(reasons_are_the_refusals_of_agreements),
    cmocka_unit_test(clauses_stages_and_effects_are_those_of_the_policy),
    cmocka_unit_test(levels_are_the_seriousness_of_agreements_and_unknown),
};
TP_TEST_MAIN(tests)
