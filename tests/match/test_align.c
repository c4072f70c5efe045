/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cloud.h"
#include "match/match.h"

static bool align(struct tp_matcher *m, const struct tp_features *a, const struct tp_features *b)
{
    tp_local_find(m, a, b);
    tp_local_relax(m);
    return tp_align(m, a, b);
}

static void finds_the_motion(void **state)
{
    struct tp_matcher *m = matcher_new();

    (void)state;
    for (int step = 0; step < 24; step++) {
        struct cloud_change change = {(float)step * (TP_PI / 12), 10, 5, 0, 0.5f, 0.03f, 0.1f, 0.1f};
        struct tp_features *a = impression(11, 45, &change, false), *b = impression(11, 45, NULL, false);

        assert_true(align(m, a, b));
        assert_true(m->best.pair_count >= 30);
        assert_true(fabsf(m->best.motion.c - tp_cos(change.rotation_rad)) < 0.03f);
        assert_true(fabsf(m->best.motion.s + tp_sin(change.rotation_rad)) < 0.03f);
        tp_features_free(&a);
        tp_features_free(&b);
    }
    tp_matcher_free(&m);
}

static void a_motion_and_its_inverse_cancel(void **state)
{
    struct tp_motion there = {0.6f, 0.8f, 30, -12}, back = tp_motion_invert(&there);
    float x = there.c * 7 - there.s * 9 + there.dx, y = there.s * 7 + there.c * 9 + there.dy;

    (void)state;
    assert_true(fabsf(back.c * x - back.s * y + back.dx - 7) < 1e-4f);
    assert_true(fabsf(back.s * x + back.c * y + back.dy - 9) < 1e-4f);
}

/* Skin that is pulled keeps its pairs: many more than lie within the radius of one rigid motion. */
static void follows_the_bend(void **state)
{
    static const struct cloud_change PULLED = {0.2f, 0, 0, 14, 0.5f, 0.03f, 0, 0};
    struct tp_matcher *m = matcher_new();
    struct tp_features *a = impression(12, 60, &PULLED, false), *b = impression(12, 60, NULL, false);
    int far = 0;

    (void)state;
    assert_true(align(m, a, b));
    for (int k = 0; k < m->best.pair_count; k++) {
        float x = m->best.residual_x[k], y = m->best.residual_y[k];

        far += x * x + y * y > 14 * 14;
    }
    assert_true(m->best.pair_count >= 48);
    assert_true(far >= 3);
    tp_features_free(&a);
    tp_features_free(&b);
    tp_matcher_free(&m);
}

static void bend_is_a_mean_of_the_neighbours(void **state)
{
    struct tp_matcher *m = matcher_new();
    struct tp_bend here, without, far;

    (void)state;
    m->ax[0] = 100;
    m->ay[0] = 100;
    m->ax[1] = 110;
    m->ay[1] = 100;
    m->best.pair_count = 2;
    m->best.a[0] = 0;
    m->best.a[1] = 1;
    m->best.residual_x[0] = 8;
    m->best.residual_x[1] = 4;
    m->best.residual_y[0] = m->best.residual_y[1] = 0;
    here = tp_bend_at(m, &m->best, 100, 100, -1);
    without = tp_bend_at(m, &m->best, 100, 100, 0);
    far = tp_bend_at(m, &m->best, 900, 900, -1);
    assert_true(here.x > 4 && here.x < 6 && here.y == 0);
    assert_true(without.x > 2 && without.x < 4);
    assert_true(far.x == 0);
    tp_matcher_free(&m);
}

static void minutiae_pair_one_to_one(void **state)
{
    struct tp_matcher *m = matcher_new();
    struct tp_features *a = impression(13, 255, &MOVED, false), *b = impression(13, 255, NULL, false);
    bool used_a[256] = {false}, used_b[256] = {false};

    (void)state;
    assert_true(align(m, a, b));
    for (int k = 0; k < m->best.pair_count; k++) {
        assert_false(used_a[m->best.a[k]] || used_b[m->best.b[k]]);
        used_a[m->best.a[k]] = used_b[m->best.b[k]] = true;
    }
    tp_features_free(&a);
    tp_features_free(&b);
    tp_matcher_free(&m);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(finds_the_motion),         cmocka_unit_test(a_motion_and_its_inverse_cancel),
    cmocka_unit_test(follows_the_bend),         cmocka_unit_test(bend_is_a_mean_of_the_neighbours),
    cmocka_unit_test(minutiae_pair_one_to_one),
};
TP_TEST_MAIN(tests)
