/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions of others: NIST's samples and the conformance suite of the NIST4J project, when they are there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"
#include "test.h"

/* Types and, in brackets, numbers of fields of the records in order; 4x before several that are alike. */
static const struct {
    const char *name;
    unsigned version;
    const char *records;
} files[] = {
    {"nist/libbiomeval-type3.an2", 400, "1(12) 2(3) 3(9)"},
    {"nist/libbiomeval-type4-slaps.an2", 400, "1(12) 2(3) 4x4(9)"},
    {"nist/libbiomeval-type9-efs.an2", 500, "1(11) 9(19) 9(13) 9(10) 3x9(11) 9(12) 9(11)"},
    {"nist/libbiomeval-type9.an2", 300, "1(10) 9(10)"},
    {"nist/type-10-sap10.an2", 400, "1(12) 2(3) 10(14)"},
    {"nist/type-13-14-latent-match.an2", 400, "1(12) 2(3) 13(14) 14(14)"},
    {"nist/type-13-tip-eji-wsq.an2", 400, "1(12) 2(3) 5x13(16)"},
    {"nist/type-14-amp-nqm-utf8.an2", 400, "1(13) 2(3) 2x14(15) 14(16)"},
    {"nist/type-15-palms.an2", 400, "1(12) 2(3) 2x15(14)"},
    {"nist/type-3.an2", 400, "1(12) 2(3) 3(9)"},
    {"nist/type-4-slaps.an2", 400, "1(12) 2(3) 4x4(9)"},
    {"nist/type-4-tpcard.an2", 400, "1(12) 2(3) 14x4(9)"},
    {"nist/type-7-latent.an2", 400, "1(14) 2(3) 7(3)"},
    {"nist/type-8-sig.an2", 400, "1(11) 2(3) 8(8)"},
    {"nist/type-9-13-std.an2", 400, "1(12) 2(3) 9(12) 13(14)"},
    {"nist/type-9-4-iafis.an2", 400, "1(12) 2(3) 9(13) 4(9)"},
    {"conformance/AN2007__pass__pass-type-14_CUSTOM_multiples_14-013.an2", 400, "1(17) 14(28)"},
    {"conformance/AN2011__Traditional_Encoding__fail_validator__fail-all-supported-types-L1.an2", 500,
     "1(17) 2(2) 4(9) 10(45) 13(20) 14(28) 15(21) 17(38) 20(4) 20(3) 2x21(4)"},
    {"conformance/AN2011__Traditional_Encoding__fail_validator__fail-deprecated-records.an2", 500,
     "1(10) 3(2) 5(2) 6(2)"},
    {"conformance/AN2011__Traditional_Encoding__fail_validator__fail-type-1-L1.an2", 500, "1(17) 2(2)"},
    {"conformance/AN2011__Traditional_Encoding__fail_validator__fail-type-13-L1.an2", 500, "1(17) 13(20)"},
    {"conformance/AN2011__Traditional_Encoding__fail_validator__fail-type-14-L1.an2", 500, "1(17) 14(28)"},
    {"conformance/AN2011__Traditional_Encoding__fail_validator__fail_IDC_Sequential_Tests.an2", 500,
     "1(12) 2(3) 14x4(9)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-all-supported-types-with-2.003-udf.an2", 500,
     "1(17) 2(3) 4(9) 10(45) 13(20) 14(28) 15(21) 17(38) 20(9) 20(8) 2x21(7)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-1-long-fieldnumber.an2", 500, "1(17) 2(3)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-1.an2", 500, "1(17) 2(2)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-10-14-17-piv-index-iris.an2", 500,
     "1(12) 2(3) 10(14) 17(14) 2x14(14)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-10-branded-tattoo-mark.an2", 500,
     "1(12) 2(3) 10(15) 10(14)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-10-face-smt-combined.an2", 500,
     "1(17) 10(42) 10(30) 10(29)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-10-sap10-AddJpegWithJfif.an2", 500,
     "1(12) 2(3) 10(14)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-10-smt-mandatory-only.an2", 500, "1(17) 10(13)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-10-tattoo-zoom.an2", 500, "1(12) 2(3) 2x10(15)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-13-mandatory-only.an2", 500, "1(17) 13(14)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-13.an2", 500, "1(17) 13(20)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-14-amp-nqm-utf8.an2", 500,
     "1(13) 2(3) 2x14(15) 14(16)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-14-aseg-updatedWsqVersion.an2", 500,
     "1(13) 2(3) 14(16) 14(15) 14(16)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-14-mandatory-only.an2", 500, "1(17) 14(14)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-14.an2", 500, "1(17) 14(28)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-17-iris-jpeg-diameter-removedJpeg.an2", 500,
     "1(12) 2(3) 17(15)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-17-iris-jpeg-removedJpeg.an2", 500,
     "1(12) 2(3) 17(14)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-17-iris.an2", 500, "1(12) 2(3) 17(14)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-17-left-isf1-min.an2", 500, "1(12) 2(3) 17(15)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-17-left-isf3-max.an2", 500, "1(13) 2(3) 17(28)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-17-mandatory-only.an2", 500, "1(17) 17(14)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-18-FSA.an2", 500, "1(13) 2(3) 18(23)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-4-14-slaps-updatedWsqVersion.an2", 500,
     "1(12) 2(3) 2x4(9) 14(14)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-4-14-tpcard-nqm-updatedWsqVersion.an2", 500,
     "1(13) 2(3) 14x14(15)"},
    {"conformance/"
     "AN2011__Traditional_Encoding__pass__pass-type-4-slaps-legacy-gca-updatedWsqVersionAndMadeNonLegacy2.an2",
     500, "1(12) 2(3) 4x4(9)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-4-tpcard.an2", 500, "1(12) 2(3) 14x4(9)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-7-latent.an2", 500, "1(14) 2(3) 7(3)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-8-sig-raw.an2", 500, "1(11) 2(3) 8(8)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-9-10-14.an2", 500, "1(12) 2(3) 9(12) 10(14) 14(14)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-9-13-m1.an2", 500, "1(12) 2(3) 9(20) 13(14)"},
    {"conformance/AN2011__Traditional_Encoding__pass__pass-type-9-4-iafis.an2", 500, "1(12) 2(3) 9(12) 4(9)"},
    {"conformance/AN2011__Traditional_Encoding__unimplemented__fail-type-10-face-L2.an2", 500, "1(17) 10(14)"},
    {"conformance/AN2011__Traditional_Encoding__unimplemented__fail-type-10-face-smt-combined-L2.an2", 500,
     "1(17) 10(44) 10(31) 10(30)"},
    {"conformance/AN2011__Traditional_Encoding__unimplemented__fail-type-15-L2.an2", 500, "1(17) 15(18)"},
    {"conformance/AN2011__Traditional_Encoding__unimplemented__fail-type-17-L2.an2", 500, "1(17) 17(37)"},
    {"conformance/AN2011__Traditional_Encoding__unimplemented__fail-type-4-L2.an2", 500, "1(17) 4(9)"},
    {"conformance/AN2013__Traditional_Encoding__fail_validator__fail-all-supported-types-1.018-invalid-value.an2", 501,
     "1(18) 2(2) 4(9) 10(45) 13(20) 14(28) 15(21) 17(38) 20(4) 20(3) 2x21(4)"},
    {"conformance/AN2013__Traditional_Encoding__pass__pass-type-10-face-smt-combined.an2", 501,
     "1(18) 2(2) 4(9) 10(49) 13(20) 14(28) 15(21) 17(38) 2x20(9) 2x21(7)"},
    {"conformance/AN2013__Traditional_Encoding__pass__pass-type-9-13-9-14-m1.an2", 501,
     "1(12) 2(3) 9(20) 13(14) 9(20) 14(15)"},
    {"conformance/AN2013__Traditional_Encoding__pass__pass-type-9-14-m1.an2", 501, "1(12) 2(3) 9(20) 14(15)"},
    {"conformance/AN2013__Traditional_Encoding__unimplemented__warning-ctrl-characters-.an2", 501,
     "1(18) 2(2) 4(9) 10(49) 13(20) 14(28) 15(21) 17(38) 2x20(9) 2x21(7)"},
};

