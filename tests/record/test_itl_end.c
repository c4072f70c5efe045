/* SPDX-License-Identifier: Apache-2.0 */
/* Files in which LEN, separators and CNT disagree: what is read, what is remarked, what is refused and where. */
#include "record/itl.h"
#include "samples.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static void put(struct tp_buffer *file, const char *text)
{
    tp_write_bytes(file, text, strlen(text));
}

/* A transaction of the type-1 record, RECORD, and a type-2 record when LAST is false. */
static struct tp_buffer around(const char *record, size_t record_bytes, bool last)
{
    struct tp_buffer file;

    tp_buffer_init(&file);
    sample_first(&file, last ? "1" US "1" RS "14" US "01" : "1" US "2" RS "14" US "01" RS "2" US "00");
    tp_write_bytes(&file, record, record_bytes);
    if (!last)
        put(&file, "2.001:26" GS "2.002:00" GS "2.003:A" FS);
    return file;
}

/* What reading a file must give. */
struct expected {
    size_t records, remarks;
    const char *words; /* in the first remark */
    size_t image_bytes;
};

static void expect(struct tp_buffer *file, const struct expected *expected)
{
    struct tp_findings remarks;
    struct tp_transaction *transaction = sample_read_file(file, &remarks);
    const struct tp_record *record = tp_transaction_at(transaction, 1);

    assert_int_equal(tp_transaction_count(transaction), expected->records);
    if (remarks.count != expected->remarks)
        for (size_t i = 0; i < remarks.count; i++)
            print_message("# %s\n", remarks.items[i].text);
    assert_int_equal(remarks.count, expected->remarks);
    if (expected->words && !strstr(remarks.items[0].text, expected->words))
        fail_msg("the remark is \"%s\"", remarks.items[0].text);
    if (expected->image_bytes > 0)
        assert_int_equal(tp_record_get(record, 999).size_bytes, expected->image_bytes);
    sample_expect_file(transaction, file);
    tp_findings_deinit(&remarks);
    tp_transaction_free(&transaction);
    tp_buffer_deinit(file);
}

/* ---- tagged records with an image -------------------------------------------------------------------------------- */

/* "14.001:NN" GS "14.002:01" GS "14.999:" and an image of five bytes, two separators among them, of 34 bytes. */
static struct tp_buffer image_file(const char *length, bool separator, bool last)
{
    static const char image[] = {'a', 0x1c, 'b', 0x1d, 'c'};
    struct tp_buffer record, file;

    tp_buffer_init(&record);
    tp_write_text(&record, "14.001:%s" GS "14.002:01" GS "14.999:", length);
    tp_write_bytes(&record, image, sizeof image);
    if (separator)
        tp_write_u8(&record, TP_FS);
    file = around((const char *)record.data, record.size_bytes, last);
    tp_buffer_deinit(&record);
    return file;
}

static void a_wrong_length_of_an_image_is_mended(void **state)
{
    static const struct {
        const char *length;
        bool separator, last;
        struct expected expected;
    } cases[] = {
        {"33", true, false, {3, 0, NULL, 5}},
        {"33", true, true, {2, 0, NULL, 5}},
        {"32", true, false, {3, 1, "has 33 bytes, its LEN says 32", 5}},
        {"32", true, true, {2, 1, "has 33 bytes", 5}},
        {"34", true, false, {3, 1, "has 33 bytes", 5}},
        {"34", true, true, {2, 1, "has 33 bytes", 5}},
        {"28", true, false, {3, 1, "has 33 bytes", 5}},
        {"49", true, false, {3, 1, "has 33 bytes", 5}},
        {"032", true, false, {3, 1, "has 34 bytes", 5}},
        {"99", true, false, {3, 1, "has 33 bytes", 5}},
        {"9999", true, false, {3, 1, "has 35 bytes", 5}},
        {"0", true, false, {3, 1, "has 32 bytes, its LEN says 0", 5}},
        {" 33", true, false, {3, 1, "has 34 bytes", 5}},
        {"", true, false, {3, 1, "has 31 bytes", 5}},
        {"0", true, true, {2, 1, "has 32 bytes", 5}},
        {"32", false, false, {3, 1, "no file separator", 5}},
        {"32", false, true, {2, 1, "no file separator", 5}},
        {"33", false, true, {2, 2, "no file separator", 5}},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_buffer file = image_file(cases[i].length, cases[i].separator, cases[i].last);
        expect(&file, &cases[i].expected);
    }
}

