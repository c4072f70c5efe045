/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

static bool bit(const struct tp_bits *bits, uint32_t x, uint32_t y)
{
    return bits->words[(size_t)y * bits->words_per_row + x / 64] >> (x % 64) & 1;
}

/* Each pixel of the mask is ridge or valley, no other is either; what lies beyond the last column stays clear. */
static void ridges_and_valleys_share_the_mask(void **state)
{
    const struct pattern pattern = {.width_px = 201,
                                    .height_px = 150,
                                    .angle_rad = 0.3f,
                                    .period_px = 8,
                                    .mean = 120,
                                    .amplitude = 70,
                                    .noise = 10,
                                    .radius_px = 60};
    struct bench bench = {0};
    struct tp_work *work = &bench.work;

    (void)state;
    run_pattern(&bench, &pattern, UP_TO_ENHANCE);
    tp_binarise(work, &work->bits[0], true);
    tp_binarise(work, &work->bits[1], false);
    for (uint32_t y = 0; y < 150; y++) {
        for (uint32_t x = 0; x < 201; x++) {
            bool inside = work->mask[tp_cell(work, (int32_t)x, (int32_t)y)];
            bool ridge = work->response[(ptrdiff_t)y * work->stride_px + x] > 0;
            assert_int_equal(bit(&work->bits[0], x, y), inside && ridge);
            assert_int_equal(bit(&work->bits[1], x, y), inside && !ridge);
        }
        for (uint32_t x = 201; x < 256; x++)
            assert_false(bit(&work->bits[0], x, y) || bit(&work->bits[1], x, y));
    }
    clear_bench(&bench);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(ridges_and_valleys_share_the_mask)};
TP_TEST_MAIN(tests)
