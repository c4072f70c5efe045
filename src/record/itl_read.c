/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the traditional encoding (ANSI/NIST-ITL 1-2011, Annex B; ITL 1-2000, clause 6 and 7).
 *
 *  file          records one after the other; the first is of type 1, and its 1.003 CNT tells type and IDC of the
 * others tagged        field GS field GS ... field FS, all types but 3 to 8 field       type "." number ":" value; the
 * first is LEN, decimal, all bytes of the record with its FS value       subfields with RS between them, items with US
 * between them image       field 999 is the last one and any bytes, FS and GS too: only LEN tells where it ends without
 * tags  types 3 to 8, itl_binary.c; the first four bytes are LEN
 *
 * Writers get LEN wrong by a byte or two, forget the last FS, pad the file, or count records wrongly. Where the record
 * can end at several places, the one is taken where LEN, separator and the next record's start agree; then one where
 * two of them do. Each such place is a remark. Every byte is looked at a bounded number of times.
 */
#include "record/transaction.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_MAX_FILE_BYTES = 256 << 20, DEFAULT_MAX_RECORDS = 1000, DEFAULT_MAX_FIELDS = 20000 };
enum {
    TAG_BYTES_MAX = 64,
    NUMBER_MAX = 999999999,
    LENGTH_SLIP_MAX = 16, /* a LEN that is wrong by at most this is looked for around its place */
    BINARY_LEAST_BYTES = 5
};

struct content {
    uint8_t type;
    int idc;
    bool used;
};

struct reader {
    struct tp_cursor in; /* over the whole file */
    struct tp_record_limits limits;
    struct tp_findings *remarks;
    struct tp_diag *diag;
    struct tp_transaction *transaction;
    struct tp_record *record; /* being read */
    struct content *contents; /* owned; what CNT says of the records after the first */
    size_t content_count, next_content;
    const uint8_t *declared_end; /* of the record, by its LEN; NULL when that is beyond the file or no number */
    uint64_t declared;
};

struct tag {
    uint32_t type, number;
    size_t size_bytes;
};

/* ---- errors and remarks ------------------------------------------------------------------------------------------ */

static int64_t offset_of(const struct reader *r, const uint8_t *at)
{
    return at - r->in.begin;
}

static size_t place_of(const struct reader *r)
{
    return r->transaction->record_count - (r->record ? 1 : 0);
}

static tp_status refuse(const struct reader *r, tp_status status, const char *field, const uint8_t *at,
                        const char *format, ...) TP_PRINTF(5, 6);

/* FIELD of the record being read, or of the one about to be when there is none. */
static tp_status refuse(const struct reader *r, tp_status status, const char *field, const uint8_t *at,
                        const char *format, ...)
{
    char words[64], text[160];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (r->record)
        tp_record_words(place_of(r), r->record->type, field, words);
    else
        snprintf(words, sizeof words, "record %zu", place_of(r) + 1);
    return tp_fail(r->diag, status, words, offset_of(r, at), "%s", text);
}

/* What a remark is about. */
enum topic { ABOUT_LEN, ABOUT_SLIP, ABOUT_CNT, ABOUT_SEPARATORS, ABOUT_TRAILING, ABOUT_VERSION };

static const struct {
    enum tp_severity severity;
    const char *rule;
} topics[] = {
    [ABOUT_LEN] = {TP_SEVERITY_ERROR, "ITL 2011 8.1.1"},
    [ABOUT_SLIP] = {TP_SEVERITY_WARNING, "ITL 2011 8.1.1"},
    [ABOUT_CNT] = {TP_SEVERITY_ERROR, "ITL 2011 8.1.3"},
    [ABOUT_SEPARATORS] = {TP_SEVERITY_ERROR, "ITL 2011 Annex B"},
    [ABOUT_TRAILING] = {TP_SEVERITY_WARNING, "ITL 2011 Annex B"},
    [ABOUT_VERSION] = {TP_SEVERITY_WARNING, "ITL 2011 8.1.2"},
};

static void remark(const struct reader *r, enum topic topic, uint32_t field, const uint8_t *at, const char *format, ...)
    TP_PRINTF(5, 6);

static void remark(const struct reader *r, enum topic topic, uint32_t field, const uint8_t *at, const char *format, ...)
{
    const struct tp_finding where = {.severity = topics[topic].severity,
                                     .record = (uint32_t)place_of(r),
                                     .type = r->record ? r->record->type : 0,
                                     .field = field,
                                     .offset_bytes = offset_of(r, at),
                                     .rule = topics[topic].rule};
    char text[sizeof where.text];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    tp_findings_add(r->remarks, &where, "%s", text);
}

