/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "policy/clauses.h"
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

static void use(const struct draft *draft)
{
    world_deinit(&world);
    world_init(&world);
    world_bring_into_force(&world, draft);
}

/* That CLAUSE gives EFFECT, and no other clause objects but those of BESIDES. */
static void expect(const struct tp_request *request, enum tp_clause clause, enum tp_effect effect, uint64_t besides)
{
    struct tp_decision decision;
    bool found = false;

    tp_decide(world.history, request, world.now_s, &decision);
    for (size_t i = 0; i < decision.count; i++) {
        if (decision.clauses[i].clause == clause) {
            assert_string_equal(tp_effect_code(decision.clauses[i].effect), tp_effect_code(effect));
            found = true;
        } else if ((besides >> decision.clauses[i].clause & 1) == 0 && decision.clauses[i].effect != 0) {
            fail_msg("%s at %s", tp_clause_code(decision.clauses[i].clause), tp_stage_code(request->stage));
        }
    }
    assert_true(found);
    if (besides == 0)
        assert_int_equal(decision.effect, effect);
}

/* EXPECT(STAGE, CLAUSE, EFFECT, what is changed in the request `r`) */
#define EXPECT(stage, clause, effect, ...) EXPECT_BESIDES(stage, clause, effect, 0, __VA_ARGS__)
#define EXPECT_BESIDES(stage, clause, effect, besides, ...)                                                            \
    do {                                                                                                               \
        struct tp_request r = world_request(&world, TP_STAGE_##stage);                                                 \
        __VA_ARGS__;                                                                                                   \
        expect(&r, TP_CLAUSE_##clause, TP_EFFECT_##effect, besides);                                                   \
    } while (0)

static void each_clause_says_yes_to_what_was_agreed(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TP_STAGES; i++) {
        const struct tp_request request = world_request(&world, (enum tp_stage)i);
        struct tp_decision decision;

        tp_decide(world.history, &request, world.now_s, &decision);
        for (size_t at = 0; at < decision.count; at++)
            assert_string_equal(decision.clauses[at].effect ? tp_clause_code(decision.clauses[at].clause) : "", "");
        assert_int_equal(decision.effect, TP_EFFECT_ALLOWED);
    }
}

static void nothing_without_an_agreement_in_force(void **state)
{
    struct tp_request request = world_request(&world, TP_STAGE_SEND);

    (void)state;
    world_must(&world, TP_EVENT_SUSPEND, world_parties[DCJS]);
    expect(&request, TP_CLAUSE_IN_FORCE, TP_EFFECT_DENIED, BIT(TP_CLAUSE_VERSION));
    world_must(&world, TP_EVENT_RESUME, world_parties[DCJS]);
    expect(&request, TP_CLAUSE_IN_FORCE, TP_EFFECT_ALLOWED, 0);
    world_must(&world, TP_EVENT_TERMINATE, world_parties[DHS]);
    expect(&request, TP_CLAUSE_IN_FORCE, TP_EFFECT_DENIED, BIT(TP_CLAUSE_VERSION));
}

static void the_version_in_force_must_be_named(void **state)
{
    char other[TP_HASH_TEXT_BYTES];

    (void)state;
    memset(other, 'a', sizeof other);
    other[sizeof other - 1] = '\0';
    EXPECT(SEND, VERSION, DENIED, r.version = NULL);
    EXPECT(SEND, VERSION, DENIED, r.version = "");
    EXPECT(SEND, VERSION, DENIED, r.version = "1");
    EXPECT(ONWARD, VERSION, DENIED, r.version = other);
}

static void both_sides_are_parties_in_their_roles(void **state)
{
    (void)state;
    EXPECT(SEND, PARTIES, DENIED, r.sender = NULL);
    EXPECT(SEND, PARTIES, DENIED, r.sender = "");
    EXPECT(SEARCH, PARTIES, DENIED, r.sender = world_parties[ISP]);
    EXPECT(ANSWER, PARTIES, DENIED, r.sender = world_parties[DHS]);
    EXPECT(SEND, PARTIES, DENIED, r.repository = NULL);
    EXPECT(RELEASE, PARTIES, DENIED, r.repository = world_parties[DCJS]);
    EXPECT(SEND, PARTIES, DENIED, r.repository = world_parties[FBI]);
}

/* A repository of one party, and another party that keeps one too, and sends. */
static void another_partys_repository_is_not_agreed(void **state)
{
    struct draft draft = draft_plain();

    (void)state;
    draft.parties |= BIT(FBI) | BIT(OVERSIGHT);
    draft.roles[OVERSIGHT] = BIT(TP_ROLE_OVERSIGHT);
    draft.roles[FBI] = BIT(TP_ROLE_REPOSITORY) | BIT(TP_ROLE_SENDER);
    draft.roles[DHS] |= BIT(TP_ROLE_SENDER);
    use(&draft);
    EXPECT(SEARCH, PARTIES, DENIED, r.repository = world_parties[FBI]);
    EXPECT(SEARCH, PARTIES, ALLOWED, r.sender = world_parties[FBI]);
    EXPECT(SEARCH, PARTIES, DENIED, r.sender = world_parties[DHS]); /* both sides */
    EXPECT(SEARCH, PARTIES, DENIED, r.sender = world_parties[OVERSIGHT]);
}

static void a_booking_is_of_the_senders_own_jurisdiction(void **state)
{
    struct draft draft = draft_plain();

    (void)state;
    draft.parties |= BIT(ISP);
    draft.roles[ISP] = BIT(TP_ROLE_SENDER);
    draft.sources |= BIT(IL) | BIT(IL_COOK);
    use(&draft);
    EXPECT(SEND, PARTIES, ALLOWED, r.sender = world_parties[ISP], r.jurisdiction = world_sources[IL_COOK]);
    EXPECT(SEND, PARTIES, DENIED, r.sender = world_parties[ISP]);
    EXPECT(RELEASE, PARTIES, DENIED, r.jurisdiction = world_sources[IL_COOK]);
}

static void only_who_has_joined_takes_part(void **state)
{
    (void)state;
    EXPECT_BESIDES(SEND, PARTICIPATION, DENIED, BIT(TP_CLAUSE_PARTIES), r.jurisdiction = NULL);
    EXPECT_BESIDES(SEND, PARTICIPATION, DENIED, BIT(TP_CLAUSE_PARTIES), r.jurisdiction = "");
    EXPECT_BESIDES(SEND, PARTICIPATION, DENIED, BIT(TP_CLAUSE_PARTIES), r.jurisdiction = "New York");
    EXPECT_BESIDES(SEND, PARTICIPATION, DENIED, BIT(TP_CLAUSE_PARTIES), r.jurisdiction = "US-NY-027-1");
    EXPECT_BESIDES(SEND, PARTICIPATION, DENIED, BIT(TP_CLAUSE_PARTIES), r.jurisdiction = world_sources[MA]);
    EXPECT(SEND, PARTICIPATION, DENIED, r.jurisdiction = world_sources[NY_NEW_YORK]);
    EXPECT(SEND, PARTICIPATION, ALLOWED, r.jurisdiction = world_sources[NY_NASSAU]);
    world_must(&world, TP_EVENT_LEAVE, world_sources[NY_DUTCHESS]);
    EXPECT(ANSWER, PARTICIPATION, DENIED, (void)0);
    EXPECT(ANSWER, PARTICIPATION, ALLOWED, r.jurisdiction = world_sources[NY_NASSAU]);
    world_must(&world, TP_EVENT_SUSPEND, world_sources[NY]);
    EXPECT(ANSWER, PARTICIPATION, DENIED, r.jurisdiction = world_sources[NY_NASSAU]);
    world_must(&world, TP_EVENT_RESUME, world_sources[NY]);
    EXPECT(ANSWER, PARTICIPATION, DENIED, (void)0);
    world_must(&world, TP_EVENT_JOIN, world_sources[NY_DUTCHESS]);
    EXPECT(ANSWER, PARTICIPATION, ALLOWED, (void)0);
}

/* Dutchess left; its bookings do not become New York's. */
static void a_county_does_not_hide_behind_its_state(void **state)
{
    struct draft draft = draft_plain();

    (void)state;
    world_must(&world, TP_EVENT_LEAVE, world_sources[NY_DUTCHESS]);
    EXPECT(SEND, PARTICIPATION, DENIED, r.jurisdiction = world_sources[NY]);
    draft.sources = BIT(NY);
    use(&draft);
    EXPECT(SEND, PARTICIPATION, ALLOWED, r.jurisdiction = world_sources[NY]);
    EXPECT(SEND, PARTICIPATION, DENIED, (void)0);
}

static void purposes_and_materials_are_those_agreed(void **state)
{
    static const int others[] = {-1, 1, -2, 63, 64, 1000, INT32_MAX, INT32_MIN};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(others); i++) {
        for (unsigned stage = 0; stage < TP_STAGES; stage++) {
            struct tp_request request = world_request(&world, (enum tp_stage)stage);

            request.purpose = others[i];
            expect(&request, TP_CLAUSE_PURPOSE, TP_EFFECT_DENIED, 0);
        }
        EXPECT(SEND, MATERIAL, DENIED, r.material = others[i]);
        EXPECT(SEARCH, MATERIAL, DENIED, r.material = others[i]);
    }
}

