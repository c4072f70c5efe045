/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "folder.h"
#include "record/transaction.h"
#include "samples.h"

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

static void untouched_and_rebuilt_records_have_the_same_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < samples.count; i++) {
        struct tp_transaction *transaction = sample_read(&samples.items[i]);

        sample_expect_file(transaction, &samples.items[i].file);
        for (size_t k = 0; k < tp_transaction_count(transaction); k++) {
            struct tp_record *record = tp_transaction_at(transaction, k);
            const struct tp_field last = tp_record_field_at(record, tp_record_field_count(record) - 1);
            assert_int_equal(tp_record_set(record, last.number, last.value.data, last.value.size_bytes, NULL), TP_OK);
        }
        sample_expect_file(transaction, &samples.items[i].file);
        tp_transaction_free(&transaction);
    }
}

static void length_of(struct tp_record *record, size_t value_bytes, const char *expected)
{
    char value[2000];

    memset(value, 'x', sizeof value);
    assert_true(value_bytes <= sizeof value);
    assert_int_equal(tp_record_set(record, 3, value, value_bytes, NULL), TP_OK);
    assert_true(tp_value_equals(tp_record_get(record, 1), expected));
}

/* "2.001:N" GS "2.002:00" GS "2.003:" ... FS: 24 bytes, N and the value. */
static void length_counts_its_own_digits(void **state)
{
    struct tp_transaction *transaction;
    struct tp_record *record;

    (void)state;
    assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
    assert_int_equal(tp_transaction_append(transaction, 2, 0, &record, NULL), TP_OK);
    assert_true(tp_value_equals(tp_record_get(record, 1), "18"));
    length_of(record, 0, "25");
    length_of(record, 74, "99");
    length_of(record, 75, "101"); /* no record of 100 bytes can be written */
    length_of(record, 973, "999");
    length_of(record, 974, "1001");
    tp_transaction_free(&transaction);
}

static void zero_padding_and_tags_are_kept(void **state)
{
    static const char text[] = "1.01:00075" GS "1.02:0201" GS "1.03:1" US "1" RS "2" US "00" GS "1.04:CAR" GS
                               "1.09:A" FS "2.01:00022" GS "2.02:00" FS;
    static const char changed[] = "1.01:00044" GS "1.02:0201" GS "1.03:1" US "1" RS "2" US "00" GS "1.04:CAR" FS
                                  "2.01:00028" GS "2.02:00" GS "2.03:NEW" FS;
    struct tp_buffer file = {0}, expected = {0};
    struct tp_transaction *transaction;
    struct tp_findings remarks;

    (void)state;
    tp_write_bytes(&file, text, sizeof text - 1);
    tp_write_bytes(&expected, changed, sizeof changed - 1);
    transaction = sample_read_file(&file, &remarks);
    tp_record_unset(tp_transaction_at(transaction, 0), 9);
    assert_int_equal(tp_record_set_text(tp_transaction_at(transaction, 1), 3, NULL, "NEW"), TP_OK);
    sample_expect_file(transaction, &expected);
    tp_transaction_free(&transaction);
    tp_findings_deinit(&remarks);
    tp_buffer_deinit(&file);
    tp_buffer_deinit(&expected);
}

static void a_wrong_length_stays_until_its_record_changes(void **state)
{
    static const char text[] = "1.001:40" GS "1.002:0500" GS "1.003:1" US "0" FS;
    static const char changed[] = "1.001:41" GS "1.002:0501" GS "1.003:1" US "0" FS;
    struct tp_buffer file = {0}, expected = {0};
    struct tp_transaction *transaction;
    struct tp_findings remarks;

    (void)state;
    tp_write_bytes(&file, text, sizeof text - 1);
    tp_write_bytes(&expected, changed, sizeof changed - 1);
    memcpy(expected.data + 6, "30", 2);
    transaction = sample_read_file(&file, &remarks);
    assert_int_equal(remarks.count, 1);
    sample_expect_file(transaction, &file);
    assert_int_equal(tp_record_set_text(tp_transaction_at(transaction, 0), 2, NULL, "0501"), TP_OK);
    sample_expect_file(transaction, &expected);
    tp_transaction_free(&transaction);
    tp_findings_deinit(&remarks);
    tp_buffer_deinit(&file);
    tp_buffer_deinit(&expected);
}

static void a_file_that_cannot_be_written_is_named(void **state)
{
    struct tp_transaction *transaction;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
    assert_int_not_equal(tp_transaction_save(transaction, "/nowhere/at/all.an2", &diag), TP_OK);
    assert_string_equal(diag.file, "/nowhere/at/all.an2");
    tp_transaction_free(&transaction);
}

static void places_are_named_in_words(void **state)
{
    char words[64];

    (void)state;
    tp_record_words(2, 4, "4.006", words);
    assert_string_equal(words, "record 3 (type 4), 4.006");
    tp_record_words(0, 1, NULL, words);
    assert_string_equal(words, "record 1 (type 1)");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(untouched_and_rebuilt_records_have_the_same_bytes),
    cmocka_unit_test(length_counts_its_own_digits),
    cmocka_unit_test(zero_padding_and_tags_are_kept),
    cmocka_unit_test(a_wrong_length_stays_until_its_record_changes),
    cmocka_unit_test(a_file_that_cannot_be_written_is_named),
    cmocka_unit_test(places_are_named_in_words),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
