/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions in memory: records and fields, found, set, removed. A transaction that was read keeps its file; fields
 * point into it until they are set. LEN and CNT are made right with each change, so that what is seen is what would be
 * written. */
#include "record/transaction.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IDC_MAX = 99 };

/* ---- transactions and records ----------------------------------------------------------------------------------- */

tp_status tp_transaction_make(uint8_t *file, size_t file_bytes, struct tp_transaction **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK) {
        free(file);
        return status;
    }
    (*out)->file = file;
    (*out)->file_bytes = file_bytes;
    return TP_OK;
}

static void free_record(struct tp_record *record)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (record->fields[i].owned)
            free((void *)(uintptr_t)record->fields[i].value.data);
    free(record->fields);
    free(record);
}

void tp_transaction_free(struct tp_transaction **transaction)
{
    if (!*transaction)
        return;
    for (size_t i = 0; i < (*transaction)->record_count; i++)
        free_record((*transaction)->records[i]);
    free((*transaction)->records);
    free((*transaction)->file);
    free(*transaction);
    *transaction = NULL;
}

/* Makes room for one more of COUNT elements in *ITEMS. */
static tp_status make_room(void **items, size_t count, size_t *capacity, size_t element_bytes, struct tp_diag *diag)
{
    const size_t wanted = TP_MAX(2 * *capacity, (size_t)8);
    void *grown;

    if (count < *capacity)
        return TP_OK;
    grown = wanted <= SIZE_MAX / element_bytes ? realloc(*items, wanted * element_bytes) : NULL;
    if (!grown)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for %zu elements", wanted);
    *items = grown;
    *capacity = wanted;
    return TP_OK;
}

tp_status tp_transaction_add(struct tp_transaction *transaction, uint8_t type, struct tp_record **out,
                             struct tp_diag *diag)
{
    void *records = transaction->records, *memory;
    tp_status status =
        make_room(&records, transaction->record_count, &transaction->record_capacity, sizeof(void *), diag);

    *out = NULL;
    transaction->records = records;
    if (status == TP_OK)
        status = tp_alloc_zero(&memory, 1, sizeof **out, diag);
    if (status != TP_OK)
        return status;
    *out = memory;
    (*out)->transaction = transaction;
    (*out)->type = type;
    (*out)->tag_digits = 3;
    transaction->records[transaction->record_count++] = *out;
    return TP_OK;
}

size_t tp_transaction_count(const struct tp_transaction *transaction)
{
    return transaction->record_count;
}

struct tp_record *tp_transaction_at(const struct tp_transaction *transaction, size_t place)
{
    return place < transaction->record_count ? transaction->records[place] : NULL;
}

uint8_t tp_record_type(const struct tp_record *record)
{
    return record->type;
}

int tp_record_idc(const struct tp_record *record)
{
    int64_t idc;

    if (record->type == 1 || !tp_value_number(tp_record_get(record, TP_FIELD_IDC), &idc))
        return -1;
    return idc >= 0 && idc <= INT32_MAX ? (int)idc : -1;
}

int64_t tp_record_offset(const struct tp_record *record)
{
    return record->source.data ? record->source.data - record->transaction->file : -1;
}

/* ---- fields ------------------------------------------------------------------------------------------------------ */

bool tp_record_holds_bytes(const struct tp_record *record, uint32_t number)
{
    if (record->binary)
        return number == tp_binary_image_field(record->type);
    return number == TP_FIELD_IMAGE && record->type != 1 && record->type != 2 && record->type != 9;
}

tp_status tp_record_add_field(struct tp_record *record, uint32_t number, struct tp_stored_field **out,
                              struct tp_diag *diag)
{
    void *fields = record->fields;
    tp_status status =
        make_room(&fields, record->field_count, &record->field_capacity, sizeof(struct tp_stored_field), diag);

    record->fields = fields;
    *out = NULL;
    if (status != TP_OK)
        return status;
    *out = &record->fields[record->field_count++];
    memset(*out, 0, sizeof **out);
    (*out)->number = number;
    (*out)->offset_bytes = -1;
    return TP_OK;
}

size_t tp_record_field_count(const struct tp_record *record)
{
    return record->field_count;
}

struct tp_field tp_record_field_at(const struct tp_record *record, size_t place)
{
    const struct tp_stored_field *field = &record->fields[place];

