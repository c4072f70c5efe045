/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "policy/world.h"

static struct world world;

static int set_up(void **state)
{
    const struct draft draft = draft_plain();

    (void)state;
    world_init(&world);
    world_bring_into_force(&world, &draft);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_deinit(&world);
    world_end();
    return 0;
}

/* The clauses of STAGE, by what the header says. */
static void expect_clauses(enum tp_stage stage, const char *expected)
{
    const struct tp_request request = world_request(&world, stage);
    struct tp_decision decision;
    char got[512] = "";

    tp_decide(world.history, &request, world.now_s, &decision);
    for (size_t i = 0; i < decision.count; i++) {
        const size_t used = strlen(got);
        snprintf(got + used, sizeof got - used, "%s%s", i > 0 ? " " : "", tp_clause_code(decision.clauses[i].clause));
    }
    assert_string_equal(got, expected);
}

static void each_stage_has_its_clauses(void **state)
{
    static const char sending[] =
        "in-force version parties participation purpose material search-threshold exclusion witness";

    (void)state;
    expect_clauses(TP_STAGE_SEND, sending);
    expect_clauses(TP_STAGE_SEARCH, sending);
    expect_clauses(TP_STAGE_ANSWER, "in-force version parties participation purpose exclusion witness examination "
                                    "release-threshold fields");
    expect_clauses(TP_STAGE_RELEASE, "in-force version parties participation purpose exclusion witness examination "
                                     "release-threshold fields recipient discretion retention");
    expect_clauses(TP_STAGE_ONWARD, "in-force version parties participation purpose exclusion witness "
                                    "release-threshold fields recipient discretion retention onward");
}

static void without_an_agreement_every_clause_denies(void **state)
{
    struct tp_history *empty;

    (void)state;
    assert_int_equal(tp_history_new(&empty, NULL), TP_OK);
    for (unsigned stage = 0; stage < TP_STAGES; stage++) {
        struct tp_request request = world_request(&world, (enum tp_stage)stage);
        struct tp_decision none, nothing;

        tp_decide(NULL, &request, world.now_s, &none);
        tp_decide(empty, &request, world.now_s, &nothing);
        assert_memory_equal(&none, &nothing, sizeof none);
        assert_int_equal(none.effect, TP_EFFECT_DENIED);
        for (size_t i = 0; i < none.count; i++)
            assert_int_equal(none.clauses[i].effect, TP_EFFECT_DENIED);
    }
    tp_history_free(&empty);
}

static void a_stage_that_there_is_not_is_denied(void **state)
{
    static const unsigned stages[] = {TP_STAGES, 77, UINT32_MAX};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(stages); i++) {
        struct tp_request request = world_request(&world, TP_STAGE_SEND);
        struct tp_decision decision;

        request.stage = (enum tp_stage)stages[i];
        tp_decide(world.history, &request, world.now_s, &decision);
        assert_int_equal(decision.effect, TP_EFFECT_DENIED);
        assert_int_equal(decision.count, 0);
    }
}

static void the_worst_clause_is_the_decision(void **state)
{
    struct tp_request request = world_request(&world, TP_STAGE_RELEASE);
    struct tp_decision decision;

    (void)state;
    request.conviction = TP_SERIOUSNESS_NONE;
    tp_decide(world.history, &request, world.now_s, &decision);
    assert_int_equal(decision.effect, TP_EFFECT_WITHHELD);
    request.retention_days = 31;
    tp_decide(world.history, &request, world.now_s, &decision);
    assert_int_equal(decision.effect, TP_EFFECT_DENIED);
    request.conviction = TP_SERIOUSNESS_LEVEL_1;
    request.retention_days = 30;
    tp_decide(world.history, &request, world.now_s, &decision);
    assert_int_equal(decision.effect, TP_EFFECT_ALLOWED);
}

/* All that the agreement brings is there on the second on which it begins, and gone on the one on which it ends. */
static void the_clock_is_the_requests(void **state)
{
    const struct tp_request request = world_request(&world, TP_STAGE_SEND);
    const int64_t until_s = draft_plain().until_s;
    static const struct {
        int64_t from_begin_s, from_end_s;
        enum tp_effect effect;
    } rows[] = {
        {-1, 0, TP_EFFECT_DENIED},
        {0, 0, TP_EFFECT_ALLOWED},
        {0, -1, TP_EFFECT_ALLOWED},
        {0, +1, TP_EFFECT_DENIED},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
        const int64_t clock_s =
            rows[i].from_end_s ? until_s + (rows[i].from_end_s < 0 ? -1 : 0) : world.now_s + rows[i].from_begin_s;
        struct tp_decision decision;

        tp_decide(world.history, &request, clock_s, &decision);
        assert_int_equal(decision.effect, rows[i].effect);
    }
}

static void an_old_version_is_no_way_in(void **state)
{
    struct draft draft = draft_plain();
    const struct tp_request old = world_request(&world, TP_STAGE_SEND);
    struct tp_request new;
    struct tp_decision decision;

    (void)state;
    draft.version = 2;
    memcpy(draft.amends, world_newest(&world)->hash, sizeof draft.amends);
    draft.examiners = 3;
    world_bring_into_force(&world, &draft);
    new = world_request(&world, TP_STAGE_SEND);
    tp_decide(world.history, &old, world.now_s, &decision);
    assert_int_equal(decision.effect, TP_EFFECT_DENIED);
    assert_int_equal(decision.clauses[0].effect, TP_EFFECT_ALLOWED); /* in-force */
    assert_int_equal(decision.clauses[1].effect, TP_EFFECT_DENIED);  /* version */
    tp_decide(world.history, &new, world.now_s, &decision);
    assert_int_equal(decision.effect, TP_EFFECT_ALLOWED);
}

static void codes(void **state)
{
    (void)state;
    assert_string_equal(tp_stage_code(TP_STAGE_ONWARD), "onward");
    assert_string_equal(tp_stage_code(TP_STAGES), "unknown");
    assert_string_equal(tp_effect_code(TP_EFFECT_WITHHELD), "withheld");
    assert_string_equal(tp_effect_code((enum tp_effect)3), "unknown");
    assert_string_equal(tp_clause_code(TP_CLAUSE_ONWARD), "onward");
    assert_string_equal(tp_clause_code(TP_CLAUSES), "unknown");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(each_stage_has_its_clauses),
    TEST(without_an_agreement_every_clause_denies),
    TEST(a_stage_that_there_is_not_is_denied),
    TEST(the_worst_clause_is_the_decision),
    TEST(the_clock_is_the_requests),
    TEST(an_old_version_is_no_way_in),
    TEST(codes),
};
TP_TEST_MAIN(tests)
