/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: proofs. The input names a tree, a proof in it and changes to that; the proof holds as it was made, and
 * whatever else it holds for has the same root from the same hashes.
 *
 *   size - 1 (1 byte, of 64), place (1), kind (1: odd for consistency), hashes to drop or to add (1, signed, of 4),
 *   then changes: hash (1), byte of it (1), bits to flip (1) */
#include <string.h>

#include "ledger/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

enum { SIZE_MAX_FUZZED = 64 };

static struct tp_hasher *hasher;
static struct tp_hash leaves[SIZE_MAX_FUZZED];

static struct tp_hash root_of(uint64_t begin, uint64_t end)
{
    struct tp_tree tree = {0};
    struct tp_hash root;

    for (uint64_t i = begin; i < end; i++)
        tp_tree_append(&tree, hasher, &leaves[i]);
    tp_tree_root(&tree, hasher, &root);
    return root;
}

static uint64_t split(uint64_t count)
{
    uint64_t half = 1;

    while (half * 2 < count)
        half *= 2;
    return half;
}

/* From the root down to PLACE, a leaf or, for consistency, an older size (RFC 6962, clauses 2.1.1 and 2.1.2). */
static void prove(uint64_t place, uint64_t size, bool consistency, struct tp_proof *out)
{
    uint64_t begin = 0, end = size;

    out->count = 0;
    while (consistency ? end != place : end - begin > 1) {
        uint64_t middle = begin + split(end - begin);
        bool is_left = consistency ? place <= middle : place < middle;
        out->hashes[out->count++] = is_left ? root_of(middle, end) : root_of(begin, middle);
        *(is_left ? &end : &begin) = middle;
    }
    if (consistency && begin > 0)
        out->hashes[out->count++] = root_of(begin, end);
    for (size_t i = 0; i < out->count / 2; i++) {
        struct tp_hash kept = out->hashes[i];
        out->hashes[i] = out->hashes[out->count - 1 - i];
        out->hashes[out->count - 1 - i] = kept;
    }
}

static void change(struct tp_cursor *input, struct tp_proof *proof)
{
    int8_t longer = (int8_t)((int8_t)tp_read_u8(input) % 4);

    for (; longer < 0 && proof->count > 0; longer++)
        proof->count--;
    for (; longer > 0; longer--)
        proof->hashes[proof->count++] = leaves[0];
    while (tp_cursor_left(input) >= 3 && proof->count > 0) {
        size_t hash = tp_read_u8(input) % proof->count, byte = tp_read_u8(input) % TP_SHA256_BYTES;
        proof->hashes[hash].bytes[byte] ^= tp_read_u8(input);
    }
}

static void set_up(void)
{
    if (hasher)
        return;
    TP_ASSERT(tp_hasher_new(&hasher, NULL) == TP_OK);
    for (uint8_t i = 0; i < SIZE_MAX_FUZZED; i++)
        tp_hash_leaf(hasher, &i, 1, &leaves[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_cursor input = tp_cursor_over(data, size_bytes);
    uint64_t size = 1 + tp_read_u8(&input) % SIZE_MAX_FUZZED, place = tp_read_u8(&input);
    bool consistency = tp_read_u8(&input) & 1, holds, is_same;
    struct tp_proof proof, changed;
    struct tp_hash root, old_root;

    set_up();
    place = consistency ? 1 + place % size : place % size;
    root = root_of(0, size);
    old_root = root_of(0, place);
    prove(place, size, consistency, &proof);
    changed = proof;
    change(&input, &changed);
    is_same =
        changed.count == proof.count && memcmp(changed.hashes, proof.hashes, proof.count * sizeof proof.hashes[0]) == 0;
    holds = consistency ? tp_consistency_holds(hasher, place, &old_root, size, &root, &changed)
                        : tp_inclusion_holds(hasher, &leaves[place], place, size, &changed, &root);
    TP_ASSERT(holds == is_same);
    return 0;
}
