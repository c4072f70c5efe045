/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/retention.h"

enum { DAY_S = 86400 };

/* At once, without the days between. */
static void work_at(int64_t time_s)
{
    assert_int_equal(tp_exchange_set_now(fixture.exchange, time_s, NULL), TP_OK);
    fixture_work(&fixture, 100);
}

static void periods_are_of_the_kind_unless_told(void **state)
{
    const struct tp_config config = {.retention_bookings_days = 10, .retention_requests_days = 3};
    const struct tp_config never = {.retention_bookings_days = 0};

    (void)state;
    assert_int_equal(tp_retention_end_s(&config, "booking/a", 5, 0), 5 + 10 * DAY_S);
    assert_int_equal(tp_retention_end_s(&config, "request/a", 5, 0), 5 + 3 * DAY_S);
    assert_int_equal(tp_retention_end_s(&config, "leg/a", 5, 7), 5 + 7 * DAY_S);
    assert_int_equal(tp_retention_end_s(&never, "booking/a", 5, 0), TP_STORE_NEVER);
    assert_int_equal(tp_retention_end_s(&config, "leg/a", 5, INT64_MAX), TP_STORE_NEVER);
}

static void data_are_erased_when_their_time_is_over(void **state)
{
    int64_t end_s;

    (void)state;
    assert_int_equal(tp_retention_until(fixture.exchange, "booking/b1", &end_s, NULL), TP_OK);
    assert_int_equal(end_s, FIXTURE_NOW_S + INT64_C(3650) * DAY_S);
    fixture_begin(&fixture);
    assert_int_equal(tp_retention_set(fixture.exchange, "booking/b1", FIXTURE_NOW_S, 5, NULL), TP_OK);
    fixture_end(&fixture);
    end_s = FIXTURE_NOW_S + 5 * DAY_S;
    work_at(end_s - 1);
    assert_true(has_record(&fixture, "booking", "b1", "complete"));
    work_at(end_s);
    assert_true(has_record(&fixture, "booking", "b1", "erased"));
    assert_string_equal(record_text(&fixture, "erasure", "booking/b1", "reason"), "retention");
    assert_int_equal(tp_retention_until(fixture.exchange, "booking/b1", &end_s, NULL), TP_OK);
    assert_int_equal(end_s, TP_STORE_NEVER);
}

static void what_a_partner_released_goes_as_agreed(void **state)
{
    uint8_t *data;
    size_t size;

    (void)state;
    fixture_begin(&fixture);
    add_record(&fixture, "leg", "l1", "match", "b1", "{}");
    put_blob(&fixture, "leg/l1", "fields", "secret", 6);
    assert_int_equal(tp_retention_set(fixture.exchange, "leg/l1", FIXTURE_NOW_S, 30, NULL), TP_OK);
    fixture_end(&fixture);
    work_at(FIXTURE_NOW_S + 30 * DAY_S);
    assert_int_equal(tp_blob_get(fixture.exchange, "leg/l1", "fields", &data, &size, NULL), TP_E_NOT_FOUND);
    assert_true(has_record(&fixture, "booking", "b1", "complete"));
    assert_true(has_record(&fixture, "leg", "l1", "match"));
}

static void a_longer_time_holds(void **state)
{
    (void)state;
    fixture_begin(&fixture);
    assert_int_equal(tp_retention_set(fixture.exchange, "booking/b1", FIXTURE_NOW_S, 10, NULL), TP_OK);
    assert_int_equal(tp_retention_set(fixture.exchange, "booking/b1", FIXTURE_NOW_S, 20, NULL), TP_OK);
    fixture_end(&fixture);
    work_at(FIXTURE_NOW_S + 11 * DAY_S);
    assert_true(has_record(&fixture, "booking", "b1", "complete"));
    work_at(FIXTURE_NOW_S + 20 * DAY_S);
    assert_true(has_record(&fixture, "booking", "b1", "erased"));
}

static void without_a_record_nothing_ends(void **state)
{
    int64_t end_s;

    (void)state;
    assert_int_equal(tp_retention_until(fixture.exchange, "booking/none", &end_s, NULL), TP_OK);
    assert_int_equal(end_s, TP_STORE_NEVER);
    fixture_begin(&fixture);
    assert_int_equal(tp_job_add(fixture.exchange, "person.retain", "booking/none", FIXTURE_NOW_S, NULL), TP_OK);
    fixture_end(&fixture);
    fixture_work(&fixture, 10);
    assert_false(has_record(&fixture, "erasure", "booking/none", NULL));
}

/* The folder's periods, at the next start. */
static void configure(const char *bookings_days)
{
    char command[512];

    fixture.options.now_s = tp_exchange_now(fixture.exchange);
    tp_exchange_close(&fixture.exchange);
    snprintf(command, sizeof command,
             "cd '%s' && sed -i '/^retention:/,/^[^ #]/{/^retention:/d;/_days/d}' organisation.yaml && "
             "printf 'retention:\\n  bookings_days: %s\\n  requests_days: 30\\n' >> organisation.yaml",
             fixture.folder, bookings_days);
    assert_int_equal(system(command), 0);
    fixture_open(&fixture);
    assert_int_equal(tp_person_start(fixture.exchange, NULL), TP_OK);
}

/* What is there already ends as configured now, whatever held when it came. */
static void a_new_period_holds_for_what_is_there(void **state)
{
    (void)state;
    configure("0");
    fixture_work(&fixture, 10);
    configure("20");
    fixture_work(&fixture, 10);
    work_at(FIXTURE_NOW_S + 19 * DAY_S);
    assert_true(has_record(&fixture, "booking", "b1", "complete"));
    configure("10"); /* that is over */
    fixture_work(&fixture, 10);
    assert_true(has_record(&fixture, "booking", "b1", "erased"));
    assert_int_equal(tp_person_start(fixture.exchange, NULL), TP_OK);
    assert_int_equal(fixture_work(&fixture, 10), 0); /* nothing is new */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(periods_are_of_the_kind_unless_told),    TEST(data_are_erased_when_their_time_is_over),
    TEST(what_a_partner_released_goes_as_agreed), TEST(a_longer_time_holds),
    TEST(without_a_record_nothing_ends),          TEST(a_new_period_holds_for_what_is_there),
};
TP_TEST_MAIN(tests)
