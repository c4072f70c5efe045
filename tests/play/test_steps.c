/* SPDX-License-Identifier: Apache-2.0 */
/* Steps at nodes: an organisation's own, one that comes too early, a forgery, one that somebody who is away misses. */
#include "test.h"

#include "staged.h"

static int open_history(void **state)
{
    (void)state;
    staged_open("2011");
    return 0;
}

/* Four proposals and notices, one more, signed and activated too early, nothing may be sent. */
static void steps_come_out_as_they_must(void **state)
{
    (void)state;
    staged_steps(12);
    assert_string_equal(stage->run->outcomes[11].clauses, "in-force version participation");
    assert_int_equal(stage->run->outcomes[4].reached, 1);
}

/* What STEP of New York's suspension comes to when it is of that kind. */
static void take(struct tp_scenario_step step, const char *expect)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    step.at_s = stage->run->now_s;
    scenario->steps[STAGED_STEPS] = step;
    memset(&stage->run->outcomes[STAGED_STEPS], 0, sizeof stage->run->outcomes[STAGED_STEPS]);
    must(tp_play_step(stage, STAGED_STEPS, &diag), &diag);
    assert_string_equal(stage->run->outcomes[STAGED_STEPS].result, expect);
}

static size_t find_step(enum tp_event_kind event)
{
    for (size_t i = 0; i < scenario->step_count; i++)
        if (scenario->steps[i].kind == TP_SCENARIO_EVENT && scenario->steps[i].event == event)
            return i;
    fail_msg("no such step");
    return 0;
}

static void a_key_that_is_not_the_countys_is_refused_everywhere(void **state)
{
    const size_t suspend = find_step(TP_EVENT_SUSPEND);
    struct tp_scenario_step step = scenario->steps[suspend];

    (void)state;
    step.key = "seed:dhs-ident";
    take(step, "bad-signature");
    assert_true(stage->run->outcomes[STAGED_STEPS].reached > 1);
    assert_int_equal(stage->run->outcomes[STAGED_STEPS].refused, stage->run->outcomes[STAGED_STEPS].reached);
}

static void attempt(const char *expect)
{
    take((struct tp_scenario_step){.kind = TP_SCENARIO_ATTEMPT,
                                   .stage = TP_STAGE_SEND,
                                   .version = 1,
                                   .agreement = (size_t)tp_scenario_find_agreement(scenario, "immigration-ny"),
                                   .organisation = staged_node("ny-dcjs"),
                                   .county = "US-NY-055"},
         expect);
}

static void who_is_away_hears_of_it_when_it_is_back(void **state)
{
    const size_t suspend = find_step(TP_EVENT_SUSPEND), away = staged_node("dhs-ident");
    struct tp_json_document *delay = NULL;
    struct tp_scenario_step step = scenario->steps[suspend];
    struct tp_scenario_item item;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    attempt("allowed");
    must(tp_json_parse("{\"dhs-ident\":60}", 16, &delay, &diag), &diag);
    step.delay = tp_json_root(delay);
    take(step, "accepted");
    assert_true(stage->is_away[away]);
    staged_time(stage->run->now_s + 60);
    attempt("denied");
    assert_true(tp_scenario_queue_take(&stage->run->queue, &item));
    assert_int_equal(item.due, TP_SCENARIO_DUE_PARCEL);
    assert_int_equal(item.number, away);
    assert_int_equal(item.at_s, stage->run->now_s - 60 + 3600);
    must(tp_play_return(stage, away, &diag), &diag);
    staged_time(item.at_s);
    take((struct tp_scenario_step){.kind = TP_SCENARIO_ATTEMPT,
                                   .stage = TP_STAGE_SEARCH,
                                   .version = 1,
                                   .agreement = (size_t)tp_scenario_find_agreement(scenario, "immigration-ny"),
                                   .organisation = away,
                                   .county = "US-NY-055"},
         "denied");
    tp_json_document_free(&delay);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(steps_come_out_as_they_must, open_history, staged_close),
    cmocka_unit_test_setup_teardown(a_key_that_is_not_the_countys_is_refused_everywhere, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(who_is_away_hears_of_it_when_it_is_back, staged_agreed, staged_close),
};
TP_TEST_MAIN(tests)
