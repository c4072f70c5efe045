/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <tenprint/template.h>

#include "match/cloud.h"
#include "screen/screen.h"
#include "synth/synth.h"

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

static unsigned distance(const struct tp_features *a, const struct tp_features *b)
{
    struct tp_code of_a, of_b;
    unsigned sum = 0;

    tp_code_make(a, &of_a);
    tp_code_make(b, &of_b);
    for (int w = 0; w < TP_CODE_WORDS; w++)
        sum += (unsigned)__builtin_popcountll(of_a.words[w] ^ of_b.words[w]);
    return sum;
}

static void other_impressions_are_near(void **state)
{
    static const struct cloud_change shifted = {.dx_px = -16, .dy_px = 32};

    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct tp_features *a = impression(seed, 50, NULL, false), *shift = impression(seed, 50, &shifted, false);
        struct tp_features *moved = impression(seed, 50, &MOVED, false);

        assert_int_equal(distance(a, a), 0);
        assert_in_range(distance(a, shift), 0, 110);
        assert_in_range(distance(a, moved), 0, 215);
        tp_features_free(&a);
        tp_features_free(&shift);
        tp_features_free(&moved);
    }
}

/* Bits that are nearly always the same would say nothing. */
static void bits_are_balanced(void **state)
{
    enum { FINGERS = 100 };
    unsigned sets[64 * TP_CODE_WORDS] = {0}, stuck = 0;

    (void)state;
    for (uint64_t seed = 0; seed < FINGERS; seed++) {
        struct tp_template tmpl;
        struct tp_features *features;
        struct tp_code code;

        assert_int_equal(tp_synth_template(3, (uint32_t)seed, 1 + (unsigned)(seed % 10), 1, &tmpl, NULL), TP_OK);
        assert_int_equal(tp_features_new(&tmpl, &features, NULL), TP_OK);
        tp_code_make(features, &code);
        for (int bit = 0; bit < 64 * TP_CODE_WORDS; bit++)
            sets[bit] += code.words[bit / 64] >> bit % 64 & 1;
        tp_features_free(&features);
        tp_template_deinit(&tmpl);
    }
    for (int bit = 0; bit < 64 * TP_CODE_WORDS; bit++)
        stuck += sets[bit] < FINGERS / 10 || sets[bit] > FINGERS - FINGERS / 10;
    assert_in_range(stuck, 0, 10);
}

/* 64 exact duplicates do not reach where scores stop. */
static void probes_add_up(void **state)
{
    struct tp_features *few = impression(3, 3, NULL, false), *many = impression(3, 60, NULL, false);
    struct tp_code code;
    struct tp_code_probe probe;

    (void)state;
    tp_code_make(many, &code);
    tp_code_probe(&code, many, &probe);
    assert_memory_equal(code.words, probe.words, sizeof code.words);
    assert_true(64 * probe.limit * probe.weight < UINT16_MAX);
    assert_in_range(probe.limit, 1, 64 * TP_CODE_WORDS);
    tp_code_make(few, &code);
    tp_code_probe(&code, few, &probe);
    assert_int_equal(probe.weight, 1);
    tp_features_free(&few);
    tp_features_free(&many);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(itself_is_nearest),
    cmocka_unit_test(no_minutiae_weigh_nothing),
    cmocka_unit_test(other_impressions_are_near),
    cmocka_unit_test(bits_are_balanced),
    cmocka_unit_test(probes_add_up),
};
TP_TEST_MAIN(tests)
