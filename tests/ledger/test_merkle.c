/* SPDX-License-Identifier: Apache-2.0 */
/* The tree hash against the values of Certificate Transparency's reference tests, and against the recursion. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "naive.h"

static struct tp_hasher *hasher;

static void assert_hash(const struct tp_hash *hash, const char *digits)
{
    char text[2 * TP_SHA256_BYTES + 1];

    tp_hex_encode(hash->bytes, sizeof hash->bytes, text);
    assert_string_equal(text, digits);
}

/* The leaves and roots of MerkleTreeTest in the reference implementation. */
static const struct {
    const char *leaf, *root;
} reference[] = {
    {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
    {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
    {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
    {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
    {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
    {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
    {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
    {"606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
};

static void gives_the_reference_roots(void **state)
{
    struct tp_tree tree = {0};
    struct tp_hash hash;

    (void)state;
    tp_tree_root(&tree, hasher, &hash);
    assert_hash(&hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(reference); i++) {
        size_t size_bytes = strlen(reference[i].leaf) / 2;
        uint8_t data[16];
        assert_true(tp_hex_decode(reference[i].leaf, data, size_bytes));
        tp_hash_leaf(hasher, data, size_bytes, &hash);
        tp_tree_append(&tree, hasher, &hash);
        tp_tree_root(&tree, hasher, &hash);
        assert_hash(&hash, reference[i].root);
    }
    assert_int_equal(tree.size, TP_ARRAY_LENGTH(reference));
}

static void grows_like_the_recursion(void **state)
{
    enum { COUNT = 1100 };
    static struct tp_hash leaves[COUNT];
    struct tp_tree tree = {0};

    (void)state;
    naive_leaves(hasher, leaves, COUNT);
    for (size_t size = 0; size <= COUNT; size++) {
        struct tp_hash root, wanted;
        tp_tree_root(&tree, hasher, &root);
        wanted = naive_root(hasher, leaves, size);
        assert_memory_equal(&root, &wanted, sizeof root);
        if (size < COUNT)
            tp_tree_append(&tree, hasher, &leaves[size]);
    }
}

/* A leaf that spells a node is another thing than that node. */
static void leaves_are_no_nodes(void **state)
{
    struct tp_hash pair[2], node, leaf;

    (void)state;
    naive_leaves(hasher, pair, 2);
    tp_hash_node(hasher, &pair[0], &pair[1], &node);
    tp_hash_leaf(hasher, pair, sizeof pair, &leaf);
    assert_memory_not_equal(&node, &leaf, sizeof node);
}

/* As far as sizes go: 63 complete subtrees fold into one. */
static void stands_large_sizes(void **state)
{
    struct tp_tree tree = {.size = (1ull << 63) - 1};
    struct tp_hash root, after, leaf;

    (void)state;
    naive_leaves(hasher, &leaf, 1);
    for (size_t i = 0; i < 63; i++)
        tree.peaks[i] = leaf;
    tp_tree_root(&tree, hasher, &root);
    tp_tree_append(&tree, hasher, &leaf);
    tp_tree_root(&tree, hasher, &after);
    assert_memory_equal(&after, &tree.peaks[0], sizeof after);
    assert_memory_not_equal(&after, &root, sizeof after);
    assert_true(tree.size == 1ull << 63);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_reference_roots),
        cmocka_unit_test(grows_like_the_recursion),
        cmocka_unit_test(leaves_are_no_nodes),
        cmocka_unit_test(stands_large_sizes),
    };
    int failures;

    if (tp_hasher_new(&hasher, NULL) != TP_OK)
        return 1;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    failures = cmocka_run_group_tests(tests, NULL, NULL);
    tp_hasher_free(&hasher);
    return failures;
}
