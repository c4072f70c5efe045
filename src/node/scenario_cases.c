/* SPDX-License-Identifier: Apache-2.0 */
/* What begins with a booking at the state's bureau: sent to partners as far as decisions allow, tried to be passed on
 * by others, and corrected long after. */
#include <stdlib.h>
#include <string.h>

#include "node/scenario_nodes.h"

enum { HOPS_MAX = 3 }; /* local, state, national, partner */

static tp_status log_submission(struct tp_scenario_run *run, size_t organisation, struct tp_scenario_case *about,
                                struct tp_diag *diag)
{
    struct tp_leaf leaf;

    tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, run->now_s);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, about->state);
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, tp_scenario_level_code(about->conviction));
    return tp_scenario_log(run, organisation, &leaf, about, &about->submission, diag);
}

static tp_status new_probe(struct tp_scenario_run *run, const struct tp_scenario_probe *probe, size_t *number,
                           struct tp_diag *diag)
{
    *number = run->probe_count;
    if (run->probe_count == run->probe_capacity) {
        size_t capacity = run->probe_capacity ? run->probe_capacity * 2 : 1024;
        void *memory = realloc(run->probes, capacity * sizeof *run->probes);
        if (!memory)
            return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory for %zu probes", capacity);
        run->probes = memory;
        run->probe_capacity = capacity;
    }
    run->probes[run->probe_count++] = *probe;
    return TP_OK;
}

/* Sends it: a leaf here, and after a while the probe is there. */
static tp_status send(struct tp_scenario_run *run, struct tp_scenario_probe *probe, bool is_logged,
                      struct tp_diag *diag)
{
    const struct tp_scenario_exchange *exchange = &run->scenario->exchanges[probe->exchange];
    struct tp_scenario_case *about = &run->population.cases[probe->case_number];
    struct tp_scenario_message message = {"search", "out", probe->search_id, probe->version, about};
    size_t number;
    tp_status status = TP_OK;

    tp_scenario_new_id(run, probe->search_id);
    tp_scenario_new_id(run, probe->answer_id);
    tp_scenario_new_id(run, probe->release_id);
    if (tp_scenario_cheats(run, exchange->sender, TP_SCENARIO_CHEAT_DROP_LEAVES, exchange->agreement))
        is_logged = false;
    if (is_logged)
        status = tp_scenario_disclose(run, exchange->sender, exchange->repository, &message, diag);
    if (status == TP_OK)
        status = new_probe(run, probe, &number, diag);
    if (status == TP_OK)
        status = tp_scenario_queue_add(&run->queue,
                                       run->now_s + tp_scenario_draw_s(&about->rng, &run->scenario->bookings.transit),
                                       TP_SCENARIO_DUE_PROBE, number, diag);
    return status;
}

/* The repository searches what it still has from earlier, and writes it down as if it had been sent. */
static tp_status search_again(struct tp_scenario_run *run, const struct tp_scenario_probe *probe, struct tp_diag *diag)
{
    const struct tp_scenario_exchange *exchange = &run->scenario->exchanges[probe->exchange];
    struct tp_scenario_message message = {"search", "in", probe->search_id, probe->version,
                                          &run->population.cases[probe->case_number]};

    if (!tp_scenario_cheats(run, exchange->repository, TP_SCENARIO_CHEAT_SEARCH_ANYWAY, exchange->agreement))
        return TP_OK;
    return tp_scenario_disclose(run, exchange->repository, exchange->sender, &message, diag);
}

/* Others who got the booking for another purpose try to pass it on where its state may not send it any more. */
static tp_status try_relays(struct tp_scenario_run *run, const struct tp_scenario_probe *probe, struct tp_diag *diag)
{
    const struct tp_scenario_exchange *exchange = &run->scenario->exchanges[probe->exchange];
    struct tp_scenario_case *about = &run->population.cases[probe->case_number];
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < run->scenario->relay_count; i++) {
        const struct tp_scenario_relay *relay = &run->scenario->relays[i];
        struct tp_request request;
        struct tp_decision decision;
        bool is_chosen = tp_scenario_chance(&about->rng, relay->of_thousand);

        if (relay->agreement != exchange->agreement || run->now_s < relay->from_s || !is_chosen)
            continue;
        tp_scenario_ask(run, exchange, probe->version, about, &request);
        request.sender = run->scenario->organisations[relay->organisation].id;
        status =
            tp_scenario_decide(run, &(struct tp_scenario_question){relay->organisation, relay->agreement, &request},
                               &decision, NULL, diag);
        run->requests++;
        if (status == TP_OK && decision.effect == TP_EFFECT_ALLOWED)
            tp_scenario_failure(run, "%s may pass on a booking of %s under %s", request.sender, about->county,
                                run->scenario->agreements[relay->agreement].name);
        run->relays_refused += decision.effect != TP_EFFECT_ALLOWED;
    }
    return status;
}

