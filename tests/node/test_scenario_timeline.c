/* SPDX-License-Identifier: Apache-2.0 */
/* Reading timeline.json. */
#include "scenario_fixture.h"

static const char form[] = "{\"form\":\"tenprint-timeline/1\",\"about\":[\"-\"],\"steps\":[%s]}";

/* What one step is read as; the scenario must be freed. */
static tp_status read_steps(const char *steps, struct tp_scenario **out, struct tp_diag *diag)
{
    struct test_folder folder;
    char timeline[4096];
    tp_status status;

    folder_make(&folder);
    fixture_write(&folder, "");
    snprintf(timeline, sizeof timeline, form, steps);
    folder_write(&folder, "timeline.json", timeline, strlen(timeline));
    tp_diag_init(diag);
    status = tp_scenario_load(folder.path, out, diag);
    folder_remove(&folder);
    return status;
}

static void each_kind_of_step_is_read(void **state)
{
    static const char steps[] =
        "{\"at\":\"2011-01-02T00:00:00Z\",\"then\":\"Something was said.\"},"
        "{\"at\":\"2011-01-02T00:00:00Z\",\"event\":\"petition\",\"agreement\":\"search\",\"by\":[\"ny-dcjs\"],"
        "\"title\":\"T\",\"attached\":\"A\",\"sign_ons\":12,\"delay_minutes\":{\"dhs-ident\":5},\"reason\":\"R\"},"
        "{\"at\":\"2011-01-03T00:00:00Z\",\"attempt\":\"search\",\"agreement\":\"search\",\"by\":\"dhs-ident\","
        "\"county\":\"US-NY-027\",\"expect\":\"denied\",\"clauses\":[\"in-force\"]},"
        "{\"at\":\"2011-01-04T00:00:00Z\",\"participants\":\"search\",\"expect\":[\"US-NY-027\"]},"
        "{\"at\":\"2011-01-05T00:00:00Z\",\"witness\":\"away\"},"
        "{\"at\":\"2011-01-06T00:00:00Z\",\"cheat\":\"drop-leaves\",\"by\":\"ny-dcjs\",\"agreement\":\"search\","
        "\"count\":3,"
        "\"caught_by\":[\"pairing\",\"witness\"]}";
    struct tp_scenario *scenario;
    const struct tp_scenario_step *s;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(read_steps(steps, &scenario, &diag), TP_OK);
    s = scenario->steps;
    assert_int_equal(scenario->step_count, 6);
    assert_int_equal(s[0].kind, TP_SCENARIO_NOTE);
    assert_string_equal(s[0].then, "Something was said.");
    assert_int_equal(s[1].kind, TP_SCENARIO_EVENT);
    assert_int_equal(s[1].event, TP_EVENT_PETITION);
    assert_int_equal(s[1].sign_ons, 12);
    assert_string_equal(s[1].expect, "accepted");
    assert_non_null(s[1].delay);
    assert_int_equal(s[2].kind, TP_SCENARIO_ATTEMPT);
    assert_int_equal(s[2].stage, TP_STAGE_SEARCH);
    assert_int_equal(s[2].organisation, 1);
    assert_int_equal(s[3].kind, TP_SCENARIO_PARTICIPANTS);
    assert_null(s[3].expect);
    assert_true(s[4].witness_away);
    assert_int_equal(s[5].cheat, TP_SCENARIO_CHEAT_DROP_LEAVES);
    assert_int_equal(s[5].count, 3);
    assert_int_equal(s[5].checks, 1u << TP_SCENARIO_CHECK_PAIRING | 1u << TP_SCENARIO_CHECK_WITNESS);
    tp_scenario_free(&scenario);
}

static void mistakes_are_named(void **state)
{
    static const struct {
        const char *step, *field;
    } cases[] = {
        {"{\"at\":\"2011-01-02\",\"then\":\"x\"}", "steps[0].at"},
        {"{\"at\":\"2012-01-02T00:00:00Z\",\"then\":\"x\"}", "steps[0].at"},
        {"{\"at\":\"2011-01-02T00:00:00Z\",\"event\":\"dance\",\"agreement\":\"search\",\"by\":[\"ny-dcjs\"]}",
         "steps[0].event"},
        {"{\"at\":\"2011-01-02T00:00:00Z\",\"event\":\"sign\",\"agreement\":\"none\",\"by\":[\"ny-dcjs\"]}",
         "steps[0].agreement"},
        {"{\"at\":\"2011-01-02T00:00:00Z\",\"event\":\"sign\",\"agreement\":\"search\",\"by\":[5]}", "steps[0].by"},
        {"{\"at\":\"2011-01-02T00:00:00Z\",\"event\":\"sign\",\"agreement\":\"search\",\"by\":[\"ny-dcjs\"],"
         "\"version\":2}",
         "steps[0].version"},
        {"{\"at\":\"2011-01-02T00:00:00Z\",\"attempt\":\"steal\",\"agreement\":\"search\",\"by\":\"ny-dcjs\","
         "\"county\":\"US-NY\"}",
         "steps[0].attempt"},
        {"{\"at\":\"2011-01-02T00:00:00Z\",\"witness\":\"asleep\"}", "steps[0].witness"},
        {"{\"at\":\"2011-01-02T00:00:00Z\",\"cheat\":\"x\",\"by\":\"ny-dcjs\",\"caught_by\":[\"pairing\"]}",
         "steps[0].cheat"},
        {"{\"at\":\"2011-01-02T00:00:00Z\",\"cheat\":\"roll-back\",\"by\":\"ny-dcjs\",\"caught_by\":[\"luck\"]}",
         "steps[0].caught_by"},
        {"{\"at\":\"2011-01-02T00:00:00Z\",\"mood\":\"good\"}", "steps[0].mood"},
        {"{\"at\":\"2011-01-03T00:00:00Z\",\"then\":\"x\"},{\"at\":\"2011-01-02T00:00:00Z\",\"then\":\"x\"}",
         "steps[1].at"},
    };
    struct tp_scenario *scenario;
    struct tp_diag diag;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        assert_int_equal(read_steps(cases[i].step, &scenario, &diag), TP_E_FORMAT);
        assert_null(scenario);
        assert_string_equal(diag.field, cases[i].field);
        assert_non_null(strstr(diag.file, "timeline.json"));
    }
}

static void codes_have_words(void **state)
{
    (void)state;
    assert_string_equal(tp_scenario_cheat_code(TP_SCENARIO_CHEAT_ROLL_BACK), "roll-back");
    assert_string_equal(tp_scenario_check_code(TP_SCENARIO_CHECK_MONITOR), "monitor");
    for (int i = 0; i < TP_SCENARIO_CHEATS; i++)
        assert_true(strlen(tp_scenario_cheat_words((enum tp_scenario_cheat)i)) > 10);
    for (int i = 0; i < TP_SCENARIO_CHECKS; i++)
        assert_true(strlen(tp_scenario_check_words((enum tp_scenario_check)i)) > 10);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_kind_of_step_is_read),
    cmocka_unit_test(mistakes_are_named),
    cmocka_unit_test(codes_have_words),
};

TP_TEST_MAIN(tests)
