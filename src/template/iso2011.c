/* SPDX-License-Identifier: Apache-2.0 */
/* Finger minutiae records of ISO/IEC 19794-2:2011 with its corrigendum of 2012 (the record format, not the card
 * formats): reading.
 *
 *  size  (numbers are big-endian)
 *     4  format identifier "FMR\0"                       general header
 *     4  version number "030\0"
 *     4  length of record
 *     2  number of finger representations, not 0
 *     1  device certification block flag, 0 or 1
 *        then for each representation
 *     4  length of it, with these 4 bytes                representation header
 *     9  capture date and time
 *     5  capture device: technology 1, vendor 2, type 2
 *     1  number of quality blocks, each of 5 bytes:
 *        score 1 (0..100, 255 failed), vendor 2, algorithm 2
 *     1  with the flag: number of certifications, each of 3 bytes
 *     1  finger position
 *     1  representation number, which for each position counts upwards from 0
 *     2  image spatial sampling rate in x direction, pixels per cm
 *     2  the same in y direction
 *     1  impression type
 *     2  size of scanned image in x direction
 *     2  in y direction
 *     1  minutia field length (5 or 6) in the upper 4 bits, ridge ending type (0 or 1) in the lower
 *     1  number of minutiae
 *   5*n  minutia as in fmr.c, without the quality; or   representation body
 *   6*n  with it, where 254 and 255 stand for none
 *     2  extended data block length, and extended data as in fmr.c
 *
 * Angles are in units of 360/256 degrees. */
#include "template/template.h"

#include <stdio.h>

enum { ANGLES = 256, LEAST_BYTES = 34, QUALITY_BYTES = 5, CERTIFICATION_BYTES = 3, SCORE_FAILED = 255 };

bool tp_fmr_impression_of(unsigned code, uint8_t *impression)
{
    static const struct {
        uint8_t code, impression;
    } table[] = {
        {0, TP_IMPRESSION_LIVE_PLAIN},
        {1, TP_IMPRESSION_LIVE_ROLLED},
        {2, TP_IMPRESSION_INK_PLAIN},
        {3, TP_IMPRESSION_INK_ROLLED},
        {4, TP_IMPRESSION_INK_PLAIN} /* latents */,
        {5, TP_IMPRESSION_INK_PLAIN},
        {6, TP_IMPRESSION_INK_PLAIN},
        {7, TP_IMPRESSION_INK_PLAIN},
        {8, TP_IMPRESSION_SWIPE},
        {9, TP_IMPRESSION_LIVE_ROLLED} /* vertical roll */,
        {24, TP_IMPRESSION_CONTACTLESS},
        {28, TP_IMPRESSION_LIVE_PLAIN} /* other, unknown */,
        {29, TP_IMPRESSION_LIVE_PLAIN},
    };

    for (size_t i = 0; i < TP_ARRAY_LENGTH(table); i++)
        if (table[i].code == code) {
            *impression = table[i].impression;
            return true;
        }
    return false;
}

/* Of several scores the first counts. */
static tp_status read_qualities(struct tp_fmr_reader *r, struct tp_template *out)
{
    const int64_t at = tp_cursor_offset(r->in);
    const unsigned count = tp_read_u8(r->in);

    if ((size_t)count * QUALITY_BYTES > tp_cursor_left(r->in))
        return tp_fmr_refuse_short(r, at, "number of quality blocks", (size_t)count * QUALITY_BYTES);
    for (unsigned i = 0; i < count; i++) {
        const unsigned score = tp_read_u8(r->in);

        if (score > 100 && score != SCORE_FAILED)
            return tp_fmr_refuse(r, at + 1 + (int64_t)i * QUALITY_BYTES, 0, "quality score", score, "in 0..100 or 255");
        if (i == 0)
            out->quality = (uint8_t)(score > 100 ? TP_QUALITY_UNKNOWN : score);
        tp_read_bytes(r->in, QUALITY_BYTES - 1);
    }
    return TP_OK;
}

static tp_status skip_certifications(struct tp_fmr_reader *r)
{
    const int64_t at = tp_cursor_offset(r->in);
    const size_t needed = (size_t)tp_read_u8(r->in) * CERTIFICATION_BYTES;

    if (needed > tp_cursor_left(r->in))
        return tp_fmr_refuse_short(r, at, "number of certifications", needed);
    tp_read_bytes(r->in, needed);
    return TP_OK;
}

