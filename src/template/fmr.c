/* SPDX-License-Identifier: Apache-2.0 */
/* What the finger minutiae records of ISO/IEC 19794-2:2005 (clause 7) and ANSI INCITS 378-2004 (clause 6) share: all
 * from the capture equipment on.
 *
 *  size  (numbers are big-endian)                                              ISO      INCITS
 *     2  capture equipment: bit 15 certified, bits 14-12 reserved, device ID   7.3      6.4.5, 6.4.6
 *     2  size of scanned image in x direction, pixels                          7.3      6.4.7
 *     2  size of scanned image in y direction                                  7.3      6.4.8
 *     2  x (horizontal) resolution, pixels per cm, not 0                       7.3      6.4.9
 *     2  y (vertical) resolution                                               7.3      6.4.10
 *     1  number of finger views                                                7.3      6.4.11
 *     1  reserved, 0                                                           7.3      6.4.12
 *        then for each finger view
 *     1  finger position, 0..10                                                7.4      6.5.1.1
 *     1  view number in the upper 4 bits, which for each position counts       7.4      6.5.1.2
 *        upwards from 0; impression type in the lower 4                                 6.5.1.3
 *     1  finger quality, 0..100                                                7.4      6.5.1.4
 *     1  number of minutiae n                                                  7.4      6.5.1.5
 *   6*n  minutia type in the upper 2 bits (0 other, 1 ridge ending,            7.4      6.5.2
 *        2 bifurcation), x in the lower 14; 2 reserved bits 00, y in the
 *        lower 14; angle, 1 byte; quality, 1 byte, 0 not reported, 1..100
 *     2  extended data block length                                            7.5      6.6.1
 *        then extended data areas that fill the block exactly, not used here:
 *     2  extended data area type code: 1 ridge count, 2 core and delta,        7.5      6.6.1
 *        3 zonal quality, from 0x0100 on the vendor's; others are reserved
 *     2  extended data area length, with the 4 bytes up to here
 *     ?  extended data
 *
 * Positions count from the top left, x to the right and y down; angles anticlockwise from the positive x axis, along
 * the ridge from an ending and along the valley from a bifurcation, as in tp_minutia. Pixels are converted to 500 ppi.
 */
#include "template/template.h"

#include <stdio.h>
#include <string.h>

enum {
    MINUTIA_BYTES = 6,
    AREA_HEAD_BYTES = 4,
    SLIP_MAX_BYTES = 2, /* by which a writer miscounts the last extended data block */
    RESOLUTION_500_PPI = 197,
    QUALITY_NOT_TRIED = 254,
    QUALITY_FAILED = 255
};

/* ---- errors ------------------------------------------------------------------------------------------------------ */

tp_status tp_fmr_refuse(const struct tp_fmr_reader *r, int64_t offset, unsigned minutia, const char *field,
                        unsigned value, const char *expected)
{
    char name[64], of_minutia[16] = "";

    if (minutia > 0)
        snprintf(of_minutia, sizeof of_minutia, "minutia %u ", minutia);
    snprintf(name, sizeof name, "%s %u %s%s", r->view_word, r->view_number, of_minutia, field);
    return tp_fail(r->diag, TP_E_FORMAT, name, offset, "%u is not %s", value, expected);
}

tp_status tp_fmr_refuse_short(const struct tp_fmr_reader *r, int64_t offset, const char *field, size_t needed)
{
    char name[64];

    snprintf(name, sizeof name, "%s %u %s", r->view_word, r->view_number, field);
    return tp_fail(r->diag, TP_E_TRUNCATED, name, offset, "%zu bytes must follow, the record has %zu more", needed,
                   tp_cursor_left(r->in));
}

