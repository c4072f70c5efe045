/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ: the marker segments that hold tables and headers (specification, Part 1). All numbers are big-endian; each
 * segment starts with its marker and its length, 2 bytes that count themselves.
 *
 *    SOF  frame header                        DTT  transform table
 *      1  black                                 1  low-pass taps n0, 1 high-pass taps n1
 *      1  white                                 6  each of (n0 + 1) / 2 low-pass taps from the centre outwards:
 *      2  height                                     sign (not 0: negative), exponent, 4 bytes
 *      2  width                                 6  each of (n1 + 1) / 2 high-pass taps
 *      3  shift M: exponent, 2 bytes
 *      3  scale R                             DQT  quantisation table
 *      1  encoder                               3  bin centre C: exponent, 2 bytes
 *      2  software                              6  of each of 64 subbands: bin width Q, width of the zero bin Z
 *
 *    DHT  Huffman tables, one or more of      DRI  restart interval, 2 bytes
 *      1  table number, 0..7                  COM  comment
 *     16  number of codes of each length
 *      ?  their symbols
 *
 * A number with an exponent is the number divided by that power of ten. */
#include "codec/wsq_decode.h"

#include <stdio.h>
#include <string.h>

/* A filter whose taps add up to more would carry coefficients out of the range of float. */
enum { TAP_SUM_MAX = 64 };
enum { UNKNOWN_PPI = 255 };
/* Smaller taps and bins change no pixel; computing with them can be very slow. */
static const double SMALLEST = 1e-6;

const char *tp_wsq_marker_name(unsigned marker)
{
    static const char *const names[] = {"WSQ SOI", "WSQ EOI", "WSQ SOF", "WSQ SOB", "WSQ DTT",
                                        "WSQ DQT", "WSQ DHT", "WSQ DRI", "WSQ COM"};

    if (marker >= TP_WSQ_RST && marker <= TP_WSQ_RST + 7)
        return "WSQ RST";
    return marker >= TP_WSQ_SOI && marker <= TP_WSQ_COM ? names[marker - TP_WSQ_SOI] : "WSQ";
}

/* ---- errors ------------------------------------------------------------------------------------------------------ */

/* FIELD of the segment, BACK bytes before where reading stands, has a VALUE that is not what it has to be. */
static tp_status refuse(const struct tp_wsq_segment *segment, const char *field, unsigned back, double value,
                        const char *expected)
{
    char name[64];

    snprintf(name, sizeof name, "%s %s", tp_wsq_marker_name(segment->marker), field);
    return tp_fail(segment->diag, TP_E_FORMAT, name,
                   segment->offset_bytes + tp_cursor_offset(&segment->body) - (int64_t)back, "%.10g is not %s", value,
                   expected);
}

/* The segment must have been read exactly to its end. */
static tp_status check_end(const struct tp_wsq_segment *segment)
{
    size_t left = tp_cursor_left(&segment->body);

    if (!segment->body.bad && left == 0)
        return TP_OK;
    return tp_fail(segment->diag, TP_E_FORMAT, tp_wsq_marker_name(segment->marker),
                   segment->offset_bytes + tp_cursor_offset(&segment->body),
                   left > 0 ? "%zu bytes are left over in a segment of %zu"
                            : "the segment is too short for what it holds (%zu of %zu bytes are left)",
                   left, (size_t)(segment->body.end - segment->body.begin));
}

/* ---- segments ---------------------------------------------------------------------------------------------------- */

static double scaled(double value, unsigned exponent)
{
    double divisor = 1;

    for (unsigned i = 0; i < exponent; i++)
        divisor *= 10;
    return value / divisor;
}

static double read_scaled_u16(struct tp_cursor *cursor)
{
    unsigned exponent = tp_read_u8(cursor);

    return scaled(tp_read_u16be(cursor), exponent);
}

