/* SPDX-License-Identifier: Apache-2.0 */
/* The published statistics against what the run counted. */
#include "scenario_fixture.h"

static void a_wrong_count_is_found(void **state)
{
    struct fixture fixture;
    struct tp_signer *signer;
    struct tp_verifier verifier;
    char folder[600];

    (void)state;
    fixture_play(&fixture, "");
    fixture_has_no_failure(&fixture);
    tp_scenario_ledger_path(&fixture.run->nodes[0], "", folder, sizeof folder);
    assert_int_equal(tp_scenario_signer("ny-dcjs", &signer, NULL), TP_OK);
    assert_int_equal(
        tp_verifier_make("rehearsal.example/ny-dcjs/rehearsal", TP_KEY_NOTE, tp_signer_public(signer), &verifier, NULL),
        TP_OK);
    assert_int_equal(tp_scenario_check_statistics(fixture.run, 0, &verifier, NULL), TP_OK);
    fixture_has_no_failure(&fixture);
    tp_scenario_tally_add(&fixture.run->nodes[0].leaves, "submission|2011-02|US-NY|none", 1);
    assert_int_equal(tp_scenario_check_statistics(fixture.run, 0, &verifier, NULL), TP_OK);
    assert_int_equal(fixture.run->failure_count, 1);
    assert_non_null(strstr(fixture.run->failures[0], "submitted"));
    tp_scenario_tally_add(&fixture.run->nodes[0].leaves, "review|2011-02|US-NY|identification|wrong|day", 1);
    assert_int_equal(tp_scenario_check_statistics(fixture.run, 0, &verifier, NULL), TP_OK);
    assert_int_equal(fixture.run->failure_count, 3);
    assert_non_null(strstr(fixture.run->failures[2], "false-identification"));
    tp_signer_free(&signer);
    fixture_end(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_wrong_count_is_found),
};

TP_TEST_MAIN(tests)
