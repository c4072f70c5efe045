/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

static struct tp_extractor *extractor;

static struct tp_template extract_image(const struct tp_image *image)
{
    struct tp_template out;
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_extract(extractor, image, NULL, &out, &diag), TP_OK);
    assert_int_equal(tp_template_validate(&out, &diag), TP_OK);
    return out;
}

static int setup(void **state)
{
    (void)state;
    return tp_extractor_new(&extractor, NULL);
}

static int teardown(void **state)
{
    (void)state;
    tp_extractor_free(&extractor);
    tp_extractor_free(&extractor);
    return extractor != NULL;
}

static struct pattern one_minutia(float angle_rad, int spin)
{
    return (struct pattern){.width_px = 220,
                            .height_px = 220,
                            .angle_rad = angle_rad,
                            .period_px = 9,
                            .mean = 128,
                            .amplitude = 70,
                            .noise = 6,
                            .spin = spin,
                            .x_px = 110.3f,
                            .y_px = 109.6f};
}

/* A dislocation of the waves is one minutia: found once, at its place, along the ridges, and nothing else. */
static void a_dislocation_is_found(void **state)
{
    (void)state;
    for (int step = 0; step < 24; step++) {
        struct pattern pattern = one_minutia((float)step * TP_PI / 12, step % 2 ? 1 : -1);
        struct tp_image image = draw_pattern(&pattern);
        struct tp_template tmpl = extract_image(&image);
        uint32_t near = 0;
        for (int i = 0; i < tmpl.minutia_count; i++) {
            const struct tp_minutia *m = &tmpl.minutiae[i];
            float dx = (float)m->x_px - 110, dy = (float)m->y_px - 110;
            float theta = tp_angle_from_q8(m->theta_q8), off;
            if (m->x_px < 25 || m->y_px < 25 || m->x_px > 195 || m->y_px > 195)
                continue;
            off = fabsf(tp_angle_difference(2 * theta, -2 * pattern.angle_rad)) / 2;
            assert_true(dx * dx + dy * dy < 10 * 10);
            assert_true(off < 0.25f);
            near++;
        }
        assert_int_equal(near, 1);
        tp_template_deinit(&tmpl);
        free(image.pixels);
    }
}

/* On this side of the dislocation there is one ridge less: the minutia points to the other side. Turning the spin
 * around turns the direction around. */
static void the_spin_decides_the_direction(void **state)
{
    float theta[2];

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct pattern pattern = one_minutia(0, i ? 1 : -1);
        struct tp_image image = draw_pattern(&pattern);
        struct tp_template tmpl = extract_image(&image);
        assert_true(tmpl.minutia_count > 0);
        theta[i] = tp_angle_from_q8(tmpl.minutiae[0].theta_q8);
        assert_in_range(tmpl.minutiae[0].quality, 50, 100);
        tp_template_deinit(&tmpl);
        free(image.pixels);
    }
    assert_true(tp_cos(theta[1] - theta[0]) < -0.95f);
    assert_true(fabsf(tp_sin(theta[0])) < 0.25f);
}

static struct tp_image turn_quarter(const struct tp_image *image)
{
    struct tp_image out = {.width_px = image->height_px, .height_px = image->width_px, .ppi = image->ppi};

    out.pixels = malloc((size_t)out.width_px * out.height_px);
    assert_non_null(out.pixels);
    for (uint32_t y = 0; y < out.height_px; y++)
        for (uint32_t x = 0; x < out.width_px; x++)
            out.pixels[y * out.width_px + x] = image->pixels[x * image->width_px + image->width_px - 1 - y];
    return out;
}

/* A picture turned by a quarter (anticlockwise) has the same minutiae, turned. */
static void minutiae_turn_with_the_picture(void **state)
{
    struct pattern pattern = one_minutia(0.6f, 1);
    struct tp_image image, turned;
    struct tp_template a, b;

    (void)state;
    pattern.x_px = 150;
    pattern.y_px = 70;
    image = draw_pattern(&pattern);
    turned = turn_quarter(&image);
    a = extract_image(&image);
    b = extract_image(&turned);
    assert_true(a.minutia_count > 0 && a.minutiae[0].quality > 60);
    for (int i = 0; i < a.minutia_count && a.minutiae[i].quality > 60; i++) {
        float x = (float)a.minutiae[i].y_px, y = 219 - (float)a.minutiae[i].x_px;
        bool found = false;
        for (int j = 0; j < b.minutia_count; j++) {
            float dx = (float)b.minutiae[j].x_px - x, dy = (float)b.minutiae[j].y_px - y;
            int turn = (int8_t)(uint8_t)(b.minutiae[j].theta_q8 - a.minutiae[i].theta_q8 - 64);
            found |= dx * dx + dy * dy < 7 * 7 && abs(turn) < 14;
        }
        assert_true(found);
    }
    tp_template_deinit(&a);
    tp_template_deinit(&b);
    free(image.pixels);
    free(turned.pixels);
}

static struct tp_image fill_image(uint32_t width_px, uint32_t height_px, int value)
{
    struct tp_image image = {.width_px = width_px, .height_px = height_px, .ppi = 500};
    struct tp_rng rng = tp_rng_seed(width_px, height_px);

