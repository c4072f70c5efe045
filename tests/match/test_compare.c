/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>

#include "base/base.h"
#include "cloud.h"

static void tells_fingers_apart(void **state)
{
    struct tp_matcher *m = matcher_new();

    (void)state;
    for (uint64_t seed = 1; seed < 25; seed++) {
        bool bare_a = seed % 3 == 0, bare_b = seed % 3 == 1;
        int count = 30 + (int)seed * 2;
        struct tp_features *a = impression(seed, count, NULL, bare_a);
        struct tp_features *b = impression(seed, count, seed % 2 ? &MOVED : &TURNED, bare_b);
        struct tp_features *c = impression(seed + 100, count, &MOVED, bare_b);

        assert_true(tp_match_score(m, a, b) > 5000);
        assert_true(tp_match_score(m, a, c) < 4000);
        assert_true(tp_match_score(m, a, a) > 10000);
        tp_features_free(&a);
        tp_features_free(&b);
        tp_features_free(&c);
    }
    tp_matcher_free(&m);
}

static void is_symmetric(void **state)
{
    struct tp_matcher *m = matcher_new();
    static struct tp_match_detail there, back;

    (void)state;
    for (uint64_t seed = 1; seed < 60; seed++) {
        struct tp_features *a = impression(seed, 10 + (int)seed, NULL, seed % 5 == 0);
        struct tp_features *b = impression(seed % 2 ? seed : seed + 1, 20, &MOVED, seed % 7 == 0);

        assert_int_equal(tp_match_score(m, a, b), tp_match_score(m, b, a));
        assert_int_equal(tp_match_detail(m, a, b, &there), tp_match_score(m, a, b));
        assert_int_equal(tp_match_detail(m, b, a, &back), there.score);
        assert_int_equal(there.pair_count, back.pair_count);
        for (uint32_t k = 0; k < there.pair_count; k++) {
            assert_int_equal(there.pairs[k].probe, back.pairs[k].candidate);
            assert_int_equal(there.pairs[k].candidate, back.pairs[k].probe);
        }
        tp_features_free(&a);
        tp_features_free(&b);
    }
    tp_matcher_free(&m);
}

static void detail_finds_the_motion_and_the_pairs(void **state)
{
    struct tp_template tmpl, pressed;
    struct tp_features *a, *b;
    struct tp_matcher *m = matcher_new();
    static struct tp_match_detail detail;
    uint8_t seen[256] = {0};

    (void)state;
    cloud_make(9, 40, &tmpl);
    cloud_press(&tmpl, &TURNED, 1, &pressed);
    a = features_of(&pressed);
    b = features_of(&tmpl);
    (void)tp_match_detail(m, a, b, &detail);
    assert_int_equal(detail.pair_count, 40);
    for (uint32_t k = 0; k < detail.pair_count; k++) {
        const struct tp_minutia *p = &pressed.minutiae[detail.pairs[k].probe];
        const struct tp_minutia *q = &tmpl.minutiae[detail.pairs[k].candidate];
        float c = tp_cos(detail.rotation_rad), s = tp_sin(detail.rotation_rad), x = q->x_px, y = q->y_px;

        assert_true(fabsf(c * x + s * y + detail.dx_px - (float)p->x_px) < 3);
        assert_true(fabsf(-s * x + c * y + detail.dy_px - (float)p->y_px) < 3);
        assert_int_equal(seen[detail.pairs[k].probe]++, 0);
    }
    assert_true(fabsf(detail.rotation_rad - TURNED.rotation_rad) < 0.05f);
    tp_features_free(&a);
    tp_features_free(&b);
    tp_template_deinit(&tmpl);
    tp_template_deinit(&pressed);
    tp_matcher_free(&m);
}

