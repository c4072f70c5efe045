/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

static void a_new_folder_is_well(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    assert_int_equal(tp_exchange_health(fixture.exchange, NULL), TP_OK);
    fixture_remove(&fixture);
}

static void jobs_that_nobody_does_are_trouble(void **state)
{
    struct fixture fixture;
    struct tp_diag diag;
    char about[16];

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    for (unsigned i = 0; i < 101; i++) {
        snprintf(about, sizeof about, "%u", i);
        assert_int_equal(tp_job_add(fixture.exchange, "test.nothing", about, FIXTURE_NOW_S, NULL), TP_OK);
    }
    fixture_end(&fixture);
    assert_int_equal(tp_exchange_health(fixture.exchange, NULL), TP_OK);
    assert_int_equal(tp_exchange_set_now(fixture.exchange, FIXTURE_NOW_S + 1000, NULL), TP_OK);
    tp_diag_init(&diag);
    assert_int_equal(tp_exchange_health(fixture.exchange, &diag), TP_E_BUSY);
    /* with its own */
    assert_string_equal(diag.text, "106 have waited for longer than 15 minutes");
    fixture_remove(&fixture);
}

/* Asked often, it is looked at now and then. */
static void what_was_found_lately_is_told_again(void **state)
{
    struct fixture fixture;
    struct tp_entry before, after;

    (void)state;
    fixture_make(&fixture, NULL);
    assert_int_equal(tp_exchange_health_lately(fixture.exchange, NULL), TP_OK);
    assert_int_equal(tp_entry_get(fixture.exchange, "clock", "latest", &before, NULL), TP_OK);
    for (unsigned i = 0; i < 10; i++)
        assert_int_equal(tp_exchange_health_lately(fixture.exchange, NULL), TP_OK);
    assert_int_equal(tp_entry_get(fixture.exchange, "clock", "latest", &after, NULL), TP_OK);
    assert_int_equal(before.revision, after.revision);
    tp_entry_deinit(&before);
    tp_entry_deinit(&after);
    fixture_remove(&fixture);
}

/* A partner that is away is not the node's fault. */
static void messages_for_partners_do_not_make_it_late(void **state)
{
    struct fixture fixture;
    char about[16];

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    for (unsigned i = 0; i < 200; i++) {
        snprintf(about, sizeof about, "%u", i);
        assert_int_equal(tp_job_add_for(fixture.exchange, "test.nothing", about, "national", FIXTURE_NOW_S, NULL),
                         TP_OK);
    }
    fixture_end(&fixture);
    assert_int_equal(tp_exchange_set_now(fixture.exchange, FIXTURE_NOW_S + 1000, NULL), TP_OK);
    assert_int_equal(tp_exchange_health(fixture.exchange, NULL), TP_OK);
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_new_folder_is_well),
    cmocka_unit_test(what_was_found_lately_is_told_again),
    cmocka_unit_test(messages_for_partners_do_not_make_it_late),
    cmocka_unit_test(jobs_that_nobody_does_are_trouble),
};
TP_TEST_MAIN(tests)
