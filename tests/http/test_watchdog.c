/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "http/watchdog.h"

static const struct tp_watchdog_options options = {.limit_s = 1};

struct pair {
    int near, far;
    struct tp_watch *watch;
};

static void watch_pair(struct tp_watchdog *dog, struct pair *out)
{
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    out->near = fds[0];
    out->far = fds[1];
    out->watch = tp_watchdog_add(dog, out->near);
    assert_non_null(out->watch);
}

static bool is_ended(const struct pair *pair)
{
    char byte;

    return recv(pair->far, &byte, 1, MSG_DONTWAIT) == 0;
}

static void pause_ms(long ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&pause, NULL);
}

static void let_go(struct tp_watchdog *dog, struct pair *pair)
{
    tp_watchdog_remove(dog, pair->watch);
    close(pair->near);
    close(pair->far);
}

static void what_is_armed_and_late_is_ended(void **state)
{
    struct pair late, disarmed, renewed;
    struct tp_watchdog *dog;

    (void)state;
    assert_int_equal(tp_watchdog_new(&options, &dog, NULL), TP_OK);
    watch_pair(dog, &late);
    watch_pair(dog, &disarmed);
    watch_pair(dog, &renewed);
    tp_watchdog_set(dog, disarmed.watch, TP_WATCH_OFF, 0);
    pause_ms(600);
    assert_false(is_ended(&late));
    tp_watchdog_set(dog, renewed.watch, TP_WATCH_IDLE, 0);
    pause_ms(700);
    assert_true(is_ended(&late));
    assert_false(is_ended(&disarmed));
    assert_false(is_ended(&renewed));
    let_go(dog, &disarmed); /* the one in the middle */
    pause_ms(700);
    assert_true(is_ended(&renewed));
    let_go(dog, &renewed);
    let_go(dog, &late);
    tp_watchdog_free(&dog);
    assert_null(dog);
    tp_watchdog_free(&dog);
}

static void nothing_is_watched_for_null(void **state)
{
    struct tp_watchdog *dog;

    (void)state;
    assert_int_equal(tp_watchdog_new(&options, &dog, NULL), TP_OK);
    tp_watchdog_set(dog, NULL, TP_WATCH_BUSY, 0);
    tp_watchdog_remove(dog, NULL);
    tp_watchdog_free(&dog);
}

static void who_is_idle_ends_and_who_is_not_when_done(void **state)
{
    struct pair idle, busy, handled, fresh, later;
    struct tp_watchdog *dog;

    (void)state;
    assert_int_equal(tp_watchdog_new(&(struct tp_watchdog_options){.limit_s = 60}, &dog, NULL), TP_OK);
    watch_pair(dog, &idle);
    watch_pair(dog, &busy);
    watch_pair(dog, &handled);
    watch_pair(dog, &fresh);
    tp_watchdog_set(dog, idle.watch, TP_WATCH_IDLE, 0);
    tp_watchdog_set(dog, busy.watch, TP_WATCH_BUSY, 0);
    tp_watchdog_set(dog, handled.watch, TP_WATCH_OFF, 0);
    tp_watchdog_end_idle(dog);
    watch_pair(dog, &later);
    pause_ms(500);
    assert_true(is_ended(&idle));
    assert_false(is_ended(&busy));
    assert_false(is_ended(&handled));
    tp_watchdog_set(dog, busy.watch, TP_WATCH_IDLE, 0);
    tp_watchdog_set(dog, handled.watch, TP_WATCH_BUSY, 0);
    pause_ms(500);
    assert_true(is_ended(&busy));
    assert_false(is_ended(&handled));
    assert_false(is_ended(&fresh)); /* it may be in the middle of a handshake */
    pause_ms(1500);
    assert_true(is_ended(&fresh));
    assert_false(is_ended(&later));
    let_go(dog, &idle);
    let_go(dog, &fresh);
    let_go(dog, &busy);
    let_go(dog, &handled);
    let_go(dog, &later);
    tp_watchdog_free(&dog);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_is_idle_ends_and_who_is_not_when_done),
    cmocka_unit_test(what_is_armed_and_late_is_ended),
    cmocka_unit_test(nothing_is_watched_for_null),
};
TP_TEST_MAIN(tests)
