/* SPDX-License-Identifier: Apache-2.0 */
/* The cheats of 2011 on a stage: processes for all organisations, with the agreements of New York and California in
 * force, before anybody has been booked. It is opened in two seconds. */
#ifndef TP_TEST_PLAY_STAGED_H
#define TP_TEST_PLAY_STAGED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "play/scenario.h"

enum { STAGED_STEPS = 31 /* until all that is agreed has been joined */, PUBLISHED_S = 900 };

static struct tp_scenario *scenario;
static struct tp_play_stage *stage;

static inline void must(tp_status status, const struct tp_diag *diag)
{
    if (status != TP_OK)
        fail_msg("%s: %s", diag->field, diag->text);
}

static inline void staged_open(const char *name)
{
    const struct tp_scenario_options options = {.scale = 1};
    char folder[1024];
    struct tp_diag diag;

    tp_diag_init(&diag);
    snprintf(folder, sizeof folder, "%s/scenarios/%s", getenv("TP_SOURCE_ROOT"), name);
    must(tp_scenario_load(folder, &scenario, &diag), &diag);
    stage = calloc(1, sizeof *stage);
    must(tp_scenario_run_new(scenario, &options, &stage->run, &diag), &diag);
    stage->run->is_outside = true;
    stage->rng = tp_rng_seed(1, 1);
    must(tp_play_stage_open(stage, getenv("TP_PROGRAM"), NULL, &diag), &diag);
}

/* Clocks go to AT_S, when it is later, and all have settled. */
static inline void staged_time(int64_t at_s)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    must(tp_play_go(stage, at_s, &diag), &diag);
}

/* The first COUNT steps, each as the scenario expects it. */
static inline void staged_steps(size_t count)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    for (size_t i = 0; i < count; i++) {
        staged_time(scenario->steps[i].at_s);
        must(tp_play_step(stage, i, &diag), &diag);
        assert_string_equal(stage->run->outcomes[i].result, scenario->steps[i].expect);
    }
}

static inline int staged_close(void **state)
{
    (void)state;
    tp_play_stage_close(stage);
    tp_scenario_run_free(&stage->run);
    tp_scenario_free(&scenario);
    free(stage->known);
    free(stage->bookings);
    free(stage);
    return 0;
}

static inline int staged_agreed(void **state)
{
    (void)state;
    staged_open("2011-cheats");
    staged_steps(STAGED_STEPS);
    return 0;
}

static inline size_t staged_node(const char *id)
{
    return (size_t)tp_scenario_find_organisation(scenario, id);
}

/* Who is booked next in COUNTY, made somebody with nothing that excludes them, with a grave conviction or none, known
 * in the repository of AGREEMENT alone, or nowhere (NULL). */
static inline size_t staged_case(const char *county, bool grave, const char *agreement)
{
    struct tp_scenario_population *population = &stage->run->population;
    size_t number = 0;

    while (number < population->count && (strcmp(population->cases[number].county, county) != 0 ||
                                          population->cases[number].booked_s <= stage->run->now_s))
        number++;
    assert_true(number < population->count);
    population->cases[number].conviction = grave ? TP_SERIOUSNESS_LEVEL_1 : TP_SERIOUSNESS_NONE;
    population->cases[number].categories = population->cases[number].known_at = 0;
    population->cases[number].categories_known = true;
    for (size_t i = 0; agreement && i < scenario->exchange_count; i++)
        if (scenario->exchanges[i].agreement == (size_t)tp_scenario_find_agreement(scenario, agreement))
            population->cases[number].known_at |= UINT64_C(1) << i;
    return number;
}

/* Booked at the hour, and answered as far as it goes without people. */
static inline const struct tp_play_booking *staged_book(size_t case_number)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    staged_time(stage->run->population.cases[case_number].booked_s);
    must(tp_play_book(stage, case_number, &diag), &diag);
    return &stage->bookings[stage->booking_count - 1];
}

static inline void staged_work(void)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    must(tp_play_work(stage, &diag), &diag);
}

/* What a node says; free it. */
static inline struct tp_play_reply staged_ask(size_t node, enum tp_play_account account, const char *method,
                                              const char *path, const char *body)
{
    struct tp_play_reply reply = {.status = 0};
    struct tp_diag diag;

    tp_diag_init(&diag);
    must(tp_play_say(stage, (struct tp_play_at){node, account, method, body}, &reply, &diag, "%s", path), &diag);
    return reply;
}

/* Everybody publishes, and what is published is counted. */
static inline void staged_count(void)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    staged_time(stage->run->now_s + PUBLISHED_S);
    must(tp_play_count(stage, &diag), &diag);
}

/* The state of BOOKING's search at PARTNER as the bureau has it; "" for none. */
static inline void staged_leg(const struct tp_play_booking *booking, const char *partner, char out[32])
{
    char path[128];
    struct tp_play_reply reply;
    const struct tp_json_value *legs;

    snprintf(path, sizeof path, "/v1/legs?of=%s", booking->id);
    reply = staged_ask(booking->node, TP_PLAY_AUDITOR, "GET", path, NULL);
    assert_int_equal(reply.status, 200);
    legs = tp_json_member(tp_json_root(reply.json), "legs");
    out[0] = '\0';
    for (size_t i = 0; i < tp_json_count(legs); i++) {
        const struct tp_json_value *leg = tp_json_element(legs, i);

        if (strcmp(tp_json_to_text(tp_json_member(leg, "partner")), partner) == 0)
            snprintf(out, 32, "%s", tp_json_to_text(tp_json_member(leg, "state")));
    }
    tp_play_reply_deinit(&reply);
}

#endif