static tp_status read_frame(struct tp_wsq_segment *segment, struct tp_wsq_tables *tables)
{
    struct tp_wsq_frame *frame = &tables->frame;
    tp_status status;

    if (tables->has_frame)
        return tp_fail(segment->diag, TP_E_FORMAT, "WSQ SOF", segment->offset_bytes, "a second frame header");
    tp_read_u16be(&segment->body); /* black and white of the scanner */
    frame->height_px = tp_read_u16be(&segment->body);
    frame->width_px = tp_read_u16be(&segment->body);
    frame->shift = (float)read_scaled_u16(&segment->body);
    frame->scale = (float)read_scaled_u16(&segment->body);
    if (!segment->body.bad && frame->scale == 0)
        return refuse(segment, "scale", 3, 0, "a scale above 0");
    tp_read_bytes(&segment->body, 3); /* encoder and software */
    status = check_end(segment);
    tables->has_frame = status == TP_OK;
    return status;
}

static tp_status read_taps(struct tp_wsq_segment *segment, const char *field, unsigned taps, bool antisymmetric,
                           float *out)
{
    double sum = 0;

    for (unsigned i = 0; i < (taps + 1) / 2; i++) {
        bool negative = tp_read_u8(&segment->body) != 0;
        unsigned exponent = tp_read_u8(&segment->body);
        double tap = scaled(tp_read_u32be(&segment->body), exponent);

        if (tap < SMALLEST)
            tap = 0;
        sum += 2 * tap;
        if (sum > TAP_SUM_MAX)
            return refuse(segment, field, 6, tap, "a tap of a filter that keeps numbers in range");
        out[taps / 2 + i] = (float)(negative ? -tap : tap);
        out[(taps - 1) / 2 - i] = (float)(negative != antisymmetric ? -tap : tap);
    }
    return TP_OK;
}

static tp_status read_filters(struct tp_wsq_segment *segment, struct tp_wsq_tables *tables)
{
    struct tp_wsq_filters *filters = &tables->filters;
    tp_status status;

    tables->has_filters = false;
    filters->low_taps = tp_read_u8(&segment->body);
    filters->high_taps = tp_read_u8(&segment->body);
    if (!segment->body.bad && (filters->low_taps < 1 || filters->low_taps > TP_WSQ_TAPS_MAX))
        return refuse(segment, "low-pass taps", 2, filters->low_taps, "a number in 1..32");
    if (!segment->body.bad && (filters->high_taps < 1 || filters->high_taps > TP_WSQ_TAPS_MAX))
        return refuse(segment, "high-pass taps", 1, filters->high_taps, "a number in 1..32");
    if ((filters->low_taps + filters->high_taps) % 2 != 0)
        return refuse(segment, "high-pass taps", 1, filters->high_taps, "even or odd like the low-pass taps");
    status = read_taps(segment, "low-pass filter", filters->low_taps, false, filters->low);
    if (status == TP_OK)
        status = read_taps(segment, "high-pass filter", filters->high_taps, filters->high_taps % 2 == 0, filters->high);
    if (status == TP_OK)
        status = check_end(segment);
    tables->has_filters = status == TP_OK;
    return status;
}

static tp_status read_quantiser(struct tp_wsq_segment *segment, struct tp_wsq_tables *tables)
{
    struct tp_wsq_quantiser *quantiser = &tables->quantiser;
    tp_status status;

    quantiser->centre = (float)read_scaled_u16(&segment->body);
    for (unsigned i = 0; i < TP_WSQ_BANDS; i++) {
        double width = read_scaled_u16(&segment->body), zero_width = read_scaled_u16(&segment->body);

        quantiser->width[i] = (float)TP_MAX(width, width > 0 ? SMALLEST : 0);
        quantiser->zero_width[i] = (float)(zero_width < SMALLEST ? 0 : zero_width);
    }
    status = check_end(segment);
    tables->has_quantiser = status == TP_OK;
    return status;
}

static tp_status read_codes(struct tp_wsq_segment *segment, struct tp_wsq_tables *tables)
{
    unsigned number = tp_read_u8(&segment->body);
    const uint8_t *counts = tp_read_bytes(&segment->body, TP_WSQ_CODE_BITS_MAX), *symbols;
    struct tp_wsq_codes codes = {.defined = true};
    struct tp_wsq_lookup lookup;

    if (!counts)
        return check_end(segment);
    if (number >= TP_WSQ_CODE_TABLES)
        return refuse(segment, "table number", 17, number, "a number in 0..7");
    memcpy(codes.counts, counts, sizeof codes.counts);
    for (unsigned i = 0; i < TP_WSQ_CODE_BITS_MAX; i++)
        codes.symbol_count += counts[i];
    if (codes.symbol_count > sizeof codes.symbols)
        return refuse(segment, "number of codes", 16, codes.symbol_count, "at most 256");
    symbols = tp_read_bytes(&segment->body, codes.symbol_count);
    if (!symbols)
        return check_end(segment);
    memcpy(codes.symbols, symbols, codes.symbol_count);
    if (!tp_wsq_lookup_init(&lookup, &codes))
        return refuse(segment, "number of codes", codes.symbol_count + 16, codes.symbol_count,
                      "a set of codes none of which starts another");
    tables->codes[number] = codes;
    return TP_OK;
}

