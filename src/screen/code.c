/* SPDX-License-Identifier: Apache-2.0 */
/* The code of an impression: its vector projected on the traits that tell fingers apart, then turned so that each bit
 * says as much as any other. */
#include "screen/code.h"

#include <string.h>

static void project(const struct tp_code_weights *w, const int16_t vector[TP_CODE_VECTOR], float out[TP_CODE_TRAITS])
{
    for (int t = 0; t < TP_CODE_TRAITS; t++) {
        int32_t sum = 0;

        for (int i = 0; i < TP_CODE_VECTOR; i++)
            sum += w->traits[t][i] * vector[i];
        out[t] = (float)sum * w->scale[t] + w->shift[t];
    }
}

/* Sylvester's Hadamard matrix times X, in place. */
static void mix(float x[TP_CODE_TRAITS])
{
    for (int half = 1; half < TP_CODE_TRAITS; half *= 2)
        for (int i = 0; i < TP_CODE_TRAITS; i++)
            if ((i & half) == 0) {
                float sum = x[i] + x[i + half], difference = x[i] - x[i + half];

                x[i] = sum;
                x[i + half] = difference;
            }
}

/* A random rotation that needs no table: random signs, mixing, and both again. */
static void turn(const uint64_t signs[2][TP_CODE_TRAITS / 64], float x[TP_CODE_TRAITS])
{
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < TP_CODE_TRAITS; i++)
            x[i] = signs[round][i / 64] >> i % 64 & 1 ? -x[i] : x[i];
        mix(x);
    }
}

void tp_code_of_vector(const struct tp_code_weights *w, const int16_t vector[TP_CODE_VECTOR], struct tp_code *out)
{
    float traits[TP_CODE_TRAITS], turned[TP_CODE_TRAITS];

    memset(out, 0, sizeof *out);
    project(w, vector, traits);
    for (int t = 0; t < TP_CODE_TURNS; t++) {
        memcpy(turned, traits, sizeof turned);
        turn(w->signs[t], turned);
        for (int i = 0; i < TP_CODE_TRAITS; i++) {
            int bit = t * TP_CODE_TRAITS + i;

            out->words[bit / 64] |= (uint64_t)(turned[i] > 0) << bit % 64;
        }
    }
}

void tp_code_make(const struct tp_features *features, struct tp_code *out)
{
    int16_t vector[TP_CODE_VECTOR];
    bool is_known = false;

    memset(out, 0, sizeof *out);
    tp_code_vector(tp_code_weights(), features, vector);
    for (int i = 0; i < TP_CODE_VECTOR; i++)
        is_known = is_known || vector[i] != 0;
    if (is_known)
        tp_code_of_vector(tp_code_weights(), vector, out);
}

/* Codes of different fingers differ in about 245 bits with a deviation of 19, mates in 166 with one of 33; what is
 * beyond LIMIT says nothing. Few minutiae say less. 64 impressions of WEIGHT at distance 0 add up to 61,440. */
enum { LIMIT = 240, WEIGHT = 4, MINUTIAE_FEW = 5 };

void tp_code_probe(const struct tp_code *code, const struct tp_features *features, struct tp_code_probe *out)
{
    memcpy(out->words, code->words, sizeof out->words);
    out->limit = LIMIT;
    out->weight = (uint16_t)TP_MIN((features->local_count + MINUTIAE_FEW - 1) / MINUTIAE_FEW, WEIGHT);
}
