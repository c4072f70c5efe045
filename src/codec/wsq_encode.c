/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ files written, as the specification's encoder number two makes them.
 *
 * SOI
 * COM   the NIST comment: names and values, one pair a line
 * DTT   u8 taps of the low and of the high filter; of each the taps from its middle on: u8 sign, u8 scale, u32
 * DQT   scaled bin centre C; then for 64 bands scaled Q and Z
 * SOF   u8 black, u8 white, u16 height, u16 width, scaled M, scaled R, u8 encoder, u16 software
 * DHT   u8 number; u8 counts of codes of 1..16 bits; the symbols        before the first and before the second block
 * SOB   u8 number of the table to use; coded indices                    three times
 * EOI
 *
 * A marker but SOI and EOI is followed by the u16 size of what follows, itself included. A scaled value is u8 e, u16 v
 * for v / 10^e. Everything is big-endian. */
#include "codec/wsq_encode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ENCODER = 2, SOFTWARE = 0 /* no certified implementation's number */, RATE_STEPS = 20 };

static const float default_rate_bpp = 0.75f, least_rate_bpp = 0.05f, largest_rate_bpp = 8;
static const double bin_centre = 0.44;

/* ---- parts of a file -------------------------------------------------------------------------------------------- */

struct scaled {
    uint8_t exponent;
    uint32_t mantissa;
};

/* VALUE, which is not negative, with as many decimals as LARGEST allows. */
static struct scaled scale(double value, uint32_t largest)
{
    struct scaled scaled = {0, 0};

    if (!(value > 0))
        return scaled;
    while (value * 10 + 0.5 < (double)largest + 1 && scaled.exponent < UINT8_MAX) {
        value *= 10;
        scaled.exponent++;
    }
    scaled.mantissa = (uint32_t)TP_MIN(value + 0.5, (double)largest);
    return scaled;
}

static void write_scaled(struct tp_buffer *buffer, double value)
{
    struct scaled scaled = scale(value, UINT16_MAX);

    tp_write_u8(buffer, scaled.exponent);
    tp_write_u16be(buffer, (uint16_t)scaled.mantissa);
}

static void write_comment(struct tp_buffer *buffer, const struct tp_image *image, double rate_bpp)
{
    struct tp_buffer text;
    int ppi = image->ppi > 0 ? (int)(image->ppi + 0.5f) : -1;

    tp_buffer_init(&text);
    tp_write_text(&text,
                  "NIST_COM 9\nPIX_WIDTH %u\nPIX_HEIGHT %u\nPIX_DEPTH 8\nPPI %d\nLOSSY 1\nCOLORSPACE GRAY\n"
                  "COMPRESSION WSQ\nWSQ_BITRATE %f",
                  image->width_px, image->height_px, ppi, rate_bpp);
    tp_write_u16be(buffer, TP_WSQ_COM);
    tp_write_u16be(buffer, (uint16_t)(2 + text.size_bytes));
    tp_write_bytes(buffer, text.data, text.size_bytes);
    buffer->bad = buffer->bad || text.bad;
    tp_buffer_deinit(&text);
}

static void write_taps(struct tp_buffer *buffer, const float *taps, unsigned count)
{
    for (unsigned i = count / 2; i < count; i++) {
        struct scaled scaled = scale(fabs((double)taps[i]), UINT32_MAX);

        tp_write_u8(buffer, taps[i] < 0);
        tp_write_u8(buffer, scaled.exponent);
        tp_write_u32be(buffer, scaled.mantissa);
    }
}

static void write_filters(struct tp_buffer *buffer, const struct tp_wsq_filters *filters)
{
    unsigned kept = (filters->low_taps + 1) / 2 + (filters->high_taps + 1) / 2;

    tp_write_u16be(buffer, TP_WSQ_DTT);
    tp_write_u16be(buffer, (uint16_t)(4 + 6 * kept));
    tp_write_u8(buffer, (uint8_t)filters->low_taps);
    tp_write_u8(buffer, (uint8_t)filters->high_taps);
    write_taps(buffer, filters->low, filters->low_taps);
    write_taps(buffer, filters->high, filters->high_taps);
}

static void write_widths(struct tp_buffer *buffer, const float widths[TP_WSQ_BANDS])
{
    tp_write_u16be(buffer, TP_WSQ_DQT);
    tp_write_u16be(buffer, 2 + 3 + 6 * TP_WSQ_BANDS);
    write_scaled(buffer, bin_centre);
    for (unsigned k = 0; k < TP_WSQ_BANDS; k++) {
        write_scaled(buffer, (double)widths[k]);
        write_scaled(buffer, (double)tp_wsq_zero_width(widths[k]));
    }
}

