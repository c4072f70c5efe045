/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cloud.h"
#include "defined_descriptor.h"
#include "match/match.h"

/* How alike minutia K of one template and minutia L of another are, 0..255. */
static uint8_t similarity_of(const struct tp_features *a, const struct tp_features *b, int k, int l)
{
    static uint8_t all[TP_LOCAL_MAX * TP_LOCAL_BLOCKS_MAX * TP_DESCRIPTOR_LANES];
    size_t stride = tp_features_blocks(b) * TP_DESCRIPTOR_LANES, i = 0, j = 0;

    tp_kernels()->descriptor.similarity(a->blocks, a->local_count, b->blocks, tp_features_blocks(b), all);
    while (tp_features_minutiae(a)[i].index != k)
        i++;
    while (tp_features_minutiae(b)[j].index != l)
        j++;
    return all[i * stride + j];
}

static void bits_lie_within_their_masks(void **state)
{
    (void)state;
    for (int bare = 0; bare < 2; bare++) {
        struct tp_features *f = impression(5, 60, &MOVED, bare);

        for (size_t block = 0; block < tp_features_blocks(f); block++)
            for (int lane = 0; lane < TP_DESCRIPTOR_LANES; lane++)
                for (int w = 0; w < TP_DESCRIPTOR_BIT_WORDS; w++) {
                    int mask = TP_DESCRIPTOR_BIT_WORDS + (w >= TP_DESCRIPTOR_CELL_WORDS);

                    assert_true((f->blocks[block].words[w][lane] & ~f->blocks[block].words[mask][lane]) == 0);
                }
        tp_features_free(&f);
    }
}

static void unused_lanes_are_zero(void **state)
{
    struct tp_features *f = impression(6, 13, NULL, false);

    (void)state;
    assert_int_equal(tp_features_blocks(f), 2);
    for (int w = 0; w < TP_DESCRIPTOR_WORDS; w++)
        for (int lane = 5; lane < TP_DESCRIPTOR_LANES; lane++)
            assert_true(f->blocks[1].words[w][lane] == 0);
    tp_features_free(&f);
}

/* A shift by whole cells changes next to nothing but the place. */
static void shift_by_cells_changes_few_bits(void **state)
{
    struct tp_template tmpl, shifted;
    struct tp_features *a, *b;
    int differing = 0;

    (void)state;
    cloud_make(7, 40, &tmpl);
    tp_template_init(&shifted);
    assert_int_equal(tp_template_copy(&tmpl, &shifted, NULL), TP_OK);
    shifted.width_px = (uint16_t)(tmpl.width_px + 5 * TP_FIELD_CELL_PX);
    shifted.height_px = (uint16_t)(tmpl.height_px + 3 * TP_FIELD_CELL_PX);
    assert_int_equal(tp_template_make_field(&shifted, NULL), TP_OK);
    for (int i = 0; i < tmpl.columns * tmpl.rows; i++)
        shifted.field[(i / tmpl.columns + 3) * shifted.columns + i % tmpl.columns + 5] = tmpl.field[i];
    for (int i = 0; i < tmpl.minutia_count; i++) {
        shifted.minutiae[i].x_px = (uint16_t)(shifted.minutiae[i].x_px + 5 * TP_FIELD_CELL_PX);
        shifted.minutiae[i].y_px = (uint16_t)(shifted.minutiae[i].y_px + 3 * TP_FIELD_CELL_PX);
    }
    a = features_of(&tmpl);
    b = features_of(&shifted);
    for (size_t block = 0; block < tp_features_blocks(a); block++)
        for (int w = 0; w < TP_DESCRIPTOR_WORDS; w++)
            for (int lane = 0; lane < TP_DESCRIPTOR_LANES; lane++)
                differing += __builtin_popcountll(a->blocks[block].words[w][lane] ^ b->blocks[block].words[w][lane]);
    assert_in_range(differing, 0, 40); /* of 20,000: rounding, for points on a boundary */
    tp_features_free(&a);
    tp_features_free(&b);
    tp_template_deinit(&tmpl);
    tp_template_deinit(&shifted);
}

/* Seen turned by any angle, a minutia still resembles itself. */
static void rotation_keeps_descriptors_alike(void **state)
{
    struct tp_template tmpl, turned;

    (void)state;
    cloud_make(8, 40, &tmpl);
    for (int step = 0; step < 12; step++) {
        struct cloud_change change = {(float)step * (TP_PI / 6), 0, 0, 0, 0, 0, 0, 0};
        struct tp_features *a = features_of(&tmpl), *b;
        int own = 0, others = 0;

        cloud_press(&tmpl, &change, 1, &turned);
        b = features_of(&turned);
        for (int k = 0; k < 40; k++)
            own += similarity_of(a, b, k, k);
        for (int k = 0; k < 40; k++)
            others += similarity_of(a, b, k, (k + 7) % 40);
        assert_true(own > 40 * 170 && others < own * 4 / 5);
        tp_features_free(&a);
        tp_features_free(&b);
        tp_template_deinit(&turned);
    }
    tp_template_deinit(&tmpl);
}

/* To the bit, whatever the kernels do to be quick: prints with and without a field, crowded ones, and such whose
 * minutiae lie outside of it. */
static void bits_are_those_of_the_definition(void **state)
{
    static struct tp_descriptor_block blocks[TP_LOCAL_BLOCKS_MAX];

    (void)state;
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct tp_template tmpl;
        struct tp_features *f;

        cloud_make(seed, 1 + (int)(seed * 17 % TP_MINUTIAE_MAX), &tmpl);
        if (seed % 3 == 0)
            strip(&tmpl);
        for (int i = 0; tmpl.field && i < tmpl.columns * tmpl.rows; i++)
            if (seed % 2 && i % 11 < 5)
                tmpl.field[i] = (uint8_t)(tmpl.field[i] + 8 * seed) & (uint8_t) ~(seed & 7);
        f = features_of(&tmpl);
        memset(blocks, 0, sizeof blocks);
        describe_as_defined(f, blocks);
        assert_memory_equal(blocks, f->blocks, tp_features_blocks(f) * sizeof blocks[0]);
        tp_features_free(&f);
        tp_template_deinit(&tmpl);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(bits_lie_within_their_masks),      cmocka_unit_test(unused_lanes_are_zero),
    cmocka_unit_test(shift_by_cells_changes_few_bits),  cmocka_unit_test(rotation_keeps_descriptors_alike),
    cmocka_unit_test(bits_are_those_of_the_definition),
};
TP_TEST_MAIN(tests)
