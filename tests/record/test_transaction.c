/* SPDX-License-Identifier: Apache-2.0 */
#include "record/transaction.h"
#include "samples.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static void expect(const struct tp_record *record, uint32_t number, const char *text)
{
    if (!tp_value_equals(tp_record_get(record, number), text))
        fail_msg("%u.%03u is not \"%s\"", tp_record_type(record), (unsigned)number, text);
}

static void a_new_transaction_is_written_in_order(void **state)
{
    static const char expected[] = "1.001:46" GS "1.002:0500" GS "1.003:1" US "1" RS "14" US "03" GS "1.004:CAR" FS
                                   "14.001:41" GS "14.002:03" GS "14.013:1" RS "2" GS "14.999:\034\035" FS;
    struct tp_transaction *transaction;
    struct tp_record *first, *record;
    size_t size_bytes;
    uint8_t *data;

    (void)state;
    assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
    first = tp_transaction_at(transaction, 0);
    expect(first, 3, "1" US "0");
    assert_int_equal(tp_transaction_append(transaction, 14, 3, &record, NULL), TP_OK);
    assert_int_equal(tp_record_set(record, 999, FS GS, 2, NULL), TP_OK);
    assert_int_equal(tp_record_set_text(record, 13, NULL, "%d" RS "%d", 1, 2), TP_OK);
    assert_int_equal(tp_record_set_text(first, 4, NULL, "CAR"), TP_OK);
    assert_int_equal(tp_record_set_text(first, 2, NULL, "0500"), TP_OK);
    expect(record, 1, "41");
    assert_int_equal(tp_transaction_write(transaction, &data, &size_bytes, NULL), TP_OK);
    assert_int_equal(size_bytes, sizeof expected - 1);
    assert_memory_equal(data, expected, size_bytes);
    free(data);
    tp_transaction_free(&transaction);
    tp_transaction_free(&transaction);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_new_transaction_is_written_in_order),
};

TP_TEST_MAIN(tests)
