/* SPDX-License-Identifier: Apache-2.0 */
/* The boxes of a JP2 file (ISO/IEC 15444-1, Annex I). All integers are big-endian.
 *
 *   box          u32 length (all of the box; 1: a u64 follows the type; 0: to the end of the file), 4 characters,
 * contents 'jP  '       0D 0A 87 0A                                            I.5.1, first 'ftyp'       brand,
 * version, compatible brands                      I.5.2, second 'jp2h'       boxes: I.5.3, before the codestream 'ihdr'
 * u32 height, u32 width, u16 components, ...           I.5.3.1, first; the codestream itself counts 'colr'       u8
 * method (1: enumerated), s8, u8, u32 EnumCS        I.5.3.3 'pclr'       palette I.5.3.4, refused 'cdef'       u16
 * count, each u16 channel, u16 type, u16 colour    I.5.3.6; type 1 and 2 are opacity 'res '       boxes: I.5.3.7 'resc'
 * u16 VN, u16 VD, u16 HN, u16 HD, s8 VE, s8 HE: N / D * 10^E grid points per metre, as captured 'resd'       the same,
 * for display; used when there is no 'resc' 'jp2c'       the codestream                                         I.5.4
 *
 * OpenJPEG reads and writes no resolution box, so it is given the codestream alone. */
#include "codec/jp2.h"

#include <string.h>

enum { BOXES_MAX = 1000 }; /* of one level */

#define TYPE(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))
enum { METHOD_ENUMERATED = 1, CHANNEL_OPACITY = 1, CHANNEL_PREMULTIPLIED = 2 };

struct box {
    uint32_t type;
    struct tp_cursor contents;
    int64_t offset_bytes; /* of the contents in the file */
};

struct reader {
    struct tp_jp2_boxes *out;
    bool has_header, has_codestream, captured;
    struct tp_diag *diag;
};

static tp_status truncated(struct tp_diag *diag, const char *field, int64_t offset_bytes)
{
    return tp_fail(diag, TP_E_TRUNCATED, field, offset_bytes, "the file ends early");
}

/* The next box of OUTER, whose first byte is BASE in the file. */
static tp_status next_box(struct tp_cursor *outer, int64_t base, struct box *out, struct tp_diag *diag)
{
    int64_t at = base + tp_cursor_offset(outer);
    uint64_t length = tp_read_u32be(outer), head = 8;

    out->type = tp_read_u32be(outer);
    if (length == 1) {
        length = (uint64_t)tp_read_u32be(outer) << 32;
        length |= tp_read_u32be(outer);
        head = 16;
    }
    if (outer->bad)
        return truncated(diag, "JP2 box", at);
    if (length == 0)
        length = head + tp_cursor_left(outer);
    if (length < head)
        return tp_fail(diag, TP_E_FORMAT, "JP2 box", at, "its length of %llu bytes is less than its own head",
                       (unsigned long long)length);
    if (length - head > tp_cursor_left(outer))
        return truncated(diag, "JP2 box", at);
    out->offset_bytes = base + tp_cursor_offset(outer);
    out->contents = tp_read_sub(outer, (size_t)(length - head));
    return TP_OK;
}

/* Calls TAKE for each box of OUTER. */
static tp_status each_box(struct tp_cursor outer, int64_t base, tp_status (*take)(struct reader *, struct box *),
                          struct reader *reader)
{
    tp_status status = TP_OK;
    struct box box = {0};

    for (unsigned count = 0; status == TP_OK && tp_cursor_left(&outer) > 0 && !reader->has_codestream; count++) {
        if (count == BOXES_MAX)
            return tp_fail(reader->diag, TP_E_LIMIT, "JP2 box", base + tp_cursor_offset(&outer),
                           "more than %d boxes beside each other", BOXES_MAX);
        status = next_box(&outer, base, &box, reader->diag);
        if (status == TP_OK)
            status = take(reader, &box);
    }
    return status;
}

static double power_of_ten(int8_t exponent)
{
    double power = 1;

    for (int i = exponent; i > 0; i--)
        power *= 10;
    for (int i = exponent; i < 0; i++)
        power /= 10;
    return power;
}

static tp_status take_resolution(struct reader *reader, struct box *box)
{
    bool capture = box->type == TYPE('r', 'e', 's', 'c');
    uint16_t number[4]; /* vertical numerator and denominator, horizontal ones */
    double vertical = 0, horizontal = 0;

    if (!capture && (box->type != TYPE('r', 'e', 's', 'd') || reader->captured))
        return TP_OK;
    for (int i = 0; i < 4; i++)
        number[i] = tp_read_u16be(&box->contents);
    if (number[1] > 0 && number[3] > 0) {
        vertical = number[0] / (double)number[1] * power_of_ten((int8_t)tp_read_u8(&box->contents));
        horizontal = number[2] / (double)number[3] * power_of_ten((int8_t)tp_read_u8(&box->contents));
    }
    if (box->contents.bad)
        return truncated(reader->diag, "JP2 res", box->offset_bytes);
    reader->captured = capture;
    return tp_codec_set_ppi(horizontal, vertical, 1.0, &reader->out->ppi, reader->diag);
}

static void take_colour(struct reader *reader, struct box *box)
{
    uint8_t method = tp_read_u8(&box->contents);
    uint32_t space;

    tp_read_u16be(&box->contents);
    space = tp_read_u32be(&box->contents);
    if (!box->contents.bad && method == METHOD_ENUMERATED &&
        (space == TP_JP2_SRGB || space == TP_JP2_GRAY || space == TP_JP2_YCC))
        reader->out->colour = (enum tp_jp2_colour)space;
}

