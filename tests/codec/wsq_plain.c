/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ the plain way: slow, and as close to the formulas as C allows. */
#include "wsq_plain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#define R2 1.41421356237309505f

const struct tp_wsq_filters plain_filters[PLAIN_FILTERS] = {
    {.low_taps = 9,
     .high_taps = 7,
     .low = {0.03782845550726404f, -0.02384946501956843f, -0.11062440441843718f, 0.37740285561283066f,
             0.85269867900889385f, 0.37740285561283066f, -0.11062440441843718f, -0.02384946501956843f,
             0.03782845550726404f},
     .high = {0.06453888262869706f, -0.04068941760916406f, -0.41809227322161724f, 0.78848561640558318f,
              -0.41809227322161724f, -0.04068941760916406f, 0.06453888262869706f}},
    {.low_taps = 5,
     .high_taps = 3,
     .low = {-R2 / 8, R2 / 4, R2 * 3 / 4, R2 / 4, -R2 / 8},
     .high = {-R2 / 4, R2 / 2, -R2 / 4}},
    {.low_taps = 8,
     .high_taps = 8,
     .low = {0.07565691101399093f, -0.12335584105275092f, -0.09789296778409587f, 0.85269867900940344f,
             0.85269867900940344f, -0.09789296778409587f, -0.12335584105275092f, 0.07565691101399093f},
     .high = {0.03226944131446922f, -0.05261415011924844f, -0.18870142780632693f, 0.60328894481393847f,
              -0.60328894481393847f, 0.18870142780632693f, 0.05261415011924844f, -0.03226944131446922f}},
    {.low_taps = 2,
     .high_taps = 6,
     .low = {R2 / 2, R2 / 2},
     .high = {-R2 / 16, -R2 / 16, R2 / 2, -R2 / 2, R2 / 16, R2 / 16}},
    {.low_taps = 6,
     .high_taps = 2,
     .low = {-R2 / 16, R2 / 16, R2 / 2, R2 / 2, R2 / 16, -R2 / 16},
     .high = {R2 / 2, -R2 / 2}},
    {.low_taps = 1, .high_taps = 1, .low = {1}, .high = {1}},
};

/* ---- one line ---------------------------------------------------------------------------------------------------- */

/* Tap N of a filter, 0 outside: odd lengths from -(L-1)/2 to (L-1)/2, even ones from -L/2 to L/2 - 1. */
static double tap(const float *filter, unsigned taps, int n)
{
    int at = n + (int)(taps / 2);
    return at >= 0 && at < (int)taps ? (double)filter[at] : 0;
}

/* Sample N of a line that is mirrored about its first and last sample (odd filters), or half a sample outside. */
static double sample(const double *line, int length, int n, bool odd)
{
    while (n < 0 || n >= length) {
        if (length == 1)
            return line[0];
        if (n < 0)
            n = odd ? -n : -1 - n;
        else
            n = odd ? 2 * length - 2 - n : 2 * length - 1 - n;
    }
    return line[n];
}

static void split_line(const struct tp_wsq_filters *f, const double *line, int length, double *low, double *high)
{
    bool odd = f->low_taps % 2 != 0;

    for (int k = 0; 2 * k < length; k++) {
        low[k] = 0;
        for (int n = -16; n <= 16; n++)
            low[k] += tap(f->low, f->low_taps, n) * sample(line, length, 2 * k - n, odd);
    }
    for (int k = 0; 2 * k + 1 < length; k++) {
        high[k] = 0;
        for (int n = -16; n <= 16; n++)
            high[k] += tap(f->high, f->high_taps, n) * sample(line, length, 2 * k + (odd ? 1 : 0) - n, odd);
    }
}

/* Coefficient K of the low (0) or high (1) half, mirrored like the line it came from. */
static double coefficient(const double *half, int which, int length, int k, bool odd)
{
    double sign = 1;

    while (true) {
        int at = odd ? 2 * k + which : k;

        if (k >= 0 && 2 * k + which < length)
            return sign * half[k];
        if (odd && length == 1)
            return which == 0 ? half[0] : 0;
        if (odd) {
            at = at < 0 ? -at : 2 * length - 2 - at;
            k = (at - which) / 2;
        } else {
            if (which == 1 && 2 * k + 1 == length) /* on the mirror, and antisymmetric */
                return 0;
            k = at < 0 ? -1 - k : length - 1 - k;
            sign = which == 1 ? -sign : sign;
        }
    }
}

static double alternate(double value, int n)
{
    return n % 2 ? -value : value;
}

