/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/generate.h"

#include <string.h>

enum { HOUR_S = 3600, INSTANTS_MAX = 512 };

bool generate_chance(struct tp_rng *rng, unsigned percent)
{
    return tp_rng_below(rng, 100) < percent;
}

static uint64_t any_set(struct tp_rng *rng, size_t count)
{
    return tp_rng_u64(rng) & (BIT(count) - 1);
}

static uint64_t some_set(struct tp_rng *rng, size_t count)
{
    return any_set(rng, count) | BIT(tp_rng_below(rng, (uint32_t)count));
}

/* ---- agreements ---------------------------------------------------------------------------------------------------
 */

static void generate_parties(struct tp_rng *rng, struct draft *out)
{
    out->parties = BIT(DHS) | BIT(DCJS);
    if (generate_chance(rng, 50))
        out->parties |= BIT(ISP);
    if (generate_chance(rng, 40))
        out->parties |= BIT(FBI);
    if (generate_chance(rng, 30))
        out->parties |= BIT(OVERSIGHT);
    out->roles[DHS] = BIT(TP_ROLE_REPOSITORY) | (generate_chance(rng, 20) ? BIT(TP_ROLE_SENDER) : 0);
    out->roles[FBI] = BIT(TP_ROLE_REPOSITORY) | BIT(TP_ROLE_SENDER);
    out->roles[ISP] = out->roles[DCJS] = BIT(TP_ROLE_SENDER);
    out->roles[OVERSIGHT] = BIT(TP_ROLE_OVERSIGHT);
    out->repository = out->parties & BIT(FBI) && generate_chance(rng, 30) ? FBI : DHS;
    out->notice_by = some_set(rng, WORLD_PARTIES) & out->parties;
    if (out->notice_by == 0)
        out->notice_by = BIT(DCJS);
}

static void generate_sources(struct tp_rng *rng, struct draft *out)
{
    static const uint64_t states[] = {BIT(IL), BIT(MA), BIT(NY)};
    static const uint64_t counties[] = {BIT(IL_COOK), BIT(MA_SUFFOLK), BIT(NY_DUTCHESS) | BIT(NY_NASSAU)};

    out->sources = BIT(NY) | (generate_chance(rng, 10) ? BIT(US) : 0);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(states); i++) {
        out->sources |= generate_chance(rng, 50) ? states[i] : 0;
        if (out->sources & states[i] && generate_chance(rng, 60))
            out->sources |= counties[i];
    }
    out->sources |= generate_chance(rng, 30) ? BIT(NY_NEW_YORK) : 0;
}

static void generate_recipients(struct tp_rng *rng, struct draft *out)
{
    out->recipients = any_set(rng, WORLD_RECIPIENTS) | (generate_chance(rng, 90) ? BIT(ICE) : 0);
    out->enforcing = out->recipients & (BIT(ICE) | any_set(rng, WORLD_RECIPIENTS));
    out->onward = generate_chance(rng, 70) ? out->recipients & any_set(rng, WORLD_RECIPIENTS) : 0;
    out->circumstances = any_set(rng, tp_circumstances.count) & any_set(rng, tp_circumstances.count);
    if (out->enforcing && out->circumstances == 0)
        out->circumstances = BIT(0);
}

static struct tp_threshold generate_threshold(struct tp_rng *rng)
{
    struct tp_threshold out = {TP_SERIOUSNESS_NONE, TP_SERIOUSNESS_NONE};

    if (generate_chance(rng, 40))
        out.offence = (enum tp_seriousness)tp_rng_below(rng, 4);
    if (generate_chance(rng, 60))
        out.conviction = (enum tp_seriousness)tp_rng_below(rng, 4);
    return out;
}

