/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/life.h"

/* Replaces the first OLD in the file by NEW_TEXT of the same length. */
static void forge(const char *from, const char *to, const char *old, const char *new_text)
{
    uint8_t *text;
    size_t size;
    char *at;

    assert_int_equal(tp_file_read(from, 1 << 20, &text, &size, NULL), TP_OK);
    at = memmem(text, size, old, strlen(old));
    assert_non_null(at);
    memcpy(at, new_text, strlen(new_text));
    folder_write(&folder, to, text, size);
    free(text);
}

static void what_others_signed_is_taken_in_order(void **state)
{
    (void)state;
    life_notice();
    tenprint(1, "refused   2.json: notice by ny-dcjs, its event 2: unknown-agreement",
             "agreement accept 2.json --org ident --now " LIFE_NOTICED);
    tenprint(0, "taken     1.json: propose by ny-dcjs, its event 1\n",
             "agreement accept 1.json 2.json --org ident "
             "--now " LIFE_NOTICED);
    assert_non_null(strstr(run.out, "2 taken, 0 refused\n"));
    tenprint(1, "replayed", "agreement accept 1.json --org ident --now " LIFE_NOTICED);
}

static void what_is_forged_is_refused(void **state)
{
    (void)state;
    life_notice();
    tenprint(0, "1 taken", "agreement accept 1.json --org ident --now " LIFE_NOTICED);
    forge("2.json", "forged.json", "2011-01-03", "2011-01-02");
    folder_write(&folder, "junk.json", "{}", 2);
    tenprint(1, "refused   forged.json: notice by ny-dcjs, its event 2: bad-signature",
             "agreement accept forged.json junk.json 2.json missing.json --org ident --now " LIFE_NOTICED);
    assert_non_null(strstr(run.out, "refused   junk.json: unreadable: event: "));
    assert_non_null(strstr(run.out, "taken     2.json"));
    assert_non_null(strstr(run.out, "refused   missing.json: unreadable: "));
    assert_non_null(strstr(run.out, "1 taken, 3 refused\n"));
}

/* A county that was handed an export without its last steps gives its stop a number that it has used already. */
static void a_stop_from_an_old_export_does_not_go_unseen(void **state)
{
    static const char *const steps[] = {"join", "suspend", "resume"};

    (void)state;
    life_key("US-NY-027");
    life_activate();
    tenprint(0, "wrote", "agreement export %.8s --org dcjs --to old", agreement);
    for (int i = 0; i < 3; i++) {
        tenprint(0, "taken",
                 "agreement %s %.8s --as US-NY-027 --key US-NY-027.pem --org dcjs --now 2011-03-0%dT00:00:00Z",
                 steps[i], agreement, 7 + i);
    }
    tenprint(0, "its event 1", "agreement suspend %.8s --events old --as US-NY-027 --key US-NY-027.pem --to stop.json",
             agreement);
    tenprint(0, "its event 1, WITHOUT EFFECT: a later event of US-NY-027 undoes it",
             "agreement accept stop.json --org dcjs --now 2011-06-01T00:00:00Z");
    tenprint(0, "wrote", "agreement export %.8s --org dcjs --to new", agreement);
    tenprint(0, "its event 4", "agreement suspend %.8s --events new --as US-NY-027 --key US-NY-027.pem --to stop.json",
             agreement);
    tenprint(0, "taken", "agreement accept stop.json --org dcjs --now 2011-06-01T00:00:00Z --json");
    assert_printed("files.0.undone", "false");
}

static void what_comes_from_the_future_waits(void **state)
{
    (void)state;
    life_notice();
    tenprint(1, "from-the-future", "agreement accept 1.json --org ident --now 2011-01-01T00:00:00Z --json");
    assert_printed("files.0.refusal", "from-the-future");
    assert_printed("files.0.by", "ny-dcjs");
    assert_printed("taken", "0");
    assert_printed("refused", "1");
    tenprint(0, "true", "agreement accept 1.json --org ident --now " LIFE_PROPOSED " --json");
    assert_printed("files.0.kind", "propose");
}

