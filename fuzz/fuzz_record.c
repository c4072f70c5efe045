/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: transactions in the traditional encoding. What is accepted is written again byte for byte, also when
 * every record is made anew, unless something was remarked; then only that it can be handled at all. */
#include "record/record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void expect_file(const struct tp_transaction *transaction, const uint8_t *data, size_t size_bytes)
{
    size_t written_bytes;
    uint8_t *written;

    if (tp_transaction_write(transaction, &written, &written_bytes, NULL) != TP_OK)
        return; /* no memory */
    TP_ASSERT(written_bytes == size_bytes && memcmp(written, data, size_bytes) == 0);
    free(written);
}

/* Looks at every item, and makes the record anew. */
static void walk(struct tp_record *record, enum tp_charset charset, bool sound)
{
    const size_t count = tp_record_field_count(record);
    struct tp_field field = {0};

    for (size_t i = 0; i < count; i++) {
        struct tp_bytes rest, subfield, item;
        struct tp_buffer text;

        field = tp_record_field_at(record, i);
        TP_ASSERT(tp_record_get(record, field.number).data != NULL);
        tp_buffer_init(&text);
        tp_value_utf8(charset, field.value, &text);
        tp_buffer_deinit(&text);
        for (rest = field.value; tp_value_next(&rest, TP_RS, &subfield);)
            while (tp_value_next(&subfield, TP_US, &item))
                TP_ASSERT(item.data >= field.value.data &&
                          item.data + item.size_bytes <= field.value.data + field.value.size_bytes);
    }
    field.value = tp_record_get(record, field.number);
    if (tp_record_set(record, field.number, field.value.data, field.value.size_bytes, NULL) != TP_OK)
        TP_ASSERT(!sound);
}

/* Both profiles, and the charges. */
static void check(const struct tp_transaction *transaction)
{
    struct tp_findings findings;
    struct tp_ebts_charge *charges;
    size_t count;

    tp_findings_init(&findings);
    (void)!tp_transaction_check(transaction, TP_PROFILE_EBTS, &findings, NULL);
    for (size_t i = 0; i < tp_transaction_count(transaction); i++)
        if (tp_ebts_charges(tp_transaction_at(transaction, i), &charges, &count, NULL) == TP_OK)
            free(charges);
    tp_findings_deinit(&findings);
}

static void change(struct tp_transaction *transaction)
{
    struct tp_record *record;
    size_t written_bytes;
    uint8_t *written;

    if (tp_transaction_append(transaction, 14, 1, &record, NULL) == TP_OK)
        (void)!tp_record_set_text(record, 13, NULL, "1");
    if (tp_transaction_count(transaction) > 2)
        (void)!tp_transaction_remove(transaction, 1, NULL);
    tp_record_unset(tp_transaction_at(transaction, 0), 9);
    if (tp_transaction_write(transaction, &written, &written_bytes, NULL) == TP_OK)
        free(written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static const struct tp_record_limits limits = {.max_records = 100, .max_fields = 2000};
    struct tp_transaction *transaction;
    struct tp_findings remarks;

    if (tp_xml_detect(data, size_bytes))
        return 0; /* a target of its own */
    tp_findings_init(&remarks);
    if (tp_transaction_read(data, size_bytes, &limits, &remarks, &transaction, NULL) == TP_OK) {
        const enum tp_charset charset = tp_transaction_charset(transaction);
        const bool sound = remarks.count == 0;

        expect_file(transaction, data, size_bytes);
        for (size_t i = 0; i < tp_transaction_count(transaction); i++)
            walk(tp_transaction_at(transaction, i), charset, sound);
        if (sound)
            expect_file(transaction, data, size_bytes);
        check(transaction);
        change(transaction);
    }
    tp_transaction_free(&transaction);
    tp_findings_deinit(&remarks);
    return 0;
}