    image.pixels = malloc((size_t)width_px * height_px);
    assert_non_null(image.pixels);
    for (size_t i = 0; i < (size_t)width_px * height_px; i++)
        image.pixels[i] = value < 0 ? (uint8_t)tp_rng_below(&rng, 256) : (uint8_t)value;
    return image;
}

static void pictures_without_ridges_give_poor_templates(void **state)
{
    static const uint32_t sizes[][2] = {{1, 1},   {1, 300}, {300, 1}, {2, 2},    {5, 7},
                                        {16, 16}, {17, 33}, {64, 3},  {333, 251}};
    static const int values[] = {0, 128, 255, -1};

    (void)state;
    for (size_t s = 0; s < TP_ARRAY_LENGTH(sizes); s++)
        for (size_t v = 0; v < TP_ARRAY_LENGTH(values); v++) {
            struct tp_image image = fill_image(sizes[s][0], sizes[s][1], values[v]);
            struct tp_template tmpl = extract_image(&image);
            assert_int_equal(tmpl.width_px, sizes[s][0]);
            assert_int_equal(tmpl.height_px, sizes[s][1]);
            assert_true(tmpl.quality <= 10);
            assert_true(tmpl.minutia_count == 0 || values[v] < 0);
            tp_template_deinit(&tmpl);
            free(image.pixels);
        }
}

static void the_largest_picture_passes_and_a_larger_one_is_refused(void **state)
{
    struct tp_image image = fill_image(TP_TEMPLATE_SIDE_MAX_PX, 700, -1);
    struct tp_template tmpl = extract_image(&image);

    (void)state;
    tp_template_deinit(&tmpl);
    free(image.pixels);
    image = fill_image(10, TP_TEMPLATE_SIDE_MAX_PX + 1, 0);
    assert_int_equal(tp_extract(extractor, &image, NULL, &tmpl, NULL), TP_E_LIMIT);
    assert_null(tmpl.field);
    free(image.pixels);
}

static void wrong_arguments_are_refused(void **state)
{
    struct tp_image image = {0};
    struct tp_template tmpl;
    struct tp_extract_options options = {.position = 11};

    (void)state;
    assert_int_equal(tp_extract(extractor, &image, NULL, &tmpl, NULL), TP_E_ARGUMENT);
    image = fill_image(20, 20, 7);
    assert_int_equal(tp_extract(extractor, &image, &options, &tmpl, NULL), TP_E_ARGUMENT);
    options = (struct tp_extract_options){.position = 7, .impression = TP_IMPRESSION_INK_ROLLED};
    assert_int_equal(tp_extract(extractor, &image, &options, &tmpl, NULL), TP_OK);
    assert_int_equal(tmpl.position, 7);
    assert_int_equal(tmpl.impression, TP_IMPRESSION_INK_ROLLED);
    tp_template_deinit(&tmpl);
    free(image.pixels);
}

/* At 1000 ppi the same ridges are twice as wide: the template is that of 500 ppi. */
static void resolution_is_brought_to_500_ppi(void **state)
{
    struct pattern pattern = one_minutia(0.4f, 1);
    struct tp_image image;
    struct tp_template tmpl;

    (void)state;
    pattern.width_px *= 2;
    pattern.height_px *= 2;
    pattern.period_px *= 2;
    pattern.x_px *= 2;
    pattern.y_px *= 2;
    image = draw_pattern(&pattern);
    image.ppi = 1000;
    tmpl = extract_image(&image);
    assert_int_equal(tmpl.width_px, 220);
    assert_true(tmpl.minutia_count > 0);
    assert_in_range(tmpl.minutiae[0].x_px, 102, 118);
    assert_in_range(tmpl.minutiae[0].y_px, 102, 118);
    tp_template_deinit(&tmpl);
    free(image.pixels);
}

/* An extractor that saw other images gives the same template as a fresh one. */
static void the_past_does_not_matter(void **state)
{
    struct pattern pattern = one_minutia(0.9f, -1);
    struct tp_image image = draw_pattern(&pattern), other = fill_image(500, 400, -1);
    struct tp_template first = extract_image(&image), between = extract_image(&other), again = extract_image(&image);

    (void)state;
    assert_int_equal(first.quality, again.quality);
    assert_memory_equal(first.minutiae, again.minutiae, sizeof first.minutiae);
    assert_memory_equal(first.field, again.field, (size_t)first.columns * first.rows);
    tp_template_deinit(&first);
    tp_template_deinit(&between);
    tp_template_deinit(&again);
    free(image.pixels);
    free(other.pixels);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_dislocation_is_found),
    cmocka_unit_test(the_spin_decides_the_direction),
    cmocka_unit_test(minutiae_turn_with_the_picture),
    cmocka_unit_test(pictures_without_ridges_give_poor_templates),
    cmocka_unit_test(the_largest_picture_passes_and_a_larger_one_is_refused),
    cmocka_unit_test(wrong_arguments_are_refused),
    cmocka_unit_test(resolution_is_brought_to_500_ppi),
    cmocka_unit_test(the_past_does_not_matter),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
