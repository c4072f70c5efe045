/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the traditional encoding (ANSI/NIST-ITL 1-2011, Annex B; ITL 1-2000, clauses 6 and 7).
 *
 *   file     records one after the other; the first is of type 1, its 1.003 CNT tells type and IDC of the others
 *   record   of types 1, 2, 9 and above: fields with GS between them, FS after the last
 *            of types 3 to 8: numbers without tags (itl_binary.c), whose first is LEN in four bytes
 *   field    type "." number ":" value; the first one is LEN, all bytes of the record with its FS
 *   value    subfields with RS between them, those of items with US between them
 *   image    field 999 is the last one and any bytes, separators too: only LEN tells where it ends
 *
 * Files in use have a LEN that is off by a byte, no last FS, bytes behind the last record, a CNT that is out of date.
 * Each such thing is a remark, as long as it is plain where records and fields end (itl_end.c). */
#include "record/itl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEFAULT_MAX_FILE_BYTES = 256 << 20,
    DEFAULT_MAX_RECORDS = 1000,
    DEFAULT_MAX_FIELDS = 20000,
    DEFAULT_MAX_ITEMS = 1000000
};
enum { REMARKS_MAX = 1000, BINARY_LEAST_BYTES = 5, TAG_DIGITS_MAX = 10 };

/* ---- errors and remarks ------------------------------------------------------------------------------------------ */

static int64_t offset_of(const struct tp_itl_reader *r, const uint8_t *at)
{
    return at - r->in.begin;
}

/* The place of the record being read, or of the next one. */
static size_t place_of(const struct tp_itl_reader *r)
{
    return r->transaction->record_count - (r->record ? 1 : 0);
}

tp_status tp_itl_refuse(const struct tp_itl_reader *reader, tp_status status, const char *field, const uint8_t *at,
                        const char *format, ...)
{
    char words[64], text[160];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (reader->record)
        tp_record_words(place_of(reader), reader->record->type, field, words);
    else
        snprintf(words, sizeof words, "record %zu", place_of(reader) + 1);
    return tp_fail(reader->diag, status, words, offset_of(reader, at), "%s", text);
}

void tp_itl_remark(struct tp_itl_reader *reader, enum tp_itl_topic topic, uint32_t field, const uint8_t *at,
                   const char *format, ...)
{
    static const struct {
        enum tp_severity severity;
        const char *rule;
    } topics[] = {
        [TP_ITL_LEN] = {TP_SEVERITY_ERROR, "ITL 2011 8.1.1"},
        [TP_ITL_LEN_SLIP] = {TP_SEVERITY_WARNING, "ITL 2011 8.1.1"},
        [TP_ITL_CNT] = {TP_SEVERITY_ERROR, "ITL 2011 8.1.3"},
        [TP_ITL_SEPARATORS] = {TP_SEVERITY_ERROR, "ITL 2011 B.1.5"},
        [TP_ITL_PADDING] = {TP_SEVERITY_WARNING, "ITL 2011 B.1.5"},
        [TP_ITL_VERSION] = {TP_SEVERITY_WARNING, "ITL 2011 8.1.2"},
    };
    const struct tp_finding where = {.severity = topics[topic].severity,
                                     .record = (uint32_t)place_of(reader),
                                     .type = reader->record ? reader->record->type : 0,
                                     .field = field,
                                     .offset_bytes = offset_of(reader, at),
                                     .rule = topics[topic].rule};
    char text[sizeof where.text];
    va_list arguments;

    if (reader->remark_count++ >= REMARKS_MAX)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    tp_findings_add(reader->remarks, &where, "%s", text);
}

/* Says that the record read ends at END and LEN says something else. */
static void remark_length(struct tp_itl_reader *r, const uint8_t *end)
{
    const unsigned long long found = (unsigned long long)(end - r->record->source.data), declared = r->declared;

    if (found != declared)
        tp_itl_remark(r, found == declared + 1 && !r->record->binary ? TP_ITL_LEN_SLIP : TP_ITL_LEN, TP_FIELD_LEN,
                      r->record->source.data, "the record has %llu bytes, its LEN says %llu", found, declared);
}

/* ---- CNT --------------------------------------------------------------------------------------------------------- */

const struct tp_itl_entry *tp_itl_expected(const struct tp_itl_reader *reader, size_t skip)
{
    return skip < reader->entry_count - reader->next_entry ? &reader->entries[reader->next_entry + skip] : NULL;
}

