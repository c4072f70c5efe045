/* SPDX-License-Identifier: Apache-2.0 */
/* Widths of bins and indices against the specification's formulae in double precision, with what its annex on
 * compliance asks of an encoder: widths within 0.051 %, at least 99.99 % of the indices equal and none off by more than
 * one. */
#include <math.h>
#include <stdlib.h>

#include "codec/wsq_encode.h"

#include "wsq_reference.h"

#include "test.h"

/* The encoder's stages on one image. */
struct stages {
    struct tp_wsq_tree tree;
    struct tp_wsq_statistics statistics;
    float *plane, *scratch, widths[TP_WSQ_BANDS];
    int16_t *indices;
    size_t counts[TP_WSQ_BLOCKS];
};

static void run(struct stages *stages, const struct tp_image *image, const struct reference *reference)
{
    size_t count = (size_t)image->width_px * image->height_px;

    stages->plane = calloc(count, sizeof(float));
    stages->scratch = calloc(count, sizeof(float));
    stages->indices = calloc(count, sizeof(int16_t));
    assert_true(stages->plane && stages->scratch && stages->indices);
    for (size_t i = 0; i < count; i++)
        stages->plane[i] = (float)((image->pixels[i] - reference->shift) / reference->scale);
    tp_wsq_tree_init(&stages->tree, image->width_px, image->height_px);
    tp_wsq_analyse(&stages->tree, &tp_wsq_filters_9_7, stages->plane, image->width_px, stages->scratch);
    tp_wsq_measure(&stages->tree, stages->plane, image->width_px, &stages->statistics);
}

static void stages_free(struct stages *stages)
{
    free(stages->plane);
    free(stages->scratch);
    free(stages->indices);
}

/* Where the specification's width would need indices of more than 15 bits the reference takes the wider bins over. */
static void check_widths(const struct stages *stages, struct reference *reference)
{
    for (unsigned k = 0; k < TP_WSQ_BANDS; k++) {
        double width = (double)stages->widths[k];

        if (k < TP_WSQ_CODED_BANDS && reference->widths[k] > 0)
            reference->widths[k] = fmax(reference->widths[k], (double)stages->statistics.peaks[k] / 32767);
        if (fabs(width - reference->widths[k]) > 5e-6 * width)
            fail_msg("band %u: width %.9g instead of %.9g", k, width, reference->widths[k]);
    }
}

/* Counts the indices of all coded bands and those that differ. */
static void count_differences(const struct stages *stages, const struct reference *reference, size_t *all,
                              size_t *different)
{
    const int16_t *index = stages->indices;
    size_t counts[TP_WSQ_BLOCKS] = {0};

    for (unsigned k = 0; k < TP_WSQ_CODED_BANDS; k++) {
        const struct reference_band *band = &reference->bands[k];

        if (reference->widths[k] == 0)
            continue;
        for (uint32_t y = 0; y < band->height; y++)
            for (uint32_t x = 0; x < band->width; x++) {
                int difference = *index++ - reference_index(reference, k, x, y);
                assert_in_range(difference + 1, 0, 2);
                *different += difference != 0;
            }
        counts[k < 19 ? 0 : k < 52 ? 1 : 2] += (size_t)band->width * band->height;
    }
    *all += (size_t)(index - stages->indices);
    assert_memory_equal(counts, stages->counts, sizeof counts);
}

static void check_image(const struct tp_image *image, size_t *all, size_t *different)
{
    static const double rates[] = {0.05, 0.5, 0.75, 1, 2.25, 8};
    struct reference reference;
    struct stages stages;

    reference_init(&reference, image);
    run(&stages, image, &reference);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(rates); i++) {
        reference_choose_widths(&reference, rates[i]);
        tp_wsq_choose_widths(&stages.statistics, rates[i], stages.widths);
        check_widths(&stages, &reference);
        tp_wsq_quantise(&stages.tree, stages.plane, image->width_px, stages.widths, stages.indices, stages.counts);
        count_differences(&stages, &reference, all, different);
    }
    stages_free(&stages);
    reference_free(&reference);
}

static void prints(void **state)
{
    size_t all = 0, different = 0;

    (void)state;
    for (unsigned position = 1; position <= 5; position += 2) {
        struct tp_image image;

        reference_print(&image, position);
        check_image(&image, &all, &different);
        tp_image_deinit(&image);
    }
    print_message("# %zu of %zu indices differ\n", different, all);
    assert_true((double)different <= 1e-4 * (double)all);
}

static void odd_sizes(void **state)
{
    static const uint32_t sizes[][2] = {{300, 300}, {301, 299}, {64, 1000}, {1000, 33}, {47, 61}, {128, 1}};
    size_t all = 0, different = 0;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++) {
        struct tp_image image;

        reference_ridges(&image, sizes[i][0], sizes[i][1]);
        check_image(&image, &all, &different);
        tp_image_deinit(&image);
    }
    print_message("# %zu of %zu indices differ\n", different, all);
    assert_true((double)different <= 1e-4 * (double)all);
}

/* Nothing to code, and a rate that few bands cannot use up: no width may ask for more than 15 bits. */
static void extremes(void **state)
{
    struct tp_wsq_statistics statistics = {.variances = {0}};
    float widths[TP_WSQ_BANDS];

    (void)state;
    tp_wsq_choose_widths(&statistics, 0.75, widths);
    for (unsigned k = 0; k < TP_WSQ_BANDS; k++)
        assert_true(widths[k] == 0);
    statistics.variances[0] = 1e6;
    statistics.peaks[0] = 4000;
    tp_wsq_choose_widths(&statistics, 8, widths);
    assert_true(widths[0] >= 4000.0f / 32767 && widths[0] < 1 && widths[1] == 0);
    for (unsigned k = 0; k < TP_WSQ_CODED_BANDS; k++)
        statistics.variances[k] = 1.01;
    tp_wsq_choose_widths(&statistics, 0.05, widths);
    for (unsigned k = 0; k < TP_WSQ_CODED_BANDS; k++)
        assert_true(widths[k] > 0 && isfinite(widths[k]));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(prints),
    cmocka_unit_test(odd_sizes),
    cmocka_unit_test(extremes),
};
TP_TEST_MAIN(tests)
