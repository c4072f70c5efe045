/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ: from subbands back to the image, the specification's Part 1, in single precision and in a fixed order of
 * operations, so that every machine gives the same bits.
 *
 * Samples 2m and 2m+1 of a line are sums over its low and its high half:
 *
 *     x(2m + p) = sum over d of g0(2d + p) low(m - d) + g1(2d + p) high(m - d)
 *
 * Filters of odd length are symmetric about a sample: the low half stands at even positions, the high half at odd ones,
 * and each is mirrored about the line's first and last sample. Filters of even length are symmetric (low) or
 * antisymmetric (high) about a point between two samples, 2m + 1/2; the mirrors stand half a sample outside the line,
 * and the high half changes its sign there. The synthesis filters are the analysis filters exchanged, with alternating
 * signs.
 *
 * One inner loop does all the work: weighted sums of rows. Down the columns the rows are rows of the plane, along a row
 * they are that row at various offsets. */
#include "codec/wsq.h"

#include <string.h>

enum {
    REACH = TP_WSQ_TAPS_MAX / 4 + 2, /* more than a filter reaches beyond the ends of a half line */
    STRIP = 64,                      /* columns done at once */
    BLOCK = 16,
    TERMS_MAX = TP_WSQ_TAPS_MAX + 4
};

/* Every sum starts with this instead of zero: nothing that matters, but it keeps numbers out of the range where
 * arithmetic is a hundred times slower. */
#define NOT_QUITE_ZERO 1e-18f

enum half { LOW, HIGH };

/* tap * (half(m + first) + half(m + second)), or tap * half(m + first) when both are the same. */
struct term {
    float tap;
    enum half half;
    int first, second;
};

/* What one of the two samples is the sum of: single terms, then pairs. */
struct phase {
    struct term terms[TERMS_MAX];
    unsigned count;
};

struct kernel {
    struct phase phases[2];
    bool odd; /* length of the filters */
};

static void add_term(struct phase *phase, struct term term)
{
    unsigned at = phase->count++;

    TP_ASSERT(at < TERMS_MAX);
    if (term.first == term.second)
        for (; at > 0 && phase->terms[at - 1].first != phase->terms[at - 1].second; at--)
            phase->terms[at] = phase->terms[at - 1];
    phase->terms[at] = term;
}

/* ANALYSIS is the other half's filter; its tap at distance I from the centre goes to two samples of the sum. */
static void add_odd_filter(struct kernel *kernel, enum half half, const float *analysis, unsigned taps)
{
    for (int i = 0; i <= (int)taps / 2; i++) {
        float tap = i % 2 ? -analysis[(int)taps / 2 + i] : analysis[(int)taps / 2 + i];
        int reach = i / 2;

        if (i % 2 == 0) /* the sample of the same parity as this half's positions */
            add_term(&kernel->phases[half], (struct term){tap, half, -reach, reach});
        else if (half == LOW)
            add_term(&kernel->phases[1], (struct term){tap, LOW, -reach, reach + 1});
        else
            add_term(&kernel->phases[0], (struct term){tap, HIGH, -reach - 1, reach});
    }
}

/* The tap I places right of the centre stands at 2d + p = I + 1, its mirror image at -I. */
static void add_even_filter(struct kernel *kernel, enum half half, const float *analysis, unsigned taps)
{
    for (int i = 0; i < (int)taps / 2; i++) {
        float tap = (i % 2 == 0) == (half == HIGH) ? analysis[(int)taps / 2 + i] : -analysis[(int)taps / 2 + i];
        int right = (i + 1) / 2, left = i / 2;

        add_term(&kernel->phases[(i + 1) % 2], (struct term){tap, half, -right, -right});
        add_term(&kernel->phases[i % 2], (struct term){half == HIGH ? -tap : tap, half, left + i % 2, left + i % 2});
    }
}

static void kernel_init(struct kernel *out, const struct tp_wsq_filters *filters)
{
    memset(out, 0, sizeof *out);
    out->odd = filters->low_taps % 2 != 0;
    if (out->odd) {
        add_odd_filter(out, LOW, filters->high, filters->high_taps);
        add_odd_filter(out, HIGH, filters->low, filters->low_taps);
    } else {
        add_even_filter(out, LOW, filters->high, filters->high_taps);
        add_even_filter(out, HIGH, filters->low, filters->low_taps);
    }
}

/* ---- beyond the ends of a line ---------------------------------------------------------------------------------- */

/* The sample that stands for one outside a half line; sign 0 where that is zero. */
struct mirrored {
    uint32_t index;
    float sign;
};

/* A line of LENGTH samples is two half lines. */
static uint32_t half_length(uint32_t length, enum half half)
{
    return half == LOW ? length - length / 2 : length / 2;
}

static struct mirrored mirror_odd(uint32_t length, enum half half, int64_t index)
{
    int64_t period = 2 * ((int64_t)length - 1), at = 2 * index + half;

