/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "kernel/kernel.h"

static void scan_is_what_it_says(void **state)
{
    struct tp_code_block blocks[2];
    struct tp_code_probe probe = {.limit = 100, .weight = 7};
    uint16_t scores[2 * TP_SCREEN_LANES] = {[9] = 65000, [10] = 5};

    (void)state;
    memset(blocks, 0, sizeof blocks);
    for (int lane = 0; lane < TP_SCREEN_LANES; lane++)
        blocks[0].words[1][lane] = ((uint64_t)1 << lane) - 1;
    memset(blocks[1].words[0], 0xFF, sizeof blocks[1].words[0]);
    memset(blocks[1].words[1], 0xFF, sizeof blocks[1].words[1]);
    blocks[1].words[0][1] = blocks[1].words[1][1] = 0;
    tp_kernels_at(TP_KERNEL_SCALAR)->screen.scan(blocks, 2, &probe, scores);
    for (int lane = 0; lane < TP_SCREEN_LANES; lane++)
        assert_int_equal(scores[lane], 7 * (100 - lane));
    assert_int_equal(scores[8], 0);
    assert_int_equal(scores[9], 65535);
    assert_int_equal(scores[10], 5);
}

static void pick_is_what_it_says(void **state)
{
    const uint16_t scores[8] = {3, 9, 65535, 0, 9, 8, 10, 1};
    uint32_t out[8];

    (void)state;
    assert_int_equal(tp_kernels_at(TP_KERNEL_SCALAR)->screen.pick(scores, 8, 9, out), 4);
    assert_int_equal(out[0], 1);
    assert_int_equal(out[1], 2);
    assert_int_equal(out[2], 4);
    assert_int_equal(out[3], 6);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(scan_is_what_it_says),
    cmocka_unit_test(pick_is_what_it_says),
};
TP_TEST_MAIN(tests)
