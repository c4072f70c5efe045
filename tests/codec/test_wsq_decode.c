/* SPDX-License-Identifier: Apache-2.0 */
/* WSQ files: every variation decodes, pixels are those of the plain decoder in double precision, damage is named, and
 * real files give what they were made from. */
#include "codec/wsq_decode.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"
#include "test.h"
#include "wsq_plain.h"

static void every_variation(void **state)
{
    static struct samples samples;

    (void)state;
    samples_make_wsq(&samples);
    samples_check(&samples);
    samples_free(&samples);
}

/* ---- tolerance --------------------------------------------------------------------------------------------------- */

struct differences {
    size_t pixels, different;
};

/* No pixel may be off by more than 1. */
static void compare(const struct tp_image *image, const double *expected, struct differences *total)
{
    for (size_t i = 0; i < (size_t)image->width_px * image->height_px; i++) {
        int gray = (int)floor(TP_CLAMP(expected[i], 0.0, 255.0) + 0.5);

        total->pixels++;
        total->different += image->pixels[i] != gray;
        if (abs(image->pixels[i] - gray) > 1)
            fail_msg("%u x %u, pixel %zu is %d instead of %g", image->width_px, image->height_px, i, image->pixels[i],
                     expected[i]);
    }
}

/* Ridges with noise. */
static uint8_t *texture(uint32_t width, uint32_t height, uint64_t seed)
{
    uint8_t *pixels = malloc((size_t)width * height);
    struct tp_rng rng = tp_rng_seed(5, seed);

    assert_non_null(pixels);
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++) {
            float ridge = tp_sin((float)x * 0.5f + (float)y * 0.3f + 3 * tp_sin((float)y * 0.05f));
            pixels[(size_t)y * width + x] =
                (uint8_t)TP_CLAMP(128 + 100 * ridge + 12 * tp_rng_normal(&rng), 0.0f, 255.0f);
        }
    return pixels;
}

static void pixels_are_those_of_the_plain_decoder(void **state)
{
    static const uint32_t sizes[][2] = {{1, 1}, {1, 40}, {3, 2}, {16, 16}, {61, 200}, {150, 151}, {300, 43}};
    struct differences total = {0, 0};

    (void)state;
    for (unsigned k = 0; k < TP_ARRAY_LENGTH(sizes) * PLAIN_FILTERS * 2; k++) {
        const uint32_t *size = sizes[k % TP_ARRAY_LENGTH(sizes)];
        uint8_t *pixels = texture(size[0], size[1], k);
        struct wsq_file file;
        struct tp_buffer bytes;
        struct tp_image image;
        int32_t *coefficients;
        double *expected;

        tp_buffer_init(&bytes);
        wsq_file_init(&file, size[0], size[1], k % 2 ? 1.5 : 20);
        file.filters = &plain_filters[k / 2 % PLAIN_FILTERS];
        file.long_runs = k % 2 == 0;
        file.coefficients = coefficients = wsq_file_quantise(&file, pixels);
        wsq_file_write(&file, &bytes);
        assert_int_equal(tp_codec_decode(bytes.data, bytes.size_bytes, NULL, &image, NULL), TP_OK);
        expected = wsq_file_decode(&file);
        compare(&image, expected, &total);
        tp_image_deinit(&image);
        tp_buffer_deinit(&bytes);
        free(expected);
        free(coefficients);
        free(pixels);
    }
    print_message("# %zu of %zu pixels are one gray level off\n", total.different, total.pixels);
    assert_true(total.different * 1000 <= total.pixels);
}

/* ---- damage ------------------------------------------------------------------------------------------------------ */

static void make_file(struct tp_buffer *out)
{
    uint8_t *pixels = texture(64, 64, 1);
    struct wsq_file file;
    int32_t *coefficients;

    wsq_file_init(&file, 64, 64, 8);
    file.coefficients = coefficients = wsq_file_quantise(&file, pixels);
    tp_buffer_init(out);
    wsq_file_write(&file, out);
    free(coefficients);
    free(pixels);
}

