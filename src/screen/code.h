/* SPDX-License-Identifier: Apache-2.0 */
/* How a code is made, step by step, and the weights that were trained for it (docs/search-codes.md). */
#ifndef TP_SCREEN_CODE_H
#define TP_SCREEN_CODE_H

#include "base/base.h"
#include "match/match.h"
#include "screen/screen.h"

enum {
    TP_CODE_BITS = 64 * TP_DESCRIPTOR_BIT_WORDS, /* of a descriptor */
    TP_CODE_MASKS = 2 * 64,                      /* its mask's: of the cells, then of the samples */
    TP_CODE_AXES = 24,                           /* what remains of a descriptor */
    TP_CODE_KINDS = 32,                          /* of neighbourhoods */
    TP_CODE_VECTOR = TP_CODE_KINDS * TP_CODE_AXES,
    TP_CODE_TRAITS = 256, /* what remains of an impression */
    TP_CODE_TURNS = 64 * TP_CODE_WORDS / TP_CODE_TRAITS
};

struct tp_code_weights {
    int8_t bits[TP_CODE_BITS][TP_CODE_AXES];      /* what a bit adds to the axes */
    int16_t unknown[TP_CODE_MASKS][TP_CODE_AXES]; /* what a place adds that nothing is known of */
    int32_t zero[TP_CODE_AXES];                   /* where a descriptor without a bit lies when all is known */
    /* The kinds are a mixture of normal distributions along the axes. */
    float share[TP_CODE_KINDS];                /* logarithm of a kind's part, normalised */
    float middle[TP_CODE_AXES][TP_CODE_KINDS]; /* mean */
    float sharp[TP_CODE_AXES][TP_CODE_KINDS];  /* 1 / (2 variance) */
    float gain[TP_CODE_AXES][TP_CODE_KINDS];   /* of a departure from the mean: 256 / its deviation among prints */
    int8_t traits[TP_CODE_TRAITS][TP_CODE_VECTOR];
    float scale[TP_CODE_TRAITS], shift[TP_CODE_TRAITS];
    uint64_t signs[TP_CODE_TURNS][2][TP_CODE_TRAITS / 64];
};

/* Reads a file of weights; its layout is in code_weights.c. E_FORMAT. */
TP_NODISCARD tp_status tp_code_weights_read(const uint8_t *data, size_t size_bytes, struct tp_code_weights *out,
                                            struct tp_diag *diag);

/* Those that the program holds. Thread-safe. */
const struct tp_code_weights *tp_code_weights(void);

/* How an impression's neighbourhoods depart from the kinds that they are of, on average; all 0 without a minutia. */
void tp_code_vector(const struct tp_code_weights *weights, const struct tp_features *features,
                    int16_t out[TP_CODE_VECTOR]);

/* The code of a vector that is not all 0. */
void tp_code_of_vector(const struct tp_code_weights *weights, const int16_t vector[TP_CODE_VECTOR],
                       struct tp_code *out);

#endif
