/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cloud.h"
#include "match/match.h"

static struct tp_evidence weigh(struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b)
{
    tp_local_find(m, a, b);
    tp_local_relax(m);
    assert_true(tp_align(m, a, b));
    return m->evidence;
}

static void a_print_and_itself_agree_in_everything(void **state)
{
    struct tp_matcher *m = matcher_new();
    struct tp_features *f = impression(21, 40, NULL, false);
    struct tp_evidence e = weigh(m, f, f);

    (void)state;
    assert_int_equal(m->best.pair_count, 40);
    assert_true(e.missing == 0);
    assert_true(e.position > 40 && e.direction > 40 && e.type > 0 && e.similarity > 0 && e.orientation > 0);
    assert_true(fabsf(e.shared - 41) < 1e-3f);
    tp_features_free(&f);
    tp_matcher_free(&m);
}

/* Each kind of disagreement costs. */
static void disagreement_costs(void **state)
{
    static const struct cloud_change CLEAN = {0.3f, 0, 0, 0, 0, 0, 0, 0}, NOISY = {0.3f, 0, 0, 0, 4, 0, 0, 0},
                                     TWISTED = {0.3f, 0, 0, 0, 0, 0.25f, 0, 0}, THIN = {0.3f, 0, 0, 0, 0, 0, 0.5f, 0},
                                     LITTERED = {0.3f, 0, 0, 0, 0, 0, 0, 0.8f};
    const struct cloud_change *worse[] = {&NOISY, &TWISTED, &THIN, &LITTERED};
    struct tp_matcher *m = matcher_new();
    struct tp_features *a = impression(22, 40, NULL, false), *b = impression(22, 40, &CLEAN, false);
    struct tp_evidence best = weigh(m, a, b);

    (void)state;
    tp_features_free(&b);
    for (int i = 0; i < 4; i++) {
        struct tp_evidence e;

        b = impression(22, 40, worse[i], false);
        e = weigh(m, a, b);
        assert_true(e.total < best.total - 2);
        assert_true(i != 0 || e.position < best.position - 10);
        assert_true(i != 1 || e.direction < best.direction - 10);
        assert_true(i != 2 || e.missing < best.missing - 10);
        tp_features_free(&b);
    }
    tp_features_free(&a);
    tp_matcher_free(&m);
}

/* What the other impression cannot show is not held against a pair. */
static void minutiae_outside_the_overlap_cost_nothing(void **state)
{
    struct tp_template tmpl, part;
    struct tp_matcher *m = matcher_new();
    struct tp_features *a, *b;
    struct tp_evidence e;

    (void)state;
    cloud_make(23, 60, &tmpl);
    assert_int_equal(tp_template_copy(&tmpl, &part, NULL), TP_OK);
    part.minutia_count = 0;
    for (int i = 0; i < tmpl.minutia_count; i++)
        if (tmpl.minutiae[i].y_px < 208)
            part.minutiae[part.minutia_count++] = tmpl.minutiae[i];
    for (int i = 13 * part.columns; i < part.columns * part.rows; i++)
        part.field[i] = 0;
    a = features_of(&tmpl);
    b = features_of(&part);
    e = weigh(m, a, b);
    assert_true(e.missing == 0);
    assert_true(e.shared <= (float)part.minutia_count + 1.001f);
    tp_features_free(&a);
    tp_features_free(&b);
    tp_template_deinit(&tmpl);
    tp_template_deinit(&part);
    tp_matcher_free(&m);
}

static void unknown_types_say_nothing(void **state)
{
    struct tp_template tmpl;
    struct tp_matcher *m = matcher_new();
    struct tp_features *f;

    (void)state;
    cloud_make(24, 30, &tmpl);
    for (int i = 0; i < 30; i++)
        tmpl.minutiae[i].type = TP_MINUTIA_OTHER;
    f = features_of(&tmpl);
    assert_true(weigh(m, f, f).type == 0);
    tp_features_free(&f);
    tp_template_deinit(&tmpl);
    tp_matcher_free(&m);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_print_and_itself_agree_in_everything),
    cmocka_unit_test(disagreement_costs),
    cmocka_unit_test(minutiae_outside_the_overlap_cost_nothing),
    cmocka_unit_test(unknown_types_say_nothing),
};
TP_TEST_MAIN(tests)
