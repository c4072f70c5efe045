/* SPDX-License-Identifier: Apache-2.0 */
/* Events of a run. */
#include "scenario_fixture.h"

/* The outcome of the step behind the beginning. */
static const struct tp_scenario_outcome *outcome(const struct fixture *fixture, size_t step)
{
    return &fixture->run->outcomes[5 + step];
}

static void events_reach_everybody(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(&fixture, "");
    fixture_has_no_failure(&fixture);
    assert_string_equal(fixture.run->outcomes[0].result, "accepted");
    assert_int_equal(fixture.run->outcomes[0].reached, 4);
    assert_int_equal(fixture.run->outcomes[2].reached, 12); /* three signers, four nodes */
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(tp_scenario_tally_of(&fixture.run->nodes[i].leaves, "event|2011-01|join"), 3);
    fixture_end(&fixture);
}

static void what_cannot_be_is_refused_by_all(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(
        &fixture,
        ",{\"at\":\"2011-01-11T00:00:00Z\",\"event\":\"activate\",\"agreement\":\"search\",\"by\":[\"ny-dcjs\"],"
        "\"expect\":\"not-in-this-state\"}");
    fixture_has_no_failure(&fixture);
    assert_int_equal(outcome(&fixture, 0)->refused, 4);
    assert_true(outcome(&fixture, 0)->words[0] != '\0');
    fixture_end(&fixture);
}

static void a_forged_event_is_refused(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(&fixture,
                 ",{\"at\":\"2011-02-11T00:00:00Z\",\"event\":\"leave\",\"agreement\":\"search\",\"by\":[\"US-NY\"],"
                 "\"key\":\"seed:dhs-ident\",\"expect\":\"bad-signature\"}");
    fixture_has_no_failure(&fixture);
    assert_string_equal(outcome(&fixture, 0)->result, "bad-signature");
    fixture_end(&fixture);
}

static void a_delayed_event_counts_when_it_arrives(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(
        &fixture,
        ",{\"at\":\"2011-02-15T00:00:00Z\",\"event\":\"suspend\",\"agreement\":\"search\",\"by\":[\"US-NY\"],"
        "\"delay_minutes\":{\"dhs-ident\":120},\"reason\":\"R\"},"
        "{\"at\":\"2011-02-15T01:00:00Z\",\"attempt\":\"search\",\"agreement\":\"search\",\"by\":\"dhs-ident\","
        "\"county\":\"US-NY-027\",\"expect\":\"allowed\"},"
        "{\"at\":\"2011-02-15T02:00:01Z\",\"attempt\":\"search\",\"agreement\":\"search\",\"by\":\"dhs-ident\","
        "\"county\":\"US-NY-027\",\"expect\":\"denied\",\"clauses\":[\"participation\"]}");
    fixture_has_no_failure(&fixture);
    assert_int_equal(outcome(&fixture, 0)->reached, 4);
    fixture_end(&fixture);
}

static void petitions_have_their_attachment(void **state)
{
    struct fixture fixture;
    const struct tp_event *event;
    uint8_t hash[TP_SHA256_BYTES];
    char text[TP_HASH_TEXT_BYTES];

    (void)state;
    fixture_play(
        &fixture,
        ",{\"at\":\"2011-02-15T00:00:00Z\",\"event\":\"petition\",\"agreement\":\"search\",\"by\":[\"ny-dcjs\"],"
        "\"title\":\"Stop\",\"attached\":\"names\",\"sign_ons\":99}");
    fixture_has_no_failure(&fixture);
    event = fixture.run->events[fixture.run->event_count - 1];
    assert_int_equal(event->sign_ons, 99);
    assert_int_equal(tp_sha256("names", 5, hash, NULL), TP_OK);
    tp_hex_encode(hash, sizeof hash, text);
    assert_string_equal(event->attachment_sha256, text);
    fixture_end(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(events_reach_everybody),          cmocka_unit_test(what_cannot_be_is_refused_by_all),
    cmocka_unit_test(a_forged_event_is_refused),       cmocka_unit_test(a_delayed_event_counts_when_it_arrives),
    cmocka_unit_test(petitions_have_their_attachment),
};

TP_TEST_MAIN(tests)
