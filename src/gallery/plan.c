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

static uint32_t of(uint64_t row_count, struct share share)
{
    return (uint32_t)TP_MIN(TP_MAX(row_count * share.share_ppm / 1000000, (uint64_t)share.least), row_count);
}

/* By mode and by how many fingers the probes have: one, two, three and four, five to seven, more. */
enum { CLASSES = 5 };
static const struct numbers {
    bool words;
    struct share screened, refined;
    uint32_t direct;
    uint32_t clear_compared;
    unsigned glance_fingers;
} numbers[2][CLASSES] = {
    [TP_SEARCH_THOROUGH] =
        {
            {true, {30000, 3000}, {1000, 400}, 50, 256, 2},
            {true, {10000, 2000}, {300, 300}, 50, 128, 2},
            {false, {10000, 2000}, {100, 256}, 100, 96, 2},
            {false, {5000, 1000}, {50, 256}, 100, 64, 2},
            {false, {3000, 1000}, {20, 256}, 100, 64, 2},
        },
    [TP_SEARCH_FAST] =
        {
            {true, {10000, 1500}, {250, 256}, 30, 128, 2},
            {true, {3000, 1000}, {100, 256}, 30, 96, 2},
            {false, {3000, 1000}, {50, 256}, 50, 64, 2},
            {false, {1000, 500}, {20, 256}, 50, 64, 1},
            {false, {300, 400}, {10, 256}, 50, 64, 1},
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
    const struct numbers *n;

    *out = (struct tp_search_plan){.exhaustive = mode == TP_SEARCH_EXHAUSTIVE || row_count <= TP_EXHAUSTIVE_ROWS};
    if (out->exhaustive)
        return;
    n = &numbers[mode == TP_SEARCH_FAST ? TP_SEARCH_FAST : TP_SEARCH_THOROUGH][class_of(probes)];
    *out = (struct tp_search_plan){
        .words = n->words,
        .screened = of(row_count, n->screened),
        .refined = of(row_count, n->refined),
        .direct = (uint32_t)TP_MIN(row_count, (uint64_t)n->direct),
        .glance_fingers = n->glance_fingers,
        .glance_score = 2000,
        .clear_score = tp_score_for_fpir(CLEAR_FPIR, row_count),
        .clear_compared = n->clear_compared,
    };
}
