/* SPDX-License-Identifier: Apache-2.0 */
/* Every proof of every tree up to SIZE_MAX_TESTED leaves holds, and none that was changed does. Changed sizes hold
 * exactly when they put the same hashes to the same sides: what then tells them apart is the signed checkpoint. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "naive.h"

enum { SIZE_MAX_TESTED = 130 };

static struct tp_hasher *hasher;
static struct tp_hash leaves[SIZE_MAX_TESTED + 2], roots[SIZE_MAX_TESTED + 2];
static struct tp_rng rng;

static bool includes(size_t index, size_t size, const struct tp_proof *proof)
{
    return tp_inclusion_holds(hasher, &leaves[index], index, size, proof, &roots[size]);
}

/* A proof and what it should hold for. */
struct claim {
    bool (*holds)(size_t a, size_t b, const struct tp_proof *proof);
    size_t a, b;
};

static void flip(struct tp_hash *hash)
{
    uint32_t bit = tp_rng_below(&rng, 8 * sizeof hash->bytes);

    hash->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

/* One hash changed, left out, doubled or exchanged with the next. */
static void refuses_changed(const struct claim *claim, const struct tp_proof *proof)
{
    for (size_t i = 0; i < proof->count; i++) {
        struct tp_proof changed = *proof;
        flip(&changed.hashes[i]);
        assert_false(claim->holds(claim->a, claim->b, &changed));

        changed = *proof;
        memmove(&changed.hashes[i], &changed.hashes[i + 1], (proof->count - i - 1) * sizeof changed.hashes[0]);
        changed.count--;
        assert_false(claim->holds(claim->a, claim->b, &changed));

        changed = *proof;
        memmove(&changed.hashes[i + 1], &proof->hashes[i], (proof->count - i) * sizeof changed.hashes[0]);
        changed.count++;
        assert_false(claim->holds(claim->a, claim->b, &changed));

        changed = *proof;
        if (i + 1 < proof->count) {
            changed.hashes[i] = proof->hashes[i + 1];
            changed.hashes[i + 1] = proof->hashes[i];
            assert_false(claim->holds(claim->a, claim->b, &changed));
        }
    }
}

/* A hash too many, at the end. */
static void refuses_longer(const struct claim *claim, const struct tp_proof *proof)
{
    struct tp_proof longer = *proof;

    longer.hashes[longer.count++] = leaves[0];
    assert_false(claim->holds(claim->a, claim->b, &longer));
    longer.count = TP_PROOF_MAX + 1;
    assert_false(claim->holds(claim->a, claim->b, &longer));
    longer.count = SIZE_MAX;
    assert_false(claim->holds(claim->a, claim->b, &longer));
}

/* ---- inclusion --------------------------------------------------------------------------------------------------- */

static void refuses_another_place(size_t index, size_t size, const struct tp_proof *proof, const char *shape)
{
    for (size_t other_size = size - 1; other_size <= size + 1; other_size++)
        for (size_t other = index ? index - 1 : 0; other <= index + 1; other++) {
            char other_shape[TP_PROOF_MAX] = "";
            struct tp_proof unused = {0};
            bool is_same;
            if (other < other_size)
                naive_path(hasher, leaves, other, other_size, &unused, other_shape);
            is_same = other < other_size && strcmp(shape, other_shape) == 0;
            assert_int_equal(tp_inclusion_holds(hasher, &leaves[index], other, other_size, proof, &roots[size]),
                             is_same);
            assert_true(!is_same || other_size != size || other == index);
        }
}

static void proves_every_leaf_of_every_tree(void **state)
{
    (void)state;
    for (size_t size = 1; size <= SIZE_MAX_TESTED; size++)
        for (size_t index = 0; index < size; index++) {
            const struct claim claim = {includes, index, size};
            char shape[TP_PROOF_MAX] = "";
            struct tp_proof proof;
            struct tp_hash other = roots[size];

            naive_path(hasher, leaves, index, size, &proof, shape);
            assert_true(includes(index, size, &proof));
            refuses_changed(&claim, &proof);
            refuses_longer(&claim, &proof);
            refuses_another_place(index, size, &proof, shape);
            flip(&other);
            assert_false(tp_inclusion_holds(hasher, &leaves[index], index, size, &proof, &other));
            other = leaves[index];
            flip(&other);
            assert_false(tp_inclusion_holds(hasher, &other, index, size, &proof, &roots[size]));
        }
}

static void nothing_is_in_an_empty_tree(void **state)
{
    const struct tp_proof none = {0};

    (void)state;
    assert_false(includes(0, 0, &none));
    assert_false(tp_inclusion_holds(hasher, &roots[0], 0, 0, &none, &roots[0]));
    assert_false(tp_inclusion_holds(hasher, &leaves[0], UINT64_MAX, UINT64_MAX, &none, &roots[1]));
    assert_false(tp_inclusion_holds(hasher, &leaves[0], UINT64_MAX - 1, UINT64_MAX, &none, &roots[1]));
}

/* ---- consistency ------------------------------------------------------------------------------------------------- */

static bool grows(size_t old, size_t size, const struct tp_proof *proof)
{
    return tp_consistency_holds(hasher, old, &roots[old], size, &roots[size], proof);
}

/* The same proof and roots for other sizes. */
static void refuses_other_sizes(size_t old, size_t size, const struct tp_proof *proof, const char *shape)
{
    for (size_t other_size = size - 1; other_size <= size + 1; other_size++)
        for (size_t other = old - 1; other <= old + 1; other++) {
            char other_shape[TP_PROOF_MAX] = "";
            struct tp_proof unused = {0};
            bool is_same = false;
            if (other > 0 && other < other_size) {
                naive_consistency(hasher, leaves, other, other_size, &unused, other_shape);
                is_same = strcmp(shape, other_shape) == 0;
            }
            assert_int_equal(tp_consistency_holds(hasher, other, &roots[old], other_size, &roots[size], proof),
                             is_same);
            assert_true(!is_same || other_size != size || other == old);
        }
}

static void proves_every_growth(void **state)
{
    (void)state;
    for (size_t size = 2; size <= SIZE_MAX_TESTED; size++)
        for (size_t old = 1; old < size; old++) {
            const struct claim claim = {grows, old, size};
            char shape[TP_PROOF_MAX] = "";
            struct tp_proof proof;
            struct tp_hash other = roots[old];

            naive_consistency(hasher, leaves, old, size, &proof, shape);
            assert_true(grows(old, size, &proof));
            refuses_changed(&claim, &proof);
            refuses_longer(&claim, &proof);
            refuses_other_sizes(old, size, &proof, shape);
            flip(&other);
            assert_false(tp_consistency_holds(hasher, old, &other, size, &roots[size], &proof));
            other = roots[size];
            flip(&other);
            assert_false(tp_consistency_holds(hasher, old, &roots[old], size, &other, &proof));
        }
}

static void equal_sizes_have_equal_roots(void **state)
{
    struct tp_proof proof = {0};

    (void)state;
    for (size_t size = 0; size <= SIZE_MAX_TESTED; size++) {
        assert_true(grows(size, size, &proof));
        assert_false(tp_consistency_holds(hasher, size, &leaves[1], size, &roots[size], &proof));
        assert_false(tp_consistency_holds(hasher, size, &roots[size], size, &leaves[1], &proof));
    }
    assert_false(tp_consistency_holds(hasher, 0, &leaves[0], 0, &leaves[0], &proof));
    proof.count = 1;
    proof.hashes[0] = roots[5];
    assert_false(grows(5, 5, &proof));
    assert_false(grows(0, 0, &proof));
}

static void every_tree_grew_from_the_empty_one(void **state)
{
    struct tp_proof proof = {0};

    (void)state;
    for (size_t size = 1; size <= SIZE_MAX_TESTED; size++) {
        assert_true(grows(0, size, &proof));
        assert_false(tp_consistency_holds(hasher, 0, &roots[1], size, &roots[size], &proof));
    }
    proof.count = 1;
    proof.hashes[0] = roots[5];
    assert_false(grows(0, 5, &proof));
}

static void no_tree_shrinks(void **state)
{
    struct tp_proof proof;

    (void)state;
    for (size_t size = 2; size <= 40; size++)
        for (size_t old = 0; old < size; old++) {
            char shape[TP_PROOF_MAX] = "";
            proof.count = 0;
            assert_false(grows(size, old, &proof));
            if (old > 0)
                naive_consistency(hasher, leaves, old, size, &proof, shape);
            assert_false(grows(size, old, &proof));
        }
}

/* Both proofs as Certificate Transparency's reference tests have them, over the leaves of test_merkle.c. */
static void takes_the_reference_proofs(void **state)
{
    static const char *const digits[] = {
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    struct tp_proof proof = {.count = 3};
    struct tp_hash hashes[TP_ARRAY_LENGTH(digits)], leaf;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(digits); i++)
        assert_true(tp_hex_decode(digits[i], hashes[i].bytes, sizeof hashes[i].bytes));
    memcpy(proof.hashes, hashes, 3 * sizeof hashes[0]);
    tp_hash_leaf(hasher, "\x40\x41\x42\x43", 4, &leaf);
    assert_true(tp_inclusion_holds(hasher, &leaf, 5, 8, &proof, &hashes[5]));
    proof.hashes[0] = hashes[3];
    assert_true(tp_consistency_holds(hasher, 6, &hashes[4], 8, &hashes[5], &proof));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proves_every_leaf_of_every_tree),
        cmocka_unit_test(nothing_is_in_an_empty_tree),
        cmocka_unit_test(proves_every_growth),
        cmocka_unit_test(equal_sizes_have_equal_roots),
        cmocka_unit_test(every_tree_grew_from_the_empty_one),
        cmocka_unit_test(no_tree_shrinks),
        cmocka_unit_test(takes_the_reference_proofs),
    };
    int failures;

    if (tp_hasher_new(&hasher, NULL) != TP_OK)
        return 1;
    rng = tp_rng_seed(20110601, 0);
    naive_leaves(hasher, leaves, TP_ARRAY_LENGTH(leaves));
    for (size_t size = 0; size < TP_ARRAY_LENGTH(roots); size++)
        roots[size] = naive_root(hasher, leaves, size);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    failures = cmocka_run_group_tests(tests, NULL, NULL);
    tp_hasher_free(&hasher);
    return failures;
}
