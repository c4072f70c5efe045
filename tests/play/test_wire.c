/* SPDX-License-Identifier: Apache-2.0 */
/* Searches that are sent past a node: altered ones are refused by everybody, forged ones where nothing was agreed. */
#include "test.h"

#include "staged.h"
#include "statistics/statistics.h"

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

/* Whether the ledgers of A and B pair up, as anybody finds out. */
static bool do_pair(size_t a, size_t b)
{
    const size_t places[] = {a, b};
    struct tp_reader *readers[2] = {NULL, NULL};
    struct tp_pairing pairing = {.count = 0};
    char folder[600];
    bool paired;
    struct tp_diag diag;

    tp_diag_init(&diag);
    staged_time(stage->run->now_s + PUBLISHED_S);
    for (size_t i = 0; i < 2; i++) {
        tp_scenario_ledger_path(&stage->run->nodes[places[i]], "", folder, sizeof folder);
        must(tp_reader_open(folder, &stage->verifiers[places[i]], &readers[i], &diag), &diag);
    }
    must(tp_pair(readers[0], stage->run->nodes[a].partner, readers[1], stage->run->nodes[b].partner, &pairing, &diag),
         &diag);
    paired = pairing.count == 0;
    tp_pairing_deinit(&pairing);
    for (size_t i = 0; i < 2; i++)
        tp_reader_close(&readers[i]);
    return paired;
}

/* The recipient hears of a match that the terms withhold. */
static void what_is_released_silently_has_no_twin(void **state)
{
    const size_t repository = staged_node("dhs-ident"), recipient = staged_node("ice-ero");

    (void)state;
    assert_true(do_pair(repository, recipient));
    begin(TP_SCENARIO_CHEAT_RELEASE_SILENTLY);
    (void)staged_book(staged_case("US-CA-037", true, "immigration-ca")); /* grave: may be released anyway */
    assert_int_equal(stage->figures.forged, 0);
    (void)staged_book(staged_case("US-CA-073", false, "immigration-ca"));
    assert_int_equal(stage->figures.forged, 1);
    assert_int_equal(stage->run->failure_count, 0);
    assert_false(do_pair(repository, recipient));
}

static void what_is_searched_anyway_has_no_twin(void **state)
{
    const size_t repository = staged_node("dhs-ident"), sender = staged_node("ny-dcjs");

    (void)state;
    begin(TP_SCENARIO_CHEAT_SEARCH_ANYWAY);
    (void)staged_book(staged_case("US-CA-037", false, NULL)); /* another agreement */
    assert_int_equal(stage->figures.written, 0);
    assert_true(do_pair(repository, sender));
    (void)staged_book(staged_case("US-NY-055", false, NULL));
    assert_int_equal(stage->figures.written, 1);
    assert_false(do_pair(repository, sender));
}

/* It has the booking for another purpose, and is no sender here. */
static void who_is_no_sender_passes_nothing_on(void **state)
{
    (void)state;
    scenario->relays[0] = (struct tp_scenario_relay){staged_node("fbi-cjis"),
                                                     (size_t)tp_scenario_find_agreement(scenario, "immigration-ca"),
                                                     stage->run->now_s, 1000};
    scenario->relay_count = 1;
    (void)staged_book(staged_case("US-NY-055", false, NULL));
    assert_int_equal(stage->figures.relayed, 0);
    (void)staged_book(staged_case("US-CA-037", false, NULL));
    assert_int_equal(stage->figures.relayed, 1);
    assert_int_equal(stage->run->relays_refused, 0);
    staged_count();
    assert_int_equal(stage->run->relays_refused, 1);
    assert_int_equal(stage->run->failure_count, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(without_an_agreement_the_receiver_refuses, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(with_leave_but_no_leaf_it_is_taken, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(who_does_not_cheat_sends_nothing_more, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(what_is_released_silently_has_no_twin, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(what_is_searched_anyway_has_no_twin, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(who_is_no_sender_passes_nothing_on, staged_agreed, staged_close),
};
TP_TEST_MAIN(tests)
