/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/subject.h"

static const char *person(uint64_t fields)
{
    struct tp_json *json = new_json();

    assert_int_equal(tp_subject_person(fixture.exchange, subject, fields, json, NULL), TP_OK);
    return json_text(json);
}

static uint64_t bits(const char *a, const char *b)
{
    return UINT64_C(1) << tp_vocabulary_find(&tp_fields, a) |
           (b ? UINT64_C(1) << tp_vocabulary_find(&tp_fields, b) : 0);
}

static void only_what_is_asked_for(void **state)
{
    (void)state;
    assert_string_equal(person(bits("name", NULL)), "{\"name\":\"Ada\"}");
    assert_string_equal(person(bits("date-of-birth", "sex")), "{\"date-of-birth\":\"1980-05-03\"}");
    assert_string_equal(person(0), "{}");
    assert_string_equal(person(bits("match", NULL)), "{\"match\":true}");
}

static void the_repositorys_number(void **state)
{
    char expected[256];

    (void)state;
    snprintf(expected, sizeof expected, "{\"repository-reference\":\"%s\"}", subject);
    assert_string_equal(person(bits("repository-reference", NULL)), expected);
}

static void the_newest_booking_is_believed_and_other_names_are_told(void **state)
{
    (void)state;
    book(&fixture, "b22", 1, "Ada King", subject);
    assert_string_equal(person(bits("name", NULL)), "{\"name\":\"Ada King\"}");
    assert_string_equal(person(bits("name", "aliases")), "{\"aliases\":[\"Ada\"],\"name\":\"Ada King\"}");
    assert_string_equal(person(bits("date-of-birth", NULL)), "{\"date-of-birth\":\"1980-05-04\"}");
}

static void what_was_entered_for_the_subject_comes_first(void **state)
{
    static const char text[] = "{\"name\":\"Ada Lovelace\",\"aliases\":[\"Ada\",\"A.\"],\"convictions\":[\"none\"]}";
    char owner[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    snprintf(owner, sizeof owner, "subject/%.140s", subject);
    fixture_begin(&fixture);
    put_blob(&fixture, owner, "person", text, strlen(text));
    fixture_end(&fixture);
    assert_string_equal(person(bits("name", "convictions")), "{\"convictions\":[\"none\"],\"name\":\"Ada Lovelace\"}");
    assert_string_equal(person(bits("aliases", NULL)), "{\"aliases\":[\"Ada\",\"A.\"]}");
}

static void nothing_is_known_of_nobody(void **state)
{
    struct tp_json *json = new_json();

    (void)state;
    assert_int_equal(tp_subject_person(fixture.exchange, "nobody", bits("name", "aliases"), json, NULL), TP_OK);
    assert_string_equal(json_text(json), "{}");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(only_what_is_asked_for),
    TEST(the_repositorys_number),
    TEST(the_newest_booking_is_believed_and_other_names_are_told),
    TEST(what_was_entered_for_the_subject_comes_first),
    TEST(nothing_is_known_of_nobody),
};
TP_TEST_MAIN(tests)
