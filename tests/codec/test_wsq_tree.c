/* SPDX-License-Identifier: Apache-2.0 */
/* The decomposition of WSQ: the subbands tile the plane of every size, in the specification's order. */
#include "codec/wsq.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

static void check_tiling(const struct tp_wsq_tree *tree, uint32_t width, uint32_t height)
{
    uint8_t *covered = calloc((size_t)width * height, 1);

    assert_non_null(covered);
    for (unsigned i = 0; i < TP_WSQ_BANDS; i++) {
        const struct tp_wsq_band *band = &tree->bands[i];

        assert_true(band->x + band->width <= width && band->y + band->height <= height);
        for (uint32_t y = 0; y < band->height; y++)
            for (uint32_t x = 0; x < band->width; x++)
                covered[(size_t)(band->y + y) * width + band->x + x]++;
    }
    for (size_t i = 0; i < (size_t)width * height; i++)
        assert_int_equal(covered[i], 1);
    free(covered);
}

static void bands_tile_the_plane(void **state)
{
    static const uint32_t sizes[] = {1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 101, 187, 374, 388};
    struct tp_wsq_tree tree;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++)
        for (size_t j = 0; j < TP_ARRAY_LENGTH(sizes); j++) {
            tp_wsq_tree_init(&tree, sizes[i], sizes[j]);
            assert_int_equal(tree.split_count, TP_WSQ_SPLITS);
            check_tiling(&tree, sizes[i], sizes[j]);
        }
}

static void check_band(const struct tp_wsq_tree *tree, unsigned number, struct tp_wsq_band expected)
{
    const struct tp_wsq_band *band = &tree->bands[number];

    if (memcmp(band, &expected, sizeof expected) != 0)
        fail_msg("band %u: %u x %u at %u, %u", number, band->width, band->height, band->x, band->y);
}

/* 32 x 32: every subband's place can be read off the specification's figure. */
static void bands_lie_where_they_should(void **state)
{
    struct tp_wsq_tree tree;

    (void)state;
    tp_wsq_tree_init(&tree, 32, 32);
    check_band(&tree, 0, (struct tp_wsq_band){0, 0, 1, 1});
    check_band(&tree, 3, (struct tp_wsq_band){1, 1, 1, 1});
    check_band(&tree, 4, (struct tp_wsq_band){2, 0, 2, 2});
    check_band(&tree, 6, (struct tp_wsq_band){2, 2, 2, 2});
    check_band(&tree, 7, (struct tp_wsq_band){4, 0, 2, 2});
    check_band(&tree, 18, (struct tp_wsq_band){6, 6, 2, 2});
    check_band(&tree, 19, (struct tp_wsq_band){8, 0, 2, 2});
    check_band(&tree, 23, (struct tp_wsq_band){12, 0, 2, 2});
    check_band(&tree, 27, (struct tp_wsq_band){8, 4, 2, 2});
    check_band(&tree, 35, (struct tp_wsq_band){0, 8, 2, 2});
    check_band(&tree, 51, (struct tp_wsq_band){8, 8, 8, 8});
    check_band(&tree, 52, (struct tp_wsq_band){16, 0, 8, 8});
    check_band(&tree, 58, (struct tp_wsq_band){0, 24, 8, 8});
    check_band(&tree, 63, (struct tp_wsq_band){24, 24, 8, 8});
}

/* Odd lengths: the low half is the longer one, and comes second where the split is inverted. */
static void odd_lengths_go_to_the_low_half(void **state)
{
    struct tp_wsq_tree tree;

    (void)state;
    tp_wsq_tree_init(&tree, 45, 51); /* 23 + 22, 26 + 25 */
    check_band(&tree, 52, (struct tp_wsq_band){23, 0, 11, 13});
    check_band(&tree, 56, (struct tp_wsq_band){0, 26, 12, 12});
    check_band(&tree, 58, (struct tp_wsq_band){0, 38, 12, 13});
    check_band(&tree, 51, (struct tp_wsq_band){12, 13, 11, 13});
    check_band(&tree, 19, (struct tp_wsq_band){12, 0, 3, 4}); /* 11 = 5 + 6, 5 = 3 + 2; 13 = 7 + 6, 7 = 4 + 3 */
    check_band(&tree, 23, (struct tp_wsq_band){17, 0, 3, 4});
    check_band(&tree, 27, (struct tp_wsq_band){12, 7, 3, 3});
    tp_wsq_tree_init(&tree, 7, 1);
    check_band(&tree, 53, (struct tp_wsq_band){5, 0, 2, 1}); /* 7 = 4 + 3; 3 = 1 + 2 */
    check_band(&tree, 56, (struct tp_wsq_band){0, 1, 2, 0});
}

static bool is_inside(const struct tp_wsq_split *inner, const struct tp_wsq_split *outer)
{
    return inner->x >= outer->x && inner->y >= outer->y && inner->x + inner->width <= outer->x + outer->width &&
           inner->y + inner->height <= outer->y + outer->height;
}

static void parents_come_before_children(void **state)
{
    struct tp_wsq_tree tree;

    (void)state;
    tp_wsq_tree_init(&tree, 388, 374);
    for (unsigned later = 0; later < tree.split_count; later++)
        for (unsigned earlier = 0; earlier < later; earlier++)
            assert_false(is_inside(&tree.splits[earlier], &tree.splits[later]));
}

/* Each pair's response at frequency 0: the low filters pass it with gain sqrt(2), the high ones block it. */
static void filters_are_a_pair(void **state)
{
    const struct tp_wsq_filters *f = &tp_wsq_filters_9_7;
    double low = 0, high = 0, alternating = 0;

    (void)state;
    for (unsigned i = 0; i < f->low_taps; i++) {
        low += (double)f->low[i];
        assert_true(f->low[i] == f->low[f->low_taps - 1 - i]);
    }
    for (unsigned i = 0; i < f->high_taps; i++) {
        high += (double)f->high[i];
        alternating += (double)f->high[i] * ((i + f->high_taps / 2) % 2 ? -1 : 1);
        assert_true(f->high[i] == f->high[f->high_taps - 1 - i]);
    }
    assert_float_equal(low, 1.41421356, 1e-6);
    assert_float_equal(high, 0, 1e-6);
    assert_float_equal(alternating, 1.41421356, 1e-6);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(bands_tile_the_plane),
    cmocka_unit_test(bands_lie_where_they_should),
    cmocka_unit_test(odd_lengths_go_to_the_low_half),
    cmocka_unit_test(parents_come_before_children),
    cmocka_unit_test(filters_are_a_pair),
};
TP_TEST_MAIN(tests)
