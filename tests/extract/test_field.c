/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

static struct bench bench;

/* Ridges at A in image axes lie at pi - A in the template's, whose y points upward. */
static void orientation_is_coded_anticlockwise(void **state)
{
    (void)state;
    for (int step = 0; step < 32; step++) {
        const struct pattern pattern = {.width_px = 160,
                                        .height_px = 144,
                                        .angle_rad = (float)step * TP_PI / 32,
                                        .period_px = 9,
                                        .mean = 128,
                                        .amplitude = 80};
        struct tp_template tmpl;
        uint8_t cell;
        tp_template_init(&tmpl);
        tmpl.width_px = 160;
        tmpl.height_px = 144;
        assert_int_equal(tp_template_make_field(&tmpl, NULL), TP_OK);
        run_pattern(&bench, &pattern, UP_TO_GRADE);
        tp_store_field(&bench.work, &tmpl);
        cell = tmpl.field[4 * tmpl.columns + 5];
        assert_int_equal(TP_FIELD_ORIENTATION(cell), (32 - step) % 32);
        assert_true(TP_FIELD_COHERENCE(cell) >= 5);
        tp_template_deinit(&tmpl);
    }
}

static void the_background_has_coherence_zero(void **state)
{
    const struct pattern pattern = {
        .width_px = 320, .height_px = 320, .period_px = 9, .mean = 128, .amplitude = 80, .radius_px = 90};
    struct tp_template tmpl;

    (void)state;
    tp_template_init(&tmpl);
    tmpl.width_px = tmpl.height_px = 320;
    assert_int_equal(tp_template_make_field(&tmpl, NULL), TP_OK);
    run_pattern(&bench, &pattern, UP_TO_GRADE);
    tp_store_field(&bench.work, &tmpl);
    assert_int_equal(TP_FIELD_COHERENCE(tmpl.field[0]), 0);
    assert_int_equal(TP_FIELD_COHERENCE(tmpl.field[19]), 0);
    assert_true(TP_FIELD_COHERENCE(tmpl.field[10 * 20 + 10]) >= 5);
    tp_template_deinit(&tmpl);
}

static void minutiae_are_sorted_and_capped(void **state)
{
    struct tp_template tmpl;
    struct tp_work *work = &bench.work;

    (void)state;
    tp_template_init(&tmpl);
    assert_int_equal(tp_work_fit(work, 320, 320, NULL), TP_OK);
    work->ending_count = 400;
    for (uint32_t i = 0; i < 400; i++)
        work->endings[i] = (struct tp_ending){.x_px = (int32_t)i % 300,
                                              .y_px = 7,
                                              .dx = 0,
                                              .dy = -1,
                                              .type = TP_MINUTIA_ENDING,
                                              .quality = (uint8_t)(1 + i % 90)};
    tp_store_minutiae(work, &tmpl);
    assert_int_equal(tmpl.minutia_count, TP_MINUTIAE_MAX);
    assert_int_equal(tmpl.minutiae[0].quality, 90);
    for (int i = 1; i < TP_MINUTIAE_MAX; i++)
        assert_true(tmpl.minutiae[i].quality <= tmpl.minutiae[i - 1].quality);
    assert_int_equal(tmpl.minutiae[0].theta_q8, 64); /* up on the screen */
    clear_bench(&bench);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(orientation_is_coded_anticlockwise),
    cmocka_unit_test(the_background_has_coherence_zero),
    cmocka_unit_test(minutiae_are_sorted_and_capped),
};
TP_TEST_MAIN(tests)
