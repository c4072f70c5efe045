/* SPDX-License-Identifier: Apache-2.0 */
/* Joining, suspending, leaving and returning: by whom, for which version, and what covers whom. */
#include "sample.h"

#define DAY ((int64_t)SAMPLE_DAY_S)

static struct tp_history *history;
static const struct tp_terms *version;
static int64_t now_s;

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

/* The next step of BY, a second later. */
static void take(enum tp_event_kind kind, const char *by)
{
    assert_int_equal(sample_step(history, version, kind, by, ++now_s), TP_REFUSAL_NONE);
}

static void refuse(enum tp_event_kind kind, const char *by, enum tp_refusal refusal)
{
    assert_string_equal(tp_refusal_code(sample_step(history, version, kind, by, ++now_s)), tp_refusal_code(refusal));
}

static void expect(const char *jurisdiction, enum tp_participation participation, bool takes_part)
{
    assert_string_equal(tp_participation_code(tp_history_participation(history, version, jurisdiction, now_s)),
                        tp_participation_code(participation));
    assert_int_equal(tp_history_takes_part(history, version, jurisdiction, now_s), takes_part);
}

static void test_joining(void **state)
{
    (void)state;

    expect(SAMPLE_NY, TP_PARTICIPATION_OUT, false);
    take(TP_EVENT_JOIN, SAMPLE_DUTCHESS);
    expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_IN, false); /* the state has not joined */
    take(TP_EVENT_JOIN, SAMPLE_NY);
    expect(SAMPLE_NY, TP_PARTICIPATION_IN, true);
    expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_IN, true);
    expect("US-NY-059", TP_PARTICIPATION_OUT, false);
    refuse(TP_EVENT_JOIN, SAMPLE_NY, TP_REFUSAL_NOT_IN_THIS_STATE);
    assert_false(tp_history_takes_part(history, version, SAMPLE_DUTCHESS, now_s - 2));
    assert_true(tp_history_takes_part(history, version, SAMPLE_DUTCHESS, now_s - 1));
}

/* A country among the sources covers its states. */
static void test_three_levels(void **state)
{
    const char *changes[] = {"{\"jurisdiction\":\"US-IL\"",
                             "{\"jurisdiction\":\"US\",\"key\":\"@US@\"},{\"jurisdiction\":\"US-IL\"", NULL};
    (void)state;

    tp_history_free(&history);
    history = sample_active(changes, &now_s);
    version = tp_history_version(history, 0);
    take(TP_EVENT_JOIN, SAMPLE_DUTCHESS);
    take(TP_EVENT_JOIN, SAMPLE_NY);
    expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_IN, false);
    take(TP_EVENT_JOIN, "US");
    expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_IN, true);
    take(TP_EVENT_SUSPEND, "US");
    expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_IN, false);
    expect(SAMPLE_NY, TP_PARTICIPATION_IN, false);
}

static void test_leaving(void **state)
{
    (void)state;

    take(TP_EVENT_JOIN, SAMPLE_NY);
    take(TP_EVENT_JOIN, SAMPLE_DUTCHESS);
    take(TP_EVENT_LEAVE, SAMPLE_DUTCHESS);
    expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_LEFT, false);
    expect(SAMPLE_NY, TP_PARTICIPATION_IN, true);
    refuse(TP_EVENT_RESUME, SAMPLE_DUTCHESS, TP_REFUSAL_NOT_IN_THIS_STATE);
    take(TP_EVENT_JOIN, SAMPLE_DUTCHESS);
    expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_IN, true);
    take(TP_EVENT_LEAVE, SAMPLE_NY);
    expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_IN, false);
    take(TP_EVENT_LEAVE, SAMPLE_DUTCHESS);
    take(TP_EVENT_JOIN, SAMPLE_NY); /* the state's return brings no county back */
    expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_LEFT, false);
    expect(SAMPLE_NY, TP_PARTICIPATION_IN, true);
}