static void join_line(const struct tp_wsq_filters *f, const double *low, const double *high, int length, double *line)
{
    bool odd = f->low_taps % 2 != 0;

    for (int n = 0; n < length; n++) {
        line[n] = 0;
        for (int k = n / 2 - 20; k <= n / 2 + 20; k++) {
            int d = n - 2 * k;
            double g0 = alternate(tap(f->high, f->high_taps, odd ? d : d - 1), d);
            double g1 = alternate(tap(f->low, f->low_taps, d - 1), d - 1);

            line[n] += g0 * coefficient(low, 0, length, k, odd) + g1 * coefficient(high, 1, length, k, odd);
        }
    }
}

/* ---- the plane --------------------------------------------------------------------------------------------------- */

/* A line of LENGTH numbers that lie STEP apart, to halves or back. */
static void do_line(const struct tp_wsq_filters *filters, double *at, size_t step, int length, int mode)
{
    bool inverted = (mode & 1) != 0, joins = (mode & 2) != 0;
    double *line = calloc((size_t)length * 2 + 2, sizeof *line), *halves = line + length;
    int low = length - length / 2, high = length / 2;
    double *first = inverted ? halves + high : halves, *second = inverted ? halves : halves + low;

    assert_non_null(line);
    for (int i = 0; i < length; i++)
        (joins ? halves : line)[i] = at[(size_t)i * step];
    if (joins)
        join_line(filters, first, second, length, line);
    else
        split_line(filters, line, length, first, second);
    for (int i = 0; i < length; i++)
        at[(size_t)i * step] = (joins ? line : halves)[i];
    free(line);
}

static void do_rows(const struct tp_wsq_split *s, const struct tp_wsq_filters *filters, double *plane,
                    uint32_t width_px, int joins)
{
    for (uint32_t y = 0; y < s->height; y++)
        do_line(filters, plane + (size_t)(s->y + y) * width_px + s->x, 1, (int)s->width, joins | s->x_inverted);
}

static void do_columns(const struct tp_wsq_split *s, const struct tp_wsq_filters *filters, double *plane,
                       uint32_t width_px, int joins)
{
    for (uint32_t x = 0; x < s->width; x++)
        do_line(filters, plane + (size_t)s->y * width_px + s->x + x, width_px, (int)s->height, joins | s->y_inverted);
}

void plain_analyse(const struct tp_wsq_tree *tree, const struct tp_wsq_filters *filters, double *plane,
                   uint32_t width_px)
{
    for (unsigned i = 0; i < tree->split_count; i++) {
        do_rows(&tree->splits[i], filters, plane, width_px, 0);
        do_columns(&tree->splits[i], filters, plane, width_px, 0);
    }
}