/* ---- tags -------------------------------------------------------------------------------------------------------- */

static struct tp_cursor cursor_between(const uint8_t *at, const uint8_t *end)
{
    return tp_cursor_over(at, (size_t)(end - at));
}

/* Digits up to STOP, which is read too. */
static bool read_digits(struct tp_cursor *in, uint8_t stop, uint32_t *number)
{
    unsigned digits = 0;
    uint64_t value = 0;

    for (;; digits++) {
        const uint8_t byte = tp_read_u8(in);
        if (in->bad || byte < '0' || byte > '9') {
            *number = (uint32_t)value;
            return !in->bad && byte == stop && digits > 0;
        }
        value = TP_MIN(value * 10 + (byte - '0'), (uint64_t)NUMBER_MAX + 1);
    }
}

/* "14.013:" at AT. */
static bool read_tag(const uint8_t *at, const uint8_t *end, struct tag *out)
{
    const size_t left = (size_t)(end - at);
    struct tp_cursor in = tp_cursor_over(at, TP_MIN(left, (size_t)TAG_BYTES_MAX));

    if (!read_digits(&in, '.', &out->type) || !read_digits(&in, ':', &out->number))
        return false;
    out->size_bytes = (size_t)tp_cursor_offset(&in);
    return out->type > 0 && out->type <= 99 && out->number > 0 && out->number <= NUMBER_MAX;
}

/* Whether a tagged record starts at AT: "14.001:123" and a separator. */
static bool begins_tagged(const uint8_t *at, const uint8_t *end)
{
    struct tp_cursor in;
    struct tag tag;
    uint8_t byte;

    if (!read_tag(at, end, &tag) || tag.number != TP_FIELD_LEN)
        return false;
    in = cursor_between(at, end);
    tp_read_bytes(&in, tag.size_bytes);
    do
        byte = tp_read_u8(&in);
    while (byte >= '0' && byte <= '9' && tp_cursor_offset(&in) < 2 * TAG_BYTES_MAX);
    return byte == TP_GS || byte == TP_FS;
}

/* ---- CNT --------------------------------------------------------------------------------------------------------- */

/* What CNT says of the record about to be read, after SKIP more; NULL when it says nothing. */
static const struct content *expected(const struct reader *r, size_t skip)
{
    return skip < r->content_count - r->next_content ? &r->contents[r->next_content + skip] : NULL;
}

/* Whether the next record, the one after that being read, may start at AT; the end of the file is as good. */
static bool begins_next(const struct reader *r, const uint8_t *at)
{
    const struct content *next = expected(r, 0);
    struct tp_cursor in = cursor_between(at, r->in.end);
    uint32_t length;

    if (at == r->in.end || begins_tagged(at, r->in.end))
        return true;
    if (!next || !tp_binary_type(next->type))
        return false;
    length = tp_read_u32be(&in);
    return length >= BINARY_LEAST_BYTES && length <= (uint64_t)(r->in.end - at);
}

static tp_status read_content(struct reader *r)
{
    struct tp_bytes rest = tp_record_get(r->record, TP_FIELD_CNT), entry, item;
    const struct tp_bytes content = rest;
    size_t count = tp_value_subfields(content);
    int64_t declared, number;
    void *memory;
    tp_status status;

    if (count == 0) {
        remark(r, ABOUT_CNT, TP_FIELD_CNT, r->record->source.data, "there is no list of the records");
        return TP_OK;
    }
    count = TP_MIN(count - 1, (size_t)r->limits.max_records);
    status = tp_alloc_zero(&memory, TP_MAX(count, (size_t)1), sizeof *r->contents, r->diag);
    if (status != TP_OK)
        return status;
    r->contents = memory;
    tp_value_next(&rest, TP_RS, &entry);
    if (!tp_value_number(tp_value_item(entry, 1, 2), &declared) || declared != (int64_t)count)
        remark(r, ABOUT_CNT, TP_FIELD_CNT, content.data,
               "the number of records in the first subfield is not that of the subfields after it, %zu", count);
    while (r->content_count < count && tp_value_next(&rest, TP_RS, &entry)) {
        struct content *out = &r->contents[r->content_count++];

        tp_value_next(&entry, TP_US, &item);
        out->type = (uint8_t)(tp_value_number(item, &number) && number > 0 && number <= 99 ? number : 0);
        out->idc = tp_value_number(entry, &number) && number >= 0 && number <= 255 ? (int)number : -1;
    }
    return TP_OK;
}

