/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <sys/stat.h>

#include "agreement/sample.h"
#include "cli/org.h"
#include "folder.h"

static struct test_folder folder;
static struct tp_org org;
static struct tp_diag diag;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    tp_diag_init(&diag);
    return mkdir(folder_path(&folder, "events"), 0700);
}

static int tear_down(void **state)
{
    (void)state;
    tp_org_close(&org);
    folder_remove(&folder);
    return 0;
}

/* Writes and frees EVENT. */
static void write_event(const char *name, struct tp_event *event)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    assert_int_equal(tp_event_write(event, &text, NULL), TP_OK);
    folder_write(&folder, name, text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    tp_event_free(&event);
}

/* The proposal and the notice of the sample in the folder `events`. */
static struct tp_terms *write_sample(void)
{
    struct tp_terms *terms = sample_terms(NULL);
    char *document = sample_document(NULL);

    write_event("events/2.json", sample_event(terms, TP_EVENT_NOTICE, "ny-dcjs", 2, SAMPLE_FROM_S + 60));
    write_event("events/1.json", sample_proposal(document, "", "ny-dcjs", 1, SAMPLE_FROM_S));
    free(document);
    return terms;
}

static void times_have_one_form(void **state)
{
    int64_t time_s;

    (void)state;
    assert_int_equal(tp_org_read_time("2011-01-11T00:00:00Z", "--at", &time_s, NULL), TP_OK);
    assert_int_equal(time_s, SAMPLE_FROM_S);
    assert_int_equal(tp_org_read_time("2011-01-11", "--at", &time_s, &diag), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "--at");
}

static void events_in_a_folder_make_a_history(void **state)
{
    struct tp_terms *terms = write_sample();
    const struct tp_history *history;

    (void)state;
    folder_write(&folder, "events/readme.txt", "not an event", 12);
    assert_int_equal(tp_org_open_events(folder_path(&folder, "events"), &org, &diag), TP_OK);
    assert_int_equal(tp_org_find(&org, terms->hash, &history, NULL), TP_OK);
    assert_int_equal(tp_history_count(history), 2);
    assert_ptr_equal(tp_org_history(&org, terms->hash), history);
    terms->hash[6] = '\0';
    assert_ptr_equal(tp_org_history(&org, terms->hash), history);
    terms->hash[5] = '\0';
    assert_null(tp_org_history(&org, terms->hash));
    assert_int_equal(tp_org_find(&org, "ffffffffff", &history, &diag), TP_E_NOT_FOUND);
    assert_string_equal(diag.field, "ffffffffff");
    tp_terms_free(&terms);
}

static void what_does_not_fit_is_left_out(void **state)
{
    struct tp_terms *terms = write_sample();

    (void)state;
    write_event("events/3.json", sample_event(terms, TP_EVENT_SIGN, "ny-dcjs", 3, SAMPLE_FROM_S + 120));
    assert_int_equal(tp_org_open_events(folder_path(&folder, "events"), &org, &diag), TP_OK);
    assert_int_equal(tp_history_count(org.events), 2);
    assert_int_equal(diag.status, TP_OK);
    tp_terms_free(&terms);
}

static void an_event_is_taken_into_memory(void **state)
{
    struct tp_terms *terms = write_sample();
    struct tp_event *event;
    enum tp_refusal refusal;

    (void)state;
    assert_int_equal(tp_org_open_events(folder_path(&folder, "events"), &org, &diag), TP_OK);
    snprintf(terms->agreement, sizeof terms->agreement, "%s", terms->hash);
    event = sample_event(terms, TP_EVENT_LEAVE, SAMPLE_NY, 1, org.now_s);
    assert_int_equal(tp_org_accept(&org, event, &refusal, NULL), TP_OK);
    assert_int_equal(tp_org_accept(&org, event, &refusal, &diag), TP_E_DENIED);
    assert_int_equal(refusal, TP_REFUSAL_REPLAYED);
    tp_event_free(&event);
    tp_terms_free(&terms);
}

static void what_is_no_event_is_named(void **state)
{
    struct tp_event *event;

    (void)state;
    folder_write(&folder, "events/1.json", "{\"event\":{}}", 12);
    assert_int_equal(tp_org_open_events(folder_path(&folder, "events"), &org, &diag), TP_E_FORMAT);
    assert_non_null(strstr(diag.file, "events/1.json"));
    assert_null(org.events);
    tp_diag_init(&diag);
    assert_int_equal(tp_org_open_events(folder_path(&folder, "nowhere"), &org, &diag), TP_E_NOT_FOUND);
    assert_non_null(strstr(diag.file, "nowhere"));
    assert_int_equal(tp_org_read_event(folder_path(&folder, "nowhere"), &event, NULL), TP_E_NOT_FOUND);
    assert_null(event);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(times_have_one_form, set_up, tear_down),
    cmocka_unit_test_setup_teardown(events_in_a_folder_make_a_history, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_does_not_fit_is_left_out, set_up, tear_down),
    cmocka_unit_test_setup_teardown(an_event_is_taken_into_memory, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_is_no_event_is_named, set_up, tear_down),
};
TP_TEST_MAIN(tests)
