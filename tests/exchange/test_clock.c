/* SPDX-License-Identifier: Apache-2.0 */
/* Time goes on by the second, whatever the machine's clock says meanwhile. */
#include "test.h"

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

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(follows_the_machine),
    cmocka_unit_test(stands_still_rather_than_go_back),
    cmocka_unit_test(does_not_jump_with_the_machine),
    cmocka_unit_test(a_rehearsal_has_its_own),
};
TP_TEST_MAIN(tests)
