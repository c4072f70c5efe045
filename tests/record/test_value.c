/* SPDX-License-Identifier: Apache-2.0 */
#include "samples.h"
#include "test.h"

#include <string.h>

static struct tp_bytes bytes(const char *text)
{
    return (struct tp_bytes){(const uint8_t *)text, text ? strlen(text) : 0};
}

static void subfields_and_items_are_counted(void **state)
{
    (void)state;
    assert_int_equal(tp_value_subfields(bytes(NULL)), 0);
    assert_int_equal(tp_value_subfields(bytes("")), 1);
    assert_int_equal(tp_value_subfields(bytes("a" RS)), 2);
    assert_int_equal(tp_value_subfields(bytes("a" US "b" RS "c" RS "d")), 3);
    assert_int_equal(tp_value_items(bytes("a" US "b" RS "c" RS), 1), 2);
    assert_int_equal(tp_value_items(bytes("a" US "b" RS "c" RS), 2), 1);
    assert_int_equal(tp_value_items(bytes("a" US "b" RS "c" RS), 3), 1);
    assert_int_equal(tp_value_items(bytes("a" US "b" RS "c" RS), 4), 0);
    assert_int_equal(tp_value_items(bytes("a"), 0), 0);
    assert_int_equal(tp_value_items(bytes(NULL), 1), 0);
}

static void items_are_found_in_their_place(void **state)
{
    const struct tp_bytes value = bytes("a" US "bc" RS US RS "d");

    (void)state;
    assert_true(tp_value_equals(tp_value_item(value, 1, 1), "a"));
    assert_true(tp_value_equals(tp_value_item(value, 1, 2), "bc"));
    assert_true(tp_value_equals(tp_value_item(value, 1, 0), "a" US "bc"));
    assert_true(tp_value_equals(tp_value_item(value, 2, 1), ""));
    assert_true(tp_value_equals(tp_value_item(value, 2, 2), ""));
    assert_true(tp_value_equals(tp_value_item(value, 3, 1), "d"));
    assert_null(tp_value_item(value, 1, 3).data);
    assert_null(tp_value_item(value, 4, 0).data);
    assert_null(tp_value_item(value, 0, 1).data);
    assert_null(tp_value_item(bytes(NULL), 1, 1).data);
}

static void an_absent_value_differs_from_an_empty_one(void **state)
{
    (void)state;
    assert_false(tp_value_equals(bytes(NULL), ""));
    assert_true(tp_value_equals(bytes(""), ""));
    assert_false(tp_value_equals(bytes("a"), "ab"));
    assert_false(tp_value_equals(bytes("ab"), "a"));
}

static void numbers_are_digits_with_an_optional_sign(void **state)
{
    static const struct {
        const char *text;
        bool valid;
        int64_t number;
    } cases[] = {
        {"0", true, 0},
        {"007", true, 7},
        {"-12", true, -12},
        {"+3", true, 3},
        {"", false, 0},
        {"-", false, 0},
        {"1.5", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"0x1", false, 0},
        {"--1", false, 0},
        {NULL, false, 0},
        {"1" US, false, 0},
        {"9223372036854775807", true, INT64_MAX},
        {"9223372036854775808", false, 0},
        {"-9223372036854775807", true, -INT64_MAX},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        int64_t number = 1;
        assert_int_equal(tp_value_number(bytes(cases[i].text), &number), cases[i].valid);
        assert_int_equal(number, cases[i].number);
    }
}

static void walking_gives_every_piece_once(void **state)
{
    struct tp_bytes rest = bytes("a" RS RS "b" US "c" RS), piece;

    (void)state;
    assert_true(tp_value_next(&rest, TP_RS, &piece) && tp_value_equals(piece, "a"));
    assert_true(tp_value_next(&rest, TP_RS, &piece) && tp_value_equals(piece, ""));
    assert_true(tp_value_next(&rest, TP_RS, &piece) && tp_value_equals(piece, "b" US "c"));
    assert_true(tp_value_next(&rest, TP_RS, &piece) && tp_value_equals(piece, ""));
    assert_false(tp_value_next(&rest, TP_RS, &piece));
    assert_null(piece.data);
    assert_false(tp_value_next(&rest, TP_RS, &piece));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(subfields_and_items_are_counted),
    cmocka_unit_test(items_are_found_in_their_place),
    cmocka_unit_test(an_absent_value_differs_from_an_empty_one),
    cmocka_unit_test(numbers_are_digits_with_an_optional_sign),
    cmocka_unit_test(walking_gives_every_piece_once),
};

TP_TEST_MAIN(tests)