void generate_draft(struct tp_rng *rng, struct draft *out)
{
    memset(out, 0, sizeof *out);
    out->version = 1;
    generate_parties(rng, out);
    generate_sources(rng, out);
    generate_recipients(rng, out);
    out->purposes = some_set(rng, tp_purposes.count);
    out->materials = some_set(rng, tp_materials.count);
    out->exclusions =
        generate_chance(rng, 80) ? any_set(rng, tp_categories.count) & any_set(rng, tp_categories.count) : 0;
    out->fields = some_set(rng, tp_fields.count);
    out->search = generate_threshold(rng);
    out->release = generate_threshold(rng);
    out->examiners = 2 + tp_rng_below(rng, 3);
    out->retention_days = 1 + tp_rng_below(rng, 60);
    out->notice_days = 1 + tp_rng_below(rng, 4);
    out->witness = generate_chance(rng, 60);
    out->witness_minutes = out->witness ? 1 + tp_rng_below(rng, 120) : 0;
    out->from_s = WORLD_BEGIN_S + tp_rng_below(rng, 5) * WORLD_DAY_S;
    out->until_s = WORLD_BEGIN_S + (15 + tp_rng_below(rng, 30)) * WORLD_DAY_S;
}

/* Of BEFORE, whose parties and sources stay; what else changes is up to chance. */
static void generate_amendment(struct tp_rng *rng, const struct world *world, const struct tp_terms *before,
                               struct draft *out)
{
    const struct draft *old = world_draft(world, before);

    *out = *old;
    if (generate_chance(rng, 60))
        generate_draft(rng, out);
    out->parties |= old->parties;
    out->sources |= old->sources;
    out->version = before->version + 1;
    out->examiners = 2 + tp_rng_below(rng, 5);
    out->until_s = old->until_s + tp_rng_below(rng, 10) * WORLD_DAY_S;
    memcpy(out->amends, before->hash, sizeof out->amends);
}

/* ---- histories ----------------------------------------------------------------------------------------------------
 */

static const char *any_party(struct tp_rng *rng, uint64_t set)
{
    unsigned place = tp_rng_below(rng, WORLD_PARTIES);

    while ((set >> place & 1) == 0)
        place = (place + 1) % WORLD_PARTIES;
    return world_parties[place];
}

static const char *any_source(struct tp_rng *rng, uint64_t set)
{
    unsigned place = tp_rng_below(rng, WORLD_SOURCES);

    while ((set >> place & 1) == 0)
        place = (place + 1) % WORLD_SOURCES;
    return world_sources[place];
}

static void let_time_pass(struct tp_rng *rng, struct world *world)
{
    static const uint32_t most_s[] = {1, 1, 600, 6 * HOUR_S, WORLD_DAY_S};

    world->now_s += tp_rng_below(rng, most_s[tp_rng_below(rng, TP_ARRAY_LENGTH(most_s))]);
}

static void wait_until(struct tp_rng *rng, struct world *world, int64_t time_s)
{
    if (time_s != INT64_MAX && time_s > world->now_s && generate_chance(rng, 60))
        world->now_s = time_s;
}

/* What leads on from where a version stands. */
static struct step next_step(struct tp_rng *rng, struct world *world, const struct tp_terms *version)
{
    const struct draft *draft = world_draft(world, version);
    struct step step = {.kind = TP_EVENT_COMMENT, .version = version};

    switch (tp_history_life(world->history, version, world->now_s)) {
    case TP_LIFE_PROPOSED:
        step.kind = TP_EVENT_NOTICE;
        step.by = any_party(rng, draft->notice_by);
        return step;
    case TP_LIFE_NOTICED:
        wait_until(rng, world, tp_history_comments_end_s(world->history, version));
        step.kind = TP_EVENT_SIGN;
        break;
    case TP_LIFE_SIGNED:
        wait_until(rng, world, version->valid_from_s);
        step.kind = TP_EVENT_ACTIVATE;
        break;
    case TP_LIFE_SUSPENDED:
        step.kind = TP_EVENT_RESUME;
        break;
    case TP_LIFE_ACTIVE:
        step.kind = generate_chance(rng, 85) ? TP_EVENT_JOIN : TP_EVENT_PETITION;
        break;
    case TP_LIFE_NONE:
    case TP_LIFE_REPLACED:
    case TP_LIFE_TERMINATED:
    case TP_LIFE_EXPIRED:
        break;
    }
    step.by = any_party(rng, draft->parties);
    for (unsigned i = 0; step.kind == TP_EVENT_JOIN && i < 4; i++) {
        step.by = any_source(rng, draft->sources);
        if (tp_history_participation(world->history, version, step.by, world->now_s) != TP_PARTICIPATION_IN)
            break;
    }
    return step;
}

