/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG 2000: every variation decodes to the picture it was made from, what is not supported is refused in words; what
 * is written has the parameters of NIST SP 500-289, read here marker by marker and box by box. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"
#include "test.h"

static void every_variation(void **state)
{
    static struct samples samples;

    (void)state;
    samples_make_jp2(&samples);
    samples_check(&samples);
    samples_free(&samples);
}

/* ---- what is written -------------------------------------------------------------------------------------------- */

/* Ridges with a little noise, so that the rate matters. */
static void make_print(struct tp_image *image, uint32_t side_px, float ppi)
{
    struct tp_rng rng = tp_rng_seed(1, 2);

    assert_int_equal(tp_image_init(image, side_px, side_px, ppi, NULL), TP_OK);
    for (uint32_t i = 0; i < side_px * side_px; i++) {
        float x = (float)(i % side_px), y = (float)i / (float)side_px;
        float ridge = tp_sin((x + 0.4f * y) * 0.35f + 2 * tp_sin(y * 0.02f));
        image->pixels[i] = (uint8_t)(128 + 80 * ridge + 8 * tp_rng_normal(&rng));
    }
}

/* What the main header of a file that was written says. */
struct written {
    uint32_t width, height, tile_width, tile_height;
    unsigned components, progression, layers, levels, block_width, block_height, block_style, transform, style;
    bool comment;
    size_t codestream_bytes;
};

static void read_codestream(struct tp_cursor c, struct written *out)
{
    uint16_t marker;
    uint32_t part_bytes;

    out->codestream_bytes = tp_cursor_left(&c);
    assert_int_equal(tp_read_u16be(&c), 0xff4f);
    while ((marker = tp_read_u16be(&c)) != 0xff90) {
        struct tp_cursor s = tp_read_sub(&c, tp_read_u16be(&c) - 2u);

        assert_false(c.bad);
        if (marker == 0xff51) {
            assert_int_equal(tp_read_u16be(&s), 0);
            out->width = tp_read_u32be(&s);
            out->height = tp_read_u32be(&s);
            assert_true(tp_read_u32be(&s) == 0 && tp_read_u32be(&s) == 0);
            out->tile_width = tp_read_u32be(&s);
            out->tile_height = tp_read_u32be(&s);
            assert_true(tp_read_u32be(&s) == 0 && tp_read_u32be(&s) == 0);
            out->components = tp_read_u16be(&s);
        } else if (marker == 0xff52) {
            out->style = tp_read_u8(&s);
            out->progression = tp_read_u8(&s);
            out->layers = tp_read_u16be(&s);
            assert_int_equal(tp_read_u8(&s), 0);
            out->levels = tp_read_u8(&s);
            out->block_width = 4u << tp_read_u8(&s);
            out->block_height = 4u << tp_read_u8(&s);
            out->block_style = tp_read_u8(&s);
            out->transform = tp_read_u8(&s);
            assert_int_equal(tp_cursor_left(&s), 0);
        } else if (marker == 0xff64)
            out->comment = true;
    }
    tp_read_bytes(&c, 4); /* length, tile */
    part_bytes = tp_read_u32be(&c);
    assert_int_equal(part_bytes, 10 + tp_cursor_left(&c) - 2);
    tp_read_bytes(&c, tp_cursor_left(&c) - 2);
    assert_int_equal(tp_read_u16be(&c), 0xffd9);
}

/* The boxes must follow each other without a gap to the end of the file; IN counts the ones found. */
static struct tp_cursor find_box(struct tp_cursor outer, const char *type, unsigned *count)
{
    struct tp_cursor found = tp_cursor_over(NULL, 0);

    for (*count = 0; tp_cursor_left(&outer) > 0; ++*count) {
        uint32_t length = tp_read_u32be(&outer);
        const uint8_t *name = tp_read_bytes(&outer, 4);
        struct tp_cursor contents = tp_read_sub(&outer, length - 8u);

        assert_false(outer.bad);
        if (memcmp(name, type, 4) == 0)
            found = contents;
    }
    return found;
}

static void encode_and_read(const struct tp_image *image, struct tp_codec_options options, struct written *out)
{
    struct tp_cursor file, header, resolution;
    unsigned count;
    uint8_t *data;
    size_t size;

    memset(out, 0, sizeof *out);
    assert_int_equal(tp_codec_encode(image, TP_CODEC_JP2, &options, &data, &size, NULL), TP_OK);
    file = tp_cursor_over(data, size);
    read_codestream(find_box(file, "jp2c", &count), out);
    assert_int_equal(count, 4);
    header = find_box(file, "jp2h", &count);
    resolution = find_box(header, "res ", &count);
    assert_int_equal(count, image->ppi > 0 ? 3 : 2);
    if (image->ppi > 0) {
        resolution = find_box(resolution, "resc", &count);
        assert_int_equal(count, 1);
        assert_int_equal(tp_read_u16be(&resolution), (uint16_t)(image->ppi / 0.0254f + 0.5f));
        assert_int_equal(tp_cursor_left(&resolution), 8);
    }
    free(data);
}

