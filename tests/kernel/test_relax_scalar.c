/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "base/base.h"
#include "kernel/kernel.h"

/* COUNT pairs: some of one motion with noise, others of chance; now and then extreme ones. */
static void make_pairs(struct tp_rng *rng, int count, struct tp_local_pairs *out)
{
    float turn = tp_rng_range(rng, -3, 3), c = tp_cos(turn), s = tp_sin(turn);

    memset(out, 0, sizeof *out);
    out->count = count;
    for (int k = 0; k < count; k++) {
        bool chance = tp_rng_below(rng, 2) == 0;
        float own = chance ? tp_rng_range(rng, -3, 3) : turn + tp_rng_normal(rng) * 0.1f;

        out->bx[k] = (float)tp_rng_below(rng, 500);
        out->by[k] = (float)tp_rng_below(rng, tp_rng_below(rng, 20) ? 500 : 4080);
        out->ax[k] = chance ? (float)tp_rng_below(rng, 500) : c * out->bx[k] - s * out->by[k] + tp_rng_normal(rng);
        out->ay[k] = chance ? (float)tp_rng_below(rng, 500) : s * out->bx[k] + c * out->by[k] + tp_rng_normal(rng);
        out->turn_cos[k] = tp_cos(own);
        out->turn_sin[k] = tp_sin(own);
        out->similarity[k] = tp_rng_unit(rng);
        out->weight[k] = tp_rng_unit(rng);
    }
    if (count > 1 && tp_rng_below(rng, 3) == 0) { /* twice the same */
        out->ax[1] = out->ax[0];
        out->ay[1] = out->ay[0];
    }
}

static void levels_equal_scalar(void **state)
{
    const struct tp_relax_kernels *scalar = &tp_kernels_at(TP_KERNEL_SCALAR)->relax;

    (void)state;
    for (uint64_t seed = 0; seed < 2000; seed++)
        for (int level = TP_KERNEL_SCALAR + 1; level < TP_KERNEL_LEVELS; level++) {
            const struct tp_kernels *kernels = tp_kernels_at((enum tp_kernel_level)level);
            struct tp_rng rng = tp_rng_seed(61, seed);
            struct tp_local_pairs expected, found;
            float sums[2][TP_LOCAL_PAIRS_MAX];

            if (!kernels)
                continue;
            make_pairs(&rng, (int)(seed % (TP_LOCAL_PAIRS_MAX + 1)), &expected);
            found = expected;
            scalar->agree(&expected);
            kernels->relax.agree(&found);
            assert_memory_equal(&expected, &found, sizeof found);
            scalar->gather(&expected, sums[0]);
            kernels->relax.gather(&found, sums[1]);
            assert_memory_equal(sums[0], sums[1], sizeof sums[0]);
        }
}

/* Two pairs that one shift makes agree fully, but for their similarity; one turned the other way does not. */
static void pairs_of_one_motion_agree(void **state)
{
    struct tp_local_pairs p = {.count = 3};
    float sums[TP_LOCAL_PAIRS_MAX];

    (void)state;
    for (int k = 0; k < 3; k++) {
        p.bx[k] = p.by[k] = (float)(50 * k);
        p.ax[k] = p.bx[k] + 20;
        p.ay[k] = p.by[k] - 10;
        p.turn_cos[k] = k < 2 ? 1 : -1;
        p.similarity[k] = 0.25f;
        p.weight[k] = (float)k;
    }
    tp_kernels()->relax.agree(&p);
    assert_true(p.support[0][1] == 0.25f && p.support[0][2] == 0 && p.support[1][2] == 0);
    assert_true(p.support[0][3] == 0);
    memset(p.support, 0, sizeof p.support);
    p.support[1][4] = 3;
    p.support[2][4] = 5;
    tp_kernels()->relax.gather(&p, sums);
    assert_true(sums[4] == 13 && sums[3] == 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(levels_equal_scalar),
    cmocka_unit_test(pairs_of_one_motion_agree),
};
TP_TEST_MAIN(tests)
