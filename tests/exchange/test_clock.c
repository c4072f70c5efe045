/* SPDX-License-Identifier: Apache-2.0 */
/* Time goes on by the second, whatever the machine's clock says meanwhile. */
#include "fixture.h"

#include "exchange/state.h"

enum { THEN = 1000000, DAY = 86400 };

static struct tp_exchange_clock started(void)
{
    struct tp_exchange_clock clock = {0};

    tp_exchange_clock_start(&clock, THEN, 50);
    return clock;
}

static void follows_the_machine(void **state)
{
    struct tp_exchange_clock clock = started();

    (void)state;
    assert_int_equal(tp_exchange_clock_tell(&clock, THEN, 50), THEN);
    assert_int_equal(tp_exchange_clock_tell(&clock, THEN + 10, 60), THEN + 10);
    assert_int_equal(tp_exchange_clock_tell(&clock, THEN + 30, 61), THEN + 30); /* put right by some seconds */
    assert_int_equal(tp_exchange_clock_tell(&clock, THEN + 100000, 61 + 99970), THEN + 100000);
    assert_int_equal(tp_exchange_clock_off_s(&clock, THEN + 100000, 61 + 99970), 0);
}

static void stands_still_rather_than_go_back(void **state)
{
    struct tp_exchange_clock clock = started();

    (void)state;
    assert_int_equal(tp_exchange_clock_tell(&clock, THEN + 10, 60), THEN + 10);
    assert_int_equal(tp_exchange_clock_tell(&clock, THEN - 20, 61), THEN + 10);
    assert_int_equal(tp_exchange_clock_tell(&clock, THEN + 9, 90), THEN + 10);
    assert_int_equal(tp_exchange_clock_tell(&clock, THEN + 20, 101), THEN + 20);
}

static void does_not_jump_with_the_machine(void **state)
{
    static const int64_t jumps[] = {365 * DAY, -365 * DAY, 301, -301};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(jumps); i++) {
        struct tp_exchange_clock clock = started();

        assert_int_equal(tp_exchange_clock_tell(&clock, THEN, 50), THEN);
        assert_int_equal(tp_exchange_clock_tell(&clock, THEN + jumps[i] + 10, 60), THEN + 10);
        assert_int_equal(tp_exchange_clock_off_s(&clock, THEN + jumps[i] + 10, 60), jumps[i]);
        assert_int_equal(tp_exchange_clock_tell(&clock, THEN + jumps[i] + 20, 70), THEN + 20);
        assert_int_equal(tp_exchange_clock_tell(&clock, THEN + 33, 80), THEN + 33); /* it is right again */
        assert_int_equal(tp_exchange_clock_off_s(&clock, THEN + 33, 80), 0);
    }
}

static void a_rehearsal_has_its_own(void **state)
{
    struct tp_exchange_clock clock = started();

    (void)state;
    atomic_store(&clock.set_s, 500);
    assert_int_equal(tp_exchange_clock_tell(&clock, THEN, 50), 500);
    assert_int_equal(tp_exchange_clock_tell(&clock, THEN + DAY, 51), 500);
}

static void a_wrong_battery_is_not_believed(void **state)
{
    (void)state;
    assert_true(tp_exchange_clock_is_credible(THEN, THEN));
    assert_true(tp_exchange_clock_is_credible(THEN - 300, THEN));
    assert_true(tp_exchange_clock_is_credible(THEN + 90 * DAY, THEN));
    assert_false(tp_exchange_clock_is_credible(THEN - 301, THEN));
    assert_false(tp_exchange_clock_is_credible(0, THEN));
    assert_false(tp_exchange_clock_is_credible(THEN + 91 * DAY, THEN));
}

/* A node that is not for rehearsal. */
static void make_real(struct fixture *fixture)
{
    const struct tp_organisation_init init = {
        .id = "real", .name = "Real", .jurisdiction = "US-NY", .passphrase = FIXTURE_PASSPHRASE};

    memset(fixture, 0, sizeof *fixture);
    folder_make(&fixture->scratch);
    snprintf(fixture->folder, sizeof fixture->folder, "%s/real", fixture->scratch.path);
    assert_int_equal(tp_organisation_init(fixture->folder, &init, NULL), TP_OK);
    fixture->options.thread_count = 1;
    fixture_open(fixture);
    fixture_work(fixture, 10);
}

static void set_last_seen(struct fixture *fixture, int64_t time_s)
{
    struct tp_entry entry;
    struct tp_json *json;

    assert_int_equal(tp_entry_get(fixture->exchange, TP_RECORD_CLOCK, "latest", &entry, NULL), TP_OK);
    assert_in_range(tp_entry_integer(&entry, "time", 0), tp_clock_now_s() - 60, tp_clock_now_s() + 60);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_integer(json, "time", time_s);
    fixture_begin(fixture);
    assert_int_equal(tp_entry_put(fixture->exchange, TP_RECORD_CLOCK, &entry, json, NULL), TP_OK);
    fixture_end(fixture);
    tp_json_free(&json);
    tp_entry_deinit(&entry);
}

/* Nothing is due, sent or erased by a clock that nobody has looked at. */
static void a_node_is_not_opened_with_a_wrong_clock(void **state)
{
    static const int64_t offsets[] = {3600, -91 * DAY};
    struct fixture fixture;

    (void)state;
    make_real(&fixture);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(offsets); i++) {
        struct tp_diag diag;

        set_last_seen(&fixture, tp_clock_now_s() + offsets[i]);
        tp_exchange_close(&fixture.exchange);
        tp_diag_init(&diag);
        fixture.options.clock_is_right = false;
        assert_int_equal(
            tp_exchange_open(fixture.folder, FIXTURE_PASSPHRASE, &fixture.options, &fixture.exchange, &diag),
            TP_E_CONFLICT);
        assert_string_equal(diag.field, "clock");
        fixture.options.clock_is_right = true; /* somebody has looked */
        fixture_open(&fixture);
        assert_int_equal(tp_exchange_health(fixture.exchange, NULL), TP_OK);
        tp_exchange_close(&fixture.exchange);
        fixture.options.clock_is_right = false; /* and it is known from then on */
        fixture_open(&fixture);
    }
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(follows_the_machine),
    cmocka_unit_test(stands_still_rather_than_go_back),
    cmocka_unit_test(does_not_jump_with_the_machine),
    cmocka_unit_test(a_rehearsal_has_its_own),
    cmocka_unit_test(a_wrong_battery_is_not_believed),
    cmocka_unit_test(a_node_is_not_opened_with_a_wrong_clock),
};
TP_TEST_MAIN(tests)
