/* SPDX-License-Identifier: Apache-2.0 */
/* Synthetic people. */
#include "scenario_fixture.h"

#include <math.h>

static struct fixture fixture;

static int load(void **state)
{
    (void)state;
    folder_make(&fixture.folder);
    fixture_write(&fixture.folder, "");
    return tp_scenario_load(fixture.folder.path, &fixture.scenario, NULL) == TP_OK ? 0 : -1;
}

static int release(void **state)
{
    (void)state;
    tp_scenario_free(&fixture.scenario);
    folder_remove(&fixture.folder);
    return 0;
}

static void the_same_seed_gives_the_same_people(void **state)
{
    struct tp_scenario_population a, b, c;

    (void)state;
    assert_int_equal(tp_scenario_populate(fixture.scenario, 1, 1, &a, NULL), TP_OK);
    assert_int_equal(tp_scenario_populate(fixture.scenario, 1, 1, &b, NULL), TP_OK);
    assert_int_equal(tp_scenario_populate(fixture.scenario, 2, 1, &c, NULL), TP_OK);
    assert_int_equal(a.count, 140);
    assert_int_equal(b.count, a.count);
    for (size_t i = 0; i < a.count; i++)
        assert_int_equal(a.cases[i].booked_s, b.cases[i].booked_s);
    assert_true(a.cases[0].booked_s != c.cases[0].booked_s || a.cases[1].booked_s != c.cases[1].booked_s);
    free(a.cases);
    free(b.cases);
    free(c.cases);
}

static void shares_are_kept_and_times_in_order(void **state)
{
    struct tp_scenario_population people;
    double level_1 = 0, unknown = 0, known = 0, juveniles = 0;

    (void)state;
    assert_int_equal(tp_scenario_populate(fixture.scenario, 3, 100, &people, NULL), TP_OK);
    assert_int_equal(people.count, 14000);
    for (size_t i = 0; i < people.count; i++) {
        const struct tp_scenario_case *person = &people.cases[i];
        assert_true(i == 0 || person->booked_s >= people.cases[i - 1].booked_s);
        assert_string_equal(person->state, "US-NY");
        assert_int_equal(person->offence, TP_SERIOUSNESS_LEVEL_3);
        level_1 += person->conviction == TP_SERIOUSNESS_LEVEL_1;
        unknown += person->conviction == -1;
        known += person->known_at == 1;
        juveniles += person->categories != 0;
    }
    assert_true(fabs(level_1 / 14000 - 0.4) < 0.02 && fabs(unknown / 14000 - 0.1) < 0.01);
    assert_true(fabs(known / 14000 - 0.4) < 0.02 && fabs(juveniles / 14000 - 0.05) < 0.01);
    free(people.cases);
}

static void too_many_are_refused(void **state)
{
    struct tp_scenario_population people;

    (void)state;
    assert_int_equal(tp_scenario_populate(fixture.scenario, 3, 1e6, &people, NULL), TP_E_LIMIT);
    assert_null(people.cases);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_same_seed_gives_the_same_people, load, release),
    cmocka_unit_test_setup_teardown(shares_are_kept_and_times_in_order, load, release),
    cmocka_unit_test_setup_teardown(too_many_are_refused, load, release),
};

TP_TEST_MAIN(tests)
