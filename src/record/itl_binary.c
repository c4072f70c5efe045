/* SPDX-License-Identifier: Apache-2.0 */
/* Records without tags (ANSI/NIST-ITL 1-2011, clauses 8.3 to 8.8; ITL 1-2000, clauses 9 to 14), both directions. All
 * numbers are big-endian; there is no separator at the end.
 *
 *  field   types 3-6     type 7    type 8
 *    001   4  LEN        4  LEN    4  LEN   bytes of the record with these four
 *    002   1  IDC        1  IDC    1  IDC
 *    003   1  IMP        ?  rest   1  SIG   signature type
 *    004   6  FGP                  1  SRT   signature representation type
 *    005   1  ISR                  1  ISR
 *    006   2  HLL                  2  HLL
 *    007   2  VLL                  2  VLL
 *    008   1  GCA (CGA)            ?  image or vectors
 *    009   ?  image
 *
 * Unused positions of FGP are 255. What type 7 holds after IDC is for its users to define; it is kept as one field.
 */
#include "record/transaction.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the header fields 1, 2, ...; a field of six bytes is a list of six numbers. */
struct layout {
    uint8_t field_count;
    uint8_t bytes[8];
};
enum { POSITIONS = 6, POSITION_NONE = 255 };

static const struct layout image_layout = {8, {4, 1, 1, POSITIONS, 1, 2, 2, 1}};
static const struct layout user_layout = {2, {4, 1}};
static const struct layout signature_layout = {7, {4, 1, 1, 1, 1, 2, 2}};

static const struct layout *layout_of(uint8_t type)
{
    return type == 7 ? &user_layout : type == 8 ? &signature_layout : &image_layout;
}

bool tp_binary_type(unsigned type)
{
    return type >= 3 && type <= 8;
}

uint32_t tp_binary_image_field(uint8_t type)
{
    return layout_of(type)->field_count + 1u;
}

