/* SPDX-License-Identifier: Apache-2.0 */
/* One booking's way: decided and sent, decided and searched, examined, decided and answered, considered, decided and
 * released. Every stage asks the policy again, at its own time and in its own organisation. */
#include <stdlib.h>
#include <string.h>

#include "node/scenario_nodes.h"

enum { HOUR_S = 3600, DAY_S = 86400, EXAMINERS = 2 };

static const char *elapsed_class(int64_t seconds)
{
    return seconds < HOUR_S ? "hour" : seconds < DAY_S ? "day" : seconds < 7 * DAY_S ? "week" : "longer";
}

static struct tp_scenario_case *case_of(struct tp_scenario_run *run, const struct tp_scenario_probe *probe)
{
    return &run->population.cases[probe->case_number];
}

static const struct tp_scenario_exchange *exchange_of(const struct tp_scenario_run *run,
                                                      const struct tp_scenario_probe *probe)
{
    return &run->scenario->exchanges[probe->exchange];
}

/* ---- counting -----------------------------------------------------------------------------------------------------
 */

static bool is_in(const struct tp_scenario_run *run, const struct tp_scenario_period *period,
                  const struct tp_scenario_exchange *exchange)
{
    return period->agreement == exchange->agreement && strcmp(period->state, exchange->state) == 0 &&
           run->now_s >= period->from_s && run->now_s < period->until_s;
}

void tp_scenario_count(struct tp_scenario_run *run, const struct tp_scenario_exchange *exchange,
                       enum tp_scenario_figure figure, const struct tp_scenario_case *about)
{
    int level = about->conviction < 0 ? TP_SCENARIO_LEVELS - 1 : about->conviction;

    for (size_t i = 0; i < run->scenario->period_count; i++) {
        if (!is_in(run, &run->scenario->periods[i], exchange))
            continue;
        run->figures[i][figure]++;
        run->levels[i][figure][level]++;
    }
}

void tp_scenario_count_clauses(struct tp_scenario_run *run, const struct tp_scenario_exchange *exchange,
                               const char *stage, const char *effect, const char *clauses)
{
    char key[TP_SCENARIO_KEY_MAX];

    snprintf(key, sizeof key, "%s|%s|%s", stage, effect, clauses);
    for (size_t i = 0; i < run->scenario->period_count; i++) {
        if (is_in(run, &run->scenario->periods[i], exchange))
            tp_scenario_tally_add(&run->clauses[i], key, 1);
    }
}

void tp_scenario_count_refusal(struct tp_scenario_run *run, const struct tp_scenario_exchange *exchange,
                               const char *stage, const struct tp_decision *decision)
{
    char clauses[TP_LEAF_VALUE_MAX];

    tp_scenario_clauses(decision, clauses, sizeof clauses);
    tp_scenario_count_clauses(run, exchange, stage, tp_effect_code(decision->effect), clauses);
}

/* ---- a probe's stages ----------------------------------------------------------------------------------------------
 */

/* Has PROBE go on with STAGE after a draw from MINUTES. */
static tp_status later(struct tp_scenario_run *run, size_t number, enum tp_scenario_stage stage,
                       const struct tp_scenario_range *minutes, struct tp_diag *diag)
{
    struct tp_scenario_probe *probe = &run->probes[number];

    probe->next = stage;
    return tp_scenario_queue_add(&run->queue, run->now_s + tp_scenario_draw_s(&case_of(run, probe)->rng, minutes),
                                 TP_SCENARIO_DUE_PROBE, number, diag);
}

static tp_status disclose(struct tp_scenario_run *run, const struct tp_scenario_probe *probe, const char *what,
                          bool is_out, struct tp_diag *diag)
{
    const struct tp_scenario_exchange *exchange = exchange_of(run, probe);
    const char *id = strcmp(what, "search") == 0   ? probe->search_id
                     : strcmp(what, "answer") == 0 ? probe->answer_id
                                                   : probe->release_id;
    const struct tp_scenario_message message = {what, is_out ? "out" : "in", id, probe->version, case_of(run, probe)};
    bool to_repository = id == probe->search_id;
    size_t other = id == probe->release_id ? (size_t)exchange->recipient : exchange->sender;
    size_t from = to_repository ? other : exchange->repository, to = to_repository ? exchange->repository : other;

    if (tp_scenario_cheats(run, is_out ? from : to, TP_SCENARIO_CHEAT_DROP_LEAVES, exchange->agreement))
        return TP_OK;
    return tp_scenario_disclose(run, is_out ? from : to, is_out ? to : from, &message, diag);
}

