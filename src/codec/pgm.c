/* SPDX-License-Identifier: Apache-2.0 */
/* PGM, as pgm(5) of Netpbm describes it: "P5" (binary) or "P2" (decimal), then width, height and the largest sample
 * value (1..65535) in decimal, each after white space or "#" comments. After P5's largest value comes one white space
 * character and the samples, row by row, one byte each or two (high first) when the largest value exceeds 255. The
 * format says nothing of resolution; what is written here keeps it in a comment, "# pixels per metre 19685". */
#include "codec/codec.h"

#include <stdlib.h>
#include <string.h>

static const char resolution_key[] = " pixels per metre ";
enum { KEY_LENGTH = sizeof resolution_key - 1, NUMBER_MAX = 100000000 };

struct reader {
    struct tp_cursor cursor;
    uint32_t per_metre; /* 0 unless a comment says */
    bool malformed;
};

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* Consumes a comment to the end of its line. */
static void read_comment(struct reader *reader)
{
    char text[KEY_LENGTH + 8] = "";
    size_t length = 0;
    uint8_t c;

    while (tp_cursor_left(&reader->cursor) > 0 && (c = tp_read_u8(&reader->cursor)) != '\n' && c != '\r')
        if (length < sizeof text - 1)
            text[length++] = (char)c;
    if (strncmp(text, resolution_key, KEY_LENGTH) == 0 && is_digit((uint8_t)text[KEY_LENGTH]))
        reader->per_metre = (uint32_t)strtoul(text + KEY_LENGTH, NULL, 10);
}

/* Reads a number and the one character after it. */
static uint32_t read_number(struct reader *reader)
{
    struct tp_cursor *cursor = &reader->cursor;
    uint32_t value = 0;
    uint8_t c = tp_read_u8(cursor);

    while (!cursor->bad && (is_space(c) || c == '#')) {
        if (c == '#')
            read_comment(reader);
        c = tp_read_u8(cursor);
    }
    if (cursor->bad || !is_digit(c)) {
        reader->malformed = reader->malformed || !cursor->bad;
        return 0;
    }
    while (is_digit(c)) {
        value = TP_MIN(value * 10 + (uint32_t)(c - '0'), (uint32_t)NUMBER_MAX);
        c = tp_cursor_left(cursor) > 0 ? tp_read_u8(cursor) : ' ';
    }
    if (c == '#')
        read_comment(reader);
    else if (!is_space(c))
        reader->malformed = true;
    return value;
}

/* A malformed or ended reader as a status. */
static tp_status check(const struct reader *reader, const char *field, struct tp_diag *diag)
{
    int64_t offset = tp_cursor_offset(&reader->cursor);

    if (reader->malformed)
        return tp_fail(diag, TP_E_FORMAT, field, offset, "not a decimal number followed by white space");
    if (reader->cursor.bad)
        return tp_fail(diag, TP_E_TRUNCATED, field, offset, "the file ends early");
    return TP_OK;
}

static tp_status read_binary(struct reader *reader, uint32_t maximum, struct tp_image *out, struct tp_diag *diag)
{
    size_t count = (size_t)out->width_px * out->height_px;
    size_t sample_bytes = maximum > 255 ? 2 : 1;
    struct tp_cursor samples;

    if (tp_cursor_left(&reader->cursor) < count * sample_bytes)
        return tp_fail(diag, TP_E_TRUNCATED, "PGM samples", tp_cursor_offset(&reader->cursor),
                       "%zu bytes are left where %zu are needed", tp_cursor_left(&reader->cursor),
                       count * sample_bytes);
    samples = tp_read_sub(&reader->cursor, count * sample_bytes);
    for (size_t i = 0; i < count; i++) {
        uint32_t sample = sample_bytes == 1 ? tp_read_u8(&samples) : tp_read_u16be(&samples);
        if (sample > maximum)
            return tp_fail(diag, TP_E_FORMAT, "PGM samples", -1, "sample %zu is %u, above the largest value %u", i,
                           sample, maximum);
        out->pixels[i] = tp_codec_scale(sample, maximum);
    }
    return TP_OK;
}

static tp_status read_decimal(struct reader *reader, uint32_t maximum, struct tp_image *out, struct tp_diag *diag)
{
    size_t count = (size_t)out->width_px * out->height_px;

    for (size_t i = 0; i < count; i++) {
        uint32_t sample = read_number(reader);
        tp_status status = check(reader, "PGM samples", diag);

        if (status != TP_OK)
            return status;
        if (sample > maximum)
            return tp_fail(diag, TP_E_FORMAT, "PGM samples", -1, "sample %zu is %u, above the largest value %u", i,
                           sample, maximum);
        out->pixels[i] = tp_codec_scale(sample, maximum);
    }
    return TP_OK;
}

tp_status tp_codec_decode_pgm(const uint8_t *data, size_t size_bytes, const struct tp_codec_limits *limits,
                              struct tp_image *out, struct tp_diag *diag)
{
    struct reader reader = {tp_cursor_over(data, size_bytes), 0, false};
    bool binary = tp_read_u16be(&reader.cursor) == ('P' << 8 | '5');
    uint32_t width_px = read_number(&reader);
    uint32_t height_px = read_number(&reader);
    uint32_t maximum = read_number(&reader);
    float ppi = 0;
    tp_status status = check(&reader, "PGM header", diag);

    if (status == TP_OK)
        status = tp_codec_check_size(limits, width_px, height_px, "PGM header", diag);
    if (status != TP_OK)
        return status;
    if (maximum < 1 || maximum > UINT16_MAX)
        return tp_fail(diag, TP_E_FORMAT, "PGM header", -1, "the largest value is %u; it must lie in 1..65535",
                       maximum);
    /* A sample takes at least one byte, so a small file cannot ask for much memory. */
    if (tp_cursor_left(&reader.cursor) < (uint64_t)width_px * height_px)
        return tp_fail(diag, TP_E_TRUNCATED, "PGM samples", tp_cursor_offset(&reader.cursor), "the file ends early");
    status = tp_codec_set_ppi(reader.per_metre, reader.per_metre, 1.0, &ppi, diag);
    if (status == TP_OK)
        status = tp_image_init(out, width_px, height_px, ppi, diag);
    if (status == TP_OK)
        status = binary ? read_binary(&reader, maximum, out, diag) : read_decimal(&reader, maximum, out, diag);
    if (status != TP_OK)
        tp_image_deinit(out);
    return status;
}

tp_status tp_codec_encode_pgm(const struct tp_image *image, struct tp_buffer *buffer, struct tp_diag *diag)
{
    tp_write_text(buffer, "P5\n");
    if (tp_codec_per_metre(image->ppi) > 0)
        tp_write_text(buffer, "#%s%u\n", resolution_key, tp_codec_per_metre(image->ppi));
    tp_write_text(buffer, "%u %u\n255\n", image->width_px, image->height_px);
    tp_write_bytes(buffer, image->pixels, (size_t)image->width_px * image->height_px);
    if (!buffer->bad)
        return TP_OK;
    tp_buffer_deinit(buffer);
    return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory to encode a PGM");
}
