/* SPDX-License-Identifier: Apache-2.0 */
/* Resampling by separable filters in fixed point: area weighting when shrinking, Catmull and Rom's cubic when
 * enlarging. All weights and sums are integers, so that every machine gives the same pixels.
 *
 * Output pixel i covers the source interval [i, i + 1) * step, step = from_ppi / to_ppi, so that both images share
 * their top left corner and physical scale. Positions have 32 fractional bits, weights 14 (they add up to exactly one),
 * the picture between the two passes 6. */
#include <tenprint/image.h>

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

enum { WEIGHT_BITS = 14, BETWEEN_BITS = 6, PPI_MAX = 100000 };
static const uint64_t MAX_PIXELS = 100000000;
#define ONE_Q32 ((int64_t)1 << 32)

/* One axis: output i is the sum over k < taps of source[start[i] + k] * weights[i * taps + k]. */
struct axis {
    uint32_t source_px, output_px, taps;
    uint32_t *start;
    int16_t *weights;
};

static void axis_deinit(struct axis *axis)
{
    free(axis->start);
    free(axis->weights);
}

/* Adds to the largest weight what rounding lost, so that flat areas stay exactly flat. */
static void complete_weights(int16_t *weights, uint32_t taps)
{
    int32_t missing = 1 << WEIGHT_BITS;
    uint32_t largest = 0;

    for (uint32_t k = 0; k < taps; k++) {
        missing -= weights[k];
        if (weights[k] > weights[largest])
            largest = k;
    }
    weights[largest] = (int16_t)(weights[largest] + missing);
}

/* Each source pixel weighs what of it lies in the output pixel. */
static void weigh_areas(struct axis *axis, uint32_t i, int64_t step_q32)
{
    int64_t begin = (int64_t)i * step_q32;
    int64_t end = TP_MIN(begin + step_q32, (int64_t)axis->source_px << 32);
    int64_t first = TP_MIN(begin >> 32, (int64_t)(axis->source_px - axis->taps));
    int16_t *weights = axis->weights + (size_t)i * axis->taps;

    axis->start[i] = (uint32_t)first;
    for (uint32_t k = 0; k < axis->taps; k++) {
        int64_t pixel = (first + k) * ONE_Q32;
        int64_t overlap = TP_MIN(end, pixel + ONE_Q32) - TP_MAX(begin, pixel);
        weights[k] = overlap <= 0 ? 0 : (int16_t)((double)overlap * (1 << WEIGHT_BITS) / (double)(end - begin) + 0.5);
    }
}

/* The weight of the K-th of four pixels around a point that lies T_Q32 after the second. */
static int16_t cubic_weight(unsigned k, int64_t t_q32)
{
    double t = (double)t_q32 / 4294967296.0;
    double w = k == 0   ? t * (t * (2.0 - t) - 1.0)
               : k == 1 ? t * t * (3.0 * t - 5.0) + 2.0
               : k == 2 ? t * (t * (4.0 - 3.0 * t) + 1.0)
                        : t * t * (t - 1.0);

    return (int16_t)((int32_t)(w * (1 << (WEIGHT_BITS - 1)) + 32768.5) - 32768);
}

/* Pixels beyond the border repeat it. */
static void weigh_cubic(struct axis *axis, uint32_t i, int64_t step_q32)
{
    int64_t centre = (int64_t)i * step_q32 + step_q32 / 2 - ONE_Q32 / 2;
    int64_t first = (centre >> 32) - 1;
    int64_t last_px = (int64_t)axis->source_px - 1;
    int64_t start = TP_CLAMP(first, 0, last_px + 1 - axis->taps);
    int16_t *weights = axis->weights + (size_t)i * axis->taps;

    axis->start[i] = (uint32_t)start;
    for (unsigned k = 0; k < 4; k++) {
        int64_t at = TP_CLAMP(first + k, 0, last_px) - start;
        weights[at] = (int16_t)(weights[at] + cubic_weight(k, centre & (ONE_Q32 - 1)));
    }
}

static tp_status axis_init(struct axis *out, uint32_t source_px, uint32_t output_px, int64_t step_q32,
                           struct tp_diag *diag)
{
    bool shrinks = step_q32 > ONE_Q32;
    int64_t taps = shrinks ? ((step_q32 + ONE_Q32 - 1) >> 32) + 1 : 4;
    tp_status status;

    *out = (struct axis){source_px, output_px, (uint32_t)TP_MIN(taps, (int64_t)source_px), NULL, NULL};
    status = tp_alloc_zero((void **)&out->start, output_px, sizeof *out->start, diag);
    if (status == TP_OK)
        status = tp_alloc_zero((void **)&out->weights, (size_t)output_px * out->taps, sizeof *out->weights, diag);
    if (status != TP_OK)
        return status;
    for (uint32_t i = 0; i < output_px; i++) {
        if (shrinks)
            weigh_areas(out, i, step_q32);
        else
            weigh_cubic(out, i, step_q32);
        complete_weights(out->weights + (size_t)i * out->taps, out->taps);
    }
    return TP_OK;
}

