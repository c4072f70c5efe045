/* SPDX-License-Identifier: Apache-2.0 */
/* Playing a scenario: whatever is due next is done, until nothing is. */
#include <stdlib.h>

#include "node/scenario_nodes.h"

enum { HOUR_S = 3600, STREAM_STEPS = 2, MONITOR_EVERY = 30 /* checkpoints */ };

static tp_status visit_all(struct tp_scenario_run *run, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < run->scenario->organisation_count; i++)
        status = tp_scenario_monitor(run, i, tp_organisation_verifier(run->nodes[i].organisation), diag);
    return status;
}

/* A checkpoint, and the next one as long as there is anything to do. */
static tp_status checkpoint(struct tp_scenario_run *run, size_t number, struct tp_diag *diag)
{
    tp_status status = tp_scenario_checkpoint(run, diag);

    if (status == TP_OK && number % MONITOR_EVERY == MONITOR_EVERY - 1)
        status = visit_all(run, diag);
    if (status != TP_OK || run->queue.count == 0)
        return status;
    return tp_scenario_queue_add(&run->queue, run->now_s + (int64_t)run->scenario->checkpoint_hours * HOUR_S,
                                 TP_SCENARIO_DUE_CHECKPOINT, number + 1, diag);
}

static tp_status perform(struct tp_scenario_run *run, const struct tp_scenario_item *item, struct tp_diag *diag)
{
    run->now_s = item->at_s;
    switch (item->due) {
    case TP_SCENARIO_DUE_CHECKPOINT:
        return checkpoint(run, item->number, diag);
    case TP_SCENARIO_DUE_STEP:
        return tp_scenario_do_step(run, item->number, diag);
    case TP_SCENARIO_DUE_PARCEL:
        return tp_scenario_deliver(run, item->number, diag);
    case TP_SCENARIO_DUE_BOOKING:
        return tp_scenario_book(run, item->number, diag);
    case TP_SCENARIO_DUE_PROBE:
        return tp_scenario_go_on(run, item->number, diag);
    case TP_SCENARIO_DUE_AFTERWARDS:
        return tp_scenario_afterwards(run, item->number, diag);
    }
    return TP_OK;
}

/* What is known from the beginning: steps, bookings, the first checkpoint. */
static tp_status plan(struct tp_scenario_run *run, struct tp_diag *diag)
{
    const struct tp_scenario *scenario = run->scenario;
    tp_status status =
        tp_scenario_queue_add(&run->queue, scenario->from_s + (int64_t)scenario->checkpoint_hours * HOUR_S,
                              TP_SCENARIO_DUE_CHECKPOINT, 0, diag);

    for (size_t i = 0; status == TP_OK && i < scenario->step_count; i++)
        status = tp_scenario_queue_add(&run->queue, scenario->steps[i].at_s, TP_SCENARIO_DUE_STEP, i, diag);
    for (size_t i = 0; status == TP_OK && i < run->population.count; i++)
        status =
            tp_scenario_queue_add(&run->queue, run->population.cases[i].booked_s, TP_SCENARIO_DUE_BOOKING, i, diag);
    return status;
}

static tp_status play(struct tp_scenario_run *run, struct tp_diag *diag)
{
    struct tp_scenario_item item;
    tp_status status = plan(run, diag);

    while (status == TP_OK && tp_scenario_queue_take(&run->queue, &item))
        status = perform(run, &item, diag);
    return status;
}

/* Everybody closes; what is done behind their backs is done; then everything is looked at from outside. */
static tp_status finish(struct tp_scenario_run *run, struct tp_diag *diag)
{
    struct tp_verifier verifiers[TP_SCENARIO_ORGANISATIONS_MAX];
    tp_status status = tp_scenario_checkpoint(run, diag);

    if (status == TP_OK)
        status = visit_all(run, diag);
    for (size_t i = 0; i < run->scenario->organisation_count; i++)
        verifiers[i] = *tp_organisation_verifier(run->nodes[i].organisation);
    tp_scenario_nodes_close(run);
    if (status == TP_OK)
        status = tp_scenario_tamper(run, verifiers, diag);
    return status == TP_OK ? tp_scenario_check_all(run, verifiers, diag) : status;
}

tp_status tp_scenario_run_new(const struct tp_scenario *scenario, const struct tp_scenario_options *options,
                              struct tp_scenario_run **out, struct tp_diag *diag)
{
    struct tp_scenario_run *run;
    void *memory = NULL;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *run, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    run = memory;
    run->scenario = scenario;
    run->seed = options->seed_given ? options->seed : scenario->seed;
    run->scale = options->scale > 0 ? options->scale : 1;
    run->rng = tp_rng_seed(run->seed, STREAM_STEPS);
    run->now_s = scenario->from_s;
    status = tp_alloc_zero((void **)&run->outcomes, scenario->step_count, sizeof *run->outcomes, diag);
    if (status == TP_OK)
        status = tp_scenario_populate(scenario, run->seed, run->scale, &run->population, diag);
    *out = run;
    if (status != TP_OK)
        tp_scenario_run_free(out);
    return status;
}

tp_status tp_scenario_play(const struct tp_scenario *scenario, const struct tp_scenario_options *options,
                           struct tp_scenario_run **out, struct tp_diag *diag)
{
    tp_status status = tp_scenario_run_new(scenario, options, out, diag);

    if (status == TP_OK)
        status = tp_scenario_nodes_open(*out, options->keep, diag);
    if (status == TP_OK)
        status = play(*out, diag);
    if (status == TP_OK)
        status = finish(*out, diag);
    if (status != TP_OK)
        tp_scenario_run_free(out);
    return status;
}

void tp_scenario_run_free(struct tp_scenario_run **run)
{
    if (!*run)
        return;
    tp_scenario_nodes_deinit(*run);
    tp_scenario_queue_deinit(&(*run)->queue);
    for (size_t i = 0; i < (*run)->scenario->period_count; i++)
        tp_scenario_tally_deinit(&(*run)->clauses[i]);
    for (size_t i = 0; i < (*run)->event_count; i++)
        tp_event_free(&(*run)->events[i]);
    free((*run)->events);
    free((*run)->parcels);
    free((*run)->probes);
    free((*run)->outcomes);
    free((*run)->population.cases);
    free(*run);
    *run = NULL;
}

size_t tp_scenario_run_failures(const struct tp_scenario_run *run)
{
    return run->failure_count;
}
