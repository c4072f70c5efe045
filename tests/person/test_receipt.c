/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/code.h"
#include "person/receipt.h"

static void make(char code[TP_RECEIPT_CODE_BYTES])
{
    fixture_begin(&fixture);
    assert_int_equal(tp_receipt_make(fixture.exchange, "b1", code, NULL), TP_OK);
    fixture_end(&fixture);
}

static tp_status find(const char *code, char booking[TP_EXCHANGE_NAME_BYTES])
{
    return tp_receipt_find(fixture.exchange, code, booking, NULL);
}

static void a_code_finds_its_booking(void **state)
{
    char code[TP_RECEIPT_CODE_BYTES], other[TP_RECEIPT_CODE_BYTES], booking[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    make(code);
    assert_int_equal(find(code, booking), TP_OK);
    assert_string_equal(booking, "b1");
    assert_int_equal(tp_code_new(other, NULL), TP_OK);
    assert_int_equal(find(other, booking), TP_E_NOT_FOUND);
    assert_string_equal(booking, "");
    assert_int_equal(find("nonsense", booking), TP_E_ARGUMENT);
    assert_int_equal(find("", booking), TP_E_ARGUMENT);
}

static void a_new_receipt_takes_the_place_of_the_old_one(void **state)
{
    char first[TP_RECEIPT_CODE_BYTES], second[TP_RECEIPT_CODE_BYTES], booking[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    make(first);
    make(second);
    assert_int_equal(find(first, booking), TP_E_NOT_FOUND);
    assert_int_equal(find(second, booking), TP_OK);
    assert_int_equal(count_records(&fixture, "receipt", "b1"), 1);
}

static void only_the_hash_is_kept(void **state)
{
    char code[TP_RECEIPT_CODE_BYTES], hash[TP_CODE_HASH_BYTES];

    (void)state;
    make(code);
    assert_int_equal(tp_code_hash(code, hash, NULL), TP_OK);
    assert_true(has_record(&fixture, "receipt", hash, NULL));
    assert_false(has_record(&fixture, "receipt", code, NULL));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_code_finds_its_booking),
    TEST(a_new_receipt_takes_the_place_of_the_old_one),
    TEST(only_the_hash_is_kept),
};
TP_TEST_MAIN(tests)