static tp_status read_code_tables(struct tp_wsq_segment *segment, struct tp_wsq_tables *tables)
{
    tp_status status = TP_OK;

    do
        status = read_codes(segment, tables);
    while (status == TP_OK && tp_cursor_left(&segment->body) > 0);
    return status == TP_OK ? check_end(segment) : status;
}

static tp_status read_restart_interval(struct tp_wsq_segment *segment, struct tp_wsq_tables *tables)
{
    tables->restart_interval = tp_read_u16be(&segment->body);
    return check_end(segment);
}

/* ---- comments ---------------------------------------------------------------------------------------------------- */

/* The next line of TEXT, without its end. */
static struct tp_cursor next_line(struct tp_cursor *text)
{
    struct tp_cursor rest = *text;
    size_t length = 0;

    while (tp_cursor_left(&rest) > 0 && tp_read_u8(&rest) != '\n')
        length++;
    rest = tp_read_sub(text, length);
    tp_read_u8(text);
    return rest;
}

/* Takes NAME and the blanks after it off LINE; false, and LINE unchanged, when it starts otherwise. */
static bool take_name(struct tp_cursor *line, const char *name)
{
    struct tp_cursor rest = *line;
    const uint8_t *start = tp_read_bytes(&rest, strlen(name));

    if (!start || memcmp(start, name, strlen(name)) != 0 || tp_cursor_left(&rest) == 0 ||
        (*rest.at != ' ' && *rest.at != '\t'))
        return false;
    while (tp_cursor_left(&rest) > 0 && (*rest.at == ' ' || *rest.at == '\t'))
        tp_read_u8(&rest);
    *line = rest;
    return true;
}

/* Lines of a name and a value that start with NIST_COM are what NIST's programs write; of them PPI is taken. -1 stands
 * for unknown there, and 255 for a -1 that went through a byte: no scanner has that resolution, and files with it are
 * of 500 ppi. */
static tp_status read_comment(struct tp_wsq_segment *segment, struct tp_wsq_tables *tables)
{
    struct tp_cursor text = segment->body, line = next_line(&text);
    double ppi = 0;

    if (tables->has_ppi || !take_name(&line, "NIST_COM"))
        return TP_OK;
    while (tp_cursor_left(&text) > 0) {
        line = next_line(&text);
        if (!take_name(&line, "PPI"))
            continue;
        while (tp_cursor_left(&line) > 0 && *line.at >= '0' && *line.at <= '9' && ppi < 1e6)
            ppi = ppi * 10 + tp_read_u8(&line) - '0';
        tables->has_ppi = true;
        if (ppi == UNKNOWN_PPI)
            ppi = 0;
        return tp_codec_set_ppi(ppi, ppi, 0.0254, &tables->ppi, segment->diag);
    }
    return TP_OK;
}

tp_status tp_wsq_read_segment(struct tp_wsq_segment *segment, struct tp_wsq_tables *tables)
{
    switch (segment->marker) {
    case TP_WSQ_SOF:
        return read_frame(segment, tables);
    case TP_WSQ_DTT:
        return read_filters(segment, tables);
    case TP_WSQ_DQT:
        return read_quantiser(segment, tables);
    case TP_WSQ_DHT:
        return read_code_tables(segment, tables);
    case TP_WSQ_DRI:
        return read_restart_interval(segment, tables);
    case TP_WSQ_COM:
        return read_comment(segment, tables);
    default:
        return tp_fail(segment->diag, TP_E_FORMAT, tp_wsq_marker_name(segment->marker), segment->offset_bytes,
                       "marker %04X is not one of WSQ's tables and headers", segment->marker);
    }
}
