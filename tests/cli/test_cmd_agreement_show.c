/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/life.h"

#define EXAMPLE "$TP_SOURCE_ROOT/data/agreements/example.json"

static void the_words_are_those_of_the_documentation(void **state)
{
    char path[1024];
    uint8_t *words;
    size_t size_bytes;

    (void)state;
    run_program("agreement show " EXAMPLE, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    snprintf(path, sizeof path, "%s/data/agreements/example.txt", getenv("TP_SOURCE_ROOT"));
    assert_int_equal(tp_file_read(path, 1 << 20, &words, &size_bytes, NULL), TP_OK);
    assert_memory_equal(run.out, words, size_bytes);
    assert_ptr_equal(strstr(run.out, "\nThe hash of this document is "), run.out + size_bytes);
    free(words);
}

static void the_terms_stand_beside_their_words(void **state)
{
    (void)state;
    run_program("agreement show --terms " EXAMPLE, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "Version\nThis is version 1.\n  \"version\": 1\n\nAmendment\n"));
    assert_non_null(strstr(run.out, "  (there is no \"amends\")\n"));
    assert_non_null(
        strstr(run.out, "- to find a missing person\n  \"purposes\": [\n    \"criminal-identification\",\n"));
    assert_non_null(
        strstr(run.out, "2013-01-01T00:00:00Z.\n  \"validity\": {\n    \"from\": \"2011-01-11T00:00:00Z\",\n"));
}

static void json_has_a_section_for_each_member(void **state)
{
    json_t *root, *section;

    (void)state;
    run_program("agreement show --json --terms " EXAMPLE, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    root = json_loads(run.out, 0, NULL);
    assert_non_null(root);
    assert_int_equal(json_string_length(json_object_get(root, "hash")), 64);
    assert_int_equal(json_array_size(json_object_get(root, "sections")), 16);
    section = json_array_get(json_object_get(root, "sections"), 2);
    assert_string_equal(json_string_value(json_object_get(section, "member")), "version");
    assert_string_equal(json_string_value(json_object_get(section, "words")), "This is version 1.\n");
    assert_int_equal(json_integer_value(json_object_get(section, "terms")), 1);
    json_decref(root);
}

/* The program has no list of the places of that country. */
static void places_without_names_go_by_their_codes(void **state)
{
    (void)state;
    run_program("help >/dev/null; sed 's/US-NY/XA-1/g' " EXAMPLE
                " >/tmp/show.$$; \"$TP_PROGRAM\" agreement show /tmp/show.$$; code=$?; rm /tmp/show.$$; exit $code",
                &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "\n- XA-1-027, which signs with the key "));
}

static void a_document_with_a_mistake_is_not_shown(void **state)
{
    (void)state;
    run_program("agreement show $TP_SOURCE_ROOT/fuzz/corpus/json/kinds", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_string_equal(run.out, "");
    assert_non_null(strstr(run.err, "line 1"));
    run_program("agreement show /nonexistent.json", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
}

/* ---- agreements in an organisation's folder ---- */

static void an_agreement_is_shown_by_its_hash(void **state)
{
    char *amendment;
    struct tp_terms *terms = sample_terms(NULL);
    static const char *const changes[] = {"\"days\":60", "\"days\":90", NULL};

    (void)state;
    life_activate();
    tenprint(0, "\nVersion\nThis is version 1.\n", "agreement show --org dcjs %.8s", agreement);
    tenprint(0, "may comment for 60 days", "agreement show --org dcjs %.8s", agreement);
    amendment = sample_amendment(terms, changes);
    life_write("amendment.json", amendment);
    tenprint(0, "taken", "agreement propose amendment.json --org dcjs --now 2011-04-01T00:00:00Z --to 6.json");
    tenprint(0, "\nThis is version 1.\n", "agreement show --org dcjs --now 2011-04-02T00:00:00Z %.8s", agreement);
    tenprint(0, "\nThis is version 2.\n", "agreement show --org dcjs %.8s --version 2", agreement);
    tenprint(0, "may comment for 90 days", "agreement show --org dcjs %.8s --version 2", agreement);
    tenprint(3, "", "agreement show --org dcjs %.8s --version 3", agreement);
    tenprint(3, "no agreement", "agreement show --org dcjs 0123456789");
    tenprint(0, "events", "agreement export %.8s --to out --org dcjs", agreement);
    unsetenv("TENPRINT_PASSPHRASE");
    tenprint(0, "\nThis is version 2.\n", "agreement show --events out %.8s --version 2", agreement);
    tenprint(2, "does not go with", "agreement show --events out --org dcjs %.8s", agreement);
    tp_terms_free(&terms);
}

static void an_event_says_who_did_what(void **state)
{
    (void)state;
    life_notice();
    tenprint(0, "ny-dcjs proposed this version: event 1 of this signer, of 2011-01-02T00:00:00Z.\n",
             "agreement show 1.json");
    tenprint(0, "\n\nForm\nThis is an agreement in the form", "agreement show 1.json");
    tenprint(0, "ny-dcjs published the notice: event 2 of this signer, of 2011-01-03T00:00:00Z.\n",
             "agreement show 2.json");
    tenprint(0, "\"notice\"", "agreement show 2.json --json");
    assert_printed("event.kind", "notice");
    tenprint(0, "sections", "agreement show 1.json --json");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_words_are_those_of_the_documentation),
    cmocka_unit_test(the_terms_stand_beside_their_words),
    cmocka_unit_test(json_has_a_section_for_each_member),
    cmocka_unit_test(places_without_names_go_by_their_codes),
    cmocka_unit_test(a_document_with_a_mistake_is_not_shown),
    cmocka_unit_test_setup_teardown(an_agreement_is_shown_by_its_hash, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(an_event_says_who_did_what, life_set_up, life_tear_down),
};
TP_TEST_MAIN(tests)