static void a_search_needs_its_offence(void **state)
{
    (void)state;
    EXPECT(SEND, SEARCH_THRESHOLD, DENIED, r.offence = TP_SERIOUSNESS_NONE);
    EXPECT(SEARCH, SEARCH_THRESHOLD, DENIED, r.offence = -1);
    EXPECT(SEND, SEARCH_THRESHOLD, DENIED, r.offence = TP_SERIOUSNESS_LEVEL_1 + 1);
    EXPECT(SEND, SEARCH_THRESHOLD, ALLOWED, r.offence = TP_SERIOUSNESS_LEVEL_2);
    EXPECT(SEND, SEARCH_THRESHOLD, ALLOWED, r.conviction = -1);
    EXPECT(SEND, SEARCH_THRESHOLD, DENIED, r.conviction = -2);
    EXPECT(SEND, SEARCH_THRESHOLD, DENIED, r.conviction = 4);
}

static void a_match_below_the_threshold_is_withheld(void **state)
{
    (void)state;
    EXPECT(ANSWER, RELEASE_THRESHOLD, WITHHELD, r.conviction = TP_SERIOUSNESS_LEVEL_2);
    EXPECT(RELEASE, RELEASE_THRESHOLD, WITHHELD, r.conviction = TP_SERIOUSNESS_NONE);
    EXPECT(ONWARD, RELEASE_THRESHOLD, WITHHELD, r.conviction = -1);
    EXPECT(RELEASE, RELEASE_THRESHOLD, DENIED, r.conviction = 4);
    EXPECT(RELEASE, RELEASE_THRESHOLD, ALLOWED, r.offence = -1);
    EXPECT(ANSWER, RELEASE_THRESHOLD, ALLOWED, r.conviction = -1, r.match = false);
}

