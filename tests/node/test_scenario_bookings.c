/* SPDX-License-Identifier: Apache-2.0 */
/* Reading bookings.json. */
#include "scenario_fixture.h"

static void volumes_and_shares_are_read(void **state)
{
    struct fixture fixture;
    const struct tp_scenario_bookings *bookings;

    (void)state;
    folder_make(&fixture.folder);
    fixture_write(&fixture.folder, "");
    assert_int_equal(tp_scenario_load(fixture.folder.path, &fixture.scenario, NULL), TP_OK);
    bookings = &fixture.scenario->bookings;
    assert_int_equal(bookings->month_count, 2);
    assert_int_equal(bookings->month_from_s[1] - bookings->month_from_s[0], 28 * 86400);
    assert_int_equal(bookings->month_from_s[2] - bookings->month_from_s[1], 31 * 86400);
    assert_int_equal(bookings->volume_count, 2);
    assert_int_equal(bookings->volumes[0].by_month[1], 30);
    assert_int_equal(bookings->volumes[1].by_month[1], 40);
    assert_int_equal(bookings->conviction.of_thousand[3], 400);
    assert_int_equal(bookings->categories.of_thousand[tp_vocabulary_find(&tp_categories, "juvenile")], 50);
    assert_int_equal(bookings->seeded, 300);
    assert_int_equal(bookings->review.high, 2400);
    tp_scenario_free(&fixture.scenario);
    folder_remove(&fixture.folder);
}

static void mistakes_are_named(void **state)
{
    static const struct {
        const char *old, *new_text, *field;
    } cases[] = {
        {"tenprint-bookings/1", "tenprint-bookings/0", "form"},
        {"\"2011-02\",\"2011-03\"", "\"2011-02\",\"2011-04\"", "months"},
        {"\"2011-02\"", "\"2011-13\"", "months"},
        {"\"code\":\"US-NY-027\"", "\"code\":\"US\"", "counties[0].code"},
        {"\"a_month\":30", "\"a_month\":-1", "counties[0].a_month"},
        {"[40,40]", "[40]", "counties[1].by_month"},
        {"[40,40]", "[40,\"x\"]", "counties[1].by_month"},
        {"\"level-3\":1000", "\"level-3\":999", "offence"},
        {"\"juvenile\":50", "\"giant\":50", "giant"},
        {"\"elderly\":200", "\"elderly\":2000", "elderly"},
        {"\"seeded\":300", "\"sown\":300", "seeded"},
        {"\"upheld\":500", "\"upheld\":500,\"lost\":1", "afterwards"},
        {"\"transit\":[1,9]", "\"transit\":[9,1]", "transit"},
        {"\"transit\":[1,9]", "\"transit\":[9]", "transit"},
    };
    struct tp_diag diag;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        assert_int_equal(fixture_load("bookings.json", fixture_bookings, cases[i].old, cases[i].new_text, &diag),
                         TP_E_FORMAT);
        assert_string_equal(diag.field, cases[i].field);
        assert_non_null(strstr(diag.file, "bookings.json"));
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(volumes_and_shares_are_read),
    cmocka_unit_test(mistakes_are_named),
};

TP_TEST_MAIN(tests)
