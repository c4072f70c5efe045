/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "synth/synth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void make(uint32_t person, unsigned position, unsigned impression, struct tp_template *out)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_synth_template(1, person, position, impression, out, &diag), TP_OK);
    assert_int_equal(tp_template_validate(out, &diag), TP_OK);
}

static void templates_are_valid_and_natural(void **state)
{
    int total = 0, quality = 0;

    (void)state;
    for (uint32_t person = 0; person < 40; person++)
        for (unsigned position = 1; position <= 10; position++) {
            struct tp_template tmpl;
            make(person, position, 1, &tmpl);
            assert_int_equal(tmpl.position, position);
            total += tmpl.minutia_count;
            quality += tmpl.quality;
            tp_template_deinit(&tmpl);
        }
    assert_in_range(total / 400, 20, 50);
    assert_in_range(quality / 400, 35, 90);
}

static void the_same_arguments_give_the_same_template(void **state)
{
    struct tp_template a, b, other;

    (void)state;
    make(5, 3, 2, &a);
    make(5, 3, 2, &b);
    make(5, 3, 3, &other);
    assert_memory_equal(a.minutiae, b.minutiae, sizeof a.minutiae);
    assert_memory_equal(a.field, b.field, (size_t)a.columns * a.rows);
    assert_true(memcmp(a.minutiae, other.minutiae, sizeof a.minutiae) != 0);
    tp_template_deinit(&a);
    tp_template_deinit(&b);
    tp_template_deinit(&other);
}

/* Minutiae point along the field. */
static void directions_follow_the_field(void **state)
{
    int good = 0, count = 0;

    (void)state;
    for (uint32_t person = 0; person < 30; person++) {
        struct tp_template t;
        make(person, 2, 1, &t);
        for (int i = 0; i < t.minutia_count; i++) {
            const struct tp_minutia *m = &t.minutiae[i];
            uint8_t cell = t.field[m->y_px / 16 * t.columns + m->x_px / 16];
            float theta = (float)TP_FIELD_ORIENTATION(cell) * (TP_PI / 32);
            good += fabsf(tp_angle_difference(2 * theta, 2 * tp_angle_from_q8(m->theta_q8))) < 0.8f;
            count++;
        }
        tp_template_deinit(&t);
    }
    assert_true(good > count * 85 / 100);
}

/* The most minutiae of B that lie on one of A when both are laid over each other so that some pair of them agrees. */
static int best_agreement(const struct tp_template *a, const struct tp_template *b)
{
    int best = 0;

    for (int i = 0; i < a->minutia_count; i++)
        for (int j = 0; j < b->minutia_count; j++) {
            float turn = tp_angle_from_q8((uint8_t)(a->minutiae[i].theta_q8 - b->minutiae[j].theta_q8));
            float c = tp_cos(turn), s = tp_sin(turn);
            int count = 0;
            if (fabsf(tp_angle_difference(turn, 0)) > 0.6f)
                continue;
            for (int k = 0; k < b->minutia_count; k++) {
                float x = (float)(b->minutiae[k].x_px - b->minutiae[j].x_px);
                float y = (float)(b->minutiae[k].y_px - b->minutiae[j].y_px);
                float px = a->minutiae[i].x_px + x * c + y * s, py = a->minutiae[i].y_px - x * s + y * c;
                for (int l = 0; l < a->minutia_count; l++)
                    if (fabsf(a->minutiae[l].x_px - px) < 9 && fabsf(a->minutiae[l].y_px - py) < 9) {
                        count++;
                        break;
                    }
            }
            best = TP_MAX(best, count);
        }
    return best;
}

static void impressions_of_a_finger_agree_and_others_do_not(void **state)
{
    int mated = 0, others = 0;

    (void)state;
    for (uint32_t person = 0; person < 12; person++) {
        struct tp_template a, b, c;
        make(person, 2, 1, &a);
        make(person, 2, 2, &b);
        make(person + 100, 2, 2, &c);
        mated += best_agreement(&a, &b);
        others += best_agreement(&a, &c);
        tp_template_deinit(&a);
        tp_template_deinit(&b);
        tp_template_deinit(&c);
    }
    assert_true(mated > others * 3 / 2);
}

static void refuses_positions_that_do_not_exist(void **state)
{
    struct tp_template tmpl;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_synth_template(1, 0, 0, 1, &tmpl, &diag), TP_E_ARGUMENT);
    assert_null(tmpl.field);
    tp_diag_init(&diag);
    assert_int_equal(tp_synth_template(1, 0, 11, 1, &tmpl, &diag), TP_E_ARGUMENT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(templates_are_valid_and_natural),
    cmocka_unit_test(the_same_arguments_give_the_same_template),
    cmocka_unit_test(directions_follow_the_field),
    cmocka_unit_test(impressions_of_a_finger_agree_and_others_do_not),
    cmocka_unit_test(refuses_positions_that_do_not_exist),
};
TP_TEST_MAIN(tests)
