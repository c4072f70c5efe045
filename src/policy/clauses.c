/* SPDX-License-Identifier: Apache-2.0 */
/* The clauses: one function each. Whatever is missing, unknown or outside its list fails. */
#include <string.h>

#include "policy/clauses.h"

static enum tp_effect denied_unless(bool holds)
{
    return holds ? TP_EFFECT_ALLOWED : TP_EFFECT_DENIED;
}

/* ---- what clauses look up ---------------------------------------------------------------------------------------- */

const struct tp_party *tp_policy_party(const struct situation *situation, const char *id)
{
    return id ? tp_terms_party(situation->terms, id) : NULL;
}

const struct tp_recipient *tp_policy_recipient(const struct situation *situation, const char *id)
{
    const struct tp_terms *terms = situation->terms;

    for (size_t i = 0; id && i < terms->recipient_count; i++) {
        if (strcmp(terms->recipients[i].id, id) == 0)
            return &terms->recipients[i];
    }
    return NULL;
}

bool tp_policy_has_parts(const struct tp_terms *terms, const char *jurisdiction)
{
    const struct tp_source *source = tp_terms_source(terms, jurisdiction);

    /* Sources stand in the order of their codes: what lies below one comes right after it. */
    return source && source + 1 < terms->sources + terms->source_count &&
           tp_jurisdiction_covers(jurisdiction, source[1].jurisdiction);
}

bool tp_policy_is_about_match(const struct tp_request *request)
{
    return request->stage >= TP_STAGE_RELEASE || (request->stage == TP_STAGE_ANSWER && request->match);
}

/* A place that may come from anywhere, in a set of at most 64. */
static bool holds_place(uint64_t set, int place)
{
    return place >= 0 && place < 64 && (set >> place & 1) != 0;
}

static bool is_subset(uint64_t part, uint64_t whole)
{
    return (part & ~whole) == 0;
}

static uint64_t all_of(const struct tp_vocabulary *vocabulary)
{
    return vocabulary->count >= 64 ? UINT64_MAX : ((uint64_t)1 << vocabulary->count) - 1;
}

static bool has_role(const struct tp_party *party, enum tp_role role)
{
    return party && holds_place(party->roles, (int)role);
}

/* ---- the agreement and who takes part ------------------------------------------------------------------------------
 */

static enum tp_effect in_force(const struct situation *situation)
{
    return denied_unless(situation->in_force != NULL);
}

static enum tp_effect version(const struct situation *situation)
{
    const char *named = situation->request->version;

    return denied_unless(situation->in_force && named && strcmp(situation->in_force->hash, named) == 0);
}

/* The booking's jurisdiction, NULL for what is no code. */
static const char *jurisdiction_of(const struct tp_request *request)
{
    return request->jurisdiction && tp_jurisdiction_is_code(request->jurisdiction) ? request->jurisdiction : NULL;
}

static enum tp_effect parties(const struct situation *situation)
{
    const struct tp_request *request = situation->request;
    const struct tp_party *sender = tp_policy_party(situation, request->sender);
    const struct tp_party *repository = tp_policy_party(situation, request->repository);
    const char *jurisdiction = jurisdiction_of(request);

    return denied_unless(has_role(sender, TP_ROLE_SENDER) && has_role(repository, TP_ROLE_REPOSITORY) &&
                         repository == &situation->terms->parties[situation->terms->repository_party] &&
                         sender != repository && jurisdiction &&
                         tp_jurisdiction_covers(sender->jurisdiction, jurisdiction));
}

static enum tp_effect participation(const struct situation *situation)
{
    const char *jurisdiction = jurisdiction_of(situation->request);

    return denied_unless(jurisdiction && !tp_policy_has_parts(situation->terms, jurisdiction) &&
                         tp_history_takes_part(situation->history, situation->terms, jurisdiction, situation->clock_s));
}

static enum tp_effect witness(const struct situation *situation)
{
    const int64_t age_minutes = situation->request->checkpoint_age_minutes;

    if (!situation->terms->witness_required)
        return TP_EFFECT_ALLOWED;
    return denied_unless(age_minutes >= 0 && age_minutes <= situation->terms->witness_age_minutes);
}

/* ---- what is asked, and about whom --------------------------------------------------------------------------------
 */

static enum tp_effect purpose(const struct situation *situation)
{
    return denied_unless(holds_place(situation->terms->purposes, situation->request->purpose));
}

static enum tp_effect material(const struct situation *situation)
{
    return denied_unless(holds_place(situation->terms->materials, situation->request->material));
}

static bool is_seriousness(int value)
{
    return value >= -1 && value <= TP_SERIOUSNESS_LEVEL_1;
}

/* Unknown, -1, is less than "none", but no threshold of "none" asks for anything. */
static bool reaches(int value, enum tp_seriousness threshold)
{
    return threshold == TP_SERIOUSNESS_NONE || value >= (int)threshold;
}

