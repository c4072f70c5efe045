/* SPDX-License-Identifier: Apache-2.0 */
/* Reading scenario.json; the scenarios of this repository. */
#include "scenario_fixture.h"

static void load(const char *name, struct tp_scenario **out)
{
    char path[512];
    struct tp_diag diag;

    tp_diag_init(&diag);
    snprintf(path, sizeof path, "%s/scenarios/%s", getenv("TP_SOURCE_ROOT"), name);
    if (tp_scenario_load(path, out, &diag) != TP_OK)
        fail_msg("%s: %s: %s", diag.file, diag.field, diag.text);
}

static void the_scenario_of_2011_is_read(void **state)
{
    struct tp_scenario *scenario;
    int ny;

    (void)state;
    load("2011", &scenario);
    ny = tp_scenario_find_agreement(scenario, "immigration-ny");
    assert_true(ny >= 0);
    assert_int_equal(scenario->agreement_count, 8);
    assert_string_equal(tp_scenario_who(scenario, "US-NY-027"), "Dutchess County");
    assert_string_equal(tp_scenario_who(scenario, "ny-dcjs"), "New York's bureau");
    assert_string_equal(tp_scenario_who(scenario, "XX"), "XX");
    assert_int_equal(scenario->agreements[ny].versions[0]->release.conviction, TP_SERIOUSNESS_LEVEL_1);
    assert_int_equal(scenario->agreements[ny].versions[0]->notice_days, 60);
    assert_int_equal(tp_scenario_find_agreement(scenario, "none"), -1);
    assert_int_equal(tp_scenario_find_organisation(scenario, "none"), -1);
    tp_scenario_free(&scenario);
    assert_null(scenario);
    tp_scenario_free(&scenario);
}

static void an_amendment_amends_the_version_before(void **state)
{
    struct tp_scenario *scenario;
    const struct tp_scenario_agreement *agreement;

    (void)state;
    load("2011", &scenario);
    agreement = &scenario->agreements[tp_scenario_find_agreement(scenario, "immigration-ca")];
    assert_int_equal(agreement->version_count, 2);
    assert_string_equal(agreement->versions[1]->amends, agreement->versions[0]->hash);
    tp_scenario_free(&scenario);
}

static void the_scenario_with_cheats_is_read(void **state)
{
    struct tp_scenario *scenario;
    size_t cheats = 0;

    (void)state;
    load("2011-cheats", &scenario);
    for (size_t i = 0; i < scenario->step_count; i++)
        cheats += scenario->steps[i].kind == TP_SCENARIO_CHEAT;
    assert_int_equal(cheats, TP_SCENARIO_CHEATS);
    tp_scenario_free(&scenario);
}

static void the_world_is_taken_apart(void **state)
{
    struct fixture fixture;

    (void)state;
    folder_make(&fixture.folder);
    fixture_write(&fixture.folder, "");
    assert_int_equal(tp_scenario_load(fixture.folder.path, &fixture.scenario, NULL), TP_OK);
    assert_int_equal(fixture.scenario->organisation_count, 4);
    assert_int_equal(fixture.scenario->organisations[3].part, TP_SCENARIO_OVERSIGHT);
    assert_int_equal(fixture.scenario->exchanges[0].sender, 0);
    assert_int_equal(fixture.scenario->exchanges[0].repository, 1);
    assert_int_equal(fixture.scenario->exchanges[0].recipient, 2);
    assert_int_equal(fixture.scenario->relays[0].organisation, 3);
    assert_int_equal(fixture.scenario->period_count, 2);
    tp_scenario_free(&fixture.scenario);
    folder_remove(&fixture.folder);
}

static void mistakes_are_named(void **state)
{
    static const struct {
        const char *old, *new_text, *field;
    } cases[] = {
        {"tenprint-scenario/1", "tenprint-scenario/2", "form"},
        {"\"seed\":7", "\"seed\":\"7\"", "seed"},
        {"\"until\":\"2011-04-01T00:00:00Z\"", "\"until\":\"2010-04-01T00:00:00Z\"", "until"},
        {"\"part\":\"recipient\"", "\"part\":\"friend\"", "organisations[2].part"},
        {"\"id\":\"ice-ero\"", "\"id\":\"ny-dcjs\"", "organisations[2].id"},
        {"\"code\":\"US-NY-027\"", "\"code\":\"Dutchess\"", "jurisdictions[1].code"},
        {"\"agreement\":\"search\",\"matches\"", "\"agreement\":\"other\",\"matches\"", "exchanges[0].agreement"},
        {"\"recipient\":\"ice-ero\"", "\"recipient\":\"nobody\"", "exchanges[0].recipient"},
        {"\"matches\":400", "\"matches\":1400", "exchanges[0].matches"},
        {"\"by\":\"oversight\"", "\"by\":\"nobody\"", "relays[0].by"},
        {"\"expect\":{}", "\"expect\":{\"sent\":\"many\"}", "periods[0].expect"},
        {"\"expect\":{}", "\"expect\":{\"lost\":\"none\"}", "periods[0].expect"},
        {"\"title\"", "\"titel\"", "titel"},
    };
    struct tp_diag diag;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        assert_int_equal(fixture_load("scenario.json", fixture_world, cases[i].old, cases[i].new_text, &diag),
                         TP_E_FORMAT);
        assert_string_equal(diag.field, cases[i].field);
        assert_non_null(strstr(diag.file, "scenario.json"));
    }
    assert_int_equal(fixture_load("scenario.json", fixture_world, "agreement.json", "missing.json", &diag),
                     TP_E_NOT_FOUND);
    assert_int_equal(fixture_load("scenario.json", "[]", NULL, NULL, &diag), TP_E_FORMAT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_scenario_of_2011_is_read),
    cmocka_unit_test(an_amendment_amends_the_version_before),
    cmocka_unit_test(the_scenario_with_cheats_is_read),
    cmocka_unit_test(the_world_is_taken_apart),
    cmocka_unit_test(mistakes_are_named),
};

TP_TEST_MAIN(tests)
