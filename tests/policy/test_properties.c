/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for any agreement, history, request and clock. TP_HISTORIES says on how many random histories (25);
 * TP_SEED begins another series. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/generate.h"

enum { REQUESTS = 60, INSTANTS_MAX = 512, EVENTS_MAX = 512 };

static unsigned long setting(const char *name, unsigned long otherwise)
{
    const char *value = getenv(name);

    return value ? strtoul(value, NULL, 10) : otherwise;
}

/* Runs LOOK on random histories, and names the one that failed. */
static void on_histories(void (*look)(struct tp_rng *, const struct world *))
{
    const unsigned long count = setting("TP_HISTORIES", 25), seed = setting("TP_SEED", 1);

    for (unsigned long stream = 0; stream < count; stream++) {
        struct tp_rng rng = tp_rng_seed(seed, stream);
        struct world world;

        world_init(&world);
        generate_history(&rng, &world, 20 + tp_rng_below(&rng, 60));
        look(&rng, &world);
        world_deinit(&world);
    }
}

static void assert_same(const struct tp_decision *a, const struct tp_decision *b)
{
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->effect, b->effect);
    for (size_t i = 0; i < a->count; i++) {
        assert_int_equal(a->clauses[i].clause, b->clauses[i].clause);
        assert_int_equal(a->clauses[i].effect, b->clauses[i].effect);
    }
}

/* ---- the order of unrelated events --------------------------------------------------------------------------------
 */

static const char *signer_at(const struct tp_history *history, size_t place)
{
    int64_t received_s;

    return tp_history_event(history, place, &received_s)->by;
}

/* Whether an event of the same signer stands before the one at PLACE and is still to come. */
static bool must_wait(const struct tp_history *from, size_t place, const bool *done)
{
    for (size_t i = 0; i < place; i++) {
        if (!done[i] && strcmp(signer_at(from, i), signer_at(from, place)) == 0)
            return true;
    }
    return false;
}

/* Takes one more event out of FROM, at random among those that TO accepts now; false when there is none. */
static bool take_any(struct tp_rng *rng, const struct tp_history *from, struct tp_history *to, bool *done)
{
    const size_t count = tp_history_count(from);
    const size_t begin = tp_rng_below(rng, (uint32_t)count);

    for (size_t i = 0; i < count; i++) {
        const size_t place = (begin + i) % count;
        enum tp_refusal refusal;
        int64_t received_s;
        const struct tp_event *event = tp_history_event(from, place, &received_s);

        if (done[place] || must_wait(from, place, done))
            continue;
        if (tp_history_offer(to, event, received_s, &refusal, NULL) == TP_OK) {
            done[place] = true;
            return true;
        }
    }
    return false;
}

/* A step that counts from after a termination is refused where that came first, and taken where it came last. It can
 * change no decision, for there is nothing left to decide; no other event may be left over. */
static void assert_ended(const struct tp_history *from, struct tp_history *to, const bool *done)
{
    for (size_t i = 0; i < tp_history_count(from); i++) {
        enum tp_refusal refusal;
        int64_t received_s;
        const struct tp_event *event = tp_history_event(from, i, &received_s);

        if (done[i] || must_wait(from, i, done))
            continue;
        assert_int_equal(tp_history_offer(to, event, received_s, &refusal, NULL), TP_E_DENIED);
        assert_int_equal(refusal, TP_REFUSAL_ENDED);
    }
}

/* The same events as they might have come at another node, each received when it was, in another order; free it. */
static struct tp_history *reordered(struct tp_rng *rng, const struct tp_history *from)
{
    bool done[EVENTS_MAX] = {false};
    struct tp_history *to;

    assert_int_equal(tp_history_new(&to, NULL), TP_OK);
    assert_true(tp_history_count(from) <= EVENTS_MAX);
    while (take_any(rng, from, to, done))
        continue;
    assert_ended(from, to, done);
    return to;
}

/* The same in every clause; after a termination that came at another time, in what follows from them. */
static void assert_alike(const struct tp_history *one, const struct tp_history *other, const struct tp_decision *a,
                         const struct tp_decision *b)
{
    if (tp_history_count(one) == tp_history_count(other))
        assert_same(a, b);
    else
        assert_int_equal(a->effect, b->effect);
}

