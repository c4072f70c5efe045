/* SPDX-License-Identifier: Apache-2.0 */
/* Who may do what, for what purpose, and what is on record of it. */
#include "fixture.h"

static tp_status answer(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    (void)exchange, (void)diag;
    tp_json_text(call->reply, "secret", "words");
    return TP_OK;
}

static tp_status answer_with_note(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    tp_status status = tp_access_note(exchange, call, "booking/1", "receipt", diag);

    return status == TP_OK ? answer(exchange, call, diag) : status;
}

static tp_status answer_with_note_inside(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status == TP_OK)
        status = tp_exchange_end(exchange, tp_access_note(exchange, call, "booking/1", "prints", diag), diag);
    return status == TP_OK ? answer(exchange, call, diag) : status;
}

static const struct tp_operation operations[] = {
    {"open", "GET", "/open", 0, TP_OPERATION_PUBLIC, 0, answer},
    {"examine", "GET", "/examine", TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(SENIOR_EXAMINER), TP_OPERATION_CASE, 0, answer},
    {"receive", "POST", "/messages", 0, TP_OPERATION_WIRE, 0, answer},
    {"show", "GET", "/show", TP_DUTY_BIT(EXAMINER), TP_OPERATION_PERSONAL, 0, answer},
    {"showNoted", "GET", "/shown", TP_DUTY_BIT(EXAMINER), TP_OPERATION_PERSONAL, 0, answer_with_note},
    {"showInside", "GET", "/in", TP_DUTY_BIT(EXAMINER), TP_OPERATION_PERSONAL, 0, answer_with_note_inside},
    {0},
};
static const struct tp_part part = {.name = "test", .operations = operations};
static const struct tp_part *const parts[] = {&part, NULL};

static tp_status call(struct fixture *fixture, const char *id, const struct tp_actor *actor, bool *answered)
{
    const struct tp_operation *operation = tp_operation_find(fixture->exchange, id);
    struct tp_call call = {.actor = *actor};
    struct tp_buffer text;
    tp_status status;

    assert_non_null(operation);
    assert_int_equal(tp_json_new(&call.reply, NULL), TP_OK);
    status = tp_operation_run(fixture->exchange, operation, &call, NULL);
    tp_buffer_init(&text);
    assert_int_equal(tp_json_write_canonical(call.reply, &text, NULL), TP_OK);
    *answered = text.size_bytes > 2;
    tp_buffer_deinit(&text);
    tp_json_free(&call.reply);
    return status;
}

static void assert_call(struct fixture *fixture, const char *id, struct tp_actor actor, bool allowed)
{
    bool answered;

    assert_int_equal(call(fixture, id, &actor, &answered), allowed ? TP_OK : TP_E_DENIED);
    assert_int_equal(answered, allowed);
}

static void operations_are_found(void **state)
{
    struct fixture fixture;
    size_t count = 0;

    (void)state;
    fixture_make(&fixture, parts);
    assert_string_equal(tp_operation_find(fixture.exchange, "show")->path, "/show");
    assert_null(tp_operation_find(fixture.exchange, "nothing"));
    while (tp_operation_at(fixture.exchange, count))
        count++;
    assert_int_equal(count, 6);
    fixture_remove(&fixture);
}

static void duties_decide(void **state)
{
    const struct tp_actor nobody = {.account = ""}, partner = {.account = "partner:dhs"};
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, parts);
    assert_call(&fixture, "open", nobody, true);
    assert_call(&fixture, "showNoted", nobody, false);
    assert_call(&fixture, "showNoted", (struct tp_actor){.account = "a", .duties = TP_DUTY_BIT(AUDITOR)}, false);
    assert_call(&fixture, "showNoted", (struct tp_actor){.account = "a", .duties = TP_DUTY_BIT(EXAMINER)}, true);
    assert_call(&fixture, "receive", (struct tp_actor){.account = "a", .duties = UINT32_MAX}, false);
    assert_call(&fixture, "receive", nobody, false);
    assert_call(&fixture, "receive", partner, true);
    assert_call(&fixture, "showNoted", (struct tp_actor){.account = "partner:dhs", .duties = UINT32_MAX}, false);
    fixture_remove(&fixture);
}

static void a_case_needs_purpose_and_reference(void **state)
{
    static const struct {
        const char *purpose, *reference;
        bool allowed;
    } cases[] = {{NULL, "case 7", false},         {"", "case 7", false},
                 {"curiosity", "case 7", false},  {"criminal-justice", NULL, false},
                 {"criminal-justice", "", false}, {"criminal-justice", "case 7", true}};
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, parts);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++)
        assert_call(&fixture, "examine",
                    (struct tp_actor){"a", TP_DUTY_BIT(EXAMINER), i == 5 ? tp_purposes.items[0].code : cases[i].purpose,
                                      cases[i].reference},
                    cases[i].allowed);
    fixture_remove(&fixture);
}

struct seen {
    unsigned count;
    char text[128];
};

static tp_status note(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct seen *seen = context;

    (void)diag;
    seen->count++;
    assert_string_equal(entry->link, "booking/1");
    snprintf(seen->text, sizeof seen->text, "%s %s %s %s %s", tp_entry_text(entry, "time"),
             tp_entry_text(entry, "account"), tp_entry_text(entry, "operation"), tp_entry_text(entry, "reference"),
             tp_entry_text(entry, "what"));
    return TP_OK;
}

static struct seen notes(struct fixture *fixture)
{
    const struct tp_store_query query = {.kind = "access", .due_until_s = TP_STORE_NEVER};
    struct seen seen = {0};

    assert_int_equal(tp_entry_each(fixture->exchange, &query, note, &seen, NULL), TP_OK);
    return seen;
}

static void nothing_personal_without_a_record(void **state)
{
    const struct tp_actor actor = {"a.miller", TP_DUTY_BIT(EXAMINER), "", "case 7"};
    struct fixture fixture;
    struct seen seen;

    (void)state;
    fixture_make(&fixture, parts);
    assert_call(&fixture, "show", actor, false);
    assert_int_equal(notes(&fixture).count, 0);
    assert_call(&fixture, "showNoted", actor, true);
    seen = notes(&fixture);
    assert_int_equal(seen.count, 1);
    assert_string_equal(seen.text, "2011-06-01T00:00:00Z a.miller showNoted case 7 receipt");
    assert_call(&fixture, "showInside", actor, true);
    seen = notes(&fixture);
    assert_int_equal(seen.count, 2);
    assert_string_equal(seen.text, "2011-06-01T00:00:00Z a.miller showInside case 7 prints");
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(operations_are_found),
    cmocka_unit_test(duties_decide),
    cmocka_unit_test(a_case_needs_purpose_and_reference),
    cmocka_unit_test(nothing_personal_without_a_record),
};
TP_TEST_MAIN(tests)
