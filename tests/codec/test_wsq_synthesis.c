/* SPDX-License-Identifier: Apache-2.0 */
/* Synthesis undoes analysis, for filters of both parities and images of any size, and agrees with the formulas in
 * double precision. */
#include <math.h>
#include <stdlib.h>

#include "test.h"
#include "wsq_plain.h"

struct planes {
    struct tp_wsq_tree tree;
    uint32_t width, height;
    size_t count;
    double *image, *coefficients;
    float *plane, *scratch;
};

static void planes_init(struct planes *out, uint32_t width, uint32_t height, uint64_t seed)
{
    struct tp_rng rng = tp_rng_seed(7, seed);

    tp_wsq_tree_init(&out->tree, width, height);
    out->width = width;
    out->height = height;
    out->count = (size_t)width * height;
    out->image = malloc(out->count * sizeof *out->image);
    out->coefficients = malloc(out->count * sizeof *out->coefficients);
    out->plane = malloc(out->count * sizeof *out->plane);
    out->scratch = malloc(tp_wsq_synthesis_scratch(width, height) * sizeof *out->scratch);
    assert_true(out->image && out->coefficients && out->plane && out->scratch);
    for (size_t i = 0; i < out->count; i++)
        out->image[i] = out->coefficients[i] = (double)tp_rng_range(&rng, -128, 128);
}

static void planes_deinit(struct planes *planes)
{
    free(planes->image);
    free(planes->coefficients);
    free(planes->plane);
    free(planes->scratch);
}

/* Ours of the coefficients, and theirs in double precision. */
static void synthesise_both(struct planes *p, const struct tp_wsq_filters *filters)
{
    for (size_t i = 0; i < p->count; i++)
        p->plane[i] = (float)p->coefficients[i];
    tp_wsq_synthesise(&p->tree, filters, p->plane, p->width, p->scratch);
    plain_synthesise(&p->tree, filters, p->coefficients, p->width);
}

static void compare(const struct planes *p, const double *expected, double tolerance)
{
    for (size_t i = 0; i < p->count; i++)
        if (!(fabs((double)p->plane[i] - expected[i]) <= tolerance))
            fail_msg("%u x %u, sample %zu: %g instead of %g", p->width, p->height, i, (double)p->plane[i], expected[i]);
}

static void synthesis_undoes_analysis(void **state)
{
    static const uint32_t sizes[] = {1, 2, 3, 5, 8, 13, 17, 32, 45, 67, 100};

    (void)state;
    for (unsigned f = 0; f < PLAIN_FILTERS; f++)
        for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++)
            for (size_t j = 0; j < TP_ARRAY_LENGTH(sizes); j++) {
                struct planes p;

                planes_init(&p, sizes[i], sizes[j], i);
                plain_analyse(&p.tree, &plain_filters[f], p.coefficients, p.width);
                synthesise_both(&p, &plain_filters[f]);
                compare(&p, p.coefficients, 1e-3);
                compare(&p, p.image, 2e-3);
                planes_deinit(&p);
            }
}

/* Coefficients that come from no image, and the longest filters of both parities. */
static void any_filter_follows_the_formulas(void **state)
{
    static const unsigned taps[][2] = {{31, 31}, {32, 32}, {1, 31}, {32, 2}, {2, 2}, {7, 9}, {3, 1}};
    struct tp_rng rng = tp_rng_seed(3, 3);

    (void)state;
    for (size_t k = 0; k < TP_ARRAY_LENGTH(taps); k++) {
        struct tp_wsq_filters filters = {.low_taps = taps[k][0], .high_taps = taps[k][1]};
        struct planes p;

        for (unsigned i = 0; i <= (taps[k][0] - 1) / 2; i++)
            filters.low[i] = filters.low[taps[k][0] - 1 - i] = tp_rng_range(&rng, -0.1f, 0.1f);
        for (unsigned i = 0; i <= (taps[k][1] - 1) / 2; i++) {
            filters.high[i] = tp_rng_range(&rng, -0.1f, 0.1f);
            filters.high[taps[k][1] - 1 - i] = taps[k][1] % 2 ? filters.high[i] : -filters.high[i];
        }
        planes_init(&p, 61 + (uint32_t)k, 70, k);
        synthesise_both(&p, &filters);
        compare(&p, p.coefficients, 1e-2);
        planes_deinit(&p);
    }
}

/* The same bits everywhere: a golden value of a plane of given coefficients. */
static void bits_are_the_same_everywhere(void **state)
{
    struct planes p;

    (void)state;
    planes_init(&p, 131, 97, 1);
    synthesise_both(&p, &tp_wsq_filters_9_7);
    assert_int_equal(tp_crc32(p.plane, p.count * sizeof *p.plane), 0x95b258a4);
    planes_deinit(&p);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(synthesis_undoes_analysis),
    cmocka_unit_test(any_filter_follows_the_formulas),
    cmocka_unit_test(bits_are_the_same_everywhere),
};
TP_TEST_MAIN(tests)
