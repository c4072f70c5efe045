/* SPDX-License-Identifier: Apache-2.0 */
/* What became of one subject in a search, stage by stage, and how the time was spent: for tests and benchmarks that
 * tell what each stage loses. */
#ifndef TP_GALLERY_TRACE_H
#define TP_GALLERY_TRACE_H

#include <tenprint/gallery.h>

#define TP_RANK_NONE UINT32_MAX

struct tp_search_plan; /* gallery/plan.h */

struct tp_search_trace {
    const char *subject;               /* in: whom to follow, such as the mate of the probes; may be NULL */
    const struct tp_search_plan *plan; /* in: instead of the mode's, unless NULL */

    /* Out: how many stood before SUBJECT after a stage; TP_RANK_NONE when it was not looked at or let go. */
    uint32_t code_rank, signature_rank, comparison_rank;
    uint64_t comparisons;                           /* of two impressions, over all subjects */
    double screening_s, refinement_s, comparison_s; /* of the calling thread */
};

/* tp_gallery_identify that fills TRACE. */
TP_NODISCARD tp_status tp_gallery_identify_traced(const struct tp_gallery *gallery, const struct tp_probe_set *set,
                                                  const struct tp_identify_options *options,
                                                  struct tp_search_trace *trace, struct tp_candidates *out,
                                                  struct tp_diag *diag);

#endif
