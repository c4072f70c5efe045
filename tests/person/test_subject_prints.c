/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/subject_prints.h"

static size_t count_templates(const char *id)
{
    struct tp_template *templates = NULL;
    size_t count = 0;

    if (tp_exchange_templates(fixture.exchange, id, &templates, &count, NULL) != TP_OK)
        return 0;
    for (size_t i = 0; i < count; i++)
        tp_template_deinit(&templates[i]);
    free(templates);
    return count;
}

static void take_out(const char *owner, bool *left)
{
    struct tp_subject record;

    fixture_begin(&fixture);
    assert_int_equal(tp_subject_load(fixture.exchange, subject, &record, NULL), TP_OK);
    assert_int_equal(tp_subject_prints_remove(fixture.exchange, &record, owner, left, NULL), TP_OK);
    tp_subject_deinit(&record);
    fixture_end(&fixture);
}

static void the_prints_of_one_encounter_go(void **state)
{
    bool left;

    (void)state;
    book(&fixture, "b22", 1, "Ada", subject);
    assert_int_equal(count_templates(subject), 2 * FIXTURE_FINGERS);
    take_out("booking/b1", &left);
    assert_true(left);
    assert_int_equal(count_templates(subject), FIXTURE_FINGERS);
    assert_string_equal(fixture_find(&fixture, 1), subject);
    take_out("booking/b1", &left);
    assert_true(left);
    assert_int_equal(count_templates(subject), FIXTURE_FINGERS);
    take_out("booking/b22", &left);
    assert_false(left);
    assert_int_equal(count_templates(subject), 0);
    assert_string_equal(fixture_find(&fixture, 1), "");
}

static void prints_that_no_booking_brought_stay(void **state)
{
    bool left;

    (void)state;
    fixture_begin(&fixture);
    fixture_enrol(&fixture, 1, subject);
    fixture_end(&fixture);
    take_out("booking/b1", &left);
    assert_true(left);
    assert_int_equal(count_templates(subject), FIXTURE_FINGERS);
}

static void prints_are_enrolled_from_blobs(void **state)
{
    char made[TP_EXCHANGE_NAME_BYTES] = "";

    (void)state;
    fixture_begin(&fixture);
    assert_int_equal(tp_subject_prints_enrol(fixture.exchange, made, "booking/none", NULL), TP_OK);
    assert_string_equal(made, "");
    assert_int_equal(tp_subject_prints_enrol(fixture.exchange, made, "booking/b1", NULL), TP_OK);
    fixture_end(&fixture);
    assert_string_not_equal(made, "");
    assert_int_equal(count_templates(made), FIXTURE_FINGERS);
}

static void all_prints_of_one_become_those_of_another(void **state)
{
    char other[TP_EXCHANGE_NAME_BYTES] = "";

    (void)state;
    book(&fixture, "b22", 2, "Grace", other);
    fixture_begin(&fixture);
    assert_int_equal(tp_subject_prints_merge(fixture.exchange, subject, other, NULL), TP_OK);
    assert_int_equal(tp_subject_prints_merge(fixture.exchange, subject, "nobody", NULL), TP_OK);
    fixture_end(&fixture);
    assert_int_equal(count_templates(subject), 2 * FIXTURE_FINGERS);
    assert_int_equal(count_templates(other), 0);
    assert_string_equal(fixture_find(&fixture, 2), subject);
}

static void a_damaged_template_undoes_all(void **state)
{
    char made[TP_EXCHANGE_NAME_BYTES] = "";
    tp_status status;

    (void)state;
    fixture_begin(&fixture);
    put_blob(&fixture, "booking/bad", "print/0/template", "nonsense", 8);
    status = tp_subject_prints_enrol(fixture.exchange, made, "booking/bad", NULL);
    assert_int_not_equal(status, TP_OK);
    assert_int_equal(tp_exchange_end(fixture.exchange, status, NULL), status);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(the_prints_of_one_encounter_go), TEST(prints_that_no_booking_brought_stay),
    TEST(prints_are_enrolled_from_blobs), TEST(all_prints_of_one_become_those_of_another),
    TEST(a_damaged_template_undoes_all),
};
TP_TEST_MAIN(tests)