static struct tp_itl_entry entry_of(struct tp_bytes subfield)
{
    struct tp_bytes type;
    int64_t number;
    struct tp_itl_entry entry = {0, -1};

    tp_value_next(&subfield, TP_US, &type);
    if (tp_value_number(type, &number) && number > 0 && number <= 99)
        entry.type = (uint8_t)number;
    if (tp_value_number(subfield, &number) && number >= 0 && number <= 255)
        entry.idc = (int16_t)number;
    return entry;
}

/* Reads CNT of the first record. */
static tp_status read_content(struct tp_itl_reader *r)
{
    const struct tp_bytes content = tp_record_get(r->record, TP_FIELD_CNT);
    const size_t subfields = tp_value_subfields(content);
    const size_t count = subfields > 0 ? TP_MIN(subfields - 1, (size_t)r->limits.max_records) : 0;
    struct tp_bytes rest = content, subfield;
    int64_t declared;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, TP_MAX(count, (size_t)1), sizeof *r->entries, r->diag);

    if (status != TP_OK)
        return status;
    r->entries = memory;
    if (!content.data) {
        tp_itl_remark(r, TP_ITL_CNT, TP_FIELD_CNT, r->record->source.data, "there is no list of the records");
        return TP_OK;
    }
    tp_value_next(&rest, TP_RS, &subfield);
    if (!tp_value_number(tp_value_item(subfield, 1, 2), &declared) || declared != (int64_t)subfields - 1)
        tp_itl_remark(r, TP_ITL_CNT, TP_FIELD_CNT, content.data,
                      "its first subfield does not say that %zu subfields follow", subfields - 1);
    while (r->entry_count < count && tp_value_next(&rest, TP_RS, &subfield))
        r->entries[r->entry_count++] = entry_of(subfield);
    return TP_OK;
}

/* The record that starts is of TYPE, by its tag: passes its entry of CNT. */
static void match_tagged(struct tp_itl_reader *r, uint8_t type)
{
    const struct tp_itl_entry *here = tp_itl_expected(r, 0), *after = tp_itl_expected(r, 1);

    if (!here)
        tp_itl_remark(r, TP_ITL_CNT, 0, r->record->source.data, "1.003 CNT does not list this record");
    else if (here->type != type)
        tp_itl_remark(r, TP_ITL_CNT, 0, r->record->source.data, "1.003 CNT lists a record of type %u in this place",
                      here->type);
    if (here && here->type != type && after && after->type == type)
        r->next_entry++; /* the record of HERE is missing */
    if (here)
        r->next_entry++;
}

/* The place from here on of the first entry of a record without tags; -1 when there is none. */
static int64_t find_binary_entry(const struct tp_itl_reader *r)
{
    for (size_t skip = 0; tp_itl_expected(r, skip); skip++)
        if (tp_binary_type(tp_itl_expected(r, skip)->type))
            return (int64_t)skip;
    return -1;
}

/* ---- tagged records ---------------------------------------------------------------------------------------------- */

static tp_status check_tag(struct tp_itl_reader *r, const uint8_t *at, struct tp_itl_tag *tag)
{
    const struct tp_record *record = r->record;
    char field[32];

    if (record->field_count >= r->limits.max_fields)
        return tp_itl_refuse(r, TP_E_LIMIT, NULL, at, "more than %u fields", r->limits.max_fields);
    if (tp_itl_read_tag(at, r->in.end, tag)) {
        if (tag->type != record->type)
            tp_itl_remark(r, TP_ITL_SEPARATORS, tag->number, at, "the tag is one of a record of type %u",
                          (unsigned)tag->type);
        return TP_OK;
    }
    snprintf(field, sizeof field, "after %u.%03u", record->type,
             (unsigned)record->fields[record->field_count - 1].number); /* the first tag was seen before */
    return tp_itl_refuse(r, at == r->in.end ? TP_E_TRUNCATED : TP_E_FORMAT, field, at, "here is no field tag");
}

/* What is done with a field takes time for each of its items, of which a byte can make one. */
static tp_status count_items(struct tp_itl_reader *r, const uint8_t *value, const uint8_t *end)
{
    r->item_count++;
    for (const uint8_t *at = value; at < end; at++)
        r->item_count += *at == TP_RS || *at == TP_US;
    if (r->item_count > r->limits.max_items)
        return tp_itl_refuse(r, TP_E_LIMIT, NULL, value, "more than %u fields, subfields and items",
                             r->limits.max_items);
    return TP_OK;
}

