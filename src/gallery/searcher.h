/* SPDX-License-Identifier: Apache-2.0 */
/* Searchers: the threads of a search and what each of them works with. */
#ifndef TP_GALLERY_SEARCHER_H
#define TP_GALLERY_SEARCHER_H

#include <stdatomic.h>

#include "base/base.h"
#include "gallery/fusion.h"
#include "gallery/prints.h"
#include "screen/screen.h"
#include <tenprint/match.h>

enum { TP_TILE_ROWS = 1024 }; /* rows whose scores and ten columns of codes stay in a core's caches */

struct tp_searcher_worker {
    struct tp_matcher *matcher;       /* owned */
    struct tp_assignment *assignment; /* owned */
    struct tp_print_room *room;       /* owned */
    struct tp_features *loaded;       /* in the room: an impression of the subject at hand, NULL: none */
    uint32_t loaded_row;
    unsigned loaded_position;
    uint64_t comparisons; /* of two impressions, since the search began */
    tp_status status;     /* of what went wrong first */
    struct tp_diag diag;
    uint16_t scores[TP_TILE_ROWS], best[TP_TILE_ROWS], column[TP_TILE_ROWS];
    uint32_t picked[TP_TILE_ROWS];
};

struct tp_searcher {
    uint32_t thread_count;              /* as asked for */
    struct tp_pool *pool;               /* owned */
    struct tp_searcher_worker *workers; /* owned, one for each thread of the pool */
};

/* Idle searchers, so that only the first searches start threads. Each place is taken and filled by one atomic exchange:
 * nobody waits for anybody, and when all places are full a searcher is simply freed. */
enum { TP_SHELF_PLACES = 8 };
struct tp_searcher_shelf {
    struct tp_searcher *_Atomic places[TP_SHELF_PLACES];
};

TP_NODISCARD tp_status tp_searcher_take(struct tp_searcher_shelf *shelf, uint32_t thread_count,
                                        struct tp_searcher **out, struct tp_diag *diag);
void tp_searcher_put(struct tp_searcher_shelf *shelf, struct tp_searcher *searcher);
void tp_searcher_clear(struct tp_searcher_shelf *shelf);

#endif
