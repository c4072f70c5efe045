/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/life.h"

static void the_state_is_that_of_an_instant(void **state)
{
    static const struct {
        const char *at, *life, *signature;
    } expected[] = {
        {"2011-01-01T00:00:00Z", "none", "null"},
        {LIFE_PROPOSED, "proposed", "null"},
        {LIFE_NOTICED, "noticed", "null"},
        {LIFE_SIGNED, "noticed", LIFE_SIGNED},
        {LIFE_ACTIVE, "active", LIFE_SIGNED},
        {"2012-12-31T23:59:59Z", "active", LIFE_SIGNED},
        {"2013-01-01T00:00:00Z", "expired", LIFE_SIGNED},
    };

    (void)state;
    life_activate();
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(expected); i++) {
        tenprint(0, agreement, "agreement status %.8s --org dcjs --json --at %s", agreement, expected[i].at);
        assert_printed("at", expected[i].at);
        assert_printed("versions.0.life", expected[i].life);
        assert_printed("versions.0.signatures.0.time", expected[i].signature);
        assert_printed("versions.0.comments_end", LIFE_COMMENTS_END);
    }
    assert_printed("versions.0.notices.0.by", "ny-dcjs");
    assert_printed("versions.0.signatures.1.by", "dhs-ident");
    assert_printed("versions.0.sources.5.takes_part", "false");
}

static void words_say_the_same(void **state)
{
    (void)state;
    tenprint(0, "taken", "agreement propose terms.json --org dcjs --now " LIFE_PROPOSED);
    tenprint(0, "  notice        ny-dcjs, not yet\n  comments end  not begun\n  signature     ny-dcjs, not yet\n",
             "agreement status %.8s --org dcjs --now " LIFE_PROPOSED, agreement);
    tenprint(0, "null", "agreement status %.8s --org dcjs --now " LIFE_PROPOSED " --json", agreement);
    assert_printed("versions.0.comments_end", "null");
}

/* Anybody who has the events can derive it, without a key. */
static void published_events_are_enough(void **state)
{
    (void)state;
    life_activate();
    tenprint(0, "5 events", "agreement export %.8s --to out --org dcjs", agreement);
    unsetenv("TENPRINT_PASSPHRASE");
    tenprint(0, "active: in force", "agreement status %.8s --events out --at 2011-05-01T00:00:00Z", agreement);
    tenprint(0, "expired", "agreement status %.8s --events out", agreement);
    tenprint(3, "no agreement", "agreement status ffffff --events out");
    tenprint(2, "neither", "agreement status %.8s --events out --org dcjs", agreement);
    folder_write(&folder, "out/000002-zz.json", "{}", 2);
    tenprint(3, "000002-zz.json", "agreement status %.8s --events out", agreement);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_state_is_that_of_an_instant, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(words_say_the_same, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(published_events_are_enough, life_set_up, life_tear_down),
};
TP_TEST_MAIN(tests)