/* One field at *AT, which passes it and its separator; *STOP tells whether it was the last one. */
static tp_status read_field(struct tp_itl_reader *r, const uint8_t **at, enum tp_itl_stop *stop)
{
    struct tp_stored_field *field;
    struct tp_itl_tag tag;
    const uint8_t *value, *end;
    tp_status status = check_tag(r, *at, &tag);

    if (status != TP_OK)
        return status;
    value = *at + tag.size_bytes;
    if (tp_record_holds_bytes(r->record, tag.number))
        status = tp_itl_find_image_end(r, value, &end, stop);
    else
        status = tp_itl_find_text_end(r, tag.number, value, &end, stop);
    if (status == TP_OK && !tp_record_holds_bytes(r->record, tag.number))
        status = count_items(r, value, end);
    if (status == TP_OK)
        status = tp_record_add_field(r->record, tag.number, &field, r->diag);
    if (status != TP_OK)
        return status;
    field->tag = *at;
    field->tag_bytes = (uint8_t)tag.size_bytes;
    field->offset_bytes = offset_of(r, value);
    field->value = (struct tp_bytes){value, (size_t)(end - value)};
    *at = *stop == TP_ITL_STOP_NONE ? end : end + 1;
    return TP_OK;
}

/* How many digits the record's tags have after the point; new ones have no more than TAG_DIGITS_MAX. */
static uint8_t tag_digits(const struct tp_stored_field *field)
{
    const uint8_t *point = memchr(field->tag, '.', field->tag_bytes);
    return (uint8_t)TP_MIN(field->tag + field->tag_bytes - point - 2, (ptrdiff_t)TAG_DIGITS_MAX);
}

static tp_status read_fields(struct tp_itl_reader *r, const uint8_t **at)
{
    enum tp_itl_stop stop;
    tp_status status = read_field(r, at, &stop);

    if (status != TP_OK)
        return status;
    r->record->tag_digits = tag_digits(&r->record->fields[0]);
    tp_itl_take_length(r, r->record->fields[0].value);
    while (status == TP_OK && stop == TP_ITL_STOP_FIELD) {
        if (*at < r->in.end && **at == TP_FS) {
            tp_itl_remark(r, TP_ITL_SEPARATORS, 0, *at, "a group separator in front of the file separator");
            *at += 1;
            return TP_OK;
        }
        status = read_field(r, at, &stop);
    }
    if (status == TP_OK && stop == TP_ITL_STOP_NONE)
        tp_itl_remark(r, TP_ITL_SEPARATORS, 0, *at, "no file separator ends the record");
    return status;
}

/* The record at the cursor, whose first tag is that of LEN in a record of TYPE. */
static tp_status read_tagged(struct tp_itl_reader *r, uint8_t type)
{
    const uint8_t *end = r->in.at;
    tp_status status = tp_transaction_add(r->transaction, type, &r->record, r->diag);

    if (status != TP_OK)
        return status;
    r->record->source.data = r->in.at;
    if (place_of(r) > 0)
        match_tagged(r, type);
    r->trusted = false;
    r->declared_end = NULL;
    r->declared = 0;
    status = read_fields(r, &end);
    if (status != TP_OK)
        return status;
    remark_length(r, end);
    r->record->source.size_bytes = (size_t)(end - r->in.at);
    tp_read_bytes(&r->in, r->record->source.size_bytes);
    return TP_OK;
}

/* ---- records without tags ---------------------------------------------------------------------------------------- */

