/* SPDX-License-Identifier: Apache-2.0 */
/* Sensors: scratches and specks, blur, gray levels, background, noise, and a card's print. */
#include "synth/sensor.h"

#include <math.h>
#include <string.h>

#include "synth/noise.h"

/* How a sensor shows skin: gray levels at the ends, blur, and noise. */
struct look {
    float paper, paper_vary;  /* background and how much it varies over the image */
    float ridge;              /* fully covered */
    float grain, grain_ridge; /* deviation of the noise of each pixel, everywhere and more where covered */
    float columns;            /* of the noise of each column */
    int blur_passes;
};

static const struct look looks[TP_SYNTH_SENSOR_COUNT] = {
    [TP_SYNTH_OPTICAL] = {251, 5, 32, 1.5f, 9, 0, 1}, [TP_SYNTH_CAPACITIVE] = {130, 20, 32, 4, 14, 3, 0},
    [TP_SYNTH_THERMAL] = {205, 14, 70, 7, 14, 2, 1},  [TP_SYNTH_LARGE] = {205, 26, 75, 4, 12, 0, 2},
    [TP_SYNTH_INK] = {236, 10, 45, 5, 26, 0, 1},
};

/* Draws a line that covers each pixel to at least VALUE, or clears it (0). */
static void stroke(struct tp_image *image, float x, float y, float to_x, float to_y, uint8_t value)
{
    float dx = to_x - x, dy = to_y - y;
    int steps = (int)(TP_MAX(dx < 0 ? -dx : dx, dy < 0 ? -dy : dy) * 2.0f) + 1;

    for (int i = 0; i <= steps; i++) {
        int ix = (int)(x + dx * (float)i / (float)steps), iy = (int)(y + dy * (float)i / (float)steps);
        uint8_t *pixel;
        if (ix < 0 || iy < 0 || ix >= (int)image->width_px || iy >= (int)image->height_px)
            continue;
        pixel = &image->pixels[(size_t)iy * image->width_px + (size_t)ix];
        if (value == 0 || value > *pixel)
            *pixel = value;
    }
}

static void scratch(struct tp_image *image, const struct tp_synth_style *style, struct tp_rng *rng)
{
    int count = (int)(style->scratches * 5.0f);

    for (int i = 0; i < count; i++) {
        float x = tp_rng_unit(rng) * (float)image->width_px, y = tp_rng_unit(rng) * (float)image->height_px;
        float angle = tp_rng_range(rng, 0, TP_PI), length = tp_rng_range(rng, 15, 90);
        float dx = tp_cos(angle), dy = tp_sin(angle);
        int width = 1 + (int)tp_rng_below(rng, 2);
        for (int w = 0; w < width; w++)
            stroke(image, x - (float)w * dy, y + (float)w * dx, x + length * dx - (float)w * dy,
                   y + length * dy + (float)w * dx, 0);
    }
}

/* Specks of dirt and ink. */
static void speck(struct tp_image *image, const struct tp_synth_style *style, struct tp_rng *rng)
{
    int count = (int)(style->noise * 40.0f);

    for (int i = 0; i < count; i++) {
        float x = tp_rng_unit(rng) * (float)image->width_px, y = tp_rng_unit(rng) * (float)image->height_px;
        float to_x = x + tp_rng_range(rng, -2, 2), to_y = y + tp_rng_range(rng, -1, 1);
        stroke(image, x, y, to_x, to_y, (uint8_t)tp_rng_below(rng, 200));
    }
}

/* A word in no language: what matters is that it is print and not ridges. Letters are made of the strokes of a grid of
 * three by three points. */