static tp_status decide(struct tp_scenario_run *run, const struct tp_scenario_probe *probe, size_t organisation,
                        struct tp_request *request, struct tp_decision *out, struct tp_diag *diag)
{
    const struct tp_scenario_question question = {organisation, exchange_of(run, probe)->agreement, request};
    tp_status status = tp_scenario_decide(run, &question, out, NULL, diag);

    run->requests++;
    if (status == TP_OK && out->effect != TP_EFFECT_ALLOWED)
        tp_scenario_count_refusal(run, exchange_of(run, probe), tp_stage_code(request->stage), out);
    return status;
}

/* From a repository that is a sender, too, the probe goes on: each hop a case of its own agreement. */
static tp_status go_on_from(struct tp_scenario_run *run, size_t organisation, size_t case_number, struct tp_diag *diag)
{
    const char *state = run->population.cases[case_number].state;
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < run->scenario->exchange_count; i++)
        if (run->scenario->exchanges[i].sender == organisation && strcmp(run->scenario->exchanges[i].state, state) == 0)
            status = tp_scenario_exchange_case(run, case_number, i, diag);
    return status;
}

/* At the repository: the probe has come, and may be searched or not. */
static tp_status arrive(struct tp_scenario_run *run, size_t number, struct tp_diag *diag)
{
    struct tp_scenario_probe *probe = &run->probes[number];
    const struct tp_scenario_exchange *exchange = exchange_of(run, probe);
    struct tp_request request;
    struct tp_decision decision;
    tp_status status = disclose(run, probe, "search", false, diag);

    tp_scenario_ask(run, exchange, probe->version, case_of(run, probe), &request);
    request.stage = TP_STAGE_SEARCH;
    if (status == TP_OK)
        status = decide(run, probe, exchange->repository, &request, &decision, diag);
    if (status != TP_OK)
        return status;
    if (decision.effect == TP_EFFECT_ALLOWED) {
        tp_scenario_count(run, exchange, TP_SCENARIO_SEARCHED, case_of(run, probe));
        status = later(run, number, TP_SCENARIO_SEARCHED_STAGE, &run->scenario->bookings.search, diag);
        return status == TP_OK ? go_on_from(run, exchange->repository, probe->case_number, diag) : status;
    }
    tp_scenario_count(run, exchange, TP_SCENARIO_REFUSED, case_of(run, probe));
    if (probe->is_cheat)
        run->nodes[exchange->sender].is_caught[TP_SCENARIO_CHECK_RECEIVER] = true;
    return TP_OK;
}

static tp_status log_match(struct tp_scenario_run *run, const struct tp_scenario_probe *probe, const char *outcome,
                           struct tp_diag *diag)
{
    const struct tp_scenario_case *about = &run->population.cases[probe->case_number];
    struct tp_leaf leaf;

    tp_leaf_init(&leaf, TP_LEAF_MATCH, run->now_s);
    tp_leaf_set(&leaf, TP_LEAF_OUTCOME_MEMBER, outcome);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, about->state);
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, tp_scenario_level_code(about->conviction));
    tp_leaf_set(&leaf, TP_LEAF_AGREEMENT_MEMBER, probe->version->hash);
    tp_leaf_set(&leaf, TP_LEAF_ELAPSED_MEMBER, elapsed_class(run->now_s - about->booked_s));
    return tp_scenario_log(run, exchange_of(run, probe)->repository, &leaf, about, NULL, diag);
}

/* Asks whether the answer may go, and sends it. A match that is withheld is not told, not even that there is one. */
static tp_status answer(struct tp_scenario_run *run, size_t number, bool match, struct tp_diag *diag)
{
    struct tp_scenario_probe *probe = &run->probes[number];
    const struct tp_scenario_exchange *exchange = exchange_of(run, probe);
    struct tp_scenario_case *about = case_of(run, probe);
    struct tp_request request;
    struct tp_decision decision;
    tp_status status;

    tp_scenario_ask(run, exchange, probe->version, about, &request);
    request.stage = TP_STAGE_ANSWER;
    request.match = match;
    request.examiners = probe->examiners;
    status = decide(run, probe, exchange->repository, &request, &decision, diag);
    if (status != TP_OK)
        return status;
    if (decision.effect == TP_EFFECT_WITHHELD)
        tp_scenario_count(run, exchange, TP_SCENARIO_WITHHELD, about);
    if (decision.effect == TP_EFFECT_WITHHELD && exchange->recipient >= 0 &&
        tp_scenario_cheats(run, exchange->repository, TP_SCENARIO_CHEAT_RELEASE_SILENTLY, exchange->agreement))
        return later(run, number, TP_SCENARIO_RELEASE_ARRIVES, &run->scenario->bookings.transit, diag);
    if (decision.effect != TP_EFFECT_ALLOWED)
        return TP_OK;
    status = disclose(run, probe, "answer", true, diag);
    probe->is_match = match;
    return status == TP_OK ? later(run, number, TP_SCENARIO_ANSWERED, &run->scenario->bookings.transit, diag) : status;
}

