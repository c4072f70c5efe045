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

static struct tp_buffer file_of(const char *text)
{
    struct tp_buffer file;

    tp_buffer_init(&file);
    tp_write_bytes(&file, text, strlen(text));
    return file;
}

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

static void fields_have_number_value_and_offset(void **state)
{
    const struct sample *sample = sample_named(&samples, "palm-2007");
    struct tp_transaction *transaction = sample_read(sample);
    const struct tp_record *record = tp_transaction_at(transaction, 3);

    (void)state;
    assert_int_equal(tp_record_field_count(record), 15);
    for (size_t i = 0; i < tp_record_field_count(record); i++) {
        const struct tp_field field = tp_record_field_at(record, i);

        assert_int_equal(field.number, i < 13 ? i + 1 : i < 14 ? 21 : 999);
        assert_memory_equal(field.value.data, sample->file.data + field.offset_bytes, field.value.size_bytes);
        assert_ptr_equal(field.value.data, tp_record_get(record, field.number).data);
    }
    assert_int_equal(tp_record_get(record, 999).size_bytes, 32);
    assert_int_equal(tp_value_subfields(tp_record_get(record, 21)), 2);
    assert_int_equal(tp_record_idc(record), 2);
    assert_int_equal(tp_record_idc(tp_transaction_at(transaction, 0)), -1);
    assert_memory_equal(sample->file.data + tp_record_offset(record), "14.001:", 7);
    assert_null(tp_record_get(record, 20).data);
    tp_transaction_free(&transaction);
}

static void what_is_no_transaction_is_refused(void **state)
{
    static const struct {
        const char *text;
        tp_status status;
        const char *field;
        int64_t offset_bytes;
    } cases[] = {
        {"", TP_E_TRUNCATED, "", -1},
        {"nothing of the kind", TP_E_FORMAT, "record 1 (type 1), LEN", 0},
        {"2.001:26" GS "2.002:00" GS "2.003:A" FS, TP_E_FORMAT, "record 1", 0},
        {"1.002:0500" GS "1.001:20" FS, TP_E_FORMAT, "record 1 (type 1), LEN", 0},
        {"1.001:9" FS, TP_E_VERSION, "record 1 (type 1), 1.002 VER", 0},
        {"1.001:17" GS "1.002:" FS, TP_E_VERSION, "record 1 (type 1), 1.002 VER", 15},
        {"1.001:21" GS "1.002:V500" FS, TP_E_VERSION, "record 1 (type 1), 1.002 VER", 15},
        {"1.001:21" GS "1.002:0000" FS, TP_E_VERSION, "record 1 (type 1), 1.002 VER", 15},
        {"1.001:22" GS "1.002:99999" FS, TP_E_VERSION, "record 1 (type 1), 1.002 VER", 15},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_buffer file = file_of(cases[i].text);

        sample_refused(&file, cases[i].status, cases[i].field, cases[i].offset_bytes);
        tp_buffer_deinit(&file);
    }
}

/* A first record with CONTENT, then records of the types in TYPES: 2 and 14 with tags, 4 without. */
static struct tp_buffer file_with(const char *content, const char *types)
{
    static const uint8_t grayscale[19] = {0, 0, 0, 19, 1, 1, 1, 255, 255, 255, 255, 255, 1, 0, 1, 0, 1, 0, 7};
    struct tp_buffer file;

    tp_buffer_init(&file);
    sample_first(&file, content);
    for (; *types != '\0'; types++)
        if (*types == '2')
            sample_tagged(&file, "2.001:", GS "2.002:00", NULL, 0);
        else if (*types == 'E')
            sample_tagged(&file, "14.001:", GS "14.002:01", NULL, 0);
        else
            tp_write_bytes(&file, grayscale, sizeof grayscale);
    return file;
}

