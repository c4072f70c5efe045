/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a version at every instant of its own, and around each. */
#include "sample.h"

#define DAY ((int64_t)SAMPLE_DAY_S)

static void take(struct tp_history *history, const struct tp_terms *version, enum tp_event_kind kind, const char *by,
                 int64_t time_s)
{
    assert_int_equal(sample_step(history, version, kind, by, time_s), TP_REFUSAL_NONE);
}

/* LIFE before TIME and NEXT from it on. */
static void assert_turns(const struct tp_history *history, const struct tp_terms *version, int64_t time_s,
                         enum tp_life life, enum tp_life next)
{
    assert_string_equal(tp_life_code(tp_history_life(history, version, time_s - 1)), tp_life_code(life));
    assert_string_equal(tp_life_code(tp_history_life(history, version, time_s)), tp_life_code(next));
    assert_string_equal(tp_life_code(tp_history_life(history, version, time_s + 1)), tp_life_code(next));
}

static void assert_in_force(const struct tp_history *history, int64_t clock_s, const struct tp_terms *version)
{
    assert_ptr_equal(tp_history_in_force(history, clock_s), version);
    if (version)
        assert_int_equal(tp_history_life(history, version, clock_s), TP_LIFE_ACTIVE);
}

static void test_life(void **state)
{
    int64_t start_s = SAMPLE_FROM_S - 90 * DAY, notice_s = start_s + DAY, end_s = notice_s + 60 * DAY;
    char *document = sample_document(NULL);
    const struct tp_terms *version;
    struct tp_history *history;
    (void)state;

    assert_int_equal(tp_history_new(&history, NULL), TP_OK);
    assert_int_equal(sample_propose(history, document, "dhs-ident", start_s), TP_REFUSAL_NONE);
    version = tp_history_version(history, 0);
    assert_int_equal(tp_history_comments_end_s(history, version), INT64_MAX);
    take(history, version, TP_EVENT_NOTICE, "ny-dcjs", notice_s);
    assert_int_equal(tp_history_comments_end_s(history, version), end_s);
    take(history, version, TP_EVENT_SIGN, "dhs-ident", end_s);
    take(history, version, TP_EVENT_SIGN, "ny-dcjs", end_s + 5);
    take(history, version, TP_EVENT_ACTIVATE, "ny-dcjs", SAMPLE_FROM_S);
    take(history, version, TP_EVENT_SUSPEND, "ny-dcjs", SAMPLE_FROM_S + 10);
    take(history, version, TP_EVENT_SUSPEND, "dhs-ident", SAMPLE_FROM_S + 20);
    take(history, version, TP_EVENT_RESUME, "ny-dcjs", SAMPLE_FROM_S + 30);
    take(history, version, TP_EVENT_RESUME, "dhs-ident", SAMPLE_FROM_S + 40);
    assert_turns(history, version, start_s, TP_LIFE_NONE, TP_LIFE_PROPOSED);
    assert_turns(history, version, notice_s, TP_LIFE_PROPOSED, TP_LIFE_NOTICED);
    assert_turns(history, version, end_s, TP_LIFE_NOTICED, TP_LIFE_NOTICED);
    assert_turns(history, version, end_s + 5, TP_LIFE_NOTICED, TP_LIFE_SIGNED);
    assert_turns(history, version, SAMPLE_FROM_S, TP_LIFE_SIGNED, TP_LIFE_ACTIVE);
    assert_turns(history, version, SAMPLE_FROM_S + 10, TP_LIFE_ACTIVE, TP_LIFE_SUSPENDED);
    assert_turns(history, version, SAMPLE_FROM_S + 30, TP_LIFE_SUSPENDED, TP_LIFE_SUSPENDED);
    assert_turns(history, version, SAMPLE_FROM_S + 40, TP_LIFE_SUSPENDED, TP_LIFE_ACTIVE);
    assert_turns(history, version, SAMPLE_UNTIL_S, TP_LIFE_ACTIVE, TP_LIFE_EXPIRED);
    assert_in_force(history, SAMPLE_FROM_S - 1, NULL);
    assert_in_force(history, SAMPLE_FROM_S, version);
    assert_in_force(history, SAMPLE_FROM_S + 39, NULL);
    assert_in_force(history, SAMPLE_UNTIL_S - 1, version);
    assert_in_force(history, SAMPLE_UNTIL_S, NULL);
    take(history, version, TP_EVENT_TERMINATE, "dhs-ident", SAMPLE_FROM_S + 50);
    assert_turns(history, version, SAMPLE_FROM_S + 50, TP_LIFE_ACTIVE, TP_LIFE_TERMINATED);
    assert_in_force(history, SAMPLE_UNTIL_S, NULL);
    free(document);
    tp_history_free(&history);
}