    TP_ASSERT(place < record->field_count);
    return (struct tp_field){field->number, field->value, field->offset_bytes};
}

static struct tp_stored_field *find(const struct tp_record *record, uint32_t number)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (record->fields[i].number == number)
            return &record->fields[i];
    return NULL;
}

struct tp_bytes tp_record_get(const struct tp_record *record, uint32_t number)
{
    const struct tp_stored_field *field = find(record, number);
    return field ? field->value : (struct tp_bytes){NULL, 0};
}

/* Whether a field goes before another one: ascending, the image last. */
static bool goes_before(const struct tp_record *record, uint32_t number, uint32_t other)
{
    if (tp_record_holds_bytes(record, other))
        return true;
    return number < other && !tp_record_holds_bytes(record, number);
}

/* A new field before the first one that it goes before. */
static tp_status insert(struct tp_record *record, uint32_t number, struct tp_stored_field **out, struct tp_diag *diag)
{
    tp_status status = tp_record_add_field(record, number, out, diag);
    struct tp_stored_field made;
    size_t place = 0;

    if (status != TP_OK)
        return status;
    while (place < record->field_count - 1 && !goes_before(record, number, record->fields[place].number))
        place++;
    made = **out;
    *out = &record->fields[place];
    memmove(*out + 1, *out, (size_t)(&record->fields[record->field_count - 1] - *out) * sizeof made);
    **out = made;
    return TP_OK;
}

static tp_status check_value(const struct tp_record *record, uint32_t number, const void *value, size_t size_bytes,
                             struct tp_diag *diag)
{
    char name[64];

    snprintf(name, sizeof name, "%u.%03u", record->type, (unsigned)number);
    if (number == 0 || number > TP_FIELD_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, name, -1, "field numbers go from 1 to %d", TP_FIELD_MAX);
    if (size_bytes > 0 && !tp_record_holds_bytes(record, number) &&
        (memchr(value, TP_FS, size_bytes) || memchr(value, TP_GS, size_bytes)))
        return tp_fail(diag, TP_E_ARGUMENT, name, -1, "a file or group separator inside the value");
    return TP_OK;
}

tp_status tp_record_set(struct tp_record *record, uint32_t number, const void *value, size_t size_bytes,
                        struct tp_diag *diag)
{
    struct tp_stored_field *field = find(record, number);
    void *copy = NULL;
    tp_status status = check_value(record, number, value, size_bytes, diag);

    if (status == TP_OK)
        status = tp_alloc(&copy, TP_MAX(size_bytes, (size_t)1), 1, diag);
    if (status == TP_OK && !field)
        status = insert(record, number, &field, diag);
    if (status != TP_OK) {
        free(copy);
        return status;
    }
    if (size_bytes > 0)
        memcpy(copy, value, size_bytes);
    if (field->owned)
        free((void *)(uintptr_t)field->value.data);
    field->value = (struct tp_bytes){copy, size_bytes};
    field->owned = true;
    field->offset_bytes = -1;
    tp_record_measure(record);
    return TP_OK;
}

tp_status tp_record_set_text(struct tp_record *record, uint32_t number, struct tp_diag *diag, const char *format, ...)
{
    struct tp_buffer text;
    va_list arguments, again;
    int length;
    void *memory = NULL;
    tp_status status = TP_OK;

    tp_buffer_init(&text);
    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0)
        status = tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "the value cannot be formatted");
    else
        status = tp_alloc(&memory, (size_t)length + 1, 1, diag);
    if (status == TP_OK) {
        vsnprintf(memory, (size_t)length + 1, format, again);
        status = tp_record_set(record, number, memory, (size_t)length, diag);
    }
    va_end(again);
    va_end(arguments);
    free(memory);
    return status;
}

void tp_record_unset(struct tp_record *record, uint32_t number)
{
    size_t kept = 0;

    if (number == TP_FIELD_LEN || !find(record, number))
        return;
    for (size_t i = 0; i < record->field_count; i++) {
        if (record->fields[i].number != number)
            record->fields[kept++] = record->fields[i];
        else if (record->fields[i].owned)
            free((void *)(uintptr_t)record->fields[i].value.data);
    }
    record->field_count = kept;
    tp_record_measure(record);
}

/* ---- making, adding and removing records ------------------------------------------------------------------------- */

