/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"

static size_t count_lines(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += *text == '\n';
    return count;
}

static void the_countries_are_listed(void **state)
{
    struct program_run run;

    (void)state;
    run_program("jurisdiction", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "MX                  M\xc3\xa9xico, country\n"
                                 "US                  United States of America, country\n");
}

static void a_state_comes_with_its_counties(void **state)
{
    struct program_run run;

    (void)state;
    run_program("jurisdiction US-NY --at 2011-06-01", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(count_lines(run.out), 1 + 62);
    assert_ptr_equal(strstr(run.out, "US-NY        36     New York, state\n"), run.out);
    assert_non_null(strstr(run.out, "\nUS-NY-027    36027  Dutchess County, New York, county\n"));
    run_program("jurisdiction us", &run);
    assert_int_equal(count_lines(run.out), 1 + 50 + 1 + 6);
}

static void a_number_finds_what_a_code_finds(void **state)
{
    struct program_run by_code, by_number;

    (void)state;
    run_program("jurisdiction US-NY-027", &by_code);
    run_program("jurisdiction 36027", &by_number);
    assert_int_equal(by_number.exit, TP_EXIT_OK);
    assert_string_equal(by_code.out, "US-NY-027    36027  Dutchess County, New York, county\n");
    assert_string_equal(by_number.out, by_code.out);
}

static void names_are_found_in_parts(void **state)
{
    struct program_run run;

    (void)state;
    run_program("jurisdiction BALTIMORE", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "US-MD-005    24005  Baltimore County, Maryland, county\n"
                                 "US-MD-510    24510  Baltimore city, Maryland, city\n");
    run_program("jurisdiction atlantis", &run);
    assert_int_equal(run.exit, TP_EXIT_NEGATIVE);
    assert_ptr_equal(strstr(run.out, "no place of that code, number or name on "), run.out);
}

static void another_day_has_other_places(void **state)
{
    struct program_run run;

    (void)state;
    run_program("jurisdiction US-CT --at 2011-06-01", &run);
    assert_int_equal(count_lines(run.out), 1 + 8);
    run_program("jurisdiction US-CT --at 2023-01-01", &run);
    assert_int_equal(count_lines(run.out), 1 + 9);
    run_program("jurisdiction 02195 --at 2011-06-01", &run);
    assert_string_equal(run.out, "US-AK-195    02195  Petersburg Census Area, Alaska, census area, until 2013-01-03\n");
    run_program("jurisdiction 02195 --at 2013-01-03", &run);
    assert_string_equal(run.out, "US-AK-195    02195  Petersburg Borough, Alaska, borough, from 2013-01-03\n");
    run_program("jurisdiction shannon --at 2016-01-01", &run);
    assert_null(strstr(run.out, "South Dakota"));
    run_program("jurisdiction US-SD-113 --at 2016-01-01", &run); /* a code is found although it is no more */
    assert_non_null(strstr(run.out, "until 2015-05-01"));
}

static void json_has_the_same_with_what_is_above_and_below(void **state)
{
    struct program_run run;
    json_t *root, *places;

    (void)state;
    run_program("jurisdiction US-DE --json --at 2011-06-01", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    root = json_loads(run.out, 0, NULL);
    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "at")), "2011-06-01");
    places = json_object_get(root, "places");
    assert_int_equal(json_array_size(places), 1 + 3);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(places, 0), "below")), 3);
    assert_string_equal(json_string_value(json_object_get(json_array_get(places, 0), "above")), "US");
    assert_string_equal(json_string_value(json_object_get(json_array_get(places, 2), "name")), "New Castle County");
    assert_true(json_is_null(json_object_get(json_array_get(places, 2), "until")));
    json_decref(root);
    run_program("jurisdiction atlantis --json", &run);
    assert_int_equal(run.exit, TP_EXIT_NEGATIVE);
    assert_non_null(strstr(run.out, "\"places\": []"));
}

static void a_wrong_day_is_a_wrong_command_line(void **state)
{
    static const char *const lines[] = {"jurisdiction US --at 2011", "jurisdiction US --at 2011-02-29",
                                        "jurisdiction US --at 2011-06-01T00:00:00Z", "jurisdiction US MX"};
    struct program_run run;

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        run_program(lines[i], &run);
        assert_int_equal(run.exit, TP_EXIT_USAGE);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_countries_are_listed),
    cmocka_unit_test(a_state_comes_with_its_counties),
    cmocka_unit_test(a_number_finds_what_a_code_finds),
    cmocka_unit_test(names_are_found_in_parts),
    cmocka_unit_test(another_day_has_other_places),
    cmocka_unit_test(json_has_the_same_with_what_is_above_and_below),
    cmocka_unit_test(a_wrong_day_is_a_wrong_command_line),
};
TP_TEST_MAIN(tests)