static void an_attachment_comes_along(void **state)
{
    (void)state;
    folder_write(&folder, "letter.txt", "Dear Governor\n", 14);
    life_notice();
    tenprint(0, "taken",
             "agreement comment %.8s --title L --file letter.txt --org dcjs --now " LIFE_NOTICED " --to 3.json",
             agreement);
    tenprint(0, "without its attachment", "agreement accept 1.json 2.json 3.json --org ident --now " LIFE_NOTICED);
    life_init("third", "third", "US");
    tenprint(0, "3 events and 1 attachments", "agreement export %.8s --to out --org dcjs", agreement);
    tenprint(0, "with its attachment", "agreement accept out/*.json --org third --now " LIFE_NOTICED);
    tenprint(0, "1 attachments are not in", "agreement export %.8s --to out2 --org ident", agreement);
    tenprint(0, "3 events and 1 attachments", "agreement export %.8s --to out3 --org third", agreement);
    tenprint(0, "", "--version >/dev/null; diff -r out out3");
}

/* From the first proposal to the end, in both folders, with every event handed over as a file. */
static void a_whole_life_between_two_folders(void **state)
{
    const char *const fewer[] = {"\"retention_days\":30", "\"retention_days\":10", NULL};
    struct tp_terms *terms = sample_terms(NULL);

    (void)state;
    life_key("US-NY");
    life_write("second.json", sample_amendment(terms, fewer));
    tp_terms_free(&terms);
    life_activate();
    tenprint(0, "taken",
             "agreement join %.8s --as US-NY --key US-NY.pem --org dcjs --now 2011-03-10T00:00:00Z --to "
             "6.json",
             agreement);
    tenprint(0, "taken", "agreement suspend %.8s --org dcjs --now 2011-04-01T00:00:00Z --to 7.json", agreement);
    tenprint(0, "taken", "agreement resume %.8s --org dcjs --now 2011-04-02T00:00:00Z --to 8.json", agreement);
    tenprint(0, "taken", "agreement propose second.json --org dcjs --now 2011-04-03T00:00:00Z --to 9.json");
    tenprint(0, "taken", "agreement notice %.8s --org dcjs --now 2011-04-04T00:00:00Z --to 10.json", agreement);
    tenprint(1, "too-early", "agreement sign %.8s --org dcjs --now 2011-06-02T00:00:00Z", agreement);
    tenprint(0, "5 taken",
             "agreement accept 6.json 7.json 8.json 9.json 10.json --org ident --now "
             "2011-04-05T00:00:00Z");
    tenprint(0, "taken", "agreement sign %.8s --org dcjs --now 2011-06-10T00:00:00Z --to 11.json", agreement);
    tenprint(0, "1 taken", "agreement accept 11.json --org ident --now 2011-06-10T00:00:00Z");
    tenprint(0, "taken", "agreement sign %.8s --org ident --now 2011-06-10T00:00:00Z --to 12.json", agreement);
    tenprint(0, "version    2", "agreement activate %.8s --org ident --now 2011-06-11T00:00:00Z --to 13.json",
             agreement);
    tenprint(0, "2 taken", "agreement accept 12.json 13.json --org dcjs --now 2011-06-11T00:00:00Z");
    for (unsigned i = 0; i < 2; i++) {
        tenprint(0, "replaced", "agreement status %.8s --org %s --now 2011-06-12T00:00:00Z --json", agreement,
                 i ? "dcjs" : "ident");
        assert_printed("versions.0.life", "replaced");
        assert_printed("versions.1.life", "active");
        assert_printed("versions.1.sources.3.jurisdiction", "US-NY");
        assert_printed("versions.1.sources.3.participation", "out"); /* it agreed to other terms */
    }
    tenprint(0, "version    2",
             "agreement join %.8s --as US-NY --key US-NY.pem --org dcjs --now "
             "2011-06-12T00:00:00Z --to 14.json",
             agreement);
    tenprint(0, "leave by US-NY",
             "agreement leave %.8s --as US-NY --key US-NY.pem --org dcjs --now "
             "2011-06-13T00:00:00Z --to 15.json",
             agreement);
    tenprint(0, "terminated", "agreement terminate %.8s --org dcjs --now 2011-06-14T00:00:00Z --to 16.json", agreement);
    tenprint(0, "3 taken", "agreement accept 14.json 15.json 16.json --org ident --now 2011-06-14T00:00:00Z");
    tenprint(0, "\"terminated\"", "agreement list --org ident --now 2011-06-15T00:00:00Z --json");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(what_others_signed_is_taken_in_order, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(what_is_forged_is_refused, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(a_stop_from_an_old_export_does_not_go_unseen, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(what_comes_from_the_future_waits, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(an_attachment_comes_along, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(a_whole_life_between_two_folders, life_set_up, life_tear_down),
};
TP_TEST_MAIN(tests)