/* The sender may not: what honest organisations do then is nothing. */
static tp_status after_refusal(struct tp_scenario_run *run, struct tp_scenario_probe *probe,
                               const struct tp_decision *decision, struct tp_diag *diag)
{
    const struct tp_scenario_exchange *exchange = &run->scenario->exchanges[probe->exchange];
    tp_status status;

    tp_scenario_count(run, exchange, TP_SCENARIO_REFUSED, &run->population.cases[probe->case_number]);
    tp_scenario_count_refusal(run, exchange, "send", decision);
    probe->is_cheat = true;
    if (tp_scenario_cheats(run, exchange->sender, TP_SCENARIO_CHEAT_SEND_ANYWAY, exchange->agreement))
        return send(run, probe, false, diag);
    if (tp_scenario_cheats(run, exchange->sender, TP_SCENARIO_CHEAT_ACTIVATE_ANYWAY, exchange->agreement))
        return send(run, probe, true, diag);
    tp_scenario_new_id(run, probe->search_id);
    status = search_again(run, probe, diag);
    return status == TP_OK ? try_relays(run, probe, diag) : status;
}

tp_status tp_scenario_exchange_case(struct tp_scenario_run *run, size_t number, size_t place, struct tp_diag *diag)
{
    const struct tp_scenario_exchange *exchange = &run->scenario->exchanges[place];
    struct tp_scenario_case *about = &run->population.cases[number];
    struct tp_scenario_probe probe = {.case_number = number, .exchange = place, .next = TP_SCENARIO_ARRIVES};
    struct tp_request request;
    struct tp_decision decision;
    uint64_t leaf;
    tp_status status;

    tp_scenario_count(run, exchange, TP_SCENARIO_BOOKED, about);
    if (about->known_at >> place & 1)
        tp_scenario_count(run, exchange, TP_SCENARIO_MATCHED_THEN, about);
    probe.version = tp_scenario_version(run, exchange->sender, exchange->agreement);
    tp_scenario_ask(run, exchange, probe.version, about, &request);
    status = tp_scenario_decide(run, &(struct tp_scenario_question){exchange->sender, exchange->agreement, &request},
                                &decision, &leaf, diag);
    run->requests++;
    if (status != TP_OK)
        return status;
    if (exchange->sender == about->bureau && about->decision_count < TP_SCENARIO_DECISIONS_MAX)
        about->decisions[about->decision_count++] = leaf;
    if (decision.effect != TP_EFFECT_ALLOWED)
        return after_refusal(run, &probe, &decision, diag);
    tp_scenario_count(run, exchange, TP_SCENARIO_SENT, about);
    return send(run, &probe, true, diag);
}

/* Whether bookings of ABOUT's place come to ORGANISATION: it takes them, or somebody whom they come to sends them. */
static bool come_to(const struct tp_scenario *scenario, size_t organisation, const struct tp_scenario_case *about,
                    unsigned hops)
{
    if (tp_scenario_home(scenario, about->county) == (int)organisation)
        return true;
    for (size_t i = 0; hops > 0 && i < scenario->exchange_count; i++) {
        const struct tp_scenario_exchange *before = &scenario->exchanges[i];

        if (before->repository == organisation && strcmp(before->state, about->state) == 0 &&
            come_to(scenario, before->sender, about, hops - 1))
            return true;
    }
    return false;
}

bool tp_scenario_concerns(const struct tp_scenario *scenario, const struct tp_scenario_exchange *exchange,
                          const struct tp_scenario_case *about)
{
    return strcmp(exchange->state, about->state) == 0 && come_to(scenario, exchange->sender, about, HOPS_MAX);
}

