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

/* The words of CLAUSE, as a text that the next call overwrites. */
static const char *words_of(const struct tp_history *history, const struct tp_request *request, enum tp_clause clause)
{
    static char text[2048];
    struct tp_decision decision;
    struct tp_buffer out;

    text[0] = '\0';
    tp_decide(history, request, world.now_s, &decision);
    for (size_t i = 0; i < decision.count; i++) {
        if (decision.clauses[i].clause != clause)
            continue;
        tp_buffer_init(&out);
        tp_clause_words(history, request, world.now_s, &decision, i, &out);
        assert_false(out.bad);
        assert_true(out.size_bytes < sizeof text);
        memcpy(text, out.data, out.size_bytes);
        text[out.size_bytes] = '\0';
        tp_buffer_deinit(&out);
    }
    return text;
}

#define WORDS(stage, clause, expected, ...)                                                                            \
    do {                                                                                                               \
        struct tp_request r = world_request(&world, TP_STAGE_##stage);                                                 \
        __VA_ARGS__;                                                                                                   \
        assert_string_equal(words_of(world.history, &r, TP_CLAUSE_##clause), expected);                                \
    } while (0)

static void a_withheld_match_names_both_levels(void **state)
{
    (void)state;
    WORDS(RELEASE, RELEASE_THRESHOLD,
          "the agreement releases matches of people convicted of a level 1 offence; this person's gravest conviction "
          "is level 3: withheld",
          r.conviction = TP_SERIOUSNESS_LEVEL_3);
    WORDS(ANSWER, RELEASE_THRESHOLD,
          "the agreement releases matches of people convicted of a level 1 offence; there is no match: allowed",
          r.match = false);
    WORDS(SEND, SEARCH_THRESHOLD,
          "the agreement searches for people charged with a level 3 offence or worse; the offence charged is unknown: "
          "denied",
          r.offence = -1);
}

static void life_and_version(void **state)
{
    (void)state;
    WORDS(SEND, IN_FORCE, "version 1 of the agreement is in force at 2011-01-11T00:00:00Z: allowed", (void)0);
    WORDS(SEND, VERSION, "version 1 is the one in force; the request is made under version 1: allowed", (void)0);
    WORDS(SEND, VERSION,
          "version 1 is the one in force; the request is made under a version that is not known here: denied",
          r.version = "abc");
    world_must(&world, TP_EVENT_SUSPEND, world_parties[DCJS]);
    WORDS(SEND, IN_FORCE,
          "no version of the agreement is in force at 2011-01-11T00:00:00Z; the one named is: suspended by a party: "
          "denied",
          (void)0);
    WORDS(SEND, VERSION, "no version is in force; the request is made under version 1: denied", (void)0);
}

static void who_takes_part(void **state)
{
    (void)state;
    WORDS(SEND, PARTICIPATION,
          "the agreement takes bookings of jurisdictions that have joined, and whose state has; US-NY-027 has joined, "
          "US-NY has joined: allowed",
          (void)0);
    world_must(&world, TP_EVENT_LEAVE, world_sources[NY]);
    WORDS(SEND, PARTICIPATION,
          "the agreement takes bookings of jurisdictions that have joined, and whose state has; US-NY-027 has joined, "
          "US-NY has left: denied",
          (void)0);
    WORDS(SEND, PARTICIPATION,
          "the agreement takes bookings of jurisdictions that have joined, and whose state has; US-TX is not among its "
          "sources: denied",
          r.jurisdiction = "US-TX");
    WORDS(SEND, PARTICIPATION,
          "the agreement takes bookings of jurisdictions that have joined, and whose state has; US-NY has left, but "
          "has jurisdictions of its own in the agreement, and the request does not say of which the booking is: denied",
          r.jurisdiction = world_sources[NY]);
    WORDS(SEND, PARTIES,
          "the agreement lets its senders ask dhs-ident, each for the bookings of its own jurisdiction; nobody, no "
          "party, asks dhs-ident about a booking of US-NY-027: denied",
          r.sender = NULL);
}

static void who_decides(void **state)
{
    char expected[512];

    (void)state;
    snprintf(expected, sizeof expected,
             "before anything goes to ice-ero, which enforces, the agreement has a person consider %s and %s; not yet "
             "considered: %s; a person decided not to release, without a written reason: denied",
             tp_circumstances.items[0].code, tp_circumstances.items[2].code, tp_circumstances.items[2].code);
    WORDS(RELEASE, DISCRETION, expected, r.considered = BIT(0), r.discretion = TP_DISCRETION_DECLINE,
          r.reason_written = false);
    WORDS(RELEASE, DISCRETION,
          "court does not enforce, so that the agreement requires no review; nobody has decided: allowed",
          r.recipient = world_recipients[COURT], r.discretion = TP_DISCRETION_NOT_DECIDED);
    WORDS(RELEASE, RECIPIENT,
          "the agreement names as recipients: court, ice-ero, probation; the request is for x: denied",
          r.recipient = "x");
    WORDS(ONWARD, ONWARD,
          "the agreement lets a recipient pass it on to court, ice-ero; probation would pass it on to court: allowed",
          (void)0);
}

static void numbers(void **state)
{
    (void)state;
    WORDS(SEND, WITNESS,
          "the agreement requires that the ledger was cosigned in the last 60 minutes; the last cosigned checkpoint is "
          "61 minutes old: denied",
          r.checkpoint_age_minutes = 61);
    WORDS(RELEASE, RETENTION, "the agreement lets the recipient keep it 30 days; it is to be kept 31 days: denied",
          r.retention_days = 31);
    WORDS(RELEASE, EXAMINATION,
          "the agreement has a match confirmed by 2 examiners; 1 concluded identification: denied", r.examiners = 1);
}

static void an_unknown_agreement_has_no_terms(void **state)
{
    const struct tp_request request = world_request(&world, TP_STAGE_SEND);

    (void)state;
    assert_string_equal(words_of(NULL, &request, TP_CLAUSE_PURPOSE),
                        "no agreement is known by which this could be allowed: denied");
}

/* Whatever is asked: one sentence of one line for every clause, which ends in its effect. */
static void every_clause_has_words(void **state)
{
    (void)state;
    for (unsigned stage = 0; stage < TP_STAGES; stage++) {
        for (int hostile = 0; hostile < 2; hostile++) {
            struct tp_request request = world_request(&world, (enum tp_stage)stage);

            if (hostile) {
                request.recipient = request.sender = request.jurisdiction = "\x1b[31m\n\xff";
                request.purpose = request.material = request.offence = 99;
                request.categories = request.fields = request.considered = UINT64_MAX;
            }
            for (unsigned clause = 0; clause < TP_CLAUSES; clause++) {
                const char *words = words_of(world.history, &request, (enum tp_clause)clause);

                assert_null(strpbrk(words, "\n\x1b\xff"));
                assert_true(!*words || strstr(words, ": allowed") || strstr(words, ": withheld") ||
                            strstr(words, ": denied"));
            }
        }
    }
}

static void a_place_beyond_the_decision_has_none(void **state)
{
    const struct tp_request request = world_request(&world, TP_STAGE_SEND);
    struct tp_decision decision;
    struct tp_buffer out;

    (void)state;
    tp_decide(world.history, &request, world.now_s, &decision);
    tp_buffer_init(&out);
    tp_clause_words(world.history, &request, world.now_s, &decision, decision.count, &out);
    assert_int_equal(out.size_bytes, 0);
    tp_buffer_deinit(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_withheld_match_names_both_levels),
    TEST(life_and_version),
    TEST(who_takes_part),
    TEST(who_decides),
    TEST(numbers),
    TEST(an_unknown_agreement_has_no_terms),
    TEST(every_clause_has_words),
    TEST(a_place_beyond_the_decision_has_none),
};
TP_TEST_MAIN(tests)