static void a_list_of_records_that_is_wrong_is_remarked(void **state)
{
    static const struct {
        const char *content, *types; /* E: type 14 */
        size_t remarks;
        const char *words;
    } cases[] = {
        {"1" US "2" RS "2" US "00" RS "4" US "01", "24", 0, NULL},
        {"1" US "1" RS "2" US "00" RS "4" US "01", "24", 1, "does not say that 2 subfields follow"},
        {"1", "", 1, "does not say that 0"},
        {"1" US "0", "2", 1, "does not list this record"},
        {"1" US "1" RS "14" US "00", "2", 1, "a record of type 14 in this place"},
        {"1" US "2" RS "14" US "00" RS "2" US "00", "2", 1, "a record of type 14 in this place"},
        {"1" US "2" RS "2" US "00" RS "14" US "00", "2", 1, "lists 1 more records"},
        {"1" US "2" RS "2" US "00" RS "4" US "00", "4", 1, "lists 1 records with tags before it"},
        {"1" US "1" RS "4" US "00", "24", 1, "a record of type 4 in this place"},
        {"1" US "3" RS "x" US "00" RS "4" US "zz" RS "14", "E4E", 1, "a record of type 0 in this place"},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_buffer file = file_with(cases[i].content, cases[i].types);
        struct tp_findings remarks;
        struct tp_transaction *transaction = sample_read_file(&file, &remarks);

        if (remarks.count < cases[i].remarks || (cases[i].words && !strstr(remarks.items[0].text, cases[i].words)))
            fail_msg("case %zu: %s", i, remarks.count > 0 ? remarks.items[0].text : "nothing");
        if (cases[i].words)
            assert_string_equal(remarks.items[0].rule, "ITL 2011 8.1.3");
        sample_expect_file(transaction, &file);
        tp_transaction_free(&transaction);
        tp_findings_deinit(&remarks);
        tp_buffer_deinit(&file);
    }
}

static void versions_that_are_not_known_are_remarked(void **state)
{
    struct tp_buffer file = file_of("1.001:33" GS "1.002:0999" GS "1.003:1" US "0" FS);
    struct tp_findings remarks;
    struct tp_transaction *transaction = sample_read_file(&file, &remarks);

    (void)state;
    assert_int_equal(remarks.count, 2); /* LEN is wrong too */
    assert_int_equal(remarks.items[1].severity, TP_SEVERITY_WARNING);
    assert_int_equal(remarks.items[1].field, 2);
    assert_int_equal(remarks.items[1].offset_bytes, 15);
    tp_transaction_free(&transaction);
    tp_findings_deinit(&remarks);
    tp_buffer_deinit(&file);
}

static void padding_is_kept(void **state)
{
    struct tp_buffer file = file_with("1" US "2" RS "2" US "00" RS "4" US "01", "2");
    struct tp_findings remarks;
    struct tp_transaction *transaction;

    (void)state;
    for (int i = 0; i < 100; i++)
        tp_write_u8(&file, 0);
    transaction = sample_read_file(&file, &remarks);
    assert_int_equal(tp_transaction_count(transaction), 2);
    assert_int_equal(remarks.count, 2); /* a record is missing */
    assert_string_equal(remarks.items[1].text, "100 bytes follow the last record");
    assert_int_equal(remarks.items[1].type, 0);
    sample_expect_file(transaction, &file);
    tp_transaction_free(&transaction);
    tp_findings_deinit(&remarks);
    tp_buffer_deinit(&file);
}

static void limits_are_kept(void **state)
{
    struct tp_record_limits limits = {.max_file_bytes = 300, .max_records = 3, .max_fields = 12};
    struct tp_buffer file = file_with("1" US "2" RS "2" US "00" RS "4" US "01", "24");
    struct tp_transaction *transaction;

    (void)state;
    assert_int_equal(tp_transaction_read(file.data, file.size_bytes, &limits, NULL, &transaction, NULL), TP_OK);
    tp_transaction_free(&transaction);
    limits.max_records = 2;
    assert_int_equal(tp_transaction_read(file.data, file.size_bytes, &limits, NULL, &transaction, NULL), TP_E_LIMIT);
    limits.max_records = 3;
    limits.max_fields = 9;
    assert_int_equal(tp_transaction_read(file.data, file.size_bytes, &limits, NULL, &transaction, NULL), TP_E_LIMIT);
    limits.max_fields = 0;
    limits.max_items = 5;
    assert_int_equal(tp_transaction_read(file.data, file.size_bytes, &limits, NULL, &transaction, NULL), TP_E_LIMIT);
    limits.max_items = 0;
    limits.max_file_bytes = file.size_bytes - 1;
    assert_int_equal(tp_transaction_read(file.data, file.size_bytes, &limits, NULL, &transaction, NULL), TP_E_LIMIT);
    assert_null(transaction);
    tp_buffer_deinit(&file);
}