/* Every rotation and shift of a print is recognised about as well. */
static void rotation_and_shift_do_not_matter(void **state)
{
    struct tp_matcher *m = matcher_new();
    struct tp_features *a = impression(4, 40, NULL, false);
    int32_t least = TP_SCORE_MAX, most = 0;

    (void)state;
    for (int i = 0; i < 48; i++) {
        struct cloud_change change = {
            (float)i * (2 * TP_PI / 48), (float)(i % 7) * 4, (float)(i % 5) * 5, 0, 0, 0, 0, 0};
        struct tp_features *b = impression(4, 40, &change, false);
        int32_t score = tp_match_score(m, a, b);

        least = TP_MIN(least, score);
        most = TP_MAX(most, score);
        tp_features_free(&b);
    }
    assert_true(least > most * 3 / 4);
    tp_features_free(&a);
    tp_matcher_free(&m);
}

/* Templates at the edges of what is valid. */
static void extreme_template(int kind, struct tp_template *tmpl)
{
    static const int counts[] = {0, 1, 2, 255, 255, 255, 3};

    tp_template_init(tmpl);
    tmpl->width_px = tmpl->height_px = kind == 5 ? TP_TEMPLATE_SIDE_MAX_PX : (uint16_t)(1 + 100 * kind);
    tmpl->minutia_count = (uint8_t)counts[kind];
    for (int i = 0; i < counts[kind]; i++) {
        struct tp_minutia m = {(uint16_t)(tmpl->width_px - 1), (uint16_t)(tmpl->height_px - 1), 0, 0, 0};

        if (kind == 4 || kind == 5) {
            m.x_px = (uint16_t)(i * 37 % tmpl->width_px);
            m.y_px = (uint16_t)(i * 91 % tmpl->height_px);
            m.theta_q8 = (uint8_t)(i * 5);
        }
        if (kind == 6)
            m.x_px = (uint16_t)(i * 10);
        tmpl->minutiae[i] = m;
    }
    tp_template_sort(tmpl);
    if (kind == 3 || kind == 5)
        assert_int_equal(tp_template_make_field(tmpl, NULL), TP_OK);
}

static void extreme_templates_do_no_harm(void **state)
{
    struct tp_matcher *m = matcher_new();
    struct tp_features *f[8];

    (void)state;
    for (int i = 0; i < 7; i++) {
        struct tp_template tmpl;

        extreme_template(i, &tmpl);
        f[i] = features_of(&tmpl);
        tp_template_deinit(&tmpl);
    }
    f[7] = impression(3, 255, NULL, false);
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++) {
            int32_t score = tp_match_score(m, f[i], f[j]);

            assert_in_range(score, 0, TP_SCORE_MAX);
            assert_int_equal(score, tp_match_score(m, f[j], f[i]));
        }
    assert_int_equal(tp_match_score(m, f[0], f[7]), 0);
    for (int i = 0; i < 8; i++)
        tp_features_free(&f[i]);
    tp_matcher_free(&m);
}

static void earlier_comparisons_leave_no_trace(void **state)
{
    struct tp_matcher *used = matcher_new(), *fresh = matcher_new();
    struct tp_features *a = impression(1, 50, NULL, false), *b = impression(1, 50, &MOVED, false);
    struct tp_features *c = impression(2, 90, &MOVED, true);
    int32_t score = tp_match_score(fresh, a, b);

    (void)state;
    (void)tp_match_score(used, c, a);
    (void)tp_match_score(used, c, c);
    assert_int_equal(tp_match_score(used, a, b), score);
    tp_features_free(&a);
    tp_features_free(&b);
    tp_features_free(&c);
    tp_matcher_free(&used);
    tp_matcher_free(&fresh);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(tells_fingers_apart),
    cmocka_unit_test(is_symmetric),
    cmocka_unit_test(detail_finds_the_motion_and_the_pairs),
    cmocka_unit_test(rotation_and_shift_do_not_matter),
    cmocka_unit_test(extreme_templates_do_no_harm),
    cmocka_unit_test(earlier_comparisons_leave_no_trace),
};
TP_TEST_MAIN(tests)