/* Where the NUMBER-th MARKER stands. */
static size_t find(const struct tp_buffer *file, unsigned marker, unsigned number)
{
    for (size_t i = 0; i + 1 < file->size_bytes; i++)
        if (file->data[i] == marker >> 8 && file->data[i + 1] == (marker & 0xff) && number-- == 0)
            return i;
    fail_msg("no marker %04X", marker);
    return 0;
}

static void cut_out(struct tp_buffer *file, size_t from, size_t to)
{
    memmove(file->data + from, file->data + to, file->size_bytes - to);
    file->size_bytes -= to - from;
}

static void check_refused(const struct tp_buffer *file, tp_status expected, const char *field, const char *words)
{
    struct tp_codec_limits limits = {.max_side_px = 65535, .max_pixels = UINT32_MAX};
    struct tp_image image;
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_codec_decode(file->data, file->size_bytes, &limits, &image, &diag), expected);
    assert_null(image.pixels);
    if (strcmp(diag.field, field) != 0 || !strstr(diag.text, words) || diag.offset_bytes < 0 ||
        diag.offset_bytes > (int64_t)file->size_bytes)
        fail_msg("%s at byte %lld: %s", diag.field, (long long)diag.offset_bytes, diag.text);
}

/* Removes a segment, or writes VALUE over its byte AT, counted from the marker. */
static const struct {
    unsigned marker, number;
    int at, value; /* at -1: remove it */
    tp_status status;
    const char *field, *words;
} damages[] = {
    {TP_WSQ_SOF, 0, -1, 0, TP_E_FORMAT, "WSQ SOB", "no frame header"},
    {TP_WSQ_DQT, 0, -1, 0, TP_E_FORMAT, "WSQ SOB", "no quantisation table"},
    {TP_WSQ_DTT, 0, -1, 0, TP_E_FORMAT, "WSQ EOI", "no transform table"},
    {TP_WSQ_DHT, 0, -1, 0, TP_E_FORMAT, "WSQ SOB", "no Huffman table 0"},
    {TP_WSQ_DHT, 1, -1, 0, TP_E_FORMAT, "WSQ SOB", "no Huffman table 1"},
    {TP_WSQ_SOB, 0, 4, 9, TP_E_FORMAT, "WSQ SOB", "no Huffman table 9"},
    {TP_WSQ_SOB, 0, 3, 4, TP_E_FORMAT, "WSQ SOB", "the length is not 3"},
    {TP_WSQ_SOF, 0, 2, 255, TP_E_TRUNCATED, "WSQ SOF", "ends inside"},
    {TP_WSQ_SOF, 0, 3, 1, TP_E_FORMAT, "WSQ SOF", "a length of 1"},
    {TP_WSQ_SOF, 0, 3, 16, TP_E_FORMAT, "WSQ SOF", "too short"},
    {TP_WSQ_SOF, 0, 7, 0, TP_E_FORMAT, "WSQ SOF", "no pixels"},
    {TP_WSQ_SOF, 0, 1, 0xa0, TP_E_FORMAT, "WSQ", "has no place here"},
    {TP_WSQ_SOF, 0, 1, 0xb3, TP_E_FORMAT, "WSQ", "has no place here"},
    {TP_WSQ_SOF, 0, 0, 0x7f, TP_E_FORMAT, "WSQ", "where a marker should begin"},
    {TP_WSQ_DTT, 0, 4, 33, TP_E_FORMAT, "WSQ DTT low-pass taps", "33"},
    {TP_WSQ_DTT, 0, 5, 0, TP_E_FORMAT, "WSQ DTT high-pass taps", "0 is not"},
    {TP_WSQ_DTT, 0, 4, 8, TP_E_FORMAT, "WSQ DTT high-pass taps", "even or odd"},
    {TP_WSQ_DTT, 0, 4, 11, TP_E_FORMAT, "WSQ DTT", "too short"},
    {TP_WSQ_DTT, 0, 4, 7, TP_E_FORMAT, "WSQ DTT", "left over"},
    {TP_WSQ_DTT, 0, 7, 0, TP_E_FORMAT, "WSQ DTT low-pass filter", "in range"},
    {TP_WSQ_DHT, 0, 4, 8, TP_E_FORMAT, "WSQ DHT table number", "8"},
    {TP_WSQ_DHT, 0, 5, 3, TP_E_FORMAT, "WSQ DHT number of codes", "257"},
    {TP_WSQ_DHT, 0, 6, 5, TP_E_FORMAT, "WSQ DHT number of codes", "259"},
    {TP_WSQ_DHT, 1, 5, 2, TP_E_FORMAT, "WSQ DHT number of codes", "none of which"},
    {TP_WSQ_SOB, 1, -1, 0, TP_E_FORMAT, "WSQ entropy-coded data", "more data than"},
};

