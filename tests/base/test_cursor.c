/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"

static void reads_in_both_byte_orders(void **state)
{
    const uint8_t data[] = {1, 2, 3, 4, 5, 6, 7, 8};
    struct tp_cursor cursor = tp_cursor_over(data, sizeof data);

    (void)state;
    assert_int_equal(tp_read_u16be(&cursor), 0x0102);
    assert_int_equal(tp_read_u16le(&cursor), 0x0403);
    assert_int_equal(tp_read_u32be(&cursor), 0x05060708);
    assert_int_equal(tp_cursor_left(&cursor), 0);
    assert_false(cursor.bad);
}

static void stays_bad_after_the_end(void **state)
{
    const uint8_t data[] = {1, 2, 3};
    struct tp_cursor cursor = tp_cursor_over(data, sizeof data);

    (void)state;
    assert_int_equal(tp_read_u32le(&cursor), 0);
    assert_true(cursor.bad);
    assert_int_equal(tp_read_u8(&cursor), 0);
    assert_null(tp_read_bytes(&cursor, 0));
}

static void sub_cursor_cannot_leave_its_part(void **state)
{
    const uint8_t data[] = {1, 2, 3, 4};
    struct tp_cursor cursor = tp_cursor_over(data, sizeof data);
    struct tp_cursor sub = tp_read_sub(&cursor, 2);

    (void)state;
    assert_int_equal(tp_read_u16be(&sub), 0x0102);
    assert_int_equal(tp_read_u8(&sub), 0);
    assert_true(sub.bad);
    assert_int_equal(tp_read_u8(&cursor), 3);
    sub = tp_read_sub(&cursor, 2);
    assert_true(sub.bad);
    assert_true(cursor.bad);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(reads_in_both_byte_orders),
    cmocka_unit_test(stays_bad_after_the_end),
    cmocka_unit_test(sub_cursor_cannot_leave_its_part),
};
TP_TEST_MAIN(tests)
