/* SPDX-License-Identifier: Apache-2.0 */
/* Who is enrolled is found once that is committed, and only then; who is deleted is not. */
#include "fixture.h"

static void found_once_committed(void **state)
{
    char subject[TP_EXCHANGE_NAME_BYTES] = "";
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    assert_string_equal(fixture_find(&fixture, 1), "");
    fixture_populate(&fixture, 3);
    assert_string_equal(fixture_find(&fixture, 1), "person-1");
    fixture_begin(&fixture);
    fixture_enrol(&fixture, 7, subject);
    assert_int_equal(strlen(subject), 32);
    assert_string_equal(fixture_find(&fixture, 7), "");
    fixture_end(&fixture);
    assert_string_equal(fixture_find(&fixture, 7), subject);
    fixture_reopen(&fixture);
    assert_string_equal(fixture_find(&fixture, 7), subject);
    assert_string_equal(fixture_find(&fixture, 8), "");
    fixture_remove(&fixture);
}

static void what_was_undone_is_not_found(void **state)
{
    char subject[TP_EXCHANGE_NAME_BYTES] = "";
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_populate(&fixture, 3);
    fixture_begin(&fixture);
    fixture_enrol(&fixture, 7, subject);
    assert_int_equal(tp_exchange_delete(fixture.exchange, "person-1", NULL), TP_OK);
    assert_int_equal(tp_exchange_end(fixture.exchange, TP_E_CONFLICT, NULL), TP_E_CONFLICT);
    assert_string_equal(fixture_find(&fixture, 7), "");
    assert_string_equal(fixture_find(&fixture, 1), "person-1");
    fixture_begin(&fixture);
    fixture_end(&fixture);
    assert_string_equal(fixture_find(&fixture, 7), "");
    fixture_remove(&fixture);
}

static void the_deleted_are_not_found(void **state)
{
    struct tp_template *templates;
    struct fixture fixture;
    size_t count;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_populate(&fixture, 3);
    fixture_begin(&fixture);
    assert_int_equal(tp_exchange_delete(fixture.exchange, "person-1", NULL), TP_OK);
    assert_int_equal(tp_exchange_delete(fixture.exchange, "person-1", NULL), TP_E_NOT_FOUND);
    fixture_end(&fixture);
    assert_string_equal(fixture_find(&fixture, 1), "");
    assert_string_equal(fixture_find(&fixture, 2), "person-2");
    assert_int_equal(tp_exchange_templates(fixture.exchange, "person-1", &templates, &count, NULL), TP_E_NOT_FOUND);
    fixture_begin(&fixture); /* deleted and enrolled in one */
    assert_int_equal(tp_exchange_delete(fixture.exchange, "person-2", NULL), TP_OK);
    fixture_enrol(&fixture, 5, (char[TP_EXCHANGE_NAME_BYTES]){"person-2"});
    fixture_end(&fixture);
    assert_string_equal(fixture_find(&fixture, 2), "");
    assert_string_equal(fixture_find(&fixture, 5), "person-2");
    fixture_reopen(&fixture);
    assert_string_equal(fixture_find(&fixture, 1), "");
    assert_string_equal(fixture_find(&fixture, 5), "person-2");
    fixture_remove(&fixture);
}

static void templates_come_back(void **state)
{
    struct tp_template *templates;
    struct fixture_prints prints;
    struct fixture fixture;
    size_t count;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_populate(&fixture, 2);
    fixture_begin(&fixture); /* another encounter */
    fixture_prints(&prints, 1, 3);
    assert_int_equal(
        tp_exchange_enrol(fixture.exchange, (char[TP_EXCHANGE_NAME_BYTES]){"person-1"}, prints.pointers, 1, NULL),
        TP_OK);
    fixture_end(&fixture);
    assert_int_equal(tp_exchange_templates(fixture.exchange, "person-1", &templates, &count, NULL), TP_OK);
    assert_int_equal(count, FIXTURE_FINGERS + 1);
    assert_int_equal(templates[1].position, 2);
    assert_int_equal(templates[2].minutia_count, prints.templates[0].minutia_count);
    for (size_t i = 0; i < count; i++)
        tp_template_deinit(&templates[i]);
    free(templates);
    fixture_remove(&fixture);
}

static void an_enrolment_needs_prints_and_a_name(void **state)
{
    char subject[TP_EXCHANGE_NAME_BYTES] = "a\nb";
    struct fixture_prints prints;
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_prints(&prints, 1, 0);
    fixture_begin(&fixture);
    assert_int_equal(tp_exchange_enrol(fixture.exchange, subject, prints.pointers, 1, NULL), TP_E_FORMAT);
    subject[0] = '\0';
    assert_int_equal(tp_exchange_enrol(fixture.exchange, subject, prints.pointers, 0, NULL), TP_E_ARGUMENT);
    fixture_end(&fixture);
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(found_once_committed),
    cmocka_unit_test(what_was_undone_is_not_found),
    cmocka_unit_test(the_deleted_are_not_found),
    cmocka_unit_test(templates_come_back),
    cmocka_unit_test(an_enrolment_needs_prints_and_a_name),
};
TP_TEST_MAIN(tests)