static void print_word(struct tp_image *image, float x, float y, struct tp_rng *rng)
{
    unsigned letters = 3 + tp_rng_below(rng, 9);
    float height = tp_rng_range(rng, 11, 21), width = 0.7f * height;

    for (unsigned i = 0; i < letters; i++, x += 1.45f * width)
        for (int part = 0; part < 4; part++) {
            uint32_t from = tp_rng_below(rng, 9), to = (from + 1 + 2 * tp_rng_below(rng, 2)) % 9;
            float x0 = x + width / 2 * (float)(from % 3), y0 = y + height / 2 * (float)(from / 3);
            float x1 = x + width / 2 * (float)(to % 3), y1 = y + height / 2 * (float)(to / 3);
            for (int thick = 0; thick < 6; thick++)
                stroke(image, x0 + (float)(thick % 3), y0 + (float)(thick / 3), x1 + (float)(thick % 3),
                       y1 + (float)(thick / 3), 235);
        }
}

/* A pen's line that wanders. */
static void scribble(struct tp_image *image, struct tp_rng *rng)
{
    float x = tp_rng_unit(rng) * (float)image->width_px, y = tp_rng_unit(rng) * (float)image->height_px;
    float angle = tp_rng_range(rng, 0, 2 * TP_PI), turn = 0;

    for (int i = 0; i < 60; i++) {
        float to_x = x + 3 * tp_cos(angle), to_y = y + 3 * tp_sin(angle);
        stroke(image, x, y, to_x, to_y, 190);
        stroke(image, x + 1, y, to_x + 1, to_y, 190);
        x = to_x;
        y = to_y;
        turn = 0.9f * turn + 0.04f * tp_rng_normal(rng);
        angle += turn;
    }
}

/* Ink dragged over the paper: a haze of grains around a line. */
static void smudge(struct tp_image *image, struct tp_rng *rng)
{
    float w = (float)image->width_px, h = (float)image->height_px;
    float x = tp_rng_unit(rng) * w, y = tp_rng_range(rng, 0.6f, 1.0f) * h;
    float spread_x = tp_rng_range(rng, 30, 90), spread_y = tp_rng_range(rng, 8, 30);

    for (int i = 0; i < 4000; i++) {
        float gx = x + spread_x * tp_rng_normal(rng), gy = y + spread_y * tp_rng_normal(rng);
        stroke(image, gx, gy, gx + 1, gy, (uint8_t)tp_rng_below(rng, 160));
    }
}

/* The box of a ten-print card: ruled lines near the image's edges, words above and below, now and then a pen's line, a
 * smudge, a punched hole. */
static void print_card(struct tp_image *image, struct tp_rng *rng)
{
    float w = (float)image->width_px, h = (float)image->height_px;
    float left = tp_rng_range(rng, -10, 14), right = w - tp_rng_range(rng, -10, 14);
    float top = tp_rng_range(rng, -10, 22), bottom = h - tp_rng_range(rng, -10, 22);

    for (int i = 0; i < 3; i++) {
        float o = (float)i;
        stroke(image, 0, top + o, w, top + o + 2, 235);
        stroke(image, 0, bottom + o, w, bottom + o + 2, 235);
        stroke(image, left + o, 0, left + o + 2, h, 235);
        stroke(image, right + o, 0, right + o + 2, h, 235);
    }
    print_word(image, left + tp_rng_range(rng, 8, 120), top + 8, rng);
    if (tp_rng_unit(rng) < 0.4f)
        print_word(image, left + tp_rng_range(rng, 10, w / 2), bottom - 26, rng);
    if (tp_rng_unit(rng) < 0.3f)
        scribble(image, rng);
    if (tp_rng_unit(rng) < 0.3f)
        smudge(image, rng);
    if (tp_rng_unit(rng) < 0.08f) {
        float x = tp_rng_range(rng, 0.2f, 0.8f) * w, y = tp_rng_range(rng, 0.3f, 0.9f) * h;
        for (float dy = -38; dy <= 38; dy++) {
            float half = sqrtf(38.0f * 38.0f - dy * dy);
            stroke(image, x - half, y + dy, x + half, y + dy, 255);
        }
    }
}

