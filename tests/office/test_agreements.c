/* SPDX-License-Identifier: Apache-2.0 */
#include "desk.h"

#define OFFICER TP_DUTY_BIT(AGREEMENT_OFFICER)

static struct desk desk;
static struct tp_history *history;
static int64_t active_s;
static char hash[TP_HASH_TEXT_BYTES];

static int set_up(void **state)
{
    (void)state;
    history = sample_active(NULL, &active_s);
    snprintf(hash, sizeof hash, "%s", tp_history_agreement(history));
    desk_make(&desk, "ny-dcjs", active_s + SAMPLE_DAY_S, NULL, NULL);
    desk_follow(&desk, history);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    desk_remove(&desk);
    tp_history_free(&history);
    return 0;
}

static void the_public_reads_lists_states_and_documents(void **state)
{
    struct asked *asked = desk_get(&desk, "listAgreements", NULL, NULL);
    const struct tp_json_value *line = tp_json_element(asked_member(asked, "agreements"), 0);
    const char *document;
    size_t size_bytes;

    (void)state;
    assert_string_equal(tp_json_to_text(tp_json_member(line, "agreement")), hash);
    assert_string_equal(tp_json_to_text(tp_json_member(line, "life")), "active");
    asked_free(&asked);
    asked = desk_get(&desk, "getAgreement", hash, NULL);
    assert_string_equal(asked_text(asked, "agreement"), hash);
    asked_free(&asked);
    asked = desk_get(&desk, "getAgreementDocument", hash, "1");
    document = tp_terms_document(tp_history_version(history, 0), &size_bytes);
    assert_int_equal(asked->text_bytes, size_bytes);
    assert_memory_equal(asked->text, document, size_bytes);
    asked_free(&asked);
    asked = desk_get(&desk, "getAgreementWords", hash, "1");
    assert_true(tp_json_count(asked_member(asked, "sections")) > 10);
    asked_free(&asked);
}

static void the_state_of_an_earlier_day_can_be_asked_for(void **state)
{
    static const char *const query[] = {"at", "2010-01-01T00:00:00Z", NULL}, *const bad[] = {"at", "yesterday", NULL};
    const struct question earlier = {.operation = "listAgreements", .query = query},
                          wrong = {.operation = "getAgreement", .values = {hash}, .query = bad};
    struct asked *asked = desk_ask(&desk, &earlier);
    const struct tp_json_value *line = tp_json_element(asked_member(asked, "agreements"), 0);

    (void)state;
    assert_string_equal(tp_json_to_text(tp_json_member(line, "life")), "none");
    asked_free(&asked);
    asked = desk_ask(&desk, &wrong);
    assert_int_equal(asked->status, TP_E_ARGUMENT);
    assert_string_equal(asked->diag.field, "at");
    asked_free(&asked);
}

static void every_event_is_listed_and_can_be_had_as_it_was_signed(void **state)
{
    struct asked *list = desk_get(&desk, "listAgreementEvents", hash, NULL), *one;
    const struct tp_json_value *events = asked_member(list, "events");
    struct tp_event *event;

    (void)state;
    assert_int_equal(tp_json_count(events), tp_history_count(history));
    for (size_t i = 0; i < tp_json_count(events); i++) {
        const char *name = tp_json_to_text(tp_json_member(tp_json_element(events, i), "event"));

        one = desk_get(&desk, "getAgreementEvent", hash, name);
        assert_int_equal(tp_event_parse(one->text, one->text_bytes, &event, NULL), TP_OK);
        assert_string_equal(event->hash, name);
        tp_event_free(&event);
        asked_free(&one);
    }
    asked_free(&list);
}

/* Proposes another agreement at the desk, so that events of both take turns in the ledger. */
static void propose_another(void)
{
    char *document = sample_document(NULL), *title = strstr(document, "\"title\":\""), json[SAMPLE_DOCUMENT_MAX + 64];
    struct question question = {.operation = "proposeAgreement", .duties = OFFICER, .json = json};
    struct asked *asked;

    assert_non_null(title);
    title[strlen("\"title\":\"")] = 'X';
    snprintf(json, sizeof json, "{\"document\":%s}", document);
    free(document);
    asked = desk_ask(&desk, &question);
    assert_int_equal(asked->status, TP_OK);
    asked_free(&asked);
}