static void test_suspending(void **state)
{
    (void)state;

    refuse(TP_EVENT_RESUME, SAMPLE_NY, TP_REFUSAL_NOT_IN_THIS_STATE);
    take(TP_EVENT_JOIN, SAMPLE_NY);
    take(TP_EVENT_JOIN, SAMPLE_DUTCHESS);
    take(TP_EVENT_SUSPEND, SAMPLE_NY);
    expect(SAMPLE_NY, TP_PARTICIPATION_SUSPENDED, false);
    expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_IN, false);
    take(TP_EVENT_SUSPEND, SAMPLE_NY); /* again changes nothing */
    take(TP_EVENT_RESUME, SAMPLE_NY);
    expect(SAMPLE_NY, TP_PARTICIPATION_IN, true);
    expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_IN, true);
    refuse(TP_EVENT_RESUME, SAMPLE_NY, TP_REFUSAL_NOT_IN_THIS_STATE);
    take(TP_EVENT_SUSPEND, SAMPLE_NY);
    take(TP_EVENT_JOIN, SAMPLE_NY); /* joins this version after it */
    expect(SAMPLE_NY, TP_PARTICIPATION_IN, true);
    take(TP_EVENT_SUSPEND, SAMPLE_NY);
    take(TP_EVENT_LEAVE, SAMPLE_NY);
    expect(SAMPLE_NY, TP_PARTICIPATION_LEFT, false);
    refuse(TP_EVENT_RESUME, SAMPLE_NY, TP_REFUSAL_NOT_IN_THIS_STATE);
}

/* Massachusetts announced that it would not take part, before it ever had. */
static void test_refusing_beforehand(void **state)
{
    (void)state;

    take(TP_EVENT_LEAVE, "US-MA");
    expect("US-MA", TP_PARTICIPATION_LEFT, false);
    take(TP_EVENT_SUSPEND, "US-IL");
    expect("US-IL", TP_PARTICIPATION_SUSPENDED, false);
    take(TP_EVENT_JOIN, "US-IL-031");
    expect("US-IL-031", TP_PARTICIPATION_IN, false);
    take(TP_EVENT_RESUME, "US-IL");
    expect("US-IL", TP_PARTICIPATION_OUT, false);
}

/* Joining is for one version, stopping for all. */
static void test_versions(void **state)
{
    char *document = sample_amendment(version, (const char *[]){"\"examiners\":2", "\"examiners\":3", NULL});
    const struct tp_terms *first = version, *second;
    (void)state;

    take(TP_EVENT_JOIN, "US-IL");
    take(TP_EVENT_JOIN, "US-MA");
    take(TP_EVENT_JOIN, SAMPLE_NY);
    take(TP_EVENT_SUSPEND, SAMPLE_NY);
    second = sample_bring_into_force(history, document, now_s, &now_s);
    version = second;
    expect("US-IL", TP_PARTICIPATION_OUT, false);
    expect(SAMPLE_NY, TP_PARTICIPATION_SUSPENDED, false);
    take(TP_EVENT_JOIN, "US-IL");
    take(TP_EVENT_JOIN, "US-MA");
    expect("US-IL", TP_PARTICIPATION_IN, true);
    take(TP_EVENT_RESUME, SAMPLE_NY); /* as far as it had joined: not this version */
    expect(SAMPLE_NY, TP_PARTICIPATION_OUT, false);
    take(TP_EVENT_LEAVE, "US-IL");
    version = first;
    expect(SAMPLE_NY, TP_PARTICIPATION_IN, true);
    expect("US-IL", TP_PARTICIPATION_LEFT, false);
    take(TP_EVENT_LEAVE, "US-MA"); /* naming the first */
    version = second;
    expect("US-MA", TP_PARTICIPATION_LEFT, false);
    take(TP_EVENT_JOIN, "US-IL");
    expect("US-IL", TP_PARTICIPATION_IN, true);
    version = first;
    expect("US-IL", TP_PARTICIPATION_LEFT, false);
    free(document);
}

/* Joining waits for the comment period; of a version that is only proposed, or later ended, nobody takes part. */
static void test_joining_early(void **state)
{
    int64_t end_s = now_s + 61 * DAY;
    char *document = sample_amendment(version, NULL);
    (void)state;

    now_s += DAY;
    assert_int_equal(sample_propose(history, document, "ny-dcjs", now_s), TP_REFUSAL_NONE);
    version = tp_history_version(history, 1);
    refuse(TP_EVENT_JOIN, SAMPLE_NY, TP_REFUSAL_TOO_EARLY);
    assert_int_equal(sample_step(history, version, TP_EVENT_NOTICE, "ny-dcjs", now_s = end_s - 60 * DAY),
                     TP_REFUSAL_NONE);
    now_s = end_s - 2;
    refuse(TP_EVENT_JOIN, SAMPLE_NY, TP_REFUSAL_TOO_EARLY);
    take(TP_EVENT_JOIN, SAMPLE_NY);
    expect(SAMPLE_NY, TP_PARTICIPATION_IN, true);
    free(document);
}

