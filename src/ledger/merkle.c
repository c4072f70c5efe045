/* SPDX-License-Identifier: Apache-2.0 */
/* The Merkle tree hash (RFC 6962, clause 2.1), and a tree that grows at its right edge. */
#include "ledger/ledger.h"

enum { LEAF = 0x00, NODE = 0x01 };

/* SHA-256 of nothing. */
static const struct tp_hash empty_root = {{0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4,
                                           0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
                                           0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55}};

void tp_hash_leaf(struct tp_hasher *hasher, const void *data, size_t size_bytes, struct tp_hash *out)
{
    tp_hasher_begin(hasher, LEAF);
    tp_hasher_add(hasher, data, size_bytes);
    tp_hasher_end(hasher, out->bytes);
}

void tp_hash_node(struct tp_hasher *hasher, const struct tp_hash *left, const struct tp_hash *right,
                  struct tp_hash *out)
{
    tp_hasher_begin(hasher, NODE);
    tp_hasher_add(hasher, left->bytes, sizeof left->bytes);
    tp_hasher_add(hasher, right->bytes, sizeof right->bytes);
    tp_hasher_end(hasher, out->bytes);
}

/* A tree has one complete subtree for each bit of its size. */
static size_t peak_count(uint64_t size)
{
    size_t count = 0;

    for (; size != 0; size &= size - 1)
        count++;
    return count;
}

void tp_tree_append(struct tp_tree *tree, struct tp_hasher *hasher, const struct tp_hash *leaf)
{
    size_t count = peak_count(tree->size);
    struct tp_hash hash = *leaf;

    TP_ASSERT(tree->size < UINT64_MAX);
    for (uint64_t bits = tree->size; bits & 1; bits >>= 1)
        tp_hash_node(hasher, &tree->peaks[--count], &hash, &hash);
    tree->peaks[count] = hash;
    tree->size++;
}

void tp_tree_root(const struct tp_tree *tree, struct tp_hasher *hasher, struct tp_hash *out)
{
    size_t count = peak_count(tree->size);

    *out = count ? tree->peaks[count - 1] : empty_root;
    for (size_t i = count; i-- > 1;)
        tp_hash_node(hasher, &tree->peaks[i - 1], out, out);
}
