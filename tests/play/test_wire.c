/* SPDX-License-Identifier: Apache-2.0 */
/* Searches that are sent past a node: altered ones are refused by everybody, forged ones where nothing was agreed. */
#include "test.h"

#include "staged.h"

static void begin(enum tp_scenario_cheat cheat)
{
    for (size_t i = 0; i < scenario->step_count; i++)
        if (scenario->steps[i].kind == TP_SCENARIO_CHEAT && scenario->steps[i].cheat == cheat) {
            tp_scenario_begin_cheat(stage->run, i);
            return;
        }
    fail_msg("nobody cheats so");
}

static uint64_t messages_of(size_t node)
{
    struct tp_play_reply reply = staged_ask(node, TP_PLAY_AUDITOR, "GET", "/v1/messages", NULL);
    const uint64_t count = tp_json_count(tp_json_member(tp_json_root(reply.json), "messages"));

    assert_int_equal(reply.status, 200);
    tp_play_reply_deinit(&reply);
    return count;
}

/* Illinois never signed. */
static void without_an_agreement_the_receiver_refuses(void **state)
{
    const size_t cheater = staged_node("il-isp");

    (void)state;
    begin(TP_SCENARIO_CHEAT_ACTIVATE_ANYWAY);
    (void)staged_book(staged_case("US-IL-043", false, NULL));
    assert_int_equal(stage->figures.altered, 1);
    assert_int_equal(stage->figures.forged, 1);
    staged_count();
    assert_true(stage->run->nodes[cheater].is_caught[TP_SCENARIO_CHECK_RECEIVER]);
    assert_int_equal(stage->run->failure_count, 0);
}

/* The receiver takes it: it may be sent. That the sender's ledger has no leaf is found by pairing alone. */
static void with_leave_but_no_leaf_it_is_taken(void **state)
{
    const size_t cheater = staged_node("ca-doj"), receiver = staged_node("dhs-ident");
    uint64_t before;

    (void)state;
    begin(TP_SCENARIO_CHEAT_DROP_LEAVES);
    before = messages_of(receiver);
    (void)staged_book(staged_case("US-CA-037", false, NULL));
    assert_int_equal(stage->figures.forged, 1);
    assert_false(stage->run->nodes[cheater].is_caught[TP_SCENARIO_CHECK_RECEIVER]);
    assert_int_equal(stage->run->failure_count, 0);
    assert_true(messages_of(receiver) >= before + 2); /* the node's own, and the one past it */
}

static void who_does_not_cheat_sends_nothing_more(void **state)
{
    (void)state;
    begin(TP_SCENARIO_CHEAT_ACTIVATE_ANYWAY);
    (void)staged_book(staged_case("US-CA-037", false, NULL));
    assert_int_equal(stage->figures.altered, 0);
    assert_int_equal(stage->figures.forged, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(without_an_agreement_the_receiver_refuses, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(with_leave_but_no_leaf_it_is_taken, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(who_does_not_cheat_sends_nothing_more, staged_agreed, staged_close),
};
TP_TEST_MAIN(tests)