static void an_image_without_an_end_is_refused(void **state)
{
    static const struct {
        const char *length;
        tp_status status;
        const char *field;
        int64_t offset_bytes; /* in the record */
    } cases[] = {
        {"40", TP_E_TRUNCATED, "record 2 (type 14), image", 27},
        {"20", TP_E_FORMAT, "record 2 (type 14), LEN", 0},
        {"30", TP_E_FORMAT, "record 2 (type 14), LEN", 0},
    };
    struct tp_buffer first;

    (void)state;
    tp_buffer_init(&first);
    sample_first(&first, "1" US "1" RS "14" US "01");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_buffer file = image_file(cases[i].length, false, true);

        sample_refused(&file, cases[i].status, cases[i].field, (int64_t)first.size_bytes + cases[i].offset_bytes);
        tp_buffer_deinit(&file);
    }
    tp_buffer_deinit(&first);
}

/* ---- tagged records of text -------------------------------------------------------------------------------------- */

static void text_with_a_wrong_length_ends_at_its_separator(void **state)
{
    static const struct {
        const char *record;
        bool last;
        struct expected expected;
    } cases[] = {
        {"14.001:30" GS "14.002:01" GS "14.020:AB" FS, false, {3, 0, NULL, 0}},
        {"14.001:29" GS "14.002:01" GS "14.020:AB" FS, false, {3, 1, "has 30 bytes, its LEN says 29", 0}},
        {"14.001:60" GS "14.002:01" GS "14.020:AB" FS, false, {3, 1, "has 30 bytes", 0}},
        {"14.001:99" GS "14.002:01" GS "14.020:AB" FS, true, {2, 1, "has 30 bytes", 0}},
        {"14.001:29" GS "14.002:01" GS "14.020:AB", false, {3, 1, "no file separator", 0}},
        {"14.001:29" GS "14.002:01" GS "14.020:AB", true, {2, 1, "no file separator", 0}},
        {"14.001:30" GS "14.002:01" GS "14.020:AB", true, {2, 2, "no file separator", 0}},
        {"14.001:31" GS "14.002:01" GS "14.020:AB" GS FS, false, {3, 1, "a group separator in front", 0}},
        {"14.001:31" GS "14.002:01" GS "14.020:A" FS "B" FS, false, {3, 1, "separator inside the value", 0}},
        {"14.001:33" GS "14.002:01" GS "14.020:A" GS "B" GS "C" FS, false, {3, 1, "separator inside the value", 0}},
        {"14.001:30" GS "14.002:01" GS "15.020:AB" FS, false, {3, 1, "the tag is one of a record of type 15", 0}},
        {"14.001:30" GS "14.002:01" GS "14.020:AB" FS "\r\n", false, {3, 1, "2 bytes in front of the next", 0}},
        {"14.001:30" GS "14.002:01" GS "14.020:AB" FS "\r\n", true, {2, 1, "2 bytes follow the last", 0}},
        {"14.001:30" GS "14.002:01" GS "14.020:AB" FS "junk", true, {2, 1, "4 bytes follow the last", 0}},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_buffer file = around(cases[i].record, strlen(cases[i].record), cases[i].last);
        expect(&file, &cases[i].expected);
    }
}

static void text_that_cannot_be_split_is_refused(void **state)
{
    static const struct {
        const char *record;
        tp_status status;
        const char *field;
        int64_t offset_bytes; /* in the record */
    } cases[] = {
        {"14.001:31" GS "14.002:01" GS "14.020", TP_E_FORMAT, "record 2 (type 14), after 14.002", 20},
        {"14.001:31" GS "14.002:01" GS, TP_E_TRUNCATED, "record 2 (type 14), after 14.002", 20},
        {"14.001:50" GS "14.002:01" GS "14.020:AB", TP_E_TRUNCATED, "record 2 (type 14)", 0},
        {"14.001:99" GS "14.002:01" GS ".020:AB" FS, TP_E_FORMAT, "record 2 (type 14), after 14.002", 20},
        {"14.001:99" GS "14.002:01" GS "14.0:AB" FS, TP_E_FORMAT, "record 2 (type 14), after 14.002", 20},
        {"14.001:99" GS "14.002:01" GS "14.9999999999:AB" FS, TP_E_FORMAT, "record 2 (type 14), after 14.002", 20},
        {"14.002:31" GS "14.001:01" FS, TP_E_FORMAT, "record 2", 0},
        {"nothing", TP_E_FORMAT, "record 2", 0},
    };
    struct tp_buffer first;

    (void)state;
    tp_buffer_init(&first);
    sample_first(&first, "1" US "1" RS "14" US "01");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_buffer file = around(cases[i].record, strlen(cases[i].record), true);

        sample_refused(&file, cases[i].status, cases[i].field, (int64_t)first.size_bytes + cases[i].offset_bytes);
        tp_buffer_deinit(&file);
    }
    tp_buffer_deinit(&first);
}

