/* SPDX-License-Identifier: Apache-2.0 */
/* What an amendment may change, and what a version's steps add up to. */
#include "agreement/history_parts.h"

#include "sample.h"

static bool may_follow(const char *const *changes)
{
    struct tp_terms *before = sample_terms(NULL), *after;
    char *document = sample_amendment(before, changes);
    struct tp_diag diag;
    bool valid;

    tp_diag_init(&diag);
    if (tp_terms_parse(document, strlen(document), &after, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    valid = tp_amendment_is_valid(before, after);
    tp_terms_free(&before);
    tp_terms_free(&after);
    free(document);
    return valid;
}

#define PARTY(id, roles)                                                                                               \
    "{\"id\":\"" id "\",\"name\":\"A\",\"jurisdiction\":\"US\",\"key\":\"@" id "@\",\"roles\":[" roles "]}"

static void test_amendments(void **state)
{
    static const struct {
        const char *old, *new_text;
        bool valid;
    } rows[] = {
        {"IDENT", "IDENT-2", true},
        {"\"retention_days\":30", "\"retention_days\":365", true},
        {"\"parties\":[", "\"parties\":[" PARTY("new", "\"oversight\"") ",", true},
        {"{\"jurisdiction\":\"US-IL\"", "{\"jurisdiction\":\"US-AL\",\"key\":\"@US-AL@\"},{\"jurisdiction\":\"US-IL\"",
         true},
        {"[\"sender\"]", "[\"oversight\",\"sender\"]", true},
        {"@ny-dcjs@", "@other@", false},
        {"\"id\":\"ny-dcjs\"", "\"id\":\"ny-2\"", false},
        {"@US-NY-059@", "@other@", false},
        {",{\"jurisdiction\":\"US-NY-059\",\"key\":\"@US-NY-059@\"}", "", false},
        {"{\"jurisdiction\":\"US-MA\",\"key\":\"@US-MA@\"},", "", false},
        {"\"version\":2", "\"version\":3", false},
    };
    (void)state;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
        const char *changes[] = {rows[i].old, rows[i].new_text, "", "", NULL};

        if (strcmp(rows[i].old, "\"id\":\"ny-dcjs\"") == 0) { /* the notice names it too */
            changes[2] = "\"by\":[\"ny-dcjs\"]";
            changes[3] = "\"by\":[\"ny-2\"]";
        }
        if (may_follow(changes) != rows[i].valid)
            fail_msg("%s -> %s", rows[i].old, rows[i].new_text);
    }
}

static void test_steps(void **state)
{
    struct tp_history *history;
    struct tp_version *version;
    struct tp_terms *terms = sample_terms(NULL);
    struct tp_event event = {.time_s = 100};
    struct tp_step step = {.event = &event, .kind = TP_EVENT_NOTICE, .from_s = 1000};
    const int64_t wait_s = INT64_C(60) * SAMPLE_DAY_S;
    (void)state;

    assert_int_equal(tp_history_new(&history, NULL), TP_OK);
    assert_int_equal(tp_version_new(history, &terms, NULL, &version, NULL), TP_OK);
    assert_null(terms);
    assert_int_equal(history->signer_count, 6);
    for (size_t i = 1; i < history->signer_count; i++)
        assert_true(strcmp(history->signers[i - 1]->name, history->signers[i]->name) < 0);
    assert_string_equal(version->sources[3]->name, "US-NY");
    tp_version_apply(version, 0, &step);
    assert_int_equal(version->comments_end_s, 1000 + wait_s);
    assert_int_equal(version->comments_dated_s, 100 + wait_s);
    step.kind = TP_EVENT_SIGN;
    tp_version_apply(version, 0, &step);
    assert_int_equal(version->all_signed_s, TP_NEVER_S);
    step.from_s = 999;
    tp_version_apply(version, 1, &step);
    assert_int_equal(version->all_signed_s, 1000);
    step.kind = TP_EVENT_ACTIVATE;
    tp_version_apply(version, 1, &step);
    step.from_s = 2000;
    tp_version_apply(version, 0, &step);
    assert_int_equal(version->activated_s, 999);
    tp_version_free(&version);
    tp_version_free(&version);
    tp_history_free(&history);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_amendments), cmocka_unit_test(test_steps)};

TP_TEST_MAIN(tests)
