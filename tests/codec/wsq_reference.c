/* SPDX-License-Identifier: Apache-2.0 */
#include "wsq_reference.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "synth/synth.h"

#include "test.h"

static const double low_half[5] = {0.85269867900940344, 0.37740285561265380, -0.11062440441842342, -0.02384946501938000,
                                   0.03782845550699546};
static const double high_half[4] = {0.78848561640566439, -0.41809227322221221, -0.04068941760955867,
                                    0.06453888262893845};

/* ---- transform -------------------------------------------------------------------------------------------------- */

static double sample(const double *line, long index, long length)
{
    if (length == 1)
        return line[0];
    while (index < 0 || index >= length)
        index = index < 0 ? -index : 2 * (length - 1) - index;
    return line[index];
}

/* Replaces a line, whose samples are STEP apart, by its halves. */
static void split_line(double *first, size_t step, long length, bool turned)
{
    double *line = calloc((size_t)length, sizeof *line);
    long low = turned ? length / 2 : 0, high = turned ? 0 : (length + 1) / 2;

    assert_non_null(line);
    for (long i = 0; i < length; i++)
        line[i] = first[(size_t)i * step];
    for (long i = 0; i < length; i++) {
        bool is_high = i % 2 != 0;
        double sum = 0;

        for (long k = -4; k <= 4; k++)
            if (!is_high || labs(k) < 4)
                sum += (is_high ? high_half : low_half)[labs(k)] * sample(line, i + k, length);
        first[(size_t)((is_high ? high : low) + i / 2) * step] = sum;
    }
    free(line);
}

static void split(struct reference *reference, struct reference_band box, unsigned place,
                  struct reference_band quarters[4])
{
    bool x_turned = place & 1, y_turned = place & 2;
    uint32_t left = x_turned ? box.width / 2 : (box.width + 1) / 2;
    uint32_t top = y_turned ? box.height / 2 : (box.height + 1) / 2;
    double *corner = reference->plane + (size_t)box.y * reference->width + box.x;

    for (uint32_t y = 0; y < box.height; y++)
        if (box.width > 0)
            split_line(corner + (size_t)y * reference->width, 1, box.width, x_turned);
    for (uint32_t x = 0; x < box.width; x++)
        if (box.height > 0)
            split_line(corner + x, reference->width, box.height, y_turned);
    quarters[0] = (struct reference_band){box.x, box.y, left, top};
    quarters[1] = (struct reference_band){box.x + left, box.y, box.width - left, top};
    quarters[2] = (struct reference_band){box.x, box.y + top, left, box.height - top};
    quarters[3] = (struct reference_band){box.x + left, box.y + top, box.width - left, box.height - top};
}

static void split_twice(struct reference *reference, struct reference_band box, unsigned place, unsigned first_band)
{
    struct reference_band quarters[4];

    split(reference, box, place, quarters);
    for (unsigned i = 0; i < 4; i++)
        split(reference, quarters[i], i, &reference->bands[first_band + 4 * i]);
}

static void decompose(struct reference *reference)
{
    struct reference_band whole = {0, 0, reference->width, reference->height}, one[4], two[4];

    split(reference, whole, 0, one);
    split(reference, one[0], 0, two);
    split_twice(reference, two[0], 0, 3);
    split(reference, reference->bands[3], 0, &reference->bands[0]); /* band 3 is overwritten last */
    split_twice(reference, two[1], 1, 19);
    split_twice(reference, two[2], 2, 35);
    reference->bands[51] = two[3];
    split(reference, one[1], 1, &reference->bands[52]);
    split(reference, one[2], 2, &reference->bands[56]);
}

/* ---- statistics and widths -------------------------------------------------------------------------------------- */

static double variance(const struct reference *reference, struct reference_band box, bool few)
{
    double mean = 0, sum = 0, count = (double)box.width * box.height;

    for (int pass = 0; pass < 2; pass++)
        for (uint32_t y = box.y; y < box.y + box.height; y++)
            for (uint32_t x = box.x; x < box.x + box.width; x++) {
                double value = reference->plane[(size_t)y * reference->width + x];
                if (pass == 0)
                    mean += few ? 0 : value / count;
                else
                    sum += (value - mean) * (value - mean);
            }
    return sum / (few ? fmax(count, 1) : count - 1);
}

static double band_variance(const struct reference *reference, int band, bool whole)
{
    struct reference_band box = reference->bands[band];
    struct reference_band part = {box.x + box.width / 8, box.y + 9 * box.height / 32, 3 * box.width / 4,
                                  7 * box.height / 16};
    bool few = (double)box.width * box.height < 8;

    if (whole || (double)part.width * part.height < 8)
        part = box;
    return variance(reference, part, few);
}