/* Anything, by anybody. */
static struct step any_step(struct tp_rng *rng, const struct world *world, const struct tp_terms *version)
{
    static const enum tp_event_kind kinds[] = {
        TP_EVENT_NOTICE, TP_EVENT_COMMENT,  TP_EVENT_HEARING, TP_EVENT_SIGN,   TP_EVENT_SIGN,
        TP_EVENT_JOIN,   TP_EVENT_ACTIVATE, TP_EVENT_SUSPEND, TP_EVENT_LEAVE,  TP_EVENT_LEAVE,
        TP_EVENT_JOIN,   TP_EVENT_JOIN,     TP_EVENT_SUSPEND, TP_EVENT_RESUME, TP_EVENT_RESUME,
    };
    const struct draft *draft = world_draft(world, version);
    struct step step = {.kind = kinds[tp_rng_below(rng, TP_ARRAY_LENGTH(kinds))], .version = version};

    if (generate_chance(rng, 2))
        step.kind = TP_EVENT_TERMINATE;
    if (step.kind == TP_EVENT_JOIN || step.kind == TP_EVENT_LEAVE ||
        (step.kind >= TP_EVENT_SUSPEND && generate_chance(rng, 70)))
        step.by = any_source(rng, generate_chance(rng, 90) ? draft->sources : BIT(WORLD_SOURCES) - 1);
    else
        step.by = any_party(rng, generate_chance(rng, 90) ? draft->parties : BIT(WORLD_PARTIES) - 1);
    return step;
}

/* Letters take their time, clocks differ, numbers are left out. */
static void disturb(struct tp_rng *rng, const struct world *world, struct step *step)
{
    step->time_s = step->received_s = world->now_s;
    if (generate_chance(rng, 20))
        step->time_s -= tp_rng_below(rng, 2 * HOUR_S);
    else if (generate_chance(rng, 10))
        step->time_s += tp_rng_below(rng, 400);
    if (generate_chance(rng, 4))
        step->sequence = 1 + tp_rng_below(rng, world_next_sequence(world, step->by) + 2);
}

static const struct tp_terms *any_version(struct tp_rng *rng, const struct world *world)
{
    return tp_history_version(world->history, tp_rng_below(rng, (uint32_t)tp_history_version_count(world->history)));
}

static void take_step(struct tp_rng *rng, struct world *world)
{
    const struct tp_terms *version = generate_chance(rng, 60) ? world_newest(world) : any_version(rng, world);
    struct step step;
    struct draft draft;

    if (world->draft_count < WORLD_VERSIONS && generate_chance(rng, 4)) {
        generate_amendment(rng, world, version, &draft);
        (void)world_propose(world, any_party(rng, draft.parties), &draft);
        return;
    }
    step = generate_chance(rng, 75) ? next_step(rng, world, version) : any_step(rng, world, version);
    disturb(rng, world, &step);
    (void)world_step(world, &step);
}

void generate_history(struct tp_rng *rng, struct world *world, unsigned steps)
{
    struct draft draft;

    generate_draft(rng, &draft);
    TP_ASSERT(world_propose(world, any_party(rng, draft.parties), &draft) == TP_REFUSAL_NONE);
    for (unsigned i = 0; i < steps; i++) {
        let_time_pass(rng, world);
        take_step(rng, world);
    }
}

/* ---- clocks -------------------------------------------------------------------------------------------------------
 */

size_t generate_instants(const struct world *world, int64_t *out, size_t limit)
{
    size_t count = 0;

    for (size_t i = 0; i < tp_history_version_count(world->history) && count + 3 <= limit; i++) {
        const struct tp_terms *terms = tp_history_version(world->history, i);
        out[count++] = terms->valid_from_s;
        out[count++] = terms->valid_until_s;
        out[count++] = tp_history_comments_end_s(world->history, terms);
    }
    for (size_t i = 0; i < tp_history_count(world->history) && count + 2 <= limit; i++) {
        out[count + 1] = tp_history_event(world->history, i, &out[count])->time_s;
        count += 2;
    }
    return count;
}

