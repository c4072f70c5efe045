/* SPDX-License-Identifier: Apache-2.0 */
#include "../agreement/sample.h"
#include "folder.h"

#include "cli/agreement_file.h"

static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

/* Reads TEXT as a file. */
static tp_status read_text(const char *text, struct tp_agreement_file *file, struct tp_diag *diag)
{
    folder_write(&folder, "file.json", text, strlen(text));
    tp_diag_init(diag);
    return tp_agreement_file_read(folder_path(&folder, "file.json"), file, diag);
}

static char *write_event(struct tp_event *event)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    assert_int_equal(tp_event_write(event, &text, NULL), TP_OK);
    tp_write_u8(&text, '\0');
    tp_event_free(&event);
    return (char *)text.data;
}

static char *write_proposal(const char *signer)
{
    char *document = sample_document(NULL);
    struct tp_event *event = sample_proposal(document, "", "ny-dcjs", 1, SAMPLE_FROM_S);

    sample_sign(event, signer);
    free(document);
    return write_event(event);
}

static void a_document_has_terms(void **state)
{
    char *text = sample_document(NULL);
    struct tp_agreement_file file;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(read_text(text, &file, &diag), TP_OK);
    assert_null(file.event);
    assert_int_equal(file.terms->version, 1);
    tp_agreement_file_deinit(&file);
    assert_null(file.terms);
    free(text);
}

static void a_proposal_has_both(void **state)
{
    char *text = write_proposal("ny-dcjs");
    struct tp_agreement_file file;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(read_text(text, &file, &diag), TP_OK);
    assert_int_equal(file.event->kind, TP_EVENT_PROPOSE);
    assert_string_equal(file.terms->hash, file.event->version);
    assert_int_equal(tp_agreement_file_write(file.event, folder_path(&folder, "again.json"), NULL), TP_OK);
    assert_int_equal(tp_agreement_file_write(file.event, "/nowhere/again.json", NULL), TP_E_NOT_FOUND);
    tp_agreement_file_deinit(&file);
    assert_int_equal(tp_agreement_file_read(folder_path(&folder, "again.json"), &file, NULL), TP_OK);
    tp_agreement_file_deinit(&file);
    free(text);
}

static void other_events_have_no_terms(void **state)
{
    struct tp_terms *terms = sample_terms(NULL);
    char *text = write_event(sample_event(terms, TP_EVENT_SUSPEND, "US-NY", 3, SAMPLE_FROM_S));
    struct tp_agreement_file file;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(read_text(text, &file, &diag), TP_OK);
    assert_null(file.terms);
    assert_string_equal(file.event->by, "US-NY");
    tp_agreement_file_deinit(&file);
    tp_terms_free(&terms);
    free(text);
}

static void a_proposal_needs_the_signature_of_its_party(void **state)
{
    char *text = write_proposal("dhs-ident");
    struct tp_agreement_file file;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(read_text(text, &file, &diag), TP_E_FORMAT);
    assert_null(file.event);
    assert_null(file.terms);
    assert_string_equal(file.member, "signature");
    assert_string_equal(diag.field, "line 1, signature");
    free(text);
}

static void a_mistake_has_its_line(void **state)
{
    static const char *const changes[] = {"\"examiners\":2", "\n\n\"examiners\":\n1", NULL};
    char *text = sample_document(changes);
    struct tp_agreement_file file;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(read_text(text, &file, &diag), TP_E_FORMAT);
    assert_int_equal(file.line, 3);
    assert_string_equal(file.member, "reviews.examiners");
    assert_string_equal(diag.field, "line 3, reviews.examiners");
    assert_non_null(strstr(diag.file, "file.json"));
    free(text);
}

static void what_is_no_json_has_it_in_the_words(void **state)
{
    struct tp_agreement_file file;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(read_text("{\n\"form\": }", &file, &diag), TP_E_FORMAT);
    assert_int_equal(file.line, 0);
    assert_string_equal(file.member, "");
    assert_ptr_equal(strstr(diag.text, "line 2, column "), diag.text);
    assert_int_equal(read_text("{\"event\": 1}", &file, &diag), TP_E_FORMAT);
    assert_int_equal(tp_agreement_file_read("/nonexistent.json", &file, &diag), TP_E_NOT_FOUND);
    assert_null(file.terms);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_document_has_terms, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_proposal_has_both, set_up, tear_down),
    cmocka_unit_test_setup_teardown(other_events_have_no_terms, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_proposal_needs_the_signature_of_its_party, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_mistake_has_its_line, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_is_no_json_has_it_in_the_words, set_up, tear_down),
};
TP_TEST_MAIN(tests)
