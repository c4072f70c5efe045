/* SPDX-License-Identifier: Apache-2.0 */
/* Screening: what of an impression is compared before the comparison proper, and how. Two forms, from coarse to fine:
 * a code of fixed length for the whole impression, which kernels read for all subjects, and a signature with a word for
 * each of the best minutiae, read for all single fingers or for those that the codes left. Both are integers, made the
 * same on every machine. docs/search.md has the method and what each stage loses. */
#ifndef TP_SCREEN_H
#define TP_SCREEN_H

#include <stdbool.h>

#include "kernel/kernel.h"
#include <tenprint/match.h>

/* The version of what codes and signatures mean: galleries saved with another one are made anew. */
enum { TP_SCREEN_VERSION = 1 };

/* ---- codes (code.c) ---------------------------------------------------------------------------------------------- */

/* All zero: nothing is known, such as a finger without minutiae. */
struct tp_code {
    uint64_t words[TP_CODE_WORDS];
};
void tp_code_make(const struct tp_features *features, struct tp_code *out);

/* Puts CODE into a LANE of BLOCK. */
static inline void tp_code_store(const struct tp_code *code, struct tp_code_block *block, size_t lane)
{
    for (int w = 0; w < TP_CODE_WORDS; w++)
        block->words[w][lane] = code->words[w];
}

/* CODE as a scan takes it, weighed by how much can be expected of this impression (FEATURES, which made it) and so that
 * the scores of at most TP_PROBES_MAX impressions of good quality add up without an overflow. */
void tp_code_probe(const struct tp_code *code, const struct tp_features *features, struct tp_code_probe *out);

/* ---- signatures (signature.c) ------------------------------------------------------------------------------------ */

enum { TP_SIGNATURE_MAX = 40 }; /* minutiae: the best ones */

/* Flat, without pointers; a multiple of 64 bytes. Minutiae by rising direction, then place. */
struct tp_signature {
    uint64_t words[TP_SIGNATURE_MAX];
    uint8_t theta_q8[TP_SIGNATURE_MAX];               /* clockwise */
    uint8_t x[TP_SIGNATURE_MAX], y[TP_SIGNATURE_MAX]; /* in units of 4 px; 255 and beyond as 255 */
    uint8_t count;
    uint8_t reserved[7];
};
void tp_signature_make(const struct tp_features *features, struct tp_signature *out);

/* A probe's signature, prepared, and what a worker needs to score with it. Plain memory; one thread at a time. */
struct tp_signature_probe {
    const struct tp_kernels *kernels;
    struct tp_signature signature;
};
void tp_signature_probe(const struct tp_signature *signature, struct tp_signature_probe *out);

/* How much the minutiae resemble each other where they stand and look alike, 0 (nothing) .. 65535: about 1000 times the
 * decimal logarithm of how many fingers of others one must look at to see as much. Scores of several fingers add up. */
int32_t tp_signature_score(struct tp_signature_probe *probe, const struct tp_signature *candidate);

#endif