/* The record that was just found is of TYPE, by its tag: passes its entry of CNT. */
static void match_tagged(struct reader *r, uint8_t type)
{
    const struct content *here = expected(r, 0), *after = expected(r, 1);

    if (!here)
        remark(r, ABOUT_CNT, 0, r->record->source.data, "1.003 CNT does not list this record");
    else if (here->type != type)
        remark(r, ABOUT_CNT, 0, r->record->source.data, "1.003 CNT lists a record of type %u in this place",
               here->type);
    if (here && here->type != type && after && after->type == type)
        r->next_content++;
    if (here)
        r->next_content++;
}

/* The type of the record without tags about to be read: that of its entry, or of the next entry of such a record; 0
 * when there is none. */
static uint8_t match_binary(struct reader *r)
{
    for (size_t skip = 0; expected(r, skip); skip++)
        if (tp_binary_type(expected(r, skip)->type)) {
            r->next_content += skip + 1;
            return r->contents[r->next_content - 1].type;
        }
    return 0;
}

/* ---- where a tagged record ends ---------------------------------------------------------------------------------- */

static bool ends_with_separator(const struct reader *r, const uint8_t *end)
{
    return end > r->record->source.data && end[-1] == TP_FS;
}

/* Says that the record ends at END and LEN says something else. */
static void remark_length(const struct reader *r, const uint8_t *end)
{
    const uint64_t found = (uint64_t)(end - r->record->source.data);

    if (found != r->declared)
        remark(r, found == r->declared + 1 ? ABOUT_SLIP : ABOUT_LEN, TP_FIELD_LEN, r->record->source.data,
               "the record has %llu bytes, its LEN says %llu", (unsigned long long)found,
               (unsigned long long)r->declared);
}

/* The end of a record whose image starts at IMAGE, near the place that LEN says; NULL when there is none. */
static const uint8_t *image_end_near(const struct reader *r, const uint8_t *image)
{
    const size_t before = (size_t)(r->declared_end - image), after = (size_t)(r->in.end - r->declared_end);

    for (size_t slip = 0; slip <= LENGTH_SLIP_MAX; slip++) {
        if (slip <= after && ends_with_separator(r, r->declared_end + slip) && begins_next(r, r->declared_end + slip))
            return r->declared_end + slip;
        if (slip < before && ends_with_separator(r, r->declared_end - slip) && begins_next(r, r->declared_end - slip))
            return r->declared_end - slip;
    }
    return begins_next(r, r->declared_end) ? r->declared_end : NULL; /* the separator was forgotten */
}

/* The first separator after IMAGE that a tagged record follows; NULL when there is none. */
static const uint8_t *image_end_far(const struct reader *r, const uint8_t *image)
{
    for (const uint8_t *at = image; at < r->in.end; at++) {
        at = memchr(at, TP_FS, (size_t)(r->in.end - at));
        if (!at)
            return NULL;
        if (begins_tagged(at + 1, r->in.end))
            return at + 1;
    }
    return NULL;
}

/* Sets *END to the end of the record whose image starts at IMAGE. */
static tp_status find_image_end(const struct reader *r, const uint8_t *image, const uint8_t **end)
{
    const uint64_t least = (uint64_t)(image - r->record->source.data), left = (uint64_t)(r->in.end - image);
    const bool inside = r->declared_end && r->declared_end > image;

    *end = inside ? image_end_near(r, image) : NULL;
    if (!*end && inside && !expected(r, 0) && ends_with_separator(r, r->declared_end))
        *end = r->declared_end; /* the last one; what follows is padding */
    if (!*end)
        *end = image_end_far(r, image);
    if (!*end && r->declared > least + left && r->declared - least - left <= 1)
        *end = r->in.end; /* only the separator is missing */
    if (!*end && r->declared <= least && r->in.end[-1] == TP_FS)
        *end = r->in.end;
    if (*end)
        return TP_OK;
    if (r->declared > least + left)
        return refuse(r, TP_E_TRUNCATED, "image", image, "LEN says %llu bytes, the file has %llu of them",
                      (unsigned long long)r->declared, (unsigned long long)(least + left));
    return refuse(r, TP_E_FORMAT, "LEN", r->record->source.data,
                  "no record ends after %llu bytes, and the image's end cannot be found otherwise",
                  (unsigned long long)r->declared);
}

/* What ends a value of text that starts at AT. */
enum stop { STOP_FIELD, STOP_RECORD, STOP_FILE };

