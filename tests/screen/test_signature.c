/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <tenprint/template.h>

#include "match/cloud.h"
#include "screen/screen.h"

static void sign(uint64_t seed, int count, struct tp_signature *out)
{
    struct tp_template tmpl;
    struct tp_features *features;

    cloud_make(seed, count, &tmpl);
    assert_int_equal(tp_features_new(&tmpl, &features, NULL), TP_OK);
    tp_signature_make(features, out);
    tp_features_free(&features);
    tp_template_deinit(&tmpl);
}

static void minutiae_rise_in_direction(void **state)
{
    struct tp_signature signature;

    (void)state;
    sign(3, 90, &signature);
    assert_int_equal(signature.count, TP_SIGNATURE_MAX);
    for (int i = 1; i < signature.count; i++)
        assert_true(signature.theta_q8[i - 1] <= signature.theta_q8[i]);
}

static void itself_scores_best(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct tp_signature a, b;
        struct tp_signature_probe probe;

        sign(seed, 50, &a);
        sign(seed + 1000, 50, &b);
        tp_signature_probe(&a, &probe);
        assert_true(tp_signature_score(&probe, &a) > tp_signature_score(&probe, &b));
    }
}

static void nothing_scores_nothing(void **state)
{
    struct tp_signature a, b;
    struct tp_signature_probe probe;

    (void)state;
    sign(1, 0, &a);
    sign(2, 50, &b);
    tp_signature_probe(&a, &probe);
    assert_int_equal(tp_signature_score(&probe, &b), 0);
    tp_signature_probe(&b, &probe);
    assert_int_equal(tp_signature_score(&probe, &a), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(minutiae_rise_in_direction),
    cmocka_unit_test(itself_scores_best),
    cmocka_unit_test(nothing_scores_nothing),
};
TP_TEST_MAIN(tests)