    if (length == 1)
        return (struct mirrored){0, half == LOW ? 1.0f : 0.0f};
    at = (at % period + period) % period;
    if (at >= length)
        at = period - at;
    return (struct mirrored){(uint32_t)(at / 2), 1.0f};
}

static struct mirrored mirror_even(uint32_t length, enum half half, int64_t index)
{
    int64_t at = (index % length + length) % length;

    if (at < half_length(length, half))
        return (struct mirrored){(uint32_t)at, 1.0f};
    if (half == LOW)
        return (struct mirrored){(uint32_t)(length - 1 - at), 1.0f};
    return 2 * at + 1 == length ? (struct mirrored){0, 0.0f} : (struct mirrored){(uint32_t)(length - 1 - at), -1.0f};
}

static struct mirrored mirror(const struct kernel *kernel, uint32_t length, enum half half, int64_t index)
{
    return kernel->odd ? mirror_odd(length, half, index) : mirror_even(length, half, index);
}

/* ---- sums of rows ----------------------------------------------------------------------------------------------- */

/* tap * (first + second); SECOND is NULL in the first SINGLES of them. */
struct input {
    float tap;
    const float *first, *second;
};

struct inputs {
    struct input items[TERMS_MAX];
    unsigned singles, count;
};

/* Four columns; every compiler that knows the attribute turns its arithmetic into what the processor has. */
typedef float four __attribute__((vector_size(16)));
enum { FOURS = BLOCK / 4 };

static four load(const float *at)
{
    four out;

    memcpy(&out, at, sizeof out);
    return out;
}

static void add_block(const struct inputs *inputs, size_t at, float *out)
{
    const four start = {NOT_QUITE_ZERO, NOT_QUITE_ZERO, NOT_QUITE_ZERO, NOT_QUITE_ZERO};
    four sum[FOURS];

    for (unsigned i = 0; i < FOURS; i++)
        sum[i] = start;
    for (unsigned k = 0; k < inputs->singles; k++) {
        const struct input *input = &inputs->items[k];

        for (unsigned i = 0; i < FOURS; i++)
            sum[i] += input->tap * load(input->first + at + (size_t)4 * i);
    }
    for (unsigned k = inputs->singles; k < inputs->count; k++) {
        const struct input *input = &inputs->items[k];

        for (unsigned i = 0; i < FOURS; i++)
            sum[i] += input->tap * (load(input->first + at + (size_t)4 * i) + load(input->second + at + (size_t)4 * i));
    }
    memcpy(out + at, sum, sizeof sum);
}

static float add_one(const struct inputs *inputs, size_t at)
{
    float sum = NOT_QUITE_ZERO;

    for (unsigned k = 0; k < inputs->singles; k++)
        sum += inputs->items[k].tap * inputs->items[k].first[at];
    for (unsigned k = inputs->singles; k < inputs->count; k++)
        sum += inputs->items[k].tap * (inputs->items[k].first[at] + inputs->items[k].second[at]);
    return sum;
}

/* The last block may overlap the one before. */
static void add_rows(const struct inputs *inputs, size_t length, float *out)
{
    for (size_t at = 0; length >= BLOCK && at < length; at += BLOCK)
        add_block(inputs, TP_MIN(at, length - BLOCK), out);
    for (size_t at = 0; length < BLOCK && at < length; at++)
        out[at] = add_one(inputs, at);
}

/* ---- down the columns ------------------------------------------------------------------------------------------- */

/* One strip of columns, copied: the rows of the low half, then those of the high half. */
struct strip {
    const struct kernel *kernel;
    const float *halves[2];
    uint32_t height;
};

static const float *strip_row(const struct strip *strip, enum half half, int64_t index, float *tap)
{
    struct mirrored place = {(uint32_t)index, 1.0f};

    if (index < 0 || index >= half_length(strip->height, half))
        place = mirror(strip->kernel, strip->height, half, index);
    *tap *= place.sign;
    return strip->halves[place.sign == 0 ? LOW : half] + (size_t)place.index * STRIP;
}

/* What row Y of the result is the sum of. */
static void choose_rows(const struct strip *strip, uint32_t y, struct inputs *out)
{
    const struct phase *phase = &strip->kernel->phases[y % 2];
    int64_t m = y / 2;

    out->count = phase->count;
    out->singles = 0;
    for (unsigned i = 0; i < phase->count; i++) {
        const struct term *term = &phase->terms[i];
        struct input *input = &out->items[i];

        input->tap = term->tap;
        input->first = strip_row(strip, term->half, m + term->first, &input->tap);
        input->second =
            term->second == term->first ? NULL : strip_row(strip, term->half, m + term->second, &input->tap);
        out->singles += input->second == NULL;
    }
}

