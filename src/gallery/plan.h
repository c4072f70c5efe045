/* SPDX-License-Identifier: Apache-2.0 */
/* What a search does, in numbers. docs/method-identification.md says where they come from. */
#ifndef TP_GALLERY_PLAN_H
#define TP_GALLERY_PLAN_H

#include "gallery/probes.h"

enum {
    TP_EXHAUSTIVE_ROWS = 512, /* so many are always compared fully */
    TP_GLANCE_FINGERS = 2     /* at most */
};

struct tp_search_plan {
    bool exhaustive;         /* nothing below counts */
    bool words;              /* the first look at all rows is at their signatures' words, not their codes */
    unsigned code_fingers;   /* the first look is at the codes of these, the probes' best; 0: of all ... */
    uint32_t glimpsed;       /* ... and at the others' codes of so many rows */
    uint32_t screened;       /* best rows by the first look, whose signatures are compared */
    unsigned sign_fingers;   /* of a subject's fingers first these, the probes' best; 0: all ... */
    uint32_t signed_;        /* ... and all of so many subjects, the best */
    uint32_t refined;        /* best subjects by their signatures, to be compared; ... */
    int32_t promise_score;   /* ... behind the first ones only those whose signatures say so much, fused; 0: all */
    uint32_t compared_least; /* how many the first ones are */
    uint32_t direct;         /* best rows by the first look, to be compared whatever their signatures say */
    uint32_t whole;          /* the first subjects are compared with all fingers, of others ... */
    unsigned glance_fingers; /* ... fingers are compared first (one, where signatures promise nothing) ... */
    int32_t glance_score;    /* ... and what they must show together for the others to be compared */
    int32_t clear_score;     /* a subject with this score makes the answer clear: ... */
    uint32_t clear_compared; /* ... then it is enough to compare so many, best first, and who promises something */
};

/* For a gallery of ROW_COUNT rows. */
void tp_plan_make(enum tp_search_mode mode, const struct tp_probes *probes, uint64_t row_count,
                  struct tp_search_plan *out);

#endif