static enum stop find_value_end(const struct reader *r, const uint8_t *at, const uint8_t **end)
{
    while (at < r->in.end && *at != TP_GS && *at != TP_FS)
        at++;
    *end = at;
    return at == r->in.end ? STOP_FILE : *at == TP_GS ? STOP_FIELD : STOP_RECORD;
}

/* Whether the file separator at AT is part of a value: LEN leads to another one that a record follows. */
static bool separator_is_data(const struct reader *r, const uint8_t *at)
{
    return r->declared_end && at + 1 < r->declared_end && !begins_next(r, at + 1) &&
           ends_with_separator(r, r->declared_end) && begins_next(r, r->declared_end);
}

/* Whether the record ends by LEN without a separator, somewhere from AT up to END. */
static bool separator_is_missing(const struct reader *r, const uint8_t *at, const uint8_t *end)
{
    return r->declared_end && r->declared_end > at && r->declared_end <= end && r->declared_end < r->in.end &&
           begins_tagged(r->declared_end, r->in.end);
}

/* The end of the text at AT into *END, and what it is the end of into *STOP. */
static tp_status find_text_end(const struct reader *r, uint32_t number, const uint8_t *at, const uint8_t **end,
                               enum stop *stop)
{
    const uint8_t *from = at;

    for (*stop = find_value_end(r, from, end); *stop == STOP_RECORD && separator_is_data(r, *end);
         *stop = find_value_end(r, from, end)) {
        remark(r, ABOUT_SEPARATORS, number, *end, "a file separator inside the value");
        from = *end + 1;
    }
    if (*stop != STOP_RECORD && separator_is_missing(r, at, *end)) {
        *end = r->declared_end;
        *stop = STOP_FILE;
    }
    if (*stop == STOP_FILE && *end == r->in.end && r->declared > (uint64_t)(r->in.end - r->record->source.data) + 1)
        return refuse(r, TP_E_TRUNCATED, NULL, r->record->source.data, "LEN says %llu bytes, the file has %llu of them",
                      (unsigned long long)r->declared, (unsigned long long)(r->in.end - r->record->source.data));
    return TP_OK;
}

/* ---- tagged records ---------------------------------------------------------------------------------------------- */

/* LEN, the first field, at the start of the record. */
static void read_length(struct reader *r, struct tp_bytes value)
{
    const uint64_t left = (uint64_t)(r->in.end - r->record->source.data);
    int64_t number;

    r->declared = 0;
    r->declared_end = NULL;
    if (!tp_value_number(value, &number) || number <= 0)
        return;
    r->declared = (uint64_t)number;
    if (r->declared <= left)
        r->declared_end = r->record->source.data + r->declared;
    if (value.data[0] == '0')
        r->record->length_width = (uint8_t)TP_MIN(value.size_bytes, (size_t)18);
}

static tp_status check_tag(struct reader *r, const uint8_t *at, struct tag *tag)
{
    char field[24];

    if (!read_tag(at, r->in.end, tag)) {
        if (r->record->field_count == 0)
            return refuse(r, TP_E_FORMAT, NULL, at, "the record does not start with a field tag");
        snprintf(field, sizeof field, "after %u.%03u", r->record->type,
                 (unsigned)r->record->fields[r->record->field_count - 1].number);
        return refuse(r, at == r->in.end ? TP_E_TRUNCATED : TP_E_FORMAT, field, at, "here is no field tag");
    }
    if (r->record->field_count >= r->limits.max_fields)
        return refuse(r, TP_E_LIMIT, NULL, at, "more than %u fields", r->limits.max_fields);
    if (tag->type != r->record->type)
        remark(r, ABOUT_SEPARATORS, tag->number, at, "the tag is one of a record of type %u", (unsigned)tag->type);
    return TP_OK;
}

/* One field at AT. *END becomes the place behind it and its separator; *STOP tells whether it is the last one. */
static tp_status read_field(struct reader *r, const uint8_t *at, const uint8_t **end, enum stop *stop)
{
    struct tp_stored_field *field;
    struct tag tag;
    const uint8_t *value;
    tp_status status = check_tag(r, at, &tag);

    if (status == TP_OK)
        status = tp_record_add_field(r->record, tag.number, &field, r->diag);
    if (status != TP_OK)
        return status;
    value = at + tag.size_bytes;
    if (tp_record_holds_bytes(r->record, tag.number)) {
        status = find_image_end(r, value, end);
        *stop = status == TP_OK && ends_with_separator(r, *end) ? STOP_RECORD : STOP_FILE;
        *end = *end && *stop == STOP_RECORD ? *end - 1 : *end;
    } else {
        status = find_text_end(r, tag.number, value, end, stop);
    }
    if (status != TP_OK)
        return status;
    field->tag = at;
    field->tag_bytes = (uint8_t)tag.size_bytes;
    field->offset_bytes = offset_of(r, value);
    field->value = (struct tp_bytes){value, (size_t)(*end - value)};
    *end += *stop == STOP_FILE ? 0 : 1;
    return TP_OK;
}