/* How the image became the plane: (pixel - shift) / scale. */
struct normal {
    double shift, scale;
};

static void write_frame(struct tp_buffer *buffer, const struct tp_image *image, const struct normal *normal)
{
    tp_write_u16be(buffer, TP_WSQ_SOF);
    tp_write_u16be(buffer, 17);
    tp_write_u8(buffer, 0);
    tp_write_u8(buffer, 255);
    tp_write_u16be(buffer, (uint16_t)image->height_px);
    tp_write_u16be(buffer, (uint16_t)image->width_px);
    write_scaled(buffer, normal->shift);
    write_scaled(buffer, normal->scale);
    tp_write_u8(buffer, ENCODER);
    tp_write_u16be(buffer, SOFTWARE);
}

static void write_table(struct tp_buffer *buffer, const struct tp_wsq_huffman *huffman, unsigned number)
{
    tp_write_u16be(buffer, TP_WSQ_DHT);
    tp_write_u16be(buffer, (uint16_t)(2 + 1 + TP_WSQ_CODE_BITS_MAX + huffman->symbol_count));
    tp_write_u8(buffer, (uint8_t)number);
    tp_write_bytes(buffer, huffman->counts, sizeof huffman->counts);
    tp_write_bytes(buffer, huffman->symbols, huffman->symbol_count);
}

/* ---- the stages ------------------------------------------------------------------------------------------------- */

struct encoder {
    const struct tp_image *image;
    struct tp_wsq_tree tree;
    struct normal normal;
    struct tp_wsq_statistics statistics;
    float *plane;     /* owned; a float for each pixel, like the scratch memory of the transform */
    void *scratch;    /* owned; then tokens, one for each index at most */
    int16_t *indices; /* owned */
};

/* What depends on the rate. */
struct coding {
    double rate_bpp;
    float widths[TP_WSQ_BANDS];
    size_t token_counts[TP_WSQ_BLOCKS];
    struct tp_wsq_huffman tables[2]; /* of the first block, and of the others */
    uint64_t bits;                   /* of coded indices, without stuffing */
};

static struct normal normal_of(const struct tp_image *image)
{
    size_t count = (size_t)image->width_px * image->height_px;
    uint64_t sum = 0;
    uint8_t low = 255, high = 0;
    struct normal normal;

    for (size_t i = 0; i < count; i++) {
        sum += image->pixels[i];
        low = TP_MIN(image->pixels[i], low);
        high = TP_MAX(image->pixels[i], high);
    }
    normal.shift = (double)sum / (double)count;
    normal.scale = TP_MAX((double)high - normal.shift, normal.shift - (double)low) / 128;
    if (low == high) /* any scale will do */
        normal.scale = 1;
    return normal;
}

static void transform(struct encoder *encoder)
{
    const struct tp_image *image = encoder->image;
    size_t count = (size_t)image->width_px * image->height_px;
    float values[256];

    encoder->normal = normal_of(image);
    for (int i = 0; i < 256; i++)
        values[i] = (float)((i - encoder->normal.shift) / encoder->normal.scale);
    for (size_t i = 0; i < count; i++)
        encoder->plane[i] = values[image->pixels[i]];
    tp_wsq_tree_init(&encoder->tree, image->width_px, image->height_px);
    tp_wsq_analyse(&encoder->tree, &tp_wsq_filters_9_7, encoder->plane, image->width_px, encoder->scratch);
    tp_wsq_measure(&encoder->tree, encoder->plane, image->width_px, &encoder->statistics);
}

static void code(const struct encoder *encoder, double rate_bpp, struct coding *out)
{
    uint32_t frequencies[2][TP_WSQ_SYMBOLS] = {{0}};
    tp_wsq_token *tokens = encoder->scratch;
    const int16_t *indices = encoder->indices;
    size_t counts[TP_WSQ_BLOCKS];

    out->rate_bpp = rate_bpp;
    tp_wsq_choose_widths(&encoder->statistics, rate_bpp, out->widths);
    tp_wsq_quantise(&encoder->tree, encoder->plane, encoder->image->width_px, out->widths, encoder->indices, counts);
    for (unsigned block = 0; block < TP_WSQ_BLOCKS; block++) {
        out->token_counts[block] = tp_wsq_tokenise(indices, counts[block], tokens, frequencies[block > 0]);
        indices += counts[block];
        tokens += out->token_counts[block];
    }
    out->bits = 0;
    for (int i = 0; i < 2; i++) {
        tp_wsq_huffman_init(&out->tables[i], frequencies[i]);
        out->bits += tp_wsq_huffman_bits(&out->tables[i], frequencies[i]);
    }
}

