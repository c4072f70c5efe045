/* SPDX-License-Identifier: Apache-2.0 */
/* Where fields and records of the traditional encoding end, also when LEN and the separators disagree.
 *
 * A record may end where its LEN says, and where a file separator is; a place is credible when the file ends there or
 * the next record starts there: one with tags looks like "14.001:123" GS, for one without tags CNT must announce it and
 * its LEN must fit into the file. In an image a separator says nothing, so that LEN decides; when the place that it
 * gives is not credible, one nearby is taken, then the next one that is followed by a record with tags. In text the
 * separator decides, unless only LEN's place is credible. Nothing here looks at a byte more than a few times. */
#include "record/itl.h"

#include <string.h>

enum {
    TAG_BYTES_MAX = 64,
    LENGTH_DIGITS_MAX = 20,
    LENGTH_SLIP_MAX = 16, /* a LEN that is wrong by at most this many bytes is mended by looking around */
    PADDING_BYTES_MAX = 16,
    BINARY_LEAST_BYTES = 5
};

/* ---- tags -------------------------------------------------------------------------------------------------------- */

static struct tp_cursor cursor_between(const uint8_t *at, const uint8_t *end, size_t most_bytes)
{
    return tp_cursor_over(at, TP_MIN((size_t)(end - at), most_bytes));
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
        value = TP_MIN(value * 10 + (byte - '0'), (uint64_t)TP_FIELD_MAX + 1);
    }
}

bool tp_itl_read_tag(const uint8_t *at, const uint8_t *end, struct tp_itl_tag *out)
{
    struct tp_cursor in = cursor_between(at, end, TAG_BYTES_MAX);

    if (!read_digits(&in, '.', &out->type) || !read_digits(&in, ':', &out->number))
        return false;
    out->size_bytes = (size_t)tp_cursor_offset(&in);
    return out->type > 0 && out->type <= 99 && out->number > 0 && out->number <= TP_FIELD_MAX;
}

bool tp_itl_begins_tagged(const uint8_t *at, const uint8_t *end)
{
    struct tp_cursor in = cursor_between(at, end, 2 * TAG_BYTES_MAX);
    struct tp_itl_tag tag;
    uint8_t byte;

    if (!tp_itl_read_tag(at, end, &tag) || tag.number != TP_FIELD_LEN)
        return false;
    tp_read_bytes(&in, tag.size_bytes);
    do
        byte = tp_read_u8(&in);
    while ((byte >= '0' && byte <= '9') || byte == ' ');
    return byte == TP_GS || byte == TP_FS;
}

const uint8_t *tp_itl_skip_padding(const uint8_t *at, const uint8_t *end)
{
    struct tp_cursor in = cursor_between(at, end, PADDING_BYTES_MAX);

    while (tp_cursor_left(&in) > 0 && (*in.at == '\r' || *in.at == '\n'))
        tp_read_u8(&in);
    return tp_itl_begins_tagged(in.at, end) ? in.at : at;
}

bool tp_itl_begins_next(const struct tp_itl_reader *reader, const uint8_t *at)
{
    const uint8_t *const end = reader->in.end;
    const struct tp_itl_entry *next = tp_itl_expected(reader, 0);
    struct tp_cursor in = cursor_between(at, end, 4);
    uint32_t length;

    if (at == end || tp_itl_begins_tagged(tp_itl_skip_padding(at, end), end))
        return true;
    if (!next || !tp_binary_type(next->type))
        return false;
    length = tp_read_u32be(&in);
    return length >= BINARY_LEAST_BYTES && length <= (uint64_t)(end - at);
}

/* ---- LEN --------------------------------------------------------------------------------------------------------- */

static bool ends_with_separator(const struct tp_itl_reader *reader, const uint8_t *end)
{
    return end > reader->record->source.data && end[-1] == TP_FS;
}

/* Bytes from the record's start to the end of the file. */
static uint64_t bytes_left(const struct tp_itl_reader *reader)
{
    return (uint64_t)(reader->in.end - reader->record->source.data);
}

void tp_itl_take_length(struct tp_itl_reader *reader, struct tp_bytes value)
{
    int64_t number;

    reader->declared = 0;
    reader->declared_end = NULL;
    reader->trusted = false;
    if (value.size_bytes > LENGTH_DIGITS_MAX || !tp_value_number(value, &number) || number <= 0 || value.data[0] == '+')
        return;
    reader->declared = (uint64_t)number;
    if (value.data[0] == '0')
        reader->record->length_width = (uint8_t)value.size_bytes;
    if (reader->declared > bytes_left(reader))
        return;
    reader->declared_end = reader->record->source.data + reader->declared;
    reader->trusted =
        ends_with_separator(reader, reader->declared_end) && tp_itl_begins_next(reader, reader->declared_end);
}

size_t tp_itl_binary_size(const struct tp_itl_reader *reader, uint32_t length)
{
    const uint8_t *const start = reader->in.at, *const end = reader->in.end;
    const size_t left = tp_cursor_left(&reader->in);

    if (length <= left && tp_itl_begins_next(reader, start + length))
        return length;
    for (uint32_t slip = 1; slip <= LENGTH_SLIP_MAX; slip++) {
        if ((uint64_t)length + slip < left && tp_itl_begins_tagged(start + length + slip, end))
            return (size_t)length + slip;
        if (length > BINARY_LEAST_BYTES + slip && length - slip < left &&
            tp_itl_begins_tagged(start + (length - slip), end))
            return length - slip;
    }
    return length;
}

/* ---- images ------------------------------------------------------------------------------------------------------ */

