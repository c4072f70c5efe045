/* SPDX-License-Identifier: Apache-2.0 */
/* Comparison of two templates (1:1). */
#ifndef TENPRINT_MATCH_H
#define TENPRINT_MATCH_H

#include <tenprint/template.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The comparison score is calibrated: score = 1000 * -log10(FMR), rounded, where FMR is the share of non-mated
 * comparisons that reach it. 3000 is reached by one non-mated comparison in a thousand, 6000 by one in a million. */
#define TP_SCORE_PER_DECADE 1000
#define TP_SCORE_MAX 20000

/* What the comparison needs of a template, made once: immutable, shared by any number of threads. */
struct tp_features;

/* Prepares TMPL. The features keep no pointer to it. E_MEMORY. */
TP_API TP_NODISCARD tp_status tp_features_new(const struct tp_template *tmpl, struct tp_features **out,
                                              struct tp_diag *diag);
/* Overwrites and frees. */
TP_API void tp_features_free(struct tp_features **features);

/* Bytes that FEATURES occupies. */
TP_API size_t tp_features_size_bytes(const struct tp_features *features);

/* A worker's reusable memory. One thread at a time; nothing in it influences results. */
struct tp_matcher;

TP_API TP_NODISCARD tp_status tp_matcher_new(struct tp_matcher **out, struct tp_diag *diag);
TP_API void tp_matcher_free(struct tp_matcher **matcher);

/* Where a comparison found the two impressions to agree. */
struct tp_match_pair {
    uint8_t probe, candidate; /* indices of minutiae in the two templates */
};
struct tp_match_detail {
    int32_t score;
    uint32_t pair_count;
    struct tp_match_pair pairs[TP_MINUTIAE_MAX]; /* each minutia at most once */
    /* The rigid motion that carries the candidate onto the probe: rotation about the origin
     * (anticlockwise on the screen, like directions of minutiae), then translation:
     * x' = x cos + y sin + dx, y' = -x sin + y cos + dy. */
    float rotation_rad, dx_px, dy_px;
};

/* The comparison score of two impressions, 0..TP_SCORE_MAX. Symmetric: the arguments may be swapped. Allocates
 * nothing. The result is the same on every machine. */
TP_API int32_t tp_match_score(struct tp_matcher *matcher, const struct tp_features *probe,
                              const struct tp_features *candidate);

/* The same with the pairs; DETAIL->score equals what tp_match_score returns. */
TP_API int32_t tp_match_detail(struct tp_matcher *matcher, const struct tp_features *probe,
                               const struct tp_features *candidate, struct tp_match_detail *detail);

/* One score for PROBES x CANDIDATES impressions of one finger each: the harmonic mean of the false match rates that all
 * comparisons between the two sides name. Symmetric, calibrated as above; 0 when a side is empty. */
TP_API int32_t tp_match_score_sets(struct tp_matcher *matcher, const struct tp_features *const *probes,
                                   size_t probe_count, const struct tp_features *const *candidates,
                                   size_t candidate_count);

/* Calibration: the false match rate that a score names, and the lowest score that names at most FMR (0 < FMR <= 1). */
TP_API double tp_score_fmr(int32_t score);
TP_API int32_t tp_score_for_fmr(double fmr);

#ifdef __cplusplus
}
#endif
#endif