/* ---- records without tags ---------------------------------------------------------------------------------------- */

static struct tp_buffer binary_file(uint8_t length, size_t bytes, bool last)
{
    static const uint8_t head[24] = {0, 0, 0, 0, 1, 1, 1, 255, 255, 255, 255, 255, 1, 0, 2, 0, 3, 0};
    struct tp_buffer file;

    tp_buffer_init(&file);
    sample_first(&file, last ? "1" US "1" RS "4" US "01" : "1" US "2" RS "4" US "01" RS "2" US "00");
    tp_write_bytes(&file, head, bytes);
    file.data[file.size_bytes - bytes + 3] = length;
    if (!last)
        put(&file, "2.001:26" GS "2.002:00" GS "2.003:A" FS);
    return file;
}

static void a_wrong_length_without_tags_is_mended_in_front_of_tags(void **state)
{
    static const struct {
        uint8_t length;
        size_t bytes;
        bool last;
        struct expected expected;
    } cases[] = {
        {24, 24, false, {3, 0, NULL, 0}},
        {24, 24, true, {2, 0, NULL, 0}},
        {23, 24, false, {3, 1, "has 24 bytes, its LEN says 23", 0}},
        {30, 24, false, {3, 1, "has 24 bytes", 0}},
        {23, 24, true, {2, 1, "1 bytes follow the last", 0}},
        {5, 5, true, {2, 1, "do not hold the 18", 0}},
        {17, 17, false, {3, 1, "do not hold the 18", 0}},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_buffer file = binary_file(cases[i].length, cases[i].bytes, cases[i].last);
        expect(&file, &cases[i].expected);
    }
}

static void a_record_without_tags_that_does_not_fit_is_refused(void **state)
{
    struct tp_buffer first, file;

    (void)state;
    tp_buffer_init(&first);
    sample_first(&first, "1" US "1" RS "4" US "01");
    file = binary_file(25, 24, true);
    sample_refused(&file, TP_E_TRUNCATED, "record 2 (type 4), LEN", (int64_t)first.size_bytes);
    tp_buffer_deinit(&file);
    file = binary_file(4, 24, true);
    sample_refused(&file, TP_E_FORMAT, "record 2 (type 4), LEN", (int64_t)first.size_bytes);
    file.size_bytes = first.size_bytes + 3;
    file.data[file.size_bytes - 1] = 1;
    sample_refused(&file, TP_E_TRUNCATED, "record 2 (type 4), LEN", (int64_t)first.size_bytes);
    tp_buffer_deinit(&file);
    tp_buffer_deinit(&first);
}

/* ---- tags -------------------------------------------------------------------------------------------------------- */

static void tags_have_any_number_of_digits(void **state)
{
    static const struct {
        const char *text;
        uint32_t type, number;
    } cases[] = {
        {"1.1:", 1, 1},
        {"1.04:x", 1, 4},
        {"02.0000007:", 2, 7},
        {"14.999:", 14, 999},
        {"99.1234567:", 99, 1234567},
        {"100.1:", 0, 0},
        {"0.1:", 0, 0},
        {"1.0:", 0, 0},
        {".1:", 0, 0},
        {"1.:", 0, 0},
        {"1:", 0, 0},
        {"1.1", 0, 0},
        {" 1.1:", 0, 0},
        {"1.-1:", 0, 0},
        {"", 0, 0},
        {"1.1000000000:", 0, 0},
        {"1.18446744073709551617:", 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        const uint8_t *text = (const uint8_t *)cases[i].text;
        struct tp_itl_tag tag;

        assert_int_equal(tp_itl_read_tag(text, text + strlen(cases[i].text), &tag), cases[i].type > 0);
        if (cases[i].type > 0) {
            assert_int_equal(tag.type, cases[i].type);
            assert_int_equal(tag.number, cases[i].number);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_wrong_length_of_an_image_is_mended),
    cmocka_unit_test(an_image_without_an_end_is_refused),
    cmocka_unit_test(text_with_a_wrong_length_ends_at_its_separator),
    cmocka_unit_test(text_that_cannot_be_split_is_refused),
    cmocka_unit_test(a_wrong_length_without_tags_is_mended_in_front_of_tags),
    cmocka_unit_test(a_record_without_tags_that_does_not_fit_is_refused),
    cmocka_unit_test(tags_have_any_number_of_digits),
};

TP_TEST_MAIN(tests)
