/* SPDX-License-Identifier: Apache-2.0 */
/* Finger image records: every form is read exactly, damage is refused with its place, real files too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/codec.h"
#include "make_fir.h"
#include "test.h"

static struct fir_sample samples[FIR_SAMPLES];

static int set_up(void **state)
{
    (void)state;
    fir_make_all(samples);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fir_free_all(samples);
    return 0;
}

static unsigned views_of(const char *name)
{
    return strstr(name, "_views") ? 3 : strstr(name, "381") ? 2 : 1;
}

static void check_pixels(const struct tp_finger_image *image, unsigned view)
{
    struct tp_image pixels;

    assert_int_equal(tp_fir_decode(image, NULL, &pixels, NULL), TP_OK);
    assert_true(pixels.width_px == FIR_SIDE_PX && pixels.height_px == FIR_SIDE_PX && pixels.ppi == 500);
    for (size_t i = 0; i < FIR_SIDE_PX * FIR_SIDE_PX; i++)
        assert_int_equal(pixels.pixels[i], 100 + view);
    tp_image_deinit(&pixels);
}

static void every_form_and_view(void **state)
{
    (void)state;
    for (size_t i = 0; i < FIR_SAMPLES; i++) {
        const struct tp_buffer *file = &samples[i].file;
        unsigned expected = views_of(samples[i].name), views;
        struct tp_finger_image image;

        assert_true(tp_fir_detect(file->data, file->size_bytes));
        for (unsigned view = 0; view < expected; view++) {
            struct tp_diag diag;

            tp_diag_init(&diag);
            if (tp_fir_read(file->data, file->size_bytes, view, &image, &views, &diag) != TP_OK)
                fail_msg("%s: %s: %s", samples[i].name, diag.field, diag.text);
            assert_int_equal(views, expected);
            assert_int_equal(image.position, 1 + view);
            assert_int_equal(image.impression, view);
            assert_int_equal(image.quality, 50 + view);
            assert_true(image.ppi == 500 && image.width_px == FIR_SIDE_PX && image.height_px == FIR_SIDE_PX);
            check_pixels(&image, view);
        }
        assert_int_equal(tp_fir_read(file->data, file->size_bytes, expected, &image, NULL, NULL), TP_E_NOT_FOUND);
        assert_null(image.data.data);
    }
}

static void compressions_by_edition(void **state)
{
    static const char *const expected[2][8] = {{"NONE", "NONE", "WSQ20", "JPEGB", "JP2", "PNG", NULL, NULL},
                                               {"NONE", "NONE", "WSQ20", "JPEGB", "JP2", "JP2L", "PNG", NULL}};

    (void)state;
    for (int edition = 0; edition < 2; edition++)
        for (uint8_t code = 0; code < 8; code++) {
            const struct fir_options options = {.version = edition ? "020" : "010", .compression = code};
            struct tp_finger_image image;
            struct tp_buffer file;
            tp_status status;

            fir_make(&options, &file);
            status = tp_fir_read(file.data, file.size_bytes, 0, &image, NULL, NULL);
            assert_int_equal(status, expected[edition][code] ? TP_OK : TP_E_FORMAT);
            if (expected[edition][code])
                assert_string_equal(image.compression, expected[edition][code]);
            tp_buffer_deinit(&file);
        }
}

static void check_refused(const struct fir_options *options, size_t at, uint8_t value, tp_status status,
                          const char *field)
{
    struct tp_finger_image image;
    struct tp_buffer file;
    struct tp_diag diag;

    fir_make(options, &file);
    if (at > 0)
        file.data[at] = value;
    tp_diag_init(&diag);
    if (tp_fir_read(file.data, file.size_bytes, 0, &image, NULL, &diag) != status || strcmp(diag.field, field) != 0)
        fail_msg("%s %s: %s instead of %s %s", tp_status_name(diag.status), diag.field, diag.text,
                 tp_status_name(status), field);
    tp_buffer_deinit(&file);
}

static void refusals(void **state)
{
    static const struct fir_options iso_2005 = {.version = "010"}, iso_2011 = {.version = "020"};

    (void)state;
    check_refused(&(struct fir_options){.version = "030"}, 0, 0, TP_E_VERSION, "FIR version");
    check_refused(&(struct fir_options){.version = "010", .units = 3}, 0, 0, TP_E_FORMAT, "FIR scale units");
    check_refused(&(struct fir_options){.version = "020", .units = 3}, 0, 0, TP_E_FORMAT, "FIR scale units");
    check_refused(&(struct fir_options){.version = "020", .bits = 16}, 0, 0, TP_E_UNSUPPORTED, "FIR bit depth");
    check_refused(&iso_2005, 18, 2, TP_E_FORMAT, "FIR fingers"); /* a view less than declared */
    check_refused(&iso_2005, 18, 0, TP_E_FORMAT, "FIR fingers");
    check_refused(&iso_2005, 13, 20, TP_E_FORMAT, "FIR length"); /* 276 of 302 bytes: something follows */
    check_refused(&iso_2005, 8, 1, TP_E_TRUNCATED, "FIR length");
    check_refused(&iso_2005, 34, 0, TP_E_FORMAT, "FIR view length");
    check_refused(&iso_2005, 35, 255, TP_E_TRUNCATED, "FIR view");
    check_refused(&iso_2011, 13, 0, TP_E_FORMAT, "FIR representations");
    check_refused(&iso_2011, 12, 255, TP_E_LIMIT, "FIR representations");
    check_refused(&iso_2011, 14, 2, TP_E_FORMAT, "FIR certification flag");
    check_refused(&iso_2011, 13, 2, TP_E_TRUNCATED, "FIR representation");
    check_refused(&iso_2011, 19, 5, TP_E_FORMAT, "FIR representation");
    check_refused(&iso_2011, 34, 9, TP_E_FORMAT, "FIR representation"); /* quality blocks */
}