static void count_tag_digits(struct tp_record *record)
{
    const struct tp_stored_field *length = &record->fields[0];
    const uint8_t *point = memchr(length->tag, '.', length->tag_bytes);

    record->tag_digits = (uint8_t)(length->tag + length->tag_bytes - point - 2);
}

/* A group separator in front of the record's end opens no field. */
static bool stops_early(struct reader *r, const uint8_t **at)
{
    if (*at == r->in.end || **at != TP_FS)
        return false;
    remark(r, ABOUT_SEPARATORS, 0, *at, "a group separator in front of the file separator");
    *at += 1;
    return true;
}

static tp_status read_tagged(struct reader *r, uint8_t type)
{
    const uint8_t *const start = r->in.at, *at = start;
    enum stop stop = STOP_FIELD;
    tp_status status = tp_transaction_add(r->transaction, type, &r->record, r->diag);

    if (status != TP_OK)
        return status;
    r->record->source.data = start;
    if (type != 1 || place_of(r) > 0)
        match_tagged(r, type);
    while (stop == STOP_FIELD && !(r->record->field_count > 0 && stops_early(r, &at))) {
        status = read_field(r, at, &at, &stop);
        if (status != TP_OK)
            return status;
        if (r->record->field_count == 1)
            read_length(r, r->record->fields[0].value);
    }
    if (r->record->fields[0].number != TP_FIELD_LEN)
        return refuse(r, TP_E_FORMAT, NULL, start, "the first field is not LEN");
    if (stop == STOP_FILE)
        remark(r, ABOUT_SEPARATORS, 0, at, "no file separator ends the record");
    remark_length(r, at);
    count_tag_digits(r->record);
    r->record->source.size_bytes = (size_t)(at - start);
    tp_read_bytes(&r->in, r->record->source.size_bytes);
    return TP_OK;
}

/* ---- records without tags ---------------------------------------------------------------------------------------- */

/* The size of the record at the cursor: LEN, or where a tagged record starts close to the end that LEN tells. */
static size_t binary_size(const struct reader *r, uint32_t length)
{
    const uint8_t *const start = r->in.at;
    const size_t left = tp_cursor_left(&r->in);

    if (length <= left && begins_next(r, start + length))
        return length;
    for (size_t slip = 1; slip <= LENGTH_SLIP_MAX; slip++) {
        if (length + slip < left && begins_tagged(start + length + slip, r->in.end))
            return length + slip;
        if (length > BINARY_LEAST_BYTES + slip && length - slip < left &&
            begins_tagged(start + length - slip, r->in.end))
            return length - slip;
    }
    return length;
}

