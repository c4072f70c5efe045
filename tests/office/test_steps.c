/* SPDX-License-Identifier: Apache-2.0 */
#include "desk.h"

#define OFFICER TP_DUTY_BIT(AGREEMENT_OFFICER)

static struct desk desk;
static char hash[TP_HASH_TEXT_BYTES];

static int set_up(void **state)
{
    (void)state;
    desk_make(&desk, "ny-dcjs", SAMPLE_FROM_S, NULL, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    desk_remove(&desk);
    return 0;
}

static struct asked *officer(const char *operation, const char *first, const char *json)
{
    const struct question question = {.operation = operation, .duties = OFFICER, .values = {first}, .json = json};

    return desk_ask(&desk, &question);
}

static void propose(void)
{
    char *document = sample_document(NULL), json[SAMPLE_DOCUMENT_MAX + 64];
    struct asked *asked;

    snprintf(json, sizeof json, "{\"document\":%s,\"reason\":\"To begin.\"}", document);
    free(document);
    asked = officer("proposeAgreement", NULL, json);
    if (asked->status != TP_OK)
        fail_msg("%s: %s", asked->diag.field, asked->diag.text);
    assert_int_equal(asked->http, 201);
    assert_string_equal(asked_text(asked, "life"), "proposed");
    assert_string_equal(asked_text(asked, "by"), "ny-dcjs");
    snprintf(hash, sizeof hash, "%s", asked_text(asked, "agreement"));
    assert_non_null(strstr(asked->location, asked_text(asked, "event")));
    asked_free(&asked);
}

static tp_status append_signing(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct tp_buffer *text = context;

    (void)diag;
    assert_string_equal(entry->link, hash);
    assert_int_equal(strlen(tp_entry_text(entry, "event")), 64);
    tp_write_text(text, "%s %s %s %s\n", tp_entry_text(entry, "account"), tp_entry_text(entry, "how"),
                  tp_entry_text(entry, "step"), tp_entry_text(entry, "by"));
    return TP_OK;
}

static void assert_signings(const char *wanted)
{
    const struct tp_store_query query = {.kind = "signing", .due_until_s = TP_STORE_NEVER};
    struct tp_buffer text;

    tp_buffer_init(&text);
    assert_int_equal(tp_entry_each(desk.exchange, &query, append_signing, &text, NULL), TP_OK);
    tp_write_u8(&text, 0);
    assert_string_equal((const char *)text.data, wanted);
    tp_buffer_deinit(&text);
}

static void an_officer_proposes_and_the_event_is_passed_on(void **state)
{
    struct asked *asked;

    (void)state;
    propose();
    desk_work(&desk);
    assert_int_equal(desk.passed_on, 1);
    asked = officer("takeAgreementStep", hash, "{\"step\":\"notice\",\"reason\":\"Published today.\"}");
    assert_int_equal(asked->status, TP_OK);
    assert_int_equal(asked_integer(asked, "sequence"), 2);
    asked_free(&asked);
    desk_work(&desk);
    assert_int_equal(desk.passed_on, 2);
    assert_signings("officer signed propose ny-dcjs\nofficer signed notice ny-dcjs\n");
}

static uint64_t count_leaves(const char *kind)
{
    struct asked *asked;
    const struct tp_json_value *leaves;
    uint64_t count = 0;

    desk_publish(&desk);
    asked = desk_get(&desk, "listLeaves", NULL, NULL);
    leaves = asked_member(asked, "leaves");
    for (size_t i = 0; i < tp_json_count(leaves); i++)
        count += strcmp(tp_json_to_text(tp_json_member(tp_json_member(tp_json_element(leaves, i), "leaf"), "kind")),
                        kind) == 0;
    asked_free(&asked);
    return count;
}

static void a_step_that_is_refused_is_a_leaf_and_goes_nowhere(void **state)
{
    struct asked *asked;

    (void)state;
    propose();
    asked = officer("takeAgreementStep", hash, "{\"step\":\"sign\"}"); /* nobody was told yet */
    assert_int_equal(asked->status, TP_E_CONFLICT);
    assert_string_equal(asked->diag.field, "too-early");
    asked_free(&asked);
    desk_work(&desk);
    assert_int_equal(desk.passed_on, 1);
    assert_int_equal(count_leaves("event"), 1);
    assert_int_equal(count_leaves("refused-event"), 1);
    assert_signings("officer signed propose ny-dcjs\n");
}

static void what_is_no_step_is_refused_before_anything_happens(void **state)
{
    static const struct {
        const char *json, *field;
    } bad[] = {
        {"{}", "step"},
        {"{\"step\":\"propose\"}", "step"},
        {"{\"step\":\"comment\"}", "step"},
        {"{\"step\":\"join\"}", "as"},
        {"{\"step\":\"sign\",\"as\":\"US-NY\"}", "as"},
        {"{\"step\":\"leave\",\"as\":\"nowhere\"}", "as"},
        {"{\"step\":\"sign\",\"version\":\"9\"}", "version"},
    };
    struct asked *asked;

    (void)state;
    propose();
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        asked = officer("takeAgreementStep", hash, bad[i].json);
        assert_int_not_equal(asked->status, TP_OK);
        assert_string_equal(asked->diag.field, bad[i].field);
        asked_free(&asked);
    }
    asked = officer("proposeAgreement", NULL, "{\"document\":{\"form\":\"tenprint-agreement/1\"}}");
    assert_int_equal(asked->status, TP_E_FORMAT);
    asked_free(&asked);
    asked = officer("proposeAgreement", NULL, "{}");
    assert_string_equal(asked->diag.field, "document");
    asked_free(&asked);
    assert_int_equal(count_leaves("refused-event"), 0);
}

