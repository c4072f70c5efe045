/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of signatures. */
#ifndef TP_SIGNATURE_H
#define TP_SIGNATURE_H

#include "screen/screen.h"

/* The word of a descriptor: 64 signs of a learned projection (signature_word.c). */
uint64_t tp_signature_word(const uint64_t descriptor[TP_DESCRIPTOR_WORDS]);

/* How well the nearest minutiae of CANDIDATE (as the kernel gave them) lie where the probe's lie: 0 when none of them
 * agree (signature_vote.c). */
uint32_t tp_signature_vote(const struct tp_signature_probe *probe, const struct tp_signature *candidate,
                           const uint16_t nearest[TP_SIGNATURE_MAX]);

/* What a score is made from: how like the words are and how well they lie (signature.c). */
uint32_t tp_signature_sum(const struct tp_signature_probe *probe, const struct tp_signature *candidate);

#endif