static void an_event_is_told_with_its_line_of_the_published_ledger(void **state)
{
    const struct question stop = {.operation = "takeAgreementStep",
                                  .duties = OFFICER,
                                  .values = {hash},
                                  .json = "{\"step\":\"suspend\",\"reason\":\"To look.\"}"};
    struct asked *list = desk_get(&desk, "listAgreementEvents", hash, NULL), *leaf, *step;
    char index[24];
    int64_t place, last = -1;

    (void)state;
    assert_int_equal(tp_json_kind(tp_json_member(tp_json_element(asked_member(list, "events"), 0), "leaf")),
                     TP_JSON_NULL);
    asked_free(&list);
    propose_another();
    step = desk_ask(&desk, &stop);
    assert_int_equal(step->status, TP_OK);
    asked_free(&step);
    desk_publish(&desk);
    list = desk_get(&desk, "listAgreementEvents", hash, NULL);
    for (size_t i = 0; i < tp_json_count(asked_member(list, "events")); i++) {
        const struct tp_json_value *event = tp_json_element(asked_member(list, "events"), i), *line;

        assert_true(tp_json_to_integer(tp_json_member(event, "leaf"), &place) && place > last);
        last = place;
        snprintf(index, sizeof index, "%lld", (long long)place);
        leaf = desk_get(&desk, "getLeaf", index, NULL);
        line = asked_member(leaf, "leaf");
        assert_string_equal(tp_json_to_text(tp_json_member(line, "event")),
                            tp_json_to_text(tp_json_member(event, "kind")));
        assert_string_equal(tp_json_to_text(tp_json_member(line, "agreement")),
                            tp_json_to_text(tp_json_member(event, "version")));
        asked_free(&leaf);
    }
    assert_int_equal(last, tp_json_count(asked_member(list, "events"))); /* one line is the other's */
    asked_free(&list);
}

static void what_is_not_there_is_not_found(void **state)
{
    static const struct question questions[] = {
        {.operation = "getAgreement", .values = {"123456"}},
        {.operation = "getAgreement", .values = {"12"}},
        {.operation = "getAgreementDocument", .values = {hash, "7"}},
        {.operation = "getAgreementEvent", .values = {hash, "abc"}},
        {.operation = "getParticipation", .values = {hash, "US-CA"}},
        {.operation = "getAttachment", .values = {"../organisation.yaml"}},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(questions); i++) {
        struct asked *asked = desk_ask(&desk, &questions[i]);

        if (asked->status != TP_E_NOT_FOUND)
            print_error("%s %s\n", questions[i].operation, questions[i].values[0]);
        assert_int_equal(asked->status, TP_E_NOT_FOUND);
        asked_free(&asked);
    }
}

static void participation_is_told_with_all_its_changes(void **state)
{
    const struct tp_terms *version = tp_history_version(history, 0);
    struct tp_history *told = history;
    const struct tp_json_value *changes;
    struct asked *asked;

    (void)state;
    assert_int_equal(sample_step(told, version, TP_EVENT_JOIN, "US-NY", active_s + 10), TP_REFUSAL_NONE);
    assert_int_equal(sample_step(told, version, TP_EVENT_LEAVE, "US-NY", active_s + 20), TP_REFUSAL_NONE);
    desk_remove(&desk);
    desk_make(&desk, "ny-dcjs", active_s + SAMPLE_DAY_S, NULL, NULL);
    desk_follow(&desk, told);
    asked = desk_get(&desk, "getParticipation", hash, "US-NY");
    assert_string_equal(asked_text(asked, "participation"), "left");
    changes = asked_member(asked, "changes");
    assert_int_equal(tp_json_count(changes), 4); /* in force, in, left, no longer in force */
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(changes, 1), "participation")), "in");
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(changes, 2), "participation")), "left");
    asked_free(&asked);
}

static void a_preview_decides_without_a_leaf(void **state)
{
    const struct question question = {.operation = "previewDecision",
                                      .duties = OFFICER,
                                      .values = {hash},
                                      .json = "{\"stage\":\"send\",\"jurisdiction\":\"US-NY\"}"};
    struct question wrong = question;
    struct asked *asked, *before = desk_get(&desk, "getLedger", NULL, NULL), *after;

    (void)state;
    asked = desk_ask(&desk, &question);
    assert_int_equal(asked->status, TP_OK);
    assert_string_equal(asked_text(asked, "effect"), "denied");
    asked_free(&asked);
    desk_publish(&desk);
    after = desk_get(&desk, "getLedger", NULL, NULL);
    assert_true(asked_integer(after, "size") >= asked_integer(before, "size"));
    asked_free(&before);
    before = after;
    wrong.json = "{\"stage\":\"send\",\"colour\":1}";
    asked = desk_ask(&desk, &wrong);
    assert_int_equal(asked->status, TP_E_FORMAT);
    assert_string_equal(asked->diag.field, "colour");
    asked_free(&asked);
    wrong.duties = TP_DUTY_BIT(EXAMINER);
    asked = desk_ask(&desk, &wrong);
    assert_int_equal(asked->status, TP_E_DENIED);
    asked_free(&asked);
    asked_free(&before);
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    AT_DESK(the_public_reads_lists_states_and_documents),
    AT_DESK(the_state_of_an_earlier_day_can_be_asked_for),
    AT_DESK(every_event_is_listed_and_can_be_had_as_it_was_signed),
    AT_DESK(an_event_is_told_with_its_line_of_the_published_ledger),
    AT_DESK(what_is_not_there_is_not_found),
    AT_DESK(participation_is_told_with_all_its_changes),
    AT_DESK(a_preview_decides_without_a_leaf),
};
TP_TEST_MAIN(tests)