static tp_status read_finger(struct tp_fmr_reader *r, struct tp_template *out)
{
    const int64_t at = tp_cursor_offset(r->in);
    const unsigned position = tp_read_u8(r->in), number = tp_read_u8(r->in);
    unsigned impression;

    r->resolution = tp_read_u16be(r->in);
    r->y_resolution = tp_read_u16be(r->in);
    impression = tp_read_u8(r->in);
    r->width_px = tp_read_u16be(r->in);
    r->height_px = tp_read_u16be(r->in);
    if (r->in->bad)
        return tp_fmr_refuse_short(r, at, "header", 11);
    if (position > TP_POSITION_MAX)
        return tp_fmr_refuse(r, at, 0, "finger position", position, "a single finger, 0..10");
    if (!tp_fmr_view_is_next(r, position, number))
        return tp_fmr_refuse(r, at + 1, 0, "number", number, "the next of this finger");
    if (!tp_fmr_impression_of(impression, &out->impression))
        return tp_fmr_refuse(r, at + 6, 0, "impression type", impression, "a type that the standard defines");
    out->position = (uint8_t)position;
    return tp_fmr_check_image(r, at + 7, at + 2, out);
}

static tp_status read_counts(struct tp_fmr_reader *r, struct tp_template *out)
{
    const int64_t at = tp_cursor_offset(r->in);
    const unsigned field = tp_read_u8(r->in), count = tp_read_u8(r->in);
    const size_t needed = (size_t)count * (field >> 4) + 2;

    if (r->in->bad)
        return tp_fmr_refuse_short(r, at, "header", 2);
    if (field >> 4 != 5 && field >> 4 != 6)
        return tp_fmr_refuse(r, at, 0, "minutia field length", field >> 4, "5 or 6");
    if ((field & 15) > 1)
        return tp_fmr_refuse(r, at, 0, "ridge ending type", field & 15, "0 or 1");
    if (needed > tp_cursor_left(r->in))
        return tp_fmr_refuse_short(r, at + 1, "number of minutiae", needed);
    r->has_qualities = field >> 4 == 6;
    out->minutia_count = (uint8_t)count;
    return TP_OK;
}

/* The representation that R stands in, after its length. */
static tp_status read_representation(struct tp_fmr_reader *r, bool certified, struct tp_template *out)
{
    tp_status status;

    tp_read_bytes(r->in, 9 + 5); /* when and with which device: not used */
    status = read_qualities(r, out);
    if (status == TP_OK && certified)
        status = skip_certifications(r);
    if (status == TP_OK)
        status = read_finger(r, out);
    if (status == TP_OK)
        status = read_counts(r, out);
    return status == TP_OK ? tp_fmr_read_minutiae(r, out) : status;
}

static tp_status read_whole(struct tp_fmr_reader *r, bool certified, struct tp_template *out)
{
    const int64_t at = tp_cursor_offset(r->in);
    const uint32_t length = tp_read_u32be(r->in);
    tp_status status;

    if (r->in->bad)
        return tp_fmr_refuse_short(r, at, "length", 4);
    if (length < LEAST_BYTES)
        return tp_fmr_refuse(r, at, 0, "length", length, "at least 34");
    if (length - 4 > tp_cursor_left(r->in))
        return tp_fmr_refuse_short(r, at, "length", length - 4);
    tp_template_init(out);
    status = read_representation(r, certified, out);
    if (status == TP_OK && tp_cursor_offset(r->in) != at + length)
        return tp_fmr_refuse(r, at, 0, "length", length, "that of what it holds");
    return status;
}

tp_status tp_iso2011_read(struct tp_cursor *in, unsigned view, struct tp_template *out, unsigned *views,
                          struct tp_diag *diag)
{
    struct tp_fmr_reader r = {
        .in = in, .view_word = "representation", .angles = ANGLES, .quality_codes = true, .diag = diag};
    const int64_t at = tp_cursor_offset(in);
    const uint32_t length = tp_read_u32be(in);
    const unsigned count = tp_read_u16be(in), flag = tp_read_u8(in);
    tp_status status;

    if (in->bad)
        return tp_fail(diag, TP_E_TRUNCATED, "general header", at, "the record ends inside it");
    status = tp_fmr_check_length(in, at, length, diag);
    if (status != TP_OK)
        return status;
    if (count == 0)
        return tp_fail(diag, TP_E_FORMAT, "number of representations", at + 4, "0 is not allowed");
    if (flag > 1)
        return tp_fail(diag, TP_E_FORMAT, "device certification block flag", at + 6, "%u is not 0 or 1", flag);
    for (r.view_number = 1; r.view_number <= count; r.view_number++) {
        struct tp_template one;

        status = read_whole(&r, flag == 1, &one);
        if (status != TP_OK)
            return status;
        if (r.view_number == view + 1)
            *out = one;
    }
    return tp_fmr_check_end(&r, view, count, at + 4, views);
}