static void damage_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(damages); i++) {
        struct tp_buffer file;
        size_t at;

        make_file(&file);
        at = find(&file, damages[i].marker, damages[i].number);
        if (damages[i].at >= 0)
            file.data[at + (size_t)damages[i].at] = (uint8_t)damages[i].value;
        else
            cut_out(&file, at, at + 2 + (size_t)(file.data[at + 2] << 8 | file.data[at + 3]));
        check_refused(&file, damages[i].status, damages[i].field, damages[i].words);
        tp_buffer_deinit(&file);
    }
}

static void data_that_do_not_fit_are_refused(void **state)
{
    struct tp_buffer file;
    size_t first, second, end;

    (void)state;
    make_file(&file);
    first = find(&file, TP_WSQ_SOB, 0);
    second = find(&file, TP_WSQ_SOB, 1);
    end = find(&file, TP_WSQ_EOI, 0);
    file.data[first + 5] = 99; /* a run of 100 zeros where one of the first coefficients was */
    file.data[first + 6] = 99;
    file.data[first + 7] = 99;
    check_refused(&file, TP_E_FORMAT, "WSQ entropy-coded data", "longer than what is left");
    file.data[first + 5] = 254;
    check_refused(&file, TP_E_FORMAT, "WSQ entropy-coded data", "no code");
    tp_buffer_deinit(&file);

    make_file(&file);
    cut_out(&file, second - 3, second);
    check_refused(&file, TP_E_FORMAT, "WSQ entropy-coded data", "ends early");
    file.size_bytes = first + 20;
    check_refused(&file, TP_E_TRUNCATED, "WSQ entropy-coded data", "the file ends early");
    tp_buffer_deinit(&file);

    make_file(&file);
    tp_write_bytes(&file, file.data + second, end - second);
    file.size_bytes -= end - second;
    file.data[end + 1] = 0xa8; /* EOI becomes a comment of nothing, and the second block comes again */
    tp_buffer_deinit(&file);

    make_file(&file);
    cut_out(&file, find(&file, TP_WSQ_SOB, 2), end);
    check_refused(&file, TP_E_FORMAT, "WSQ EOI", "block 3 of 3 is missing");
    tp_buffer_deinit(&file);
}

/* Comments and tables again change nothing, nor do bytes after the end. */
static void what_may_be_repeated_may(void **state)
{
    struct tp_buffer file, again;
    struct tp_image first, second;
    size_t dtt, sob;

    (void)state;
    make_file(&file);
    dtt = find(&file, TP_WSQ_DTT, 0);
    sob = find(&file, TP_WSQ_SOB, 0);
    tp_buffer_init(&again);
    tp_write_bytes(&again, file.data, dtt);
    tp_write_bytes(&again, "\xff\xa8\0\x2\xff\xa8\0\x4ok", 10);
    tp_write_bytes(&again, file.data + dtt, find(&file, TP_WSQ_SOF, 0) - dtt);
    tp_write_bytes(&again, file.data + dtt, sob - dtt);
    tp_write_bytes(&again, file.data + find(&file, TP_WSQ_DHT, 0), sob - find(&file, TP_WSQ_DHT, 0));
    tp_write_bytes(&again, file.data + sob, file.size_bytes - sob - 2);
    tp_write_bytes(&again, "\xff\xa8\0\x4ok\xff\xff\xff\xa1\0\0garbage", 18);
    assert_int_equal(tp_codec_decode(file.data, file.size_bytes, NULL, &first, NULL), TP_OK);
    assert_int_equal(tp_codec_decode(again.data, again.size_bytes, NULL, &second, NULL), TP_OK);
    assert_memory_equal(first.pixels, second.pixels, (size_t)64 * 64);
    tp_image_deinit(&first);
    tp_image_deinit(&second);
    tp_buffer_deinit(&file);
    tp_buffer_deinit(&again);
}

