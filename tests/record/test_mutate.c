/* SPDX-License-Identifier: Apache-2.0 */
/* Damaged transactions: TP_MUTATIONS (10,000) seeded ones are refused with record and offset, or read and written again
 * byte for byte; sanitizers see to the rest. */
#include "test.h"

#include "samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct samples samples;

static uint32_t mutation_count(void)
{
    const char *wanted = getenv("TP_MUTATIONS");
    return wanted ? (uint32_t)strtoul(wanted, NULL, 10) : 10000;
}

/* ---- damage ------------------------------------------------------------------------------------------------------ */

/* Copies a piece of DONOR over, or into, a place of FILE. */
static void splice(struct tp_rng *rng, struct tp_buffer *file, const struct tp_buffer *donor)
{
    const uint32_t from = tp_rng_below(rng, (uint32_t)donor->size_bytes);
    const size_t count = 1 + tp_rng_below(rng, (uint32_t)TP_MIN(donor->size_bytes - from, (size_t)128));
    size_t to = tp_rng_below(rng, (uint32_t)file->size_bytes);
    struct tp_buffer out;

    tp_buffer_init(&out);
    tp_write_bytes(&out, file->data, to);
    tp_write_bytes(&out, donor->data + from, count);
    if (tp_rng_below(rng, 2))
        to = TP_MIN(to + count, file->size_bytes);
    tp_write_bytes(&out, file->data + to, file->size_bytes - to);
    tp_buffer_deinit(file);
    *file = out;
}

static void remove_piece(struct tp_rng *rng, struct tp_buffer *file)
{
    const uint32_t at = tp_rng_below(rng, (uint32_t)file->size_bytes);
    const size_t wanted = 1 + tp_rng_below(rng, 16), count = TP_MIN(file->size_bytes - at, wanted);

    if (count == file->size_bytes)
        return;
    memmove(file->data + at, file->data + at + count, file->size_bytes - at - count);
    file->size_bytes -= count;
}

/* One to four changes, to separators and digits more than to others. */
static void mutate(struct tp_rng *rng, struct tp_buffer *file, const struct tp_buffer *donor)
{
    static const uint8_t favourites[] = {TP_FS, TP_GS, TP_RS, TP_US, '0', '1', '9', '.', ':', 0, 0xff};

    for (uint32_t changes = 1 + tp_rng_below(rng, 4); changes > 0; changes--) {
        uint8_t *byte = file->data + tp_rng_below(rng, (uint32_t)file->size_bytes);

        switch (tp_rng_below(rng, 8)) {
        case 0:
            *byte ^= (uint8_t)(1u << tp_rng_below(rng, 8));
            break;
        case 1:
        case 2:
            *byte = favourites[tp_rng_below(rng, TP_ARRAY_LENGTH(favourites))];
            break;
        case 3:
            if (*byte >= '0' && *byte <= '9')
                *byte = (uint8_t)('0' + tp_rng_below(rng, 10));
            break;
        case 4:
            *byte = (uint8_t)tp_rng_below(rng, 256);
            break;
        case 5:
            splice(rng, file, donor);
            break;
        case 6:
            remove_piece(rng, file);
            break;
        default:
            if (tp_rng_below(rng, 4) == 0)
                file->size_bytes = 1 + tp_rng_below(rng, (uint32_t)file->size_bytes);
        }
    }
}

/* ---- what must hold ---------------------------------------------------------------------------------------------- */

static void check_refusal(const struct tp_buffer *file, const struct tp_diag *diag)
{
    assert_true(diag->status != TP_OK && diag->text[0] != '\0');
    assert_true(diag->offset_bytes >= 0 && (uint64_t)diag->offset_bytes <= file->size_bytes);
    assert_int_equal(strncmp(diag->field, "record ", 7), 0);
}

static void check_fields(const struct tp_buffer *file, const struct tp_record *record)
{
    assert_true(tp_record_field_count(record) > 0);
    for (size_t i = 0; i < tp_record_field_count(record); i++) {
        const struct tp_field field = tp_record_field_at(record, i);

        assert_non_null(field.value.data);
        assert_true(field.offset_bytes >= tp_record_offset(record));
        assert_true((uint64_t)field.offset_bytes <= file->size_bytes);
        assert_int_not_equal(tp_hash64(field.value.data, field.value.size_bytes, 0), 1); /* reads it */
    }
}

/* Sets a field of every record to its own value, and writes; the same bytes when nothing was remarked. */
static void check_rebuilt(const struct tp_buffer *file, struct tp_transaction *transaction, bool sound)
{
    size_t size_bytes;
    uint8_t *data;

    for (size_t i = 0; i < tp_transaction_count(transaction); i++) {
        struct tp_record *record = tp_transaction_at(transaction, i);
        const uint32_t number = tp_record_field_at(record, tp_record_field_count(record) - 1).number;
        const struct tp_bytes value = tp_record_get(record, number);
        const tp_status status = tp_record_set(record, number, value.data, value.size_bytes, NULL);
        assert_true(status == TP_OK || !sound);
    }
    if (sound)
        sample_expect_file(transaction, file);
    else if (tp_transaction_write(transaction, &data, &size_bytes, NULL) == TP_OK)
        free(data);
}

/* Whether FILE is still a transaction: 0 no, 1 with remarks, 2 without. */
static int check_one(const struct tp_buffer *file)
{
    static const struct tp_record_limits limits = {.max_records = 50, .max_fields = 500};
    struct tp_transaction *transaction;
    struct tp_findings remarks;
    struct tp_diag diag;
    int result;

    tp_diag_init(&diag);
    tp_findings_init(&remarks);
    if (tp_transaction_read(file->data, file->size_bytes, &limits, &remarks, &transaction, &diag) != TP_OK) {
        assert_null(transaction);
        check_refusal(file, &diag);
        tp_findings_deinit(&remarks);
        return 0;
    }
    result = remarks.count == 0 ? 2 : 1;
    sample_expect_file(transaction, file);
    for (size_t i = 0; i < tp_transaction_count(transaction); i++)
        check_fields(file, tp_transaction_at(transaction, i));
    check_rebuilt(file, transaction, result == 2);
    tp_transaction_free(&transaction);
    tp_findings_deinit(&remarks);
    return result;
}

static void damaged_files_are_refused_or_kept(void **state)
{
    struct tp_rng rng = tp_rng_seed(31, 1);
    uint32_t results[3] = {0};

    (void)state;
    samples_make_all(&samples);
    for (uint32_t i = 0; i < mutation_count(); i++) {
        const struct tp_buffer *sample = &samples.items[i % samples.count].file;
        struct tp_buffer file;

        tp_buffer_init(&file);
        tp_write_bytes(&file, sample->data, sample->size_bytes);
        mutate(&rng, &file, &samples.items[tp_rng_below(&rng, (uint32_t)samples.count)].file);
        if (!tp_xml_detect(file.data, file.size_bytes))
            results[check_one(&file)]++;
        tp_buffer_deinit(&file);
    }
    print_message("# %u damaged files: %u refused, %u read with remarks, %u without\n", mutation_count(), results[0],
                  results[1], results[2]);
    samples_free(&samples);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(damaged_files_are_refused_or_kept),
};

TP_TEST_MAIN(tests)