bool tp_fmr_view_is_next(struct tp_fmr_reader *r, unsigned position, unsigned view)
{
    if (view < r->next_view[position] || (view > 0 && r->next_view[position] == 0))
        return false;
    r->next_view[position] = (uint16_t)(view + 1);
    return true;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* Pixels of the record to pixels at 500 ppi. 500 ppi are 196.85 pixels per cm, which writers round or cut. */
static unsigned to_500_ppi(unsigned px, unsigned resolution)
{
    if (resolution == RESOLUTION_500_PPI || resolution == RESOLUTION_500_PPI - 1)
        return px;
    return (unsigned)(((uint64_t)px * 50000 + (uint64_t)resolution * 127) / ((uint64_t)resolution * 254));
}

static tp_status read_minutia(struct tp_fmr_reader *r, unsigned number, const struct tp_template *tmpl,
                              struct tp_minutia *out)
{
    const int64_t at = tp_cursor_offset(r->in);
    const unsigned type_x = tp_read_u16be(r->in), reserved_y = tp_read_u16be(r->in);
    const unsigned angle = tp_read_u8(r->in), quality = r->has_qualities ? tp_read_u8(r->in) : 0;
    const unsigned x = type_x & 0x3fff, y = reserved_y & 0x3fff;

    if (type_x >> 14 > TP_MINUTIA_BIFURCATION)
        return tp_fmr_refuse(r, at, number, "type", type_x >> 14, "a type in 0..2");
    if (x >= r->width_px)
        return tp_fmr_refuse(r, at, number, "x coordinate", x, "inside the scanned image");
    if (reserved_y >> 14 != 0)
        return tp_fmr_refuse(r, at + 2, number, "reserved bits", reserved_y >> 14, "0");
    if (y >= r->height_px)
        return tp_fmr_refuse(r, at + 2, number, "y coordinate", y, "inside the scanned image");
    if (angle >= r->angles)
        return tp_fmr_refuse(r, at + 4, number, "angle", angle, "an angle in 0..179");
    if (quality > 100 && !(r->quality_codes && quality >= QUALITY_NOT_TRIED))
        return tp_fmr_refuse(r, at + 5, number, "quality", quality, "a quality in 0..100");
    out->x_px = (uint16_t)TP_MIN(to_500_ppi(x, r->resolution), tmpl->width_px - 1u);
    out->y_px = (uint16_t)TP_MIN(to_500_ppi(y, r->resolution), tmpl->height_px - 1u);
    out->theta_q8 = (uint8_t)((angle * 256 + r->angles / 2) / r->angles);
    out->type = (uint8_t)(type_x >> 14);
    out->quality = (uint8_t)(quality > 100 ? 0 : quality);
    return TP_OK;
}

static tp_status read_extended_data(struct tp_fmr_reader *r)
{
    const int64_t at = tp_cursor_offset(r->in);
    const size_t length = tp_read_u16be(r->in), rest = tp_cursor_left(r->in);
    struct tp_cursor block;

    if (r->is_last && length != rest && TP_MIN(length, rest) >= AREA_HEAD_BYTES &&
        TP_MAX(length, rest) - TP_MIN(length, rest) <= SLIP_MAX_BYTES) {
        tp_read_bytes(r->in, rest); /* nothing of it is used, and nothing follows */
        return TP_OK;
    }
    if (length > rest)
        return tp_fmr_refuse_short(r, at, "extended data block length", length);
    block = tp_read_sub(r->in, length);
    while (tp_cursor_left(&block) > 0) {
        const int64_t area_at = at + 2 + tp_cursor_offset(&block);
        const size_t left = tp_cursor_left(&block);
        const unsigned type = tp_read_u16be(&block), area_length = tp_read_u16be(&block);

        if (block.bad || area_length < AREA_HEAD_BYTES || area_length > left)
            return tp_fmr_refuse(r, area_at + 2, 0, "extended data area length", area_length,
                                 "what the block has room for");
        if (type == 0 || (type > 3 && type < 0x100))
            return tp_fmr_refuse(r, area_at, 0, "extended data area type code", type, "defined");
        tp_read_bytes(&block, area_length - AREA_HEAD_BYTES);
    }
    return TP_OK;
}

static tp_status read_view_header(struct tp_fmr_reader *r, struct tp_template *out)
{
    const int64_t at = tp_cursor_offset(r->in);
    const unsigned position = tp_read_u8(r->in), view_impression = tp_read_u8(r->in);
    const unsigned quality = tp_read_u8(r->in), count = tp_read_u8(r->in);
    const unsigned view = view_impression >> 4, impression = view_impression & 15;
    const size_t needed = (size_t)count * MINUTIA_BYTES + 2;

    if (r->in->bad)
        return tp_fmr_refuse_short(r, at, "header", 4);
    if (position > TP_POSITION_MAX)
        return tp_fmr_refuse(r, at, 0, "finger position", position, "a position in 0..10");
    if (!tp_fmr_view_is_next(r, position, view))
        return tp_fmr_refuse(r, at + 1, 0, "view number", view, "the next of this finger");
    if (!tp_impression_is_valid(impression))
        return tp_fmr_refuse(r, at + 1, 0, "impression type", impression, "a type that the standard defines");
    if (quality > 100)
        return tp_fmr_refuse(r, at + 2, 0, "finger quality", quality, "a quality in 0..100");
    if (needed > tp_cursor_left(r->in))
        return tp_fmr_refuse_short(r, at + 3, "number of minutiae", needed);
    out->position = (uint8_t)position;
    out->impression = (uint8_t)impression;
    out->quality = (uint8_t)quality;
    out->minutia_count = (uint8_t)count;
    return TP_OK;
}

tp_status tp_fmr_read_minutiae(struct tp_fmr_reader *r, struct tp_template *out)
{
    tp_status status = TP_OK;

    for (unsigned i = 0; status == TP_OK && i < out->minutia_count; i++)
        status = read_minutia(r, i + 1, out, &out->minutiae[i]);
    if (status == TP_OK)
        status = read_extended_data(r);
    if (status == TP_OK)
        tp_template_sort(out);
    return status;
}

static tp_status read_view(struct tp_fmr_reader *r, struct tp_template *out)
{
    tp_status status = read_view_header(r, out);

    return status == TP_OK ? tp_fmr_read_minutiae(r, out) : status;
}

/* FIELD of the record, or of the view being read. */
static tp_status refuse_image(const struct tp_fmr_reader *r, tp_status status, const char *field, int64_t offset,
                              const char *words)
{
    char name[64];

    if (r->view_number == 0)
        return tp_fail(r->diag, status, field, offset, "%s", words);
    snprintf(name, sizeof name, "%s %u %s", r->view_word, r->view_number, field);
    return tp_fail(r->diag, status, name, offset, "%s", words);
}

tp_status tp_fmr_check_image(const struct tp_fmr_reader *r, int64_t size_at, int64_t resolution_at,
                             struct tp_template *out)
{
    unsigned width, height;
    char words[80];

    if (r->width_px == 0 || r->height_px == 0)
        return refuse_image(r, TP_E_FORMAT, "size of scanned image", size_at, "0 is not allowed");
    if (r->resolution == 0 || r->y_resolution == 0)
        return refuse_image(r, TP_E_FORMAT, "resolution", resolution_at, "0 is not allowed");
    snprintf(words, sizeof words, "x (%u) and y (%u) differ", r->resolution, r->y_resolution);
    if (r->resolution != r->y_resolution)
        return refuse_image(r, TP_E_UNSUPPORTED, "resolution", resolution_at, words);
    width = to_500_ppi(r->width_px, r->resolution);
    height = to_500_ppi(r->height_px, r->resolution);
    snprintf(words, sizeof words, "%u x %u pixels at 500 ppi, the limit is %d", width, height, TP_TEMPLATE_SIDE_MAX_PX);
    if (TP_MAX(width, height) > TP_TEMPLATE_SIDE_MAX_PX)
        return refuse_image(r, TP_E_LIMIT, "size of scanned image", size_at, words);
    out->width_px = (uint16_t)TP_MAX(width, 1u);
    out->height_px = (uint16_t)TP_MAX(height, 1u);
    return TP_OK;
}

tp_status tp_fmr_read_image(struct tp_fmr_reader *r, struct tp_template *out)
{
    const int64_t at = tp_cursor_offset(r->in);

    r->width_px = tp_read_u16be(r->in);
    r->height_px = tp_read_u16be(r->in);
    r->resolution = tp_read_u16be(r->in);
    r->y_resolution = tp_read_u16be(r->in);
    return tp_fmr_check_image(r, at, at + 4, out);
}

tp_status tp_fmr_read_body(struct tp_cursor *in, unsigned angles, unsigned view, struct tp_template *out,
                           unsigned *views, struct tp_diag *diag)
{
    struct tp_fmr_reader r = {
        .in = in, .view_word = "finger view", .angles = angles, .has_qualities = true, .diag = diag};
    struct tp_template blank;
    int64_t at = tp_cursor_offset(in);
    tp_status status;
    unsigned count;

    tp_template_init(&blank);
    if (tp_read_u16be(in) & 0x7000)
        return tp_fail(diag, TP_E_FORMAT, "capture equipment", at, "reserved bits are set");
    status = tp_fmr_read_image(&r, &blank);
    if (status != TP_OK)
        return status;
    at = tp_cursor_offset(in);
    count = tp_read_u8(in);
    if (count == 0)
        return tp_fail(diag, TP_E_FORMAT, "number of finger views", at, "0 is not allowed");
    if (tp_read_u8(in) != 0)
        return tp_fail(diag, TP_E_FORMAT, "reserved byte", at + 1, "not 0");
    for (r.view_number = 1; r.view_number <= count; r.view_number++) {
        struct tp_template one = blank;

        r.is_last = r.view_number == count;
        status = read_view(&r, &one);
        if (status != TP_OK)
            return status;
        if (r.view_number == view + 1)
            *out = one;
    }
    return tp_fmr_check_end(&r, view, count, at, views);
}

tp_status tp_fmr_check_end(const struct tp_fmr_reader *r, unsigned view, unsigned count, int64_t count_at,
                           unsigned *views)
{
    char field[64];

    if (tp_cursor_left(r->in) > 0)
        return tp_fail(r->diag, TP_E_FORMAT, "length of record", tp_cursor_offset(r->in),
                       "%zu bytes after the last view", tp_cursor_left(r->in));
    *views = count;
    snprintf(field, sizeof field, "number of %ss", r->view_word);
    if (view >= count)
        return tp_fail(r->diag, TP_E_NOT_FOUND, field, count_at, "view %u of %u is asked for", view + 1, count);
    return TP_OK;
}

tp_status tp_fmr_check_length(struct tp_cursor *in, int64_t offset_bytes, uint32_t length_bytes, struct tp_diag *diag)
{
    const size_t here = (size_t)tp_cursor_offset(in), size = here + tp_cursor_left(in);
    struct tp_cursor padding = *in;
    bool padded = length_bytes < size && length_bytes > here;

    if (padded)
        tp_read_bytes(&padding, length_bytes - here);
    while (padded && tp_cursor_left(&padding) > 0)
        padded = tp_read_u8(&padding) == 0;
    if (padded)
        in->end = in->begin + length_bytes;
    if (padded || length_bytes == size)
        return TP_OK;
    return tp_fail(diag, length_bytes > size ? TP_E_TRUNCATED : TP_E_FORMAT, "length of record", offset_bytes,
                   "%lu bytes declared, %zu present", (unsigned long)length_bytes, size);
}

bool tp_fmr_detect(const uint8_t *data, size_t size_bytes)
{
    return size_bytes >= 4 && memcmp(data, TP_FMR_START, 4) == 0;
}

tp_status tp_fmr_read(const uint8_t *data, size_t size_bytes, unsigned view, struct tp_template *out, unsigned *views,
                      struct tp_diag *diag)
{
    struct tp_cursor in = tp_cursor_over(data, size_bytes);
    const uint8_t *start = tp_read_bytes(&in, TP_FMR_START_BYTES);

    if (size_bytes > TP_FMR_LIMIT_BYTES)
        return tp_fail(diag, TP_E_LIMIT, "length of record", -1, "%zu bytes, the limit is %d", size_bytes,
                       TP_FMR_LIMIT_BYTES);
    if (start && memcmp(start + 4, "030", 4) == 0)
        return tp_incits2009_detect(data, size_bytes) ? tp_incits2009_read(&in, view, out, views, diag)
                                                      : tp_iso2011_read(&in, view, out, views, diag);
    if (start && memcmp(start, TP_FMR_START, TP_FMR_START_BYTES) != 0)
        return tp_fail(
            diag, TP_E_VERSION, "version number", 4,
            "%02x %02x %02x %02x, known are 20 32 30 00 (ISO/IEC 19794-2:2005, INCITS 378-2004) and 30 33 30 "
            "00 (ISO/IEC 19794-2:2011, INCITS 378-2009)",
            start[4], start[5], start[6], start[7]);
    if (size_bytes < 24)
        return tp_fail(diag, TP_E_TRUNCATED, "record header", 0, "%zu bytes, the shortest header has 24", size_bytes);
    return tp_incits2004_detect(in) ? tp_incits2004_read(&in, view, out, views, diag)
                                    : tp_iso2005_read(&in, view, out, views, diag);
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

size_t tp_fmr_body_bytes(const struct tp_template *tmpl)
{
    return 12 + 4 + (size_t)tmpl->minutia_count * MINUTIA_BYTES + 2;
}

void tp_fmr_write_body(const struct tp_template *tmpl, unsigned angles, struct tp_buffer *out)
{
    tp_write_u16be(out, 0); /* capture equipment: not certified, not known */
    tp_write_u16be(out, tmpl->width_px);
    tp_write_u16be(out, tmpl->height_px);
    tp_write_u16be(out, RESOLUTION_500_PPI);
    tp_write_u16be(out, RESOLUTION_500_PPI);
    tp_write_u8(out, 1); /* finger views */
    tp_write_u8(out, 0);
    tp_write_u8(out, tmpl->position);
    tp_write_u8(out, tmpl->impression); /* of view number 0 */
    tp_write_u8(out, tmpl->quality == TP_QUALITY_UNKNOWN ? 0 : tmpl->quality);
    tp_write_u8(out, tmpl->minutia_count);
    for (unsigned i = 0; i < tmpl->minutia_count; i++) {
        const struct tp_minutia *m = &tmpl->minutiae[i];

        tp_write_u16be(out, (uint16_t)(m->type << 14 | m->x_px));
        tp_write_u16be(out, m->y_px);
        tp_write_u8(out, (uint8_t)((m->theta_q8 * angles + 128) / 256 % angles));
        tp_write_u8(out, m->quality);
    }
    tp_write_u16be(out, 0); /* no extended data */
}
