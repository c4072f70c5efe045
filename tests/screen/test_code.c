/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <tenprint/template.h>

#include "match/cloud.h"
#include "screen/screen.h"

static struct tp_features *finger(uint64_t seed, int count)
{
    struct tp_template tmpl;
    struct tp_features *features;

    cloud_make(seed, count, &tmpl);
    assert_int_equal(tp_features_new(&tmpl, &features, NULL), TP_OK);
    tp_template_deinit(&tmpl);
    return features;
}

static uint16_t nearness(const struct tp_features *a, const struct tp_features *b)
{
    struct tp_code of_a, of_b;
    struct tp_code_probe probe;
    struct tp_code_block block = {0};
    uint16_t scores[TP_SCREEN_LANES] = {0};

    tp_code_make(a, &of_a);
    tp_code_make(b, &of_b);
    tp_code_probe(&of_a, a, &probe);
    tp_code_store(&of_b, &block, 3);
    tp_kernels()->screen.scan(&block, 1, &probe, scores);
    return scores[3];
}

static void itself_is_nearest(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct tp_features *a = finger(seed, 50), *b = finger(seed + 1000, 50);

        assert_true(nearness(a, a) > nearness(a, b));
        tp_features_free(&a);
        tp_features_free(&b);
    }
}

static void no_minutiae_weigh_nothing(void **state)
{
    struct tp_features *a = finger(1, 0), *b = finger(2, 50);

    (void)state;
    assert_int_equal(nearness(a, b), 0);
    tp_features_free(&a);
    tp_features_free(&b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(itself_is_nearest),
    cmocka_unit_test(no_minutiae_weigh_nothing),
};
TP_TEST_MAIN(tests)
