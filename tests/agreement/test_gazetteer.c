/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "agreement/agreement.h"

#define HEADER "code,fips,name,kind,from,until\n"

static tp_status parse(const char *text, struct tp_gazetteer **out, struct tp_diag *diag)
{
    tp_diag_init(diag);
    return tp_gazetteer_parse(text, strlen(text), out, diag);
}

static void a_country_of_ones_own(void **state)
{
    struct tp_gazetteer *gazetteer;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(parse(HEADER "XA,,Exampleland,country,,\nXA-1,01,\xc3\x84st,province,,\nXA-1-A,0101,A,town,,\n",
                           &gazetteer, &diag),
                     TP_OK);
    assert_int_equal(tp_gazetteer_count(gazetteer), 3);
    assert_string_equal(tp_gazetteer_at(gazetteer, 0)->name, "Exampleland");
    assert_string_equal(tp_gazetteer_at(gazetteer, 0)->fips, "");
    assert_null(tp_gazetteer_at(gazetteer, 3));
    assert_string_equal(tp_gazetteer_find(gazetteer, "XA-1-A")->kind, "town");
    assert_string_equal(tp_gazetteer_find(gazetteer, "0101")->code, "XA-1-A");
    assert_string_equal(tp_gazetteer_find(gazetteer, "01")->name, "\xc3\x84st");
    assert_null(tp_gazetteer_find(gazetteer, "XA-2"));
    assert_null(tp_gazetteer_find(gazetteer, ""));
    assert_null(tp_gazetteer_find(gazetteer, "1"));
    tp_gazetteer_free(&gazetteer);
    assert_null(gazetteer);
    tp_gazetteer_free(&gazetteer);
}

static void a_code_may_name_one_place_after_the_other(void **state)
{
    struct tp_gazetteer *gazetteer;
    const struct tp_place *place;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(
        parse(HEADER "XA,,X,country,,\nXA-1,,Old,state,,2001-01-01\nXA-1,,New,state,2001-01-01,\n", &gazetteer, &diag),
        TP_OK);
    place = tp_gazetteer_find(gazetteer, "XA-1");
    assert_string_equal(place->name, "New");
    assert_true(tp_place_exists(place, "2001-01-01"));
    assert_false(tp_place_exists(place, "2000-12-31"));
    place = tp_gazetteer_at(gazetteer, 1);
    assert_false(tp_place_exists(place, "2001-01-01"));
    assert_true(tp_place_exists(place, "2000-12-31") && tp_place_exists(place, "1900-01-01"));
    tp_gazetteer_free(&gazetteer);
}

static void mistakes_are_named_with_line_and_field(void **state)
{
    static const struct {
        const char *text, *field;
    } cases[] = {
        {"", "line 1"},
        {HEADER, "line 2"},
        {"code,fips,name,kind\n", "line 1"},
        {HEADER "XA,,X,country,,", "line 2"},
        {HEADER "XA,,X,country,\n", "line 2"},
        {HEADER "XA,,X,country,,,\n", "line 2"},
        {HEADER "\n", "line 2"},
        {HEADER "xa,,X,country,,\n", "line 2, code"},
        {HEADER "XA-1,,X,state,,\n", "line 2, code"},
        {HEADER "XA,,X,country,,\nXB-1,,Y,state,,\n", "line 3, code"},
        {HEADER "XA,,X,country,,\nXA-1-1,,Y,county,,\n", "line 3, code"},
        {HEADER "XA,,X,country,,\nXB,,Y,country,,\n", "line 3, code"},
        {HEADER "XA,,X,country,,\nXA-2,,Y,state,,\nXA-1,,Z,state,,\n", "line 4, code"},
        {HEADER "XA,,X,country,,\nXA-2,,Y,state,,\nXA-2,,Z,state,,\n", "line 4, from"},
        {HEADER "XA,,X,country,,\nXA-2,,Y,state,,2001-01-02\nXA-2,,Z,state,2001-01-01,\n", "line 4, from"},
        {HEADER "XA,12a,X,country,,\n", "line 2, fips"},
        {HEADER "XA,123456789,X,country,,\n", "line 2, fips"},
        {HEADER "XA,,,country,,\n", "line 2, name"},
        {HEADER "XA,,\xff,country,,\n", "line 2, name"},
        {HEADER "XA,,X\033[31m,country,,\n", "line 2, name"},
        {HEADER "XA,,X,,,\n", "line 2, kind"},
        {HEADER "XA,,X,country,2001-02-29,\n", "line 2, from"},
        {HEADER "XA,,X,country,2001-1-1,\n", "line 2, from"},
        {HEADER "XA,,X,country,,2001\n", "line 2, until"},
        {HEADER "XA,,X,country,2001-01-01,2001-01-01\n", "line 2, until"},
        {HEADER "XA,,X,country,,\r\n", "line 2, until"},
    };
    struct tp_gazetteer *gazetteer;
    struct tp_diag diag;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        assert_int_equal(parse(cases[i].text, &gazetteer, &diag), TP_E_FORMAT);
        assert_null(gazetteer);
        assert_string_equal(diag.field, cases[i].field);
        assert_string_not_equal(diag.text, "");
    }
    assert_int_equal(tp_gazetteer_parse(HEADER "XA,,\0,country,,\n", sizeof HEADER + 17, &gazetteer, &diag),
                     TP_E_FORMAT);
    assert_null(gazetteer);
}