/* Ten megabytes of separators and of the smallest fields: refused or read in a moment, with few remarks. */
static void a_file_of_separators_is_harmless(void **state)
{
    static const char *const pieces[] = {GS, FS, RS, US, "1.1:" GS, "2.1:" GS, "2.1:" GS FS, "2.1:" FS};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(pieces); i++) {
        struct tp_buffer file = file_of("1.001:10485760" GS "1.002:0500" GS "1.003:1" US "0" RS);
        struct tp_transaction *transaction;
        struct tp_findings remarks;

        while (file.size_bytes < 10 << 20)
            tp_write_bytes(&file, pieces[i], strlen(pieces[i]));
        file.size_bytes = 10 << 20;
        file.data[file.size_bytes - 1] = TP_FS;
        tp_findings_init(&remarks);
        if (tp_transaction_read(file.data, file.size_bytes, NULL, &remarks, &transaction, NULL) == TP_OK)
            assert_true(tp_transaction_count(transaction) <= 1000);
        assert_true(remarks.count <= 1000);
        tp_transaction_free(&transaction);
        tp_findings_deinit(&remarks);
        tp_buffer_deinit(&file);
    }
}

static void files_are_read_by_name(void **state)
{
    const struct sample *sample = sample_named(&samples, "card-1993");
    struct tp_transaction *transaction;
    struct test_folder folder;
    struct tp_diag diag;

    (void)state;
    folder_make(&folder);
    folder_write(&folder, "card.an2", sample->file.data, sample->file.size_bytes);
    folder_write(&folder, "xml.an2", "<a/>", 4);
    assert_int_equal(tp_transaction_load(folder_path(&folder, "card.an2"), NULL, NULL, &transaction, NULL), TP_OK);
    sample_expect_file(transaction, &sample->file);
    assert_int_equal(tp_transaction_save(transaction, folder_path(&folder, "copy.an2"), NULL), TP_OK);
    tp_transaction_free(&transaction);
    assert_int_equal(tp_transaction_load(folder_path(&folder, "copy.an2"), NULL, NULL, &transaction, NULL), TP_OK);
    sample_expect_file(transaction, &sample->file);
    tp_transaction_free(&transaction);
    tp_diag_init(&diag);
    assert_int_equal(tp_transaction_load(folder_path(&folder, "none.an2"), NULL, NULL, &transaction, &diag),
                     TP_E_NOT_FOUND);
    assert_string_equal(diag.file, folder_path(&folder, "none.an2"));
    tp_diag_init(&diag);
    assert_int_equal(tp_transaction_load(folder_path(&folder, "xml.an2"), NULL, NULL, &transaction, &diag),
                     TP_E_FORMAT); /* XML, but not of this standard */
    assert_string_equal(diag.file, folder_path(&folder, "xml.an2"));
    assert_null(transaction);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(samples_hold_what_was_put_in),
    cmocka_unit_test(fields_have_number_value_and_offset),
    cmocka_unit_test(what_is_no_transaction_is_refused),
    cmocka_unit_test(a_list_of_records_that_is_wrong_is_remarked),
    cmocka_unit_test(versions_that_are_not_known_are_remarked),
    cmocka_unit_test(padding_is_kept),
    cmocka_unit_test(limits_are_kept),
    cmocka_unit_test(a_file_of_separators_is_harmless),
    cmocka_unit_test(files_are_read_by_name),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
