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

static double product(const int16_t *a, const int16_t *b)
{
    double sum = 0;

    for (int i = 0; i < TP_CODE_VECTOR; i++)
        sum += (double)a[i] * b[i];
    return sum;
}

static void length_is_that_of_2048(void **state)
{
    (void)state;
    for (int count = 1; count < 255; count += 25) {
        int16_t vector[TP_CODE_VECTOR];
        struct tp_template tmpl;

        cloud_make((uint64_t)count, count, &tmpl);
        vector_of(&tmpl, vector);
        assert_true(fabs(sqrt(product(vector, vector)) - 2048) < 10);
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

/* Minutiae are summed, so neither their order nor where the finger lies matters. */
static void place_does_not_matter(void **state)
{
    int16_t here[TP_CODE_VECTOR], there[TP_CODE_VECTOR], other[TP_CODE_VECTOR];
    struct tp_template tmpl, moved;

    (void)state;
    cloud_make(5, 40, &tmpl);
    vector_of(&tmpl, here);
    assert_int_equal(tp_template_copy(&tmpl, &moved, NULL), TP_OK);
    moved.width_px += 32;
    assert_int_equal(tp_template_make_field(&moved, NULL), TP_OK);
    for (int row = 0; row < tmpl.rows; row++)
        memcpy(&moved.field[row * moved.columns + 2], &tmpl.field[row * tmpl.columns], tmpl.columns);
    for (int i = 0; i < moved.minutia_count; i++)
        moved.minutiae[i].x_px += 32;
    vector_of(&moved, there);
    for (int i = 0; i < TP_CODE_VECTOR; i++)
        assert_true(abs(here[i] - there[i]) <= 1);
    tp_template_deinit(&moved);
    tp_template_deinit(&tmpl);
    cloud_make(6, 40, &tmpl);
    vector_of(&tmpl, other);
    assert_true(product(here, there) > 2 * product(here, other));
    tp_template_deinit(&tmpl);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(length_is_that_of_2048),
    cmocka_unit_test(nothing_gives_zeros),
    cmocka_unit_test(place_does_not_matter),
};
TP_TEST_MAIN(tests)
