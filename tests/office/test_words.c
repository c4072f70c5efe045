/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "agreement/sample.h"
#include "office/office.h"

static struct tp_json_document *read_back(struct tp_json *json)
{
    struct tp_json_document *document;
    struct tp_buffer text;

    tp_buffer_init(&text);
    assert_int_equal(tp_json_write_canonical(json, &text, NULL), TP_OK);
    assert_int_equal(tp_json_parse((const char *)text.data, text.size_bytes, &document, NULL), TP_OK);
    tp_buffer_deinit(&text);
    return document;
}

static void every_section_has_its_words_and_the_member_that_they_are_made_from(void **state)
{
    struct tp_terms *terms = sample_terms(NULL);
    struct tp_json_document *document;
    const struct tp_json_value *sections;
    struct tp_json *json;
    const char *title;
    size_t count = 0;

    (void)state;
    while (tp_terms_section(count, &title))
        count++;
    for (int with_terms = 0; with_terms < 2; with_terms++) {
        assert_int_equal(tp_json_new(&json, NULL), TP_OK);
        assert_int_equal(tp_terms_words_json(terms, with_terms, json, NULL), TP_OK);
        document = read_back(json);
        sections = tp_json_member(tp_json_root(document), "sections");
        assert_int_equal(tp_json_count(sections), count);
        assert_non_null(strstr(tp_json_to_text(tp_json_member(tp_json_element(sections, 0), "words")), "form"));
        assert_int_equal(tp_json_member(tp_json_element(sections, 0), "terms") != NULL, with_terms);
        tp_json_document_free(&document);
        tp_json_free(&json);
    }
    tp_terms_free(&terms);
}

static void a_country_that_has_no_list_has_no_names(void **state)
{
    struct tp_terms *terms = sample_terms(NULL);
    struct tp_gazetteer *names;

    (void)state;
    assert_int_equal(tp_terms_names(terms, &names, NULL), TP_OK);
    assert_non_null(tp_gazetteer_find(names, "US-NY"));
    tp_gazetteer_free(&names);
    memcpy(terms->sources[0].jurisdiction, "XX", 2);
    assert_int_equal(tp_terms_names(terms, &names, NULL), TP_OK);
    assert_null(names);
    tp_terms_free(&terms);
}

static void a_decision_is_told_clause_by_clause(void **state)
{
    int64_t active_s;
    struct tp_history *history = sample_active(NULL, &active_s);
    struct tp_decided decided = {.history = history, .now_s = active_s};
    struct tp_json_document *document;
    const struct tp_json_value *clauses;
    struct tp_json *json;

    (void)state;
    decided.asked = (struct tp_request){.stage = TP_STAGE_SEND, .version = tp_history_agreement(history)};
    tp_decide(history, &decided.asked, decided.now_s, &decided.decision);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    assert_int_equal(tp_decided_write(&decided, json, NULL), TP_OK);
    document = read_back(json);
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_root(document), "effect")), "denied");
    clauses = tp_json_member(tp_json_root(document), "clauses");
    assert_int_equal(tp_json_count(clauses), decided.decision.count);
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(clauses, 0), "clause")), "in-force");
    assert_string_equal(tp_json_to_text(tp_json_member(tp_json_element(clauses, 0), "effect")), "allowed");
    tp_json_document_free(&document);
    tp_json_free(&json);
    tp_history_free(&history);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_section_has_its_words_and_the_member_that_they_are_made_from),
    cmocka_unit_test(a_country_that_has_no_list_has_no_names),
    cmocka_unit_test(a_decision_is_told_clause_by_clause),
};
TP_TEST_MAIN(tests)