static void long_lines_are_refused(void **state)
{
    struct tp_gazetteer *gazetteer;
    struct tp_diag diag;
    char text[1000];

    (void)state;
    snprintf(text, sizeof text, HEADER "XA,,%0600d,country,,\n", 0);
    assert_int_equal(parse(text, &gazetteer, &diag), TP_E_FORMAT);
    assert_string_equal(diag.field, "line 2");
}

/* ---- the lists of the program -------------------------------------------------------------------------------------
 */

static struct tp_gazetteer *us;

static int open_us(void **state)
{
    (void)state;
    return tp_gazetteer_standard("US", &us, NULL);
}

static int close_us(void **state)
{
    (void)state;
    tp_gazetteer_free(&us);
    return 0;
}

static bool is_territory(const struct tp_place *place)
{
    static const char *const codes[] = {"US-AS", "US-GU", "US-MP", "US-PR", "US-UM", "US-VI"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(codes); i++) {
        if (tp_jurisdiction_covers(codes[i], place->code))
            return true;
    }
    return false;
}

/* Places of LEVEL below ABOVE on DAY, without the territories. */
static size_t count_places(const char *above, enum tp_level level, const char *day)
{
    size_t count = 0;

    for (size_t i = 0; i < tp_gazetteer_count(us); i++) {
        const struct tp_place *place = tp_gazetteer_at(us, i);
        count += tp_jurisdiction_level(place->code) == level && tp_jurisdiction_covers(above, place->code) &&
                 tp_place_exists(place, day) && !is_territory(place);
    }
    return count;
}

/* The Census Bureau's totals: 3,143 counties and equivalents in 2010, 3,142 in 2013, 3,144 with Connecticut's regions.
 */
static void the_counties_of_the_united_states_are_all_there(void **state)
{
    (void)state;
    assert_int_equal(count_places("US", TP_LEVEL_STATE, "2011-06-01"), 51);
    assert_int_equal(count_places("US", TP_LEVEL_COUNTY, "2010-04-01"), 3143);
    assert_int_equal(count_places("US", TP_LEVEL_COUNTY, "2011-06-01"), 3143);
    assert_int_equal(count_places("US", TP_LEVEL_COUNTY, "2013-07-01"), 3142);
    assert_int_equal(count_places("US", TP_LEVEL_COUNTY, "2016-01-01"), 3142);
    assert_int_equal(count_places("US", TP_LEVEL_COUNTY, "2020-01-01"), 3143);
    assert_int_equal(count_places("US", TP_LEVEL_COUNTY, "2023-01-01"), 3144);
}

static void each_state_has_as_many_as_it_has(void **state)
{
    static const struct {
        const char *code;
        size_t count;
    } states[] = {{"US-NY", 62},  {"US-IL", 102}, {"US-MA", 14}, {"US-MD", 24}, {"US-CA", 58}, {"US-TX", 254},
                  {"US-VA", 134}, {"US-LA", 64},  {"US-AK", 29}, {"US-DE", 3},  {"US-CT", 8},  {"US-DC", 1}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(states); i++)
        assert_int_equal(count_places(states[i].code, TP_LEVEL_COUNTY, "2011-06-01"), states[i].count);
    assert_int_equal(count_places("US-CT", TP_LEVEL_COUNTY, "2023-01-01"), 9);
}

/* Active on 2011-04-05. */
static void new_yorks_fourteen_counties(void **state)
{
    static const char *const counties[][2] = {{"36027", "Dutchess"},    {"36037", "Genesee"},  {"36055", "Monroe"},
                                              {"36059", "Nassau"},      {"36071", "Orange"},   {"36073", "Orleans"},
                                              {"36079", "Putnam"},      {"36087", "Rockland"}, {"36097", "Schuyler"},
                                              {"36103", "Suffolk"},     {"36105", "Sullivan"}, {"36111", "Ulster"},
                                              {"36119", "Westchester"}, {"36121", "Wyoming"}};
    char name[64], code[TP_JURISDICTION_MAX];

    (void)state;
    assert_int_equal(TP_ARRAY_LENGTH(counties), 14);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(counties); i++) {
        const struct tp_place *place = tp_gazetteer_find(us, counties[i][0]);
        snprintf(name, sizeof name, "%s County", counties[i][1]);
        snprintf(code, sizeof code, "US-NY-%s", counties[i][0] + 2);
        assert_string_equal(place->name, name);
        assert_string_equal(place->code, code);
        assert_ptr_equal(tp_gazetteer_find(us, code), place);
    }
}