static void look_at_order(struct tp_rng *rng, const struct world *world)
{
    struct tp_history *other = reordered(rng, world->history);

    for (unsigned i = 0; i < REQUESTS; i++) {
        const int64_t clock_s = generate_clock(rng, world);
        const struct tp_request request = generate_request(rng, world, clock_s);
        struct tp_decision here, there;

        tp_decide(world->history, &request, clock_s, &here);
        tp_decide(other, &request, clock_s, &there);
        assert_alike(world->history, other, &here, &there);
    }
    tp_history_free(&other);
}

static void the_order_of_unrelated_events_changes_nothing(void **state)
{
    (void)state;
    on_histories(look_at_order);
}

/* ---- sender and receiver ------------------------------------------------------------------------------------------
 */

static void look_at_both_sides(struct tp_rng *rng, const struct world *world)
{
    struct tp_history *other = reordered(rng, world->history);

    for (unsigned i = 0; i < REQUESTS; i++) {
        const int64_t clock_s = generate_clock(rng, world);
        struct tp_request request = generate_request(rng, world, clock_s);
        struct tp_decision sender, receiver;

        request.stage = TP_STAGE_SEND;
        tp_decide(world->history, &request, clock_s, &sender);
        request.stage = TP_STAGE_SEARCH;
        tp_decide(other, &request, clock_s, &receiver);
        assert_alike(world->history, other, &sender, &receiver);
    }
    tp_history_free(&other);
}

static void sender_and_receiver_decide_alike(void **state)
{
    (void)state;
    on_histories(look_at_both_sides);
}

/* ---- the clock ----------------------------------------------------------------------------------------------------
 */

