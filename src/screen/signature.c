/* SPDX-License-Identifier: Apache-2.0 */
/* The signature of an impression: its best minutiae with a word each, made, prepared for a search and scored. */
#include "screen/signature.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "match/match.h"

_Static_assert(sizeof(struct tp_signature) % 64 == 0, "signatures are cache lines");
_Static_assert((int)TP_SIGNATURE_MAX <= (int)TP_LOCAL_MAX, "each minutia of a signature has a descriptor");

enum {
    UNIT_PX = 4,
    REACH_Q8 = 32,  /* how far a group looks beyond its own directions: 45 degrees */
    LIMIT = 24,     /* words that differ in more bits tell nothing */
    VOTE_WEIGHT = 8 /* of the vote in the sum, against 1 of the words */
};

struct signed_minutia {
    uint64_t word;
    int16_t x_px, y_px;
    uint8_t theta_q8;
};

static int by_direction(const void *left, const void *right)
{
    const struct signed_minutia *a = left, *b = right;

    if (a->theta_q8 != b->theta_q8)
        return a->theta_q8 < b->theta_q8 ? -1 : 1;
    if (a->y_px != b->y_px)
        return a->y_px < b->y_px ? -1 : 1;
    return a->x_px != b->x_px ? (a->x_px < b->x_px ? -1 : 1) : (a->word > b->word) - (a->word < b->word);
}

static void sign(const struct tp_features *features, size_t i, struct signed_minutia *out)
{
    const struct tp_feature_minutia *m = &tp_features_minutiae(features)[i];
    const struct tp_descriptor_block *block = &features->blocks[i / TP_DESCRIPTOR_LANES];
    uint64_t descriptor[TP_DESCRIPTOR_WORDS];

    for (int w = 0; w < TP_DESCRIPTOR_WORDS; w++)
        descriptor[w] = block->words[w][i % TP_DESCRIPTOR_LANES];
    *out = (struct signed_minutia){tp_signature_word(descriptor), m->x_px, m->y_px, m->theta_q8};
}

void tp_signature_make(const struct tp_features *features, struct tp_signature *out)
{
    struct signed_minutia minutiae[TP_SIGNATURE_MAX];
    size_t count = TP_MIN((size_t)features->local_count, (size_t)TP_SIGNATURE_MAX);
    int left = INT16_MAX, top = INT16_MAX;

    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < count; i++) {
        sign(features, i, &minutiae[i]);
        left = TP_MIN(left, minutiae[i].x_px);
        top = TP_MIN(top, minutiae[i].y_px);
    }
    qsort(minutiae, count, sizeof minutiae[0], by_direction);
    for (size_t i = 0; i < count; i++) {
        out->x[i] = (uint8_t)TP_MIN((minutiae[i].x_px - left) / UNIT_PX, UINT8_MAX);
        out->y[i] = (uint8_t)TP_MIN((minutiae[i].y_px - top) / UNIT_PX, UINT8_MAX);
    }
    for (size_t i = 0; i < (count + TP_SIGNATURE_FOUR - 1) / TP_SIGNATURE_FOUR * TP_SIGNATURE_FOUR; i++) {
        out->words[i] = minutiae[TP_MIN(i, count - 1)].word;
        out->theta_q8[i] = minutiae[TP_MIN(i, count - 1)].theta_q8;
    }
    out->count = (uint8_t)count;
}

void tp_signature_probe(const struct tp_signature *signature, struct tp_signature_probe *out)
{
    size_t count = TP_MIN(signature->count, TP_SIGNATURE_MAX);
    struct tp_signature_query *query = &out->query;

    memset(out, 0, sizeof *out);
    out->kernels = tp_kernels();
    out->signature = *signature;
    out->signature.count = (uint8_t)count;
    for (int turn = 0; turn < 256; turn++) {
        out->cosine_q14[turn] = (int16_t)(16383 * tp_cos(tp_angle_from_q8((uint8_t)turn)));
        out->sine_q14[turn] = (int16_t)(16383 * tp_sin(tp_angle_from_q8((uint8_t)turn)));
    }
    for (size_t i = 0; i < count; i++) {
        query->words[i] = signature->words[i];
        query->limits[i] = LIMIT;
    }
    for (size_t first = 0; first < count; first += TP_SIGNATURE_GROUP) {
        size_t last = TP_MIN(first + TP_SIGNATURE_GROUP, count) - 1;
        int span = signature->theta_q8[last] - signature->theta_q8[first] + 2 * REACH_Q8;

        query->from[query->group_count] = (uint8_t)(signature->theta_q8[first] - REACH_Q8);
        query->span[query->group_count++] = (uint8_t)TP_CLAMP(span, 0, UINT8_MAX);
    }
}

uint32_t tp_signature_sum(const struct tp_signature_probe *probe, const struct tp_signature *candidate)
{
    uint16_t nearest[TP_SIGNATURE_MAX], alike;

    probe->kernels->signature.scan(&probe->query, candidate, 1, &alike);
    if (alike == 0)
        return 0;
    probe->kernels->signature.nearest(&probe->query, candidate, nearest);
    return alike + VOTE_WEIGHT * tp_signature_vote(probe, candidate, nearest);
}

/* The scores of sums, linear between; bench/screen_signatures prints them. */
static const uint32_t KNOTS[][2] = {{0, 0},       {192, 301},   {512, 1000},  {1056, 2000},
                                    {1760, 3000}, {2656, 4000}, {3648, 5000}, {10000, 10000}};

int32_t tp_signature_score(const struct tp_signature_probe *probe, const struct tp_signature *candidate)
{
    uint32_t sum = tp_signature_sum(probe, candidate);
    size_t k = 1;

    while (k + 1 < TP_ARRAY_LENGTH(KNOTS) && KNOTS[k][0] < sum)
        k++;
    sum = TP_MIN(sum, KNOTS[k][0]);
    return (int32_t)(KNOTS[k - 1][1] +
                     (sum - KNOTS[k - 1][0]) * (KNOTS[k][1] - KNOTS[k - 1][1]) / (KNOTS[k][0] - KNOTS[k - 1][0]));
}