static void excluded_people_are_neither_searched_nor_told(void **state)
{
    (void)state;
    EXPECT(SEND, EXCLUSION, DENIED, r.categories = BIT(0));
    EXPECT(SEARCH, EXCLUSION, DENIED, r.categories = BIT(1) | BIT(2));
    EXPECT(ANSWER, EXCLUSION, WITHHELD, r.categories = BIT(0));
    EXPECT(ANSWER, EXCLUSION, DENIED, r.categories = BIT(0), r.match = false);
    EXPECT(RELEASE, EXCLUSION, WITHHELD, r.categories = BIT(0));
    EXPECT(ONWARD, EXCLUSION, DENIED, r.categories = BIT(0));
    EXPECT(SEND, EXCLUSION, ALLOWED, r.categories = BIT(2));
    EXPECT(SEND, EXCLUSION, DENIED, r.categories_known = false);
    EXPECT(RELEASE, EXCLUSION, WITHHELD, r.categories_known = false);
    EXPECT(SEND, EXCLUSION, DENIED, r.categories = BIT(63));
    EXPECT(RELEASE, EXCLUSION, DENIED, r.categories = BIT(63));
}

static void nobody_has_to_look_where_nobody_is_excluded(void **state)
{
    struct draft draft = draft_plain();

    (void)state;
    draft.exclusions = 0;
    use(&draft);
    EXPECT(SEND, EXCLUSION, ALLOWED, r.categories_known = false);
    EXPECT(RELEASE, EXCLUSION, ALLOWED, r.categories = BIT(0));
    EXPECT(RELEASE, EXCLUSION, DENIED, r.categories = BIT(63));
}

static void the_ledger_was_cosigned_recently(void **state)
{
    struct draft draft = draft_plain();

    (void)state;
    EXPECT(SEND, WITNESS, ALLOWED, r.checkpoint_age_minutes = 0);
    EXPECT(SEND, WITNESS, DENIED, r.checkpoint_age_minutes = 61);
    EXPECT(ANSWER, WITNESS, DENIED, r.checkpoint_age_minutes = -1);
    EXPECT(ONWARD, WITNESS, DENIED, r.checkpoint_age_minutes = INT64_MAX);
    EXPECT(ONWARD, WITNESS, DENIED, r.checkpoint_age_minutes = INT64_MIN);
    draft.witness = false;
    draft.witness_minutes = 0;
    use(&draft);
    EXPECT(SEND, WITNESS, ALLOWED, r.checkpoint_age_minutes = -1);
}

