/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "guard.h"
#include "kernel/kernel.h"

enum fill { FILL_RANDOM, FILL_SPARSE, FILL_ZERO, FILL_ONES, FILLS };

static uint64_t word_of(struct tp_rng *rng, enum fill fill)
{
    switch (fill) {
    case FILL_RANDOM:
        return tp_rng_u64(rng);
    case FILL_SPARSE:
        return tp_rng_u64(rng) & tp_rng_u64(rng) & tp_rng_u64(rng);
    case FILL_ZERO:
        return 0;
    case FILL_ONES:
        return ~(uint64_t)0;
    case FILLS:
        break;
    }
    return 0;
}

static void fill_blocks(struct tp_rng *rng, enum fill fill, struct tp_descriptor_block *blocks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (int lane = 0; lane < TP_DESCRIPTOR_LANES; lane++) {
            uint64_t masks[2] = {word_of(rng, fill) | word_of(rng, fill), word_of(rng, fill)};

            for (int w = 0; w < TP_DESCRIPTOR_BIT_WORDS; w++)
                blocks[i].words[w][lane] = word_of(rng, fill) & masks[w >= TP_DESCRIPTOR_CELL_WORDS];
            blocks[i].words[TP_DESCRIPTOR_BIT_WORDS][lane] = masks[0];
            blocks[i].words[TP_DESCRIPTOR_BIT_WORDS + 1][lane] = masks[1];
        }
}

static void similarity_agrees(const struct tp_descriptor_kernels *k, const struct tp_descriptor_kernels *scalar,
                              size_t a_count, size_t b_blocks, enum fill fill)
{
    struct tp_rng rng = tp_rng_seed(a_count, (uint64_t)fill);
    size_t a_blocks = (a_count + 7) / 8, size = a_count * b_blocks * 8;
    void *maps[4];
    size_t sizes[4];
    struct tp_descriptor_block *a = guarded(a_blocks * sizeof *a, &maps[0], &sizes[0]);
    struct tp_descriptor_block *b = guarded(b_blocks * sizeof *b, &maps[1], &sizes[1]);
    uint8_t *expected = guarded(size, &maps[2], &sizes[2]), *found = guarded(size, &maps[3], &sizes[3]);

    fill_blocks(&rng, fill, a, a_blocks);
    fill_blocks(&rng, (enum fill)tp_rng_below(&rng, FILLS), b, b_blocks);
    scalar->similarity(a, a_count, b, b_blocks, expected);
    k->similarity(a, a_count, b, b_blocks, found);
    assert_memory_equal(expected, found, size);
    for (int i = 0; i < 4; i++)
        munmap(maps[i], sizes[i]);
}

static void similarities_equal_scalar(void **state)
{
    (void)state;
    for (int level = 0; level < TP_KERNEL_LEVELS; level++)
        for (size_t count = 0; tp_kernels_at(level) && count < 40; count++)
            for (int fill = 0; fill < FILLS; fill++)
                similarity_agrees(&tp_kernels_at(level)->descriptor, &tp_kernels_at(TP_KERNEL_SCALAR)->descriptor,
                                  count, count % 7, (enum fill)fill);
}

static void similarity_is_what_it_says(void **state)
{
    struct tp_descriptor_block a = {0}, b = {0};
    uint8_t out[8];

    (void)state;
    for (int lane = 0; lane < 8; lane++)
        a.words[8][lane] = b.words[8][lane] = 0xFFFF;
    a.words[2][0] = 0x00FF;
    b.words[2][0] = 0x00FF;
    b.words[2][1] = 0xFF00;
    b.words[2][2] = 0x0FF0;
    b.words[8][3] = 0; /* nothing known: A's bits do not count */
    tp_kernels()->descriptor.similarity(&a, 1, &b, 1, out);
    assert_int_equal(out[0], 510 * 8 / (16 + TP_DESCRIPTOR_PRIOR_BITS));
    assert_int_equal(out[1], 0);
    assert_int_equal(out[2], 510 * 4 / (16 + TP_DESCRIPTOR_PRIOR_BITS));
    assert_int_equal(out[3], 0);
}

static void picks_equal_scalar(void **state)
{
    struct tp_rng rng = tp_rng_seed(3, 4);
    const struct tp_descriptor_kernels *scalar = &tp_kernels_at(TP_KERNEL_SCALAR)->descriptor;

    (void)state;
    for (size_t count = 0; count < 400; count += 8)
        for (int level = 0; level < TP_KERNEL_LEVELS && tp_kernels_at(level); level++)
            for (int least = 0; least < 256; least += 51) {
                void *map;
                size_t map_size;
                uint8_t *values = guarded(count, &map, &map_size);
                uint16_t expected[400], found[400];
                size_t n;

                for (size_t i = 0; i < count; i++)
                    values[i] = (uint8_t)tp_rng_below(&rng, 256);
                n = scalar->pick(values, count, (uint8_t)least, expected);
                assert_int_equal(tp_kernels_at(level)->descriptor.pick(values, count, (uint8_t)least, found), n);
                assert_memory_equal(expected, found, n * sizeof found[0]);
                munmap(map, map_size);
            }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(similarities_equal_scalar),
    cmocka_unit_test(similarity_is_what_it_says),
    cmocka_unit_test(picks_equal_scalar),
};
TP_TEST_MAIN(tests)
