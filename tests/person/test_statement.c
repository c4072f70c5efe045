/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/challenge.h"
#include "person/identity.h"
#include "person/receipt.h"

static const char *statement(const char *language)
{
    struct tp_words *words;
    struct tp_json *json = new_json();
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_words_open(language, &words, NULL), TP_OK);
    if (tp_statement_write(fixture.exchange, "b1", words, json, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    tp_words_close(&words);
    return json_text(json);
}

static void assert_says(const char *text, const char *what)
{
    if (!strstr(text, what))
        print_message("# it does not say %s\n", what);
    assert_non_null(strstr(text, what));
}

static void add_everything(void)
{
    char id[TP_EXCHANGE_ID_BYTES];

    fixture_begin(&fixture);
    add_record(&fixture, "leg", "l1", "no-match", "b1", "{\"partner\":\"dhs-ident\",\"version\":\"00ff\"}");
    add_record(&fixture, "leg", "l2", "denied", "b1", "{\"partner\":\"fbi\",\"clauses\":[\"exclusion\",\"purpose\"]}");
    add_record(&fixture, "leg", "l3", "match", "b1", "{\"partner\":\"nj\",\"fields\":[\"name\",\"match\"]}");
    add_record(&fixture, "disclosure", "d3", "", "leg/l3",
               "{\"what\":\"answer\",\"side\":\"in\",\"partner\":\"nj\",\"time\":\"2011-06-02T01:00:00Z\","
               "\"until\":\"2011-07-02T01:00:00Z\"}");
    disclose(&fixture, "booking/b1", "dhs-ident", "d1");
    add_record(&fixture, "access", "a1", "", "booking/b1",
               "{\"account\":\"exa-secret\",\"duties\":[\"examiner\"],\"time\":\"2011-06-02T01:00:00Z\",\"purpose\":"
               "\"criminal-identification\",\"what\":\"probe images\",\"reference\":\"R-1\"}");
    add_record(&fixture, "access", "a2", "", "booking/b1", "{\"account\":\"partner:nj\",\"what\":\"templates\"}");
    add_record(&fixture, "notice", "booking/b1 nj correction", "acknowledged", "booking/b1",
               "{\"partner\":\"nj\",\"what\":\"correction\",\"acknowledged\":\"2011-06-05T01:00:00Z\"}");
    assert_int_equal(tp_challenge_make(fixture.exchange, "b1", "wrong", false, id, NULL), TP_OK);
    fixture_end(&fixture);
}

static void a_person_reads_what_happened(void **state)
{
    const char *text;

    (void)state;
    add_everything();
    text = statement("en");
    assert_says(text, "On 2011-06-01 An office recorded 2 of your fingerprints.");
    assert_says(text, "An office looked among the fingerprints that it keeps. None of them were found to be yours.");
    assert_says(text, "dhs-ident was asked whether your fingerprints are known there. The answer: no.");
    assert_says(text, "\"agreement\":{\"hash\":\"00ff\",\"title\":\"00ff\"}");
    assert_says(text,
                "The agreement does not allow it: you belong to a group of people who are left out, or nobody has "
                "checked whether you do, it does not apply to this reason.");
    assert_says(text, "The answer: yes. An office was told: your name, that your fingerprints are known.");
    assert_says(text,
                "On 2011-06-02 nj answered the question of An office about your fingerprints. It may be kept until "
                "2011-07-02.");
    assert_says(text, "On 2011-06-01 An office sent your fingerprints to dhs-ident, without your name.");
    assert_says(text,
                "On 2011-06-02 a person of An office (examiner) looked at: probe images. The reason given: to find "
                "out who a person is who was arrested or charged.");
    assert_says(text, "a partner's computer (nj) was given: templates.");
    assert_says(text, "On 2011-06-01 you said that something is wrong.");
    assert_says(text, "nj was told what was wrong and confirmed it on 2011-06-05.");
    assert_says(text, "Your data are destroyed on 2021-05-29 at the latest, by themselves.");
    assert_says(text, "\"kind\":\"submission\"");
}

static void nobody_is_named(void **state)
{
    const char *text;

    (void)state;
    add_everything();
    text = statement("en");
    assert_null(strstr(text, "exa-secret"));
    assert_null(strstr(text, BOOKING_CLERK));
    assert_null(strstr(text, "Ada"));
    assert_null(strstr(text, BOOKING_REFERENCE));
    assert_null(strstr(text, "R-1"));
}

static void in_spanish_too(void **state)
{
    (void)state;
    add_everything();
    assert_says(statement("es"), "Se preguntó a dhs-ident si allí conocen sus huellas. La respuesta: no.");
}

static void after_erasure_it_says_so(void **state)
{
    const struct tp_erasure_spec spec = {"booking/b1", "expungement", "ORDER-9", "officer-name", "", ""};
    const char *text;

    (void)state;
    add_everything();
    fixture_begin(&fixture);
    assert_int_equal(tp_erasure_start(fixture.exchange, &spec, NULL), TP_OK);
    fixture_end(&fixture);
    fixture_work(&fixture, 10);
    text = statement("en");
    assert_says(text, "\"erasure\":{\"proof\":");
    assert_says(text, "Not all partners have confirmed yet");
    assert_says(text, "dhs-ident has been told to destroy what it has, and has not confirmed it yet.");
    assert_says(text, "\"kind\":\"erasure\"");
    assert_null(strstr(text, "\"kind\":\"submission\""));
    assert_null(strstr(text, "officer-name"));
    assert_null(strstr(text, "\"taken\""));
}

/* Also at the person's record and at what opens a leaf; and what partners were told because their prints are the
 * person's, but not what they sent. */
static void a_person_reads_who_looked_and_who_was_told_of_them(void **state)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    const char *text;

    (void)state;
    fixture_leaves(&fixture); /* one that has no place yet cannot be opened */
    fixture_begin(&fixture);
    snprintf(owner, sizeof owner, "subject/%.140s", subject);
    add_record(&fixture, "access", "a1", "", owner,
               "{\"account\":\"eve\",\"duties\":[\"auditor\"],\"what\":\"facts and person\"}");
    add_record(&fixture, "access", "a2", "", "leaf/0",
               "{\"account\":\"eve\",\"duties\":[\"auditor\"],\"what\":\"opening of a leaf\"}");
    disclose(&fixture, "request/r1", "ice-ero", "d9");
    add_record(&fixture, "disclosure", "d8", "", "request/r1",
               "{\"what\":\"search\",\"side\":\"in\",\"partner\":\"ice-ero\"}");
    assert_int_equal(tp_subject_told(fixture.exchange, subject, "request/r1", NULL), TP_OK);
    fixture_end(&fixture);
    text = statement("en");
    assert_says(text, "looked at: your record.");
    assert_says(text, "looked at: the details behind a line of the ledger.");
    assert_says(text, "\"partner\":\"ice-ero\"");
    assert_null(strstr(text, "\"side\":\"in\""));
}