static tp_status read_binary(struct reader *r)
{
    const uint8_t *const start = r->in.at;
    const size_t left = tp_cursor_left(&r->in);
    struct tp_cursor head = r->in;
    const uint32_t length = tp_read_u32be(&head);
    const uint8_t type = match_binary(r);
    tp_status status = tp_transaction_add(r->transaction, type, &r->record, r->diag);

    if (status != TP_OK)
        return status;
    if (head.bad)
        return refuse(r, TP_E_TRUNCATED, "LEN", start, "the file ends after %zu bytes", left);
    if (length < BINARY_LEAST_BYTES)
        return refuse(r, TP_E_FORMAT, "LEN", start, "%u bytes are no record", (unsigned)length);
    r->record->source.data = start;
    r->record->source.size_bytes = binary_size(r, length);
    if (r->record->source.size_bytes > left)
        return refuse(r, TP_E_TRUNCATED, "LEN", start, "it says %u bytes, the file has %zu of them", (unsigned)length,
                      left);
    r->declared = length;
    tp_read_bytes(&r->in, r->record->source.size_bytes);
    remark_length(r, r->in.at);
    if (length < tp_binary_header_bytes(type))
        remark(r, ABOUT_LEN, TP_FIELD_LEN, start, "%u bytes do not hold the %zu of the header", (unsigned)length,
               tp_binary_header_bytes(type));
    return tp_binary_read(r->record, r->diag);
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static tp_status check_version(const struct reader *r)
{
    const struct tp_bytes version = tp_record_get(r->record, 2);
    const uint8_t *at = version.data ? version.data : r->record->source.data;
    int64_t number;

    if (!version.data)
        return refuse(r, TP_E_VERSION, "1.002 VER", at, "the field is missing");
    if (version.size_bytes > 4 || !tp_value_number(version, &number) || number <= 0 || version.data[0] == '+')
        return refuse(r, TP_E_VERSION, "1.002 VER", at, "it is not a version number");
    if (number != TP_ITL_1993 && number != TP_ITL_1997 && number != TP_ITL_2000 && number != TP_ITL_2007 &&
        number != TP_ITL_2011 && number != TP_ITL_2013 && number != TP_ITL_2015)
        remark(r, ABOUT_VERSION, 2, at, "version %u is not known; it is read like the others", (unsigned)number);
    return TP_OK;
}

static tp_status read_first(struct reader *r)
{
    tp_status status;
    struct tag tag;

    if (!read_tag(r->in.at, r->in.end, &tag) || tag.type != 1 || tag.number != TP_FIELD_LEN)
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
static bool rest_is_padding(const struct reader *r)
{
    for (const uint8_t *at = r->in.at; at < r->in.end; at++)
        if (*at != 0 && *at != 0xff && *at != 0x1a && *at != ' ' && *at != '\r' && *at != '\n' && *at != TP_FS)
            return false;
    return true;
}

static tp_status read_next(struct reader *r, bool *more)
{
    struct tag tag;

    *more = true;
    r->record = NULL;
    if (r->transaction->record_count >= r->limits.max_records)
        return refuse(r, TP_E_LIMIT, NULL, r->in.at, "more than %u records", r->limits.max_records);
    if (begins_tagged(r->in.at, r->in.end) && read_tag(r->in.at, r->in.end, &tag))
        return read_tagged(r, (uint8_t)tag.type);
    *more = false;
    if (!expected(r, 0) || rest_is_padding(r))
        return TP_OK;
    for (size_t skip = 0; expected(r, skip); skip++)
        *more = *more || tp_binary_type(expected(r, skip)->type);
    if (*more && !read_tag(r->in.at, r->in.end, &tag))
        return read_binary(r);
    return refuse(r, TP_E_FORMAT, NULL, r->in.at, "neither a field tag nor a record of type 3 to 8 is here");
}

static tp_status read_all(struct reader *r)
{
    tp_status status = read_first(r);
    bool more = true;

    while (status == TP_OK && more && tp_cursor_left(&r->in) > 0)
        status = read_next(r, &more);
    if (status != TP_OK)
        return status;
    r->record = NULL;
    if (expected(r, 0))
        remark(r, ABOUT_CNT, 0, r->in.at, "1.003 CNT lists %zu more records", r->content_count - r->next_content);
    if (tp_cursor_left(&r->in) > 0)
        remark(r, ABOUT_TRAILING, 0, r->in.at, "%zu bytes follow the last record", tp_cursor_left(&r->in));
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
    return all;
}

/* Reads FILE, which the transaction owns from now on, also after a failure. */
static tp_status read_file(uint8_t *file, size_t size_bytes, const struct tp_record_limits *limits,
                           struct tp_findings *remarks, struct tp_transaction **out, struct tp_diag *diag)
{
    struct reader r = {.in = tp_cursor_over(file, size_bytes), .limits = *limits, .remarks = remarks, .diag = diag};
    tp_status status;

    if (tp_xml_detect(file, size_bytes)) {
        status = tp_niem_read(file, size_bytes, limits, remarks, out, diag);
        free(file);
        return status;
    }
    status = tp_transaction_make(file, size_bytes, out, diag);
    if (status != TP_OK)
        return status;
    r.transaction = *out;
    status = read_all(&r);
    free(r.contents);
    if (status != TP_OK)
        tp_transaction_free(out);
    return status;
}

/* The checks that need no copy. */
static tp_status check_file(size_t size_bytes, const struct tp_record_limits *limits, struct tp_diag *diag)
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
    tp_status status = check_file(size_bytes, &all, diag);
    void *copy;

    *out = NULL;
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
        status = check_file(size_bytes, &all, diag);
    if (status != TP_OK)
        free(data);
    else
        status = read_file(data, size_bytes, &all, remarks, out, diag);
    return tp_diag_in_file(diag, status, path);
}
