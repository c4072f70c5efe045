/* SPDX-License-Identifier: Apache-2.0 */
/* Who is in a gallery, one after the other, and what it takes. */
#include "gallery/gallery.h"

static tp_status visit_segment(const struct tp_segment *segment, tp_gallery_subject_fn *visit, void *context,
                               struct tp_diag *diag)
{
    uint32_t count = atomic_load_explicit(segment->count, memory_order_acquire);
    tp_status status = TP_OK;

    for (uint32_t i = 0; status == TP_OK && i < count; i++)
        if (segment->rows[i].head == segment->first_row + i && tp_row_alive(segment, i))
            status = visit(context, tp_row_name(segment, i), diag);
    return status;
}

tp_status tp_gallery_each_subject(const struct tp_gallery *gallery, tp_gallery_subject_fn *visit, void *context,
                                  struct tp_diag *diag)
{
    struct tp_rows_pin pin;
    tp_status status = TP_OK;

    tp_rows_pin(gallery->rows, &pin);
    for (size_t s = 0; status == TP_OK && s < pin.view->segment_count; s++)
        status = visit_segment(pin.view->segments[s], visit, context, diag);
    tp_rows_unpin(&pin);
    return status;
}

void tp_gallery_count(const struct tp_gallery *gallery, struct tp_gallery_counts *out)
{
    struct tp_rows_counts counts;

    tp_rows_count(gallery->rows, &counts);
    *out = (struct tp_gallery_counts){.subjects = counts.subjects,
                                      .impressions = counts.impressions,
                                      .dead = counts.dead_rows,
                                      .size_bytes = counts.size_bytes};
}