void plain_synthesise(const struct tp_wsq_tree *tree, const struct tp_wsq_filters *filters, double *plane,
                      uint32_t width_px)
{
    for (unsigned i = tree->split_count; i-- > 0;) {
        do_columns(&tree->splits[i], filters, plane, width_px, 2);
        do_rows(&tree->splits[i], filters, plane, width_px, 2);
    }
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

void wsq_file_init(struct wsq_file *out, uint32_t width_px, uint32_t height_px, double bin_width)
{
    *out = (struct wsq_file){.width_px = width_px,
                             .height_px = height_px,
                             .filters = &tp_wsq_filters_9_7,
                             .shift = 128,
                             .scale = 1,
                             .centre = 0.44};
    for (unsigned i = 0; i < TP_WSQ_CODED_BANDS; i++)
        out->bin_width[i] = bin_width;
}

static double zero_width(const struct wsq_file *file, unsigned band)
{
    return floor(file->bin_width[band] * 1200 + 0.5) / 1000;
}

/* Calls for each coefficient of the plane, in the order of subbands, with its place in plane and subband. */
#define EACH_COEFFICIENT(tree, plane_width)                                                                            \
    for (unsigned band = 0, i = 0; band < TP_WSQ_BANDS; band++)                                                        \
        for (uint32_t y = (tree)->bands[band].y; y < (tree)->bands[band].y + (tree)->bands[band].height; y++)          \
            for (size_t x = (tree)->bands[band].x, at = (size_t)y * (plane_width) + x;                                 \
                 x < (tree)->bands[band].x + (tree)->bands[band].width; x++, at++, i++)

int32_t *wsq_file_quantise(const struct wsq_file *file, const uint8_t *pixels)
{
    size_t count = (size_t)file->width_px * file->height_px;
    int32_t *out = calloc(count, sizeof *out);
    double *plane = calloc(count, sizeof *plane);
    struct tp_wsq_tree tree;

    assert_true(out && plane);
    for (size_t i = 0; i < count; i++)
        plane[i] = (pixels[i] - file->shift) / file->scale;
    tp_wsq_tree_init(&tree, file->width_px, file->height_px);
    plain_analyse(&tree, file->filters, plane, file->width_px);
    EACH_COEFFICIENT(&tree, file->width_px)
    {
        double width = file->bin_width[band], beyond = fabs(plane[at]) - zero_width(file, band) / 2;

        if (width > 0 && beyond > 0)
            out[i] = (int32_t)(beyond / width + 1) * (plane[at] > 0 ? 1 : -1);
    }
    free(plane);
    return out;
}

double *wsq_file_decode(const struct wsq_file *file)
{
    size_t count = (size_t)file->width_px * file->height_px;
    double *plane = calloc(count, sizeof *plane);
    struct tp_wsq_tree tree;

    assert_non_null(plane);
    tp_wsq_tree_init(&tree, file->width_px, file->height_px);
    EACH_COEFFICIENT(&tree, file->width_px)
    {
        double width = file->bin_width[band], q = file->coefficients[i];

        if (width > 0 && q > 0)
            plane[at] = width * (q - file->centre) + zero_width(file, band) / 2;
        else if (width > 0 && q < 0)
            plane[at] = width * (q + file->centre) - zero_width(file, band) / 2;
    }
    plain_synthesise(&tree, file->filters, plane, file->width_px);
    for (size_t i = 0; i < count; i++)
        plane[i] = plane[i] * file->scale + file->shift;
    return plane;
}

static void write_marker(const struct wsq_file *file, struct tp_buffer *out, unsigned marker)
{
    if (file->fill_bytes)
        tp_write_bytes(out, "\xff\xff", 2);
    tp_write_u16be(out, (uint16_t)marker);
}

static void write_scaled(struct tp_buffer *out, double value, uint8_t decimals)
{
    tp_write_u8(out, decimals);
    tp_write_u16be(out, (uint16_t)(value * pow(10, decimals) + 0.5));
}

static void write_filter(struct tp_buffer *out, const float *filter, unsigned taps)
{
    for (unsigned i = taps / 2; i < taps; i++) {
        tp_write_u8(out, filter[i] < 0);
        tp_write_u8(out, 9);
        tp_write_u32be(out, (uint32_t)(fabs((double)filter[i]) * 1e9 + 0.5));
    }
}

static void write_tables(const struct wsq_file *file, struct tp_buffer *out)
{
    const struct tp_wsq_filters *filters = file->filters;
    size_t taps = (filters->low_taps + 1) / 2 + (filters->high_taps + 1) / 2;

    write_marker(file, out, TP_WSQ_DTT);
    tp_write_u16be(out, (uint16_t)(4 + 6 * taps));
    tp_write_u8(out, (uint8_t)filters->low_taps);
    tp_write_u8(out, (uint8_t)filters->high_taps);
    write_filter(out, filters->low, filters->low_taps);
    write_filter(out, filters->high, filters->high_taps);
    write_marker(file, out, TP_WSQ_DQT);
    tp_write_u16be(out, 389);
    write_scaled(out, file->centre, 2);
    for (unsigned i = 0; i < TP_WSQ_BANDS; i++) {
        write_scaled(out, file->bin_width[i], 3);
        write_scaled(out, zero_width(file, i), 3);
    }
    if (file->restart_interval == 0)
        return;
    write_marker(file, out, TP_WSQ_DRI);
    tp_write_u16be(out, 4);
    tp_write_u16be(out, (uint16_t)file->restart_interval);
}

static void write_frame(const struct wsq_file *file, struct tp_buffer *out)
{
    write_marker(file, out, TP_WSQ_SOF);
    tp_write_u16be(out, 17);
    tp_write_u16be(out, 255);
    tp_write_u16be(out, (uint16_t)file->height_px);
    tp_write_u16be(out, (uint16_t)file->width_px);
    write_scaled(out, file->shift, 2);
    write_scaled(out, file->scale, 2);
    tp_write_u8(out, 2);
    tp_write_u16be(out, 0);
}

/* Symbols 1..254 have codes of 8 bits: symbol - 1. Tables 1 and 2 have one of 9 bits more for the lower ones. */
static unsigned code_of(unsigned number, unsigned symbol, unsigned *bits)
{
    unsigned half = 127;

    if (number == 0 || symbol <= half) {
        *bits = 8;
        return symbol - 1;
    }
    *bits = 9;
    return 2 * half + (symbol - 1 - half);
}

static void write_code_tables(const struct wsq_file *file, struct tp_buffer *out, unsigned first, unsigned end)
{
    write_marker(file, out, TP_WSQ_DHT);
    tp_write_u16be(out, (uint16_t)(2 + (end - first) * (17 + 254)));
    for (unsigned number = first; number < end; number++) {
        tp_write_u8(out, (uint8_t)number);
        for (unsigned bits = 1; bits <= 16; bits++)
            tp_write_u8(out, number == 0 ? (bits == 8 ? 254 : 0) : bits == 8 || bits == 9 ? 127 : 0);
        for (unsigned symbol = 1; symbol <= 254; symbol++)
            tp_write_u8(out, (uint8_t)symbol);
    }
}

struct bit_writer {
    struct tp_buffer *out;
    unsigned table, bits, count;
};

static void write_bits(struct bit_writer *w, unsigned value, unsigned count)
{
    while (count-- > 0) {
        w->bits = w->bits << 1 | (value >> count & 1);
        if (++w->count < 8)
            continue;
        tp_write_u8(w->out, (uint8_t)w->bits);
        if ((w->bits & 0xff) == 0xff)
            tp_write_u8(w->out, 0);
        w->count = 0;
    }
}

static void write_symbol(struct bit_writer *w, unsigned symbol)
{
    unsigned bits, code = code_of(w->table, symbol, &bits);
    write_bits(w, code, bits);
}

static void write_padding(struct bit_writer *w)
{
    while (w->count > 0)
        write_bits(w, 1, 1);
}

static void write_run(const struct wsq_file *file, struct bit_writer *w, unsigned run)
{
    for (; run > 0 && !(file->long_runs && run > 100); run -= TP_MIN(run, 100u))
        write_symbol(w, TP_MIN(run, 100u));
    if (run == 0)
        return;
    write_symbol(w, run < 256 ? 105 : 106);
    write_bits(w, TP_MIN(run, 65535u), run < 256 ? 8 : 16);
    write_run(file, w, run - TP_MIN(run, 65535u));
}

static void write_value(struct bit_writer *w, int32_t value)
{
    unsigned size = (unsigned)abs(value);

    if (value >= -73 && value <= 74) {
        write_symbol(w, (unsigned)(value + 180));
        return;
    }
    write_symbol(w, (size < 256 ? 101 : 103) + (value < 0 ? 1 : 0));
    write_bits(w, size, size < 256 ? 8 : 16);
}

/* The coefficients of one block; restarts after each interval's worth of them. */
static void write_block(const struct wsq_file *file, struct tp_buffer *out, unsigned table, const int32_t *coefficients,
                        size_t count)
{
    struct bit_writer w = {out, table, 0, 0};
    unsigned run = 0, restarts = 0;

    for (size_t i = 0; i < count; i++) {
        if (file->restart_interval > 0 && i > 0 && i % file->restart_interval == 0) {
            write_run(file, &w, run);
            write_padding(&w);
            tp_write_u16be(out, (uint16_t)(TP_WSQ_RST + restarts++ % 8));
            run = 0;
        }
        if (coefficients[i] == 0) {
            run++;
            continue;
        }
        write_run(file, &w, run);
        write_value(&w, coefficients[i]);
        run = 0;
    }
    write_run(file, &w, run);
    write_padding(&w);
}

static void write_blocks(const struct wsq_file *file, struct tp_buffer *out)
{
    static const unsigned ends[] = {19, 52, 60};
    size_t count = (size_t)file->width_px * file->height_px, of_block = 0;
    int32_t *coded = calloc(count + 1, sizeof *coded);
    struct tp_wsq_tree tree;
    unsigned block = 0;

    assert_non_null(coded);
    tp_wsq_tree_init(&tree, file->width_px, file->height_px);
    for (unsigned band = 0, i = 0; band < 60; band++) {
        unsigned size = tree.bands[band].width * tree.bands[band].height;

        for (unsigned k = 0; k < size && file->bin_width[band] > 0; k++)
            coded[of_block++] = file->coefficients[i + k];
        i += size;
        if (band + 1 < ends[block])
            continue;
        if (file->tables_between_blocks)
            write_code_tables(file, out, block, block + 1);
        if (of_block > 0 || !file->leave_out_empty_blocks) {
            write_marker(file, out, TP_WSQ_SOB);
            tp_write_u16be(out, 3);
            tp_write_u8(out, (uint8_t)block);
            write_block(file, out, block, coded, of_block);
        }
        of_block = 0;
        block++;
    }
    free(coded);
}

void wsq_file_write(const struct wsq_file *file, struct tp_buffer *out)
{
    tp_write_u16be(out, TP_WSQ_SOI);
    if (file->comment) {
        write_marker(file, out, TP_WSQ_COM);
        tp_write_u16be(out, (uint16_t)(2 + strlen(file->comment)));
        tp_write_bytes(out, file->comment, strlen(file->comment));
    }
    write_tables(file, out);
    write_frame(file, out);
    if (!file->tables_between_blocks) {
        write_code_tables(file, out, 0, file->one_segment ? 3 : 1);
        if (!file->one_segment)
            write_code_tables(file, out, 1, 3);
    }
    write_blocks(file, out);
    write_marker(file, out, TP_WSQ_EOI);
}
