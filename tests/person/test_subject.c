/* SPDX-License-Identifier: Apache-2.0 */
#include "bookings.h"

#include "person/subject.h"

static struct fixture fixture;

static int set_up(void **state)
{
    (void)state;
    fixture_make(&fixture, booking_parts);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_remove(&fixture);
    return 0;
}

static void make(const char *subject, const char *owner, int conviction, uint64_t categories, bool known)
{
    const struct tp_encounter encounter = {owner, conviction, categories, known};

    fixture_begin(&fixture);
    assert_int_equal(tp_subject_make(fixture.exchange, subject, &encounter, NULL), TP_OK);
    fixture_end(&fixture);
}

static void what_bookings_tell_is_gathered(void **state)
{
    struct tp_subject_facts facts;

    (void)state;
    make("s1", "booking/a", 1, 2, false);
    make("s1", "booking/b", 3, 4, true);
    make("s1", "booking/c", -1, 0, false);
    assert_int_equal(tp_subject_facts(fixture.exchange, "s1", &facts, NULL), TP_OK);
    assert_int_equal(facts.conviction, 3);
    assert_int_equal(facts.categories, 6);
    assert_true(facts.categories_known);
    assert_int_equal(facts.encounter_count, 3);
    assert_string_equal(facts.encounters[0], "booking/c");
    assert_string_equal(facts.encounters[2], "booking/a");
    tp_subject_facts_deinit(&facts);
    tp_subject_facts_deinit(&facts);
}

static void the_same_booking_tells_once(void **state)
{
    struct tp_subject_facts facts;

    (void)state;
    make("s1", "booking/a", 3, 2, true);
    make("s1", "booking/a", 0, 0, false);
    assert_int_equal(tp_subject_facts(fixture.exchange, "s1", &facts, NULL), TP_OK);
    assert_int_equal(facts.encounter_count, 1);
    assert_int_equal(facts.conviction, 0);
    assert_int_equal(facts.categories, 0);
    assert_false(facts.categories_known);
    tp_subject_facts_deinit(&facts);
    assert_true(has_record(&fixture, "retention", "booking/a", NULL));
}

static void of_a_subject_without_a_record_nothing_is_known(void **state)
{
    struct tp_subject_facts facts;

    (void)state;
    assert_int_equal(tp_subject_facts(fixture.exchange, "nobody", &facts, NULL), TP_OK);
    assert_int_equal(facts.conviction, -1);
    assert_int_equal(facts.encounter_count, 0);
    assert_false(facts.categories_known);
    tp_subject_facts_deinit(&facts);
}

static void an_erased_subject_is_not_found(void **state)
{
    struct tp_subject subject;
    struct tp_subject_facts facts;
    struct tp_diag diag;

    (void)state;
    fixture_begin(&fixture);
    add_record(&fixture, "subject", "gone", "erased", "", "{}");
    fixture_end(&fixture);
    tp_diag_init(&diag);
    assert_int_equal(tp_subject_load(fixture.exchange, "gone", &subject, &diag), TP_E_NOT_FOUND);
    assert_non_null(strstr(diag.text, "erased"));
    assert_int_equal(tp_subject_facts(fixture.exchange, "gone", &facts, NULL), TP_E_NOT_FOUND);
}

static void encounters_come_and_go(void **state)
{
    struct tp_subject subject;

    (void)state;
    assert_int_equal(tp_subject_load(fixture.exchange, "s1", &subject, NULL), TP_OK);
    assert_false(subject.exists);
    assert_string_equal(subject.own.owner, "subject/s1");
    for (int i = 0; i < TP_SUBJECT_ENCOUNTERS_MAX; i++) {
        char owner[32];
        snprintf(owner, sizeof owner, "booking/%d", i);
        assert_non_null(tp_subject_part(&subject, owner));
    }
    assert_null(tp_subject_part(&subject, "booking/more"));
    assert_ptr_equal(tp_subject_part(&subject, "booking/3"), &subject.parts[3]);
    assert_true(tp_subject_remove(&subject, "booking/3"));
    assert_false(tp_subject_remove(&subject, "booking/3"));
    assert_string_equal(subject.parts[3].owner, "booking/4");
    tp_subject_deinit(&subject);
}

static void codes_are_sets(void **state)
{
    struct tp_json *json = new_json();

    (void)state;
    tp_codes_write(&tp_categories, 5, "list", json);
    assert_string_equal(json_text(json), "{\"list\":[\"acquitted\",\"dismissed\"]}");
    assert_string_equal(tp_conviction_code(-1), "unknown");
    assert_string_equal(tp_conviction_code(99), "unknown");
    assert_string_equal(tp_conviction_code(3), "level-1");
    assert_int_equal(tp_conviction_find("level-2"), 2);
    assert_int_equal(tp_conviction_find("unknown"), -1);
    assert_int_equal(tp_codes_read(&tp_categories, NULL), 0);
}

static void a_booking_knows_its_subject(void **state)
{
    char subject[TP_EXCHANGE_NAME_BYTES] = "", found[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    book(&fixture, "b1", 1, "Ada", subject);
    assert_int_equal(tp_subject_of(fixture.exchange, "booking/b1", found, NULL), TP_OK);
    assert_string_equal(found, subject);
    assert_int_equal(tp_subject_of(fixture.exchange, "booking/b2", found, NULL), TP_OK);
    assert_string_equal(found, "");
    assert_int_equal(tp_subject_of(fixture.exchange, "request/b1", found, NULL), TP_OK);
    assert_string_equal(found, "");
    assert_int_equal(tp_subject_of(fixture.exchange, "nothing", found, NULL), TP_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(what_bookings_tell_is_gathered),
    TEST(the_same_booking_tells_once),
    TEST(of_a_subject_without_a_record_nothing_is_known),
    TEST(an_erased_subject_is_not_found),
    TEST(encounters_come_and_go),
    TEST(codes_are_sets),
    TEST(a_booking_knows_its_subject),
};
TP_TEST_MAIN(tests)
