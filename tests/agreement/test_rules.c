/* SPDX-License-Identifier: Apache-2.0 */
/* Every reason to refuse a step, produced. */
#include "agreement/history_parts.h"

#include "sample.h"

#define DAY ((int64_t)SAMPLE_DAY_S)

static struct tp_history *history;
static const struct tp_terms *version;
static int64_t now_s;

/* The sample is in force. */
static int set_up(void **state)
{
    (void)state;
    history = sample_active(NULL, &now_s);
    version = tp_history_version(history, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_history_free(&history);
    return 0;
}

static void expect(enum tp_refusal refusal, enum tp_refusal expected)
{
    assert_string_equal(tp_refusal_code(refusal), tp_refusal_code(expected));
}

/* The next step of BY, dated and received a second later. */
static void step(enum tp_event_kind kind, const char *by, enum tp_refusal expected)
{
    now_s++;
    expect(sample_step(history, version, kind, by, now_s), expected);
}

static struct tp_event *event_of(enum tp_event_kind kind, const char *by, uint32_t sequence)
{
    return sample_event(version, kind, by, sequence, now_s);
}

/* Proposes the sample amended with CHANGES. */
static const struct tp_terms *propose(const char *by, const char *const *changes, enum tp_refusal expected)
{
    char *document = sample_amendment(version, changes);
    struct tp_terms *terms;
    const struct tp_terms *found;

    now_s++;
    expect(sample_propose(history, document, by, now_s), expected);
    assert_int_equal(tp_terms_parse(document, strlen(document), &terms, NULL), TP_OK);
    found = tp_history_find_version(history, terms->hash);
    tp_terms_free(&terms);
    free(document);
    return found;
}

static void test_unknown(void **state)
{
    struct tp_terms *other = sample_terms((const char *[]){"IDENT", "OTHER", NULL});
    struct tp_event *event;
    struct tp_history *empty;
    (void)state;

    assert_int_equal(tp_history_new(&empty, NULL), TP_OK);
    expect(sample_offer(empty, event_of(TP_EVENT_LEAVE, SAMPLE_NY, 1), now_s), TP_REFUSAL_UNKNOWN_AGREEMENT);
    assert_int_equal(empty->signer_count, 0);
    tp_history_free(&empty);
    expect(sample_offer(history, sample_event(other, TP_EVENT_LEAVE, SAMPLE_NY, 1, now_s), now_s),
           TP_REFUSAL_UNKNOWN_AGREEMENT);
    memcpy(other->agreement, version->agreement, sizeof other->agreement);
    expect(sample_offer(history, sample_event(other, TP_EVENT_LEAVE, SAMPLE_NY, 1, now_s), now_s),
           TP_REFUSAL_UNKNOWN_VERSION);
    event = event_of(TP_EVENT_PROPOSE, "ny-dcjs", 5);
    tp_event_free(&event);
    tp_terms_free(&other);
}

/* A proposal that begins another agreement, or amends what is not known. */
static void test_unknown_proposals(void **state)
{
    char *other = sample_document((const char *[]){"IDENT", "OTHER", NULL});
    struct tp_terms *terms = sample_terms((const char *[]){"IDENT", "OTHER", NULL});
    char *amendment = sample_amendment(terms, NULL);
    (void)state;

    expect(sample_offer(history, sample_proposal(other, "", "ny-dcjs", 5, now_s), now_s), TP_REFUSAL_UNKNOWN_AGREEMENT);
    expect(sample_propose(history, amendment, "ny-dcjs", now_s), TP_REFUSAL_UNKNOWN_VERSION);
    free(other);
    free(amendment);
    tp_terms_free(&terms);
}

static void test_wrong_signers(void **state)
{
    (void)state;

    step(TP_EVENT_COMMENT, "fbi", TP_REFUSAL_WRONG_SIGNER);
    step(TP_EVENT_LEAVE, "US-TX", TP_REFUSAL_WRONG_SIGNER);
    step(TP_EVENT_JOIN, "ny-dcjs", TP_REFUSAL_WRONG_SIGNER);
    step(TP_EVENT_LEAVE, "ny-dcjs", TP_REFUSAL_WRONG_SIGNER);
    for (int kind = TP_EVENT_NOTICE; kind < TP_EVENT_KINDS; kind++)
        if (kind != TP_EVENT_SUSPEND && kind != TP_EVENT_RESUME && kind != TP_EVENT_JOIN && kind != TP_EVENT_LEAVE)
            step((enum tp_event_kind)kind, SAMPLE_NY, TP_REFUSAL_WRONG_SIGNER);
    propose(SAMPLE_NY, NULL, TP_REFUSAL_WRONG_SIGNER);
    propose("fbi", NULL, TP_REFUSAL_WRONG_SIGNER);
}

#define NEW_PARTY                                                                                                      \
    "\"parties\":[{\"id\":\"new\",\"name\":\"N\",\"jurisdiction\":\"US\",\"key\":\"@new@\",\"roles\":[\"oversight\"]}" \
    ","

/* A new party has its say in the version that names it, and none in what that amends; but its stops hold for all. */
static void test_new_party(void **state)
{
    const char *changes[] = {"\"parties\":[", NEW_PARTY, NULL};
    (void)state;

    propose("new", changes, TP_REFUSAL_WRONG_SIGNER);
    step(TP_EVENT_COMMENT, "new", TP_REFUSAL_WRONG_SIGNER);
    version = propose("ny-dcjs", changes, TP_REFUSAL_NONE);
    step(TP_EVENT_COMMENT, "new", TP_REFUSAL_NONE);
    step(TP_EVENT_NOTICE, "new", TP_REFUSAL_WRONG_SIGNER);
    step(TP_EVENT_SUSPEND, "new", TP_REFUSAL_NONE);
    step(TP_EVENT_SUSPEND, "new", TP_REFUSAL_NONE);
    assert_int_equal(tp_history_life(history, tp_history_version(history, 0), now_s), TP_LIFE_SUSPENDED);
    step(TP_EVENT_RESUME, "new", TP_REFUSAL_NONE);
    assert_int_equal(tp_history_life(history, tp_history_version(history, 0), now_s), TP_LIFE_ACTIVE);
    step(TP_EVENT_TERMINATE, "new", TP_REFUSAL_NONE);
    assert_int_equal(tp_history_life(history, version, now_s), TP_LIFE_TERMINATED);
    assert_int_equal(tp_history_life(history, tp_history_version(history, 0), now_s), TP_LIFE_TERMINATED);
}

static void test_signatures(void **state)
{
    struct tp_event *event = event_of(TP_EVENT_LEAVE, SAMPLE_DUTCHESS, 1);
    (void)state;

    sample_sign(event, SAMPLE_NY);
    expect(sample_offer(history, event, now_s), TP_REFUSAL_BAD_SIGNATURE);
    event = event_of(TP_EVENT_COMMENT, "ny-dcjs", 5);
    event->time_s--;
    expect(sample_offer(history, event, now_s), TP_REFUSAL_BAD_SIGNATURE);
    assert_int_equal(tp_history_count(history), 5);
}

static void test_numbers(void **state)
{
    struct tp_event *other;
    (void)state;

    expect(sample_offer(history, event_of(TP_EVENT_COMMENT, "ny-dcjs", 6), now_s), TP_REFUSAL_OUT_OF_ORDER);
    expect(sample_offer(history, event_of(TP_EVENT_COMMENT, "ny-dcjs", 5), now_s), TP_REFUSAL_NONE);
    expect(sample_offer(history, event_of(TP_EVENT_COMMENT, "ny-dcjs", 5), now_s + 9), TP_REFUSAL_REPLAYED);
    other = event_of(TP_EVENT_COMMENT, "ny-dcjs", 5);
    other->reason = strdup("another");
    sample_sign(other, "ny-dcjs");
    expect(sample_offer(history, other, now_s), TP_REFUSAL_CONTRADICTS);
    expect(sample_offer(history, event_of(TP_EVENT_SUSPEND, "ny-dcjs", 5), now_s), TP_REFUSAL_NONE);
    expect(sample_offer(history, event_of(TP_EVENT_SUSPEND, "ny-dcjs", 5), now_s), TP_REFUSAL_REPLAYED);
    expect(sample_offer(history, event_of(TP_EVENT_SUSPEND, "ny-dcjs", 9), now_s), TP_REFUSAL_NONE);
    expect(sample_offer(history, event_of(TP_EVENT_COMMENT, "ny-dcjs", 9), now_s), TP_REFUSAL_CONTRADICTS);
    expect(sample_offer(history, event_of(TP_EVENT_COMMENT, "ny-dcjs", 8), now_s), TP_REFUSAL_OUT_OF_ORDER);
    expect(sample_offer(history, event_of(TP_EVENT_COMMENT, "ny-dcjs", 6), now_s), TP_REFUSAL_NONE);
}

static void test_times(void **state)
{
    struct tp_event *event;
    (void)state;

    now_s += 1000;
    event = event_of(TP_EVENT_COMMENT, "dhs-ident", 2);
    expect(sample_offer(history, event, now_s - TP_CLOCK_SKEW_S - 1), TP_REFUSAL_FROM_THE_FUTURE);
    event = event_of(TP_EVENT_COMMENT, "dhs-ident", 2);
    expect(sample_offer(history, event, now_s - TP_CLOCK_SKEW_S), TP_REFUSAL_NONE);
    now_s--;
    expect(sample_offer(history, event_of(TP_EVENT_COMMENT, "dhs-ident", 3), now_s), TP_REFUSAL_BACK_IN_TIME);
    now_s++;
    expect(sample_offer(history, event_of(TP_EVENT_COMMENT, "dhs-ident", 3), now_s), TP_REFUSAL_NONE);
    /* a stop with a foolish time counts at once, and its time binds nobody */
    event = sample_event(version, TP_EVENT_SUSPEND, "dhs-ident", 4, now_s + 1000 * DAY);
    expect(sample_offer(history, event, now_s), TP_REFUSAL_NONE);
    assert_int_equal(tp_history_life(history, version, now_s), TP_LIFE_SUSPENDED);
    step(TP_EVENT_RESUME, "dhs-ident", TP_REFUSAL_NONE);
    assert_int_equal(tp_history_life(history, version, now_s), TP_LIFE_ACTIVE);
    event = sample_event(version, TP_EVENT_SUSPEND, "dhs-ident", 6, 0);
    expect(sample_offer(history, event, now_s), TP_REFUSAL_NONE);
    assert_int_equal(tp_history_life(history, version, now_s - 1), TP_LIFE_SUSPENDED);
}

static void test_early(void **state)
{
    struct tp_event *event;
    (void)state;

    version = propose("ny-dcjs", NULL, TP_REFUSAL_NONE);
    step(TP_EVENT_SIGN, "ny-dcjs", TP_REFUSAL_TOO_EARLY);
    step(TP_EVENT_ACTIVATE, "ny-dcjs", TP_REFUSAL_TOO_EARLY);
    step(TP_EVENT_NOTICE, "dhs-ident", TP_REFUSAL_WRONG_SIGNER);
    step(TP_EVENT_NOTICE, "ny-dcjs", TP_REFUSAL_NONE);
    step(TP_EVENT_NOTICE, "ny-dcjs", TP_REFUSAL_NOT_IN_THIS_STATE);
    now_s += 60 * DAY - 3;
    step(TP_EVENT_SIGN, "ny-dcjs", TP_REFUSAL_TOO_EARLY);
    /* dated too early, whenever it comes */
    event = event_of(TP_EVENT_SIGN, "dhs-ident", 2);
    expect(sample_offer(history, event, now_s + 9 * DAY), TP_REFUSAL_TOO_EARLY);
    step(TP_EVENT_SIGN, "ny-dcjs", TP_REFUSAL_NONE);
    step(TP_EVENT_SIGN, "ny-dcjs", TP_REFUSAL_NOT_IN_THIS_STATE);
    step(TP_EVENT_ACTIVATE, "ny-dcjs", TP_REFUSAL_NOT_SIGNED);
    step(TP_EVENT_SIGN, "dhs-ident", TP_REFUSAL_NONE);
    step(TP_EVENT_ACTIVATE, "ny-dcjs", TP_REFUSAL_NONE);
    step(TP_EVENT_ACTIVATE, "ny-dcjs", TP_REFUSAL_NOT_IN_THIS_STATE);
    step(TP_EVENT_ACTIVATE, "dhs-ident", TP_REFUSAL_NONE); /* it could not know */
}

static void test_not_valid_yet(void **state)
{
    char *document = sample_document((const char *[]){"2011-01-11", "2012-01-11", NULL});
    (void)state;

    tp_history_free(&history);
    assert_int_equal(tp_history_new(&history, NULL), TP_OK);
    now_s = SAMPLE_FROM_S;
    expect(sample_propose(history, document, "ny-dcjs", now_s), TP_REFUSAL_NONE);
    version = tp_history_version(history, 0);
    step(TP_EVENT_NOTICE, "ny-dcjs", TP_REFUSAL_NONE);
    now_s += 60 * DAY;
    step(TP_EVENT_SIGN, "ny-dcjs", TP_REFUSAL_NONE);
    step(TP_EVENT_SIGN, "dhs-ident", TP_REFUSAL_NONE);
    step(TP_EVENT_ACTIVATE, "ny-dcjs", TP_REFUSAL_TOO_EARLY);
    now_s = version->valid_from_s - 2;
    step(TP_EVENT_ACTIVATE, "ny-dcjs", TP_REFUSAL_TOO_EARLY);
    step(TP_EVENT_ACTIVATE, "ny-dcjs", TP_REFUSAL_NONE);
    free(document);
}

static void test_end(void **state)
{
    int64_t active_s = now_s;
    struct tp_event *event;
    (void)state;

    step(TP_EVENT_SUSPEND, "dhs-ident", TP_REFUSAL_NONE);
    event = sample_event(version, TP_EVENT_COMMENT, "ny-dcjs", 5, SAMPLE_UNTIL_S);
    expect(sample_offer(history, event, SAMPLE_UNTIL_S), TP_REFUSAL_ENDED);
    event = sample_event(version, TP_EVENT_JOIN, SAMPLE_NY, 1, SAMPLE_UNTIL_S);
    expect(sample_offer(history, event, SAMPLE_UNTIL_S), TP_REFUSAL_ENDED);
    event = sample_event(version, TP_EVENT_COMMENT, "ny-dcjs", 5, SAMPLE_UNTIL_S - 100); /* was on its way */
    expect(sample_offer(history, event, SAMPLE_UNTIL_S + DAY), TP_REFUSAL_NONE);
    event = sample_event(version, TP_EVENT_RESUME, "dhs-ident", 3, SAMPLE_UNTIL_S);
    expect(sample_offer(history, event, SAMPLE_UNTIL_S), TP_REFUSAL_NONE);
    event = sample_event(version, TP_EVENT_TERMINATE, "dhs-ident", 4, active_s);
    expect(sample_offer(history, event, SAMPLE_UNTIL_S), TP_REFUSAL_NONE);
    now_s = SAMPLE_UNTIL_S - 5;
    step(TP_EVENT_JOIN, SAMPLE_NY, TP_REFUSAL_ENDED);
    propose("ny-dcjs", NULL, TP_REFUSAL_ENDED);
    step(TP_EVENT_SUSPEND, "ny-dcjs", TP_REFUSAL_NONE);
    step(TP_EVENT_RESUME, "ny-dcjs", TP_REFUSAL_ENDED);
    step(TP_EVENT_LEAVE, SAMPLE_NY, TP_REFUSAL_NONE);
    step(TP_EVENT_TERMINATE, "ny-dcjs", TP_REFUSAL_NONE);
}

static void test_amendments(void **state)
{
    static const char *const bad[][3] = {{"@US-NY@", "@other@"}, {"@dhs-ident@", "@other@"}};
    static const char *const years[][3] = {
        {"2013-", "2014-"}, {"2013-", "2015-"}, {"2013-", "2016-"}, {"2013-", "2017-"}, {"2013-", "2018-"}};
    const struct tp_terms *first = version, *other, *second, *third;
    (void)state;

    propose("ny-dcjs", bad[0], TP_REFUSAL_BAD_AMENDMENT);
    propose("ny-dcjs", bad[1], TP_REFUSAL_BAD_AMENDMENT);
    propose("ny-dcjs", (const char *[]){"\"version\":2", "\"version\":3", NULL}, TP_REFUSAL_BAD_AMENDMENT);
    second = propose("ny-dcjs", years[0], TP_REFUSAL_NONE);
    propose("ny-dcjs", years[0], TP_REFUSAL_NOT_IN_THIS_STATE);
    propose("dhs-ident", years[0], TP_REFUSAL_NONE);
    other = propose("ny-dcjs", years[1], TP_REFUSAL_NONE);
    propose("ny-dcjs", years[2], TP_REFUSAL_NONE);
    propose("ny-dcjs", years[3], TP_REFUSAL_NONE);
    propose("ny-dcjs", years[4], TP_REFUSAL_TOO_MANY);
    propose("dhs-ident", years[4], TP_REFUSAL_NONE); /* nobody is kept from it by another */
    version = second;
    propose("ny-dcjs", NULL, TP_REFUSAL_OTHER_VERSION); /* not yet the one to amend */
    step(TP_EVENT_NOTICE, "ny-dcjs", TP_REFUSAL_NONE);
    version = other;
    step(TP_EVENT_NOTICE, "ny-dcjs", TP_REFUSAL_NONE);
    now_s += 61 * DAY;
    version = second;
    step(TP_EVENT_SIGN, "ny-dcjs", TP_REFUSAL_NONE);
    version = other;
    step(TP_EVENT_SIGN, "ny-dcjs", TP_REFUSAL_OTHER_VERSION);
    step(TP_EVENT_SIGN, "dhs-ident", TP_REFUSAL_NONE);
    version = second;
    step(TP_EVENT_SIGN, "dhs-ident", TP_REFUSAL_OTHER_VERSION);
    version = first;
    propose("ny-dcjs", (const char *[]){"2013-", "2019-", NULL}, TP_REFUSAL_OTHER_VERSION);
    third = other;
    assert_int_equal(tp_history_life(history, third, now_s), TP_LIFE_NOTICED);
}

/* Who has put the amendment into force is done with the version before, and with what could have come instead. */
static void test_beyond(void **state)
{
    const struct tp_terms *first = version, *other;
    char *document = sample_amendment(first, NULL);
    (void)state;

    other = propose("ny-dcjs", (const char *[]){"IDENT", "OTHER", NULL}, TP_REFUSAL_NONE);
    sample_bring_into_force(history, document, now_s, &now_s);
    step(TP_EVENT_COMMENT, "ny-dcjs", TP_REFUSAL_OTHER_VERSION);
    step(TP_EVENT_COMMENT, "dhs-ident", TP_REFUSAL_NONE); /* may not know of it yet */
    version = other;
    step(TP_EVENT_COMMENT, "ny-dcjs", TP_REFUSAL_OTHER_VERSION);
    step(TP_EVENT_NOTICE, "ny-dcjs", TP_REFUSAL_OTHER_VERSION);
    step(TP_EVENT_SUSPEND, "ny-dcjs", TP_REFUSAL_NONE);
    step(TP_EVENT_RESUME, "ny-dcjs", TP_REFUSAL_NONE);
    free(document);
}

/* ---- limits ----------------------------------------------------------------------------------------------------- */

/* A step of BY that is in the history without having been offered, which would take long thousands of times. */
static void fill(const char *by, enum tp_event_kind kind, uint32_t count)
{
    struct tp_history_signer *signer = tp_history_find_signer(history, by, sample_key(by));

    for (uint32_t i = 0; i < count; i++) {
        struct tp_step step = {.kind = kind, .version = history->versions[0], .from_s = now_s};

        assert_non_null(signer);
        assert_int_equal(tp_signer_reserve(signer, NULL), TP_OK);
        step.sequence = signer->complete + 1;
        step.event = history->events[0].event;
        tp_signer_add(signer, &step);
    }
}

static void test_too_many_steps(void **state)
{
    (void)state;

    fill("ny-dcjs", TP_EVENT_PETITION, TP_SIGNER_STEPS_MAX);
    step(TP_EVENT_COMMENT, "ny-dcjs", TP_REFUSAL_TOO_MANY);
    step(TP_EVENT_COMMENT, "dhs-ident", TP_REFUSAL_NONE); /* others are not kept from theirs */
    step(TP_EVENT_SUSPEND, "ny-dcjs", TP_REFUSAL_NONE);
    step(TP_EVENT_RESUME, "ny-dcjs", TP_REFUSAL_NONE); /* nor it from what is no record */
    fill("ny-dcjs", TP_EVENT_RESUME, TP_SIGNER_STEPS_MAX - 5);
    step(TP_EVENT_SUSPEND, "ny-dcjs", TP_REFUSAL_NONE);
    step(TP_EVENT_RESUME, "ny-dcjs", TP_REFUSAL_TOO_MANY);
    assert_int_equal(tp_history_life(history, version, now_s), TP_LIFE_SUSPENDED);
}

/* A number as high as there is keeps nobody from stopping again. */
static void test_highest_number(void **state)
{
    (void)state;

    expect(sample_offer(history, event_of(TP_EVENT_SUSPEND, SAMPLE_NY, TP_SEQUENCE_MAX), now_s), TP_REFUSAL_NONE);
    step(TP_EVENT_LEAVE, SAMPLE_NY, TP_REFUSAL_NONE);
    assert_int_equal(tp_history_participation(history, version, SAMPLE_NY, now_s), TP_PARTICIPATION_LEFT);
    step(TP_EVENT_JOIN, SAMPLE_NY, TP_REFUSAL_CONTRADICTS);
}

/* A stop is refused when there are thousands only if it changes nothing. */
static void test_too_many_stops(void **state)
{
    (void)state;

    step(TP_EVENT_JOIN, SAMPLE_NY, TP_REFUSAL_NONE);
    fill(SAMPLE_NY, TP_EVENT_SUSPEND, TP_SIGNER_STEPS_MAX - 1);
    step(TP_EVENT_SUSPEND, SAMPLE_NY, TP_REFUSAL_NONE);
    step(TP_EVENT_SUSPEND, SAMPLE_NY, TP_REFUSAL_TOO_MANY);
    step(TP_EVENT_RESUME, SAMPLE_NY, TP_REFUSAL_TOO_MANY);
    step(TP_EVENT_LEAVE, SAMPLE_NY, TP_REFUSAL_NONE);
    assert_int_equal(tp_history_participation(history, version, SAMPLE_NY, now_s), TP_PARTICIPATION_LEFT);
    step(TP_EVENT_LEAVE, SAMPLE_NY, TP_REFUSAL_TOO_MANY);
    /* behind a return that is not undone yet there is always room */
    step(TP_EVENT_JOIN, SAMPLE_DUTCHESS, TP_REFUSAL_NONE);
    fill(SAMPLE_DUTCHESS, TP_EVENT_LEAVE, TP_SIGNER_STEPS_MAX);
    fill(SAMPLE_DUTCHESS, TP_EVENT_JOIN, 1);
    assert_int_equal(tp_history_participation(history, version, SAMPLE_DUTCHESS, now_s), TP_PARTICIPATION_IN);
    expect(sample_offer(history, event_of(TP_EVENT_LEAVE, SAMPLE_DUTCHESS, 7), now_s), TP_REFUSAL_TOO_MANY);
    step(TP_EVENT_LEAVE, SAMPLE_DUTCHESS, TP_REFUSAL_NONE);
    assert_int_equal(tp_history_participation(history, version, SAMPLE_DUTCHESS, now_s), TP_PARTICIPATION_LEFT);
    step(TP_EVENT_LEAVE, SAMPLE_DUTCHESS, TP_REFUSAL_TOO_MANY);
}

/* ---- stops always work ------------------------------------------------------------------------------------------ */

/* Of each state that the agreement can be in, with numbers missing, twice, and by every version. */
static void test_stops_always(void **state)
{
    static const struct {
        enum tp_event_kind kind;
        const char *by;
    } stops[] = {{TP_EVENT_SUSPEND, "ny-dcjs"},   {TP_EVENT_TERMINATE, "dhs-ident"}, {TP_EVENT_SUSPEND, SAMPLE_NY},
                 {TP_EVENT_LEAVE, SAMPLE_NY},     {TP_EVENT_LEAVE, SAMPLE_DUTCHESS}, {TP_EVENT_SUSPEND, "dhs-ident"},
                 {TP_EVENT_TERMINATE, "ny-dcjs"}, {TP_EVENT_LEAVE, "US-MA"}};
    char *second = sample_amendment(version, NULL);
    (void)state;

    for (size_t steps = 1; steps <= 13; steps++) {
        struct tp_history *other;
        int64_t received_s = 0;

        if (steps == 6)
            sample_bring_into_force(history, second, now_s, &now_s);
        if (steps == 11)
            step(TP_EVENT_SUSPEND, "ny-dcjs", TP_REFUSAL_NONE);
        if (steps == 12)
            step(TP_EVENT_TERMINATE, "ny-dcjs", TP_REFUSAL_NONE);
        if (steps == 13)
            step(TP_EVENT_LEAVE, SAMPLE_NY, TP_REFUSAL_NONE);
        assert_int_equal(tp_history_new(&other, NULL), TP_OK);
        for (size_t i = 0; i < steps; i++) {
            const struct tp_event *event = tp_history_event(history, i, &received_s);
            enum tp_refusal refusal;

            assert_int_equal(tp_history_offer(other, event, received_s, &refusal, NULL), TP_OK);
        }
        for (size_t i = 0; i < TP_ARRAY_LENGTH(stops) * tp_history_version_count(other); i++) {
            const struct tp_terms *named = tp_history_version(other, i / TP_ARRAY_LENGTH(stops));
            size_t stop = i % TP_ARRAY_LENGTH(stops);
            const char *by = stops[stop].by;

            for (int doubled = 0; doubled < 3; doubled++)
                expect(sample_offer(other,
                                    sample_event(named, stops[stop].kind, by,
                                                 100 * (uint32_t)(doubled > 0) + (uint32_t)i + 1, received_s + 1000),
                                    received_s),
                       doubled < 2 ? TP_REFUSAL_NONE : TP_REFUSAL_REPLAYED);
            assert_null(tp_history_in_force(other, i == 0 ? received_s : INT64_MAX));
        }
        tp_history_free(&other);
    }
    free(second);
}

static void test_words(void **state)
{
    (void)state;

    assert_string_equal(tp_refusal_code(TP_REFUSAL_TOO_EARLY), "too-early");
    assert_string_equal(tp_refusal_words(TP_REFUSAL_NOT_SIGNED), "a party has not signed");
    assert_string_equal(tp_refusal_code((enum tp_refusal)99), "unknown");
    assert_string_equal(tp_refusal_words((enum tp_refusal)99), "the reason is unknown");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    TEST(test_unknown),        TEST(test_unknown_proposals),
    TEST(test_wrong_signers),  TEST(test_new_party),
    TEST(test_signatures),     TEST(test_numbers),
    TEST(test_times),          TEST(test_early),
    TEST(test_not_valid_yet),  TEST(test_end),
    TEST(test_amendments),     TEST(test_beyond),
    TEST(test_too_many_steps), TEST(test_highest_number),
    TEST(test_too_many_stops), TEST(test_stops_always),
    TEST(test_words),
};

TP_TEST_MAIN(tests)