/* A small file cannot make us take memory or time for the pixels it promises. */
static void promises_are_checked_first(void **state)
{
    struct tp_buffer file;
    struct tp_image image;
    struct tp_diag diag;
    size_t frame;

    (void)state;
    make_file(&file);
    frame = find(&file, TP_WSQ_SOF, 0);
    memset(file.data + frame + 6, 0xff, 4);
    check_refused(&file, TP_E_TRUNCATED, "WSQ SOB", "cannot hold");
    tp_diag_init(&diag);
    assert_int_equal(tp_codec_decode(file.data, file.size_bytes, NULL, &image, &diag), TP_E_LIMIT);
    assert_string_equal(diag.field, "WSQ SOF");
    tp_buffer_deinit(&file);
}

/* All subbands left out: a flat image, of any size, at once. */
static void an_image_without_coefficients_is_flat(void **state)
{
    struct wsq_file file;
    struct tp_buffer bytes;
    struct tp_image image;

    (void)state;
    wsq_file_init(&file, 5000, 4000, 0);
    file.shift = 77.5;
    file.coefficients = calloc(1, sizeof *file.coefficients);
    tp_buffer_init(&bytes);
    wsq_file_write(&file, &bytes);
    assert_int_equal(tp_codec_decode(bytes.data, bytes.size_bytes, NULL, &image, NULL), TP_OK);
    for (size_t i = 0; i < (size_t)5000 * 4000; i++)
        assert_int_equal(image.pixels[i], 78);
    tp_image_deinit(&image);
    tp_buffer_deinit(&bytes);
    free((void *)(uintptr_t)file.coefficients);
}

/* ---- real files -------------------------------------------------------------------------------------------------- */

static bool load(const char *root, const char *name, uint8_t **data, size_t *size_bytes)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", root, name);
    return tp_file_read(path, 1 << 24, data, size_bytes, NULL) == TP_OK;
}

/* The file's own coefficients, made an image in double precision. */
static double *decode_plainly(const uint8_t *data, size_t size_bytes)
{
    static const unsigned ends[] = {0, 19, 52, 60};
    struct tp_cursor cursor = tp_cursor_over(data, size_bytes);
    struct tp_wsq_tables tables = {0};
    bool filled[TP_WSQ_BANDS];
    struct tp_wsq_tree tree;
    struct tp_wsq_lookup lookup;
    float *plane = NULL;
    double *out;
    size_t count = 0;

    tp_read_u16be(&cursor);
    for (unsigned block = 0; block < TP_WSQ_BLOCKS;) {
        struct tp_wsq_segment segment = {.marker = tp_read_u16be(&cursor)};

        segment.body = tp_read_sub(&cursor, tp_read_u16be(&cursor) - 2u);
        assert_false(cursor.bad);
        if (segment.marker != TP_WSQ_SOB) {
            assert_int_equal(tp_wsq_read_segment(&segment, &tables), TP_OK);
            continue;
        }
        if (block == 0) {
            count = (size_t)tables.frame.width_px * tables.frame.height_px;
            plane = calloc(count, sizeof *plane);
            tp_wsq_tree_init(&tree, tables.frame.width_px, tables.frame.height_px);
        }
        tp_wsq_lookup_init(&lookup, &tables.codes[tp_read_u8(&segment.body)]);
        assert_int_equal(
            tp_wsq_read_block(&(struct tp_wsq_data){&cursor, false, NULL}, &lookup,
                              &(struct tp_wsq_block){&tree, &tables.quantiser, ends[block], ends[block + 1], plane,
                                                     tables.frame.width_px, filled}),
            TP_OK);
        block++;
    }
    out = calloc(count, sizeof *out);
    for (size_t i = 0; i < count; i++)
        out[i] = (double)plane[i];
    plain_synthesise(&tree, &tables.filters, out, tables.frame.width_px);
    for (size_t i = 0; i < count; i++)
        out[i] = out[i] * (double)tables.frame.scale + (double)tables.frame.shift;
    free(plane);
    return out;
}