static void a_match_takes_examiners(void **state)
{
    (void)state;
    EXPECT(ANSWER, EXAMINATION, DENIED, r.examiners = 1);
    EXPECT(RELEASE, EXAMINATION, DENIED, r.examiners = 0);
    EXPECT(RELEASE, EXAMINATION, ALLOWED, r.examiners = 3);
    EXPECT(ANSWER, EXAMINATION, ALLOWED, r.examiners = 0, r.match = false);
}

static void only_agreed_fields_are_told(void **state)
{
    (void)state;
    EXPECT(ANSWER, FIELDS, ALLOWED, r.fields = BIT(0) | BIT(1));
    EXPECT(ANSWER, FIELDS, DENIED, r.fields = BIT(0) | BIT(2));
    EXPECT(RELEASE, FIELDS, DENIED, r.fields = BIT(63));
    EXPECT(ONWARD, FIELDS, DENIED, r.fields = 0);
    EXPECT(ANSWER, FIELDS, ALLOWED, r.fields = BIT(63), r.match = false);
}

static void recipients_are_named(void **state)
{
    const uint64_t discretion = BIT(TP_CLAUSE_DISCRETION), both = discretion | BIT(TP_CLAUSE_ONWARD);

    (void)state;
    EXPECT_BESIDES(RELEASE, RECIPIENT, DENIED, discretion, r.recipient = NULL);
    EXPECT_BESIDES(RELEASE, RECIPIENT, DENIED, discretion, r.recipient = "");
    EXPECT_BESIDES(RELEASE, RECIPIENT, DENIED, discretion, r.recipient = world_recipients[TASK_FORCE]);
    EXPECT_BESIDES(RELEASE, RECIPIENT, DENIED, discretion, r.recipient = world_parties[DCJS]);
    EXPECT_BESIDES(ONWARD, RECIPIENT, DENIED, both, r.recipient = world_recipients[TASK_FORCE]);
    EXPECT(RELEASE, RECIPIENT, ALLOWED, r.recipient = world_recipients[COURT]);
}

static void before_enforcement_a_person_decides(void **state)
{
    (void)state;
    EXPECT(RELEASE, DISCRETION, DENIED, r.discretion = TP_DISCRETION_NOT_DECIDED);
    EXPECT(RELEASE, DISCRETION, WITHHELD, r.discretion = TP_DISCRETION_DECLINE);
    EXPECT(RELEASE, DISCRETION, DENIED, r.discretion = (enum tp_discretion)3);
    EXPECT(RELEASE, DISCRETION, DENIED, r.reason_written = false);
    EXPECT(RELEASE, DISCRETION, DENIED, r.considered = BIT(0));
    EXPECT(RELEASE, DISCRETION, DENIED, r.considered = 0);
    EXPECT(RELEASE, DISCRETION, ALLOWED, r.considered |= BIT(1));
    EXPECT(RELEASE, DISCRETION, DENIED, r.considered |= BIT(63));
    EXPECT(RELEASE, DISCRETION, DENIED, r.discretion = TP_DISCRETION_DECLINE, r.considered = 0);
    EXPECT(RELEASE, DISCRETION, DENIED, r.discretion = TP_DISCRETION_DECLINE, r.reason_written = false);
}

static void others_need_no_review_but_heed_one(void **state)
{
    (void)state;
    EXPECT(RELEASE, DISCRETION, ALLOWED, r.recipient = world_recipients[COURT], r.considered = 0,
           r.discretion = TP_DISCRETION_NOT_DECIDED, r.reason_written = false);
    EXPECT(RELEASE, DISCRETION, WITHHELD, r.recipient = world_recipients[COURT], r.considered = 0,
           r.discretion = TP_DISCRETION_DECLINE);
    EXPECT(RELEASE, DISCRETION, DENIED, r.recipient = world_recipients[COURT], r.discretion = (enum tp_discretion)9);
}

