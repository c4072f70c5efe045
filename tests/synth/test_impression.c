/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "synth/skin.h"

#include <math.h>
#include <string.h>

static struct tp_synth *synth;
static struct tp_synth_master *master;

static int set_up(void **state)
{
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    return tp_synth_new(&synth, &diag) || tp_synth_master_new(synth, 1, 4, 7, &master, &diag);
}

static int tear_down(void **state)
{
    (void)state;
    tp_synth_master_free(&master);
    tp_synth_free(&synth);
    return 0;
}

static void take(const struct tp_synth_style *style, struct tp_image *image, struct tp_template *truth)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_synth_impression(master, style, image, truth, &diag), TP_OK);
    assert_int_equal(tp_template_validate(truth, &diag), TP_OK);
    assert_int_equal(image->width_px, truth->width_px);
    assert_int_equal(image->height_px, truth->height_px);
    assert_true(image->ppi == 500);
}

static void impressions_differ_and_repeat(void **state)
{
    uint64_t hashes[6];

    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        struct tp_synth_style style;
        struct tp_image image;
        struct tp_template truth;
        tp_synth_style_draw(&master->finger, TP_SYNTH_OPTICAL, i < 5 ? i + 1 : 1, &style);
        take(&style, &image, &truth);
        hashes[i] = tp_hash64(image.pixels, (size_t)image.width_px * image.height_px, truth.minutia_count);
        assert_in_range(truth.minutia_count, 10, 100);
        assert_int_equal(truth.position, 7);
        tp_image_deinit(&image);
        tp_template_deinit(&truth);
    }
    assert_true(hashes[5] == hashes[0]);
    for (unsigned i = 0; i < 5; i++)
        for (unsigned j = 0; j < i; j++)
            assert_true(hashes[i] != hashes[j]);
}

/* Golden values: these bytes are the same on every machine. They change with the method, never with the platform. */
static void every_sensor_gives_known_bytes(void **state)
{
    static const uint64_t expected[TP_SYNTH_SENSOR_COUNT] = {
        0xAAA0E46DC61C6D87, 0xD352AA5CD3103852, 0xB1DD83DB59A721A5, 0xC44C3196F9B54AC6, 0x0464AD20D5046002,
    };
    int different = 0;

    (void)state;
    for (int sensor = 0; sensor < TP_SYNTH_SENSOR_COUNT; sensor++) {
        struct tp_synth_style style;
        struct tp_image image;
        struct tp_template truth;
        uint64_t hash;
        tp_synth_style_draw(&master->finger, (enum tp_synth_sensor)sensor, 1, &style);
        take(&style, &image, &truth);
        hash = tp_hash64(image.pixels, (size_t)image.width_px * image.height_px, 0);
        hash = tp_hash64(truth.field, (size_t)truth.columns * truth.rows, hash);
        for (unsigned i = 0; i < truth.minutia_count; i++) {
            const struct tp_minutia *m = &truth.minutiae[i];
            const uint16_t values[] = {m->x_px, m->y_px, m->theta_q8, m->type};
            hash = tp_hash64(values, sizeof values, hash);
        }
        different += hash != expected[sensor];
        if (hash != expected[sensor])
            print_message("# %s: 0x%016llX\n", tp_synth_sensor_name((enum tp_synth_sensor)sensor),
                          (unsigned long long)hash);
        tp_image_deinit(&image);
        tp_template_deinit(&truth);
    }
    assert_int_equal(different, 0);
}

/* Each true minutia lies where the skin touches, and is one of the master's, moved. */
static void truth_is_the_masters_moved(void **state)
{
    (void)state;
    for (unsigned impression = 1; impression <= 6; impression++) {
        struct tp_synth_style style;
        struct tp_synth_skin skin;
        struct tp_image image;
        struct tp_template truth;
        tp_synth_style_draw(&master->finger, TP_SYNTH_OPTICAL, impression, &style);
        tp_synth_skin_init(&skin, &master->finger, &style);
        take(&style, &image, &truth);
        for (unsigned i = 0; i < truth.minutia_count; i++) {
            const struct tp_minutia *m = &truth.minutiae[i];
            struct tp_synth_point at = {m->x_px, m->y_px}, pattern = tp_synth_skin_from_image(&skin, at);
            float nearest = 1e9f;
            assert_true(tp_synth_skin_contact(&skin, at, pattern) > 0);
            for (uint32_t j = 0; j < master->minutia_count; j++) {
                float dx = master->minutiae[j].x_px - pattern.x, dy = master->minutiae[j].y_px - pattern.y;
                if (master->minutiae[j].type == m->type)
                    nearest = TP_MIN(nearest, dx * dx + dy * dy);
            }
            assert_true(nearest < 2);
        }
        tp_image_deinit(&image);
        tp_template_deinit(&truth);
    }
}

