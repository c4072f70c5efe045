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
 * FINGERS, 0 where nothing can be compared), and their sum. Only the first LIMIT groups that the subject may have, in
 * the order of the probes, are looked at. */
int32_t tp_subject_refine(const struct tp_subject *subject, const struct tp_probes *probes, unsigned limit,
                          int32_t *fingers);

/* Asks for the memory that tp_subject_refine will read, of the subject's first row. */
void tp_subject_fetch(const struct tp_view *view, uint32_t head, const struct tp_probes *probes, unsigned limit);

/* What FINGERS say together, as a fused score; no probe may be of unknown position. */
int32_t tp_subject_promise(const struct tp_subject *subject, const struct tp_probes *probes, const int32_t *fingers);

/* The groups of known position that the subject has with the best of FINGERS. */
enum { TP_GLANCE_NONE = UINT8_MAX };
void tp_subject_best_fingers(const struct tp_subject *subject, const struct tp_probes *probes, const int32_t *fingers,
                             uint8_t out[TP_GLANCE_FINGERS]);

/* The fused score over all fingers, -1 when the subject shares none with the probes. DETAIL may be NULL; else its
 * scores and fingers are filled. Failures go to the worker's status. */
int32_t tp_subject_score(const struct tp_subject *subject, const struct tp_probes *probes,
                         struct tp_searcher_worker *worker, struct tp_candidate *detail);

/* The same, but -1 too for a subject whose fingers of the first COUNT groups of GLANCE, compared one by one, do not
 * show LEAST together. */
struct tp_glance {
    const uint8_t *groups;
    unsigned count;
    int32_t least;
};
int32_t tp_subject_glance(const struct tp_subject *subject, const struct tp_probes *probes,
                          struct tp_searcher_worker *worker, const struct tp_glance *glance);

#endif