/* From one that does not enforce to one that does: no way around the review. */
static void passing_on_to_enforcement_needs_the_review_too(void **state)
{
    (void)state;
    EXPECT(ONWARD, DISCRETION, DENIED, r.recipient = world_recipients[ICE], r.discretion = TP_DISCRETION_NOT_DECIDED);
    EXPECT(ONWARD, DISCRETION, WITHHELD, r.recipient = world_recipients[ICE], r.discretion = TP_DISCRETION_DECLINE);
    EXPECT(ONWARD, DISCRETION, ALLOWED, r.recipient = world_recipients[ICE]);
}

static void nothing_is_kept_longer_than_agreed(void **state)
{
    (void)state;
    EXPECT(RELEASE, RETENTION, ALLOWED, r.retention_days = 0);
    EXPECT(RELEASE, RETENTION, DENIED, r.retention_days = 31);
    EXPECT(ONWARD, RETENTION, DENIED, r.retention_days = -1);
    EXPECT(ONWARD, RETENTION, DENIED, r.retention_days = INT64_MIN);
    EXPECT(RELEASE, RETENTION, DENIED, r.retention_days = INT64_MAX);
}

static void passing_on_is_agreed_by_name(void **state)
{
    const uint64_t recipient = BIT(TP_CLAUSE_RECIPIENT) | BIT(TP_CLAUSE_DISCRETION);

    (void)state;
    EXPECT(ONWARD, ONWARD, DENIED, r.from = NULL);
    EXPECT(ONWARD, ONWARD, DENIED, r.from = "");
    EXPECT(ONWARD, ONWARD, DENIED, r.from = world_recipients[TASK_FORCE]);
    EXPECT(ONWARD, ONWARD, DENIED, r.from = world_recipients[COURT]); /* to itself */
    EXPECT(ONWARD, ONWARD, DENIED, r.recipient = world_recipients[PROBATION], r.from = world_recipients[ICE]);
    EXPECT_BESIDES(ONWARD, ONWARD, DENIED, recipient, r.recipient = NULL);
    EXPECT_BESIDES(ONWARD, ONWARD, DENIED, recipient, r.recipient = "a stranger");
}

/* A document with fewer than two examiners, or no circumstances, is refused when it is read; were one made by hand, the
 * guarantees would hold. */
static void two_examiners_and_a_review_whatever_the_terms(void **state)
{
    static struct tp_terms terms;
    struct tp_request request = world_request(&world, TP_STAGE_RELEASE);
    struct situation situation = {.request = &request, .terms = &terms, .in_force = &terms};

    (void)state;
    terms.recipient_count = 1;
    terms.recipients[0] = (struct tp_recipient){"ice-ero", "ICE", true};
    request.examiners = 1;
    assert_int_equal(tp_policy_clauses[TP_CLAUSE_EXAMINATION](&situation), TP_EFFECT_DENIED);
    assert_int_equal(tp_policy_clauses[TP_CLAUSE_DISCRETION](&situation), TP_EFFECT_DENIED);
    request.examiners = 2;
    terms.circumstances = BIT(0);
    assert_int_equal(tp_policy_clauses[TP_CLAUSE_EXAMINATION](&situation), TP_EFFECT_ALLOWED);
    assert_int_equal(tp_policy_clauses[TP_CLAUSE_DISCRETION](&situation), TP_EFFECT_ALLOWED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(each_clause_says_yes_to_what_was_agreed),
    TEST(nothing_without_an_agreement_in_force),
    TEST(the_version_in_force_must_be_named),
    TEST(both_sides_are_parties_in_their_roles),
    TEST(another_partys_repository_is_not_agreed),
    TEST(a_booking_is_of_the_senders_own_jurisdiction),
    TEST(only_who_has_joined_takes_part),
    TEST(a_county_does_not_hide_behind_its_state),
    TEST(purposes_and_materials_are_those_agreed),
    TEST(a_search_needs_its_offence),
    TEST(a_match_below_the_threshold_is_withheld),
    TEST(excluded_people_are_neither_searched_nor_told),
    TEST(nobody_has_to_look_where_nobody_is_excluded),
    TEST(the_ledger_was_cosigned_recently),
    TEST(a_match_takes_examiners),
    TEST(only_agreed_fields_are_told),
    TEST(recipients_are_named),
    TEST(before_enforcement_a_person_decides),
    TEST(others_need_no_review_but_heed_one),
    TEST(passing_on_to_enforcement_needs_the_review_too),
    TEST(nothing_is_kept_longer_than_agreed),
    TEST(passing_on_is_agreed_by_name),
    TEST(two_examiners_and_a_review_whatever_the_terms),
};
TP_TEST_MAIN(tests)
