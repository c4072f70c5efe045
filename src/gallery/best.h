/* SPDX-License-Identifier: Apache-2.0 */
/* The best candidates so far: a heap of bounded size with the worst of them on top. */
#ifndef TP_GALLERY_BEST_H
#define TP_GALLERY_BEST_H

#include "gallery/rows.h"

struct tp_ranked {
    int32_t score;
    uint32_t head; /* number of the subject's first row */
};

struct tp_best {
    struct tp_ranked *items; /* owned */
    size_t count, capacity, limit;
};
void tp_best_init(struct tp_best *out, size_t limit);
void tp_best_deinit(struct tp_best *best);

/* Keeps ENTRY when it is one of the LIMIT best: by falling score, ties by the subject's identifier in VIEW. */
TP_NODISCARD tp_status tp_best_offer(struct tp_best *best, const struct tp_view *view, struct tp_ranked entry,
                                     struct tp_diag *diag);

/* Puts the items in order, the best first; after that nothing may be offered. */
void tp_best_sort(struct tp_best *best, const struct tp_view *view);

#endif
