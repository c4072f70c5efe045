/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/life.h"

/* Whether CODE takes part, by the folder dcjs. */
static void assert_part(const char *code, const char *participation, const char *now)
{
    char line[128];

    snprintf(line, sizeof line, "  %-13s %s\n", code, participation);
    tenprint(0, line, "agreement status %.8s --org dcjs --now %s", agreement, now);
}

static void jurisdictions_join_leave_and_return(void **state)
{
    (void)state;
    life_key("US-NY");
    life_key("US-NY-027");
    life_activate();
    tenprint(0, "join by US-NY-027",
             "agreement join %.8s --as US-NY-027 --key US-NY-027.pem --org dcjs --now "
             "2011-03-07T00:00:00Z",
             agreement);
    assert_part("US-NY-027", "in, takes no part", "2011-03-08T00:00:00Z");
    tenprint(0, "join by US-NY,",
             "agreement join %.8s --as US-NY --key US-NY.pem --org dcjs --now "
             "2011-03-08T00:00:00Z",
             agreement);
    assert_part("US-NY-027", "in, takes part", "2011-03-08T00:00:00Z");
    tenprint(1, "not-in-this-state",
             "agreement join %.8s --as US-NY --key US-NY.pem --org dcjs --now "
             "2011-03-09T00:00:00Z",
             agreement);
    tenprint(0, "leave by US-NY,",
             "agreement leave %.8s --as US-NY --key US-NY.pem --org dcjs --now "
             "2011-06-01T00:00:00Z",
             agreement);
    assert_part("US-NY", "left, takes no part", "2011-06-01T00:00:00Z");
    assert_part("US-NY-027", "in, takes no part", "2011-06-01T00:00:00Z");
    tenprint(0, "join by US-NY,",
             "agreement join %.8s --as US-NY --key US-NY.pem --org dcjs --now "
             "2011-07-01T00:00:00Z",
             agreement);
    assert_part("US-NY-027", "in, takes part", "2011-07-01T00:00:00Z");
    tenprint(0, "suspend by US-NY-027",
             "agreement suspend %.8s --as US-NY-027 --key US-NY-027.pem --org dcjs --now "
             "2011-08-01T00:00:00Z",
             agreement);
    assert_part("US-NY-027", "suspended, takes no part", "2011-08-01T00:00:00Z");
    assert_part("US-NY", "in, takes part", "2011-08-01T00:00:00Z");
    tenprint(0, "resume by US-NY-027",
             "agreement resume %.8s --as US-NY-027 --key US-NY-027.pem --org dcjs --now "
             "2011-09-01T00:00:00Z",
             agreement);
    assert_part("US-NY-027", "in, takes part", "2011-09-01T00:00:00Z");
}

static void a_party_suspends_and_only_it_resumes(void **state)
{
    (void)state;
    life_activate();
    tenprint(0, "now suspended",
             "agreement suspend %.8s --org dcjs --reason 'Error rates' --now 2011-06-01T00:00:00Z "
             "--to 6.json",
             agreement);
    tenprint(0, "1 taken", "agreement accept 6.json --org ident --now 2011-06-01T00:00:00Z");
    tenprint(1, "not-in-this-state", "agreement resume %.8s --org ident --now 2011-06-02T00:00:00Z", agreement);
    tenprint(0, "now active", "agreement resume %.8s --org dcjs --now 2011-06-03T00:00:00Z", agreement);
}

/* A county that nobody helps: it has what a party published and its own key. */
static void leaving_needs_nobodys_folder(void **state)
{
    (void)state;
    life_key("US-NY-027");
    life_activate();
    tenprint(0, "taken",
             "agreement join %.8s --as US-NY-027 --key US-NY-027.pem --org dcjs --now "
             "2011-03-08T00:00:00Z",
             agreement);
    tenprint(0, "6 events", "agreement export %.8s --org dcjs --to out", agreement);
    unsetenv("TENPRINT_PASSPHRASE");
    tenprint(0, "leave by US-NY-027, its event 2",
             "agreement leave %.8s --events out --as US-NY-027 --key US-NY-027.pem --to leave.json", agreement);
    setenv("TENPRINT_PASSPHRASE", "secret", 1);
    tenprint(0, "1 taken", "agreement accept leave.json --org dcjs --now 2011-06-01T00:00:00Z");
    assert_part("US-NY-027", "left, takes no part", "2011-06-01T00:00:00Z");
}

static void one_jurisdiction_does_not_speak_for_another(void **state)
{
    (void)state;
    life_key("US-NY");
    life_activate();
    tenprint(1, "bad-signature",
             "agreement leave %.8s --as US-NY-027 --key US-NY.pem --org dcjs --now "
             "2011-06-01T00:00:00Z",
             agreement);
    tenprint(1, "wrong-signer",
             "agreement leave %.8s --as US-NJ --key US-NY.pem --org dcjs --now "
             "2011-06-01T00:00:00Z",
             agreement);
}

static void options_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    life_key("US-NY");
    life_activate();
    tenprint(2, "belong together", "agreement join %.8s --as US-NY --org dcjs", agreement);
    tenprint(2, "belong together", "agreement suspend %.8s --key US-NY.pem --org dcjs", agreement);
    tenprint(2, "are needed", "agreement leave %.8s --org dcjs", agreement);
    tenprint(2, "are needed", "agreement suspend %.8s --events out", agreement);
    tenprint(2, "code of a jurisdiction", "agreement join %.8s --as 'New York' --key US-NY.pem --org dcjs", agreement);
    tenprint(2, "neither --org nor --now", "agreement join %.8s --as US-NY --key US-NY.pem --events o --org dcjs",
             agreement);
    tenprint(3, "out", "agreement join %.8s --as US-NY --key US-NY.pem --events out", agreement);
    setenv("TENPRINT_KEY_PASSPHRASE", "wrong", 1);
    tenprint(3, "US-NY.pem", "agreement join %.8s --as US-NY --key US-NY.pem --org dcjs --now 2011-06-01T00:00:00Z",
             agreement);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(jurisdictions_join_leave_and_return, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(a_party_suspends_and_only_it_resumes, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(leaving_needs_nobodys_folder, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(one_jurisdiction_does_not_speak_for_another, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(options_that_do_not_fit_are_refused, life_set_up, life_tear_down),
};
TP_TEST_MAIN(tests)
