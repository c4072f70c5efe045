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

static void expect(const struct tp_record *record, uint32_t number, const char *text)
{
    if (!tp_value_equals(tp_record_get(record, number), text))
        fail_msg("type %u field %u is not \"%s\"", tp_record_type(record), (unsigned)number, text);
}

static void headers_are_shown_as_decimal_fields(void **state)
{
    struct tp_transaction *transaction = sample_read(sample_named(&samples, "card-1993"));
    const struct tp_record *record = tp_transaction_at(transaction, 3);
    static const char *const values[] = {"50", "2", "1", "2" RS "255" RS "255" RS "255" RS "255" RS "255",
                                         "1",  "8", "4", "0"};

    (void)state;
    assert_int_equal(tp_record_field_count(record), 9);
    for (uint32_t i = 0; i < 8; i++)
        expect(record, i + 1, values[i]);
    assert_int_equal(tp_record_get(record, 9).size_bytes, 32);
    assert_int_equal(tp_record_idc(record), 2);
    assert_int_equal(tp_record_field_at(record, 3).offset_bytes, tp_record_offset(record) + 6);
    assert_int_equal(tp_record_field_at(record, 8).offset_bytes, tp_record_offset(record) + 18);
    tp_transaction_free(&transaction);
}

static void signatures_and_latents_have_headers_of_their_own(void **state)
{
    struct tp_transaction *transaction = sample_read(sample_named(&samples, "binary-1997"));
    const struct tp_record *latent = tp_transaction_at(transaction, 5);
    const struct tp_record *signature = tp_transaction_at(transaction, 6);

    (void)state;
    assert_int_equal(tp_record_field_count(latent), 3);
    expect(latent, 1, "12");
    expect(latent, 2, "5");
    assert_int_equal(tp_record_get(latent, 3).size_bytes, 7);
    assert_int_equal(tp_record_field_count(signature), 8);
    expect(signature, 4, "1");
    expect(signature, 6, "64");
    expect(signature, 7, "32");
    assert_int_equal(tp_record_get(signature, 8).size_bytes, 8);
    tp_transaction_free(&transaction);
}

static void values_that_do_not_fit_are_refused_with_their_field(void **state)
{
    static const struct {
        uint32_t number;
        const char *value, *field;
    } cases[] = {
        {2, "256", "record 2 (type 4), 4.002"},
        {3, "", "record 2 (type 4), 4.003"},
        {4, "1" RS "2" RS "3" RS "4" RS "5" RS "6" RS "7", "record 2 (type 4), 4.004"},
        {4, "1" RS "x", "record 2 (type 4), 4.004"},
        {6, "65536", "record 2 (type 4), 4.006"},
        {7, "-1", "record 2 (type 4), 4.007"},
        {10, "1", "record 2 (type 4), 4.010"},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_transaction *transaction;
        struct tp_record *record;
        struct tp_diag diag;
        size_t size_bytes;
        uint8_t *data;

        tp_diag_init(&diag);
        assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
        assert_int_equal(tp_transaction_append(transaction, 4, 1, &record, NULL), TP_OK);
        assert_int_equal(tp_record_set_text(record, cases[i].number, NULL, "%s", cases[i].value), TP_OK);
        assert_int_equal(tp_transaction_write(transaction, &data, &size_bytes, &diag), TP_E_ARGUMENT);
        assert_null(data);
        assert_string_equal(diag.field, cases[i].field);
        tp_transaction_free(&transaction);
    }
}

static void new_records_have_their_whole_header(void **state)
{
    static const uint8_t expected[] = {0, 0, 0, 20, 7, 0, 3, 4, 255, 255, 255, 255, 0, 1, 0, 0, 2, 0, 0x1c, 0x1d};
    struct tp_transaction *transaction;
    struct tp_record *record;
    size_t size_bytes;
    uint8_t *data;

    (void)state;
    assert_int_equal(tp_transaction_new(&transaction, NULL), TP_OK);
    for (uint8_t type = 3; type <= 8; type++) {
        assert_int_equal(tp_transaction_append(transaction, type, type, &record, NULL), TP_OK);
        assert_int_equal(tp_record_field_count(record), tp_binary_image_field(type) - 1);
    }
    record = tp_transaction_at(transaction, 2);
    assert_int_equal(tp_transaction_remove(transaction, 6, NULL), TP_OK);
    assert_int_equal(tp_transaction_remove(transaction, 5, NULL), TP_OK);
    assert_int_equal(tp_record_set(record, 9, "\x1c\x1d", 2, NULL), TP_OK);
    assert_int_equal(tp_record_set_text(record, 2, NULL, "7"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 4, NULL, "3" RS "4"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 6, NULL, "256"), TP_OK);
    assert_int_equal(tp_record_set_text(record, 7, NULL, "2"), TP_OK);
    expect(record, 1, "20");
    assert_int_equal(tp_transaction_remove(transaction, 4, NULL), TP_OK);
    assert_int_equal(tp_transaction_remove(transaction, 3, NULL), TP_OK);
    assert_int_equal(tp_transaction_remove(transaction, 1, NULL), TP_OK);
    assert_int_equal(tp_transaction_write(transaction, &data, &size_bytes, NULL), TP_OK);
    assert_true(size_bytes > sizeof expected);
    assert_memory_equal(data + size_bytes - sizeof expected + 5, expected + 5, sizeof expected - 6);
    free(data);
    tp_transaction_free(&transaction);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(headers_are_shown_as_decimal_fields),
    cmocka_unit_test(signatures_and_latents_have_headers_of_their_own),
    cmocka_unit_test(values_that_do_not_fit_are_refused_with_their_field),
    cmocka_unit_test(new_records_have_their_whole_header),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
