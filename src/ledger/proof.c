/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a proof proves it: walks from the leaf, or from the old tree's last complete subtree, up to the root.
 * (RFC 9162 clauses 2.1.3.2 and 2.1.4.2; the proofs are those of RFC 6962.) */
#include "ledger/ledger.h"

#include <string.h>

/* Where the walk stands: a node and the last node of its level, counted from the left. */
struct place {
    uint64_t node, last;
};

static bool is_same(const struct tp_hash *a, const struct tp_hash *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/* Whether the next hash belongs to the left. Otherwise it belongs to the right. */
static bool takes_left(const struct place *place)
{
    return (place->node & 1) || place->node == place->last;
}

/* To the level above; from the last node of a level without a sibling straight to where it gets one. */
static void climb(struct place *place)
{
    if (takes_left(place))
        while (!(place->node & 1) && place->node != 0) {
            place->node >>= 1;
            place->last >>= 1;
        }
    place->node >>= 1;
    place->last >>= 1;
}

bool tp_inclusion_holds(struct tp_hasher *hasher, const struct tp_hash *leaf, uint64_t index, uint64_t size,
                        const struct tp_proof *proof, const struct tp_hash *root)
{
    struct place place = {index, size - 1};
    struct tp_hash hash = *leaf;

    if (index >= size || proof->count > TP_PROOF_MAX)
        return false;
    for (size_t i = 0; i < proof->count; i++) {
        if (place.last == 0)
            return false;
        if (takes_left(&place))
            tp_hash_node(hasher, &proof->hashes[i], &hash, &hash);
        else
            tp_hash_node(hasher, &hash, &proof->hashes[i], &hash);
        climb(&place);
    }
    return place.last == 0 && is_same(&hash, root);
}

/* 0 < OLD_SIZE < NEW_SIZE. Builds both roots at once: the old one from what lies to the left, the new one from all. */
static bool grew(struct tp_hasher *hasher, uint64_t old_size, const struct tp_hash *old_root, uint64_t new_size,
                 const struct tp_hash *new_root, const struct tp_proof *proof)
{
    struct place place = {old_size - 1, new_size - 1};
    bool is_complete = (old_size & (old_size - 1)) == 0; /* then the proof starts with the old root, unsaid */
    struct tp_hash old_hash, new_hash;

    if (proof->count == 0)
        return false;
    old_hash = new_hash = is_complete ? *old_root : proof->hashes[0];
    for (; place.node & 1; place.node >>= 1)
        place.last >>= 1;
    for (size_t i = is_complete ? 0 : 1; i < proof->count; i++) {
        if (place.last == 0)
            return false;
        if (takes_left(&place)) {
            tp_hash_node(hasher, &proof->hashes[i], &old_hash, &old_hash);
            tp_hash_node(hasher, &proof->hashes[i], &new_hash, &new_hash);
        } else {
            tp_hash_node(hasher, &new_hash, &proof->hashes[i], &new_hash);
        }
        climb(&place);
    }
    return place.last == 0 && is_same(&old_hash, old_root) && is_same(&new_hash, new_root);
}

bool tp_consistency_holds(struct tp_hasher *hasher, uint64_t old_size, const struct tp_hash *old_root,
                          uint64_t new_size, const struct tp_hash *new_root, const struct tp_proof *proof)
{
    const struct tp_tree nothing = {0};
    struct tp_hash empty;

    if (proof->count > TP_PROOF_MAX || old_size > new_size)
        return false;
    tp_tree_root(&nothing, hasher, &empty);
    if ((old_size == 0 && !is_same(old_root, &empty)) || (new_size == 0 && !is_same(new_root, &empty)))
        return false;
    if (old_size == new_size)
        return proof->count == 0 && is_same(old_root, new_root);
    if (old_size == 0)
        return proof->count == 0;
    return grew(hasher, old_size, old_root, new_size, new_root, proof);
}
