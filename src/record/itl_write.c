/* SPDX-License-Identifier: Apache-2.0 */
/* Writing the traditional encoding (itl_read.c shows it). Records that were not changed are copied from the file. */
#include "record/transaction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tp_record_words(size_t place, uint8_t type, const char *field, char out[64])
{
    snprintf(out, 64, "record %zu (type %u)%s%s", place + 1, type, field ? ", " : "", field ? field : "");
}

/* ---- LEN --------------------------------------------------------------------------------------------------------- */

/* "14.013:" of a field into OUT; the tag that was read when there is one. */
static struct tp_bytes tag_of(const struct tp_record *record, const struct tp_stored_field *field, char out[32])
{
    if (field->tag)
        return (struct tp_bytes){field->tag, field->tag_bytes};
    return (struct tp_bytes){(const uint8_t *)out, (size_t)snprintf(out, 32, "%u.%0*u:", record->type,
                                                                    record->tag_digits, (unsigned)field->number)};
}

/* Bytes of a tagged record without the digits of LEN. */
static size_t bytes_around_length(const struct tp_record *record)
{
    char tag[32];
    size_t total = 0;

    for (size_t i = 0; i < record->field_count; i++) {
        total += tag_of(record, &record->fields[i], tag).size_bytes + 1;
        total += i == 0 ? 0 : record->fields[i].value.size_bytes;
    }
    return total;
}

static void print_length(struct tp_record *record)
{
    const size_t around = bytes_around_length(record);
    size_t digits = 0, printed = TP_MAX(record->length_width, (size_t)1);

    while (digits != printed) { /* LEN counts its own digits; more of them make it longer, never shorter */
        digits = printed;
        printed =
            (size_t)snprintf(record->length, sizeof record->length, "%0*zu", record->length_width, around + digits);
    }
}

void tp_record_measure(struct tp_record *record)
{
    struct tp_stored_field *length = &record->fields[0];

    record->changed = true;
    if (record->binary)
        snprintf(record->length, sizeof record->length, "%zu",
                 tp_binary_header_bytes(record->type) +
                     tp_record_get(record, tp_binary_image_field(record->type)).size_bytes);
    else
        print_length(record);
    if (length->owned)
        free((void *)(uintptr_t)length->value.data);
    length->owned = false;
    length->value = (struct tp_bytes){(const uint8_t *)record->length, strlen(record->length)};
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

static void write_tagged(const struct tp_record *record, struct tp_buffer *out)
{
    char made[32];

    for (size_t i = 0; i < record->field_count; i++) {
        const struct tp_stored_field *field = &record->fields[i];
        const struct tp_bytes tag = tag_of(record, field, made);

        tp_write_bytes(out, tag.data, tag.size_bytes);
        tp_write_bytes(out, field->value.data, field->value.size_bytes);
        tp_write_u8(out, i + 1 < record->field_count ? TP_GS : TP_FS);
    }
}

static tp_status write_record(const struct tp_record *record, size_t place, struct tp_buffer *out, struct tp_diag *diag)
{
    tp_write_bytes(out, record->before.data, record->before.size_bytes);
    if (record->changed && record->binary)
        return tp_binary_write(record, place, out, diag);
    if (record->changed)
        write_tagged(record, out);
    else
        tp_write_bytes(out, record->source.data, record->source.size_bytes);
    return TP_OK;
}

tp_status tp_transaction_write(const struct tp_transaction *transaction, uint8_t **data, size_t *size_bytes,
                               struct tp_diag *diag)
{
    struct tp_buffer out;
    tp_status status = TP_OK;

    *data = NULL;
    *size_bytes = 0;
    tp_buffer_init(&out);
    for (size_t i = 0; i < transaction->record_count && status == TP_OK; i++)
        status = write_record(transaction->records[i], i, &out, diag);
    tp_write_bytes(&out, transaction->trailing.data, transaction->trailing.size_bytes);
    if (status == TP_OK && out.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the file");
    if (status != TP_OK) {
        tp_buffer_deinit(&out);
        return status;
    }
    *data = out.data;
    *size_bytes = out.size_bytes;
    return TP_OK;
}

tp_status tp_transaction_save(const struct tp_transaction *transaction, const char *path, struct tp_diag *diag)
{
    size_t size_bytes;
    uint8_t *data;
    tp_status status = tp_transaction_write(transaction, &data, &size_bytes, diag);

    if (status == TP_OK)
        status = tp_file_write(path, data, size_bytes, diag);
    free(data);
    return tp_diag_in_file(diag, status, path);
}