tp_status tp_scenario_book(struct tp_scenario_run *run, size_t number, struct tp_diag *diag)
{
    struct tp_scenario_case *about = &run->population.cases[number];
    const struct tp_scenario_bookings *bookings = &run->scenario->bookings;
    const int home = tp_scenario_home(run->scenario, about->county);
    bool is_submitted = false;
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < run->scenario->exchange_count; i++) {
        if (strcmp(run->scenario->exchanges[i].state, about->state) != 0 ||
            (int)run->scenario->exchanges[i].sender != home)
            continue;
        about->bureau = (size_t)home;
        if (!is_submitted)
            status = log_submission(run, about->bureau, about, diag);
        is_submitted = true;
        if (status == TP_OK)
            status = tp_scenario_exchange_case(run, number, i, diag);
    }
    if (status != TP_OK || !is_submitted)
        return status;
    return tp_scenario_queue_add(&run->queue, run->now_s + tp_scenario_draw_s(&about->rng, &bookings->afterwards),
                                 TP_SCENARIO_DUE_AFTERWARDS, number, diag);
}

/* ---- long after ---------------------------------------------------------------------------------------------------
 */

static tp_status reclassify_leaf(struct tp_scenario_run *run, const struct tp_scenario_case *about, uint64_t index,
                                 const char *level, struct tp_diag *diag)
{
    struct tp_leaf leaf;
    char of[24];

    snprintf(of, sizeof of, "%llu", (unsigned long long)index);
    tp_leaf_init(&leaf, TP_LEAF_RECLASSIFICATION, run->now_s);
    tp_leaf_set(&leaf, TP_LEAF_OF_MEMBER, of);
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, level);
    return tp_scenario_log(run, about->bureau, &leaf, about, NULL, diag);
}

/* The conviction was of another level: said of each leaf of the bureau's that had the wrong one. */
static tp_status reclassify(struct tp_scenario_run *run, struct tp_scenario_case *about, struct tp_diag *diag)
{
    int level = (int)tp_rng_below(&about->rng, (uint32_t)tp_seriousness.count);
    const char *code = tp_scenario_level_code(level);
    tp_status status = TP_OK;

    if (level == about->conviction)
        return TP_OK;
    status = reclassify_leaf(run, about, about->submission, code, diag);
    for (size_t i = 0; status == TP_OK && i < about->decision_count; i++)
        status = reclassify_leaf(run, about, about->decisions[i], code, diag);
    return status;
}

static tp_status expunge(struct tp_scenario_run *run, struct tp_scenario_case *about, struct tp_diag *diag)
{
    struct tp_leaf leaf;
    struct tp_opening opening;
    struct tp_diag said;
    tp_status status = tp_organisation_forget(run->nodes[about->bureau].organisation, about->submission, diag);

    if (status != TP_OK)
        return status;
    tp_diag_init(&said);
    status = tp_organisation_opening(run->nodes[about->bureau].organisation, about->submission, &opening, &said);
    if (status == TP_OK) {
        tp_scenario_failure(run, "an expunged case of %s can still be opened", about->state);
        tp_opening_deinit(&opening);
    }
    tp_leaf_init(&leaf, TP_LEAF_ERASURE, run->now_s);
    tp_leaf_set(&leaf, TP_LEAF_REASON_MEMBER, "expungement");
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, about->state);
    return tp_scenario_log(run, about->bureau, &leaf, NULL, NULL, diag);
}

static tp_status challenge(struct tp_scenario_run *run, struct tp_scenario_case *about, struct tp_diag *diag)
{
    const char *outcome = tp_scenario_chance(&about->rng, run->scenario->bookings.upheld) ? "upheld" : "dismissed";
    struct tp_leaf leaf;
    tp_status status;

    tp_leaf_init(&leaf, TP_LEAF_CHALLENGE, run->now_s);
    tp_leaf_set(&leaf, TP_LEAF_OUTCOME_MEMBER, "received");
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, about->state);
    status = tp_scenario_log(run, about->bureau, &leaf, about, NULL, diag);
    tp_leaf_set(&leaf, TP_LEAF_OUTCOME_MEMBER, outcome);
    return status == TP_OK ? tp_scenario_log(run, about->bureau, &leaf, about, NULL, diag) : status;
}

tp_status tp_scenario_afterwards(struct tp_scenario_run *run, size_t number, struct tp_diag *diag)
{
    struct tp_scenario_case *about = &run->population.cases[number];
    const struct tp_scenario_bookings *bookings = &run->scenario->bookings;
    tp_status status = TP_OK;

    if (tp_scenario_chance(&about->rng, bookings->reclassified))
        status = reclassify(run, about, diag);
    if (status == TP_OK && tp_scenario_chance(&about->rng, bookings->challenged))
        status = challenge(run, about, diag);
    if (status == TP_OK && tp_scenario_chance(&about->rng, bookings->expunged))
        status = expunge(run, about, diag);
    return status;
}
