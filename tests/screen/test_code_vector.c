/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "match/cloud.h"
#include "screen/code.h"

static void vector_of(const struct tp_template *tmpl, int16_t out[TP_CODE_VECTOR])
{
    struct tp_features *features;

    assert_int_equal(tp_features_new(tmpl, &features, NULL), TP_OK);
    tp_code_vector(tp_code_weights(), features, out);
    tp_features_free(&features);
}

static void vector_of_cloud(uint64_t seed, const struct cloud_change *change, int16_t out[TP_CODE_VECTOR])
{
    struct tp_features *features = impression(seed, 40, change, false);

    tp_code_vector(tp_code_weights(), features, out);
    tp_features_free(&features);
}

static double product(const int16_t *a, const int16_t *b)
{
    double sum = 0;

    for (int i = 0; i < TP_CODE_VECTOR; i++)
        sum += (double)a[i] * b[i];
    return sum;
}

/* The cosine between two vectors. */
static double likeness(const int16_t *a, const int16_t *b)
{
    return product(a, b) / sqrt(product(a, a) * product(b, b));
}

static void elements_are_bounded(void **state)
{
    (void)state;
    for (int count = 1; count < 255; count += 25) {
        int16_t vector[TP_CODE_VECTOR];
        struct tp_template tmpl;

        cloud_make((uint64_t)count, count, &tmpl);
        vector_of(&tmpl, vector);
        for (int i = 0; i < TP_CODE_VECTOR; i++)
            assert_in_range(abs(vector[i]), 0, 384);
        assert_true(product(vector, vector) > 0);
        tp_template_deinit(&tmpl);
    }
}

static void nothing_gives_zeros(void **state)
{
    int16_t vector[TP_CODE_VECTOR];
    struct tp_template tmpl;

    (void)state;
    cloud_make(1, 0, &tmpl);
    memset(vector, 1, sizeof vector);
    vector_of(&tmpl, vector);
    assert_true(product(vector, vector) == 0);
    tp_template_deinit(&tmpl);
}

/* Minutiae are summed in frames of their own, so it hardly matters where the finger lies and how it is turned. */
static void place_hardly_matters(void **state)
{
    static const struct cloud_change shifted = {.dx_px = 16, .dy_px = -32}, *changes[] = {&shifted, &TURNED, &MOVED};
    static const double least[] = {0.8, 0.6, 0.25};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(changes); i++) {
        double same = 0, other = 0;

        for (uint64_t seed = 1; seed <= 10; seed++) {
            int16_t here[TP_CODE_VECTOR], there[TP_CODE_VECTOR], elsewhere[TP_CODE_VECTOR];

            vector_of_cloud(seed, NULL, here);
            vector_of_cloud(seed, changes[i], there);
            vector_of_cloud(seed + 100, NULL, elsewhere);
            assert_true(likeness(here, there) > least[i]);
            same += likeness(here, there);
            other += likeness(here, elsewhere);
        }
        assert_true(same > other);
    }
}

/* A minutia far from the middle, of low quality or with little around it counts little. */
static void margins_count_little(void **state)
{
    int16_t whole[TP_CODE_VECTOR], without[TP_CODE_VECTOR];
    struct tp_template tmpl;
    int kept = 0;

    (void)state;
    cloud_make(9, 60, &tmpl);
    vector_of(&tmpl, whole);
    for (int i = 0; i < tmpl.minutia_count; i++)
        if (tmpl.minutiae[i].y_px > 40)
            tmpl.minutiae[kept++] = tmpl.minutiae[i];
    assert_in_range(kept, 50, 59);
    tmpl.minutia_count = (uint8_t)kept;
    vector_of(&tmpl, without);
    assert_true(likeness(whole, without) > 0.9);
    tp_template_deinit(&tmpl);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(elements_are_bounded),
    cmocka_unit_test(nothing_gives_zeros),
    cmocka_unit_test(place_hardly_matters),
    cmocka_unit_test(margins_count_little),
};
TP_TEST_MAIN(tests)