static void resample_row(const struct axis *axis, const uint8_t *source, int16_t *output)
{
    const int16_t *weights = axis->weights;

    for (uint32_t i = 0; i < axis->output_px; i++, weights += axis->taps) {
        const uint8_t *from = source + axis->start[i];
        int32_t sum = 1 << (WEIGHT_BITS - BETWEEN_BITS - 1);

        for (uint32_t k = 0; k < axis->taps; k++)
            sum += from[k] * weights[k];
        output[i] = (int16_t)(sum >> (WEIGHT_BITS - BETWEEN_BITS));
    }
}

/* Output row I from the rows of BETWEEN; SUMS has room for a row. */
static void resample_column(const struct axis *axis, uint32_t i, const int16_t *between, int32_t *sums,
                            struct tp_image *out)
{
    const int16_t *weights = axis->weights + (size_t)i * axis->taps;
    uint8_t *pixels = out->pixels + (size_t)i * out->width_px;

    for (uint32_t x = 0; x < out->width_px; x++)
        sums[x] = 1 << (WEIGHT_BITS + BETWEEN_BITS - 1);
    for (uint32_t k = 0; k < axis->taps; k++) {
        const int16_t *row = between + (size_t)(axis->start[i] + k) * out->width_px;
        for (uint32_t x = 0; x < out->width_px; x++)
            sums[x] += row[x] * weights[k];
    }
    for (uint32_t x = 0; x < out->width_px; x++) {
        int32_t value = sums[x] >> (WEIGHT_BITS + BETWEEN_BITS);
        pixels[x] = (uint8_t)TP_CLAMP(value, 0, 255);
    }
}

static tp_status filter(const struct tp_image *image, const struct axis *across, const struct axis *down,
                        struct tp_image *out, struct tp_diag *diag)
{
    int16_t *between = NULL;
    int32_t *sums = NULL;
    tp_status status = tp_alloc((void **)&sums, out->width_px, sizeof *sums, diag);

    if (status == TP_OK)
        status = tp_alloc((void **)&between, (size_t)out->width_px * image->height_px, sizeof *between, diag);
    if (status == TP_OK) {
        for (uint32_t y = 0; y < image->height_px; y++)
            resample_row(across, image->pixels + (size_t)y * image->width_px, between + (size_t)y * out->width_px);
        for (uint32_t y = 0; y < out->height_px; y++)
            resample_column(down, y, between, sums, out);
    }
    free(between);
    free(sums);
    return status;
}

/* The size at the new resolution; 0 stands for one that is over the limit. */
static uint32_t scaled_side(uint32_t side_px, double scale)
{
    double scaled = side_px * scale + 0.5;
    return scaled >= UINT16_MAX + 1.0 ? 0 : scaled < 1.0 ? 1 : (uint32_t)scaled;
}

static bool is_resolution(float ppi)
{
    return ppi >= 1.0f && ppi <= (float)PPI_MAX;
}

tp_status tp_image_resample(const struct tp_image *image, float to_ppi, struct tp_image *out, struct tp_diag *diag)
{
    float from_ppi = image->ppi != 0 ? image->ppi : TP_PPI_STANDARD;
    struct axis across = {0}, down = {0};
    uint32_t width_px, height_px;
    int64_t step_q32;
    tp_status status;

    memset(out, 0, sizeof *out);
    if (!image->pixels)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "an empty image cannot be resampled");
    if (!is_resolution(from_ppi) || !is_resolution(to_ppi))
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "resampling from %g to %g ppi; both must lie in 1..%d",
                       (double)from_ppi, (double)to_ppi, PPI_MAX);
    width_px = scaled_side(image->width_px, (double)to_ppi / (double)from_ppi);
    height_px = scaled_side(image->height_px, (double)to_ppi / (double)from_ppi);
    if (width_px == 0 || height_px == 0 || (uint64_t)width_px * TP_MAX(height_px, image->height_px) > MAX_PIXELS)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "%u x %u pixels at %g ppi are too many at %g ppi", image->width_px,
                       image->height_px, (double)from_ppi, (double)to_ppi);
    step_q32 = (int64_t)((double)from_ppi / (double)to_ppi * 4294967296.0 + 0.5);
    status = tp_image_init(out, width_px, height_px, to_ppi, diag);
    if (status == TP_OK && step_q32 == ONE_Q32) {
        memcpy(out->pixels, image->pixels, (size_t)width_px * height_px);
        return TP_OK;
    }
    if (status == TP_OK)
        status = axis_init(&across, image->width_px, width_px, step_q32, diag);
    if (status == TP_OK)
        status = axis_init(&down, image->height_px, height_px, step_q32, diag);
    if (status == TP_OK)
        status = filter(image, &across, &down, out, diag);
    axis_deinit(&across);
    axis_deinit(&down);
    if (status != TP_OK)
        tp_image_deinit(out);
    return status;
}