/* How many digits IDCs of CNT have at least: files write "00" or "0". */
static int idc_width(struct tp_bytes content)
{
    struct tp_bytes idc = tp_value_item(content, 2, 2);
    return !content.data || !idc.data || (idc.size_bytes == 2 && idc.data[0] == '0') ? 2 : 1;
}

/* Sets 1.003 CNT to what the transaction contains (8.1.3). */
static tp_status recount(struct tp_transaction *transaction, struct tp_diag *diag)
{
    struct tp_record *first = transaction->records[0];
    const int width = idc_width(tp_record_get(first, TP_FIELD_CNT));
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    tp_write_text(&text, "1%c%zu", TP_US, transaction->record_count - 1);
    for (size_t i = 1; i < transaction->record_count; i++) {
        const struct tp_record *record = transaction->records[i];
        tp_write_text(&text, "%c%u%c", TP_RS, record->type, TP_US);
        if (tp_record_idc(record) >= 0)
            tp_write_text(&text, "%0*d", width, tp_record_idc(record));
    }
    status = text.bad ? tp_fail(diag, TP_E_MEMORY, "1.003 CNT", -1, "no memory for the list of records")
                      : tp_record_set(first, TP_FIELD_CNT, text.data, text.size_bytes, diag);
    tp_buffer_deinit(&text);
    return status;
}

/* LEN and, except in a type-1 record, IDC. */
static tp_status make_fields(struct tp_record *record, unsigned idc, struct tp_diag *diag)
{
    struct tp_stored_field *length;
    tp_status status;

    record->changed = true;
    if (tp_binary_type(record->type))
        return tp_binary_make(record, idc, diag);
    status = tp_record_add_field(record, TP_FIELD_LEN, &length, diag);
    if (status == TP_OK)
        tp_record_measure(record);
    if (status == TP_OK && record->type != 1)
        status = tp_record_set_text(record, TP_FIELD_IDC, diag, "%02u", idc);
    return status;
}

tp_status tp_transaction_new(struct tp_transaction **out, struct tp_diag *diag)
{
    struct tp_record *record;
    tp_status status = tp_transaction_make(NULL, 0, out, diag);

    if (status == TP_OK)
        status = tp_transaction_add(*out, 1, &record, diag);
    if (status == TP_OK)
        status = make_fields(record, 0, diag);
    if (status == TP_OK)
        status = recount(*out, diag);
    if (status != TP_OK)
        tp_transaction_free(out);
    return status;
}

/* A last record that was read without a separator at its end gets one, so that another may follow. */
static void separate(struct tp_record *last)
{
    const struct tp_bytes source = last->source;

    if (!last->changed && !last->binary && source.data[source.size_bytes - 1] != TP_FS)
        tp_record_measure(last);
}

tp_status tp_transaction_append(struct tp_transaction *transaction, uint8_t type, unsigned idc,
                                struct tp_record **record, struct tp_diag *diag)
{
    tp_status status;

    *record = NULL;
    if (type < 2 || type > 99)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "there is no record type %u to append", type);
    if (idc > IDC_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "IDC", -1, "%u is above %d", idc, IDC_MAX);
    separate(transaction->records[transaction->record_count - 1]);
    status = tp_transaction_add(transaction, type, record, diag);
    if (status != TP_OK)
        return status;
    status = make_fields(*record, idc, diag);
    if (status == TP_OK)
        status = recount(transaction, diag);
    if (status != TP_OK) {
        free_record(*record);
        transaction->record_count--;
        *record = NULL;
    }
    return status;
}

tp_status tp_transaction_remove(struct tp_transaction *transaction, size_t place, struct tp_diag *diag)
{
    struct tp_record **records = transaction->records, *removed;
    tp_status status;

    if (place == 0 || place >= transaction->record_count)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "record %zu of %zu cannot be removed", place,
                       transaction->record_count);
    removed = records[place];
    memmove(records + place, records + place + 1, (transaction->record_count - place - 1) * sizeof(void *));
    transaction->record_count--;
    status = recount(transaction, diag);
    if (status == TP_OK) {
        free_record(removed);
        return TP_OK;
    }
    memmove(records + place + 1, records + place, (transaction->record_count - place) * sizeof(void *));
    records[place] = removed;
    transaction->record_count++;
    return status;
}