int64_t generate_clock(struct tp_rng *rng, const struct world *world)
{
    int64_t instants[INSTANTS_MAX], at_s;
    size_t count;

    if (generate_chance(rng, 40))
        return world->now_s;
    if (generate_chance(rng, 40))
        return WORLD_BEGIN_S + tp_rng_below(rng, 60 * WORLD_DAY_S);
    count = generate_instants(world, instants, INSTANTS_MAX);
    at_s = instants[tp_rng_below(rng, (uint32_t)count)];
    return at_s == INT64_MAX ? at_s : at_s + (int64_t)tp_rng_below(rng, 3) - 1;
}

/* ---- requests -----------------------------------------------------------------------------------------------------
 */

enum { ODD_PERCENT = 3 };

static bool odd(struct tp_rng *rng)
{
    return generate_chance(rng, ODD_PERCENT);
}

static const char *odd_text(struct tp_rng *rng)
{
    static const char *const texts[] = {NULL,      "",        "nobody", "US-NY", "US-NY-999", "us-ny-027", "US-NY-0270",
                                        "ice-ero", "ny-dcjs", "US",     "court", "dhs-ident", "US-IL-031"};

    return texts[tp_rng_below(rng, TP_ARRAY_LENGTH(texts))];
}

static int odd_place(struct tp_rng *rng)
{
    static const int places[] = {-1, -1, 0, 1, 2, 3, 4, 7, 63, 64, -2, INT32_MAX, INT32_MIN};

    return places[tp_rng_below(rng, TP_ARRAY_LENGTH(places))];
}

static int64_t odd_number(struct tp_rng *rng)
{
    static const int64_t numbers[] = {-1, 0, 1, 1000000, -2, INT64_C(9007199254740991), INT64_C(-9007199254740991)};

    return numbers[tp_rng_below(rng, TP_ARRAY_LENGTH(numbers))];
}

/* A place in the set, which is not empty. */
static int place_in(struct tp_rng *rng, uint64_t set)
{
    int place = (int)tp_rng_below(rng, 64);

    while ((set >> place & 1) == 0)
        place = (place + 1) % 64;
    return place;
}

/* Bits of SET, never none; seldom others, or some that are in no list. */
static uint64_t part_of(struct tp_rng *rng, uint64_t set)
{
    if (odd(rng))
        return generate_chance(rng, 30) ? 0 : generate_chance(rng, 50) ? any_set(rng, 16) : BIT(tp_rng_below(rng, 64));
    return set ? (tp_rng_u64(rng) & set) | BIT(place_in(rng, set)) : 0;
}

static const char *version_for(struct tp_rng *rng, const struct world *world, const struct tp_terms *terms)
{
    if (odd(rng))
        return odd_text(rng);
    return odd(rng) ? any_version(rng, world)->hash : terms->hash;
}

/* A sender, and a source of its own that takes part, when they are found soon. */
static void generate_sides(struct tp_rng *rng, const struct world *world, const struct tp_terms *terms, int64_t clock_s,
                           struct tp_request *out)
{
    const struct tp_party *sender = NULL;

    for (unsigned i = 0; i < 16; i++) {
        sender = &terms->parties[tp_rng_below(rng, (uint32_t)terms->party_count)];
        out->jurisdiction = terms->sources[tp_rng_below(rng, (uint32_t)terms->source_count)].jurisdiction;
        if (sender->roles & BIT(TP_ROLE_SENDER) && tp_jurisdiction_covers(sender->jurisdiction, out->jurisdiction) &&
            (generate_chance(rng, 20) || tp_history_takes_part(world->history, terms, out->jurisdiction, clock_s)))
            break;
    }
    out->sender = odd(rng) ? odd_text(rng) : sender->id;
    out->repository = odd(rng) ? odd_text(rng) : terms->parties[terms->repository_party].id;
    if (odd(rng))
        out->jurisdiction = generate_chance(rng, 50) ? odd_text(rng) : world_sources[tp_rng_below(rng, WORLD_SOURCES)];
}

