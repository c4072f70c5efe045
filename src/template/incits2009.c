/* SPDX-License-Identifier: Apache-2.0 */
/* Finger minutiae records of ANSI INCITS 378-2009, and of the layout that came before it in 2007: reading.
 *
 *  size  (numbers are big-endian)
 *     4  format identifier "FMR\0"
 *     4  version number "030\0"
 *     4  length of record
 *     2  CBEFF product identifier: owner, not 0
 *     2  CBEFF product identifier: type
 *     2  2007: capture equipment as in fmr.c; or
 *     3  2009: certification 1 (0 or 0x80), device 2
 *     1  number of finger views, not 0
 *     1  reserved, 0
 *        then for each finger view
 *     1  finger position
 *     1  view number, which for each position counts upwards from 0
 *     1  impression type
 *     1  finger quality, 0..100, 254 or 255 for none
 *     4  quality algorithm: vendor 2, algorithm 2
 *     2  size of scanned image in x direction
 *     2  in y direction
 *     2  x resolution, pixels per cm
 *     2  y resolution
 *     1  number of minutiae
 *   6*n  minutiae as in fmr.c; quality 254 and 255 stand for none
 *     2  extended data block length, and extended data as in fmr.c
 *
 * Angles are in units of 2 degrees. An ISO/IEC 19794-2:2011 record starts with the same eight bytes; see
 * tp_incits2009_detect. */
#include "template/template.h"

#include <stdio.h>

enum { ANGLES = 180, VIEW_HEAD_BYTES = 17, MINUTIA_BYTES = 6, QUALITY_NOT_TRIED = 254 };
enum { ISO_HEAD_BYTES = 15, ISO_LEAST_BYTES = 34, VIEWS_AT_2007 = 18, VIEWS_AT_2009 = 19 };

/* ISO has a flag of 0 or 1 in byte 14, and then the length of the first representation. Where that makes no sense,
 * INCITS records show the 0 after their number of views: in an ISO record a year stands there. */
bool tp_incits2009_detect(const uint8_t *data, size_t size_bytes)
{
    struct tp_cursor in = tp_cursor_over(data, size_bytes);
    const uint8_t *head;
    unsigned flag;
    uint32_t length;

    tp_read_bytes(&in, ISO_HEAD_BYTES - 1);
    flag = tp_read_u8(&in);
    length = tp_read_u32be(&in);
    if (!in.bad && flag <= 1 && length >= ISO_LEAST_BYTES && length <= size_bytes - ISO_HEAD_BYTES)
        return false;
    in = tp_cursor_over(data, size_bytes);
    head = tp_read_bytes(&in, VIEWS_AT_2009 + 2);
    return head && (head[VIEWS_AT_2007 + 1] == 0 || head[VIEWS_AT_2009 + 1] == 0);
}

static tp_status read_view_header(struct tp_fmr_reader *r, struct tp_template *out)
{
    const int64_t at = tp_cursor_offset(r->in);
    const unsigned position = tp_read_u8(r->in), number = tp_read_u8(r->in);
    const unsigned impression = tp_read_u8(r->in), quality = tp_read_u8(r->in);
    tp_status status;
    unsigned count;

    if (tp_cursor_left(r->in) < VIEW_HEAD_BYTES - 4)
        return tp_fmr_refuse_short(r, at, "header", VIEW_HEAD_BYTES);
    if (position > TP_POSITION_MAX)
        return tp_fmr_refuse(r, at, 0, "finger position", position, "a position in 0..10");
    if (!tp_fmr_view_is_next(r, position, number))
        return tp_fmr_refuse(r, at + 1, 0, "view number", number, "the next of this finger");
    if (!tp_fmr_impression_of(impression, &out->impression))
        return tp_fmr_refuse(r, at + 2, 0, "impression type", impression, "a type that the standard defines");
    if (quality > 100 && quality < QUALITY_NOT_TRIED)
        return tp_fmr_refuse(r, at + 3, 0, "finger quality", quality, "in 0..100, 254 or 255");
    tp_read_u32be(r->in); /* whose quality it is */
    status = tp_fmr_read_image(r, out);
    if (status != TP_OK)
        return status;
    count = tp_read_u8(r->in);
    if ((size_t)count * MINUTIA_BYTES + 2 > tp_cursor_left(r->in))
        return tp_fmr_refuse_short(r, at + VIEW_HEAD_BYTES - 1, "number of minutiae",
                                   (size_t)count * MINUTIA_BYTES + 2);
    out->position = (uint8_t)position;
    out->quality = (uint8_t)(quality > 100 ? TP_QUALITY_UNKNOWN : quality);
    out->minutia_count = (uint8_t)count;
    return TP_OK;
}

/* Between the product identifier and the number of views. */
static tp_status skip_equipment(struct tp_cursor *in, struct tp_diag *diag)
{
    const int64_t at = tp_cursor_offset(in);
    const uint8_t *left = tp_cursor_left(in) >= 4 ? in->at : NULL;

    if (!left)
        return tp_fail(diag, TP_E_TRUNCATED, "record header", at, "the record ends inside it");
    if (left[3] == 0) { /* the reserved byte of the older layout */
        if (tp_read_u16be(in) & 0x7000)
            return tp_fail(diag, TP_E_FORMAT, "capture equipment", at, "reserved bits are set");
        return TP_OK;
    }
    if (tp_read_u8(in) & 0x7f)
        return tp_fail(diag, TP_E_FORMAT, "capture equipment certification", at, "reserved bits are set");
    tp_read_u16be(in);
    return TP_OK;
}

static tp_status read_views(struct tp_fmr_reader *r, unsigned view, struct tp_template *out, unsigned *views)
{
    const int64_t at = tp_cursor_offset(r->in);
    const unsigned count = tp_read_u8(r->in), reserved = tp_read_u8(r->in);
    tp_status status;

    if (r->in->bad)
        return tp_fail(r->diag, TP_E_TRUNCATED, "record header", at, "the record ends inside it");
    if (count == 0)
        return tp_fail(r->diag, TP_E_FORMAT, "number of finger views", at, "0 is not allowed");
    if (reserved != 0)
        return tp_fail(r->diag, TP_E_FORMAT, "reserved byte", at + 1, "not 0");
    for (r->view_number = 1; r->view_number <= count; r->view_number++) {
        struct tp_template one;

        tp_template_init(&one);
        status = read_view_header(r, &one);
        if (status == TP_OK)
            status = tp_fmr_read_minutiae(r, &one);
        if (status != TP_OK)
            return status;
        if (r->view_number == view + 1)
            *out = one;
    }
    return tp_fmr_check_end(r, view, count, at, views);
}

tp_status tp_incits2009_read(struct tp_cursor *in, unsigned view, struct tp_template *out, unsigned *views,
                             struct tp_diag *diag)
{
    struct tp_fmr_reader r = {.in = in,
                              .view_word = "finger view",
                              .angles = ANGLES,
                              .has_qualities = true,
                              .quality_codes = true,
                              .diag = diag};
    const int64_t at = tp_cursor_offset(in);
    const uint32_t length = tp_read_u32be(in);
    tp_status status = tp_fmr_check_length(in, at, length, diag);

    if (status != TP_OK)
        return status;
    if (tp_read_u16be(in) == 0)
        return tp_fail(diag, TP_E_FORMAT, "CBEFF product identifier owner", at + 4, "0 is not allowed");
    tp_read_u16be(in); /* the type is the owner's own affair */
    status = skip_equipment(in, diag);
    return status == TP_OK ? read_views(&r, view, out, views) : status;
}