static tp_status search(struct tp_scenario_run *run, size_t number, struct tp_diag *diag)
{
    struct tp_scenario_probe *probe = &run->probes[number];
    struct tp_scenario_case *about = case_of(run, probe);
    bool false_candidate = tp_scenario_chance(&about->rng, run->scenario->bookings.false_candidates);
    tp_status status;

    probe->is_known = about->known_at >> probe->exchange & 1;
    probe->candidate = probe->is_known || false_candidate;
    status = log_match(run, probe, probe->candidate ? "match" : "none", diag);
    if (status != TP_OK)
        return status;
    if (!probe->candidate)
        return answer(run, number, false, diag);
    return later(run, number, TP_SCENARIO_REVIEWED, &run->scenario->bookings.review, diag);
}

/* ---- examiners ----------------------------------------------------------------------------------------------------
 */

static tp_status log_review(struct tp_scenario_run *run, const struct tp_scenario_probe *probe, const char *outcome,
                            const char *seeded, struct tp_diag *diag)
{
    const struct tp_scenario_case *about = &run->population.cases[probe->case_number];
    struct tp_leaf leaf;

    tp_leaf_init(&leaf, TP_LEAF_REVIEW, run->now_s);
    tp_leaf_set(&leaf, TP_LEAF_OUTCOME_MEMBER, outcome);
    tp_leaf_set(&leaf, TP_LEAF_SEEDED_MEMBER, seeded);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, about->state);
    tp_leaf_set(&leaf, TP_LEAF_ELAPSED_MEMBER, elapsed_class(run->now_s - probe->searched_s));
    return tp_scenario_log(run, exchange_of(run, probe)->repository, &leaf, about, NULL, diag);
}

enum conclusion { IDENTIFICATION, EXCLUSION, INCONCLUSIVE };

static enum conclusion conclude(const struct tp_scenario_bookings *bookings, struct tp_rng *rng, bool truth)
{
    if (tp_scenario_chance(rng, bookings->examiner_inconclusive))
        return INCONCLUSIVE;
    if (tp_scenario_chance(rng, bookings->examiner_wrong))
        truth = !truth;
    return truth ? IDENTIFICATION : EXCLUSION;
}

/* Among an examiner's cases are some whose truth is known; nobody can tell which. */
static tp_status review_seeded(struct tp_scenario_run *run, const struct tp_scenario_probe *probe, struct tp_diag *diag)
{
    static const char *const codes[] = {"identification", "exclusion", "inconclusive"};
    const struct tp_scenario_bookings *bookings = &run->scenario->bookings;
    struct tp_rng *rng = &run->population.cases[probe->case_number].rng;
    bool is_due = tp_scenario_chance(rng, bookings->seeded);
    bool truth = tp_scenario_chance(rng, 500);
    enum conclusion said = conclude(bookings, rng, truth);
    const char *seeded;

    if (!is_due)
        return TP_OK;
    seeded = said == INCONCLUSIVE ? "undecided" : (said == IDENTIFICATION) == truth ? "correct" : "wrong";
    return log_review(run, probe, codes[said], seeded, diag);
}

/* Two examiners, and a third when they do not agree; all on their own. */
static tp_status review(struct tp_scenario_run *run, size_t number, struct tp_diag *diag)
{
    static const char *const codes[] = {"identification", "exclusion", "inconclusive"};
    struct tp_scenario_probe *probe = &run->probes[number];
    struct tp_scenario_case *about = case_of(run, probe);
    unsigned counts[3] = {0}, examiners = EXAMINERS;
    tp_status status = TP_OK;

    for (unsigned i = 0; status == TP_OK && i < examiners; i++) {
        enum conclusion said = conclude(&run->scenario->bookings, &about->rng, probe->is_known);
        status = log_review(run, probe, codes[said], "no", diag);
        counts[said]++;
        if (i == EXAMINERS - 1 && counts[said] < EXAMINERS)
            examiners = EXAMINERS + 1;
    }
    if (status == TP_OK)
        status = review_seeded(run, probe, diag);
    if (status != TP_OK)
        return status;
    probe->examiners = counts[IDENTIFICATION];
    if (probe->examiners < EXAMINERS) /* nothing that two of them would sign: no match */
        return answer(run, number, false, diag);
    run->wrong_identifications += !probe->is_known;
    tp_scenario_count(run, exchange_of(run, probe), TP_SCENARIO_MATCHED, about);
    return answer(run, number, true, diag);
}

