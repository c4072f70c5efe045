/* SPDX-License-Identifier: Apache-2.0 */
/* The scenarios played by processes: every step comes out as on paper, cheats are caught, people get answers. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "play/play.h"

static struct tp_scenario *load(const char *name)
{
    struct tp_scenario *scenario;
    char folder[1024];
    struct tp_diag diag;

    tp_diag_init(&diag);
    snprintf(folder, sizeof folder, "%s/scenarios/%s", getenv("TP_SOURCE_ROOT"), name);
    if (tp_scenario_load(folder, &scenario, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    return scenario;
}

static struct tp_scenario_run *play(const struct tp_scenario *scenario, unsigned bookings)
{
    const struct tp_play_options options = {.program = getenv("TP_PROGRAM"), .bookings = bookings};
    struct tp_scenario_run *run;
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_play_scenario(scenario, &options, &run, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    return run;
}

static void check(const struct tp_scenario_run *run, size_t bookings)
{
    for (size_t i = 0; i < run->failure_count; i++)
        print_message("%s\n", run->failures[i]);
    assert_int_equal(run->failure_count, 0);
    assert_int_equal(run->booked, bookings);
    assert_true(run->pairs > bookings);
    assert_non_null(strstr(run->beside, "1 receipts read, 1 challenges, 1 expungements"));
}

static void the_history_of_2011_comes_out_as_on_paper(void **state)
{
    struct tp_scenario *scenario = load("2011");
    struct tp_scenario_run *run = play(scenario, 24);

    (void)state;
    check(run, 24);
    assert_true(run->relays_refused > 0);
    tp_scenario_run_free(&run);
    tp_scenario_free(&scenario);
}

static void who_sends_past_the_own_node_is_caught(void **state)
{
    struct tp_scenario *scenario = load("2011-cheats");
    struct tp_scenario_run *run = play(scenario, 40);

    (void)state;
    check(run, 40);
    assert_null(strstr(run->beside, " 0 messages sent past"));
    assert_null(strstr(run->beside, " 0 leaves written past"));
    tp_scenario_run_free(&run);
    tp_scenario_free(&scenario);
}

/* What comes out of a scenario's chain at its last link. */
static void a_chain_of_three_agreements_ends_where_one_is_left(void **state)
{
    struct tp_scenario *scenario = load("chain");
    struct tp_scenario_run *run = play(scenario, 20);

    (void)state;
    check(run, 20);
    tp_scenario_run_free(&run);
    tp_scenario_free(&scenario);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_history_of_2011_comes_out_as_on_paper),
    cmocka_unit_test(a_chain_of_three_agreements_ends_where_one_is_left),
    cmocka_unit_test(who_sends_past_the_own_node_is_caught),
};
TP_TEST_MAIN(tests)
