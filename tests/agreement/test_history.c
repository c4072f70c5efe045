/* SPDX-License-Identifier: Apache-2.0 */
/* Histories: a life from proposal to end, what is kept of it, and what the lists give. */
#include "sample.h"

static struct tp_history *new_history(void)
{
    struct tp_history *history;

    assert_int_equal(tp_history_new(&history, NULL), TP_OK);
    return history;
}

static void test_empty(void **state)
{
    struct tp_history *history = new_history();
    int64_t received_s;
    (void)state;

    assert_int_equal(tp_history_count(history), 0);
    assert_int_equal(tp_history_version_count(history), 0);
    assert_string_equal(tp_history_agreement(history), "");
    assert_null(tp_history_event(history, 0, &received_s));
    assert_null(tp_history_version(history, 0));
    assert_null(tp_history_find_version(history, ""));
    assert_null(tp_history_in_force(history, INT64_MAX));
    assert_int_equal(tp_history_next_sequence(history, "ny-dcjs", sample_key("ny-dcjs")), 1);
    assert_int_equal(tp_history_last_stop_s(history), INT64_MIN);
    tp_history_free(&history);
    tp_history_free(&history);
}

static void test_last_stop(void **state)
{
    int64_t active_s;
    struct tp_history *history = sample_active(NULL, &active_s);
    const struct tp_terms *version = tp_history_version(history, 0);
    struct tp_event *dated_back = sample_event(version, TP_EVENT_LEAVE, SAMPLE_NY, 1, active_s + 10);
    (void)state;

    assert_int_equal(tp_history_last_stop_s(history), INT64_MIN);
    assert_int_equal(sample_step(history, version, TP_EVENT_SUSPEND, "ny-dcjs", active_s + 20), TP_REFUSAL_NONE);
    assert_int_equal(sample_step(history, version, TP_EVENT_RESUME, "ny-dcjs", active_s + 30), TP_REFUSAL_NONE);
    assert_int_equal(sample_offer(history, dated_back, active_s + 40), TP_REFUSAL_NONE);
    assert_int_equal(tp_history_last_stop_s(history), active_s + 20);
    tp_history_free(&history);
}

static void test_lists(void **state)
{
    int64_t active_s, received_s;
    struct tp_history *history = sample_active(NULL, &active_s);
    const struct tp_terms *version = tp_history_version(history, 0);
    static const enum tp_event_kind kinds[] = {TP_EVENT_PROPOSE, TP_EVENT_NOTICE, TP_EVENT_SIGN, TP_EVENT_SIGN,
                                               TP_EVENT_ACTIVATE};
    (void)state;

    assert_int_equal(tp_history_count(history), TP_ARRAY_LENGTH(kinds));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(kinds); i++)
        assert_int_equal(tp_history_event(history, i, &received_s)->kind, kinds[i]);
    assert_int_equal(received_s, active_s);
    assert_null(tp_history_event(history, 5, &received_s));
    assert_string_equal(tp_history_agreement(history), version->hash);
    assert_ptr_equal(tp_history_find_version(history, version->hash), version);
    assert_int_equal(tp_history_next_sequence(history, "ny-dcjs", sample_key("ny-dcjs")), 5);
    assert_int_equal(tp_history_next_sequence(history, "dhs-ident", sample_key("dhs-ident")), 2);
    assert_int_equal(tp_history_next_sequence(history, "ny-dcjs", sample_key("dhs-ident")), 1);
    assert_int_equal(tp_history_next_sequence(history, "US-NY", sample_key("US-NY")), 1);
    tp_history_free(&history);
}

/* All events of one history, offered to another with their times, lead to the same. */
static void test_replay(void **state)
{
    int64_t active_s, received_s;
    struct tp_history *history = sample_active(NULL, &active_s), *copy = new_history();
    (void)state;

    assert_int_equal(sample_step(history, tp_history_version(history, 0), TP_EVENT_LEAVE, "US-NY", active_s + 9),
                     TP_REFUSAL_NONE);
    for (size_t i = 0; i < tp_history_count(history); i++) {
        const struct tp_event *event = tp_history_event(history, i, &received_s);
        enum tp_refusal refusal;

        assert_int_equal(tp_history_offer(copy, event, received_s, &refusal, NULL), TP_OK);
        assert_int_equal(tp_history_offer(copy, event, received_s, &refusal, NULL), TP_E_DENIED);
        assert_int_equal(refusal, TP_REFUSAL_REPLAYED);
    }
    assert_int_equal(tp_history_count(copy), tp_history_count(history));
    assert_string_equal(tp_history_in_force(copy, active_s)->hash, tp_history_in_force(history, active_s)->hash);
    tp_history_free(&copy);
    tp_history_free(&history);
}

/* What no file could say is no event, whoever signs it. */
static void test_malformed(void **state)
{
    struct tp_history *history = new_history();
    struct tp_terms *terms = sample_terms(NULL);
    struct tp_event *event = sample_event(terms, TP_EVENT_SIGN, "ny-dcjs", 1, SAMPLE_FROM_S);
    enum tp_refusal refusal;
    struct tp_diag diag;
    (void)state;

    event->by[0] = '*';
    tp_diag_init(&diag);
    assert_int_equal(tp_history_offer(history, event, SAMPLE_FROM_S, &refusal, &diag), TP_E_FORMAT);
    assert_string_equal(diag.field, "event.by");
    assert_int_equal(refusal, TP_REFUSAL_NONE);
    assert_int_equal(tp_history_count(history), 0);
    tp_event_free(&event);
    tp_terms_free(&terms);
    tp_history_free(&history);
}

/* Versions are listed by number and hash, in whatever order they came. */
static void test_order_of_versions(void **state)
{
    int64_t active_s;
    struct tp_history *history = sample_active(NULL, &active_s);
    const struct tp_terms *first = tp_history_version(history, 0);
    (void)state;

    for (int i = 0; i < 4; i++) {
        char days[32];
        const char *changes[] = {"\"retention_days\":30", days, NULL};
        char *document;

        snprintf(days, sizeof days, "\"retention_days\":%d", i);
        document = sample_amendment(first, changes);
        assert_int_equal(sample_propose(history, document, i % 2 ? "ny-dcjs" : "dhs-ident", active_s + 1 + i),
                         TP_REFUSAL_NONE);
        free(document);
    }
    assert_int_equal(tp_history_version_count(history), 5);
    assert_ptr_equal(tp_history_version(history, 0), first);
    for (size_t i = 2; i < 5; i++) {
        const struct tp_terms *before = tp_history_version(history, i - 1), *after = tp_history_version(history, i);

        assert_int_equal(after->version, 2);
        assert_true(strcmp(before->hash, after->hash) < 0 || before->version == 1);
        assert_string_equal(after->agreement, first->hash);
        assert_ptr_equal(tp_history_find_version(history, after->hash), after);
    }
    tp_history_free(&history);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_empty),  cmocka_unit_test(test_last_stop), cmocka_unit_test(test_lists),
    cmocka_unit_test(test_replay), cmocka_unit_test(test_malformed), cmocka_unit_test(test_order_of_versions),
};

TP_TEST_MAIN(tests)