static void nobody_else_takes_steps(void **state)
{
    static const char *const operations[] = {"proposeAgreement", "takeAgreementStep", "registerStatement",
                                             "acceptEvent"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(operations); i++)
        for (int duty = -1; duty < TP_DUTIES; duty++) {
            const struct question question = {.operation = operations[i],
                                              .duties = duty < 0 ? 0 : UINT32_C(1) << duty,
                                              .values = {"123456"},
                                              .json = "{}"};
            struct asked *asked = desk_ask(&desk, &question);

            if (duty == TP_DUTY_AGREEMENT_OFFICER)
                assert_int_not_equal(asked->status, TP_E_DENIED);
            else
                assert_int_equal(asked->status, TP_E_DENIED);
            asked_free(&asked);
        }
}

static void what_the_public_handed_in_stands_beside_the_agreement(void **state)
{
    static const char *const query[] = {"kind", "petition", "title", "Opt out", "sign_ons", "4211", NULL};
    struct question question = {
        .operation = "registerStatement", .duties = OFFICER, .query = query, .body = "Leave!", .body_bytes = 6};
    static const char *const no_names[] = {"kind", "petition", "title", "Opt out", NULL};
    const struct tp_json_value *statements;
    struct asked *asked, *file;

    (void)state;
    propose();
    question.values[0] = hash;
    asked = desk_ask(&desk, &question);
    assert_int_equal(asked->status, TP_OK);
    asked_free(&asked);
    asked = desk_get(&desk, "getAgreement", hash, NULL);
    statements = tp_json_member(tp_json_element(asked_member(asked, "versions"), 0), "public");
    assert_int_equal(tp_json_count(statements), 1);
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(statements, 0), "title")), "Opt out");
    file = desk_get(&desk, "getAttachment", tp_json_to_text(tp_json_member(tp_json_element(statements, 0), "sha256")),
                    NULL);
    assert_int_equal(file->text_bytes, 6);
    assert_memory_equal(file->text, "Leave!", 6);
    asked_free(&file);
    asked_free(&asked);
    question.query = no_names;
    asked = desk_ask(&desk, &question);
    assert_int_equal(asked->status, TP_E_ARGUMENT);
    assert_string_equal(asked->diag.field, "sign_ons");
    asked_free(&asked);
    assert_signings("officer signed propose ny-dcjs\nofficer signed petition ny-dcjs\n");
}

/* A county leaves by itself, with a file that it signed somewhere. */
static void an_event_that_was_signed_elsewhere_is_handed_in(void **state)
{
    int64_t active_s;
    struct tp_history *history = sample_active(NULL, &active_s);
    struct question question = {.operation = "acceptEvent", .duties = OFFICER};
    struct tp_event *event;
    struct tp_buffer text;
    struct asked *asked;

    (void)state;
    desk_remove(&desk);
    desk_make(&desk, "ny-dcjs", active_s + SAMPLE_DAY_S, NULL, NULL);
    desk_follow(&desk, history);
    event = sample_event(tp_history_version(history, 0), TP_EVENT_JOIN, "US-NY", 1, active_s + SAMPLE_DAY_S);
    tp_buffer_init(&text);
    assert_int_equal(tp_event_write(event, &text, NULL), TP_OK);
    question.body = text.data;
    question.body_bytes = text.size_bytes;
    asked = desk_ask(&desk, &question);
    assert_int_equal(asked->status, TP_OK);
    assert_string_equal(asked_text(asked, "event"), event->hash);
    asked_free(&asked);
    asked = desk_ask(&desk, &question); /* once more */
    assert_int_equal(asked->status, TP_E_CONFLICT);
    assert_string_equal(asked->diag.field, "replayed");
    asked_free(&asked);
    question.body_bytes /= 2;
    asked = desk_ask(&desk, &question);
    assert_int_equal(asked->status, TP_E_FORMAT);
    asked_free(&asked);
    desk_work(&desk);
    assert_int_equal(desk.passed_on, 1);
    snprintf(hash, sizeof hash, "%s", tp_history_agreement(history));
    assert_signings("officer handed-in join US-NY\n");
    tp_buffer_deinit(&text);
    tp_event_free(&event);
    tp_history_free(&history);
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    AT_DESK(an_officer_proposes_and_the_event_is_passed_on),
    AT_DESK(a_step_that_is_refused_is_a_leaf_and_goes_nowhere),
    AT_DESK(what_is_no_step_is_refused_before_anything_happens),
    AT_DESK(nobody_else_takes_steps),
    AT_DESK(what_the_public_handed_in_stands_beside_the_agreement),
    AT_DESK(an_event_that_was_signed_elsewhere_is_handed_in),
};
TP_TEST_MAIN(tests)
