/* SPDX-License-Identifier: Apache-2.0 */
#include "samples.h"
#include "test.h"

#include <string.h>

static struct samples samples;

static void samples_hold_what_was_put_in(void **state)
{
    (void)state;
    for (size_t i = 0; i < samples.count; i++) {
        struct tp_transaction *transaction = sample_read(&samples.items[i]);
        int64_t version;

        assert_true(tp_value_number(tp_record_get(tp_transaction_at(transaction, 0), 2), &version));
        assert_int_equal(version, samples.items[i].version);
        assert_int_equal(tp_transaction_count(transaction), strlen((const char *)samples.items[i].types));
        for (size_t k = 0; k < tp_transaction_count(transaction); k++)
            assert_int_equal(tp_record_type(tp_transaction_at(transaction, k)), samples.items[i].types[k]);
        assert_null(tp_transaction_at(transaction, tp_transaction_count(transaction)));
        tp_transaction_free(&transaction);
        assert_null(transaction);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(samples_hold_what_was_put_in),
};

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

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
