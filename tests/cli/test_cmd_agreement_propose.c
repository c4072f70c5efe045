/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/life.h"

static void a_proposal_begins_an_agreement(void **state)
{
    struct tp_event *event;
    uint8_t *text;
    size_t size;

    (void)state;
    tenprint(0, agreement, "agreement propose terms.json --org dcjs --now " LIFE_PROPOSED " --to 1.json");
    assert_non_null(strstr(run.out, "now proposed"));
    assert_int_equal(tp_file_read("1.json", 1 << 20, &text, &size, NULL), TP_OK);
    assert_int_equal(tp_event_parse(text, size, &event, NULL), TP_OK);
    free(text);
    assert_int_equal(event->kind, TP_EVENT_PROPOSE);
    assert_string_equal(event->by, "ny-dcjs");
    assert_true(tp_event_signature_is_valid(event, sample_key("ny-dcjs")));
    tp_event_free(&event);
    tenprint(1, "not-in-this-state", "agreement propose terms.json --org dcjs --now 2011-01-04T00:00:00Z --json");
    assert_printed("taken", "false");
}

static void the_clock_of_a_real_folder_is_not_set(void **state)
{
    const struct tp_organisation_init init = {
        .id = "real", .name = "Real", .jurisdiction = "US", .passphrase = "secret"};

    (void)state;
    assert_int_equal(tp_organisation_init("real", &init, NULL), TP_OK);
    tenprint(2, "in a rehearsal only", "agreement propose terms.json --org real --now " LIFE_PROPOSED);
    tenprint(2, "must be a time", "agreement propose terms.json --org dcjs --now yesterday");
}

static void what_is_no_agreement_is_refused_with_its_member(void **state)
{
    const char *const changes[] = {"\"examiners\":2", "\"examiners\":1", NULL};

    (void)state;
    life_write("bad.json", sample_document(changes));
    tenprint(3, "examiners", "agreement propose bad.json --org dcjs --now " LIFE_PROPOSED);
    tenprint(3, "missing.json", "agreement propose missing.json --org dcjs");
    tenprint(2, "TENPRINT_ORG", "agreement propose terms.json");
    tenprint(3, "nowhere", "agreement propose terms.json --org nowhere");
    setenv("TENPRINT_PASSPHRASE", "wrong", 1);
    tenprint(3, "passphrase", "agreement propose terms.json --org dcjs");
}

static void an_amendment_continues_its_agreement(void **state)
{
    const char *const longer[] = {"\"days\":60", "\"days\":90", NULL};
    struct tp_terms *terms = sample_terms(NULL);

    (void)state;
    life_write("second.json", sample_amendment(terms, longer));
    tenprint(3, "was not proposed here", "agreement propose second.json --org dcjs --now " LIFE_PROPOSED);
    life_activate();
    tenprint(0, "version    2", "agreement propose second.json --org ident --now 2011-04-01T00:00:00Z --to 6.json");
    assert_non_null(strstr(run.out, agreement));
    tp_terms_free(&terms);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_proposal_begins_an_agreement, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(the_clock_of_a_real_folder_is_not_set, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(what_is_no_agreement_is_refused_with_its_member, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(an_amendment_continues_its_agreement, life_set_up, life_tear_down),
};
TP_TEST_MAIN(tests)