/* The record at the cursor, which is that of the entry SKIP from here. */
static tp_status read_binary(struct tp_itl_reader *r, size_t skip)
{
    const uint8_t *const start = r->in.at;
    const size_t left = tp_cursor_left(&r->in);
    const uint8_t type = tp_itl_expected(r, skip)->type;
    struct tp_cursor head = r->in;
    const uint32_t length = tp_read_u32be(&head);
    tp_status status = tp_transaction_add(r->transaction, type, &r->record, r->diag);

    if (status != TP_OK)
        return status;
    if (skip > 0)
        tp_itl_remark(r, TP_ITL_CNT, 0, start, "1.003 CNT lists %zu records with tags before it", skip);
    r->next_entry += skip + 1;
    r->declared = length;
    r->record->binary = true;
    r->record->source.data = start;
    r->record->source.size_bytes = tp_itl_binary_size(r, length);
    if (head.bad || r->record->source.size_bytes > left)
        return tp_itl_refuse(r, TP_E_TRUNCATED, "LEN", start, "it says %u bytes, the file has %zu of them",
                             (unsigned)length, left);
    if (length < BINARY_LEAST_BYTES)
        return tp_itl_refuse(r, TP_E_FORMAT, "LEN", start, "%u bytes are no record", (unsigned)length);
    tp_read_bytes(&r->in, r->record->source.size_bytes);
    remark_length(r, r->in.at);
    if (r->record->source.size_bytes < tp_binary_header_bytes(type))
        tp_itl_remark(r, TP_ITL_LEN, TP_FIELD_LEN, start, "%u bytes do not hold the %zu of the header",
                      (unsigned)length, tp_binary_header_bytes(type));
    return tp_binary_read(r->record, r->diag);
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static bool known_version(int64_t number)
{
    static const int64_t versions[] = {TP_ITL_1993, TP_ITL_1997, TP_ITL_2000, TP_ITL_2007,
                                       TP_ITL_2011, TP_ITL_2013, TP_ITL_2015};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(versions); i++)
        if (versions[i] == number)
            return true;
    return false;
}

static tp_status check_version(struct tp_itl_reader *r)
{
    const struct tp_bytes version = tp_record_get(r->record, 2);
    const uint8_t *at = version.data ? version.data : r->record->source.data;
    int64_t number;

    if (!version.data)
        return tp_itl_refuse(r, TP_E_VERSION, "1.002 VER", at, "the field is missing");
    if (version.size_bytes > 4 || !tp_value_number(version, &number) || number <= 0 || version.data[0] == '+')
        return tp_itl_refuse(r, TP_E_VERSION, "1.002 VER", at, "it is not a version number");
    if (!known_version(number))
        tp_itl_remark(r, TP_ITL_VERSION, 2, at, "version %u is not known, it is read like the others",
                      (unsigned)number);
    return TP_OK;
}

static tp_status read_first(struct tp_itl_reader *r)
{
    tp_status status;
    struct tp_itl_tag tag;

    if (!tp_itl_read_tag(r->in.at, r->in.end, &tag) || tag.type != 1 || tag.number != TP_FIELD_LEN)
        return tp_fail(r->diag, TP_E_FORMAT, "record 1 (type 1), LEN", 0,
                       "not an ANSI/NIST-ITL file: it does not start with the tag 1.001");
    status = read_tagged(r, 1);
    if (status == TP_OK)
        status = check_version(r);
    if (status == TP_OK)
        status = read_content(r);
    return status;
}

/* Whether the rest of the file is what tapes, editors and block devices add. */
static bool rest_is_padding(const struct tp_itl_reader *r)
{
    for (const uint8_t *at = r->in.at; at < r->in.end; at++)
        if (*at != 0 && *at != 0xff && *at != 0x1a && *at != ' ' && *at != '\r' && *at != '\n' && *at != TP_FS)
            return false;
    return true;
}

static tp_status read_next_tagged(struct tp_itl_reader *r, const uint8_t *start)
{
    const struct tp_bytes before = {r->in.at, (size_t)(start - r->in.at)};
    struct tp_itl_tag tag;
    tp_status status;

    if (before.size_bytes > 0)
        tp_itl_remark(r, TP_ITL_PADDING, 0, r->in.at, "%zu bytes in front of the next record", before.size_bytes);
    tp_read_bytes(&r->in, before.size_bytes);
    if (!tp_itl_read_tag(start, r->in.end, &tag)) /* the caller saw it */
        return TP_E_FORMAT;
    status = read_tagged(r, (uint8_t)tag.type);
    if (status == TP_OK)
        r->record->before = before;
    return status;
}

/* *MORE becomes false where no further record starts. */
static tp_status read_next(struct tp_itl_reader *r, bool *more)
{
    const uint8_t *start = tp_itl_skip_padding(r->in.at, r->in.end);
    const int64_t binary = find_binary_entry(r);
    struct tp_itl_tag tag;

    r->record = NULL;
    if (r->transaction->record_count >= r->limits.max_records)
        return tp_itl_refuse(r, TP_E_LIMIT, NULL, r->in.at, "more than %u records", r->limits.max_records);
    if (tp_itl_begins_tagged(start, r->in.end))
        return read_next_tagged(r, start);
    *more = tp_itl_expected(r, 0) && !rest_is_padding(r);
    if (!*more)
        return TP_OK;
    if (binary < 0 || tp_itl_read_tag(r->in.at, r->in.end, &tag))
        return tp_itl_refuse(r, TP_E_FORMAT, NULL, r->in.at, "no record starts here");
    return read_binary(r, (size_t)binary);
}

