/* SPDX-License-Identifier: Apache-2.0 */
/* What a gallery consists of between two compactions: segments, and where each name begins. Changed by one thread at a
 * time; readers see the segments only, through a view. */
#ifndef TP_GALLERY_STATE_H
#define TP_GALLERY_STATE_H

#include "gallery/segment.h"

enum { TP_SUBJECT_ROWS_MAX = 65535 };

struct tp_rows_state {
    struct tp_rows_segment **segments; /* owned, and so is each */
    size_t segment_count, segment_capacity;
    bool has_base;                   /* the first one is */
    struct tp_name_index base_names; /* in the base's memory */
    struct tp_name_index names;      /* of subjects that begin in deltas */
    struct tp_rows_counts counts;    /* all but the bytes */
    struct {
        uint32_t head, row, length;
    } tail; /* of the chain that was gone to its end last; length 0: none */
};
void tp_state_init(struct tp_rows_state *out);
/* Frees the segments too. */
void tp_state_deinit(struct tp_rows_state *state);
/* Makes SEGMENT (of count > 0 or not) the base of an empty state; takes it when it succeeds. */
TP_NODISCARD tp_status tp_state_set_base(struct tp_rows_state *state, struct tp_rows_segment *base,
                                         struct tp_diag *diag);
size_t tp_state_size_bytes(const struct tp_rows_state *state);

/* The segment of a row that is there, and its place. */
struct tp_rows_segment *tp_state_segment(const struct tp_rows_state *state, uint32_t row, uint32_t *index);
static inline uint32_t tp_state_next(const struct tp_rows_state *state, uint32_t row)
{
    uint32_t index;
    const struct tp_rows_segment *segment = tp_state_segment(state, row, &index);

    return tp_row_next(&segment->shown, index);
}

/* The first row of NAME's subject, or TP_ROW_NONE; *ENTRY is where that is noted. */
uint32_t tp_state_find(const struct tp_rows_state *state, const char *name, struct tp_name_entry **entry);

/* What is to be added. Made and checked, then room is made for it, then it is written, which cannot fail. */
struct tp_addition {
    const char *name;
    uint32_t head, tail; /* of the subject's chain so far, TP_ROW_NONE when it is new */
    uint32_t row_count;
    uint64_t record_bytes;
    const struct tp_row_print **grid; /* owned; row_count times TP_POSITION_COUNT */
};
TP_NODISCARD tp_status tp_addition_init(struct tp_rows_state *state, const char *name,
                                        const struct tp_row_print *prints, size_t count, struct tp_addition *out,
                                        struct tp_diag *diag);
void tp_addition_deinit(struct tp_addition *addition);
/* May begin a new segment, which must be shown before anything is written to it. */
TP_NODISCARD tp_status tp_state_reserve(struct tp_rows_state *state, const struct tp_addition *addition,
                                        struct tp_diag *diag);
void tp_state_write(struct tp_rows_state *state, const struct tp_addition *addition);

#endif
