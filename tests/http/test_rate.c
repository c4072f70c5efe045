/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <time.h>

#include "http/http.h"

static void pause_ms(long ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&pause, NULL);
}

static void a_burst_is_taken_and_then_the_rate(void **state)
{
    struct tp_rate *rate;

    (void)state;
    assert_int_equal(tp_rate_new(2, 5, 100, &rate, NULL), TP_OK);
    for (int i = 0; i < 5; i++)
        assert_int_equal(tp_rate_take(rate, "a"), 0);
    assert_int_equal(tp_rate_take(rate, "a"), 1);
    assert_int_equal(tp_rate_take(rate, "b"), 0);
    pause_ms(600);
    assert_int_equal(tp_rate_take(rate, "a"), 0);
    assert_int_equal(tp_rate_take(rate, "a"), 1);
    tp_rate_free(&rate);
    assert_null(rate);
    tp_rate_free(&rate);
}

/* Whoever used up theirs is kept, as long as others have used less. */
static void many_keys_do_not_wash_out_who_is_limited(void **state)
{
    struct tp_rate *rate;
    char key[32];

    (void)state;
    assert_int_equal(tp_rate_new(1, 20, 64, &rate, NULL), TP_OK);
    for (int i = 0; i < 20; i++)
        assert_int_equal(tp_rate_take(rate, "busy"), 0);
    for (int i = 0; i < 10000; i++) {
        snprintf(key, sizeof key, "other %d", i);
        assert_int_equal(tp_rate_take(rate, key), 0);
    }
    assert_int_not_equal(tp_rate_take(rate, "busy"), 0);
    tp_rate_free(&rate);
}

static void a_limit_of_nothing_is_refused(void **state)
{
    struct tp_rate *rate;

    (void)state;
    assert_int_equal(tp_rate_new(0, 1, 1, &rate, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_rate_new(1, 0, 1, &rate, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_rate_new(1, 1, SIZE_MAX, &rate, NULL), TP_E_ARGUMENT);
    assert_null(rate);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_burst_is_taken_and_then_the_rate),
    cmocka_unit_test(many_keys_do_not_wash_out_who_is_limited),
    cmocka_unit_test(a_limit_of_nothing_is_refused),
};
TP_TEST_MAIN(tests)