/* The gradient of the picture lies across the true field. */
static void the_field_is_that_of_the_picture(void **state)
{
    struct tp_synth_style style;
    struct tp_image image;
    struct tp_template truth;
    float error = 0;
    int count = 0;

    (void)state;
    tp_synth_style_draw(&master->finger, TP_SYNTH_OPTICAL, 2, &style);
    style.rotation_rad = 0.8f;
    take(&style, &image, &truth);
    for (int cell = 0; cell < truth.columns * truth.rows; cell++) {
        int left = cell % truth.columns * 16, top = cell / truth.columns * 16;
        float xx = 0, yy = 0, xy = 0, measured, wanted;
        if (TP_FIELD_COHERENCE(truth.field[cell]) < 7 || left == 0 || top == 0 || left + 17 > (int)image.width_px ||
            top + 17 > (int)image.height_px)
            continue;
        for (int i = 0; i < 256; i++) {
            const uint8_t *at = image.pixels + (size_t)(top + i / 16) * image.width_px + left + i % 16;
            float gx = (float)(at[1] - at[-1]), gy = (float)(at[-(ptrdiff_t)image.width_px] - at[image.width_px]);
            xx += gx * gx;
            yy += gy * gy;
            xy += gx * gy;
        }
        measured = tp_atan2(2 * xy, xx - yy) / 2 + TP_PI / 2;
        wanted = (float)TP_FIELD_ORIENTATION(truth.field[cell]) * (TP_PI / 32);
        error += fabsf(tp_angle_difference(2 * measured, 2 * wanted)) / 2;
        count++;
    }
    assert_true(count > 80);
    assert_true(error / (float)count < 0.25f);
    tp_image_deinit(&image);
    tp_template_deinit(&truth);
}

static void extremes_do_no_harm(void **state)
{
    struct tp_rng rng = tp_rng_seed(11, 0);

    (void)state;
    for (int i = 0; i < 60; i++) {
        float wild = i % 3 == 0 ? 1e30f : 2.0f;
        struct tp_synth_style style = {.sensor = (enum tp_synth_sensor)(i % 7), .seed = (uint64_t)i};
        struct tp_image image;
        struct tp_template truth;
        float *values = &style.rotation_rad;
        for (float *value = values; value <= &style.pores; value++)
            *value = i % 5 == 4 ? nanf("") : wild * tp_rng_normal(&rng);
        style.width_px = (uint16_t)tp_rng_below(&rng, i % 2 ? 65536 : 200);
        style.height_px = (uint16_t)tp_rng_below(&rng, 300);
        take(&style, &image, &truth);
        tp_image_deinit(&image);
        tp_template_deinit(&truth);
    }
}

static double darkness(float pressure, float moisture)
{
    struct tp_synth_style style;
    struct tp_image image;
    struct tp_template truth;
    double sum = 0;

    tp_synth_style_draw(&master->finger, TP_SYNTH_OPTICAL, 1, &style);
    style.pressure = pressure;
    style.moisture = moisture;
    take(&style, &image, &truth);
    for (size_t i = 0; i < (size_t)image.width_px * image.height_px; i++)
        sum += 255 - image.pixels[i];
    tp_image_deinit(&image);
    tp_template_deinit(&truth);
    return sum;
}

static void pressure_and_moisture_darken(void **state)
{
    (void)state;
    assert_true(darkness(0.8f, 0) > 1.15 * darkness(-0.8f, 0));
    assert_true(darkness(0, 1) > 1.3 * darkness(0, -1));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_sensor_gives_known_bytes),
    cmocka_unit_test(impressions_differ_and_repeat),
    cmocka_unit_test(truth_is_the_masters_moved),
    cmocka_unit_test(the_field_is_that_of_the_picture),
    cmocka_unit_test(extremes_do_no_harm),
    cmocka_unit_test(pressure_and_moisture_darken),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
