/* SPDX-License-Identifier: Apache-2.0 */
/* The observer: what a node may allow at most, from what reached it. */
#ifndef TP_SIMULATION_OBSERVER_H
#define TP_SIMULATION_OBSERVER_H

#include "simulation.h"

/* Whether an event of BY about DEAL (any, when it is -1) of KIND reached NODE with a number above ABOVE; the highest
 * such number, 0 for none. */
static inline uint32_t highest(const struct world *world, int node, const char *by, int deal, enum tp_event_kind kind)
{
    uint32_t number = 0;

    for (size_t i = 0; i < world->truth_count; i++) {
        const struct truth *truth = &world->truths[i];
        if (truth->reached_s[node] >= 0 && truth->event->kind == kind && strcmp(truth->event->by, by) == 0 &&
            (deal < 0 || truth->deal == (size_t)deal) && truth->event->sequence > number)
            number = truth->event->sequence;
    }
    return number;
}

/* When an event of KIND by BY about DEAL first reached NODE; INT64_MAX for never. */
static inline int64_t first_s(const struct world *world, int node, const char *by, int deal, enum tp_event_kind kind)
{
    int64_t first = INT64_MAX;

    for (size_t i = 0; i < world->truth_count; i++) {
        const struct truth *truth = &world->truths[i];
        if (truth->reached_s[node] >= 0 && truth->event->kind == kind && strcmp(truth->event->by, by) == 0 &&
            truth->deal == (size_t)deal && truth->reached_s[node] < first)
            first = truth->reached_s[node];
    }
    return first;
}

/* G3: a jurisdiction takes part when it joined this version, and what it said last was no stop. */
static inline bool is_in(const struct world *world, int node, int deal, const char *code)
{
    uint32_t join = highest(world, node, code, deal, TP_EVENT_JOIN);
    uint32_t resume = highest(world, node, code, -1, TP_EVENT_RESUME);

    return join > 0 && highest(world, node, code, -1, TP_EVENT_LEAVE) < join &&
           highest(world, node, code, -1, TP_EVENT_SUSPEND) < TP_MAX(join, resume);
}

/* G2: the notice ran out where this is asked, everybody signed, somebody activated it, nobody has stopped it since, and
 * no later version that was activated here has taken its place. */
static inline const char *why_not_in_force(const struct world *world, int node, int deal)
{
    const struct deal *terms = &world->deals[deal];
    const struct deal *before = &world->deals[deal > 0 ? deal - 1 : 0]; /* an amendment cannot shorten the notice */
    int64_t now_s = clock_of(world, node);
    bool activated = false;

    for (int i = 0; i < NODES; i++) {
        const char *name = node_names[i];
        int64_t notice_s = first_s(world, node, name, deal, TP_EVENT_NOTICE);
        if (((terms->notice_by | before->notice_by) >> i & 1) &&
            (notice_s == INT64_MAX ||
             now_s < notice_s + (int64_t)TP_MAX(terms->notice_days, before->notice_days) * DAY))
            return "the notice has not run out";
        if (first_s(world, node, name, deal, TP_EVENT_SIGN) == INT64_MAX)
            return "somebody has not signed";
        if (highest(world, node, name, -1, TP_EVENT_TERMINATE) > 0)
            return "it was ended";
        if (highest(world, node, name, -1, TP_EVENT_SUSPEND) > highest(world, node, name, -1, TP_EVENT_RESUME))
            return "a party has suspended";
        activated |= first_s(world, node, name, deal, TP_EVENT_ACTIVATE) != INT64_MAX;
    }
    for (size_t i = 0; i < world->truth_count; i++) {
        if (world->truths[i].event->kind == TP_EVENT_ACTIVATE && world->truths[i].is_accepted[node] &&
            world->truths[i].deal > (size_t)deal)
            return "a later version is in force";
    }
    if (now_s < terms->from_s || now_s >= terms->until_s)
        return "it is not valid now";
    return activated ? NULL : "nobody activated it";
}

/* G4, G5, G6, G7 and what is agreed of people, for a match that is told. */
static inline const char *why_not_told(const struct deal *terms, const struct tp_request *request)
{
    if (request->examiners < terms->examiners)
        return "too few examiners";
    if (request->conviction < terms->release_conviction && terms->release_conviction > 0)
        return "below the threshold of release";
    if (request->fields == 0 || (request->fields & ~UINT64_C(0x600)) != 0) /* match, name */
        return "fields that are not agreed";
    return NULL;
}

static inline const char *why_not_released(const struct deal *terms, const struct tp_request *request)
{
    if (strcmp(request->recipient, "ice-ero") != 0)
        return "a recipient that is not named";
    if ((request->considered & terms->circumstances) != terms->circumstances || !request->reason_written ||
        request->discretion != TP_DISCRETION_RELEASE)
        return "nobody decided in favour of it";
    if (request->retention_days < 0 || request->retention_days > (int64_t)terms->retention_days)
        return "kept longer than agreed";
    return NULL;
}

/* Why NODE may not allow REQUEST, NULL when it may. DEAL is the one that the request names. */
static inline const char *why_not(const struct world *world, int node, int deal, const struct tp_request *request)
{
    const struct deal *terms = &world->deals[deal];
    char state[TP_JURISDICTION_MAX];
    const char *why = why_not_in_force(world, node, deal);
    bool is_told = request->stage >= TP_STAGE_RELEASE || (request->stage == TP_STAGE_ANSWER && request->match);

    if (why)
        return why;
    snprintf(state, sizeof state, "%.5s", request->jurisdiction);
    if (!is_in(world, node, deal, request->jurisdiction) || !is_in(world, node, deal, state))
        return "the jurisdiction takes no part";
    if (strcmp(request->sender, node_names[node_of(request->jurisdiction)]) != 0 ||
        strcmp(request->repository, "dhs-ident") != 0)
        return "another's booking, or another's repository";
    if (request->purpose != 0)
        return "another purpose";
    if (request->stage <= TP_STAGE_SEARCH && request->material != 0)
        return "another material";
    if (!request->categories_known || (request->categories & terms->exclusions))
        return "an excluded person";
    if (request->stage <= TP_STAGE_SEARCH && request->conviction < terms->search_conviction &&
        terms->search_conviction > 0)
        return "below the threshold of search";
    if (terms->witness_minutes &&
        (request->checkpoint_age_minutes < 0 || request->checkpoint_age_minutes > (int64_t)terms->witness_minutes))
        return "no recent cosignature";
    if (request->stage == TP_STAGE_ONWARD)
        return "nothing may be passed on";
    why = is_told ? why_not_told(terms, request) : NULL;
    if (!why && request->stage == TP_STAGE_RELEASE)
        why = why_not_released(terms, request);
    return why;
}

#endif
