/* SPDX-License-Identifier: Apache-2.0 */
/* A search on its way: what its stages hand on to each other. */
#ifndef TP_GALLERY_SEARCH_H
#define TP_GALLERY_SEARCH_H

#include "gallery/best.h"
#include "gallery/gallery.h"
#include "gallery/plan.h"
#include "gallery/probes.h"
#include "gallery/shortlist.h"
#include "gallery/trace.h"

/* A subject that the stages so far let through. */
struct tp_survivor {
    uint32_t head;                     /* number of its first row */
    uint32_t first;                    /* score of its best row at the first look */
    int32_t signature;                 /* score of its signatures */
    int32_t score;                     /* fused; -1: no candidate */
    uint8_t glance[TP_GLANCE_FINGERS]; /* the probes' groups to compare first, TP_GLANCE_NONE behind the last */
    bool promising;                    /* by its signatures: see the plan */
    bool direct;                       /* goes on to comparison whatever its signatures say */
    bool compared;
};

/* One person searched for. */
struct tp_quest {
    struct tp_probes probes; /* owned */
    struct tp_search_plan plan;
    struct tp_shortlist *shortlists; /* owned; one for each worker, of the first look */
    struct tp_survivor *list;        /* owned */
    size_t count, capacity;
    size_t at, block;  /* of the list: where comparison is, and how many are compared next */
    uint32_t next_row; /* of an exhaustive search: from where the list is filled again */
    struct tp_best best;
    uint64_t screened, refined, compared;
    struct tp_candidates *out;
};

/* Quests that read the gallery together. */
struct tp_search {
    const struct tp_gallery *gallery;
    const struct tp_identify_options *options;
    struct tp_search_trace *trace; /* NULL unless asked for */
    struct tp_searcher *searcher;
    struct tp_rows_pin pin;
    const struct tp_view *view; /* of the pin */
    uint64_t generation;        /* of the rows' numbers that this search knows */
    uint32_t row_count;         /* when it began; rows behind are not looked at */
    size_t subject_count;       /* alive when it began */
    bool held;                  /* the pin is kept until the end */
    uint32_t *tiles;            /* owned; the rows that tiles of the first look begin with */
    size_t tile_count;
    struct tp_quest *quests; /* owned */
    size_t quest_count;
    double share_from, share_span, share_told; /* of the work: of the stage at hand, and what was told last */
};

/* Runs FN, which gets SEARCH, for COUNT indices in laps of LAP. Between laps the view is pinned anew, so that nobody
 * who removes a subject waits for longer than a lap; whoever asked is told of the progress. E_CANCELLED; E_BUSY when a
 * compaction has given the rows other numbers, so that all must begin again; what a worker failed with. */
TP_NODISCARD tp_status tp_search_run(struct tp_search *search, size_t count, size_t lap, tp_pool_fn *fn,
                                     struct tp_diag *diag);

/* The quest that item INDEX of all quests' blocks belongs to; INDEX becomes its place in that block. */
static inline struct tp_quest *tp_search_quest_of(const struct tp_search *search, size_t *index)
{
    struct tp_quest *quest = search->quests;

    for (; *index >= quest->block; quest++)
        *index -= quest->block;
    return quest;
}

/* Makes room for COUNT survivors. */
TP_NODISCARD tp_status tp_quest_reserve(struct tp_quest *quest, size_t count, struct tp_diag *diag);

/* The place of the traced subject on a list. */
uint32_t tp_search_rank(const struct tp_search *search, const struct tp_quest *quest);

/* The first look at all rows: fills the quests' lists with those that go on (screening.c). */
TP_NODISCARD tp_status tp_search_screen(struct tp_search *search, struct tp_diag *diag);

/* Compares the signatures of the quests' lists, and puts those that go on in order (refining.c). */
TP_NODISCARD tp_status tp_search_refine(struct tp_search *search, struct tp_diag *diag);

/* Compares the survivors of all quests, or all subjects, and keeps the best (comparing.c). */
TP_NODISCARD tp_status tp_search_compare(struct tp_search *search, struct tp_diag *diag);

/* Fills the quests' candidates from the best (candidates.c). */
TP_NODISCARD tp_status tp_search_describe(struct tp_search *search, struct tp_diag *diag);

#endif