static void generate_person(struct tp_rng *rng, const struct tp_terms *terms, struct tp_request *out)
{
    const int offence = (int)TP_MAX(terms->search.offence, terms->release.offence);
    const int conviction = (int)TP_MAX(terms->search.conviction, terms->release.conviction);

    out->offence = offence + (int)tp_rng_below(rng, (uint32_t)(4 - offence));
    out->conviction = conviction + (int)tp_rng_below(rng, (uint32_t)(4 - conviction));
    if (generate_chance(rng, 8))
        out->offence = odd(rng) ? odd_place(rng) : (int)tp_rng_below(rng, 5) - 1;
    if (generate_chance(rng, 12))
        out->conviction = odd(rng) ? odd_place(rng) : (int)tp_rng_below(rng, 5) - 1;
    out->categories = any_set(rng, tp_categories.count) & any_set(rng, tp_categories.count) & ~terms->exclusions;
    if (generate_chance(rng, 6))
        out->categories = any_set(rng, tp_categories.count) | (odd(rng) ? BIT(tp_rng_below(rng, 64)) : 0);
    out->categories_known = !odd(rng);
}

static void generate_release(struct tp_rng *rng, const struct tp_terms *terms, struct tp_request *out)
{
    const uint32_t count = (uint32_t)terms->recipient_count, onward = (uint32_t)terms->onward_count;

    out->recipient = out->from = odd_text(rng);
    if (count > 0 && !odd(rng))
        out->recipient = terms->recipients[tp_rng_below(rng, count)].id;
    if (out->stage == TP_STAGE_ONWARD && onward > 0 && !odd(rng))
        out->recipient = terms->onward[tp_rng_below(rng, onward)];
    if (count > 0 && !odd(rng))
        out->from = terms->recipients[tp_rng_below(rng, count)].id;
    out->considered = terms->circumstances | (any_set(rng, tp_circumstances.count) & tp_rng_u64(rng));
    if (generate_chance(rng, 5))
        out->considered = odd(rng) ? tp_rng_u64(rng) : any_set(rng, tp_circumstances.count);
    out->reason_written = !odd(rng);
    out->discretion = generate_chance(rng, 10) ? (enum tp_discretion)tp_rng_below(rng, 4) : TP_DISCRETION_RELEASE;
    out->retention_days = odd(rng) ? odd_number(rng) : tp_rng_below(rng, terms->retention_days + 1);
    if (odd(rng))
        out->retention_days = terms->retention_days + 1;
}

struct tp_request generate_request(struct tp_rng *rng, const struct world *world, int64_t clock_s)
{
    const struct tp_terms *terms = tp_history_in_force(world->history, clock_s);
    struct tp_request out = {.stage = (enum tp_stage)tp_rng_below(rng, TP_STAGES)};

    if (!terms)
        terms = any_version(rng, world);
    if (generate_chance(rng, 1))
        out.stage = (enum tp_stage)(TP_STAGES + tp_rng_below(rng, 3));
    out.version = version_for(rng, world, terms);
    generate_sides(rng, world, terms, clock_s, &out);
    generate_person(rng, terms, &out);
    generate_release(rng, terms, &out);
    out.purpose = odd(rng) ? odd_place(rng) : place_in(rng, terms->purposes);
    out.material = odd(rng) ? odd_place(rng) : place_in(rng, terms->materials);
    out.match = generate_chance(rng, 70);
    out.examiners = terms->examiners + tp_rng_below(rng, 2);
    if (odd(rng))
        out.examiners = tp_rng_below(rng, 4);
    out.fields = part_of(rng, terms->fields);
    out.checkpoint_age_minutes = tp_rng_below(rng, terms->witness_age_minutes + 1);
    if (odd(rng))
        out.checkpoint_age_minutes =
            generate_chance(rng, 50) ? odd_number(rng) : (int64_t)terms->witness_age_minutes + 1;
    return out;
}
