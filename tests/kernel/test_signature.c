/* SPDX-License-Identifier: Apache-2.0 */
/* Every level of the signature kernels against the scalar one, on signatures that end at a page nobody may touch. */
#include "test.h"

#include <string.h>

#include "base/base.h"
#include "guard.h"
#include "kernel/kernel.h"

enum { CANDIDATES = 60 };

/* Bytes of chance; every third is one of the words of BASE with some bits turned. Counts go beyond what is allowed. */
static void fill(struct tp_rng *rng, const struct tp_signature_query *base, struct tp_signature *out)
{
    memset(out, 0, sizeof *out);
    for (int i = 0; i < TP_SIGNATURE_MAX; i++) {
        out->words[i] = tp_rng_u64(rng);
        if (i % 3 == 0)
            out->words[i] = base->words[tp_rng_below(rng, TP_SIGNATURE_MAX)] ^
                            (tp_rng_u64(rng) & tp_rng_u64(rng) & tp_rng_u64(rng));
        out->theta_q8[i] = (uint8_t)tp_rng_below(rng, 256);
    }
    out->count = (uint8_t)tp_rng_below(rng, tp_rng_below(rng, 4) ? TP_SIGNATURE_MAX + 1 : 256);
}

static void ask(struct tp_rng *rng, struct tp_signature_query *out)
{
    memset(out, 0, sizeof *out);
    out->group_count = (uint8_t)tp_rng_below(rng, TP_SIGNATURE_GROUPS + 1);
    for (int i = 0; i < out->group_count * TP_SIGNATURE_GROUP; i++) {
        out->words[i] = tp_rng_u64(rng);
        out->limits[i] = tp_rng_below(rng, TP_SIGNATURE_LIMIT_MAX + 1);
    }
    for (int g = 0; g < out->group_count; g++) {
        out->from[g] = (uint8_t)tp_rng_below(rng, 256);
        out->span[g] = (uint8_t)tp_rng_below(rng, 256);
    }
}

static void levels_equal_scalar(const struct tp_signature_query *query, const struct tp_signature *candidates)
{
    const struct tp_signature_kernels *scalar = &tp_kernels_at(TP_KERNEL_SCALAR)->signature;
    uint16_t expected[CANDIDATES], found[CANDIDATES], near[TP_SIGNATURE_MAX], near_found[TP_SIGNATURE_MAX];
    size_t lanes = (size_t)query->group_count * TP_SIGNATURE_GROUP;

    scalar->scan(query, candidates, CANDIDATES, expected);
    for (int level = TP_KERNEL_SCALAR + 1; level < TP_KERNEL_LEVELS; level++) {
        const struct tp_kernels *kernels = tp_kernels_at((enum tp_kernel_level)level);

        if (!kernels)
            continue;
        kernels->signature.scan(query, candidates, CANDIDATES, found);
        assert_memory_equal(expected, found, sizeof found);
        for (int c = 0; c < CANDIDATES; c++) {
            scalar->nearest(query, &candidates[c], near);
            kernels->signature.nearest(query, &candidates[c], near_found);
            assert_memory_equal(near, near_found, lanes * sizeof near[0]);
        }
    }
}

static void chance_gives_the_same_at_every_level(void **state)
{
    size_t map_bytes;
    void *map;
    struct tp_signature *candidates = guarded(CANDIDATES * sizeof *candidates, &map, &map_bytes);

    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct tp_rng rng = tp_rng_seed(seed, 0);
        struct tp_signature_query query;

        ask(&rng, &query);
        for (int c = 0; c < CANDIDATES; c++)
            fill(&rng, &query, &candidates[c]);
        levels_equal_scalar(&query, candidates);
    }
    munmap(map, map_bytes);
}

/* All bits, no bits, all directions, one direction. */
static void extremes_give_the_same_at_every_level(void **state)
{
    size_t map_bytes;
    void *map;
    struct tp_signature *candidates = guarded(CANDIDATES * sizeof *candidates, &map, &map_bytes);
    struct tp_signature_query query = {.group_count = TP_SIGNATURE_GROUPS};

    (void)state;
    for (int kind = 0; kind < 16; kind++) {
        memset(query.words, kind & 1 ? 0xFF : 0, sizeof query.words);
        for (int i = 0; i < TP_SIGNATURE_MAX; i++)
            query.limits[i] = TP_SIGNATURE_LIMIT_MAX;
        memset(query.from, kind & 2 ? 0xFF : 0, sizeof query.from);
        memset(query.span, kind & 4 ? 0xFF : 0, sizeof query.span);
        memset(candidates, kind & 8 ? 0xFF : 0, CANDIDATES * sizeof *candidates);
        for (int c = 0; c < CANDIDATES; c++)
            candidates[c].count = (uint8_t)(5 * c);
        levels_equal_scalar(&query, candidates);
    }
    munmap(map, map_bytes);
}

/* Two of the probe's minutiae in one group, three of the candidate's: word, direction. */
static void scan_is_what_it_says(void **state)
{
    struct tp_signature_query query = {
        .words = {0, 0xFF}, .limits = {10, 20}, .from = {200}, .span = {100}, .group_count = 1};
    struct tp_signature candidate = {.words = {0x7, 0xFF, 0, 0}, .theta_q8 = {10, 43, 43, 43}, .count = 3};
    uint16_t scores[1], near[TP_SIGNATURE_MAX];

    (void)state;
    for (int level = 0; level < TP_KERNEL_LEVELS; level++) {
        const struct tp_kernels *kernels = tp_kernels_at((enum tp_kernel_level)level);

        if (!kernels)
            continue;
        kernels->signature.scan(&query, &candidate, 1, scores);
        assert_int_equal(scores[0], 10 * 10 + 20 * 20);
        kernels->signature.nearest(&query, &candidate, near);
        assert_int_equal(near[0], 0 << 8 | 2);
        assert_int_equal(near[1], 0 << 8 | 1);
        query.from[0] = 45; /* 45..145: none of the four */
        kernels->signature.scan(&query, &candidate, 1, scores);
        assert_int_equal(scores[0], 0);
        kernels->signature.nearest(&query, &candidate, near);
        assert_int_equal(near[0], TP_SIGNATURE_FAR << 8);
        query.from[0] = 200;
    }
}

static void nothing_scores_nothing(void **state)
{
    struct tp_signature_query query = {.group_count = 1, .limits = {20}, .span = {255}}, none = {0};
    struct tp_signature candidates[2] = {{.count = 0}, {.count = 40}};
    uint16_t scores[2] = {7, 7};

    (void)state;
    for (int level = 0; level < TP_KERNEL_LEVELS; level++) {
        const struct tp_kernels *kernels = tp_kernels_at((enum tp_kernel_level)level);

        if (!kernels)
            continue;
        kernels->signature.scan(&query, candidates, 2, scores);
        assert_int_equal(scores[0], 0);
        assert_int_equal(scores[1], 400);
        kernels->signature.scan(&none, candidates, 2, scores);
        assert_int_equal(scores[1], 0);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(chance_gives_the_same_at_every_level),
    cmocka_unit_test(extremes_give_the_same_at_every_level),
    cmocka_unit_test(scan_is_what_it_says),
    cmocka_unit_test(nothing_scores_nothing),
};
TP_TEST_MAIN(tests)
