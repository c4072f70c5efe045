/* SPDX-License-Identifier: Apache-2.0 */
/* A gallery in memory: subjects with templates, and 1:N identification. */
#ifndef TENPRINT_GALLERY_H
#define TENPRINT_GALLERY_H

#include <tenprint/match.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TP_SUBJECT_ID_MAX 128    /* bytes of UTF-8 with the final NUL */
#define TP_PROBES_MAX 64         /* impressions in one search */
#define TP_PROBES_UNKNOWN_MAX 10 /* of these, impressions of unknown position */

/* Subjects and the features of their impressions. All functions but tp_gallery_free may be called from any number of
 * threads: searches run beside each other, adding and removing wait for them and they for it. */
struct tp_gallery;

TP_API TP_NODISCARD tp_status tp_gallery_new(struct tp_gallery **out, struct tp_diag *diag);
TP_API void tp_gallery_free(struct tp_gallery **gallery);

/* Adds COUNT (>= 1) impressions to SUBJECT, which is made when new. A template's finger is its position; impressions of
 * unknown position (0) are taken to be of one and the same finger. All are added or, on failure, none: E_ARGUMENT (an
 * identifier that is empty or too long, no template), E_LIMIT (more than 65,535 impressions of one finger), E_MEMORY.
 */
TP_API TP_NODISCARD tp_status tp_gallery_add_all(struct tp_gallery *gallery, const char *subject,
                                                 const struct tp_template *const *templates, size_t count,
                                                 struct tp_diag *diag);

/* The same for one impression. */
TP_API TP_NODISCARD tp_status tp_gallery_add(struct tp_gallery *gallery, const char *subject,
                                             const struct tp_template *tmpl, struct tp_diag *diag);

/* Removes SUBJECT and zeroes its features. E_NOT_FOUND. */
TP_API TP_NODISCARD tp_status tp_gallery_remove(struct tp_gallery *gallery, const char *subject, struct tp_diag *diag);

TP_API size_t tp_gallery_subject_count(const struct tp_gallery *gallery);
TP_API size_t tp_gallery_impression_count(const struct tp_gallery *gallery);
/* Bytes that the features of all impressions occupy. */
TP_API size_t tp_gallery_size_bytes(const struct tp_gallery *gallery);

struct tp_identify_options {
    uint32_t top;          /* candidates wanted at most; 0 = 10 */
    int32_t score_min;     /* candidates below it are left out */
    uint32_t thread_count; /* 0 = one for each processor */
};

struct tp_candidate {
    char subject[TP_SUBJECT_ID_MAX];
    int32_t score;             /* fused over the fingers, calibrated like a comparison score (per subject compared) */
    int32_t finger_scores[11]; /* by the candidate's position, 0 = unknown position; -1 where nothing was compared */
    uint8_t finger_probes[11]; /* index of the (first) probe that was compared there */
};

struct tp_candidates {
    struct tp_candidate *items; /* owned; by falling score, ties by subject */
    uint32_t count;
};
TP_API void tp_candidates_deinit(struct tp_candidates *candidates);

/* Searches PROBES, impressions of one person, and gives the best candidates, at most OPTIONS->top. OPTIONS may be NULL.
 * The result is the same for any thread count.
 *
 * Probes of one known position are compared together with the impressions of the same finger. Each probe of unknown
 * position is taken to be a finger of its own, and they are assigned one-to-one to the subject's other fingers so that
 * the sum of scores is highest. A subject's impressions of unknown position take part in that assignment, and may also
 * be given to a probe of known position whose finger the subject lacks. docs/method-identification.md has the formula
 * that fuses the scores and corrects for the number of assignments. A subject that shares no finger with the probes is
 * no candidate.
 *
 * Failures leave OUT empty: E_ARGUMENT (no probe, or a position above 10), E_LIMIT (above TP_PROBES_MAX or
 * TP_PROBES_UNKNOWN_MAX), E_MEMORY. */
TP_API TP_NODISCARD tp_status tp_gallery_identify(const struct tp_gallery *gallery,
                                                  const struct tp_template *const *probes, size_t probe_count,
                                                  const struct tp_identify_options *options, struct tp_candidates *out,
                                                  struct tp_diag *diag);

#ifdef __cplusplus
}
#endif
#endif
