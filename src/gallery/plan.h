/* SPDX-License-Identifier: Apache-2.0 */
/* What a search does, in numbers. docs/method-identification.md says where they come from. */
#ifndef TP_GALLERY_PLAN_H
#define TP_GALLERY_PLAN_H

#include "gallery/probes.h"

enum { TP_EXHAUSTIVE_ROWS = 512 }; /* so many are always compared fully */

struct tp_search_plan {
    bool exhaustive;         /* nothing below counts */
    bool words;              /* the first look at all rows is at their signatures' words, not their codes */
    uint32_t screened;       /* best rows by the first look, whose signatures are compared */
    uint32_t refined;        /* best subjects by their signatures, to be compared */
    uint32_t direct;         /* best rows by the first look, to be compared whatever their signatures say */
    unsigned glance_fingers; /* fingers of a subject that are compared first ... */
    int32_t glance_score;    /* ... and what they must show together for the others to be compared */
    int32_t clear_score;     /* a subject with this score makes the answer clear: ... */
    uint32_t clear_compared; /* ... then it is enough to compare so many, best first */
};

/* For a gallery of ROW_COUNT rows. */
void tp_plan_make(enum tp_search_mode mode, const struct tp_probes *probes, uint64_t row_count,
                  struct tp_search_plan *out);

#endif
