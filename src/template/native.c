/* SPDX-License-Identifier: Apache-2.0 */
/* The native encoding of a template: all of it, exactly, in about 1 KiB.
 *
 *  byte  size  (numbers are big-endian)
 *     0     4  "TENP"
 *     4     1  version, 1
 *     5     1  flags: bit 0 a ridge field follows, others 0
 *     6     4  length of the whole record with the checksum
 *    10     2  width_px            12  2  height_px
 *    14     1  position            15  1  impression
 *    16     1  quality             17  1  minutia count n
 *    18   6*n  minutiae: type in the upper 2 bits and x_px in the lower 14; y_px; theta_q8; quality
 *              with a ridge field only:
 *           4  the box of cells that are not zero: first column, first row, columns, rows (all 0 when there
 * are none) ?  its cells row by row: a byte other than 0 is a cell, 0 and a byte k of 1..255 are k cells of 0
 *           4  CRC-32 of all that precedes
 */
#include "template/template.h"

#include <string.h>

static const uint8_t magic[4] = {'T', 'E', 'N', 'P'};

enum { VERSION = 1, FLAG_FIELD = 1, HEADER_BYTES = 18, CHECKSUM_BYTES = 4, FLAGS_OFFSET = 5, LENGTH_OFFSET = 6 };

struct box {
    unsigned column, row, columns, rows;
};