static const char *const everybody[] = {"ny-dcjs", "dhs-ident", "US-IL", "US-IL-031", "US-MA", "US-NY", "US-NY-059"};

/* After a county has left, no step of anybody else brings it back, whatever its number and whomever it names: every
 * signer takes every kind of step, as itself and in the county's name. */
static void test_nobody_else_returns(void **state)
{
    (void)state;

    take(TP_EVENT_JOIN, SAMPLE_NY);
    take(TP_EVENT_JOIN, SAMPLE_DUTCHESS);
    take(TP_EVENT_LEAVE, SAMPLE_DUTCHESS);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(everybody); i++)
        for (int kind = TP_EVENT_NOTICE; kind < TP_EVENT_KINDS; kind++) {
            for (uint32_t sequence = 1; sequence <= 4; sequence++) {
                struct tp_event *event =
                    sample_event(version, (enum tp_event_kind)kind, SAMPLE_DUTCHESS, sequence, ++now_s);
                enum tp_refusal refusal;

                sample_sign(event, everybody[i]);
                refusal = sample_offer(history, event, now_s);
                assert_true(refusal == TP_REFUSAL_BAD_SIGNATURE || refusal == TP_REFUSAL_WRONG_SIGNER);
                expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_LEFT, false);
            }
            if (kind != TP_EVENT_TERMINATE)
                (void)sample_step(history, version, (enum tp_event_kind)kind, everybody[i], ++now_s);
            expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_LEFT, false);
        }
    take(TP_EVENT_JOIN, SAMPLE_NY);
    take(TP_EVENT_JOIN, SAMPLE_DUTCHESS);
    expect(SAMPLE_DUTCHESS, TP_PARTICIPATION_IN, true);
}

/* A stop that comes before earlier events of its signer is not undone by them. */
static void test_gaps(void **state)
{
    struct tp_event *join = sample_event(version, TP_EVENT_JOIN, SAMPLE_NY, 1, now_s),
                    *suspend = sample_event(version, TP_EVENT_SUSPEND, SAMPLE_NY, 2, now_s),
                    *resume = sample_event(version, TP_EVENT_RESUME, SAMPLE_NY, 3, now_s),
                    *leave = sample_event(version, TP_EVENT_LEAVE, SAMPLE_NY, 4, now_s);
    (void)state;

    assert_int_equal(sample_offer(history, leave, now_s), TP_REFUSAL_NONE);
    expect(SAMPLE_NY, TP_PARTICIPATION_LEFT, false);
    assert_int_equal(sample_offer(history, join, now_s), TP_REFUSAL_NONE);
    expect(SAMPLE_NY, TP_PARTICIPATION_LEFT, false);
    assert_int_equal(sample_offer(history, suspend, now_s), TP_REFUSAL_NONE);
    assert_int_equal(sample_offer(history, resume, now_s), TP_REFUSAL_NONE);
    expect(SAMPLE_NY, TP_PARTICIPATION_LEFT, false);
    assert_int_equal(tp_history_next_sequence(history, SAMPLE_NY, sample_key(SAMPLE_NY)), 5);
    take(TP_EVENT_JOIN, SAMPLE_NY);
    expect(SAMPLE_NY, TP_PARTICIPATION_IN, true);
}

/* Who gives one number to a stop and to something else has stopped, in whatever order they come. */
static void test_contradiction(void **state)
{
    (void)state;

    for (int order = 0; order < 2; order++) {
        struct tp_event *join = sample_event(version, TP_EVENT_JOIN, order ? "US-IL" : "US-MA", 1, now_s),
                        *leave = sample_event(version, TP_EVENT_LEAVE, order ? "US-IL" : "US-MA", 1, now_s);

        if (order == 0)
            assert_int_equal(sample_offer(history, join, now_s), TP_REFUSAL_NONE);
        assert_int_equal(sample_offer(history, leave, now_s), TP_REFUSAL_NONE);
        if (order == 1)
            assert_int_equal(sample_offer(history, join, now_s), TP_REFUSAL_CONTRADICTS);
        expect(order ? "US-IL" : "US-MA", TP_PARTICIPATION_LEFT, false);
    }
}

