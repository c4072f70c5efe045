/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>
#include <unistd.h>

#include "http/listen.h"

static void a_free_port_is_found(void **state)
{
    uint16_t first, second;
    int a, b;

    (void)state;
    assert_int_equal(tp_listen("127.0.0.1", 0, &a, &first, NULL), TP_OK);
    assert_int_equal(tp_listen("127.0.0.1", 0, &b, &second, NULL), TP_OK);
    assert_true(first > 0 && second > 0 && first != second);
    close(a);
    close(b);
}

static void a_port_is_listened_on_once(void **state)
{
    struct tp_diag diag;
    uint16_t port, none;
    int fd, other;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_listen("127.0.0.1", 0, &fd, &port, NULL), TP_OK);
    assert_int_equal(tp_listen("127.0.0.1", port, &other, &none, &diag), TP_E_IO);
    assert_int_equal(other, -1);
    assert_non_null(strstr(diag.text, "127.0.0.1"));
    close(fd);
    assert_int_equal(tp_listen("127.0.0.1", port, &fd, &none, NULL), TP_OK);
    assert_int_equal(none, port);
    close(fd);
}

static void names_are_not_looked_up(void **state)
{
    uint16_t port;
    int fd;

    (void)state;
    assert_int_equal(tp_listen("localhost", 0, &fd, &port, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_listen("1.2.3", 0, &fd, &port, NULL), TP_E_IO); /* 1.2.0.3 is an address, not ours */
    assert_int_equal(tp_listen("", 0, &fd, &port, NULL), TP_E_ARGUMENT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_free_port_is_found),
    cmocka_unit_test(a_port_is_listened_on_once),
    cmocka_unit_test(names_are_not_looked_up),
};
TP_TEST_MAIN(tests)
