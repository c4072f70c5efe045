/* SPDX-License-Identifier: Apache-2.0 */
/* One subject of a gallery, compared with the probes: fully, or only as far as it promises anything. */
#ifndef TP_GALLERY_SUBJECT_H
#define TP_GALLERY_SUBJECT_H

#include "gallery/plan.h"
#include "gallery/probes.h"
#include "gallery/rows.h"
#include "gallery/searcher.h"

/* A subject seen alive under the pin that VIEW is of. */
struct tp_subject {
    const struct tp_view *view;
    uint32_t head;
    bool has[TP_POSITION_COUNT]; /* which fingers */
};
/* False when it is not alive. */
bool tp_subject_find(const struct tp_view *view, uint32_t head, struct tp_subject *out);

/* The identifier; empty when the subject is not alive. Valid while the view is pinned. */
const char *tp_subject_name(const struct tp_view *view, uint32_t head);

/* The best signature score of each of the probes' groups over the subject's impressions (PROBES->group_count numbers to
 * FINGERS, 0 where nothing can be compared), and their sum. */
int32_t tp_subject_refine(const struct tp_subject *subject, const struct tp_probes *probes, int32_t *fingers);

/* The fused score over all fingers, -1 when the subject shares none with the probes. DETAIL may be NULL; else its
 * scores and fingers are filled. Failures go to the worker's status. */
int32_t tp_subject_score(const struct tp_subject *subject, const struct tp_probes *probes,
                         struct tp_searcher_worker *worker, struct tp_candidate *detail);

/* The same, but -1 too for a subject whose first fingers, compared one by one in the order of their signatures' scores,
 * show nothing that PLAN would call promising. */
int32_t tp_subject_glance(const struct tp_subject *subject, const struct tp_probes *probes,
                          struct tp_searcher_worker *worker, const struct tp_search_plan *plan);

#endif