static void real_files_within_the_tolerance(void **state)
{
    static const char *const names[] = {"records/wsq/101_1.wsq", "records/wsq/107_5.wsq",
                                        "records/wsq/jnbis_sample.wsq", "records/images/img.wsq"};
    const char *root = getenv("TP_DATA");
    struct differences total = {0, 0};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++) {
        struct tp_image image;
        double *expected;
        uint8_t *data = NULL;
        size_t size_bytes = 0;

        if (!root || !load(root, names[i], &data, &size_bytes)) {
            print_message("# no %s\n", names[i]);
            skip();
        }
        assert_int_equal(tp_codec_decode(data, size_bytes, NULL, &image, NULL), TP_OK);
        expected = decode_plainly(data, size_bytes);
        compare(&image, expected, &total);
        tp_image_deinit(&image);
        free(expected);
        free(data);
    }
    print_message("# %zu of %zu pixels are one gray level off\n", total.different, total.pixels);
    assert_true(total.different * 1000 <= total.pixels);
}

/* Prints the loss of each; the encoder that made these files took the 15 bytes of a header for pixels. */
static double loss_of(const struct tp_image *image, const struct tp_image *source)
{
    size_t count = (size_t)image->width_px * image->height_px - 15;
    double sum = 0;

    for (size_t i = 0; i < count; i++) {
        double difference = image->pixels[i + 15] - source->pixels[i];
        sum += difference * difference;
    }
    return 10 * log10(255.0 * 255.0 * (double)count / sum);
}

static void real_files_give_their_source(void **state)
{
    const char *root = getenv("TP_DATA");
    double worst = 1000, total = 0;
    unsigned count = 0;

    (void)state;
    for (unsigned finger = 101; finger <= 110; finger++)
        for (unsigned impression = 1; impression <= 7; impression += 2) {
            char path[4096];
            struct tp_image image, source;
            double loss;

            snprintf(path, sizeof path, "%s/records/wsq/%u_%u.wsq", root ? root : "", finger, impression);
            if (tp_codec_load(path, NULL, &image, NULL) != TP_OK) {
                print_message("# no %s\n", path);
                skip();
            }
            snprintf(path, sizeof path, "%s/fingerprints/fvc2000_db1/%u_%u.png", root, finger, impression);
            if (tp_codec_load(path, NULL, &source, NULL) != TP_OK) {
                tp_image_deinit(&image);
                print_message("# no %s\n", path);
                skip();
            }
            assert_true(image.width_px == source.width_px && image.height_px == source.height_px);
            loss = loss_of(&image, &source);
            print_message("# %u_%u %.2f dB\n", finger, impression, loss);
            worst = TP_MIN(worst, loss);
            total += loss;
            count++;
            tp_image_deinit(&image);
            tp_image_deinit(&source);
        }
    print_message("# mean %.2f dB, worst %.2f dB\n", total / count, worst);
    assert_true(worst > 44 && total / count > 45);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_variation),
    cmocka_unit_test(pixels_are_those_of_the_plain_decoder),
    cmocka_unit_test(damage_is_named),
    cmocka_unit_test(data_that_do_not_fit_are_refused),
    cmocka_unit_test(what_may_be_repeated_may),
    cmocka_unit_test(promises_are_checked_first),
    cmocka_unit_test(an_image_without_coefficients_is_flat),
    cmocka_unit_test(real_files_within_the_tolerance),
    cmocka_unit_test(real_files_give_their_source),
};
TP_TEST_MAIN(tests)
