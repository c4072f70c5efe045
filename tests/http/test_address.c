/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "http/network.h"

static void assert_parsed(const char *text, const char *wanted)
{
    char out[TP_ADDRESS_BYTES];

    assert_int_equal(tp_address_parse(text, strlen(text), out), wanted[0] != '\0');
    assert_string_equal(out, wanted);
}

static void numbers_of_addresses_are_read(void **state)
{
    (void)state;
    assert_parsed("192.0.2.7", "192.0.2.7");
    assert_parsed("2001:DB8:0:0::7", "2001:db8::7");
    assert_parsed("::ffff:192.0.2.7", "192.0.2.7");
    assert_parsed("localhost", "");
    assert_parsed("1", "");
    assert_parsed("12345678", "");
    assert_parsed("192.0.2.7:80", "");
    assert_parsed("192.0.2.300", "");
    assert_parsed("", "");
    assert_parsed("1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111", "");
}

static void a_client_of_ipv6_is_half_an_address(void **state)
{
    char out[TP_ADDRESS_BYTES];

    (void)state;
    tp_address_write_client("192.0.2.7", out);
    assert_string_equal(out, "192.0.2.7");
    tp_address_write_client("2001:db8:1:2:3:4:5:6", out);
    assert_string_equal(out, "20010db800010002");
    tp_address_write_client("2001:db8:1:2::1", out);
    assert_string_equal(out, "20010db800010002");
    tp_address_write_client("", out);
    assert_string_equal(out, "");
}

static void the_last_of_those_forwarded_counts(void **state)
{
    char out[TP_ADDRESS_BYTES];

    (void)state;
    assert_true(tp_address_parse_forwarded("192.0.2.7", out));
    assert_string_equal(out, "192.0.2.7");
    assert_true(tp_address_parse_forwarded("10.0.0.1, evil, 192.0.2.7 ", out));
    assert_string_equal(out, "192.0.2.7");
    assert_false(tp_address_parse_forwarded("192.0.2.7,", out));
    assert_false(tp_address_parse_forwarded("192.0.2.7 192.0.2.8", out));
    assert_false(tp_address_parse_forwarded("unknown", out));
    assert_false(tp_address_parse_forwarded("", out));
}

static void what_is_no_address_is_empty(void **state)
{
    const struct sockaddr other = {.sa_family = AF_UNIX};
    char out[TP_ADDRESS_BYTES];

    (void)state;
    tp_address_write(NULL, out);
    assert_string_equal(out, "");
    tp_address_write(&other, out);
    assert_string_equal(out, "");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(numbers_of_addresses_are_read),
    cmocka_unit_test(a_client_of_ipv6_is_half_an_address),
    cmocka_unit_test(the_last_of_those_forwarded_counts),
    cmocka_unit_test(what_is_no_address_is_empty),
};
TP_TEST_MAIN(tests)