static int compare_instants(const void *a, const void *b)
{
    const int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

/* From one instant to the second before the next, nothing changes. */
static void look_at_clock(struct tp_rng *rng, const struct world *world)
{
    int64_t instants[INSTANTS_MAX];
    const size_t count = generate_instants(world, instants, INSTANTS_MAX);

    qsort(instants, count, sizeof *instants, compare_instants);
    for (unsigned i = 0; i < REQUESTS / 4; i++) {
        const struct tp_request request = generate_request(rng, world, generate_clock(rng, world));

        for (size_t at = 0; at + 1 < count; at++) {
            const int64_t length_s = TP_MIN(instants[at + 1] - instants[at], (int64_t)UINT32_MAX);
            struct tp_decision begin, within, end;

            if (length_s == 0)
                continue;
            tp_decide(world->history, &request, instants[at], &begin);
            tp_decide(world->history, &request, instants[at] + tp_rng_below(rng, (uint32_t)length_s), &within);
            tp_decide(world->history, &request, instants[at + 1] - 1, &end);
            assert_same(&begin, &within);
            assert_same(&begin, &end);
        }
    }
}

static void the_clock_matters_only_at_the_agreements_own_instants(void **state)
{
    (void)state;
    on_histories(look_at_clock);
}

/* ---- nonsense -----------------------------------------------------------------------------------------------------
 */

static const char *nonsense(struct tp_rng *rng, char *text, size_t size)
{
    const size_t length = tp_rng_below(rng, (uint32_t)size);

    for (size_t i = 0; i < length; i++)
        text[i] = (char)tp_rng_u64(rng);
    text[length] = '\0';
    return generate_chance(rng, 20) ? NULL : text;
}

static void look_at_nonsense(struct tp_rng *rng, const struct world *world)
{
    for (unsigned i = 0; i < REQUESTS; i++) {
        const int64_t clock_s = generate_chance(rng, 50) ? (int64_t)tp_rng_u64(rng) : generate_clock(rng, world);
        struct tp_request request = generate_request(rng, world, generate_clock(rng, world));
        struct tp_decision decision;
        char text[64];

        if (generate_chance(rng, 30))
            request.stage = (enum tp_stage)(TP_STAGES + tp_rng_below(rng, UINT32_MAX - TP_STAGES));
        else if (generate_chance(rng, 50))
            request.jurisdiction = nonsense(rng, text, sizeof text);
        else
            request.sender = nonsense(rng, text, sizeof text);
        request.purpose = (int)(64 + tp_rng_below(rng, INT32_MAX - 64));
        request.offence = (int)tp_rng_u64(rng);
        request.considered = tp_rng_u64(rng);
        request.retention_days = (int64_t)tp_rng_u64(rng);
        tp_decide(world->history, &request, clock_s, &decision);
        assert_int_equal(decision.effect, TP_EFFECT_DENIED);
    }
}

static void nonsense_is_denied(void **state)
{
    (void)state;
    on_histories(look_at_nonsense);
}

/* ---- more terms never allow more ----------------------------------------------------------------------------------
 */

/* Takes a random bit out of a set that keeps at least LEAST. */
static bool drop(struct tp_rng *rng, uint64_t *set, int least)
{
    const unsigned begin = tp_rng_below(rng, 64);

    if (__builtin_popcountll(*set) <= least)
        return false;
    for (unsigned i = 0; i < 64; i++) {
        const uint64_t bit = BIT((begin + i) % 64);
        if (*set & bit) {
            *set &= ~bit;
            return true;
        }
    }
    return false;
}

static bool put(struct tp_rng *rng, uint64_t *set, size_t count)
{
    const uint64_t bit = BIT(tp_rng_below(rng, (uint32_t)count)), before = *set;

    *set |= bit;
    return *set != before;
}

static bool raise(struct tp_rng *rng, struct tp_threshold *threshold)
{
    enum tp_seriousness *one = generate_chance(rng, 50) ? &threshold->offence : &threshold->conviction;

    if (*one == TP_SERIOUSNESS_LEVEL_1)
        return false;
    *one = (enum tp_seriousness)(*one + 1);
    return true;
}

/* A county of several. To take away a source that stands above others, or the last one below another, is no
 * restriction: with it goes its power to stop the others, or the need to say more than the state's name. */
static bool drop_source(struct tp_rng *rng, uint64_t *sources)
{
    const uint64_t counties = *sources & (BIT(NY_DUTCHESS) | BIT(NY_NASSAU) | BIT(NY_NEW_YORK));
    uint64_t left = counties;

    if (!drop(rng, &left, 1))
        return false;
    *sources = (*sources & ~counties) | left;
    return true;
}

static bool drop_recipient(struct tp_rng *rng, struct draft *draft)
{
    if (!drop(rng, &draft->recipients, 0))
        return false;
    draft->enforcing &= draft->recipients;
    draft->onward &= draft->recipients;
    return true;
}

static bool let_one_enforce(struct tp_rng *rng, struct draft *draft)
{
    uint64_t others = draft->recipients & ~draft->enforcing;
    const uint64_t before = others;

    if (!drop(rng, &others, 0))
        return false;
    draft->enforcing |= before & ~others;
    draft->circumstances |= draft->circumstances ? 0 : BIT(1);
    return true;
}

static bool want_witness(struct tp_rng *rng, struct draft *draft)
{
    if (draft->witness && draft->witness_minutes == 1)
        return false;
    draft->witness_minutes = draft->witness ? draft->witness_minutes - 1 : 1 + tp_rng_below(rng, 60);
    draft->witness = true;
    return true;
}

/* Makes one term of the draft stricter; false when that one cannot be. */
static bool restrict_one(struct tp_rng *rng, struct draft *draft)
{
    switch (tp_rng_below(rng, 18)) {
    case 0:
        return put(rng, &draft->exclusions, tp_categories.count);
    case 1:
        return put(rng, &draft->circumstances, tp_circumstances.count);
    case 2:
        return raise(rng, &draft->search);
    case 3:
        return raise(rng, &draft->release);
    case 4:
        draft->examiners++;
        return true;
    case 5:
        return drop(rng, &draft->purposes, 1);
    case 6:
        return drop(rng, &draft->fields, 1);
    case 7:
        return drop(rng, &draft->materials, 1);
    case 8:
        return drop(rng, &draft->onward, 0);
    case 9:
        return drop_recipient(rng, draft);
    case 10:
        return let_one_enforce(rng, draft);
    case 11:
        return drop_source(rng, &draft->sources);
    case 12:
        draft->retention_days--;
        return true;
    case 13:
        draft->notice_days++;
        return true;
    case 14:
        return want_witness(rng, draft);
    case 15:
        draft->from_s += tp_rng_below(rng, 5 * WORLD_DAY_S);
        return true;
    case 16:
        draft->until_s -= tp_rng_below(rng, 5 * WORLD_DAY_S);
        return true;
    default:
        return draft->parties & BIT(ISP) && drop(rng, &draft->roles[ISP], 0) &&
               (draft->roles[ISP] = BIT(TP_ROLE_OVERSIGHT)) != 0;
    }
}

/* In force with all joined; then some leave or suspend, the same ones whatever the terms. */
static void bring_to_life(uint64_t seed, struct world *world, const struct draft *draft)
{
    struct tp_rng rng = tp_rng_seed(seed, 77);
    static const enum tp_event_kind kinds[] = {TP_EVENT_LEAVE, TP_EVENT_SUSPEND, TP_EVENT_JOIN};

    world_init(world);
    world_bring_into_force(world, draft);
    for (unsigned day = 12; day < 15; day++) {
        const struct step step = {.kind = kinds[tp_rng_below(&rng, TP_ARRAY_LENGTH(kinds))],
                                  .by = world_sources[tp_rng_below(&rng, WORLD_SOURCES)],
                                  .version = world_newest(world)};
        world->now_s = WORLD_BEGIN_S + day * WORLD_DAY_S;
        (void)world_step(world, &step);
    }
    world->now_s = WORLD_BEGIN_S + 20 * WORLD_DAY_S;
}

/* Clause by clause, so that a stricter term never turns a denial into a withheld match either. */
static void assert_not_more(const struct tp_decision *loose, const struct tp_decision *strict)
{
    assert_int_equal(loose->count, strict->count);
    assert_true(strict->effect >= loose->effect);
    for (size_t i = 0; i < loose->count; i++) {
        if (strict->clauses[i].effect < loose->clauses[i].effect)
            fail_msg("%s allows more", tp_clause_code(loose->clauses[i].clause));
    }
}

static void compare_terms(struct tp_rng *rng, const struct world *loose, const struct world *strict)
{
    const char *of_loose = world_newest(loose)->hash, *of_strict = world_newest(strict)->hash;

    for (unsigned i = 0; i < REQUESTS; i++) {
        const int64_t clock_s = generate_clock(rng, generate_chance(rng, 50) ? loose : strict);
        struct tp_request request = generate_request(rng, generate_chance(rng, 50) ? loose : strict, clock_s);
        struct tp_decision before, after;
        const bool named =
            request.version && (strcmp(request.version, of_loose) == 0 || strcmp(request.version, of_strict) == 0);

        request.version = named ? of_loose : request.version;
        tp_decide(loose->history, &request, clock_s, &before);
        request.version = named ? of_strict : request.version;
        tp_decide(strict->history, &request, clock_s, &after);
        assert_not_more(&before, &after);
    }
}

static void more_terms_never_allow_more(void **state)
{
    const unsigned long count = setting("TP_HISTORIES", 25) * 5, seed = setting("TP_SEED", 1);

    (void)state;
    for (unsigned long stream = 0; stream < count; stream++) {
        struct tp_rng rng = tp_rng_seed(seed, stream);
        struct draft draft;
        struct world loose, strict;

        generate_draft(&rng, &draft);
        draft.until_s += 10 * WORLD_DAY_S;
        bring_to_life(stream, &loose, &draft);
        while (!restrict_one(&rng, &draft))
            continue;
        bring_to_life(stream, &strict, &draft);
        compare_terms(&rng, &loose, &strict);
        world_deinit(&loose);
        world_deinit(&strict);
    }
}

static int end(void **state)
{
    (void)state;
    world_end();
    return 0;
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_order_of_unrelated_events_changes_nothing),
    cmocka_unit_test(sender_and_receiver_decide_alike),
    cmocka_unit_test(the_clock_matters_only_at_the_agreements_own_instants),
    cmocka_unit_test(nonsense_is_denied),
    cmocka_unit_test_teardown(more_terms_never_allow_more, end),
};
TP_TEST_MAIN(tests)
