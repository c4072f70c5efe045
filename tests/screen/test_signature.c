/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include <tenprint/template.h>

#include "match/cloud.h"
#include "screen/screen.h"

static struct tp_signature sign(uint64_t seed, int count, const struct cloud_change *change)
{
    struct tp_features *features = impression(seed, count, change, false);
    struct tp_signature out;

    tp_signature_make(features, &out);
    tp_features_free(&features);
    return out;
}

static int32_t score(const struct tp_signature *a, const struct tp_signature *b)
{
    struct tp_signature_probe probe;

    tp_signature_probe(a, &probe);
    return tp_signature_score(&probe, b);
}

static uint16_t words_alike(const struct tp_signature *a, const struct tp_signature *b)
{
    struct tp_signature_probe probe;
    uint16_t out;

    tp_signature_probe(a, &probe);
    tp_signature_scan(&probe, b, 1, &out);
    return out;
}

static void minutiae_rise_in_direction(void **state)
{
    (void)state;
    for (int count = 1; count < 100; count += 7) {
        struct tp_signature s = sign(3, count, NULL);
        bool left = false, top = false;

        assert_int_equal(s.count, TP_MIN(count, TP_SIGNATURE_MAX));
        for (int i = 0; i < s.count; i++) {
            assert_true(i == 0 || s.theta_q8[i - 1] <= s.theta_q8[i]);
            left = left || s.x[i] == 0;
            top = top || s.y[i] == 0;
        }
        assert_true(left && top);
        for (int i = s.count; i % TP_SIGNATURE_FOUR; i++) { /* the last four is filled up */
            assert_true(s.words[i] == s.words[s.count - 1]);
            assert_int_equal(s.theta_q8[i], s.theta_q8[s.count - 1]);
        }
    }
}

static void itself_scores_best(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 30; seed++) {
        struct tp_signature a = sign(seed, 50, NULL), b = sign(seed + 1000, 50, NULL);

        assert_true(words_alike(&a, &a) > words_alike(&a, &b));
        assert_true(score(&a, &a) > score(&a, &b));
        assert_true(score(&a, &a) > 6000);
    }
}

/* Noise, a turn of 23 degrees, a fifth of the minutiae lost and a fifth added. */
static void another_impression_stands_out(void **state)
{
    int found = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 30; seed++) {
        struct tp_signature a = sign(seed, 50, NULL), b = sign(seed, 50, &MOVED), c = sign(seed + 1000, 50, NULL);

        found += score(&a, &b) > 4000 && score(&a, &b) > score(&a, &c);
    }
    assert_true(found >= 28);
}

static void a_shift_changes_nothing(void **state)
{
    static const struct cloud_change shifted = {.dx_px = 40, .dy_px = -24}, here = {.dx_px = 0};
    struct tp_signature a = sign(9, 40, &here), b = sign(9, 40, &shifted);

    (void)state;
    assert_memory_equal(a.theta_q8, b.theta_q8, sizeof a.theta_q8);
    for (int i = 0; i < a.count; i++)
        assert_true(abs(a.x[i] - b.x[i]) <= 1 && abs(a.y[i] - b.y[i]) <= 1);
    assert_true(score(&a, &b) > 6000);
}

static void far_places_stop_at_the_last(void **state)
{
    struct tp_template tmpl;
    struct tp_features *features;
    struct tp_signature signature;

    (void)state;
    cloud_make(1, 2, &tmpl);
    strip(&tmpl);
    tmpl.width_px = tmpl.height_px = 2000;
    tmpl.minutiae[0].x_px = 10;
    tmpl.minutiae[0].y_px = 1900;
    tmpl.minutiae[1].x_px = 1800;
    tmpl.minutiae[1].y_px = 1000;
    features = features_of(&tmpl);
    tp_signature_make(features, &signature);
    assert_int_equal(TP_MAX(signature.x[0], signature.x[1]), 255);
    assert_int_equal(TP_MIN(signature.x[0], signature.x[1]), 0);
    assert_int_equal(TP_MAX(signature.y[0], signature.y[1]), 225);
    tp_features_free(&features);
    tp_template_deinit(&tmpl);
}

static void nothing_scores_nothing(void **state)
{
    struct tp_signature none = sign(1, 0, NULL), some = sign(2, 50, NULL);
    static const struct tp_signature zero;

    (void)state;
    assert_memory_equal(&none, &zero, sizeof none);
    assert_int_equal(score(&none, &some), 0);
    assert_int_equal(score(&some, &none), 0);
    assert_int_equal(words_alike(&some, &none), 0);
}

/* Bytes of chance, as a damaged file may hold, and the largest sums there are. */
static void any_bytes_have_a_score_in_range(void **state)
{
    struct tp_rng rng = tp_rng_seed(8, 0);
    struct tp_signature a, b;

    (void)state;
    for (int round = 0; round < 200; round++) {
        for (size_t i = 0; i < sizeof a; i++) {
            ((uint8_t *)&a)[i] = (uint8_t)tp_rng_u64(&rng);
            ((uint8_t *)&b)[i] = (uint8_t)tp_rng_u64(&rng);
        }
        assert_in_range(score(&a, &b), 0, UINT16_MAX);
        assert_in_range(score(&b, &b), 0, UINT16_MAX);
    }
}

/* The best of real impressions stop at a score, so that one finger cannot outweigh all others. */
static void scores_saturate(void **state)
{
    struct tp_signature a = sign(4, 90, NULL), b = sign(5, 90, NULL);

    (void)state;
    assert_int_equal(score(&a, &a), score(&b, &b));
}

static void every_level_gives_the_same_score(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct tp_signature a = sign(seed, 60, NULL), b = sign(seed, 60, &MOVED);
        struct tp_signature_probe probe;
        int32_t expected = score(&a, &b);

        for (int level = 0; level < TP_KERNEL_LEVELS; level++) {
            tp_signature_probe(&a, &probe);
            probe.kernels = tp_kernels_at((enum tp_kernel_level)level);
            if (probe.kernels)
                assert_int_equal(tp_signature_score(&probe, &b), expected);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(minutiae_rise_in_direction),       cmocka_unit_test(itself_scores_best),
    cmocka_unit_test(another_impression_stands_out),    cmocka_unit_test(a_shift_changes_nothing),
    cmocka_unit_test(far_places_stop_at_the_last),      cmocka_unit_test(nothing_scores_nothing),
    cmocka_unit_test(any_bytes_have_a_score_in_range),  cmocka_unit_test(scores_saturate),
    cmocka_unit_test(every_level_gives_the_same_score),
};
TP_TEST_MAIN(tests)