static void profile_of_1000_ppi(void **state)
{
    static const float ppi[] = {990, 1000, 1010};
    struct tp_image image;
    struct written w;

    (void)state;
    make_print(&image, 500, 1000);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(ppi); i++) {
        image.ppi = ppi[i];
        encode_and_read(&image, (struct tp_codec_options){0}, &w);
        assert_true(w.width == 500 && w.height == 500 && w.tile_width == 500 && w.tile_height == 500);
        assert_true(w.components == 1 && w.layers == 1 && w.levels == 6 && w.style == 0 && w.block_style == 0);
        assert_true(w.block_width == 64 && w.block_height == 64 && w.comment);
        assert_int_equal(w.progression, 2); /* RPCL */
        assert_int_equal(w.transform, 0);   /* 9-7, irreversible */
        assert_true(w.codestream_bytes <= 25000 + 10 && w.codestream_bytes > 24000);
    }
    tp_image_deinit(&image);
}

static void without_loss_otherwise(void **state)
{
    static const float ppi[] = {0, 500, 980, 1020};
    struct tp_image image;
    struct written w;

    (void)state;
    make_print(&image, 300, 500);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(ppi); i++) {
        image.ppi = ppi[i];
        encode_and_read(&image, (struct tp_codec_options){0}, &w);
        assert_true(w.transform == 1 && w.progression == 2 && w.levels == 6);
    }
    image.ppi = 1000;
    encode_and_read(&image, (struct tp_codec_options){.lossless = true}, &w);
    assert_int_equal(w.transform, 1);
    encode_and_read(&image, (struct tp_codec_options){.rate_bpp = 0.5f}, &w);
    assert_true(w.transform == 0 && w.codestream_bytes <= 90000 / 16 + 10 && w.codestream_bytes > 90000 / 17);
    encode_and_read(&image, (struct tp_codec_options){.ratio = 4}, &w);
    assert_true(w.codestream_bytes <= 90000 / 4 + 10 && w.codestream_bytes > 90000 * 10 / 42);
    tp_image_deinit(&image);
}

/* Any size without loss, down to one pixel; fewer levels where there is nothing to divide. */
static void any_size_comes_back(void **state)
{
    static const uint32_t sides[][2] = {{1, 1}, {1, 700}, {700, 1}, {2, 3}, {63, 65}, {64, 64}, {129, 127}};
    struct tp_rng rng = tp_rng_seed(3, 4);

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sides); i++)
        for (int lossy = 0; lossy < 2; lossy++) {
            const struct tp_codec_options options = {.rate_bpp = lossy ? 2 : 0};
            struct tp_image image, again;
            size_t count = (size_t)sides[i][0] * sides[i][1], size;
            uint8_t *data;

            assert_int_equal(tp_image_init(&image, sides[i][0], sides[i][1], 500, NULL), TP_OK);
            for (size_t j = 0; j < count; j++)
                image.pixels[j] = (uint8_t)tp_rng_u64(&rng);
            assert_int_equal(tp_codec_encode(&image, TP_CODEC_JP2, &options, &data, &size, NULL), TP_OK);
            assert_int_equal(tp_codec_decode(data, size, NULL, &again, NULL), TP_OK);
            assert_true(again.width_px == image.width_px && again.height_px == image.height_px && again.ppi == 500);
            assert_true(lossy || memcmp(again.pixels, image.pixels, count) == 0);
            tp_image_deinit(&again);
            tp_image_deinit(&image);
            free(data);
        }
}

/* ---- a real file ------------------------------------------------------------------------------------------------ */

/* Its pixels as opj_decompress writes them. */
static void real_file(void **state)
{
    const char *folder = getenv("TP_DATA");
    struct tp_image image;
    char path[4096];

    (void)state;
    snprintf(path, sizeof path, "%s/records/images/img.jp2", folder ? folder : "");
    if (!folder || tp_codec_load(path, NULL, &image, NULL) == TP_E_NOT_FOUND) {
        print_message("# the real file is absent\n");
        return;
    }
    assert_true(image.width_px == 908 && image.height_px == 1007 && image.ppi == 1000);
    assert_int_equal(tp_crc32(image.pixels, 908 * 1007), 0x6a920066);
    tp_image_deinit(&image);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_variation),
    cmocka_unit_test(profile_of_1000_ppi),
    cmocka_unit_test(without_loss_otherwise),
    cmocka_unit_test(any_size_comes_back),
    cmocka_unit_test(real_file),
};
TP_TEST_MAIN(tests)