static void write_file(const struct encoder *encoder, const struct coding *coding, struct tp_buffer *buffer)
{
    const tp_wsq_token *tokens = encoder->scratch;

    tp_write_u16be(buffer, TP_WSQ_SOI);
    write_comment(buffer, encoder->image, coding->rate_bpp);
    write_filters(buffer, &tp_wsq_filters_9_7);
    write_widths(buffer, coding->widths);
    write_frame(buffer, encoder->image, &encoder->normal);
    for (unsigned block = 0; block < TP_WSQ_BLOCKS; block++) {
        unsigned table = block > 0;

        if (block <= 1)
            write_table(buffer, &coding->tables[table], table);
        tp_write_u16be(buffer, TP_WSQ_SOB);
        tp_write_u16be(buffer, 3);
        tp_write_u8(buffer, (uint8_t)table);
        tp_wsq_write_tokens(&coding->tables[table], tokens, coding->token_counts[block], buffer);
        tokens += coding->token_counts[block];
    }
    tp_write_u16be(buffer, TP_WSQ_EOI);
}

/* ---- rate ------------------------------------------------------------------------------------------------------- */

static size_t write_at(const struct encoder *encoder, double rate_bpp, struct tp_buffer *buffer)
{
    struct coding coding;

    code(encoder, rate_bpp, &coding);
    buffer->size_bytes = 0;
    write_file(encoder, &coding, buffer);
    return buffer->size_bytes;
}

/* Bisects r for a file of at most LIMIT bytes, until it is within a five-thousandth. Where even the least r gives a
 * larger one, that is written. */
static void write_within(const struct encoder *encoder, size_t limit_bytes, struct tp_buffer *buffer)
{
    double low = (double)least_rate_bpp, high = (double)largest_rate_bpp;
    bool fits = false;

    for (int step = 0; step < RATE_STEPS; step++) {
        double middle = sqrt(low * high);
        size_t size_bytes = write_at(encoder, middle, buffer);

        fits = size_bytes <= limit_bytes;
        *(fits ? &low : &high) = middle;
        if (fits && limit_bytes - size_bytes <= limit_bytes / 5000)
            break;
    }
    if (!fits)
        write_at(encoder, low, buffer);
}

static tp_status check_arguments(const struct tp_image *image, const struct tp_codec_options *options,
                                 struct tp_diag *diag)
{
    float rate_bpp = options->rate_bpp;

    if (image->width_px > UINT16_MAX || image->height_px > UINT16_MAX)
        return tp_fail(diag, TP_E_LIMIT, "WSQ", -1, "%u x %u pixels; a WSQ file has at most 65535 a side",
                       image->width_px, image->height_px);
    if (rate_bpp != 0 && !(rate_bpp >= least_rate_bpp && rate_bpp <= largest_rate_bpp))
        return tp_fail(diag, TP_E_ARGUMENT, "rate", -1, "%g bits per pixel; WSQ takes %g to %g", (double)rate_bpp,
                       (double)least_rate_bpp, (double)largest_rate_bpp);
    return TP_OK;
}

static void encode(struct encoder *encoder, const struct tp_codec_options *options, struct tp_buffer *buffer)
{
    size_t count = (size_t)encoder->image->width_px * encoder->image->height_px;

    transform(encoder);
    if (options->ratio != 0) {
        write_within(encoder, (size_t)((double)count / (double)options->ratio), buffer);
    } else {
        write_at(encoder, (double)(options->rate_bpp != 0 ? options->rate_bpp : default_rate_bpp), buffer);
    }
}

tp_status tp_codec_encode_wsq(const struct tp_image *image, const struct tp_codec_options *options,
                              struct tp_buffer *buffer, struct tp_diag *diag)
{
    struct encoder encoder = {.image = image};
    void *plane = NULL, *indices = NULL;
    tp_status status = check_arguments(image, options, diag);
    size_t count;

    if (status != TP_OK)
        return status;
    count = (size_t)image->width_px * image->height_px;
    status = tp_alloc(&plane, count, sizeof(float), diag);
    if (status == TP_OK)
        status = tp_alloc(&encoder.scratch, count, sizeof(float), diag);
    if (status == TP_OK)
        status = tp_alloc(&indices, count, sizeof(int16_t), diag);
    if (status == TP_OK) {
        encoder.plane = plane;
        encoder.indices = indices;
        encode(&encoder, options, buffer);
        if (buffer->bad)
            status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory to encode a WSQ file");
    }
    free(plane);
    free(encoder.scratch);
    free(indices);
    if (status != TP_OK)
        tp_buffer_deinit(buffer);
    return status;
}