/* What a threshold makes of the request: FAILED when it is not reached, DENIED for a level that there is not. */
static enum tp_effect threshold(const struct tp_request *request, const struct tp_threshold *threshold,
                                enum tp_effect failed)
{
    if (!is_seriousness(request->offence) || !is_seriousness(request->conviction))
        return TP_EFFECT_DENIED;
    return reaches(request->offence, threshold->offence) && reaches(request->conviction, threshold->conviction)
               ? TP_EFFECT_ALLOWED
               : failed;
}

static enum tp_effect search_threshold(const struct situation *situation)
{
    return threshold(situation->request, &situation->terms->search, TP_EFFECT_DENIED);
}

static enum tp_effect release_threshold(const struct situation *situation)
{
    if (!tp_policy_is_about_match(situation->request))
        return TP_EFFECT_ALLOWED;
    return threshold(situation->request, &situation->terms->release, TP_EFFECT_WITHHELD);
}

static enum tp_effect exclusion(const struct situation *situation)
{
    const struct tp_request *request = situation->request;
    const uint64_t excluded = situation->terms->exclusions;

    if (!is_subset(request->categories, all_of(&tp_categories)))
        return TP_EFFECT_DENIED;
    if (excluded == 0 || (request->categories_known && (request->categories & excluded) == 0))
        return TP_EFFECT_ALLOWED;
    return tp_policy_is_about_match(request) && request->stage != TP_STAGE_ONWARD ? TP_EFFECT_WITHHELD
                                                                                  : TP_EFFECT_DENIED;
}

/* ---- what is told, to whom ----------------------------------------------------------------------------------------
 */

static enum tp_effect examination(const struct situation *situation)
{
    const unsigned needed = TP_MAX(situation->terms->examiners, 2U);

    return denied_unless(!tp_policy_is_about_match(situation->request) || situation->request->examiners >= needed);
}

static enum tp_effect fields(const struct situation *situation)
{
    const struct tp_request *request = situation->request;

    return denied_unless(!tp_policy_is_about_match(request) ||
                         (request->fields != 0 && is_subset(request->fields, situation->terms->fields)));
}

static enum tp_effect recipient(const struct situation *situation)
{
    return denied_unless(tp_policy_recipient(situation, situation->request->recipient) != NULL);
}

/* Without one who decides, an enforcing recipient gets nothing; without circumstances to consider nobody can. */
static enum tp_effect discretion(const struct situation *situation)
{
    const struct tp_request *request = situation->request;
    const struct tp_recipient *to = tp_policy_recipient(situation, request->recipient);
    const uint64_t needed = situation->terms->circumstances;
    const bool complete = needed != 0 && is_subset(needed, request->considered) && request->reason_written;

    if (!to || !is_subset(request->considered, all_of(&tp_circumstances)) || (to->enforcement && !complete))
        return TP_EFFECT_DENIED;
    switch (request->discretion) {
    case TP_DISCRETION_RELEASE:
        return TP_EFFECT_ALLOWED;
    case TP_DISCRETION_DECLINE:
        return TP_EFFECT_WITHHELD;
    case TP_DISCRETION_NOT_DECIDED:
        return denied_unless(!to->enforcement);
    }
    return TP_EFFECT_DENIED;
}

static enum tp_effect retention(const struct situation *situation)
{
    const int64_t days = situation->request->retention_days;

    return denied_unless(days >= 0 && days <= situation->terms->retention_days);
}

/* Only one who may have it can pass it on, and not to itself. */
static enum tp_effect onward(const struct situation *situation)
{
    const struct tp_request *request = situation->request;
    const struct tp_terms *terms = situation->terms;
    const struct tp_recipient *from = tp_policy_recipient(situation, request->from);

    if (!from || !request->recipient || strcmp(from->id, request->recipient) == 0)
        return TP_EFFECT_DENIED;
    for (size_t i = 0; i < terms->onward_count; i++) {
        if (strcmp(terms->onward[i], request->recipient) == 0)
            return TP_EFFECT_ALLOWED;
    }
    return TP_EFFECT_DENIED;
}

clause_fn *const tp_policy_clauses[TP_CLAUSES] = {
    [TP_CLAUSE_IN_FORCE] = in_force,
    [TP_CLAUSE_VERSION] = version,
    [TP_CLAUSE_PARTIES] = parties,
    [TP_CLAUSE_PARTICIPATION] = participation,
    [TP_CLAUSE_PURPOSE] = purpose,
    [TP_CLAUSE_MATERIAL] = material,
    [TP_CLAUSE_SEARCH_THRESHOLD] = search_threshold,
    [TP_CLAUSE_EXCLUSION] = exclusion,
    [TP_CLAUSE_WITNESS] = witness,
    [TP_CLAUSE_EXAMINATION] = examination,
    [TP_CLAUSE_RELEASE_THRESHOLD] = release_threshold,
    [TP_CLAUSE_FIELDS] = fields,
    [TP_CLAUSE_RECIPIENT] = recipient,
    [TP_CLAUSE_DISCRETION] = discretion,
    [TP_CLAUSE_RETENTION] = retention,
    [TP_CLAUSE_ONWARD] = onward,
};
