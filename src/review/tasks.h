/* SPDX-License-Identifier: Apache-2.0 */
/* What the operations of examiners share. */
#ifndef TP_REVIEW_TASKS_H
#define TP_REVIEW_TASKS_H

#include "review/prints.h"
#include "review/records.h"

/* The task that CALL names, which its actor has, and its case. E_NOT_FOUND for one that somebody else has, nobody, or
 * that is not there: nothing tells these apart. */
struct tp_own_task {
    struct tp_task task;
    struct tp_review_case about;
};
TP_NODISCARD tp_status tp_own_task_find(struct tp_exchange *exchange, const struct tp_call *call,
                                        struct tp_own_task *out, struct tp_diag *diag);
void tp_own_task_deinit(struct tp_own_task *own);
/* E_CONFLICT in words unless STEP is possible now; NEXT may be NULL. */
TP_NODISCARD tp_status tp_own_task_step(const struct tp_own_task *own, enum tp_task_step step, bool no_value,
                                        enum tp_task_state *next, struct tp_diag *diag);
/* The candidate of that name; E_NOT_FOUND. */
TP_NODISCARD tp_status tp_own_task_candidate(struct tp_own_task *own, const char *id, struct tp_task_candidate **out,
                                             struct tp_diag *diag);
/* Where the prints of a candidate are: an owner of blobs, or "subject/ID". */
void tp_candidate_owner(const struct tp_review_case *about, unsigned place, char out[TP_EXCHANGE_NAME_BYTES]);
/* The whole task as its examiner may see it now. */
TP_NODISCARD tp_status tp_own_task_show(struct tp_exchange *exchange, struct tp_call *call, struct tp_own_task *own,
                                        struct tp_diag *diag);
void tp_time_write(struct tp_json *out, const char *key, int64_t time_s);

tp_operation_fn tp_list_tasks, tp_claim_task, tp_get_task, tp_return_task;                /* claim.c */
tp_operation_fn tp_record_analysis, tp_record_conclusion, tp_correct_conclusion;          /* conclude.c */
tp_operation_fn tp_get_probe_image, tp_get_probe_minutiae, tp_get_probe_view;             /* pictures.c */
tp_operation_fn tp_get_candidate_image, tp_get_candidate_minutiae, tp_get_candidate_view; /* pictures.c */
tp_operation_fn tp_get_pairs;                                                             /* pictures.c */
tp_operation_fn tp_list_discretions, tp_get_discretion, tp_decide_discretion;             /* officer.c */
tp_operation_fn tp_list_cases, tp_get_case, tp_list_examiners;                            /* audit.c */
tp_job_fn tp_lapse_task;                                                                  /* claim.c */
tp_job_fn tp_seed_case, tp_unseed_case;                                                   /* seed.c */

#endif
