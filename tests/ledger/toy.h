/* SPDX-License-Identifier: Apache-2.0 */
/* A log in memory, by the slow tree of naive.h: its checkpoints, and what it asks of a witness. */
#ifndef TP_TEST_LEDGER_TOY_H
#define TP_TEST_LEDGER_TOY_H

#include <stdio.h>
#include <stdlib.h>

#include "ledger/naive.h"

enum { TOY_LEAVES = 40 };

struct toy {
    struct tp_hasher *hasher;
    struct tp_signer *signer;
    struct tp_verifier verifier;
    struct tp_hash leaves[TOY_LEAVES];
};

static inline struct tp_signer *toy_signer(uint8_t seed_byte)
{
    uint8_t seed[TP_SEED_BYTES];
    struct tp_signer *signer;

    memset(seed, seed_byte, sizeof seed);
    assert_int_equal(tp_signer_from_seed(seed, &signer, NULL), TP_OK);
    return signer;
}

static inline void toy_open(struct toy *toy, const char *origin, uint8_t seed_byte)
{
    assert_int_equal(tp_hasher_new(&toy->hasher, NULL), TP_OK);
    toy->signer = toy_signer(seed_byte);
    assert_int_equal(tp_verifier_make(origin, TP_KEY_NOTE, tp_signer_public(toy->signer), &toy->verifier, NULL), TP_OK);
    naive_leaves(toy->hasher, toy->leaves, TOY_LEAVES);
}

static inline void toy_close(struct toy *toy)
{
    tp_hasher_free(&toy->hasher);
    tp_signer_free(&toy->signer);
}

/* Appends the signed checkpoint of the first SIZE leaves. */
static inline void toy_note(const struct toy *toy, size_t size, struct tp_buffer *out)
{
    struct tp_checkpoint checkpoint = {.size = size, .root = naive_root(toy->hasher, toy->leaves, size)};
    struct tp_buffer text;

    snprintf(checkpoint.origin, sizeof checkpoint.origin, "%s", toy->verifier.name);
    tp_buffer_init(&text);
    tp_checkpoint_write(&checkpoint, &text);
    tp_write_u8(&text, '\0');
    tp_write_text(out, "%s\n", (const char *)text.data);
    assert_int_equal(tp_note_sign((const char *)text.data, &toy->verifier, toy->signer, 0, out, NULL), TP_OK);
    tp_buffer_deinit(&text);
}

/* Appends the body of add-checkpoint; OLD <= SIZE. */
static inline void toy_request(const struct toy *toy, size_t old, size_t size, struct tp_buffer *out)
{
    struct tp_proof proof = {.count = 0};
    char shape[TP_PROOF_MAX + 1] = "";
    struct tp_buffer note;

    if (old > 0 && old < size)
        naive_consistency(toy->hasher, toy->leaves, old, size, &proof, shape);
    tp_buffer_init(&note);
    toy_note(toy, size, &note);
    tp_witness_write_request(old, &proof, note.data, note.size_bytes, out);
    tp_buffer_deinit(&note);
}

#endif
