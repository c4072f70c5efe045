/* SPDX-License-Identifier: Apache-2.0 */
/* All nodes go through time together, and have nothing left to do afterwards. */
#include "test.h"

#include <signal.h>

#include "staged.h"

static int open_stage(void **state)
{
    (void)state;
    staged_open("2011-cheats");
    return 0;
}

static void all_clocks_are_set_and_all_have_settled(void **state)
{
    char now[TP_TIME_TEXT_BYTES];

    (void)state;
    staged_steps(9);
    staged_time(stage->run->now_s + 3600);
    tp_time_format(stage->run->now_s, now);
    for (size_t i = 0; i < scenario->organisation_count; i++) {
        struct tp_play_reply reply = staged_ask(i, TP_PLAY_PUBLIC, "GET", "/v1/clock", NULL);

        assert_string_equal(tp_play_text(&reply, "now"), now);
        assert_true(strcmp(tp_play_text(&reply, "due"), now) > 0);
        tp_play_reply_deinit(&reply);
    }
}

/* The bureau was told by nobody but its partner. */
static void what_one_was_told_the_partner_knows(void **state)
{
    const size_t proposed = (size_t)tp_scenario_find_agreement(scenario, "immigration-ny");
    struct tp_play_reply reply;
    char path[160];

    (void)state;
    snprintf(path, sizeof path, "/v1/agreements/%s", scenario->agreements[proposed].versions[0]->hash);
    for (size_t i = 0; i < 2; i++) {
        reply = staged_ask(staged_node("ny-dcjs"), TP_PLAY_PUBLIC, "GET", path, NULL);
        assert_int_equal(reply.status, i == 0 ? 404 : 200);
        tp_play_reply_deinit(&reply);
        if (i == 0)
            staged_steps(9);
    }
}

static void who_is_away_is_left_alone(void **state)
{
    const size_t away = staged_node("ma-sis");
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    (void)tp_play_process_end(&stage->nodes[away].process, SIGKILL);
    stage->is_away[away] = true;
    must(tp_play_settle(stage, &diag), &diag);
    stage->is_away[away] = false; /* but it does not answer */
    assert_int_equal(tp_play_settle(stage, &diag), TP_E_IO);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(all_clocks_are_set_and_all_have_settled, open_stage, staged_close),
    cmocka_unit_test_setup_teardown(what_one_was_told_the_partner_knows, open_stage, staged_close),
    cmocka_unit_test_setup_teardown(who_is_away_is_left_alone, open_stage, staged_close),
};
TP_TEST_MAIN(tests)
