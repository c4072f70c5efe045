/* SPDX-License-Identifier: Apache-2.0 */
/* Parties that cheat, each caught by the check that is meant for it. */
#include "scenario_fixture.h"

#define SUSPENDED ",{\"at\":\"2011-03-01T00:00:00Z\",\"event\":\"suspend\",\"agreement\":\"search\",\"by\":[\"US-NY\"]}"
#define CHEAT(name, by, checks)                                                                                        \
    ",{\"at\":\"2011-03-02T00:00:00Z\",\"cheat\":\"" name "\",\"by\":\"" by                                            \
    "\",\"agreement\":\"search\",\"count\":3,\"caught_by\":[" checks "]}"

static void each_cheat_is_caught(void **state)
{
    static const struct {
        const char *steps;
        size_t organisation;
        uint64_t checks;
    } cases[] = {
        {SUSPENDED CHEAT("send-anyway", "ny-dcjs", "\"receiver\",\"pairing\""), 0,
         1u << TP_SCENARIO_CHECK_RECEIVER | 1u << TP_SCENARIO_CHECK_PAIRING},
        {SUSPENDED CHEAT("activate-anyway", "ny-dcjs", "\"receiver\""), 0, 1u << TP_SCENARIO_CHECK_RECEIVER},
        {SUSPENDED CHEAT("search-anyway", "dhs-ident", "\"pairing\""), 1, 1u << TP_SCENARIO_CHECK_PAIRING},
        {CHEAT("release-silently", "dhs-ident", "\"pairing\""), 1, 1u << TP_SCENARIO_CHECK_PAIRING},
        {CHEAT("drop-leaves", "ice-ero", "\"pairing\""), 2, 1u << TP_SCENARIO_CHECK_PAIRING},
        {CHEAT("drop-leaves", "ny-dcjs", "\"pairing\""), 0, 1u << TP_SCENARIO_CHECK_PAIRING},
        {CHEAT("rewrite-entry", "dhs-ident", "\"verification\""), 1, 1u << TP_SCENARIO_CHECK_VERIFICATION},
        {CHEAT("rewrite-ledger", "ny-dcjs", "\"monitor\",\"witness\""), 0,
         1u << TP_SCENARIO_CHECK_MONITOR | 1u << TP_SCENARIO_CHECK_WITNESS},
        {CHEAT("roll-back", "dhs-ident", "\"monitor\",\"witness\""), 1,
         1u << TP_SCENARIO_CHECK_MONITOR | 1u << TP_SCENARIO_CHECK_WITNESS},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct fixture fixture;
        fixture_play(&fixture, cases[i].steps);
        fixture_has_no_failure(&fixture);
        for (size_t check = 0; check < TP_SCENARIO_CHECKS; check++) {
            if (cases[i].checks >> check & 1)
                assert_true(fixture.run->nodes[cases[i].organisation].is_caught[check]);
        }
        fixture_end(&fixture);
    }
}

static void a_rebuilt_ledger_verifies_by_itself(void **state)
{
    struct fixture fixture;

    (void)state; /* it is the memory of others that shows it */
    fixture_play(&fixture, CHEAT("rewrite-ledger", "ny-dcjs", "\"monitor\""));
    assert_false(fixture.run->nodes[0].is_caught[TP_SCENARIO_CHECK_VERIFICATION]);
    fixture_end(&fixture);
}

static void what_is_not_caught_is_a_failure(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(&fixture, CHEAT("rewrite-entry", "dhs-ident", "\"receiver\""));
    assert_true(fixture.run->failure_count >= 1);
    assert_non_null(strstr(fixture.run->failures[0], "did not find it"));
    fixture_end(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_cheat_is_caught),
    cmocka_unit_test(a_rebuilt_ledger_verifies_by_itself),
    cmocka_unit_test(what_is_not_caught_is_a_failure),
};

TP_TEST_MAIN(tests)
