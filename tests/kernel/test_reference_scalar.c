/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "base/base.h"
#include "kernel/kernel.h"

enum { WORDS = 8 * TP_REFERENCE_WORDS };

static unsigned bits_of(uint64_t x)
{
    unsigned count = 0;

    for (; x; x &= x - 1)
        count++;
    return count;
}

static void every_level_reads_and_counts_every_word(void **state)
{
    struct tp_rng rng = tp_rng_seed(1, 2);
    uint64_t words[WORDS], all = 0, bits = 0, key = tp_rng_u64(&rng);

    (void)state;
    for (int i = 0; i < WORDS; i++) {
        words[i] = tp_rng_u64(&rng);
        all ^= words[i];
        bits += bits_of(words[i] ^ key);
    }
    for (int level = 0; level < TP_KERNEL_LEVELS; level++) {
        const struct tp_kernels *kernels = tp_kernels_at((enum tp_kernel_level)level);
        if (!kernels)
            continue;
        assert_true(kernels->reference.read(words, WORDS) == all);
        assert_true(kernels->reference.popcount(words, WORDS, key) == bits);
        assert_true(kernels->reference.read(words, 0) == 0);
        assert_true(kernels->reference.popcount(words, 0, key) == 0);
    }
}

static void extremes_are_counted(void **state)
{
    uint64_t words[WORDS];

    (void)state;
    memset(words, 0xFF, sizeof words);
    for (int level = 0; level < TP_KERNEL_LEVELS; level++) {
        const struct tp_kernels *kernels = tp_kernels_at((enum tp_kernel_level)level);
        if (!kernels)
            continue;
        assert_true(kernels->reference.popcount(words, WORDS, 0) == (uint64_t)WORDS * 64);
        assert_true(kernels->reference.popcount(words, WORDS, UINT64_MAX) == 0);
        assert_true(kernels->reference.read(words, TP_REFERENCE_WORDS) == 0);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_level_reads_and_counts_every_word),
    cmocka_unit_test(extremes_are_counted),
};
TP_TEST_MAIN(tests)
