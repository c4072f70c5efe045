/* SPDX-License-Identifier: Apache-2.0 */
/* What the makers of sample files share, and the check that all of them go through. */
#include "samples.h"

#include <string.h>

#include "test.h"

uint32_t picture_at(uint32_t x, uint32_t y, unsigned component, unsigned bits)
{
    return (800 * x + (500 + 200 * component) * y + 4000 * component) >> (16 - bits);
}

static uint8_t gray_at(uint32_t x, uint32_t y, unsigned component, unsigned bits)
{
    return tp_codec_scale(picture_at(x, y, component, bits), (1u << bits) - 1);
}

void sample_expect(struct sample *sample, unsigned bits, bool colour)
{
    for (uint32_t y = 0; y < SAMPLE_HEIGHT_PX; y++)
        for (uint32_t x = 0; x < SAMPLE_WIDTH_PX; x++)
            sample->pixels[y * SAMPLE_WIDTH_PX + x] =
                colour ? tp_codec_luma(gray_at(x, y, 0, bits), gray_at(x, y, 1, bits), gray_at(x, y, 2, bits))
                       : gray_at(x, y, 1, bits);
}

struct sample *samples_add(struct samples *samples, const char *format, const char *name)
{
    struct sample *sample = &samples->items[samples->count++];

    assert_true(samples->count <= TP_ARRAY_LENGTH(samples->items));
    memset(sample, 0, sizeof *sample);
    sample->format = format;
    sample->name = name;
    sample->ppi = 500;
    tp_buffer_init(&sample->file);
    sample_expect(sample, 8, false);
    return sample;
}

void sample_refused(struct sample *sample, tp_status status, const char *words)
{
    sample->status = status;
    sample->words = words;
}

void samples_make_all(struct samples *samples)
{
    samples_make_png(samples);
    samples_make_pgm(samples);
    samples_make_bmp(samples);
    samples_make_tiff(samples);
    samples_make_jpeg(samples);
    samples_make_jp2(samples);
    samples_make_wsq(samples);
}

void samples_free(struct samples *samples)
{
    for (size_t i = 0; i < samples->count; i++)
        tp_buffer_deinit(&samples->items[i].file);
    samples->count = 0;
}

static void check_pixels(const struct sample *sample, const struct tp_image *image)
{
    if (image->ppi != sample->ppi)
        fail_msg("%s %s: %g ppi instead of %g", sample->format, sample->name, (double)image->ppi, (double)sample->ppi);
    if (image->width_px != SAMPLE_WIDTH_PX || image->height_px != SAMPLE_HEIGHT_PX)
        fail_msg("%s %s: %u x %u", sample->format, sample->name, image->width_px, image->height_px);
    for (size_t i = 0; i < sizeof sample->pixels; i++) {
        int difference = image->pixels[i] - sample->pixels[i];

        if (difference < -sample->tolerance || difference > sample->tolerance)
            fail_msg("%s %s: pixel %zu is %d instead of %d", sample->format, sample->name, i, image->pixels[i],
                     sample->pixels[i]);
    }
}

static void check_whole(const struct sample *sample)
{
    struct tp_image image;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_codec_decode(sample->file.data, sample->file.size_bytes, NULL, &image, &diag);
    if (status != sample->status || (sample->words && !strstr(diag.text, sample->words)))
        fail_msg("%s %s: %s: %s", sample->format, sample->name, tp_status_name(status), diag.text);
    if (status == TP_OK)
        check_pixels(sample, &image);
    else
        assert_null(image.pixels);
    tp_image_deinit(&image);
}

/* A shorter file gives an error with words, or, where only something after the picture is missing, all of it. */
static void check_truncations(const struct sample *sample)
{
    size_t step = TP_MAX(sample->file.size_bytes / 150, (size_t)1);

    for (size_t size = sample->file.size_bytes - 1; size < sample->file.size_bytes; size -= step) {
        struct tp_image image;
        struct tp_diag diag;
        tp_status status;

        tp_diag_init(&diag);
        status = tp_codec_decode(sample->file.data, size, NULL, &image, &diag);
        if (status == TP_OK)
            check_pixels(sample, &image);
        else if (diag.status != status || diag.text[0] == '\0' || image.pixels)
            fail_msg("%s %s cut to %zu: %s: \"%s\"", sample->format, sample->name, size, tp_status_name(status),
                     diag.text);
        tp_image_deinit(&image);
    }
}

void samples_check(const struct samples *samples)
{
    for (size_t i = 0; i < samples->count; i++) {
        assert_false(samples->items[i].file.bad);
        check_whole(&samples->items[i]);
        if (samples->items[i].status == TP_OK)
            check_truncations(&samples->items[i]);
    }
}
