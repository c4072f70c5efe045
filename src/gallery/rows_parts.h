/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of struct tp_rows, for the files that are its code. */
#ifndef TP_GALLERY_ROWS_PARTS_H
#define TP_GALLERY_ROWS_PARTS_H

#include <pthread.h>

#include "gallery/pins.h"
#include "gallery/rows_file.h"
#include "gallery/state.h"

/* A view, and what is freed with it once nobody can look at it any more. */
struct tp_rows_view {
    struct tp_view shown;
    uint64_t epoch; /* in which it was replaced */
    struct tp_rows_view *next;
    struct tp_rows_state rest; /* what only this view shows */
    const struct tp_segment *segments[];
};

struct tp_rows {
    struct tp_pins pins;
    struct tp_rows_view *_Atomic view;
    pthread_mutex_t compact_lock; /* one compaction at a time; taken before write_lock */
    pthread_mutex_t write_lock;   /* of all that follows */
    struct tp_rows_state state;
    struct tp_rows_view *replaced; /* until nobody looks at them */
    uint64_t generation, removals;
    struct tp_rows_file file; /* of the base */
    struct {
        _Atomic size_t subjects, impressions, rows, dead_rows, size_bytes;
    } counts; /* for whoever holds no lock */
    uint8_t mark[TP_ROWS_MARK_BYTES];
};

/* Of STATE as it is. */
TP_NODISCARD tp_status tp_rows_view_new(const struct tp_rows_state *state, uint64_t generation,
                                        struct tp_rows_view **out, struct tp_diag *diag);
/* Shows VIEW from now on. REST is what the view before showed and this one does not; NULL: nothing. Cannot fail. */
void tp_rows_show(struct tp_rows *rows, struct tp_rows_view *view, const struct tp_rows_state *rest);
/* Tells how much there is; after each change. */
void tp_rows_publish_counts(struct tp_rows *rows);
/* Takes the replaced views that nobody looks at any more from ROWS, WITH what only they showed or only those that have
 * nothing of that. To free it takes a while, as memory is wiped: without the lock. */
struct tp_rows_view *tp_rows_take_past(struct tp_rows *rows, bool with_rest);
void tp_rows_views_free(struct tp_rows_view *views);
/* Adds; the write lock is held. */
TP_NODISCARD tp_status tp_rows_add_locked(struct tp_rows *rows, const char *subject, const struct tp_row_print *prints,
                                          size_t count, struct tp_diag *diag);

#endif