/* One pass of the kernel 1 2 1 in both directions, in place. */
static void blur(struct tp_image *image)
{
    uint32_t w = image->width_px, h = image->height_px;

    for (uint32_t y = 0; y < h; y++) {
        uint8_t *row = image->pixels + (size_t)y * w;
        unsigned before = row[0];
        for (uint32_t x = 0; x < w; x++) {
            unsigned here = row[x], after = x + 1 < w ? row[x + 1] : here;
            row[x] = (uint8_t)((before + 2 * here + after + 2) / 4);
            before = here;
        }
    }
    for (uint32_t x = 0; x < w; x++) {
        uint8_t *column = image->pixels + x;
        unsigned before = column[0];
        for (uint32_t y = 0; y < h; y++) {
            unsigned here = column[(size_t)y * w], after = y + 1 < h ? column[(size_t)(y + 1) * w] : here;
            column[(size_t)y * w] = (uint8_t)((before + 2 * here + after + 2) / 4);
            before = here;
        }
    }
}

/* A swipe sensor puts slices together, each a little off. */
static void slice(struct tp_image *image, struct tp_rng *rng)
{
    const uint32_t height = 12;
    float drift = 0;

    for (uint32_t top = 0; top < image->height_px; top += height) {
        int shift;
        drift = 0.8f * drift + 0.7f * tp_rng_normal(rng);
        shift = (int)TP_CLAMP(drift, -2.0f, 2.0f);
        for (uint32_t y = top; y < TP_MIN(top + height, image->height_px); y++) {
            uint8_t *row = image->pixels + (size_t)y * image->width_px;
            size_t by = (size_t)(shift < 0 ? -shift : shift);
            if (shift > 0)
                memmove(row + by, row, image->width_px - by);
            else
                memmove(row, row + by, image->width_px - by);
        }
    }
}

static void expose(struct tp_image *image, const struct tp_synth_style *style, const struct look *look,
                   struct tp_rng *rng)
{
    uint32_t key = (uint32_t)tp_rng_u64(rng);
    float noise = 0.4f + 1.6f * style->noise, contrast = 1.0f - 0.35f * style->noise * tp_rng_unit(rng);
    float paper = look->paper + 0.3f * look->paper_vary * tp_rng_normal(rng);
    float depth = (paper - look->ridge - 12.0f * tp_rng_unit(rng)) * contrast;

    for (uint32_t y = 0; y < image->height_px; y++)
        for (uint32_t x = 0; x < image->width_px; x++) {
            uint8_t *pixel = image->pixels + (size_t)y * image->width_px + x;
            float covered = (float)*pixel * (1.0f / 255), value = paper - depth * covered;
            value += noise * (look->grain + look->grain_ridge * covered) * tp_synth_grain(key, (int32_t)x, (int32_t)y);
            if (look->columns > 0)
                value += look->columns * tp_synth_grain(key + 1, (int32_t)x, 0);
            value +=
                look->paper_vary * 0.7f * tp_synth_noise(key + 2, (float)x * (1.0f / 210), (float)y * (1.0f / 210));
            value += look->paper_vary * 0.3f * tp_synth_noise(key + 3, (float)x * (1.0f / 80), (float)y * (1.0f / 80));
            *pixel = (uint8_t)(TP_CLAMP(value, 0.0f, 255.0f) + 0.5f);
        }
}

void tp_synth_sense(struct tp_image *image, const struct tp_synth_style *style)
{
    struct tp_rng rng = tp_rng_seed(style->seed, 1);
    const struct look *look = &looks[style->sensor];

    scratch(image, style, &rng);
    speck(image, style, &rng);
    if (style->sensor == TP_SYNTH_INK)
        print_card(image, &rng);
    if (style->sensor == TP_SYNTH_THERMAL)
        slice(image, &rng);
    for (int i = 0; i < look->blur_passes; i++)
        blur(image);
    expose(image, style, look, &rng);
}
