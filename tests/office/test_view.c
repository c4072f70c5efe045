/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "agreement/sample.h"
#include "office/office.h"

static struct tp_history *history;
static int64_t active_s;

static int set_up(void **state)
{
    (void)state;
    history = sample_active(NULL, &active_s);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_history_free(&history);
    return 0;
}

static struct tp_json_document *written(const struct tp_agreement_view *view,
                                        void write(const struct tp_agreement_view *view, struct tp_json *json))
{
    struct tp_json_document *document;
    struct tp_buffer text;
    struct tp_json *json;

    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    write(view, json);
    tp_buffer_init(&text);
    assert_int_equal(tp_json_write_canonical(json, &text, NULL), TP_OK);
    assert_int_equal(tp_json_parse((const char *)text.data, text.size_bytes, &document, NULL), TP_OK);
    tp_buffer_deinit(&text);
    tp_json_free(&json);
    return document;
}

static const char *text_of(const struct tp_json_value *object, const char *key)
{
    const char *text = tp_json_to_text(tp_json_member(object, key));

    return text ? text : "";
}

static void the_state_is_that_of_the_instant(void **state)
{
    struct tp_agreement_view view = {history, active_s};
    struct tp_json_document *document = written(&view, tp_view_status);
    const struct tp_json_value *version = tp_json_element(tp_json_member(tp_json_root(document), "versions"), 0);

    (void)state;
    assert_string_equal(text_of(version, "life"), "active");
    assert_int_equal(tp_json_kind(tp_json_member(version, "comments_end")), TP_JSON_TEXT);
    assert_true(tp_json_count(tp_json_member(version, "sources")) > 0);
    tp_json_document_free(&document);
    view.at_s = active_s - 400 * SAMPLE_DAY_S; /* before anybody knew of it */
    document = written(&view, tp_view_status);
    version = tp_json_element(tp_json_member(tp_json_root(document), "versions"), 0);
    assert_string_equal(text_of(version, "life"), "none");
    assert_int_equal(tp_json_kind(tp_json_member(tp_json_element(tp_json_member(version, "signatures"), 0), "time")),
                     TP_JSON_NULL);
    tp_json_document_free(&document);
}

static void a_line_shows_the_version_in_force_or_else_the_newest(void **state)
{
    const char *const changes[] = {"\"examiners\":2", "\"examiners\":3", NULL};
    char *document = sample_amendment(tp_history_version(history, 0), changes);
    struct tp_agreement_view view = {history, active_s + SAMPLE_DAY_S};
    struct tp_json_document *line;
    enum tp_life life;
    int64_t version;

    (void)state;
    assert_int_equal(sample_propose(history, document, "ny-dcjs", view.at_s), TP_REFUSAL_NONE);
    free(document);
    assert_int_equal(tp_view_version(&view, &life)->version, 1);
    assert_int_equal(life, TP_LIFE_ACTIVE);
    line = written(&view, tp_view_outline);
    assert_true(tp_json_to_integer(tp_json_member(tp_json_root(line), "version"), &version) && version == 1);
    tp_json_document_free(&line);
    view.at_s = SAMPLE_UNTIL_S;
    assert_int_equal(tp_view_version(&view, &life)->version, 2);
}

static void a_step_counts_from_the_later_and_a_stop_from_the_earlier_time(void **state)
{
    struct tp_agreement_view view = {history, active_s};
    struct tp_event event = {.kind = TP_EVENT_SIGN, .time_s = 100};
    const struct tp_terms *version = tp_history_version(history, 0);
    int64_t from_s;
    size_t place = 0;

    (void)state;
    assert_int_equal(tp_view_counts_from_s(&event, 200), 200);
    event.kind = TP_EVENT_LEAVE;
    assert_int_equal(tp_view_counts_from_s(&event, 200), 100);
    assert_true(tp_view_find_step(&view, version, TP_EVENT_SIGN, "ny-dcjs", &from_s));
    assert_false(tp_view_find_step(&view, version, TP_EVENT_TERMINATE, "ny-dcjs", &from_s));
    assert_non_null(tp_view_next_event(&view, version, TP_EVENT_ACTIVATE, &place, &from_s));
    assert_null(tp_view_next_event(&view, version, TP_EVENT_ACTIVATE, &place, &from_s));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_state_is_that_of_the_instant, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_line_shows_the_version_in_force_or_else_the_newest, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_step_counts_from_the_later_and_a_stop_from_the_earlier_time, set_up, tear_down),
};
TP_TEST_MAIN(tests)
