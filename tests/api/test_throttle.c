/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "api/throttle.h"

static struct tp_throttle *throttle;

static int set_up(void **state)
{
    (void)state;
    return tp_throttle_new(&throttle, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    tp_throttle_free(&throttle);
    tp_throttle_free(&throttle);
    return 0;
}

static void attempts_wait_longer_and_longer(void **state)
{
    int64_t now = 1000000;
    unsigned wait = 0;

    (void)state;
    for (int i = 0; i < 5; i++)
        assert_int_equal(tp_throttle_begin(throttle, "a", 5, now), 0);
    assert_int_equal(tp_throttle_begin(throttle, "a", 5, now), 2);
    assert_int_equal(tp_throttle_begin(throttle, "b", 5, now), 0);
    for (int i = 0; i < 20; i++) {
        unsigned next = tp_throttle_begin(throttle, "a", 5, now);
        assert_true(next >= wait && next <= 900);
        wait = next;
        now += wait;
        assert_int_equal(tp_throttle_begin(throttle, "a", 5, now), 0);
    }
    assert_int_equal(wait, 900);
}

static void what_waited_does_not_count(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(tp_throttle_begin(throttle, "a", 3, 50), 0);
    for (int i = 0; i < 100; i++)
        assert_int_equal(tp_throttle_begin(throttle, "a", 3, 50), 2);
    assert_int_equal(tp_throttle_begin(throttle, "a", 3, 52), 0);
}

static void a_good_one_does_not_count_and_a_day_clears_it(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) {
        assert_int_equal(tp_throttle_begin(throttle, "a", 3, 50), 0);
        tp_throttle_succeed(throttle, "a");
    }
    tp_throttle_succeed(throttle, "a");
    for (int i = 0; i < 2; i++)
        assert_int_equal(tp_throttle_begin(throttle, "a", 3, 50), 0);
    assert_int_equal(tp_throttle_begin(throttle, "a", 3, 50), 0);
    tp_throttle_succeed(throttle, "a"); /* the two before stay */
    assert_int_equal(tp_throttle_begin(throttle, "a", 3, 50), 0);
    assert_int_equal(tp_throttle_begin(throttle, "a", 3, 50), 2);
    for (int64_t now = 100; now < 100 + 10 * 900; now += 900)
        assert_int_equal(tp_throttle_begin(throttle, "a", 3, now), 0);
    assert_true(tp_throttle_begin(throttle, "a", 3, 8210) > 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(tp_throttle_begin(throttle, "a", 3, 200000), 0);
}

static void a_clock_that_goes_back_locks_nobody_out(void **state)
{
    (void)state;
    for (int64_t now = 1000000; now < 1000000 + 20 * 900; now += 900)
        assert_int_equal(tp_throttle_begin(throttle, "a", 3, now), 0);
    assert_int_equal(tp_throttle_begin(throttle, "a", 3, 500), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(attempts_wait_longer_and_longer, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_waited_does_not_count, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_good_one_does_not_count_and_a_day_clears_it, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_clock_that_goes_back_locks_nobody_out, set_up, tear_down),
};
TP_TEST_MAIN(tests)