static void take_channels(struct reader *reader, struct box *box)
{
    uint16_t count = tp_read_u16be(&box->contents);

    for (unsigned i = 0; i < count && !box->contents.bad; i++) {
        uint16_t type;

        tp_read_u16be(&box->contents);
        type = tp_read_u16be(&box->contents);
        tp_read_u16be(&box->contents);
        if (!box->contents.bad && (type == CHANNEL_OPACITY || type == CHANNEL_PREMULTIPLIED))
            reader->out->alpha = true;
    }
}

static tp_status take_header(struct reader *reader, struct box *box)
{
    switch (box->type) {
    case TYPE('c', 'o', 'l', 'r'):
        if (reader->out->colour == TP_JP2_UNKNOWN) /* of several the first that is understood counts (I.5.3.3) */
            take_colour(reader, box);
        return TP_OK;
    case TYPE('c', 'd', 'e', 'f'):
        take_channels(reader, box);
        return TP_OK;
    case TYPE('p', 'c', 'l', 'r'):
        return tp_fail(reader->diag, TP_E_UNSUPPORTED, "JP2 pclr", box->offset_bytes, "an image with a palette");
    case TYPE('r', 'e', 's', ' '):
        return each_box(box->contents, box->offset_bytes, take_resolution, reader);
    default:
        return TP_OK;
    }
}

static tp_status take_top(struct reader *reader, struct box *box)
{
    if (box->type == TYPE('j', 'p', '2', 'h')) {
        reader->has_header = true;
        return each_box(box->contents, box->offset_bytes, take_header, reader);
    }
    if (box->type == TYPE('j', 'p', '2', 'c')) {
        reader->has_codestream = true;
        reader->out->codestream = box->contents;
        reader->out->codestream_offset = box->offset_bytes;
    }
    return TP_OK;
}

tp_status tp_jp2_read_boxes(const uint8_t *data, size_t size_bytes, struct tp_jp2_boxes *out, struct tp_diag *diag)
{
    struct reader reader = {.out = out, .diag = diag};
    struct tp_cursor file = tp_cursor_over(data, size_bytes);
    tp_status status;

    memset(out, 0, sizeof *out);
    out->codestream = file;
    if (size_bytes > 0 && data[0] == 0xff)
        return TP_OK;
    status = each_box(file, 0, take_top, &reader);
    if (status == TP_OK && !reader.has_codestream)
        status = tp_fail(diag, TP_E_TRUNCATED, "JP2 jp2c", (int64_t)size_bytes, "the file holds no codestream");
    if (status == TP_OK && !reader.has_header)
        status = tp_fail(diag, TP_E_FORMAT, "JP2 jp2h", -1, "there is no header before the codestream");
    return status;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

enum { BOX_HEAD = 8, IHDR_BYTES = BOX_HEAD + 14, COLR_BYTES = BOX_HEAD + 7, RESC_BYTES = BOX_HEAD + 10 };

static void write_box(struct tp_buffer *out, size_t length_bytes, uint32_t type)
{
    tp_write_u32be(out, (uint32_t)length_bytes);
    tp_write_u32be(out, type);
}

static void write_resolution(struct tp_buffer *out, uint32_t per_metre)
{
    uint8_t exponent = per_metre > UINT16_MAX ? 1 : 0;
    uint16_t number = (uint16_t)(exponent ? (per_metre + 5) / 10 : per_metre);

    write_box(out, BOX_HEAD + RESC_BYTES, TYPE('r', 'e', 's', ' '));
    write_box(out, RESC_BYTES, TYPE('r', 'e', 's', 'c'));
    for (int i = 0; i < 2; i++) {
        tp_write_u16be(out, number);
        tp_write_u16be(out, 1);
    }
    tp_write_u8(out, exponent);
    tp_write_u8(out, exponent);
}

void tp_jp2_write_boxes(const struct tp_image *image, const struct tp_buffer *codestream, struct tp_buffer *out)
{
    uint32_t per_metre = tp_codec_per_metre(image->ppi);

    write_box(out, BOX_HEAD + 4, TYPE('j', 'P', ' ', ' '));
    tp_write_u32be(out, 0x0d0a870a);
    write_box(out, BOX_HEAD + 12, TYPE('f', 't', 'y', 'p'));
    tp_write_u32be(out, TYPE('j', 'p', '2', ' ')); /* brand */
    tp_write_u32be(out, 0);                        /* minor version */
    tp_write_u32be(out, TYPE('j', 'p', '2', ' ')); /* the one compatible brand */
    write_box(out, BOX_HEAD + IHDR_BYTES + COLR_BYTES + (per_metre ? BOX_HEAD + RESC_BYTES : 0),
              TYPE('j', 'p', '2', 'h'));
    write_box(out, IHDR_BYTES, TYPE('i', 'h', 'd', 'r'));
    tp_write_u32be(out, image->height_px);
    tp_write_u32be(out, image->width_px);
    tp_write_u16be(out, 1); /* component */
    tp_write_u8(out, 7);    /* 8 bits, unsigned */
    tp_write_u8(out, 7);    /* the one compression type */
    tp_write_u16be(out, 0); /* colour space known, no intellectual property box */
    write_box(out, COLR_BYTES, TYPE('c', 'o', 'l', 'r'));
    tp_write_u8(out, METHOD_ENUMERATED);
    tp_write_u16be(out, 0); /* precedence, approximation */
    tp_write_u32be(out, TP_JP2_GRAY);
    if (per_metre)
        write_resolution(out, per_metre);
    write_box(out, BOX_HEAD + codestream->size_bytes, TYPE('j', 'p', '2', 'c'));
    tp_write_bytes(out, codestream->data, codestream->size_bytes);
}
