/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>

#include "http/peers.h"

static void each_address_has_its_number(void **state)
{
    struct tp_peers *peers;

    (void)state;
    assert_int_equal(tp_peers_new(2, &peers, NULL), TP_OK);
    assert_true(tp_peers_enter(peers, "a"));
    assert_true(tp_peers_enter(peers, "a"));
    assert_false(tp_peers_enter(peers, "a"));
    assert_true(tp_peers_enter(peers, "b"));
    tp_peers_leave(peers, "a");
    assert_true(tp_peers_enter(peers, "a"));
    tp_peers_leave(peers, "a");
    tp_peers_leave(peers, "a");
    tp_peers_leave(peers, "b");
    tp_peers_free(&peers);
    assert_null(peers);
    tp_peers_free(&peers);
}

static void many_addresses_come_and_go(void **state)
{
    enum { MANY = 5000 };
    struct tp_peers *peers;
    char address[32];

    (void)state;
    assert_int_equal(tp_peers_new(1, &peers, NULL), TP_OK);
    for (int i = 0; i < MANY; i++) {
        snprintf(address, sizeof address, "%d", i);
        assert_true(tp_peers_enter(peers, address));
        assert_false(tp_peers_enter(peers, address));
    }
    for (int i = 0; i < MANY; i++) {
        snprintf(address, sizeof address, "%d", i);
        tp_peers_leave(peers, address);
    }
    tp_peers_free(&peers);
}

static void without_a_limit_nothing_is_counted(void **state)
{
    struct tp_peers *peers;

    (void)state;
    assert_int_equal(tp_peers_new(0, &peers, NULL), TP_OK);
    assert_true(tp_peers_enter(peers, "a"));
    tp_peers_leave(peers, "b");
    tp_peers_free(&peers);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_address_has_its_number),
    cmocka_unit_test(many_addresses_come_and_go),
    cmocka_unit_test(without_a_limit_nothing_is_counted),
};
TP_TEST_MAIN(tests)