/* Nothing that never happened has happened at the end of time, or before its beginning. */
static void test_ends_of_time(void **state)
{
    char *document = sample_document((const char *[]){"2013-01-01", "9999-12-31", NULL});
    struct tp_history *history;
    (void)state;

    assert_int_equal(tp_history_new(&history, NULL), TP_OK);
    assert_int_equal(sample_propose(history, document, "ny-dcjs", SAMPLE_FROM_S), TP_REFUSAL_NONE);
    for (int i = 0; i < 2; i++) {
        int64_t clock_s = i ? INT64_MAX : INT64_MIN;

        assert_int_equal(tp_history_life(history, tp_history_version(history, 0), clock_s),
                         i ? TP_LIFE_EXPIRED : TP_LIFE_NONE);
        assert_null(tp_history_in_force(history, clock_s));
        assert_false(tp_history_takes_part(history, tp_history_version(history, 0), SAMPLE_NY, clock_s));
    }
    free(document);
    tp_history_free(&history);
}

static void test_amendment(void **state)
{
    int64_t first_s, second_s;
    struct tp_history *history = sample_active(NULL, &first_s);
    const struct tp_terms *first = tp_history_version(history, 0), *second;
    char *document = sample_amendment(first, (const char *[]){"\"examiners\":2", "\"examiners\":3", NULL});
    (void)state;

    second = sample_bring_into_force(history, document, first_s + DAY, &second_s);
    assert_int_equal(second_s, first_s + 61 * DAY);
    assert_turns(history, first, second_s, TP_LIFE_ACTIVE, TP_LIFE_REPLACED);
    assert_turns(history, second, first_s + DAY, TP_LIFE_NONE, TP_LIFE_NOTICED);
    assert_turns(history, second, second_s, TP_LIFE_NOTICED, TP_LIFE_ACTIVE);
    assert_in_force(history, second_s - 1, first);
    assert_in_force(history, second_s, second);
    assert_turns(history, first, SAMPLE_UNTIL_S, TP_LIFE_REPLACED, TP_LIFE_REPLACED);
    take(history, first, TP_EVENT_SUSPEND, "ny-dcjs", second_s + 10); /* naming the first, it holds for both */
    assert_turns(history, second, second_s + 10, TP_LIFE_ACTIVE, TP_LIFE_SUSPENDED);
    take(history, first, TP_EVENT_RESUME, "ny-dcjs", second_s + 20);
    assert_turns(history, second, second_s + 20, TP_LIFE_SUSPENDED, TP_LIFE_ACTIVE);
    take(history, first, TP_EVENT_TERMINATE, "ny-dcjs", second_s + 30);
    assert_turns(history, second, second_s + 30, TP_LIFE_ACTIVE, TP_LIFE_TERMINATED);
    free(document);
    tp_history_free(&history);
}