static tp_status read_all(struct tp_itl_reader *r)
{
    tp_status status = read_first(r);
    bool more = true;

    while (status == TP_OK && more && tp_cursor_left(&r->in) > 0)
        status = read_next(r, &more);
    if (status != TP_OK)
        return status;
    r->record = NULL;
    if (tp_itl_expected(r, 0))
        tp_itl_remark(r, TP_ITL_CNT, 0, r->in.at, "1.003 CNT lists %zu more records", r->entry_count - r->next_entry);
    if (tp_cursor_left(&r->in) > 0)
        tp_itl_remark(r, TP_ITL_PADDING, 0, r->in.at, "%zu bytes follow the last record", tp_cursor_left(&r->in));
    r->transaction->trailing = (struct tp_bytes){r->in.at, tp_cursor_left(&r->in)};
    return TP_OK;
}

static struct tp_record_limits complete(const struct tp_record_limits *limits)
{
    struct tp_record_limits all = limits ? *limits : (struct tp_record_limits){0};

    if (all.max_file_bytes == 0)
        all.max_file_bytes = DEFAULT_MAX_FILE_BYTES;
    if (all.max_records == 0)
        all.max_records = DEFAULT_MAX_RECORDS;
    if (all.max_fields == 0)
        all.max_fields = DEFAULT_MAX_FIELDS;
    if (all.max_items == 0)
        all.max_items = DEFAULT_MAX_ITEMS;
    return all;
}

/* Reads FILE, which the transaction owns from now on, also after a failure. */
static tp_status read_file(uint8_t *file, size_t size_bytes, const struct tp_record_limits *limits,
                           struct tp_findings *remarks, struct tp_transaction **out, struct tp_diag *diag)
{
    struct tp_itl_reader r = {
        .in = tp_cursor_over(file, size_bytes), .limits = *limits, .remarks = remarks, .diag = diag};
    tp_status status = tp_transaction_make(file, size_bytes, out, diag);

    if (status != TP_OK)
        return status;
    r.transaction = *out;
    status = read_all(&r);
    free(r.entries);
    if (status != TP_OK)
        tp_transaction_free(out);
    return status;
}

static tp_status check_size(size_t size_bytes, const struct tp_record_limits *limits, struct tp_diag *diag)
{
    if (size_bytes == 0)
        return tp_fail(diag, TP_E_TRUNCATED, NULL, -1, "the file is empty");
    if (size_bytes > limits->max_file_bytes)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "%zu bytes; at most %llu are accepted", size_bytes,
                       (unsigned long long)limits->max_file_bytes);
    return TP_OK;
}

tp_status tp_transaction_read(const uint8_t *data, size_t size_bytes, const struct tp_record_limits *limits,
                              struct tp_findings *remarks, struct tp_transaction **out, struct tp_diag *diag)
{
    const struct tp_record_limits all = complete(limits);
    tp_status status = check_size(size_bytes, &all, diag);
    void *copy;

    *out = NULL;
    if (status == TP_OK && tp_xml_detect(data, size_bytes))
        return tp_niem_read(data, size_bytes, &all, remarks, out, diag);
    if (status == TP_OK)
        status = tp_alloc(&copy, size_bytes, 1, diag);
    if (status != TP_OK)
        return status;
    memcpy(copy, data, size_bytes);
    return read_file(copy, size_bytes, &all, remarks, out, diag);
}

tp_status tp_transaction_load(const char *path, const struct tp_record_limits *limits, struct tp_findings *remarks,
                              struct tp_transaction **out, struct tp_diag *diag)
{
    const struct tp_record_limits all = complete(limits);
    size_t size_bytes;
    uint8_t *data;
    tp_status status = tp_file_read(path, TP_MIN(all.max_file_bytes, (uint64_t)SIZE_MAX), &data, &size_bytes, diag);

    *out = NULL;
    if (status == TP_OK)
        status = check_size(size_bytes, &all, diag);
    if (status == TP_OK && !tp_xml_detect(data, size_bytes))
        return tp_diag_in_file(diag, read_file(data, size_bytes, &all, remarks, out, diag), path);
    if (status == TP_OK)
        status = tp_niem_read(data, size_bytes, &all, remarks, out, diag);
    free(data);
    return tp_diag_in_file(diag, status, path);
}
