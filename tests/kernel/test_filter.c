/* SPDX-License-Identifier: Apache-2.0 */
/* Every level of the filter kernels against the scalar one, on buffers that end at a page nobody may touch. */
#include "test.h"

#include "base/base.h"
#include "guard.h"
#include "kernel/kernel.h"

struct guarded {
    int16_t *samples; /* COUNT of them, up to the guard page */
    void *map;
    size_t map_bytes;
};

static struct guarded take(size_t count)
{
    struct guarded taken;

    taken.samples = guarded(count * sizeof *taken.samples, &taken.map, &taken.map_bytes);
    return taken;
}

static void drop(struct guarded *guarded)
{
    munmap(guarded->map, guarded->map_bytes);
}

static void fill(struct tp_rng *rng, int16_t *out, size_t count, int32_t limit, bool extreme)
{
    for (size_t i = 0; i < count; i++) {
        int32_t value = (int32_t)tp_rng_below(rng, (uint32_t)(2 * limit + 1)) - limit;
        out[i] = (int16_t)(extreme ? (value < 0 ? -limit : limit) : value);
    }
}

enum { ROWS = TP_GABOR_ROWS, STRIDE = 96, PAIRS = 20, LEFT = TP_GABOR_ROWS / 2, FILTERS = 5 };

static void gabor_rows_equal_scalar(const struct tp_filter_kernels *kernels, uint64_t seed)
{
    const struct tp_filter_kernels *scalar = &tp_kernels_at(TP_KERNEL_SCALAR)->filter;
    struct tp_rng rng = tp_rng_seed(seed, 1);
    size_t room = (ROWS - 1) * STRIDE + LEFT + 2 * PAIRS + 21; /* what the contract says is read */
    struct guarded plane = take(room), bank = take((size_t)FILTERS * TP_GABOR_FILTER_TAPS);
    struct guarded expected = take(2 * PAIRS), found = take(2 * PAIRS);
    uint16_t filters[PAIRS];

    fill(&rng, plane.samples, room, 500, seed % 3 == 0);
    fill(&rng, bank.samples, (size_t)FILTERS * TP_GABOR_FILTER_TAPS, 2000, seed % 2 == 0);
    for (int i = 0; i < FILTERS * TP_GABOR_FILTER_TAPS; i++)
        if (i % TP_GABOR_ROW_TAPS >= TP_GABOR_ROWS)
            bank.samples[i] = 0;
    for (int i = 0; i < PAIRS; i++)
        filters[i] = tp_rng_below(&rng, 4) ? (uint16_t)tp_rng_below(&rng, FILTERS) : TP_GABOR_NONE;
    scalar->gabor_row(plane.samples + ROWS / 2 * STRIDE + LEFT, STRIDE, bank.samples, filters, PAIRS, expected.samples);
    kernels->gabor_row(plane.samples + ROWS / 2 * STRIDE + LEFT, STRIDE, bank.samples, filters, PAIRS, found.samples);
    assert_memory_equal(expected.samples, found.samples, 2 * PAIRS * sizeof(int16_t));
    drop(&plane);
    drop(&bank);
    drop(&expected);
    drop(&found);
}

static void spectra_equal_scalar(const struct tp_filter_kernels *kernels, uint64_t seed)
{
    const struct tp_filter_kernels *scalar = &tp_kernels_at(TP_KERNEL_SCALAR)->filter;
    const size_t side = TP_SPECTRUM_SAMPLES;
    struct tp_rng rng = tp_rng_seed(seed, 2);
    struct guarded samples = take(TP_SPECTRUM_BATCH * side), taps = take(side * TP_SPECTRUM_FILTERS);
    struct guarded expected = take(2 * TP_SPECTRUM_BATCH * TP_SPECTRUM_FILTERS);
    struct guarded found = take(2 * TP_SPECTRUM_BATCH * TP_SPECTRUM_FILTERS);

    fill(&rng, samples.samples, TP_SPECTRUM_BATCH * side, 500, seed % 3 == 0);
    fill(&rng, taps.samples, side * TP_SPECTRUM_FILTERS, 8000, seed % 2 == 0);
    scalar->spectrum(samples.samples, taps.samples, (int32_t *)(void *)expected.samples);
    kernels->spectrum(samples.samples, taps.samples, (int32_t *)(void *)found.samples);
    assert_memory_equal(expected.samples, found.samples, TP_SPECTRUM_BATCH * TP_SPECTRUM_FILTERS * sizeof(int32_t));
    drop(&samples);
    drop(&taps);
    drop(&expected);
    drop(&found);
}

static void levels_equal_scalar(void **state)
{
    (void)state;
    for (int level = 0; level < TP_KERNEL_LEVELS; level++)
        for (uint64_t seed = 0; tp_kernels_at((enum tp_kernel_level)level) && seed < 24; seed++) {
            gabor_rows_equal_scalar(&tp_kernels_at((enum tp_kernel_level)level)->filter, seed);
            spectra_equal_scalar(&tp_kernels_at((enum tp_kernel_level)level)->filter, seed);
        }
}

/* The specification itself: one tap at the centre picks the pixel. */
static void a_centred_tap_copies(void **state)
{
    static int16_t plane[ROWS * STRIDE], bank[TP_GABOR_FILTER_TAPS], out[2 * PAIRS];
    const uint16_t filters[2] = {0, TP_GABOR_NONE};

    (void)state;
    for (int i = 0; i < ROWS * STRIDE; i++)
        plane[i] = (int16_t)(i % 401 - 200);
    bank[ROWS / 2 * TP_GABOR_ROW_TAPS + LEFT] = 1 << TP_GABOR_SHIFT;
    tp_kernels()->filter.gabor_row(plane + ROWS / 2 * STRIDE + LEFT, STRIDE, bank, filters, 2, out);
    assert_int_equal(out[0], plane[ROWS / 2 * STRIDE + LEFT]);
    assert_int_equal(out[1], plane[ROWS / 2 * STRIDE + LEFT + 1]);
    assert_int_equal(out[2], 0);
    assert_int_equal(out[3], 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(levels_equal_scalar),
    cmocka_unit_test(a_centred_tap_copies),
};
TP_TEST_MAIN(tests)