/* ---- the answer and after -----------------------------------------------------------------------------------------
 */

static tp_status take_answer(struct tp_scenario_run *run, size_t number, struct tp_diag *diag)
{
    struct tp_scenario_probe *probe = &run->probes[number];
    tp_status status = disclose(run, probe, "answer", false, diag);

    if (status != TP_OK || !probe->is_match || exchange_of(run, probe)->recipient < 0)
        return status;
    return later(run, number, TP_SCENARIO_DISCRETION_DUE, &run->scenario->bookings.discretion, diag);
}

/* A person considers each circumstance, writes a reason and decides. Nothing here recommends anything: the shares only
 * stand for what people might do. */
static tp_status consider(struct tp_scenario_run *run, const struct tp_scenario_probe *probe,
                          struct tp_request *request, struct tp_diag *diag)
{
    const struct tp_scenario_bookings *bookings = &run->scenario->bookings;
    struct tp_scenario_case *about = case_of(run, probe);
    struct tp_leaf leaf;

    request->considered = probe->version->circumstances;
    request->reason_written = true;
    request->discretion = tp_scenario_chance(&about->rng, about->circumstances & probe->version->circumstances
                                                              ? bookings->decline_with
                                                              : bookings->decline_without)
                              ? TP_DISCRETION_DECLINE
                              : TP_DISCRETION_RELEASE;
    tp_leaf_init(&leaf, TP_LEAF_DISCRETION, run->now_s);
    tp_leaf_set(&leaf, TP_LEAF_OUTCOME_MEMBER, request->discretion == TP_DISCRETION_RELEASE ? "release" : "decline");
    tp_leaf_set(&leaf, TP_LEAF_AGREEMENT_MEMBER, probe->version->hash);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, about->state);
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, tp_scenario_level_code(about->conviction));
    return tp_scenario_log(run, exchange_of(run, probe)->repository, &leaf, about, NULL, diag);
}

static tp_status release(struct tp_scenario_run *run, size_t number, struct tp_diag *diag)
{
    struct tp_scenario_probe *probe = &run->probes[number];
    const struct tp_scenario_exchange *exchange = exchange_of(run, probe);
    struct tp_request request;
    struct tp_decision decision;
    tp_status status;

    tp_scenario_ask(run, exchange, probe->version, case_of(run, probe), &request);
    request.stage = TP_STAGE_RELEASE;
    request.examiners = probe->examiners;
    status = consider(run, probe, &request, diag);
    if (status == TP_OK)
        status = decide(run, probe, exchange->repository, &request, &decision, diag);
    if (status != TP_OK)
        return status;
    if (decision.effect == TP_EFFECT_WITHHELD)
        tp_scenario_count(run, exchange, TP_SCENARIO_WITHHELD, case_of(run, probe));
    if (decision.effect != TP_EFFECT_ALLOWED)
        return TP_OK;
    tp_scenario_count(run, exchange, TP_SCENARIO_RELEASED, case_of(run, probe));
    status = disclose(run, probe, "release", true, diag);
    return status == TP_OK ? later(run, number, TP_SCENARIO_RELEASE_ARRIVES, &run->scenario->bookings.transit, diag)
                           : status;
}

tp_status tp_scenario_go_on(struct tp_scenario_run *run, size_t number, struct tp_diag *diag)
{
    switch (run->probes[number].next) {
    case TP_SCENARIO_ARRIVES:
        return arrive(run, number, diag);
    case TP_SCENARIO_SEARCHED_STAGE:
        run->probes[number].searched_s = run->now_s;
        return search(run, number, diag);
    case TP_SCENARIO_REVIEWED:
        return review(run, number, diag);
    case TP_SCENARIO_ANSWERED:
        return take_answer(run, number, diag);
    case TP_SCENARIO_DISCRETION_DUE:
        return release(run, number, diag);
    case TP_SCENARIO_RELEASE_ARRIVES:
        return disclose(run, &run->probes[number], "release", false, diag);
    }
    return TP_OK;
}