/* Whether the record may end at PLACE, close to where LEN says; not at the end of the file when a record is to come. */
static bool ends_near(const struct tp_itl_reader *reader, const uint8_t *place)
{
    return ends_with_separator(reader, place) && tp_itl_begins_next(reader, place) &&
           (place < reader->in.end || !tp_itl_expected(reader, 0));
}

/* The end of the record whose image starts at IMAGE, at the place that LEN says or near it; NULL when there is none. */
static const uint8_t *image_end_near(const struct tp_itl_reader *reader, const uint8_t *image)
{
    const uint8_t *const place = reader->declared_end;
    const size_t before = (size_t)(place - image), after = (size_t)(reader->in.end - place);

    if (reader->trusted)
        return place;
    for (size_t slip = 1; slip <= LENGTH_SLIP_MAX; slip++) {
        if (slip <= after && ends_near(reader, place + slip))
            return place + slip;
        if (slip < before && ends_near(reader, place - slip))
            return place - slip;
    }
    if (tp_itl_begins_next(reader, place)) /* the separator was forgotten */
        return place;
    /* what follows the last record is padding */
    return !tp_itl_expected(reader, 0) && ends_with_separator(reader, place) ? place : NULL;
}

/* The first place after IMAGE where a record with tags follows a separator; NULL when there is none. */
static const uint8_t *image_end_far(const struct tp_itl_reader *reader, const uint8_t *image)
{
    const uint8_t *const end = reader->in.end, *at = image;

    while (at < end && (at = memchr(at, TP_FS, (size_t)(end - at))) != NULL)
        if (tp_itl_begins_tagged(tp_itl_skip_padding(++at, end), end))
            return at;
    return NULL;
}

/* The end of the file as the record's end, when LEN is of no use or only the separator is missing. */
static const uint8_t *image_end_last(const struct tp_itl_reader *reader, const uint8_t *image)
{
    const uint64_t left = bytes_left(reader), least = (uint64_t)(image - reader->record->source.data);

    if (reader->declared == left + 1 || (reader->declared <= least && ends_with_separator(reader, reader->in.end)))
        return reader->in.end;
    return NULL;
}

tp_status tp_itl_find_image_end(struct tp_itl_reader *reader, const uint8_t *at, const uint8_t **end,
                                enum tp_itl_stop *stop)
{
    const unsigned long long declared = reader->declared, left = bytes_left(reader);
    const uint8_t *place = NULL;

    *end = at;
    *stop = TP_ITL_STOP_NONE;
    if (reader->declared_end && reader->declared_end > at)
        place = image_end_near(reader, at);
    if (!place)
        place = image_end_far(reader, at);
    if (!place)
        place = image_end_last(reader, at);
    if (!place && declared > left)
        return tp_itl_refuse(reader, TP_E_TRUNCATED, "image", at, "LEN says %llu bytes, the file has %llu of them",
                             declared, left);
    if (!place)
        return tp_itl_refuse(reader, TP_E_FORMAT, "LEN", reader->record->source.data,
                             "no record ends after %llu bytes, and the image's end cannot be found otherwise",
                             declared);
    *end = place;
    if (place > at && place[-1] == TP_FS) {
        *end = place - 1;
        *stop = TP_ITL_STOP_RECORD;
    }
    return TP_OK;
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

static enum tp_itl_stop find_separator(const struct tp_itl_reader *reader, const uint8_t *at, const uint8_t **end)
{
    while (at < reader->in.end && *at != TP_GS && *at != TP_FS)
        at++;
    *end = at;
    if (at == reader->in.end)
        return TP_ITL_STOP_NONE;
    return *at == TP_GS ? TP_ITL_STOP_FIELD : TP_ITL_STOP_RECORD;
}

/* Whether the separator at AT is part of a value: neither a field nor a record follows, and LEN leads further. */
static bool separator_is_data(const struct tp_itl_reader *reader, const uint8_t *at)
{
    struct tp_itl_tag tag;

    if (!reader->trusted || at + 1 >= reader->declared_end)
        return false;
    if (*at == TP_FS)
        return !tp_itl_begins_next(reader, at + 1);
    return at + 2 < reader->declared_end && !tp_itl_read_tag(at + 1, reader->in.end, &tag);
}

/* Whether the record ends by LEN without a separator, somewhere from AT up to END. */
static bool separator_is_missing(const struct tp_itl_reader *reader, const uint8_t *at, const uint8_t *end)
{
    return reader->declared_end && reader->declared_end > at && reader->declared_end <= end &&
           reader->declared_end < reader->in.end && tp_itl_begins_tagged(reader->declared_end, reader->in.end);
}

tp_status tp_itl_find_text_end(struct tp_itl_reader *reader, uint32_t number, const uint8_t *at, const uint8_t **end,
                               enum tp_itl_stop *stop)
{
    const uint64_t left = bytes_left(reader);
    const uint8_t *inside = NULL;

    for (*stop = find_separator(reader, at, end); *stop != TP_ITL_STOP_NONE && separator_is_data(reader, *end);
         *stop = find_separator(reader, *end + 1, end))
        inside = inside ? inside : *end;
    if (inside)
        tp_itl_remark(reader, TP_ITL_SEPARATORS, number, inside, "a group or file separator inside the value");
    if (*stop != TP_ITL_STOP_RECORD && separator_is_missing(reader, at, *end)) {
        *end = reader->declared_end;
        *stop = TP_ITL_STOP_NONE;
    }
    if (*stop == TP_ITL_STOP_NONE && *end == reader->in.end && reader->declared > left + 1)
        return tp_itl_refuse(reader, TP_E_TRUNCATED, NULL, reader->record->source.data,
                             "LEN says %llu bytes, the file has %llu of them", (unsigned long long)reader->declared,
                             (unsigned long long)left);
    return TP_OK;
}