enum { STATES = 50, COUNTIES = 60, QUERIES = 200000 };

/* Fifty states of sixty counties each, in the place of the sources. */
static char *many_sources(void)
{
    struct tp_buffer list;
    char *text;

    tp_buffer_init(&list);
    tp_write_text(&list, "\"sources\":[");
    for (int state = 0; state < STATES; state++)
        for (int county = 0; county <= COUNTIES; county++) {
            uint8_t key[TP_KEY_BYTES] = {(uint8_t)state, (uint8_t)county, 1};

            tp_write_text(&list, "{\"jurisdiction\":\"CA-%c%c", 'A' + state / 10, 'A' + state % 10);
            if (county > 0)
                tp_write_text(&list, "-%03d", county);
            tp_write_text(&list, "\",\"key\":\"");
            tp_base64_encode(key, sizeof key, &list);
            tp_write_text(&list, "\"},");
        }
    tp_write_u8(&list, 0);
    text = sample_document((const char *[]){"\"sources\":[", (const char *)list.data, NULL});
    tp_buffer_deinit(&list);
    return text;
}

/* A decision asks a few of these: with thousands of sources and hundreds of events all must be fast. */
static void test_speed(void **state)
{
    static const char *const codes[] = {SAMPLE_DUTCHESS, "US-NY-059", "US-MA", "CA-EJ-060", "CA-AA-001", "none"};
    char *document = many_sources();
    int64_t started_ns, taken_ns;
    size_t taking_part = 0;
    (void)state;

    tp_history_free(&history);
    assert_int_equal(tp_history_new(&history, NULL), TP_OK);
    version = sample_bring_into_force(history, document, SAMPLE_FROM_S, &now_s);
    assert_int_equal(version->source_count, STATES * (COUNTIES + 1) + 6);
    for (int i = 0; i < 60; i++) {
        take(TP_EVENT_JOIN, SAMPLE_DUTCHESS);
        take(TP_EVENT_SUSPEND, i % 2 ? "ny-dcjs" : "dhs-ident");
        take(TP_EVENT_LEAVE, SAMPLE_DUTCHESS);
        take(TP_EVENT_RESUME, i % 2 ? "ny-dcjs" : "dhs-ident");
        take(TP_EVENT_COMMENT, "ny-dcjs");
    }
    take(TP_EVENT_JOIN, SAMPLE_DUTCHESS);
    take(TP_EVENT_JOIN, SAMPLE_NY);
    started_ns = tp_clock_cpu_ns();
    for (size_t i = 0; i < QUERIES; i++)
        taking_part += tp_history_in_force(history, now_s) == version &&
                       tp_history_life(history, version, now_s) == TP_LIFE_ACTIVE &&
                       tp_history_takes_part(history, version, codes[i % TP_ARRAY_LENGTH(codes)], now_s);
    taken_ns = (tp_clock_cpu_ns() - started_ns) / QUERIES;
    print_message("# in force, life and participation: %lld ns, %zu sources, %zu events\n", (long long)taken_ns,
                  version->source_count, tp_history_count(history));
    assert_int_equal(taking_part, (QUERIES + 5) / 6);
    assert_true(taken_ns < 50000); /* measured: 100; a sanitizer or a busy machine takes longer */
    free(document);
}

static void test_unknown(void **state)
{
    (void)state;

    expect("US-NY-061", TP_PARTICIPATION_OUT, false);
    expect("US", TP_PARTICIPATION_OUT, false);
    expect(NULL, TP_PARTICIPATION_OUT, false);
    assert_false(tp_history_takes_part(NULL, version, SAMPLE_NY, now_s));
    assert_false(tp_history_takes_part(history, NULL, SAMPLE_NY, now_s));
    assert_int_equal(tp_history_participation(history, NULL, SAMPLE_NY, now_s), TP_PARTICIPATION_OUT);
    assert_string_equal(tp_participation_code((enum tp_participation)99), "out");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    TEST(test_joining),
    TEST(test_three_levels),
    TEST(test_leaving),
    TEST(test_suspending),
    TEST(test_refusing_beforehand),
    TEST(test_versions),
    TEST(test_joining_early),
    TEST(test_nobody_else_returns),
    TEST(test_gaps),
    TEST(test_contradiction),
    TEST(test_speed),
    TEST(test_unknown),
};

TP_TEST_MAIN(tests)
