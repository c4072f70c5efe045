/* SPDX-License-Identifier: Apache-2.0 */
/* The forward transform against direct convolution in double precision. */
#include <math.h>
#include <stdlib.h>

#include "codec/wsq_encode.h"

#include "wsq_reference.h"

#include "test.h"

/* The largest difference from the reference in any coded band, in units of the normalised picture. */
static double worst_difference(const struct tp_image *image)
{
    size_t count = (size_t)image->width_px * image->height_px;
    float *plane = calloc(count, sizeof *plane), *scratch = calloc(count, sizeof *scratch);
    struct reference reference;
    struct tp_wsq_tree tree;
    double worst = 0;

    assert_true(plane && scratch);
    reference_init(&reference, image);
    for (size_t i = 0; i < count; i++)
        plane[i] = (float)((image->pixels[i] - reference.shift) / reference.scale);
    tp_wsq_tree_init(&tree, image->width_px, image->height_px);
    tp_wsq_analyse(&tree, &tp_wsq_filters_9_7, plane, image->width_px, scratch);
    for (unsigned k = 0; k < TP_WSQ_CODED_BANDS; k++) {
        const struct tp_wsq_band *band = &tree.bands[k];
        const struct reference_band *wanted = &reference.bands[k];

        assert_true(band->x == wanted->x && band->y == wanted->y && band->width == wanted->width &&
                    band->height == wanted->height);
        for (uint32_t y = band->y; y < band->y + band->height; y++)
            for (uint32_t x = band->x; x < band->x + band->width; x++) {
                size_t at = (size_t)y * image->width_px + x;
                worst = fmax(worst, fabs((double)plane[at] - reference.plane[at]));
            }
    }
    reference_free(&reference);
    free(plane);
    free(scratch);
    return worst;
}

static void check_size(uint32_t width_px, uint32_t height_px)
{
    struct tp_image image;
    double worst;

    reference_ridges(&image, width_px, height_px);
    worst = worst_difference(&image);
    tp_image_deinit(&image);
    if (!(worst < 2e-3)) /* of values up to 4096; float keeps 24 bits of them */
        fail_msg("%u x %u: a coefficient differs by %g", width_px, height_px, worst);
}

static void every_small_size(void **state)
{
    (void)state;
    for (uint32_t height = 1; height <= 40; height++)
        for (uint32_t width = 1; width <= 40; width++)
            check_size(width, height);
}

static void larger_sizes(void **state)
{
    static const uint32_t sizes[][2] = {{1, 3000},  {3000, 1},  {2, 1025},  {1025, 3},  {512, 512}, {513, 300},
                                        {299, 513}, {388, 374}, {800, 750}, {1031, 64}, {2049, 33}, {65535, 2}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++)
        check_size(sizes[i][0], sizes[i][1]);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_small_size),
    cmocka_unit_test(larger_sizes),
};
TP_TEST_MAIN(tests)
