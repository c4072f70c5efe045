/* SPDX-License-Identifier: Apache-2.0 */
/* Damaged files: TP_MUTATIONS (10,000) seeded ones for each format give an image within the limits or an error with
 * words; sanitizers see to the rest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"
#include "test.h"

static struct samples samples;

static uint32_t mutation_count(void)
{
    const char *wanted = getenv("TP_MUTATIONS");
    return wanted ? (uint32_t)strtoul(wanted, NULL, 10) : 10000;
}

/* Copies a piece of DONOR over, or into, a place of FILE. */
static void splice(struct tp_rng *rng, struct tp_buffer *file, const struct tp_buffer *donor)
{
    uint32_t from = tp_rng_below(rng, (uint32_t)donor->size_bytes);
    uint32_t to = tp_rng_below(rng, (uint32_t)file->size_bytes);
    size_t count = 1 + tp_rng_below(rng, (uint32_t)TP_MIN(donor->size_bytes - from, (size_t)256));
    struct tp_buffer out;

    tp_buffer_init(&out);
    tp_write_bytes(&out, file->data, to);
    tp_write_bytes(&out, donor->data + from, count);
    if (tp_rng_below(rng, 2))
        to = (uint32_t)TP_MIN(to + count, file->size_bytes);
    tp_write_bytes(&out, file->data + to, file->size_bytes - to);
    tp_buffer_deinit(file);
    *file = out;
}

/* One to four changes; those to single bytes fall on the head of the file every other time. */
static void mutate(struct tp_rng *rng, struct tp_buffer *file, const struct tp_buffer *donor)
{
    static const uint8_t extremes[] = {0, 1, 0x7F, 0x80, 0xFF};

    for (uint32_t changes = 1 + tp_rng_below(rng, 4); changes > 0; changes--) {
        size_t reach = tp_rng_below(rng, 2) ? TP_MIN(file->size_bytes, (size_t)100) : file->size_bytes;
        uint8_t *byte = file->data + tp_rng_below(rng, (uint32_t)reach);

        switch (tp_rng_below(rng, 5)) {
        case 0:
            *byte ^= (uint8_t)(1u << tp_rng_below(rng, 8));
            break;
        case 1:
            *byte = extremes[tp_rng_below(rng, TP_ARRAY_LENGTH(extremes))];
            break;
        case 2:
            *byte = (uint8_t)tp_rng_below(rng, 256);
            break;
        case 3:
            splice(rng, file, donor);
            break;
        default:
            if (tp_rng_below(rng, 4) == 0)
                file->size_bytes = 1 + tp_rng_below(rng, (uint32_t)file->size_bytes);
        }
    }
}

/* Without this almost every damaged PNG would stop at a checksum. */
static void repair_checksums(struct tp_buffer *file)
{
    struct tp_cursor cursor = tp_cursor_over(file->data, file->size_bytes);

    tp_read_bytes(&cursor, 8);
    while (!cursor.bad) {
        uint32_t length = tp_read_u32be(&cursor);
        struct tp_cursor body = tp_read_sub(&cursor, (size_t)length + 4);
        int64_t at = tp_cursor_offset(&cursor);

        if (tp_read_bytes(&cursor, 4))
            for (int i = 0; i < 4; i++)
                file->data[at + i] = (uint8_t)(tp_crc32(body.begin, (size_t)length + 4) >> (24 - 8 * i));
    }
}

static bool check_one(const struct tp_buffer *file)
{
    static const struct tp_codec_limits limits = {.max_side_px = 2000, .max_pixels = 1000000};
    struct tp_image image;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_codec_decode(file->data, file->size_bytes, &limits, &image, &diag);
    if (status != TP_OK) {
        assert_true(diag.status == status && diag.text[0] != '\0');
        assert_null(image.pixels);
        return false;
    }
    assert_true(image.width_px >= 1 && image.height_px >= 1 && image.width_px <= 2000 && image.height_px <= 2000);
    assert_true(image.ppi == 0 || (image.ppi >= 10 && image.ppi <= 10000));
    assert_int_not_equal(tp_hash64(image.pixels, (size_t)image.width_px * image.height_px, 0), 1); /* reads them all */
    tp_image_deinit(&image);
    return true;
}

static void mutate_format(const char *format, uint64_t stream)
{
    struct tp_rng rng = tp_rng_seed(20, stream);
    uint32_t of_format[TP_ARRAY_LENGTH(samples.items)], count = 0, accepted = 0;

    for (uint32_t i = 0; i < samples.count; i++)
        if (strcmp(samples.items[i].format, format) == 0)
            of_format[count++] = i;
    for (uint32_t i = 0; i < mutation_count(); i++) {
        const struct sample *sample = &samples.items[of_format[i % count]];
        struct tp_buffer file;

        tp_buffer_init(&file);
        tp_write_bytes(&file, sample->file.data, sample->file.size_bytes);
        mutate(&rng, &file, &samples.items[of_format[tp_rng_below(&rng, count)]].file);
        if (strcmp(format, "png") == 0 && i % 4)
            repair_checksums(&file);
        accepted += check_one(&file);
        tp_buffer_deinit(&file);
    }
    print_message("# %s: %u damaged files, %u of them still an image\n", format, mutation_count(), accepted);
}

static void png(void **state)
{
    (void)state;
    mutate_format("png", 1);
}

static void pgm(void **state)
{
    (void)state;
    mutate_format("pgm", 2);
}

static void bmp(void **state)
{
    (void)state;
    mutate_format("bmp", 3);
}

static void tiff(void **state)
{
    (void)state;
    mutate_format("tiff", 4);
}

static void jpeg(void **state)
{
    (void)state;
    mutate_format("jpeg", 5);
}

static void wsq(void **state)
{
    (void)state;
    mutate_format("wsq", 6);
}

static void jp2(void **state)
{
    (void)state;
    mutate_format("jp2", 7);
}

static int set_up(void **state)
{
    (void)state;
    samples_make_all(&samples);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    samples_free(&samples);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(png),  cmocka_unit_test(pgm), cmocka_unit_test(bmp), cmocka_unit_test(tiff),
        cmocka_unit_test(jpeg), cmocka_unit_test(wsq), cmocka_unit_test(jp2),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