static void a_person_reads_that_it_was_put_right(void **state)
{
    static const char payload[] = "{\"identification\":\"wrong\"}";
    struct tp_json_document *document;
    struct tp_entry entry;
    struct tp_json *json;

    (void)state;
    book(&fixture, "b22", 2, "Grace", subject);
    fixture_begin(&fixture);
    assert_int_equal(tp_entry_get(fixture.exchange, "booking", "b1", &entry, NULL), TP_OK);
    assert_int_equal(tp_entry_edit(&entry, &json, NULL), TP_OK);
    tp_json_text(json, "own", "match");
    assert_int_equal(tp_entry_put(fixture.exchange, "booking", &entry, json, NULL), TP_OK);
    tp_json_free(&json);
    tp_entry_deinit(&entry);
    assert_int_equal(tp_json_parse(payload, strlen(payload), &document, NULL), TP_OK);
    assert_int_equal(tp_booking_correct(fixture.exchange, "booking/b1", tp_json_root(document), NULL), TP_OK);
    tp_json_document_free(&document);
    fixture_end(&fixture);
    assert_says(statement("en"), "An office first took you for somebody else. That was put right on 2011-06-01");
    assert_says(statement("es"), "An office lo corrigió el 2011-06-01");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_person_reads_what_happened),
    TEST(nobody_is_named),
    TEST(in_spanish_too),
    TEST(after_erasure_it_says_so),
    TEST(a_person_reads_who_looked_and_who_was_told_of_them),
    TEST(a_person_reads_that_it_was_put_right),
};
TP_TEST_MAIN(tests)
