/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of each mode. */
#include "gallery/plan.h"

#include "base/base.h"

/* Shares of the gallery, in millionths, and at least so many. */
struct share {
    uint32_t share_ppm, least;
};

/* An answer is clear when a search for somebody who is not there would give it once in so many. */
#define CLEAR_FPIR 1e-6

/* WIDER for probes that say little. */
static uint32_t of(uint64_t row_count, struct share share, unsigned wider)
{
    uint64_t wanted = TP_MAX(row_count * share.share_ppm / 1000000, (uint64_t)share.least) * wider;

    return (uint32_t)TP_MIN(wanted, row_count);
}

/* By how many minutiae a finger of the probes has. */
static unsigned wider_for(const struct tp_probes *probes)
{
    unsigned sum = 0;

    for (unsigned g = 0; g < probes->group_count; g++)
        sum += probes->groups[g].minutiae;
    return sum < 14 * probes->group_count ? 4 : sum < 20 * probes->group_count ? 2 : 1;
}

/* By mode and by how many fingers the probes have: one, two, three and four, five to seven, more. */
enum { CLASSES = 5 };
static const struct numbers {
    bool words;
    unsigned code_fingers;
    struct share glimpsed, screened;
    unsigned sign_fingers;
    struct share refined;
    uint32_t compared_least, direct, clear_compared;
    int32_t promise_score;
    unsigned glance_fingers;
} numbers[2][CLASSES] = {
    [TP_SEARCH_THOROUGH] =
        {
            {true, 0, {0, 0}, {80000, 4000}, 0, {2000, 1000}, 1000, 50, 256, 0, 2},
            {true, 0, {0, 0}, {10000, 2000}, 0, {300, 300}, 300, 50, 128, 0, 2},
            {false, 0, {0, 0}, {10000, 2000}, 2, {100, 256}, 256, 100, 96, 0, 2},
            {false, 0, {0, 0}, {5000, 1000}, 2, {50, 128}, 64, 64, 48, 3000, 2},
            {false, 6, {6000, 2000}, {3000, 1000}, 2, {20, 128}, 48, 32, 32, 3000, 2},
        },
    [TP_SEARCH_FAST] =
        {
            {true, 0, {0, 0}, {20000, 2000}, 0, {500, 256}, 256, 30, 128, 0, 2},
            {true, 0, {0, 0}, {3000, 1000}, 0, {100, 256}, 256, 30, 96, 0, 2},
            {false, 0, {0, 0}, {3000, 1000}, 2, {50, 256}, 256, 50, 64, 0, 2},
            {false, 5, {5000, 1000}, {1000, 500}, 2, {20, 96}, 32, 32, 32, 3000, 1},
            {false, 5, {3000, 800}, {300, 400}, 2, {10, 64}, 32, 16, 32, 3000, 1},
        },
};

static unsigned class_of(const struct tp_probes *probes)
{
    static const unsigned up_to[CLASSES - 1] = {1, 2, 4, 7};
    unsigned class = 0;

    while (class < CLASSES - 1 && probes->group_count > up_to[class])
        class ++;
    return class;
}

void tp_plan_make(enum tp_search_mode mode, const struct tp_probes *probes, uint64_t row_count,
                  struct tp_search_plan *out)
{
    const unsigned wider = wider_for(probes);
    const struct numbers *n;

    *out = (struct tp_search_plan){.exhaustive = mode == TP_SEARCH_EXHAUSTIVE || row_count <= TP_EXHAUSTIVE_ROWS};
    if (out->exhaustive)
        return;
    n = &numbers[mode == TP_SEARCH_FAST ? TP_SEARCH_FAST : TP_SEARCH_THOROUGH][class_of(probes)];
    *out = (struct tp_search_plan){
        .words = n->words,
        .screened = of(row_count, n->screened, wider),
        .sign_fingers = n->sign_fingers,
        .refined = of(row_count, n->refined, wider),
        .compared_least = wider * n->compared_least,
        .direct = of(row_count, (struct share){0, n->direct}, wider),
        .whole = 3,
        .glance_fingers = n->glance_fingers,
        .glance_score = 2000,
        .clear_score = tp_score_for_fpir(CLEAR_FPIR, row_count),
        .clear_compared = n->clear_compared,
    };
    out->signed_ = TP_MAX(out->refined, out->screened / 10);
    if (probes->has_unknown) /* its fingers cannot be told apart before the comparison */
        return;
    out->promise_score = n->promise_score;
    out->code_fingers = n->code_fingers;
    out->glimpsed = TP_MAX(of(row_count, n->glimpsed, wider), out->screened);
}
