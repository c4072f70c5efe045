/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/life.h"

static void each_step_has_its_time(void **state)
{
    (void)state;
    tenprint(3, "no agreement whose hash begins so", "agreement notice %.8s --org dcjs", agreement);
    tenprint(0, "taken", "agreement propose terms.json --org dcjs --now " LIFE_PROPOSED " --to 1.json");
    tenprint(1, "too-early", "agreement sign %.8s --org dcjs --now " LIFE_PROPOSED, agreement);
    tenprint(0, "noticed", "agreement notice %.8s --org dcjs --now " LIFE_NOTICED " --to 2.json", agreement);
    tenprint(1, "not-in-this-state", "agreement notice %.8s --org dcjs --now " LIFE_NOTICED, agreement);
    tenprint(1, "too-early", "agreement sign %.8s --org dcjs --now 2011-03-03T23:59:59Z", agreement);
    tenprint(0, "taken", "agreement sign %.8s --org dcjs --now " LIFE_COMMENTS_END " --to 3.json", agreement);
    tenprint(1, "not-signed", "agreement activate %.8s --org dcjs --now " LIFE_SIGNED, agreement);
    tenprint(0, "2 taken", "agreement accept 1.json 2.json --org ident --now " LIFE_NOTICED);
    tenprint(1, "wrong-signer", "agreement notice %.8s --org ident --now " LIFE_NOTICED, agreement);
}

static void only_a_party_takes_the_steps_of_parties(void **state)
{
    (void)state;
    life_init("other", "other", "US-IL");
    life_notice();
    tenprint(0, "2 taken", "agreement accept 1.json 2.json --org other --now " LIFE_NOTICED);
    tenprint(1, "wrong-signer", "agreement sign %.8s --org other --now " LIFE_SIGNED, agreement);
    tenprint(1, "wrong-signer", "agreement terminate %.8s --org other --now " LIFE_SIGNED, agreement);
}

static void a_party_ends_it_alone_and_for_good(void **state)
{
    (void)state;
    life_activate();
    tenprint(0, "terminated",
             "agreement terminate %.8s --org ident --reason Enough --now 2011-04-01T00:00:00Z --to "
             "6.json --json",
             agreement);
    assert_printed("life", "terminated");
    assert_printed("file", "6.json");
    tenprint(0, "1 taken", "agreement accept 6.json --org dcjs --now 2011-04-01T00:00:00Z");
    tenprint(1, "ended", "agreement activate %.8s --org dcjs --now 2011-04-02T00:00:00Z", agreement);
}

static void a_version_can_be_named(void **state)
{
    (void)state;
    life_notice();
    tenprint(3, "no such version", "agreement sign %.8s --version 2 --org dcjs --now " LIFE_SIGNED, agreement);
    tenprint(3, "no such version", "agreement sign %.8s --version ffffff --org dcjs --now " LIFE_SIGNED, agreement);
    tenprint(0, "taken", "agreement sign %.8s --version %.10s --org dcjs --now " LIFE_SIGNED, agreement, agreement);
    assert_non_null(strstr(run.out, "-ny-dcjs-0003-sign.json"));
}

/* Without --to the file has a name that no other event has; an event whose file was lost is still in the folder. */
static void the_event_is_kept_when_its_file_cannot_be_written(void **state)
{
    char name[64];

    (void)state;
    life_notice();
    tenprint(0, "taken", "agreement sign %.8s --org dcjs --now " LIFE_SIGNED, agreement);
    snprintf(name, sizeof name, "%.8s-ny-dcjs-0003-sign.json", agreement);
    assert_int_equal(access(name, F_OK), 0);
    tenprint(3, "no/such", "agreement terminate %.8s --org dcjs --now " LIFE_SIGNED " --to no/such/file", agreement);
    tenprint(0, "4 events", "agreement export %.8s --to out --org dcjs", agreement);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(each_step_has_its_time, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(only_a_party_takes_the_steps_of_parties, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(a_party_ends_it_alone_and_for_good, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(a_version_can_be_named, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(the_event_is_kept_when_its_file_cannot_be_written, life_set_up, life_tear_down),
};
TP_TEST_MAIN(tests)
