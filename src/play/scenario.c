/* SPDX-License-Identifier: Apache-2.0 */
/* Playing a scenario by processes: whatever is due next is done, until nothing is; then everything is looked at. */
#include "play/scenario.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STREAM_PEOPLE = 3, MINUTE_S = 60, LAST_ROUNDS = 3 };

/* ---- one thing --------------------------------------------------------------------------------------------------- */

static tp_status perform(struct tp_play_stage *stage, const struct tp_scenario_item *item, struct tp_diag *diag)
{
    tp_status status = tp_play_go(stage, item->at_s, diag);

    if (status != TP_OK)
        return status;
    switch (item->due) {
    case TP_SCENARIO_DUE_STEP:
        return tp_play_step(stage, item->number, diag);
    case TP_SCENARIO_DUE_PARCEL:
        status = tp_play_return(stage, item->number, diag);
        return status == TP_OK ? tp_play_settle(stage, diag) : status;
    case TP_SCENARIO_DUE_BOOKING:
        status = tp_play_book(stage, item->number, diag);
        return status == TP_OK ? tp_play_work(stage, diag) : status;
    case TP_SCENARIO_DUE_CHECKPOINT:
    case TP_SCENARIO_DUE_PROBE:
    case TP_SCENARIO_DUE_AFTERWARDS:
        break;
    }
    return TP_OK;
}

/* ---- who is booked ----------------------------------------------------------------------------------------------- */

/* Whether the place of ABOUT had joined AGREEMENT before, as the timeline has it. */
static bool has_joined(const struct tp_scenario *scenario, size_t agreement, const struct tp_scenario_case *about)
{
    for (size_t i = 0; i < scenario->step_count; i++) {
        const struct tp_scenario_step *step = &scenario->steps[i];

        if (step->kind != TP_SCENARIO_EVENT || step->event != TP_EVENT_JOIN || step->agreement != agreement ||
            step->at_s >= about->booked_s)
            continue;
        if (tp_json_lists(step->by, about->county))
            return true;
    }
    return false;
}

/* What a case is for a period: those that show what the terms do are rarer than others. */
enum turn { GRAVE, LESSER, UNKNOWN, EXCLUDED };

static enum turn turn_of(const struct tp_scenario *scenario, const struct tp_scenario_period *period,
                         const struct tp_scenario_case *about)
{
    if (about->categories || !about->categories_known || !has_joined(scenario, period->agreement, about))
        return EXCLUDED;
    for (size_t i = 0; i < scenario->exchange_count; i++)
        if (scenario->exchanges[i].agreement == period->agreement && (about->known_at >> i & 1))
            return about->conviction == TP_SERIOUSNESS_LEVEL_1 ? GRAVE : LESSER;
    return UNKNOWN;
}

/* Any case of PERIOD for TURN that is not taken; the count when there is none. */
static size_t find_case(struct tp_play_stage *stage, const struct tp_scenario_period *period, enum turn turn,
                        const bool *taken)
{
    const struct tp_scenario_run *run = stage->run;
    const size_t count = run->population.count, from = count ? tp_rng_below(&stage->rng, (uint32_t)count) : 0;

    for (size_t i = 0; i < count; i++) {
        const size_t at = (from + i) % count;
        const struct tp_scenario_case *about = &run->population.cases[at];

        if (!taken[at] && strcmp(about->state, period->state) == 0 && about->booked_s >= period->from_s &&
            about->booked_s < period->until_s && turn_of(run->scenario, period, about) == turn)
            return at;
    }
    return count;
}

/* Of all that were drawn those that are played: as many of each period, and in each as many known to its repository
 * with a grave conviction, known with a lesser one, unknown, and of an excluded category or of a place that has not
 * joined, as long as there are any. The tables' shares are those of this choice, not of the bookings drawn. */
static tp_status choose(struct tp_play_stage *stage, struct tp_diag *diag)
{
    static const enum turn turns[] = {GRAVE, LESSER, UNKNOWN, GRAVE, EXCLUDED, GRAVE};
    struct tp_scenario_run *run = stage->run;
    size_t left = stage->bookings_wanted;
    void *memory = NULL;
    bool *taken;
    tp_status status = tp_alloc_zero(&memory, run->population.count + 1, sizeof *taken, diag);

    taken = memory;
    for (size_t turn = 0; status == TP_OK && left > 0 && turn < run->population.count; turn++) {
        for (size_t i = 0; status == TP_OK && left > 0 && i < run->scenario->period_count; i++) {
            const size_t found =
                find_case(stage, &run->scenario->periods[i], turns[turn % TP_ARRAY_LENGTH(turns)], taken);

            if (found == run->population.count)
                continue;
            taken[found] = true;
            left--;
            status = tp_scenario_queue_add(&run->queue, run->population.cases[found].booked_s, TP_SCENARIO_DUE_BOOKING,
                                           found, diag);
        }
    }
    free(taken);
    return status;
}

/* ---- all of it --------------------------------------------------------------------------------------------------- */

