/* SPDX-License-Identifier: Apache-2.0 */
#include "record/transaction.h"
#include "samples.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static struct samples samples;

static int set_up(void **state)
{
    (void)state;
    samples_make_all(&samples);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    samples_free(&samples);
    return 0;
}

static void expect_file(const struct tp_transaction *transaction, const struct tp_buffer *file)
{
    size_t size_bytes;
    uint8_t *data;

    assert_int_equal(tp_transaction_write(transaction, &data, &size_bytes, NULL), TP_OK);
    assert_int_equal(size_bytes, file->size_bytes);
    assert_memory_equal(data, file->data, size_bytes);
    free(data);
}

static void untouched_and_rebuilt_records_have_the_same_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < samples.count; i++) {
        struct tp_transaction *transaction = sample_read(&samples.items[i]);

        expect_file(transaction, &samples.items[i].file);
        for (size_t k = 0; k < tp_transaction_count(transaction); k++) {
            struct tp_record *record = tp_transaction_at(transaction, k);
            const struct tp_field last = tp_record_field_at(record, tp_record_field_count(record) - 1);
            assert_int_equal(tp_record_set(record, last.number, last.value.data, last.value.size_bytes, NULL), TP_OK);
        }
        expect_file(transaction, &samples.items[i].file);
        tp_transaction_free(&transaction);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(untouched_and_rebuilt_records_have_the_same_bytes),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