/* A record that ends early is refused; only the padding behind it may be missing. */
static void every_truncation(void **state)
{
    (void)state;
    for (size_t i = 0; i < FIR_SAMPLES; i++) {
        size_t padding = strstr(samples[i].name, "padded") ? 5 : 0;

        for (size_t size = 0; size + padding < samples[i].file.size_bytes; size++) {
            uint8_t *exact = malloc(size + 1);
            struct tp_finger_image image;
            struct tp_diag diag;

            assert_non_null(exact);
            memcpy(exact, samples[i].file.data, size);
            tp_diag_init(&diag);
            assert_int_equal(tp_fir_read(exact, size, 0, &image, NULL, &diag), TP_E_TRUNCATED);
            assert_true(diag.text[0] != '\0' && diag.field[0] != '\0' && diag.offset_bytes >= 0);
            free(exact);
        }
    }
}

static void damaged(void **state)
{
    const char *wanted = getenv("TP_MUTATIONS");
    unsigned long count = wanted ? strtoul(wanted, NULL, 10) : 10000, accepted = 0;
    struct tp_rng rng = tp_rng_seed(4, 19794);

    (void)state;
    for (unsigned long n = 0; n < count; n++) {
        const struct tp_buffer *sample = &samples[n % FIR_SAMPLES].file;
        size_t size = tp_rng_below(&rng, 8) ? sample->size_bytes : 1 + tp_rng_below(&rng, (uint32_t)sample->size_bytes);
        uint8_t *file = malloc(size);
        struct tp_finger_image image;
        struct tp_diag diag;
        unsigned views;
        tp_status status;

        assert_non_null(file);
        memcpy(file, sample->data, size);
        for (uint32_t changes = 1 + tp_rng_below(&rng, 4); changes > 0; changes--)
            file[tp_rng_below(&rng, (uint32_t)TP_MIN(size, (size_t)80))] = (uint8_t)tp_rng_u64(&rng);
        tp_diag_init(&diag);
        status = tp_fir_read(file, size, (unsigned)(n % 3), &image, &views, &diag);
        assert_true(diag.status == status && (status == TP_OK) == (diag.text[0] == '\0'));
        if (status == TP_OK) {
            assert_true(image.data.data >= file && image.data.data + image.data.size_bytes <= file + size);
            accepted++;
        } else
            assert_null(image.data.data);
        free(file);
    }
    print_message("# %lu damaged records, %lu of them still read\n", count, accepted);
}

/* What the real files hold; their image sizes and resolutions are those of the images inside. */
static void real_files(void **state)
{
    static const struct {
        const char *name, *compression;
        uint8_t position, impression, quality;
        uint32_t width_px, height_px;
        size_t image_bytes;
    } table[] = {
        {"Default_Auth_Left_Thumb.iso", "JP2", 6, 29, 50, 350, 427, 14999},
        {"Default_Auth_Right_Index.iso", "JP2", 2, 29, 50, 308, 413, 13000},
        {"Default_Auth_Right_Index_wsq.iso", "WSQ20", 2, 29, 50, 308, 413, 9945},
    };
    const char *folder = getenv("TP_DATA");

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(table); i++) {
        struct tp_finger_image image;
        char path[4096];
        uint8_t *data;
        size_t size;
        unsigned views;

        snprintf(path, sizeof path, "%s/records/mosip/%s", folder ? folder : "", table[i].name);
        if (!folder || tp_file_read(path, 1 << 24, &data, &size, NULL) != TP_OK) {
            print_message("# %s is absent\n", table[i].name);
            continue;
        }
        assert_int_equal(tp_fir_read(data, size, 0, &image, &views, NULL), TP_OK);
        assert_int_equal(views, 1);
        assert_int_equal(image.position, table[i].position);
        assert_int_equal(image.impression, table[i].impression);
        assert_int_equal(image.quality, table[i].quality);
        assert_int_equal(image.width_px, table[i].width_px);
        assert_int_equal(image.height_px, table[i].height_px);
        assert_int_equal(image.data.size_bytes, table[i].image_bytes);
        assert_string_equal(image.compression, table[i].compression);
        assert_true(image.ppi == 500);
        if (strcmp(image.compression, "JP2") == 0) {
            struct tp_image pixels;

            assert_int_equal(tp_fir_decode(&image, NULL, &pixels, NULL), TP_OK);
            assert_true(pixels.width_px == table[i].width_px && pixels.height_px == table[i].height_px);
            tp_image_deinit(&pixels);
        }
        free(data);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_and_view),
        cmocka_unit_test(compressions_by_edition),
        cmocka_unit_test(refusals),
        cmocka_unit_test(every_truncation),
        cmocka_unit_test(damaged),
        cmocka_unit_test(real_files),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
