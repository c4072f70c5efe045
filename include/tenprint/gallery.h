/* SPDX-License-Identifier: Apache-2.0 */
/* A gallery in memory: subjects with templates, and 1:N identification. */
#ifndef TENPRINT_GALLERY_H
#define TENPRINT_GALLERY_H

#include <tenprint/match.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TP_SUBJECT_ID_MAX 128 /* bytes of UTF-8 with the final NUL */

/* Subjects and the features of their impressions. Searching from many threads is safe; adding and removing exclude
 * searches by themselves. */
struct tp_gallery;

TP_API TP_NODISCARD tp_status tp_gallery_new(struct tp_gallery **out, struct tp_diag *diag);
TP_API void tp_gallery_free(struct tp_gallery **gallery);

/* Adds one impression to SUBJECT, which is made when new. Its finger is TMPL->position (0: unknown). */
TP_API TP_NODISCARD tp_status tp_gallery_add(struct tp_gallery *gallery, const char *subject,
                                             const struct tp_template *tmpl, struct tp_diag *diag);

/* Removes SUBJECT and zeroes its features. E_NOT_FOUND. */
TP_API TP_NODISCARD tp_status tp_gallery_remove(struct tp_gallery *gallery, const char *subject, struct tp_diag *diag);

TP_API size_t tp_gallery_subject_count(const struct tp_gallery *gallery);
TP_API size_t tp_gallery_impression_count(const struct tp_gallery *gallery);

struct tp_identify_options {
    uint32_t top;          /* candidates wanted at most; 0 = 10 */
    int32_t score_min;     /* candidates below it are left out */
    uint32_t thread_count; /* 0 = one for each processor */
};

struct tp_candidate {
    char subject[TP_SUBJECT_ID_MAX];
    int32_t score;             /* fused over the fingers, calibrated like a comparison score (per subject compared) */
    int32_t finger_scores[11]; /* by the candidate's position, 0 = unknown position; -1 where nothing was compared */
    uint8_t finger_probes[11]; /* index of the probe that scored there */
};

/* Searches the probe's impressions (of one person; positions 0 are compared with every finger) and writes at most
 * OPTIONS->top candidates by falling score, ties by subject, into the caller's array OUT of that many. *COUNT says how
 * many. The result is the same for any thread count. OPTIONS may be NULL. */
TP_API TP_NODISCARD tp_status tp_gallery_identify(const struct tp_gallery *gallery,
                                                  const struct tp_template *const *probes, size_t probe_count,
                                                  const struct tp_identify_options *options, struct tp_candidate *out,
                                                  uint32_t *count, struct tp_diag *diag);

#ifdef __cplusplus
}
#endif
#endif