size_t tp_binary_header_bytes(uint8_t type)
{
    const struct layout *layout = layout_of(type);
    size_t total = 0;

    for (unsigned i = 0; i < layout->field_count; i++)
        total += layout->bytes[i];
    return total;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* Appends decimal words to the record's texts; *USED counts them. */
static void put_text(struct tp_record *record, size_t *used, const char *format, ...) TP_PRINTF(3, 4);

static void put_text(struct tp_record *record, size_t *used, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    *used += (size_t)vsnprintf(record->texts + *used, sizeof record->texts - *used, format, arguments);
    va_end(arguments);
    TP_ASSERT(*used < sizeof record->texts);
}

static void put_number(struct tp_record *record, size_t *used, struct tp_cursor *in, unsigned bytes)
{
    switch (bytes) {
    case 1:
        put_text(record, used, "%u", tp_read_u8(in));
        break;
    case 2:
        put_text(record, used, "%u", tp_read_u16be(in));
        break;
    case 4:
        put_text(record, used, "%u", (unsigned)tp_read_u32be(in));
        break;
    default:
        for (unsigned i = 0; i < bytes; i++)
            put_text(record, used, i == 0 ? "%u" : "\x1e%u", tp_read_u8(in));
    }
}

/* Header fields from IN as far as it reaches. OFFSET is that of the record in the file, -1 for none. */
static tp_status read_header(struct tp_record *record, struct tp_cursor *in, int64_t offset, struct tp_diag *diag)
{
    const struct layout *layout = layout_of(record->type);
    struct tp_stored_field *field;
    size_t used = 0;

    for (uint32_t i = 0; i < layout->field_count && tp_cursor_left(in) >= layout->bytes[i]; i++) {
        const size_t start = used;
        tp_status status = tp_record_add_field(record, i + 1, &field, diag);

        if (status != TP_OK)
            return status;
        field->offset_bytes = offset < 0 ? -1 : offset + tp_cursor_offset(in);
        put_number(record, &used, in, layout->bytes[i]);
        field->value.data = (const uint8_t *)record->texts + start;
        field->value.size_bytes = used - start;
    }
    return TP_OK;
}

tp_status tp_binary_read(struct tp_record *record, struct tp_diag *diag)
{
    struct tp_cursor in = tp_cursor_over(record->source.data, record->source.size_bytes);
    const int64_t offset = tp_record_offset(record);
    struct tp_stored_field *field;
    tp_status status;

    record->binary = true;
    status = read_header(record, &in, offset, diag);
    if (status != TP_OK || tp_cursor_left(&in) == 0 || record->field_count < layout_of(record->type)->field_count)
        return status;
    status = tp_record_add_field(record, tp_binary_image_field(record->type), &field, diag);
    if (status != TP_OK)
        return status;
    field->offset_bytes = offset + tp_cursor_offset(&in);
    field->value.size_bytes = tp_cursor_left(&in);
    field->value.data = tp_read_bytes(&in, field->value.size_bytes);
    return TP_OK;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

tp_status tp_binary_make(struct tp_record *record, unsigned idc, struct tp_diag *diag)
{
    uint8_t header[32] = {0};
    const size_t header_bytes = tp_binary_header_bytes(record->type);
    struct tp_cursor in = tp_cursor_over(header, header_bytes);

    header[3] = (uint8_t)header_bytes;
    header[4] = (uint8_t)idc;
    if (layout_of(record->type) == &image_layout)
        memset(header + 6, POSITION_NONE, POSITIONS);
    record->binary = true;
    return read_header(record, &in, -1, diag);
}

static tp_status refuse(const struct tp_record *record, size_t place, uint32_t number, struct tp_diag *diag,
                        const char *why)
{
    char field[16], words[64];

    snprintf(field, sizeof field, "%u.%03u", record->type, (unsigned)number);
    tp_record_words(place, record->type, field, words);
    return tp_fail(diag, TP_E_ARGUMENT, words, -1, "%s", why);
}

/* Up to six positions, separated; 255 follows them. */
static bool write_positions(struct tp_bytes value, struct tp_buffer *out)
{
    unsigned written = 0;
    struct tp_bytes piece;
    int64_t number;

    while (tp_value_next(&value, TP_RS, &piece)) {
        if (written == POSITIONS || !tp_value_number(piece, &number) || number < 0 || number > 255)
            return false;
        tp_write_u8(out, (uint8_t)number);
        written++;
    }
    for (; written < POSITIONS; written++)
        tp_write_u8(out, POSITION_NONE);
    return true;
}

static bool write_number(struct tp_bytes value, unsigned bytes, struct tp_buffer *out)
{
    int64_t number;

    if (bytes == POSITIONS)
        return write_positions(value, out);
    if (!tp_value_number(value, &number) || number < 0 || number >= (int64_t)1 << 8 * bytes)
        return false;
    if (bytes == 4)
        tp_write_u32be(out, (uint32_t)number);
    else if (bytes == 2)
        tp_write_u16be(out, (uint16_t)number);
    else
        tp_write_u8(out, (uint8_t)number);
    return true;
}

tp_status tp_binary_write(const struct tp_record *record, size_t place, struct tp_buffer *out, struct tp_diag *diag)
{
    const struct layout *layout = layout_of(record->type);
    struct tp_bytes image;

    for (size_t i = 0; i < record->field_count; i++)
        if (record->fields[i].number > layout->field_count + 1u)
            return refuse(record, place, record->fields[i].number, diag, "records of this type have no such field");
    for (uint32_t i = 0; i < layout->field_count; i++) {
        const struct tp_bytes value = tp_record_get(record, i + 1);

        if (!value.data)
            return refuse(record, place, i + 1, diag, "the field is missing");
        if (!write_number(value, layout->bytes[i], out))
            return refuse(record, place, i + 1, diag, "the value does not fit into the field");
    }
    image = tp_record_get(record, layout->field_count + 1u);
    tp_write_bytes(out, image.data, image.size_bytes);
    return TP_OK;
}
