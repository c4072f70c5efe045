/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json/jansson.h"

static const char *write_number(double value)
{
    static char text[64];
    struct tp_buffer out;

    tp_buffer_init(&out);
    tp_json_write_number(value, &out);
    assert_true(out.size_bytes < sizeof text);
    memcpy(text, out.data, out.size_bytes);
    text[out.size_bytes] = '\0';
    tp_buffer_deinit(&out);
    return text;
}

static double from_bits(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

/* RFC 8785, appendix B, but for those that are no numbers. */
static void the_rfcs_numbers(void **state)
{
    static const struct {
        uint64_t bits;
        const char *text;
    } samples[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        assert_string_equal(write_number(from_bits(samples[i].bits)), samples[i].text);
}

static void the_point_stands_where_ecmascript_puts_it(void **state)
{
    (void)state;
    assert_string_equal(write_number(1), "1");
    assert_string_equal(write_number(-120), "-120");
    assert_string_equal(write_number(0.5), "0.5");
    assert_string_equal(write_number(12.25), "12.25");
    assert_string_equal(write_number(1e20), "100000000000000000000");
    assert_string_equal(write_number(1.5e300), "1.5e+300");
    assert_string_equal(write_number(1e-7), "1e-7");
    assert_string_equal(write_number(99.99), "99.99");
}

/* Two to the -44 has a shortest form of 16 digits that is not its value rounded to 16 digits. */
static void powers_of_two_have_the_fewest_digits(void **state)
{
    (void)state;
    assert_string_equal(write_number(ldexp(1, -44)), "5.684341886080802e-14");
    for (int power = -1074; power < 1024; power++)
        assert_true(strtod(write_number(ldexp(1, power)), NULL) == ldexp(1, power));
}

static void every_number_is_read_as_itself(void **state)
{
    struct tp_rng rng = tp_rng_seed(8785, 1);

    (void)state;
    for (int i = 0; i < 20000; i++) {
        double value = from_bits(tp_rng_u64(&rng));
        if (isfinite(value))
            assert_true(strtod(write_number(value), NULL) == value);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_rfcs_numbers),
    cmocka_unit_test(the_point_stands_where_ecmascript_puts_it),
    cmocka_unit_test(powers_of_two_have_the_fewest_digits),
    cmocka_unit_test(every_number_is_read_as_itself),
};
TP_TEST_MAIN(tests)