static tp_status play(struct tp_play_stage *stage, struct tp_diag *diag)
{
    struct tp_scenario_run *run = stage->run;
    struct tp_scenario_item item;
    tp_status status = choose(stage, diag);

    for (size_t i = 0; status == TP_OK && i < run->scenario->step_count; i++)
        status = tp_scenario_queue_add(&run->queue, run->scenario->steps[i].at_s, TP_SCENARIO_DUE_STEP, i, diag);
    while (status == TP_OK && tp_scenario_queue_take(&run->queue, &item)) {
        status = perform(stage, &item, diag);
        if (status == TP_OK)
            status = tp_play_count(stage, diag);
    }
    return status;
}

/* The size that the witness cosigned last is that of the last checkpoint: everybody had the time for it. */
static tp_status note_cosigned(struct tp_play_stage *stage, size_t place, struct tp_diag *diag)
{
    struct tp_reader *reader = NULL;
    char folder[600];
    tp_status status;

    tp_scenario_ledger_path(&stage->run->nodes[place], "", folder, sizeof folder);
    status = tp_reader_open(folder, &stage->verifiers[place], &reader, diag);
    if (status == TP_OK)
        stage->run->nodes[place].cosigned_size = tp_reader_checkpoint(reader)->size;
    tp_reader_close(&reader);
    return status;
}

static void tell(struct tp_play_stage *stage)
{
    stage->run->booked = stage->booking_count;
    snprintf(
        stage->run->beside, sizeof stage->run->beside,
        "Played by %zu processes over HTTP: %llu tasks of examiners, %llu conclusions (%llu of them errors made on "
        "purpose), %llu decisions on releases; %llu receipts read, %llu challenges, %llu expungements here and at "
        "partners; %llu messages sent past a node's own decisions, %llu altered on their way, %llu leaves written past "
        "a node.",
        stage->run->scenario->organisation_count, (unsigned long long)stage->figures.tasks,
        (unsigned long long)stage->figures.conclusions, (unsigned long long)stage->figures.wrong,
        (unsigned long long)stage->figures.decisions, (unsigned long long)stage->figures.receipts,
        (unsigned long long)stage->figures.challenges, (unsigned long long)stage->figures.expungements,
        (unsigned long long)stage->figures.forged, (unsigned long long)stage->figures.altered,
        (unsigned long long)stage->figures.written);
}

static tp_status finish(struct tp_play_stage *stage, struct tp_diag *diag)
{
    struct tp_scenario_run *run = stage->run;
    tp_status status = TP_OK;

    if (status == TP_OK)
        status = tp_play_persons(stage, diag);
    for (unsigned round = 0; status == TP_OK && round < LAST_ROUNDS; round++) {
        run->now_s += 10 * MINUTE_S;
        status = tp_play_settle(stage, diag);
    }
    if (status == TP_OK)
        status = tp_play_count(stage, diag);
    if (status == TP_OK)
        status = tp_play_compare_statistics(stage, diag);
    if (status == TP_OK && run->relays_refused != stage->figures.relayed)
        tp_scenario_failure(run, "of %llu searches that were passed on %llu were refused",
                            (unsigned long long)stage->figures.relayed, (unsigned long long)run->relays_refused);
    tell(stage);
    for (size_t i = 0; status == TP_OK && i < run->scenario->organisation_count; i++)
        if (tp_play_process_end(&stage->nodes[i].process, SIGTERM) != 0)
            tp_scenario_failure(run, "%s does not end as it should", run->scenario->organisations[i].id);
    for (size_t i = 0; status == TP_OK && i < run->scenario->organisation_count; i++)
        status = note_cosigned(stage, i, diag);
    for (size_t i = 0; status == TP_OK && i < run->scenario->organisation_count; i++)
        status = tp_scenario_monitor(run, i, &stage->verifiers[i], diag);
    if (status == TP_OK)
        status = tp_scenario_tamper(run, stage->verifiers, diag);
    return status == TP_OK ? tp_scenario_check_all(run, stage->verifiers, diag) : status;
}

tp_status tp_play_scenario(const struct tp_scenario *scenario, const struct tp_play_options *options,
                           struct tp_scenario_run **out, struct tp_diag *diag)
{
    const struct tp_scenario_options wanted = {.seed_given = options->seed_given, .seed = options->seed, .scale = 1};
    struct tp_play_stage *stage;
    void *memory = NULL;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *stage, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    stage = memory;
    stage->bookings_wanted = options->bookings;
    status = tp_scenario_run_new(scenario, &wanted, out, diag);
    stage->run = *out;
    if (status == TP_OK) {
        stage->run->is_outside = true;
        stage->rng = tp_rng_seed(stage->run->seed, STREAM_PEOPLE);
        status = tp_play_stage_open(stage, options->program, options->keep, diag);
        if (status == TP_OK)
            status = play(stage, diag);
        if (status == TP_OK)
            status = finish(stage, diag);
        tp_play_stage_close(stage);
    }
    if (status != TP_OK)
        tp_scenario_run_free(out);
    free(stage->known);
    free(stage->bookings);
    free(stage);
    return status;
}
