/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of RFC 6962 word for word, by recursion over all its leaves: what the quick code is compared with. */
#ifndef TP_TEST_LEDGER_NAIVE_H
#define TP_TEST_LEDGER_NAIVE_H

#include <string.h>

#include "ledger/ledger.h"

/* The largest power of two below COUNT. */
static inline size_t naive_split(size_t count)
{
    size_t half = 1;

    while (half * 2 < count)
        half *= 2;
    return half;
}

static inline struct tp_hash naive_root(struct tp_hasher *hasher, const struct tp_hash *leaves, size_t count)
{
    struct tp_hash left, right, root;

    if (count == 0) {
        if (tp_sha256("", 0, root.bytes, NULL) != TP_OK)
            abort();
        return root;
    }
    if (count == 1)
        return leaves[0];
    left = naive_root(hasher, leaves, naive_split(count));
    right = naive_root(hasher, leaves + naive_split(count), count - naive_split(count));
    tp_hash_node(hasher, &left, &right, &root);
    return root;
}

/* Clause 2.1.1, PATH. SHAPE (may be NULL) gets a letter for each hash: l when it stands to the left. */
static inline void naive_path(struct tp_hasher *hasher, const struct tp_hash *leaves, size_t index, size_t count,
                              struct tp_proof *out, char *shape)
{
    size_t half = naive_split(count);
    bool is_right = count > 1 && index >= half;

    if (count <= 1) {
        out->count = 0;
        return;
    }
    naive_path(hasher, is_right ? leaves + half : leaves, is_right ? index - half : index,
               is_right ? count - half : half, out, shape);
    if (shape)
        shape[out->count] = is_right ? 'l' : 'r';
    out->hashes[out->count++] =
        is_right ? naive_root(hasher, leaves, half) : naive_root(hasher, leaves + half, count - half);
}

/* Clause 2.1.2, SUBPROOF; SHAPE says how to begin: "" when the old tree is all of this one's left edge. It gets s for a
 * start that is said, then l and r as above. */
static inline void naive_consistency(struct tp_hasher *hasher, const struct tp_hash *leaves, size_t old, size_t count,
                                     struct tp_proof *out, char *shape)
{
    size_t half = naive_split(count);

    if (old == count) {
        out->count = 0;
        if (shape[0] == 's') {
            out->hashes[out->count++] = naive_root(hasher, leaves, count);
        }
        return;
    }
    if (old <= half) {
        naive_consistency(hasher, leaves, old, half, out, shape);
        shape[out->count] = 'r';
        out->hashes[out->count++] = naive_root(hasher, leaves + half, count - half);
    } else {
        shape[0] = 's';
        naive_consistency(hasher, leaves + half, old - half, count - half, out, shape);
        shape[out->count] = 'l';
        out->hashes[out->count++] = naive_root(hasher, leaves, half);
    }
}

/* LEAVES[i] is the hash of the entry "entry i". */
static inline void naive_leaves(struct tp_hasher *hasher, struct tp_hash *leaves, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char entry[32];
        int length = snprintf(entry, sizeof entry, "entry %zu", i);
        tp_hash_leaf(hasher, entry, (size_t)length, &leaves[i]);
    }
}

#endif
