/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "record/transaction.h"
#include "samples.h"

#include <stdlib.h>
#include <string.h>

static void expect(const struct tp_record *record, uint32_t number, const char *text)
{
    if (!tp_value_equals(tp_record_get(record, number), text))
        fail_msg("%u.%03u is not \"%s\"", tp_record_type(record), (unsigned)number, text);
}

static struct tp_transaction *new_with(uint8_t type, struct tp_record **record)
{
    struct tp_transaction *transaction;

    assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
    assert_int_equal(tp_transaction_append(transaction, type, 1, record, NULL), TP_OK);
    return transaction;
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
    assert_int_equal(tp_record_offset(record), -1);
    assert_int_equal(tp_transaction_write(transaction, &data, &size_bytes, NULL), TP_OK);
    assert_int_equal(size_bytes, sizeof expected - 1);
    assert_memory_equal(data, expected, size_bytes);
    free(data);
    tp_transaction_free(&transaction);
    tp_transaction_free(&transaction);
}

static void the_list_of_records_follows_them(void **state)
{
    struct tp_transaction *transaction;
    struct tp_record *first, *record;

    (void)state;
    assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
    first = tp_transaction_at(transaction, 0);
    assert_int_equal(tp_transaction_append(transaction, 2, 0, &record, NULL), TP_OK);
    assert_int_equal(tp_transaction_append(transaction, 4, 1, &record, NULL), TP_OK);
    assert_int_equal(tp_transaction_append(transaction, 15, 12, &record, NULL), TP_OK);
    expect(first, 3, "1" US "3" RS "2" US "00" RS "4" US "01" RS "15" US "12");
    assert_int_equal(tp_transaction_remove(transaction, 2, NULL), TP_OK);
    expect(first, 3, "1" US "2" RS "2" US "00" RS "15" US "12");
    assert_ptr_equal(tp_transaction_at(transaction, 2), record);
    assert_int_equal(tp_transaction_remove(transaction, 0, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_transaction_remove(transaction, 3, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_transaction_append(transaction, 1, 0, &record, NULL), TP_E_ARGUMENT);
    assert_null(record);
    assert_int_equal(tp_transaction_append(transaction, 100, 0, &record, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_transaction_append(transaction, 14, 100, &record, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_transaction_count(transaction), 3);
    tp_transaction_free(&transaction);
}

static void the_list_keeps_the_way_the_file_writes_idcs(void **state)
{
    static const struct {
        const char *before, *after;
    } cases[] = {
        {"1" US "1" RS "2" US "0", "1" US "2" RS "2" US "0" RS "14" US "1"},
        {"1" US "1" RS "2" US "00", "1" US "2" RS "2" US "00" RS "14" US "01"},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_transaction *transaction;
        struct tp_findings remarks;
        struct tp_buffer file;
        struct tp_record *record;

        tp_buffer_init(&file);
        sample_first(&file, cases[i].before);
        sample_tagged(&file, "2.001:", GS "2.002:0", NULL, 0);
        transaction = sample_read_file(&file, &remarks);
        assert_int_equal(tp_transaction_append(transaction, 14, 1, &record, NULL), TP_OK);
        expect(tp_transaction_at(transaction, 0), 3, cases[i].after);
        tp_findings_deinit(&remarks);
        tp_transaction_free(&transaction);
        tp_buffer_deinit(&file);
    }
}

static void fields_are_put_where_their_number_belongs(void **state)
{
    static const uint32_t set[] = {999, 20, 3, 1001, 20, 998, 13, 2}, expected[] = {1, 2, 3, 13, 20, 998, 1001, 999};
    struct tp_record *record;
    struct tp_transaction *transaction = new_with(14, &record);

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(set); i++)
        assert_int_equal(tp_record_set_text(record, set[i], NULL, "%u", (unsigned)set[i]), TP_OK);
    assert_int_equal(tp_record_field_count(record), TP_ARRAY_LENGTH(expected));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(expected); i++)
        assert_int_equal(tp_record_field_at(record, i).number, expected[i]);
    tp_transaction_free(&transaction);
}

static void a_value_can_be_set_to_itself_and_be_empty(void **state)
{
    struct tp_record *record;
    struct tp_transaction *transaction = new_with(2, &record);
    struct tp_bytes value;

    (void)state;
    assert_int_equal(tp_record_set_text(record, 18, NULL, "DOE, JANE"), TP_OK);
    value = tp_record_get(record, 18);
    assert_int_equal(tp_record_set(record, 18, value.data + 5, 4, NULL), TP_OK);
    expect(record, 18, "JANE");
    assert_int_equal(tp_record_set(record, 18, NULL, 0, NULL), TP_OK);
    expect(record, 18, "");
    assert_int_equal(tp_record_field_at(record, 2).offset_bytes, -1);
    tp_transaction_free(&transaction);
}

static void separators_belong_into_images_only(void **state)
{
    struct tp_record *record;
    struct tp_transaction *transaction = new_with(14, &record);
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_record_set_text(record, 20, &diag, "a" GS "b"), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "14.020");
    assert_int_equal(tp_record_set_text(record, 20, NULL, "a" FS "b"), TP_E_ARGUMENT);
    assert_int_equal(tp_record_set_text(record, 0, NULL, "a"), TP_E_ARGUMENT);
    assert_int_equal(tp_record_set_text(record, 1000000000, NULL, "a"), TP_E_ARGUMENT);
    assert_int_equal(tp_record_field_count(record), 2);
    assert_int_equal(tp_record_set_text(record, 20, NULL, "a" RS "b" US "c"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 999, NULL, "a" GS "b" FS "c"), TP_OK);
    assert_int_equal(tp_transaction_append(transaction, 2, 0, &record, NULL), TP_OK);
    assert_int_equal(tp_record_set_text(record, 999, NULL, "a" GS "b"), TP_E_ARGUMENT);
    tp_transaction_free(&transaction);
}

static void all_occurrences_of_a_field_are_removed_but_not_length(void **state)
{
    struct tp_buffer file = {0};
    struct tp_transaction *transaction;
    struct tp_findings remarks;
    struct tp_record *record;

    (void)state;
    sample_first(&file, "1" US "1" RS "2" US "00");
    sample_tagged(&file, "2.001:", GS "2.002:00" GS "2.047:A" GS "2.003:X" GS "2.047:B", NULL, 0);
    transaction = sample_read_file(&file, &remarks);
    record = tp_transaction_at(transaction, 1);
    expect(record, 47, "A");
    assert_int_equal(tp_record_set_text(record, 47, NULL, "AA"), TP_OK);
    assert_true(tp_value_equals(tp_record_field_at(record, 4).value, "B"));
    tp_record_unset(record, 47);
    tp_record_unset(record, 47);
    tp_record_unset(record, 1);
    assert_int_equal(tp_record_field_count(record), 3);
    expect(record, 1, "26");
    tp_findings_deinit(&remarks);
    tp_transaction_free(&transaction);
    tp_buffer_deinit(&file);
}

static void idcs_are_numbers_or_nothing(void **state)
{
    struct tp_record *record;
    struct tp_transaction *transaction = new_with(14, &record);

    (void)state;
    assert_int_equal(tp_record_idc(record), 1);
    assert_int_equal(tp_record_set_text(record, 2, NULL, "x"), TP_OK);
    assert_int_equal(tp_record_idc(record), -1);
    assert_int_equal(tp_record_set_text(record, 2, NULL, "99999999999"), TP_OK);
    assert_int_equal(tp_record_idc(record), -1);
    tp_record_unset(record, 2);
    assert_int_equal(tp_record_idc(record), -1);
    assert_int_equal(tp_record_idc(tp_transaction_at(transaction, 0)), -1);
    tp_transaction_free(&transaction);
}

static void a_record_after_one_without_an_end_is_separated(void **state)
{
    static const char expected[] = "2.001:26" GS "2.002:00" GS "2.003:A" FS "14.001:20" GS "14.002:01" FS;
    struct tp_buffer file = {0};
    struct tp_transaction *transaction;
    struct tp_findings remarks;
    struct tp_record *record;
    size_t size_bytes;
    uint8_t *data;

    (void)state;
    sample_first(&file, "1" US "1" RS "2" US "00");
    tp_write_text(&file, "2.001:25" GS "2.002:00" GS "2.003:A");
    transaction = sample_read_file(&file, &remarks);
    sample_expect_file(transaction, &file);
    assert_int_equal(tp_transaction_append(transaction, 14, 1, &record, NULL), TP_OK);
    assert_int_equal(tp_transaction_write(transaction, &data, &size_bytes, NULL), TP_OK);
    assert_true(size_bytes > sizeof expected);
    assert_memory_equal(data + size_bytes - (sizeof expected - 1), expected, sizeof expected - 1);
    free(data);
    tp_findings_deinit(&remarks);
    tp_transaction_free(&transaction);
    tp_buffer_deinit(&file);
}

static void new_tags_are_as_long_as_the_others_but_not_without_end(void **state)
{
    static const char expected[] = GS "1.0000000004:CAR" FS;
    struct tp_buffer file = {0};
    struct tp_transaction *transaction;
    struct tp_findings remarks;
    size_t size_bytes;
    uint8_t *data;

    (void)state;
    tp_write_text(&file, "1.%050d:84" GS "1.2:0500" GS "1.3:1" US "0" FS, 1);
    transaction = sample_read_file(&file, &remarks);
    assert_int_equal(tp_record_set_text(tp_transaction_at(transaction, 0), 4, NULL, "CAR"), TP_OK);
    assert_int_equal(tp_transaction_write(transaction, &data, &size_bytes, NULL), TP_OK);
    assert_true(size_bytes > sizeof expected);
    assert_memory_equal(data + size_bytes - (sizeof expected - 1), expected, sizeof expected - 1);
    free(data);
    tp_findings_deinit(&remarks);
    tp_transaction_free(&transaction);
    tp_buffer_deinit(&file);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_record_after_one_without_an_end_is_separated),
    cmocka_unit_test(new_tags_are_as_long_as_the_others_but_not_without_end),
    cmocka_unit_test(a_new_transaction_is_written_in_order),
    cmocka_unit_test(the_list_of_records_follows_them),
    cmocka_unit_test(the_list_keeps_the_way_the_file_writes_idcs),
    cmocka_unit_test(fields_are_put_where_their_number_belongs),
    cmocka_unit_test(a_value_can_be_set_to_itself_and_be_empty),
    cmocka_unit_test(separators_belong_into_images_only),
    cmocka_unit_test(all_occurrences_of_a_field_are_removed_but_not_length),
    cmocka_unit_test(idcs_are_numbers_or_nothing),
};

TP_TEST_MAIN(tests)