static void find_variances(struct reference *reference)
{
    double lowest = 0;

    for (int k = 0; k < 60; k++)
        reference->variances[k] = band_variance(reference, k, false);
    for (int k = 0; k < 4; k++)
        lowest += reference->variances[k];
    for (int k = 0; k < 60 && lowest < 20000; k++)
        reference->variances[k] = band_variance(reference, k, true);
}

void reference_choose_widths(struct reference *reference, double rate_bpp)
{
    static const double weights[8] = {1.32, 1.08, 1.42, 1.08, 1.32, 1.42, 1.08, 1.08};
    double relative[60], share[60], q = 0;
    bool member[60], changed = true;

    for (int k = 0; k < 60; k++) {
        relative[k] = k < 4 ? 1 : 10 / ((k < 52 ? 1 : weights[k - 52]) * log(reference->variances[k]));
        share[k] = k < 4 ? 1 / 1024. : k < 51 ? 1 / 256. : 1 / 16.;
        member[k] = reference->variances[k] >= 1.01;
    }
    while (changed) {
        double sum = 0, product = 1;

        for (int k = 0; k < 60; k++)
            if (member[k]) {
                sum += share[k];
                product *= pow(sqrt(reference->variances[k]) / relative[k], share[k]);
            }
        if (sum == 0)
            break;
        q = pow(2, rate_bpp / sum - 1) / 2.5 / pow(product, 1 / sum);
        changed = false;
        for (int k = 0; k < 60; k++)
            if (member[k] && relative[k] / q >= 5 * sqrt(reference->variances[k])) {
                member[k] = false;
                changed = true;
            }
    }
    memset(reference->widths, 0, sizeof reference->widths);
    for (int k = 0; k < 60 && q > 0; k++)
        if (reference->variances[k] >= 1.01)
            reference->widths[k] = relative[k] / q;
}

int reference_index(const struct reference *reference, unsigned band, uint32_t x, uint32_t y)
{
    const struct reference_band *box = &reference->bands[band];
    double value = reference->plane[(size_t)(box->y + y) * reference->width + box->x + x];
    double width = reference->widths[band], half = 1.2 * width / 2;

    if (value > half)
        return (int)floor((value - half) / width) + 1;
    return value < -half ? (int)ceil((value + half) / width) - 1 : 0;
}

void reference_init(struct reference *out, const struct tp_image *image)
{
    size_t count = (size_t)image->width_px * image->height_px;
    double low = 255, high = 0, sum = 0;

    memset(out, 0, sizeof *out);
    out->width = image->width_px;
    out->height = image->height_px;
    out->plane = calloc(count, sizeof *out->plane);
    assert_non_null(out->plane);
    for (size_t i = 0; i < count; i++) {
        low = fmin(low, image->pixels[i]);
        high = fmax(high, image->pixels[i]);
        sum += image->pixels[i];
    }
    out->shift = sum / (double)count;
    out->scale = low == high ? 1 : fmax(high - out->shift, out->shift - low) / 128;
    for (size_t i = 0; i < count; i++)
        out->plane[i] = (image->pixels[i] - out->shift) / out->scale;
    decompose(out);
    find_variances(out);
}

void reference_free(struct reference *reference)
{
    free(reference->plane);
}

/* ---- pictures --------------------------------------------------------------------------------------------------- */

void reference_print(struct tp_image *out, unsigned position)
{
    struct tp_synth *synth;
    struct tp_synth_master *master;
    struct tp_synth_style style;
    struct tp_template truth;

    assert_int_equal(tp_synth_new(&synth, NULL), TP_OK);
    assert_int_equal(tp_synth_master_new(synth, 3, 7, position, &master, NULL), TP_OK);
    tp_synth_style_draw(&master->finger, TP_SYNTH_OPTICAL, 1, &style);
    assert_int_equal(tp_synth_impression(master, &style, out, &truth, NULL), TP_OK);
    tp_template_deinit(&truth);
    tp_synth_master_free(&master);
    tp_synth_free(&synth);
}

void reference_ridges(struct tp_image *out, uint32_t width_px, uint32_t height_px)
{
    struct tp_rng rng = tp_rng_seed(1, width_px * 65536u + height_px);

    assert_int_equal(tp_image_init(out, width_px, height_px, 500, NULL), TP_OK);
    for (uint32_t y = 0; y < height_px; y++)
        for (uint32_t x = 0; x < width_px; x++) {
            float wave = tp_sin(0.7f * (float)x + 0.5f * (float)y + 2 * tp_sin(0.02f * (float)(x + 2 * y)));
            float value = 140 + 80 * wave + 12 * tp_rng_normal(&rng) + 0.02f * (float)x;
            out->pixels[(size_t)y * width_px + x] = (uint8_t)TP_CLAMP(value, 0.0f, 255.0f);
        }
}