/* A suspension survives the amendment; an expired version can be renewed by one. */
static void test_amendment_of_what_is_not_in_force(void **state)
{
    static const char *const changes[] = {"2013-01-01", "2015-01-01", NULL};
    (void)state;

    for (int expired = 0; expired < 2; expired++) {
        int64_t first_s, second_s, start_s;
        struct tp_history *history = sample_active(NULL, &first_s);
        const struct tp_terms *first = tp_history_version(history, 0), *second;
        char *document = sample_amendment(first, changes);

        start_s = expired ? SAMPLE_UNTIL_S + DAY : first_s + DAY;
        take(history, first, TP_EVENT_SUSPEND, "ny-dcjs", first_s + 1);
        second = sample_bring_into_force(history, document, start_s, &second_s);
        assert_turns(history, second, second_s, TP_LIFE_NOTICED, TP_LIFE_SUSPENDED);
        take(history, first, TP_EVENT_RESUME, "ny-dcjs", second_s + 9);
        assert_turns(history, second, second_s + 9, TP_LIFE_SUSPENDED, TP_LIFE_ACTIVE);
        assert_turns(history, first, second_s, expired ? TP_LIFE_EXPIRED : TP_LIFE_SUSPENDED, TP_LIFE_REPLACED);
        free(document);
        tp_history_free(&history);
    }
}

/* The notice of an amendment is as long as the longer of both, by all whom either names. */
static void test_notice_of_amendment(void **state)
{
    static const char *const changes[] = {"\"days\":60,\"by\":[\"ny-dcjs\"]", "\"days\":1,\"by\":[\"dhs-ident\"]",
                                          NULL};
    int64_t first_s, start_s;
    struct tp_history *history = sample_active(NULL, &first_s);
    const struct tp_terms *first = tp_history_version(history, 0), *second;
    char *document = sample_amendment(first, changes);
    (void)state;

    start_s = first_s + DAY;
    assert_int_equal(sample_propose(history, document, "dhs-ident", start_s), TP_REFUSAL_NONE);
    second = tp_history_version(history, 1);
    take(history, second, TP_EVENT_NOTICE, "dhs-ident", start_s);
    assert_int_equal(tp_history_comments_end_s(history, second), INT64_MAX);
    assert_int_equal(tp_history_life(history, second, start_s), TP_LIFE_PROPOSED);
    take(history, second, TP_EVENT_NOTICE, "ny-dcjs", start_s + DAY);
    assert_int_equal(tp_history_comments_end_s(history, second), start_s + 61 * DAY);
    free(document);
    tp_history_free(&history);
}

static void test_unknown(void **state)
{
    int64_t active_s;
    struct tp_history *history = sample_active(NULL, &active_s);
    struct tp_terms *other = sample_terms((const char *[]){"IDENT", "OTHER", NULL}), *same = sample_terms(NULL);
    (void)state;

    assert_int_equal(tp_history_life(history, other, active_s), TP_LIFE_NONE);
    assert_int_equal(tp_history_comments_end_s(history, other), INT64_MAX);
    assert_int_equal(tp_history_life(history, NULL, active_s), TP_LIFE_NONE);
    assert_int_equal(tp_history_life(NULL, same, active_s), TP_LIFE_NONE);
    assert_null(tp_history_in_force(NULL, active_s));
    assert_int_equal(tp_history_life(history, same, active_s), TP_LIFE_ACTIVE);
    tp_terms_free(&other);
    tp_terms_free(&same);
    tp_history_free(&history);
}

static void test_words(void **state)
{
    (void)state;

    assert_string_equal(tp_life_code(TP_LIFE_REPLACED), "replaced");
    assert_string_equal(tp_life_words(TP_LIFE_ACTIVE), "in force");
    assert_string_equal(tp_life_code((enum tp_life)99), "none");
    assert_string_equal(tp_life_words((enum tp_life)99), "not proposed");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_life),
    cmocka_unit_test(test_ends_of_time),
    cmocka_unit_test(test_amendment),
    cmocka_unit_test(test_amendment_of_what_is_not_in_force),
    cmocka_unit_test(test_notice_of_amendment),
    cmocka_unit_test(test_unknown),
    cmocka_unit_test(test_words),
};

TP_TEST_MAIN(tests)
