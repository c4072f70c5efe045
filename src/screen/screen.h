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

/* ---- signatures (signature*.c); struct tp_signature itself is the kernels' ----------------------------------------
 */

void tp_signature_make(const struct tp_features *features, struct tp_signature *out);

/* A probe's signature, prepared. Plain memory that nothing changes: threads may share it. */
struct tp_signature_probe {
    const struct tp_kernels *kernels;
    struct tp_signature signature;
    struct tp_signature_query query;
    int16_t cosine_q14[256], sine_q14[256];
};
void tp_signature_probe(const struct tp_signature *signature, struct tp_signature_probe *out);

/* First look, at the speed of memory: how much the words alone resemble each other, 0 (nothing) .. 65535, for each of
 * COUNT candidates. Comparable among candidates of one probe only: go on with the best share of them. */
static inline void tp_signature_scan(const struct tp_signature_probe *probe, const struct tp_signature *candidates,
                                     size_t count, uint16_t *scores)
{
    probe->kernels->signature.scan(&probe->query, candidates, count, scores);
}

/* Second look, at those: how well the minutiae with like words also lie like each other, 0 (nothing) .. 65535: about
 * 1000 times the decimal logarithm of how many fingers of others one must look at to see as much. Scores of several
 * fingers add up. */
int32_t tp_signature_score(const struct tp_signature_probe *probe, const struct tp_signature *candidate);

#endif
