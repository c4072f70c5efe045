/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of the timeline other than events: single decisions, who takes part, the witness, cheats. */
#include <string.h>

#include "node/scenario_nodes.h"

const struct tp_terms *tp_scenario_version(const struct tp_scenario_run *run, size_t organisation, size_t agreement)
{
    const struct tp_scenario_agreement *known = &run->scenario->agreements[agreement];
    const struct tp_history *history =
        tp_organisation_history(run->nodes[organisation].organisation, known->versions[0]->hash);
    const struct tp_terms *version = history ? tp_history_in_force(history, run->now_s) : NULL;

    for (size_t i = known->version_count; i-- > 0;) { /* ours, which outlive the history's */
        if (version ? strcmp(known->versions[i]->hash, version->hash) == 0
                    : history && tp_history_find_version(history, known->versions[i]->hash) != NULL)
            return known->versions[i];
    }
    return known->versions[0];
}

/* The lowest place in a set. */
static int first_of(uint64_t set)
{
    for (int i = 0; i < 64; i++) {
        if (set >> i & 1)
            return i;
    }
    return -1;
}

void tp_scenario_ask(const struct tp_scenario_run *run, const struct tp_scenario_exchange *exchange,
                     const struct tp_terms *version, const struct tp_scenario_case *about, struct tp_request *out)
{
    const struct tp_scenario_organisation *organisations = run->scenario->organisations;

    *out = (struct tp_request){.stage = TP_STAGE_SEND,
                               .version = version->hash,
                               .sender = organisations[exchange->sender].id,
                               .repository = organisations[exchange->repository].id,
                               .recipient = exchange->recipient >= 0 ? organisations[exchange->recipient].id : NULL,
                               .jurisdiction = about->county,
                               .purpose = first_of(version->purposes),
                               .material = first_of(version->materials),
                               .offence = about->offence,
                               .conviction = about->conviction,
                               .categories = about->categories,
                               .categories_known = about->categories_known,
                               .fields = version->fields,
                               .retention_days = version->retention_days};
}

static const struct tp_scenario_exchange *exchange_of(const struct tp_scenario *scenario, size_t agreement)
{
    for (size_t i = 0; i < scenario->exchange_count; i++) {
        if (scenario->exchanges[i].agreement == agreement)
            return &scenario->exchanges[i];
    }
    return NULL;
}

/* A booking of an ordinary person, as far as its decision. */
static tp_status attempt(struct tp_scenario_run *run, size_t number, struct tp_diag *diag)
{
    const struct tp_scenario_step *step = &run->scenario->steps[number];
    const struct tp_scenario_exchange *exchange = exchange_of(run->scenario, step->agreement);
    const struct tp_scenario_case person = {.county = step->county,
                                            .offence = TP_SERIOUSNESS_LEVEL_3,
                                            .conviction = TP_SERIOUSNESS_LEVEL_1,
                                            .categories_known = true};
    struct tp_scenario_outcome *outcome = &run->outcomes[number];
    struct tp_request request;
    struct tp_decision decision;
    tp_status status;

    if (!exchange)
        return tp_fail(diag, TP_E_FORMAT, "exchanges", -1, "nothing is exchanged under %s",
                       run->scenario->agreements[step->agreement].name);
    tp_scenario_ask(run, exchange, tp_scenario_version(run, step->organisation, step->agreement), &person, &request);
    request.stage = step->stage;
    if (step->stage == TP_STAGE_SEND) /* who tries says that it is the sender, whoever it is */
        request.sender = run->scenario->organisations[step->organisation].id;
    status = tp_scenario_decide(run, &(struct tp_scenario_question){step->organisation, step->agreement, &request},
                                &decision, NULL, diag);
    if (status != TP_OK)
        return status;
    snprintf(outcome->result, sizeof outcome->result, "%s", tp_effect_code(decision.effect));
    tp_scenario_clauses(&decision, outcome->clauses, sizeof outcome->clauses);
    for (size_t i = 0; step->list && i < tp_json_count(step->list); i++) {
        const char *clause = tp_json_to_text(tp_json_element(step->list, i));
        if (!clause || !tp_scenario_has_word(outcome->clauses, clause))
            snprintf(outcome->result, sizeof outcome->result, "not by %s", clause ? clause : "?");
    }
    return TP_OK;
}

/* Compares the list with who takes part in the eyes of the sender. */
static void compare_participants(struct tp_scenario_run *run, size_t number)
{
    const struct tp_scenario_step *step = &run->scenario->steps[number];
    const struct tp_scenario_exchange *exchange = exchange_of(run->scenario, step->agreement);
    const struct tp_terms *version = run->scenario->agreements[step->agreement].versions[step->version - 1];
    const struct tp_history *history = NULL;
    struct tp_scenario_outcome *outcome = &run->outcomes[number];
    size_t count = 0;

    if (exchange)
        history = tp_organisation_history(run->nodes[exchange->sender].organisation,
                                          run->scenario->agreements[step->agreement].versions[0]->hash);
    for (size_t i = 0; history && i < version->source_count; i++) {
        const char *code = version->sources[i].jurisdiction;
        if (tp_jurisdiction_level(code) != TP_LEVEL_COUNTY ||
            !tp_history_takes_part(history, version, code, run->now_s))
            continue;
        count++;
        if (!tp_json_lists(step->list, code))
            snprintf(outcome->words, sizeof outcome->words, "%s takes part and is not listed", code);
    }
    if (count != tp_json_count(step->list))
        snprintf(outcome->words, sizeof outcome->words, "%zu take part, %zu are listed", count,
                 tp_json_count(step->list));
    outcome->reached = (unsigned)count;
    snprintf(outcome->result, sizeof outcome->result, outcome->words[0] ? "others" : "as listed");
}

tp_status tp_scenario_do_step(struct tp_scenario_run *run, size_t number, struct tp_diag *diag)
{
    const struct tp_scenario_step *step = &run->scenario->steps[number];

    switch (step->kind) {
    case TP_SCENARIO_EVENT:
        return tp_scenario_do_event(run, number, diag);
    case TP_SCENARIO_ATTEMPT:
        return attempt(run, number, diag);
    case TP_SCENARIO_PARTICIPANTS:
        compare_participants(run, number);
        return TP_OK;
    case TP_SCENARIO_WITNESS:
        run->witness_away = step->witness_away;
        return TP_OK;
    case TP_SCENARIO_CHEAT:
        tp_scenario_begin_cheat(run, number);
        return TP_OK;
    case TP_SCENARIO_NOTE:
        break;
    }
    return TP_OK;
}