static void names_say_what_a_place_is(void **state)
{
    static const char *const places[][3] = {
        {"US-MD-005", "Baltimore County", "county"},
        {"US-MD-510", "Baltimore city", "city"},
        {"US-LA-071", "Orleans Parish", "parish"},
        {"US-VA-036", "Charles City County", "county"},
        {"US-VA-600", "Fairfax city", "city"},
        {"US-NV-510", "Carson City", "city"},
        {"US-NM-013",
         "Do\xc3\xb1"
         "a Ana County",
         "county"},
        {"US-AK-110", "Juneau City and Borough", "city and borough"},
        {"US-PR-127", "San Juan Municipio", "municipio"},
        {"US-DC-001", "District of Columbia", "district"},
        {"US-CA-075", "San Francisco County", "county"},
        {"US-MA", "Massachusetts", "state"},
        {"US", "United States of America", "country"},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(places); i++) {
        const struct tp_place *place = tp_gazetteer_find(us, places[i][0]);
        assert_string_equal(place->name, places[i][1]);
        assert_string_equal(place->kind, places[i][2]);
    }
}

static void places_that_changed_are_there_in_their_time(void **state)
{
    static const char *const changes[][3] = {
        /* before, after, the first day of the new one */
        {"US-AK-270", "US-AK-158", "2015-07-01"}, /* Wade Hampton, Kusilvak */
        {"US-SD-113", "US-SD-102", "2015-05-01"}, /* Shannon, Oglala Lakota */
        {"US-AK-261", "US-AK-063", "2019-01-02"}, /* Valdez-Cordova, Chugach and Copper River */
        {"US-AK-261", "US-AK-066", "2019-01-02"}, {"US-CT-003", "US-CT-110", "2022-06-06"}, /* Hartford, Capitol */
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(changes); i++) {
        assert_string_equal(tp_gazetteer_find(us, changes[i][0])->until, changes[i][2]);
        assert_string_equal(tp_gazetteer_find(us, changes[i][1])->from, changes[i][2]);
    }
    assert_string_equal(tp_gazetteer_find(us, "US-VA-515")->until, "2013-07-01");
    assert_string_equal(tp_gazetteer_find(us, "US-AK-195")->name, "Petersburg Borough");
}

/* "36027" is US-NY-027: the number of the state, and the last part of the code. */
static void numbers_and_codes_agree(void **state)
{
    char above[TP_JURISDICTION_MAX];

    (void)state;
    for (size_t i = 1; i < tp_gazetteer_count(us); i++) {
        const struct tp_place *place = tp_gazetteer_at(us, i);
        if (tp_jurisdiction_level(place->code) == TP_LEVEL_STATE) {
            assert_int_equal(strlen(place->fips), 2);
            continue;
        }
        assert_true(tp_jurisdiction_parent(place->code, above));
        assert_int_equal(strlen(place->fips), 5);
        assert_int_equal(strncmp(place->fips, tp_gazetteer_find(us, above)->fips, 2), 0);
        assert_string_equal(place->fips + 2, strrchr(place->code, '-') + 1);
    }
}

static void every_list_of_the_program_can_be_read(void **state)
{
    struct tp_gazetteer *gazetteer;
    size_t count = 0;

    (void)state;
    for (const char *country; (country = tp_gazetteer_country(count)); count++) {
        assert_int_equal(tp_gazetteer_standard(country, &gazetteer, NULL), TP_OK);
        assert_int_equal(tp_jurisdiction_level(tp_gazetteer_at(gazetteer, 0)->code), TP_LEVEL_COUNTRY);
        tp_gazetteer_free(&gazetteer);
    }
    assert_int_equal(count, 2);
    assert_int_equal(tp_gazetteer_standard("mx", &gazetteer, NULL), TP_OK);
    assert_int_equal(tp_gazetteer_count(gazetteer), 1 + 32 + 1); /* the capital under both of its names */
    assert_string_equal(tp_gazetteer_find(gazetteer, "MX-CMX")->name, "Ciudad de M\xc3\xa9xico");
    tp_gazetteer_free(&gazetteer);
    assert_int_equal(tp_gazetteer_standard("XX", &gazetteer, NULL), TP_E_NOT_FOUND);
    assert_null(gazetteer);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_country_of_ones_own),
    cmocka_unit_test(a_code_may_name_one_place_after_the_other),
    cmocka_unit_test(mistakes_are_named_with_line_and_field),
    cmocka_unit_test(long_lines_are_refused),
    cmocka_unit_test_setup_teardown(the_counties_of_the_united_states_are_all_there, open_us, close_us),
    cmocka_unit_test_setup_teardown(each_state_has_as_many_as_it_has, open_us, close_us),
    cmocka_unit_test_setup_teardown(new_yorks_fourteen_counties, open_us, close_us),
    cmocka_unit_test_setup_teardown(names_say_what_a_place_is, open_us, close_us),
    cmocka_unit_test_setup_teardown(places_that_changed_are_there_in_their_time, open_us, close_us),
    cmocka_unit_test_setup_teardown(numbers_and_codes_agree, open_us, close_us),
    cmocka_unit_test(every_list_of_the_program_can_be_read),
};
TP_TEST_MAIN(tests)