/* Files that are not the same when every record is made anew. */
static const struct {
    const char *name;
    tp_status status; /* of writing */
} changed[] = {
    /* LEN of the type-14 record leaves out the separator at its end */
    {"conformance/AN2007__pass__pass-type-14_CUSTOM_multiples_14-013.an2", TP_OK},
    /* records of types 3, 5 and 6 that consist of LEN and IDC */
    {"conformance/AN2011__Traditional_Encoding__fail_validator__fail-deprecated-records.an2", TP_E_ARGUMENT},
};

/* The file as a buffer; false when it is not there. */
static bool load(const char *name, struct tp_buffer *out)
{
    const char *folder = getenv("TP_DATA");
    char path[1024];

    tp_buffer_init(out);
    snprintf(path, sizeof path, "%s/records/%s", folder ? folder : "", name);
    if (!folder || tp_file_read(path, 1 << 30, &out->data, &out->size_bytes, NULL) != TP_OK)
        return false;
    out->capacity_bytes = out->size_bytes;
    return true;
}

/* Runs CHECK on every file that is there; skips the test when none is. */
static void for_each_file(void (*check)(size_t index, const struct tp_buffer *file))
{
    size_t found = 0;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(files); i++) {
        struct tp_buffer file;

        if (!load(files[i].name, &file))
            continue;
        check(i, &file);
        tp_buffer_deinit(&file);
        found++;
    }
    print_message("# %zu of %zu files are there\n", found, TP_ARRAY_LENGTH(files));
    if (found == 0)
        skip();
}

static struct tp_transaction *read(const struct tp_buffer *file)
{
    struct tp_findings remarks;
    struct tp_transaction *transaction = sample_read_file(file, &remarks);

