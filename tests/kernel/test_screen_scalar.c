/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "base/base.h"
#include "guard.h"
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

enum fill { FILL_RANDOM, FILL_NEAR, FILL_ZERO, FILL_ONES, FILLS };

static uint64_t word_of(struct tp_rng *rng, enum fill fill, uint64_t probe)
{
    uint64_t few = tp_rng_u64(rng);

    few &= tp_rng_u64(rng);
    few &= tp_rng_u64(rng);
    switch (fill) {
    case FILL_RANDOM:
        return tp_rng_u64(rng);
    case FILL_NEAR:
        return probe ^ few;
    case FILL_ZERO:
        return 0;
    case FILL_ONES:
        return ~(uint64_t)0;
    case FILLS:
        break;
    }
    return 0;
}

/* Bounds of all kinds, those that no sound probe has included. */
static const struct {
    uint16_t limit, weight;
} BOUNDS[] = {{256, 20},  {0, 255},   {1, 1},         {512, 0},     {512, 255},
              {513, 128}, {200, 300}, {65535, 65535}, {512, 65535}, {65535, 1}};

static void scan_agrees(const struct tp_screen_kernels *k, size_t count, enum fill fill, size_t bounds)
{
    struct tp_rng rng = tp_rng_seed(count, (uint64_t)fill);
    const struct tp_screen_kernels *scalar = &tp_kernels_at(TP_KERNEL_SCALAR)->screen;
    struct tp_code_probe probe = {.limit = BOUNDS[bounds].limit, .weight = BOUNDS[bounds].weight};
    size_t lanes = count * TP_SCREEN_LANES, sizes[3];
    void *maps[3];
    struct tp_code_block *blocks = guarded(count * sizeof *blocks, &maps[0], &sizes[0]);
    uint16_t *expected = guarded(lanes * sizeof *expected, &maps[1], &sizes[1]);
    uint16_t *found = guarded(lanes * sizeof *found, &maps[2], &sizes[2]);

    for (int w = 0; w < TP_CODE_WORDS; w++)
        probe.words[w] = word_of(&rng, (enum fill)tp_rng_below(&rng, FILLS), 0);
    for (size_t i = 0; i < count * TP_CODE_WORDS * TP_SCREEN_LANES; i++)
        (&blocks[0].words[0][0])[i] = word_of(&rng, fill, probe.words[i / TP_SCREEN_LANES % TP_CODE_WORDS]);
    for (size_t i = 0; i < lanes; i++)
        expected[i] = found[i] = (uint16_t)(tp_rng_u64(&rng) >> tp_rng_below(&rng, 17));
    scalar->scan(blocks, count, &probe, expected);
    k->scan(blocks, count, &probe, found);
    assert_memory_equal(expected, found, lanes * sizeof *found);
    for (int i = 0; i < 3; i++)
        munmap(maps[i], sizes[i]);
}

static void scans_equal_scalar(void **state)
{
    (void)state;
    for (int level = 0; level < TP_KERNEL_LEVELS && tp_kernels_at(level); level++)
        for (size_t count = 0; count < 20; count++)
            for (int fill = 0; fill < FILLS; fill++)
                for (size_t bounds = 0; bounds < TP_ARRAY_LENGTH(BOUNDS); bounds++)
                    scan_agrees(&tp_kernels_at(level)->screen, count, (enum fill)fill, bounds);
}

static void pick_agrees(const struct tp_screen_kernels *k, size_t count, uint16_t least)
{
    struct tp_rng rng = tp_rng_seed(count, least);
    const struct tp_screen_kernels *scalar = &tp_kernels_at(TP_KERNEL_SCALAR)->screen;
    size_t size, out_size, n;
    uint32_t expected[256], *found;
    void *map, *out_map;
    uint16_t *scores = guarded(count * sizeof *scores, &map, &size);

    for (size_t i = 0; i < count; i++)
        scores[i] = (uint16_t)(least + tp_rng_below(&rng, 5) - 2);
    n = scalar->pick(scores, count, least, expected);
    found = guarded(count * sizeof *found, &out_map, &out_size);
    assert_int_equal(k->pick(scores, count, least, found), n);
    assert_memory_equal(expected, found, n * sizeof *found);
    munmap(map, size);
    munmap(out_map, out_size);
}

static void picks_equal_scalar(void **state)
{
    static const uint16_t bounds[] = {0, 1, 2, 1000, 32767, 32768, 65534, 65535};

    (void)state;
    for (int level = 0; level < TP_KERNEL_LEVELS && tp_kernels_at(level); level++)
        for (size_t count = 0; count <= 256; count += 8)
            for (size_t i = 0; i < TP_ARRAY_LENGTH(bounds); i++)
                pick_agrees(&tp_kernels_at(level)->screen, count, bounds[i]);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(scan_is_what_it_says),
    cmocka_unit_test(pick_is_what_it_says),
    cmocka_unit_test(scans_equal_scalar),
    cmocka_unit_test(picks_equal_scalar),
};
TP_TEST_MAIN(tests)
