/* SPDX-License-Identifier: Apache-2.0 */
#include "make_fir.h"

#include <stdlib.h>
#include <string.h>

#include "codec/codec.h"
#include "test.h"

static void encode_image(const struct fir_options *o, unsigned view, struct tp_buffer *out)
{
    bool png = o->compression == (o->version[1] == '1' ? 5 : 6);
    bool jp2 = !png && o->compression >= 4;
    struct tp_image image;
    uint8_t *data;
    size_t size;

    assert_int_equal(tp_image_init(&image, FIR_SIDE_PX, FIR_SIDE_PX, 0, NULL), TP_OK);
    memset(image.pixels, (int)(100 + view), FIR_SIDE_PX * FIR_SIDE_PX);
    assert_int_equal(tp_codec_encode(&image,
                                     png   ? TP_CODEC_PNG
                                     : jp2 ? TP_CODEC_JP2
                                           : TP_CODEC_RAW,
                                     NULL, &data, &size, NULL),
                     TP_OK);
    tp_write_bytes(out, data, size);
    free(data);
    tp_image_deinit(&image);
}

static void write_zeros(struct tp_buffer *out, size_t count)
{
    while (count-- > 0)
        tp_write_u8(out, 0);
}

static void write_resolutions(struct tp_buffer *out, const struct fir_options *o)
{
    tp_write_u8(out, o->units);
    for (int i = 0; i < 4; i++)
        tp_write_u16be(out, o->resolution);
    tp_write_u8(out, o->bits);
    tp_write_u8(out, o->compression);
}

static void write_view_2005(struct tp_buffer *out, const struct fir_options *o, unsigned view)
{
    struct tp_buffer image;

    tp_buffer_init(&image);
    encode_image(o, view, &image);
    tp_write_u32be(out, (uint32_t)(14 + image.size_bytes));
    tp_write_u8(out, (uint8_t)(1 + view));
    tp_write_u8(out, 1);
    tp_write_u8(out, 1);
    tp_write_u8(out, (uint8_t)(50 + view));
    tp_write_u8(out, (uint8_t)view);
    tp_write_u16be(out, FIR_SIDE_PX);
    tp_write_u16be(out, FIR_SIDE_PX);
    tp_write_u8(out, 0);
    tp_write_bytes(out, image.data, image.size_bytes);
    tp_buffer_deinit(&image);
}

static void write_view_2011(struct tp_buffer *out, const struct fir_options *o, unsigned view)
{
    size_t head = 4 + 14 + 1 + 5 * o->qualities + (o->certified ? 1 + 3 * o->certificates : 0) + 22 + 4 - 4;
    struct tp_buffer image;

    tp_buffer_init(&image);
    encode_image(o, view, &image);
    tp_write_u32be(out, (uint32_t)(head + image.size_bytes + o->extended_bytes));
    tp_write_bytes(out, "\x07\xe7\1\1\0\0\0\0\0", 9);
    write_zeros(out, 5);
    tp_write_u8(out, (uint8_t)o->qualities);
    for (unsigned i = 0; i < o->qualities; i++) {
        tp_write_u8(out, (uint8_t)(i ? 255 : 50 + view));
        tp_write_u32be(out, 0x000f000f);
    }
    if (o->certified) {
        tp_write_u8(out, (uint8_t)o->certificates);
        write_zeros(out, (size_t)3 * o->certificates);
    }
    tp_write_u8(out, (uint8_t)(1 + view));
    tp_write_u8(out, (uint8_t)view);
    write_resolutions(out, o);
    tp_write_u8(out, (uint8_t)view);
    tp_write_u16be(out, FIR_SIDE_PX);
    tp_write_u16be(out, FIR_SIDE_PX);
    tp_write_u32be(out, (uint32_t)image.size_bytes);
    tp_write_bytes(out, image.data, image.size_bytes);
    write_zeros(out, o->extended_bytes);
    tp_buffer_deinit(&image);
}

static void write_header_2005(struct tp_buffer *out, const struct fir_options *o, size_t length)
{
    tp_write_u16be(out, 0);
    tp_write_u32be(out, (uint32_t)length);
    if (o->american)
        tp_write_u32be(out, 0x000f0001);
    tp_write_u32be(out, 31);
    tp_write_u8(out, (uint8_t)o->views);
    write_resolutions(out, o);
    tp_write_u16be(out, 0);
}

static void write_header_2011(struct tp_buffer *out, const struct fir_options *o, size_t length)
{
    tp_write_u32be(out, (uint32_t)length);
    tp_write_u16be(out, (uint16_t)o->views);
    tp_write_u8(out, o->certified);
    tp_write_u8(out, (uint8_t)o->views);
}

void fir_make(const struct fir_options *options, struct tp_buffer *out)
{
    bool old = options->version[1] == '1';
    struct fir_options o = *options;
    struct tp_buffer views;

    o.views = o.views ? o.views : 1;
    o.units = o.units ? o.units : 1;
    o.bits = o.bits ? o.bits : 8;
    o.resolution = o.resolution ? o.resolution : 500;
    tp_buffer_init(&views);
    for (unsigned i = 0; i < o.views; i++)
        (old ? write_view_2005 : write_view_2011)(&views, &o, i);
    tp_buffer_init(out);
    tp_write_bytes(out, "FIR", 4);
    tp_write_bytes(out, o.version, 4);
    if (old)
        write_header_2005(out, &o, (o.american ? 36 : 32) + views.size_bytes);
    else
        write_header_2011(out, &o, 16 + views.size_bytes);
    tp_write_bytes(out, views.data, views.size_bytes);
    write_zeros(out, o.padding_bytes);
    tp_buffer_deinit(&views);
    assert_false(out->bad);
}

void fir_make_all(struct fir_sample *samples)
{
    static const struct {
        const char *name;
        struct fir_options options;
    } table[FIR_SAMPLES] = {
        {"iso_2005", {.version = "010"}},
        {"iso_2005_views", {.version = "010", .views = 3, .compression = 5}},
        {"iso_2005_jp2", {.version = "010", .compression = 4}},
        {"iso_2005_centimetre", {.version = "010", .compression = 1, .units = 2, .resolution = 197}},
        {"incits_381", {.version = "010", .american = true, .views = 2}},
        {"iso_2011", {.version = "020", .qualities = 1}},
        {"iso_2011_views", {.version = "020", .views = 3, .qualities = 2, .compression = 6, .extended_bytes = 9}},
        {"iso_2011_certified", {.version = "020", .certified = true, .certificates = 2, .qualities = 1}},
        {"iso_2011_padded", {.version = "020", .compression = 5, .qualities = 1, .padding_bytes = 5}},
    };

    for (size_t i = 0; i < FIR_SAMPLES; i++) {
        samples[i].name = table[i].name;
        fir_make(&table[i].options, &samples[i].file);
    }
}

void fir_free_all(struct fir_sample *samples)
{
    for (size_t i = 0; i < FIR_SAMPLES; i++)
        tp_buffer_deinit(&samples[i].file);
}