bool tp_native_detect(const uint8_t *data, size_t size_bytes)
{
    return size_bytes >= sizeof magic && memcmp(data, magic, sizeof magic) == 0;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

static struct box box_of_field(const struct tp_template *tmpl)
{
    unsigned left = UINT8_MAX, top = UINT8_MAX, right = 0, bottom = 0;
    struct box box = {0, 0, 0, 0};

    for (unsigned row = 0; row < tmpl->rows; row++) {
        for (unsigned column = 0; column < tmpl->columns; column++) {
            if (tmpl->field[row * tmpl->columns + column] == 0)
                continue;
            left = TP_MIN(left, column);
            right = TP_MAX(right, column + 1);
            top = TP_MIN(top, row);
            bottom = row + 1;
        }
    }
    if (bottom > 0)
        box = (struct box){left, top, right - left, bottom - top};
    return box;
}

static void write_run(struct tp_buffer *out, unsigned *zeros)
{
    if (*zeros > 0) {
        tp_write_u8(out, 0);
        tp_write_u8(out, (uint8_t)*zeros);
    }
    *zeros = 0;
}

static void write_field(struct tp_buffer *out, const struct tp_template *tmpl)
{
    const struct box box = box_of_field(tmpl);
    unsigned zeros = 0;

    tp_write_u8(out, (uint8_t)box.column);
    tp_write_u8(out, (uint8_t)box.row);
    tp_write_u8(out, (uint8_t)box.columns);
    tp_write_u8(out, (uint8_t)box.rows);
    for (unsigned i = 0; i < box.columns * box.rows; i++) {
        const unsigned row = box.row + i / box.columns, column = box.column + i % box.columns;
        const uint8_t cell = tmpl->field[row * tmpl->columns + column];

        if (cell != 0) {
            write_run(out, &zeros);
            tp_write_u8(out, cell);
        } else if (++zeros == UINT8_MAX) {
            write_run(out, &zeros);
        }
    }
    write_run(out, &zeros);
}

void tp_native_write(const struct tp_template *tmpl, struct tp_buffer *out)
{
    const size_t start = out->size_bytes;

    tp_write_bytes(out, magic, sizeof magic);
    tp_write_u8(out, VERSION);
    tp_write_u8(out, tmpl->field ? FLAG_FIELD : 0);
    tp_write_u32be(out, 0); /* the length, when it is known */
    tp_write_u16be(out, tmpl->width_px);
    tp_write_u16be(out, tmpl->height_px);
    tp_write_u8(out, tmpl->position);
    tp_write_u8(out, tmpl->impression);
    tp_write_u8(out, tmpl->quality);
    tp_write_u8(out, tmpl->minutia_count);
    for (unsigned i = 0; i < tmpl->minutia_count; i++) {
        const struct tp_minutia *m = &tmpl->minutiae[i];

        tp_write_u16be(out, (uint16_t)(m->type << 14 | m->x_px));
        tp_write_u16be(out, m->y_px);
        tp_write_u8(out, m->theta_q8);
        tp_write_u8(out, m->quality);
    }
    if (tmpl->field)
        write_field(out, tmpl);
    if (out->bad)
        return;
    const uint32_t length = (uint32_t)(out->size_bytes - start + CHECKSUM_BYTES);
    for (unsigned i = 0; i < 4; i++)
        out->data[start + LENGTH_OFFSET + i] = (uint8_t)(length >> (24 - 8 * i));
    tp_write_u32be(out, tp_crc32(out->data + start, out->size_bytes - start));
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* Runs may not reach beyond the box. */
static tp_status read_cells(struct tp_cursor *in, const struct box *box, struct tp_template *out, struct tp_diag *diag)
{
    const unsigned count = box->columns * box->rows;

    for (unsigned i = 0; i < count && !in->bad;) {
        const int64_t at = tp_cursor_offset(in);
        const uint8_t cell = tp_read_u8(in);
        const unsigned zeros = cell == 0 ? tp_read_u8(in) : 0;

        if (in->bad)
            break;
        if (cell == 0 && (zeros == 0 || zeros > count - i))
            return tp_fail(diag, TP_E_FORMAT, "ridge field", at, "a run of %u empty cells where %u remain", zeros,
                           count - i);
        if (cell != 0) {
            const unsigned row = box->row + i / box->columns, column = box->column + i % box->columns;
            out->field[row * out->columns + column] = cell;
        }
        i += cell == 0 ? zeros : 1;
    }
    return TP_OK;
}

static tp_status read_field(struct tp_cursor *in, struct tp_template *out, struct tp_diag *diag)
{
    const int64_t at = tp_cursor_offset(in);
    struct box box;
    tp_status status = tp_template_make_field(out, diag);

    if (status != TP_OK)
        return status;
    box.column = tp_read_u8(in);
    box.row = tp_read_u8(in);
    box.columns = tp_read_u8(in);
    box.rows = tp_read_u8(in);
    if (box.column + box.columns > out->columns || box.row + box.rows > out->rows)
        return tp_fail(diag, TP_E_FORMAT, "ridge field box", at, "the box reaches outside the %ux%u cells of the image",
                       out->columns, out->rows);
    return read_cells(in, &box, out, diag);
}

static void read_minutiae(struct tp_cursor *in, struct tp_template *out)
{
    for (unsigned i = 0; i < out->minutia_count; i++) {
        struct tp_minutia *m = &out->minutiae[i];
        const uint16_t type_x = tp_read_u16be(in);

        m->type = (uint8_t)(type_x >> 14);
        m->x_px = type_x & 0x3fff;
        m->y_px = tp_read_u16be(in);
        m->theta_q8 = tp_read_u8(in);
        m->quality = tp_read_u8(in);
    }
}

/* The checksum holds, so that only a faulty or hostile writer can fail here. */
static tp_status read_body(struct tp_cursor *in, struct tp_template *out, struct tp_diag *diag)
{
    tp_status status = TP_OK;
    uint8_t flags;

    tp_read_bytes(in, FLAGS_OFFSET);
    flags = tp_read_u8(in);
    tp_read_u32be(in);
    out->width_px = tp_read_u16be(in);
    out->height_px = tp_read_u16be(in);
    out->position = tp_read_u8(in);
    out->impression = tp_read_u8(in);
    out->quality = tp_read_u8(in);
    out->minutia_count = tp_read_u8(in);
    read_minutiae(in, out);
    if (flags & ~FLAG_FIELD)
        return tp_fail(diag, TP_E_FORMAT, "flags", FLAGS_OFFSET, "unknown flags 0x%02x", flags);
    if (!in->bad)
        status = tp_template_validate(out, diag);
    if (!in->bad && status == TP_OK && (flags & FLAG_FIELD))
        status = read_field(in, out, diag);
    if (status != TP_OK)
        return status;
    if (in->bad)
        return tp_fail(diag, TP_E_FORMAT, "length", LENGTH_OFFSET, "too short for what it should hold");
    if (tp_cursor_left(in) > 0)
        return tp_fail(diag, TP_E_FORMAT, "length", LENGTH_OFFSET, "%zu bytes too long", tp_cursor_left(in));
    return TP_OK;
}

tp_status tp_native_read(const uint8_t *data, size_t size_bytes, struct tp_template *out, struct tp_diag *diag)
{
    struct tp_cursor in = tp_cursor_over(data, size_bytes), body;
    uint8_t version;
    uint32_t length;

    tp_read_bytes(&in, sizeof magic);
    version = tp_read_u8(&in);
    tp_read_u8(&in);
    length = tp_read_u32be(&in);
    if (size_bytes > sizeof magic && version != VERSION)
        return tp_fail(diag, TP_E_VERSION, "version", 4, "version %u, known is %d", version, VERSION);
    if (size_bytes < HEADER_BYTES + CHECKSUM_BYTES)
        return tp_fail(diag, TP_E_TRUNCATED, "header", 0, "%zu bytes, the least is %d", size_bytes,
                       HEADER_BYTES + CHECKSUM_BYTES);
    if (length != size_bytes)
        return tp_fail(diag, length > size_bytes ? TP_E_TRUNCATED : TP_E_FORMAT, "length", LENGTH_OFFSET,
                       "%lu bytes declared, %zu present", (unsigned long)length, size_bytes);
    body = tp_cursor_over(data, size_bytes - CHECKSUM_BYTES);
    tp_read_bytes(&in, tp_cursor_left(&in) - CHECKSUM_BYTES);
    if (tp_read_u32be(&in) != tp_crc32(data, size_bytes - CHECKSUM_BYTES))
        return tp_fail(diag, TP_E_CHECKSUM, "checksum", (int64_t)(size_bytes - CHECKSUM_BYTES), "does not match");
    return read_body(&body, out, diag);
}