    tp_findings_deinit(&remarks);
    return transaction;
}

/* ---- what they hold ---------------------------------------------------------------------------------------------- */

static void describe(const struct tp_transaction *transaction, char *out, size_t size)
{
    const size_t count = tp_transaction_count(transaction);
    size_t used = 0;

    for (size_t i = 0, alike; i < count; i += alike) {
        const struct tp_record *record = tp_transaction_at(transaction, i), *next;

        alike = 0;
        do
            next = tp_transaction_at(transaction, i + ++alike);
        while (next && tp_record_type(next) == tp_record_type(record) &&
               tp_record_field_count(next) == tp_record_field_count(record));
        used += (size_t)snprintf(out + used, size - used, i > 0 ? " " : "");
        if (alike > 1)
            used += (size_t)snprintf(out + used, size - used, "%zux", alike);
        used +=
            (size_t)snprintf(out + used, size - used, "%u(%zu)", tp_record_type(record), tp_record_field_count(record));
        assert_true(used < size);
    }
}

static void check_content(size_t index, const struct tp_buffer *file)
{
    struct tp_transaction *transaction = read(file);
    char records[256];
    int64_t version;

    describe(transaction, records, sizeof records);
    if (strcmp(records, files[index].records) != 0)
        fail_msg("%s: %s instead of %s", files[index].name, records, files[index].records);
    assert_true(tp_value_number(tp_record_get(tp_transaction_at(transaction, 0), 2), &version));
    assert_int_equal(version, files[index].version);
    tp_transaction_free(&transaction);
}

static void every_file_holds_what_the_table_says(void **state)
{
    (void)state;
    for_each_file(check_content);
}

/* ---- what is written --------------------------------------------------------------------------------------------- */

static void check_untouched(size_t index, const struct tp_buffer *file)
{
    struct tp_transaction *transaction = read(file);

    (void)index;
    sample_expect_file(transaction, file);
    tp_transaction_free(&transaction);
}

static void an_untouched_file_is_written_as_it_was(void **state)
{
    (void)state;
    for_each_file(check_untouched);
}

static void check_control_number(size_t index, const struct tp_buffer *file)
{
    struct tp_transaction *transaction = read(file);
    struct tp_record *first = tp_transaction_at(transaction, 0);
    const struct tp_bytes number = tp_record_get(first, 9);
    char before[128];
    size_t size_bytes;
    uint8_t *data;

    (void)index;
    assert_true(number.size_bytes < sizeof before);
    if (number.size_bytes > 0) /* one file has none */
        memcpy(before, number.data, number.size_bytes);
    if (number.data) {
        const size_t before_bytes = number.size_bytes;

        assert_int_equal(tp_record_set_text(first, 9, NULL, "ANOTHER NUMBER"), TP_OK);
        assert_int_equal(tp_transaction_write(transaction, &data, &size_bytes, NULL), TP_OK);
        assert_int_not_equal(tp_hash64(data, size_bytes, 0), tp_hash64(file->data, file->size_bytes, 0));
        free(data);
        assert_int_equal(tp_record_set(first, 9, before, before_bytes, NULL), TP_OK);
    }
    sample_expect_file(transaction, file);
    tp_transaction_free(&transaction);
}

static void a_value_changed_and_set_back_gives_the_same_file(void **state)
{
    (void)state;
    for_each_file(check_control_number);
}

static bool expected_to_change(size_t index, tp_status *status)
{
    *status = TP_OK;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(changed); i++)
        if (strcmp(changed[i].name, files[index].name) == 0) {
            *status = changed[i].status;
            return true;
        }
    return false;
}

static void check_rebuilt(size_t index, const struct tp_buffer *file)
{
    struct tp_transaction *transaction = read(file);
    size_t size_bytes;
    tp_status status;
    const bool may_change = expected_to_change(index, &status);
    uint8_t *data;

    for (size_t i = 0; i < tp_transaction_count(transaction); i++) {
        struct tp_record *record = tp_transaction_at(transaction, i);
        const struct tp_field last = tp_record_field_at(record, tp_record_field_count(record) - 1);
        assert_int_equal(tp_record_set(record, last.number, last.value.data, last.value.size_bytes, NULL), TP_OK);
    }
    if (!may_change)
        sample_expect_file(transaction, file);
    assert_int_equal(tp_transaction_write(transaction, &data, &size_bytes, NULL), status);
    free(data);
    tp_transaction_free(&transaction);
}

static void records_made_anew_have_the_same_bytes(void **state)
{
    (void)state;
    for_each_file(check_rebuilt);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_file_holds_what_the_table_says),
    cmocka_unit_test(an_untouched_file_is_written_as_it_was),
    cmocka_unit_test(a_value_changed_and_set_back_gives_the_same_file),
    cmocka_unit_test(records_made_anew_have_the_same_bytes),
};

TP_TEST_MAIN(tests)