static void join_strip(const struct kernel *kernel, const struct tp_wsq_split *split, float *columns, uint32_t width_px,
                       uint32_t strip_width, float *scratch)
{
    uint32_t low = half_length(split->height, LOW);
    size_t low_at = split->y_inverted ? split->height - low : 0, high_at = split->y_inverted ? 0 : low;
    struct strip strip = {kernel, {scratch + low_at * STRIP, scratch + high_at * STRIP}, split->height};
    struct inputs inputs;

    for (size_t y = 0; y < split->height; y++)
        memcpy(scratch + y * STRIP, columns + y * width_px, strip_width * sizeof *columns);
    for (uint32_t y = 0; y < split->height; y++) {
        choose_rows(&strip, y, &inputs);
        add_rows(&inputs, strip_width, columns + (size_t)y * width_px);
    }
}

/* ---- along the rows --------------------------------------------------------------------------------------------- */

/* The two halves of a row, each with REACH samples before and after it, and where the two sums go. */
struct line {
    const struct kernel *kernel;
    float *halves[2], *sums[2];
    struct inputs inputs[2];
    struct mirrored ends[2][2 * REACH]; /* what stands before and after each half */
};

static size_t padded(uint32_t length)
{
    return (size_t)half_length(length, LOW) + (size_t)2 * REACH;
}

static void line_init(struct line *out, const struct kernel *kernel, uint32_t width, float *scratch)
{
    out->kernel = kernel;
    for (int half = LOW; half <= HIGH; half++) {
        out->halves[half] = scratch + (size_t)half * padded(width) + REACH;
        out->sums[half] = scratch + (size_t)(2 + half) * padded(width);
        for (int i = 0; i < REACH; i++) {
            out->ends[half][i] = mirror(kernel, width, (enum half)half, i - REACH);
            out->ends[half][REACH + i] =
                mirror(kernel, width, (enum half)half, (int64_t)half_length(width, (enum half)half) + i);
        }
    }
    for (int p = 0; p < 2; p++) {
        struct inputs *inputs = &out->inputs[p];

        inputs->count = kernel->phases[p].count;
        inputs->singles = 0;
        for (unsigned i = 0; i < inputs->count; i++) {
            const struct term *term = &kernel->phases[p].terms[i];
            const float *half = out->halves[term->half];

            inputs->items[i] =
                (struct input){term->tap, half + term->first, term->second == term->first ? NULL : half + term->second};
            inputs->singles += inputs->items[i].second == NULL;
        }
    }
}

static void line_fill(struct line *line, enum half half, const float *samples, uint32_t length)
{
    float *out = line->halves[half];
    const struct mirrored *ends = line->ends[half];

    if (length == 0) {
        memset(out - REACH, 0, 2 * REACH * sizeof *out);
        return;
    }
    memcpy(out, samples, length * sizeof *out);
    for (int i = 0; i < REACH; i++) {
        out[i - REACH] = ends[i].sign * samples[ends[i].index];
        out[length + (uint32_t)i] = ends[REACH + i].sign * samples[ends[REACH + i].index];
    }
}

static void join_row(struct line *line, bool inverted, float *row, uint32_t width)
{
    uint32_t low = half_length(width, LOW), high = half_length(width, HIGH);
    const float *restrict even = line->sums[0], *restrict odd = line->sums[1];

    line_fill(line, LOW, inverted ? row + high : row, low);
    line_fill(line, HIGH, inverted ? row : row + low, high);
    add_rows(&line->inputs[0], low, line->sums[0]);
    add_rows(&line->inputs[1], high, line->sums[1]);
    for (size_t m = 0; m < high; m++) {
        row[2 * m] = even[m];
        row[2 * m + 1] = odd[m];
    }
    if (low > high)
        row[2 * (size_t)high] = even[high];
}

/* ---- all of it -------------------------------------------------------------------------------------------------- */

size_t tp_wsq_synthesis_scratch(uint32_t width_px, uint32_t height_px)
{
    return TP_MAX(4 * padded(width_px), (size_t)height_px * STRIP);
}

static void join(const struct kernel *kernel, const struct tp_wsq_split *split, float *plane, uint32_t width_px,
                 float *scratch)
{
    float *corner = plane + (size_t)split->y * width_px + split->x;
    struct line line;

    for (uint32_t x = 0; x < split->width; x += STRIP)
        join_strip(kernel, split, corner + x, width_px, TP_MIN(split->width - x, (uint32_t)STRIP), scratch);
    line_init(&line, kernel, split->width, scratch);
    for (size_t y = 0; y < split->height; y++)
        join_row(&line, split->x_inverted, corner + y * width_px, split->width);
}

void tp_wsq_synthesise(const struct tp_wsq_tree *tree, const struct tp_wsq_filters *filters, float *plane,
                       uint32_t width_px, float *scratch)
{
    struct kernel kernel;

    TP_ASSERT((filters->low_taps + filters->high_taps) % 2 == 0 && filters->low_taps <= TP_WSQ_TAPS_MAX &&
              filters->high_taps <= TP_WSQ_TAPS_MAX);
    kernel_init(&kernel, filters);
    for (unsigned i = tree->split_count; i-- > 0;)
        if (tree->splits[i].width > 0 && tree->splits[i].height > 0)
            join(&kernel, &tree->splits[i], plane, width_px, scratch);
}
