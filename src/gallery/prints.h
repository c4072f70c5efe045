/* SPDX-License-Identifier: Apache-2.0 */
/* What a gallery keeps of an impression, and how its features come back. */
#ifndef TP_GALLERY_PRINTS_H
#define TP_GALLERY_PRINTS_H

#include "gallery/rows.h"
#include "match/match.h"
#include "template/template.h"

/* COUNT impressions ready for tp_rows_add, with the memory that they point to. */
struct tp_prints {
    struct tp_row_print *rows; /* owned, and all below */
    struct tp_code *codes;
    struct tp_signature *signatures;
    struct tp_buffer *packed;
    size_t count;
};
TP_NODISCARD tp_status tp_prints_make(struct tp_prints *out, const struct tp_template *const *templates, size_t count,
                                      struct tp_diag *diag);
void tp_prints_deinit(struct tp_prints *prints);

/* Where a worker prepares one impression at a time. */
struct tp_print_room {
    _Alignas(64) uint8_t features[TP_FEATURES_BYTES_MAX];
    uint8_t cells[TP_FIELD_CELLS_MAX];
};

/* The features, in ROOM, of the impression of POSITION that a row, which was seen alive, has. E_FORMAT. */
TP_NODISCARD tp_status tp_print_load(const struct tp_segment *segment, uint32_t index, unsigned position,
                                     struct tp_print_room *room, struct tp_features **out, struct tp_diag *diag);

#endif
