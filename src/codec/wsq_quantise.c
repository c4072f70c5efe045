/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ: how coarsely each band is kept (part 3 of the specification, encoder number two), and quantisation.
 *
 * variance v[k] of band k     over its middle: from column w/8 and row 9h/32 on, 3w/4 columns and 7h/16 rows; over all
 *                             of each band where v[0] + v[1] + v[2] + v[3] < 20000
 * candidates K                the bands with v[k] >= 1.01; all others are left out, Q[k] = 0
 * Q'[k]                       1 for k < 4, else 10 / (A[k] ln v[k]); A is 1 but for bands 52 to 59
 * m[k]                        the share of the image's samples that band k has: 1/1024, 1/256, 1/16
 * S, P                        the sum of m[k], and the product of (sqrt v[k] / Q'[k])^m[k], over K
 * q = 2^(r/S - 1) / 2.5 / P^(1/S)
 * Q[k] = Q'[k] / q            for all candidates, once bands with Q'[k]/q >= 5 sqrt v[k], which would get no bits, have
 *                             been taken out of K and q been found anew, until there are none
 * Z[k] = 1.2 Q[k]             the bin of zero; the others are Q[k] wide
 *
 * Beyond the specification, which has images of 400 pixels a side and more in mind: a band of fewer than 8 samples has
 * the mean of their squares for variance (their own mean says too much); a middle of fewer than 8 gives
 * way to the whole band; bins are widened where an index would need more than 15 bits, which is what decoders keep (an
 * image of a few large values at a high rate). */
#include "codec/wsq_encode.h"

#include <math.h>
#include <string.h>

enum { LOWEST_BANDS = 4, FEW_SAMPLES = 8, LARGEST_INDEX = 32767 };

static const double least_variance = 1.01, flat_variance = 20000, zero_factor = 1.2, gamma_twice = 5;

/* ---- statistics ------------------------------------------------------------------------------------------------- */

/* Sums over eight interleaved sets of samples, so that they can be vectorised and still have an order. */
enum { LANES = 8 };

struct sums {
    double value[LANES], square[LANES];
};

static void add_row(const float *row, uint32_t length, struct sums *sums)
{
    uint32_t x = 0;

    for (; x + LANES <= length; x += LANES)
        for (uint32_t lane = 0; lane < LANES; lane++) {
            double sample = row[x + lane];
            sums->value[lane] += sample;
            sums->square[lane] += sample * sample;
        }
    for (; x < length; x++) {
        sums->value[0] += row[x];
        sums->square[0] += (double)row[x] * row[x];
    }
}

static uint64_t samples_of(const struct tp_wsq_band *band)
{
    return (uint64_t)band->width * band->height;
}

/* The part that counts for a band's variance. */
static struct tp_wsq_band middle_of(const struct tp_wsq_band *band)
{
    struct tp_wsq_band middle = {band->x + band->width / 8, band->y + (uint32_t)((uint64_t)9 * band->height / 32),
                                 (uint32_t)((uint64_t)3 * band->width / 4),
                                 (uint32_t)((uint64_t)7 * band->height / 16)};

    return samples_of(&middle) >= FEW_SAMPLES ? middle : *band;
}

static double variance_of(const struct tp_wsq_band *band, bool whole, const float *plane, uint32_t width_px)
{
    const struct tp_wsq_band part = whole ? *band : middle_of(band);
    double count = (double)samples_of(&part), value = 0, square = 0;
    struct sums sums = {0};

    for (uint32_t y = 0; y < part.height; y++)
        add_row(plane + (size_t)(part.y + y) * width_px + part.x, part.width, &sums);
    for (int lane = 0; lane < LANES; lane++) {
        value += sums.value[lane];
        square += sums.square[lane];
    }
    if (samples_of(band) < FEW_SAMPLES)
        return square / TP_MAX(count, 1);
    return TP_MAX(square - value * value / count, 0) / (count - 1);
}

static float peak_of(const struct tp_wsq_band *band, const float *plane, uint32_t width_px)
{
    float lanes[LANES] = {0}, peak = 0;

    for (uint32_t y = 0; y < band->height; y++) {
        const float *row = plane + (size_t)(band->y + y) * width_px + band->x;
        uint32_t x = 0;

        for (; x + LANES <= band->width; x += LANES)
            for (uint32_t lane = 0; lane < LANES; lane++)
                lanes[lane] = TP_MAX(fabsf(row[x + lane]), lanes[lane]);
        for (; x < band->width; x++)
            lanes[0] = TP_MAX(fabsf(row[x]), lanes[0]);
    }
    for (int lane = 0; lane < LANES; lane++)
        peak = TP_MAX(lanes[lane], peak);
    return peak;
}

void tp_wsq_measure(const struct tp_wsq_tree *tree, const float *plane, uint32_t width_px,
                    struct tp_wsq_statistics *out)
{
    double low_sum = 0;

    for (unsigned k = 0; k < TP_WSQ_CODED_BANDS; k++) {
        out->variances[k] = variance_of(&tree->bands[k], false, plane, width_px);
        out->peaks[k] = peak_of(&tree->bands[k], plane, width_px);
        if (k < LOWEST_BANDS)
            low_sum += out->variances[k];
    }
    for (unsigned k = 0; k < TP_WSQ_CODED_BANDS && low_sum < flat_variance; k++)
        out->variances[k] = variance_of(&tree->bands[k], true, plane, width_px);
}

/* ---- widths of bins --------------------------------------------------------------------------------------------- */

/* Natural logarithm of a positive normal number to about 1e-15: ln(2^e m) = e ln 2 + 2 artanh((m - 1) / (m + 1)). */
static double logarithm(double x)
{
    double sum = 0, mantissa, s;
    int64_t bits, exponent;

    memcpy(&bits, &x, sizeof bits);
    exponent = (bits >> 52) - 1023;
    bits = (bits & 0xfffffffffffff) | (int64_t)1023 << 52;
    memcpy(&mantissa, &bits, sizeof mantissa);
    if (mantissa > 1.4142135623730951) {
        mantissa /= 2;
        exponent++;
    }
    s = (mantissa - 1) / (mantissa + 1); /* at most 0.172 */
    for (int term = 21; term > 0; term -= 2)
        sum = sum * s * s + 1.0 / term;
    return (double)exponent * 0.69314718055994530942 + 2 * s * sum;
}

/* e^X for |X| < 700 to about 1e-15. */
static double exponential(double x)
{
    int64_t exponent = (int64_t)(x * 1.44269504088896340736 + (x < 0 ? -0.5 : 0.5)), bits;
    double rest = x - (double)exponent * 0.69314718055994530942, sum = 1, scale;

    for (int term = 16; term > 0; term--)
        sum = 1 + sum * rest / term;
    bits = (exponent + 1023) << 52;
    memcpy(&scale, &bits, sizeof scale);
    return sum * scale;
}

/* Q' of band K. */
static double relative_width(unsigned k, double variance)
{
    static const double weights[] = {1.32, 1.08, 1.42, 1.08, 1.32, 1.42, 1.08, 1.08};
    double weight = k < 52 ? 1 : weights[k - 52];

    return k < LOWEST_BANDS ? 1 : 10 / (weight * logarithm(variance));
}

static double share_of(unsigned k)
{
    return k < LOWEST_BANDS ? 1.0 / 1024 : k < 51 ? 1.0 / 256 : 1.0 / 16;
}

/* q from the bands that MEMBERS says; 0 when there are none. */
static double find_scale(const struct tp_wsq_statistics *statistics, const bool members[TP_WSQ_CODED_BANDS],
                         double rate_bpp)
{
    double share = 0, product_ln = 0, scale_ln;

    for (unsigned k = 0; k < TP_WSQ_CODED_BANDS; k++)
        if (members[k]) {
            double variance = statistics->variances[k];
            share += share_of(k);
            product_ln += share_of(k) * (logarithm(variance) / 2 - logarithm(relative_width(k, variance)));
        }
    if (share == 0)
        return 0;
    scale_ln = (rate_bpp / share - 1) * 0.69314718055994530942 - logarithm(gamma_twice / 2) - product_ln / share;
    return exponential(TP_CLAMP(scale_ln, -40.0, 40.0));
}

/* Takes the bands out of MEMBERS that would get no bits; false when there are none. */
static bool drop_members(const struct tp_wsq_statistics *statistics, double scale, bool members[TP_WSQ_CODED_BANDS])
{
    bool dropped = false;

    for (unsigned k = 0; k < TP_WSQ_CODED_BANDS; k++) {
        double variance = statistics->variances[k];

        if (members[k] && relative_width(k, variance) / scale >= gamma_twice * sqrt(variance)) {
            members[k] = false;
            dropped = true;
        }
    }
    return dropped;
}

void tp_wsq_choose_widths(const struct tp_wsq_statistics *statistics, double rate_bpp, float widths[TP_WSQ_BANDS])
{
    bool members[TP_WSQ_CODED_BANDS];
    double scale, next;

    memset(widths, 0, TP_WSQ_BANDS * sizeof widths[0]);
    for (unsigned k = 0; k < TP_WSQ_CODED_BANDS; k++)
        members[k] = statistics->variances[k] >= least_variance;
    for (next = find_scale(statistics, members, rate_bpp), scale = next; next > 0;) {
        scale = next;
        next = drop_members(statistics, scale, members) ? find_scale(statistics, members, rate_bpp) : 0;
    }
    for (unsigned k = 0; k < TP_WSQ_CODED_BANDS && scale > 0; k++)
        if (statistics->variances[k] >= least_variance) {
            double width = relative_width(k, statistics->variances[k]) / scale;
            widths[k] = (float)TP_MAX(width, (double)statistics->peaks[k] / LARGEST_INDEX);
        }
}

float tp_wsq_zero_width(float width)
{
    return (float)(zero_factor * (double)width);
}

/* ---- quantisation ----------------------------------------------------------------------------------------------- */

/* 0 in the bin of zero, otherwise 1, 2, .. away from it with the sign of the sample. Without branches, for the compiler
 * to vectorise. */
static void quantise_row(const float *row, uint32_t length, float width, int16_t *restrict indices)
{
    const float half = tp_wsq_zero_width(width) / 2;

    for (uint32_t x = 0; x < length; x++) {
        float beyond = fabsf(row[x]) - half, steps = beyond / width + 1;
        int32_t magnitude = (int32_t)(beyond > 0 ? steps : 0), sign = row[x] < 0 ? -1 : 0;

        indices[x] = (int16_t)((magnitude ^ sign) - sign);
    }
}

void tp_wsq_quantise(const struct tp_wsq_tree *tree, const float *plane, uint32_t width_px,
                     const float widths[TP_WSQ_BANDS], int16_t *indices, size_t counts[TP_WSQ_BLOCKS])
{
    memset(counts, 0, TP_WSQ_BLOCKS * sizeof counts[0]);
    for (unsigned k = 0; k < TP_WSQ_CODED_BANDS; k++) {
        const struct tp_wsq_band *band = &tree->bands[k];

        if (!(widths[k] > 0))
            continue;
        for (uint32_t y = 0; y < band->height; y++, indices += band->width)
            quantise_row(plane + (size_t)(band->y + y) * width_px + band->x, band->width, widths[k], indices);
        counts[k < 19 ? 0 : k < 52 ? 1 : 2] += (size_t)band->width * band->height;
    }
}
